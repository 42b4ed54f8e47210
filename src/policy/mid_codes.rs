//! Manufacturer identification codes of the listed makers, built from their names and cities.
//!
//! Source: 19 CFR part 102, appendix. Country, first three letters of the first two words of the name, up to four
//! digits of the street number, first three letters of the city; `a`, `an`, `and`, `of`, `the` are skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use crate::lexicon::countries::{self, Country};
use crate::lexicon::{Class, PlaceIx, lexicon};
use crate::matching::entry_facts::EntryFacts;
use crate::model::{Entry, EntryIx, EntryKind, Lists, Name, Script};
use crate::text::mid::Mid;
use crate::text::table::{cell, parts, rows};
use crate::text::{self, is_han};

/// Codes without digits, each with its entries: built at the first code of a run, since few ledgers hold any.
#[derive(Debug, Clone, Default)]
pub struct MidCodes(OnceLock<BTreeMap<String, Vec<MidMaker>>>);

/// A listed maker whose name and city give a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MidMaker {
    /// Its entry.
    pub entry: EntryIx,
    /// Which of its names gives the code.
    pub name: u16,
    /// No other place of China gives the city letters, and the name letters are more than the city's own name: few
    /// other firms can have the code.
    pub sure: bool,
}

/// How much the city letters of a Chinese code say of Xinjiang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MidCity {
    /// No other place of China begins so (Korla, Aksu, Urumqi).
    Sure(&'static str),
    /// A few others do (Hetian, also Hetoudian).
    Shared(&'static str),
}

impl MidCodes {
    /// The codes of the listed companies whose city is known.
    fn build(lists: &Lists, facts: &[EntryFacts]) -> BTreeMap<String, Vec<MidMaker>> {
        let mut map: BTreeMap<String, Vec<MidMaker>> = BTreeMap::new();
        for (ix, _, entry) in
            lists.entries().filter(|(_, _, e)| matches!(e.kind, EntryKind::Company | EntryKind::Facility))
        {
            let Some(known) = facts.get(ix.0 as usize).filter(|f| f.wanted) else { continue };
            let cities = cities(entry, known);
            let may_give = |n: &Name| n.script == Script::Latn && !n.weak && !n.kind.review_at_most();
            for (at, name) in (0..).zip(&entry.names).filter(|(_, n)| may_give(n)) {
                let Some((part, says_place)) = name_part(&name.text) else { continue };
                // A list of the user's that states no country is about China like the bundled ones.
                let mut stated =
                    if known.countries.is_empty() { vec![Country::CHINA] } else { known.countries.clone() };
                // Hong Kong and Macao have codes of their own, whatever country the list gives.
                let own = entry.addresses.iter().filter_map(|a| countries::of_cell(&a.city));
                stated.extend(own.filter(|c| *c != Country::CHINA && c.is_greater_china()));
                stated.dedup();
                for (country, city) in stated.iter().flat_map(|c| cities.iter().map(move |city| (*c, city))) {
                    let makers = map.entry(format!("{}{part}{city}", country.as_str())).or_default();
                    let sure =
                        !says_place && country.is_greater_china() && !(country == Country::CHINA && is_shared(city));
                    match makers.iter_mut().find(|m| m.entry == ix) {
                        Some(maker) => maker.sure |= sure,
                        None => makers.push(MidMaker { entry: ix, name: at, sure }),
                    }
                }
            }
        }
        map
    }

    /// The makers of these lists that give such a code, its street digits left out.
    pub(super) fn makers(&self, code: &Mid, lists: &Lists, facts: &[EntryFacts]) -> &[MidMaker] {
        self.0.get_or_init(|| Self::build(lists, facts)).get(code.letters()).map_or(&[], Vec::as_slice)
    }
}

/// What the city letters of a code say of Xinjiang.
pub(super) fn city_of_xinjiang(code: &Mid) -> Option<MidCity> {
    let (place, shared) = *SIGNS.get(code.city()).filter(|_| code.country() == Country::CHINA.as_str())?;
    Some(if shared || is_shared(code.city()) { MidCity::Shared(place) } else { MidCity::Sure(place) })
}

/// City letters of Xinjiang: the place, and whether another place of China shares them. Letters that many places share
/// (Changji, Changchun, Changsha) are left out.
static SIGNS: LazyLock<BTreeMap<&str, (&str, bool)>> = LazyLock::new(|| {
    let signs = rows(include_str!("../../watchlists/words/region_signs.tsv"));
    let mids = signs.filter(|row| cell(row, 0) == "mid" && cell(row, 3) != "none");
    mids.map(|row| (cell(&row, 1), (cell(&row, 2), cell(&row, 4).starts_with("shared")))).collect()
});

/// Letters that begin the names of towns of China outside Xinjiang, with the places that begin so. Urban districts are
/// left out: the city field of a code holds their city.
static TOWNS: LazyLock<BTreeMap<String, BTreeSet<&str>>> = LazyLock::new(|| {
    let mut towns: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for row in rows(include_str!("../../watchlists/words/china_places.tsv")) {
        let (han, pinyin, province) = (cell(&row, 0), cell(&row, 1), cell(&row, 4));
        let named = han.chars().count() > 2 && han.ends_with(['市', '县', '旗', '州', '盟']) || han.ends_with("地区");
        let municipality = cell(&row, 3) == "province" && MUNICIPALITIES.contains(&province);
        if !named && !municipality {
            continue;
        }
        let stem: &str = han.trim_end_matches(['市', '县', '旗', '州', '盟']).trim_end_matches("地区");
        for first in std::iter::once(pinyin).chain(parts(cell(&row, 2))).filter_map(letters) {
            towns.entry(first).or_default().insert(stem);
        }
    }
    towns
});

/// True where several towns, or one of Xinjiang and one elsewhere, give the city letters.
fn is_shared(city: &str) -> bool {
    let elsewhere = TOWNS.get(city).map_or(0, BTreeSet::len);
    elsewhere + usize::from(SIGNS.contains_key(city)) > 1
}

/// Provinces that are cities.
const MUNICIPALITIES: [&str; 6] = ["beijing", "shanghai", "tianjin", "chongqing", "hongkong", "macau"];

/// City letters of an entry: as its names and addresses spell its places, and as the places are usually spelt.
fn cities(entry: &Entry, known: &EntryFacts) -> BTreeSet<String> {
    let places = lexicon().places();
    let is_city = |p: &PlaceIx| {
        let place = places.get(*p);
        !matches!(place.level, "province" | "region") || MUNICIPALITIES.contains(&place.province)
    };
    let usual = known.places.iter().filter(|p| is_city(p)).map(|p| places.get(*p).name);
    let mut out: BTreeSet<String> = usual.filter(|name| !name.contains(is_han)).filter_map(letters).collect();
    let stated = entry.addresses.iter().filter(|a| countries::of_cell(&a.city).is_some_and(Country::is_greater_china));
    out.extend(stated.filter_map(|a| letters(&a.city)));
    let names = entry.names.iter().filter(|n| n.script == Script::Latn).map(|n| n.text.as_str());
    for text in names.chain(entry.addresses.iter().map(|a| a.city.as_str())) {
        let n = text::normalize(text);
        for word in n.tokens().iter().map(|t| n.text(t)) {
            if lexicon().word(word).and_then(|s| s.place).is_some_and(|p| is_city(&p)) {
                out.extend(letters(word));
            }
        }
    }
    out
}

/// First three letters of the first two words that count, and whether both are words of places (Hong Kong, Kuytun
/// City); nothing for a name of one word (three letters say little).
fn name_part(name: &str) -> Option<(String, bool)> {
    let n = text::normalize(name);
    let words: Vec<&str> =
        n.tokens().iter().map(|t| n.text(t)).filter(|w| !matches!(*w, "a" | "an" | "and" | "of" | "the")).collect();
    let [a, b, ..] = words.as_slice() else { return None };
    let says_place = |word: &str| {
        let generic = |s: crate::lexicon::Sense| matches!(s.class, Class::Place | Class::Country | Class::Generic);
        lexicon().word(word).is_some_and(generic)
    };
    let together = lexicon().joined(&format!("{a}{b}")).is_some_and(|s| s.class == Class::Place);
    Some((format!("{}{}", letters(a)?, letters(b)?), together || says_place(a) && says_place(b)))
}

fn letters(word: &str) -> Option<String> {
    let head: String = word.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_ascii_uppercase();
    (head.len() >= 2).then_some(head)
}
