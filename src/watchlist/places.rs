//! Names of places in Xinjiang, and signs of place that are no names: codes of post, telephone, register and maker.
//!
//! Both tables are compiled in and parsed once, on first use. What a sign is worth, and in which column, is a rule's
//! business; the tables only carry the strength and the traps that their sources state.

use std::sync::OnceLock;

use crate::model::Script;

/// One name of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// National division code (six digits, four for a prefecture, two for the region), or `park-…`.
    pub id: &'static str,
    /// Id of the place above.
    pub parent: &'static str,
    /// `region`, `prefecture`, `county`, `district`, `corps_city`, `corps_township`, `industrial_park`…
    pub level: &'static str,
    /// The name as its source prints it.
    pub name: &'static str,
    /// Its script.
    pub script: Script,
    /// `official`, `english`, `short`, `variant`, `historical`, `native`…
    pub kind: &'static str,
    /// The word also stands in ordinary names, or for a place elsewhere: needs a second sign.
    pub ambiguous: bool,
    /// Language tag; empty where the source gives none.
    pub lang: &'static str,
    /// Entry id of the Corps division that runs the place (`xpcc-div08`); empty elsewhere.
    pub division: &'static str,
}

/// One sign of place that is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionSign {
    /// `postcode` (prefix of two digits or whole code), `postcode_trap` (same digits, other country), `phone_area`,
    /// `uscc_region` (digits 3 to 8 of a credit code, or their beginning), `admin_code`, `mid` (city letters).
    pub kind: &'static str,
    /// The digits or letters.
    pub value: &'static str,
    /// The place, or the country of a trap.
    pub place: &'static str,
    /// `strong`, `medium`, `weak`, `none` or `negative`.
    pub strength: &'static str,
    /// Under which conditions, and what shares the sign.
    pub note: &'static str,
}

const PLACES: &str = include_str!("../../watchlists/places/xinjiang.tsv");
const SIGNS: &str = include_str!("../../watchlists/words/region_signs.tsv");

/// The names of places in Xinjiang, in file order: 2,400, several a place.
pub fn xinjiang_places() -> &'static [Place] {
    static PARSED: OnceLock<Vec<Place>> = OnceLock::new();
    PARSED.get_or_init(|| PLACES.lines().skip(1).filter_map(place).collect())
}

/// The signs of place that are no names, in file order.
pub fn region_signs() -> &'static [RegionSign] {
    static PARSED: OnceLock<Vec<RegionSign>> = OnceLock::new();
    PARSED.get_or_init(|| SIGNS.lines().skip(1).filter_map(sign).collect())
}

// A line with another number of cells reads as `None`; the tests count that none does.
fn cells<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let mut out = [""; N];
    let mut cells = line.split('\t');
    for slot in &mut out {
        *slot = cells.next()?;
    }
    cells.next().is_none().then_some(out)
}

fn place(line: &'static str) -> Option<Place> {
    let [id, level, parent, name, kind, script, lang, ambiguous, division, _source] = cells(line)?;
    let script = match script {
        "Latn" => Script::Latn,
        "Hani" => Script::Hani,
        "Arab" => Script::Arab,
        "Cyrl" => Script::Cyrl,
        _ => return None,
    };
    Some(Place { id, parent, level, name, script, kind, ambiguous: ambiguous == "yes", lang, division })
}

fn sign(line: &'static str) -> Option<RegionSign> {
    let [kind, value, place, strength, note] = cells(line)?;
    Some(RegionSign { kind, value, place, strength, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_the_tables_is_lost() {
        assert_eq!(xinjiang_places().len(), PLACES.lines().count() - 1);
        assert_eq!(region_signs().len(), SIGNS.lines().count() - 1);
    }

    #[test]
    fn places_are_whole_and_none_stands_twice() {
        let places = xinjiang_places();
        for (at, p) in places.iter().enumerate() {
            assert!(!p.id.is_empty() && !p.name.is_empty() && !p.kind.is_empty(), "line {}", at + 2);
            assert!(p.level == "region" || places.iter().any(|q| q.id == p.parent), "parent of {} ({})", p.id, p.name);
            assert_eq!(p.name, p.name.trim(), "line {}", at + 2);
            assert!(super::super::check::script_fits(p.name, p.script), "script of {} on line {}", p.name, at + 2);
        }
        let mut keys: Vec<_> = places.iter().map(|p| (p.id, p.name)).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|w| w[0] != w[1]));
    }

    #[test]
    fn names_of_the_region_are_there_and_common_words_are_ambiguous() {
        let find = |name: &str| xinjiang_places().iter().find(|p| p.name == name).copied();
        assert!(find("Xinjiang").is_some_and(|p| !p.ambiguous && p.id == "65"));
        assert!(find("乌鲁木齐市").is_some());
        assert!(find("Aksu").is_some_and(|p| p.ambiguous));
        assert!(find("Shihezi").is_some_and(|p| p.level == "corps_city" && p.division == "xpcc-div08"));
        assert!(find("友谊镇").is_none_or(|p| p.ambiguous && p.level == "corps_township"));
    }

    #[test]
    fn divisions_named_by_places_are_entries() {
        let lists = crate::watchlist::bundled().expect("the bundled lists are whole");
        for p in xinjiang_places().iter().filter(|p| !p.division.is_empty()) {
            assert!(lists.iter().flat_map(|l| &l.entries).any(|e| *e.id.0 == *p.division), "{}", p.division);
        }
    }

    #[test]
    fn signs_carry_a_known_strength_and_their_traps() {
        for s in region_signs() {
            assert!(["strong", "medium", "weak", "none", "negative"].contains(&s.strength), "{s:?}");
            assert!(!s.value.is_empty() && !s.place.is_empty(), "{s:?}");
        }
        let has = |kind: &str, value: &str, place: &str| {
            region_signs().iter().any(|s| (s.kind, s.value, s.place) == (kind, value, place))
        };
        assert!(has("postcode", "83", "Xinjiang") && has("postcode", "84", "Xinjiang"));
        assert!(has("postcode_trap", "83", "India") && has("postcode_trap", "84", "Taiwan"));
        assert!(has("uscc_region", "65", "Xinjiang") && has("mid", "URU", "Urumqi"));
    }
}
