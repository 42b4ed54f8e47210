//! Countries by code, name and alias.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::table::{cell, parts, rows};
use crate::text::{self, Gap, Normalized};

/// A country by its ISO 3166 alpha-2 code, upper case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(pub [u8; 2]);

impl Country {
    /// The People's Republic of China.
    pub const CHINA: Self = Self(*b"CN");
    /// The Democratic People's Republic of Korea.
    pub const NORTH_KOREA: Self = Self(*b"KP");
    /// Taiwan.
    pub const TAIWAN: Self = Self(*b"TW");

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// The English short name; the code where the table has none.
    pub fn name(&self) -> &str {
        TABLE.short_names.get(self).copied().unwrap_or_else(|| self.as_str())
    }

    /// China with Hong Kong and Macao: a listed mainland body has offices there.
    pub fn is_greater_china(self) -> bool {
        matches!(&self.0, b"CN" | b"HK" | b"MO")
    }
}

/// What the table of countries says.
#[derive(Debug, Default)]
struct Table {
    /// Codes and names in all languages, normalized, words in their order.
    by_name: FxHashMap<String, Country>,
    /// Names by [`key`].
    by_key: FxHashMap<String, Country>,
    /// Numbers of ISO 3166-1, three digits.
    by_number: FxHashMap<&'static str, Country>,
    /// English short names.
    short_names: FxHashMap<Country, &'static str>,
    /// Names that are looked for in running text too.
    in_text: Vec<(String, Country)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for row in rows(include_str!("../../watchlists/words/countries.tsv")) {
        let Ok(code) = <[u8; 2]>::try_from(cell(&row, 0).as_bytes()) else { continue };
        let names =
            [cell(&row, 0), cell(&row, 1), cell(&row, 2)].into_iter().chain(parts(row.get(3).copied().unwrap_or("")));
        for name in names {
            let name = text::normalize(name);
            let words = key(&name, 0..name.tokens().len());
            let name = name.joined(" ");
            // Codes and acronyms count letter by letter.
            table.by_key.extend(words.filter(|_| name.len() > 3).map(|key| (key, Country(code))));
            if name.len() > 3 && cell(&row, 5) != "yes" && !table.by_name.contains_key(&name) {
                table.in_text.push((name.clone(), Country(code)));
            }
            table.by_name.entry(name).or_insert(Country(code));
        }
        table.short_names.insert(Country(code), cell(&row, 2));
        if !cell(&row, 4).is_empty() {
            table.by_number.insert(cell(&row, 4), Country(code));
        }
    }
    for row in rows(include_str!("../../watchlists/words/country_names.tsv")) {
        let Ok(code) = <[u8; 2]>::try_from(cell(&row, 0).as_bytes()) else { continue };
        for name in parts(cell(&row, 1)) {
            table.by_name.entry(text::normalize(name).joined(" ")).or_insert(Country(code));
        }
    }
    table.in_text.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    table
});

/// Words of a country's name that say which of two it is, where they are next to `Korea`, `Congo` or `China`.
const STATE_WORDS: [&str; 8] = ["democratic", "dem", "dpr", "republic", "rep", "peoples", "north", "south"];

/// Longest name of the table, in words: Saint Helena, Ascension and Tristan da Cunha has seven, Macedonia seven.
const LONGEST_NAME: usize = 9;

/// The words of a name in no order, abbreviations written out, for the comma forms of ISO and statistics: `Korea, Dem.
/// People's Rep.` is the Democratic People's Republic of Korea. `None` for what is too long for a name.
fn key(name: &Normalized, tokens: Range<usize>) -> Option<String> {
    if tokens.is_empty() || tokens.len() > LONGEST_NAME {
        return None;
    }
    let written_out = |word| match word {
        "dem" => "democratic",
        "rep" => "republic",
        "fed" => "federated",
        "sts" => "states",
        "st" => "saint",
        "is" | "isl" => "islands",
        "people" | "ppls" | "ppl" | "peo" => "peoples",
        _ => word,
    };
    let words = tokens.map(|at| written_out(name.word(at)));
    let mut words: Vec<&str> = words.filter(|w| !matches!(*w, "the" | "of" | "and" | "de")).collect();
    words.sort_unstable();
    words.dedup();
    Some(words.join(" "))
}

/// The country of a number of ISO 3166-1 with its zeros: `156`. Only a column of countries holds such numbers.
pub fn of_number(cell: &str) -> Option<Country> {
    TABLE.by_number.get(cell.trim()).copied()
}

/// The country that a whole cell names: a code, a name in any order of its words, an alias, the code of one of its
/// regions (`CN-XJ`).
pub fn of_cell(cell: &str) -> Option<Country> {
    of_region_code(cell.trim()).or_else(|| of_name(cell))
}

/// The countries of a cell that holds several and nothing else: `CN/VN`, `China; Vietnam`. Empty for any other cell.
pub fn several(cell: &str) -> Vec<Country> {
    let sign = |c: char| matches!(c, '/' | ';' | ',' | '|' | '+' | '&' | '\n' | '；' | '，' | '、' | '／');
    if of_cell(cell).is_some() || !cell.contains(sign) {
        return Vec::new();
    }
    let parts = cell.split(sign).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| of_number(part).or_else(|| of_cell(part))).collect::<Option<_>>().unwrap_or_default()
}

/// The English name of a country that is spelt most like what was written.
pub fn nearest(written: &str) -> &'static str {
    let wanted = written.trim().to_lowercase();
    let names = rows(include_str!("../../watchlists/words/countries.tsv")).map(|row| cell(&row, 2));
    names.min_by_key(|name| strsim::levenshtein(&name.to_lowercase(), &wanted)).unwrap_or_default()
}

/// The same without codes of regions.
pub fn of_name(cell: &str) -> Option<Country> {
    // No country has a figure in its name; most addresses have.
    if cell.is_empty() || cell.len() > 160 || cell.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let name = text::normalize(cell);
    let by_key = || TABLE.by_key.get(&key(&name, 0..name.tokens().len())?);
    TABLE.by_name.get(&name.joined(" ")).or_else(by_key).copied()
}

/// The country of a region's code: country, hyphen, two letters or one to three digits. A slash or a stop may stand for
/// the hyphen (`CN/XJ`), unless what follows is a country too (`DE/AT`).
fn of_region_code(cell: &str) -> Option<Country> {
    let (country, region) = cell.split_once(['-', '/', '.'])?;
    if !cell.contains('-') && TABLE.by_name.contains_key(&region.to_ascii_lowercase()) {
        return None;
    }
    let letters = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_uppercase());
    let digits = |s: &str| (1..=3).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    (letters(country) && (letters(region) || digits(region))).then_some(())?;
    TABLE.by_name.get(&country.to_ascii_lowercase()).copied()
}

/// The country named around tokens that are a country's name by themselves: the longest run of words that is a name
/// (`Democratic People's Republic of Korea`). Asked only where a word next to it may say so.
pub fn around(cell: &Normalized, name: Range<usize>) -> Option<Country> {
    let state_word = |at: usize| STATE_WORDS.contains(&cell.word(at));
    let (first, last) = (name.start.saturating_sub(5), (name.end + 6).min(cell.tokens().len()));
    if !(first..last).any(state_word) {
        return None;
    }
    let runs = (first..=name.start).flat_map(|from| (name.end..=last).map(move |to| from..to));
    let named = runs.filter_map(|run| {
        let ends = |at: usize| !matches!(cell.word(at), "the" | "of" | "and" | "de");
        let within = cell.tokens().get(run.start + 1..run.end)?.iter().all(|t| t.gap < Gap::Break);
        (within && ends(run.start) && run.clone().any(state_word)).then_some(())?;
        Some((run.len(), *TABLE.by_key.get(&key(cell, run)?)?))
    });
    named.max_by_key(|(words, _)| *words).map(|(_, country)| country)
}

/// Every country name of more than three letters, normalized, with its country: for names in running text.
pub(super) fn long_names() -> impl Iterator<Item = (&'static str, Country)> {
    TABLE.in_text.iter().map(|(n, c)| (n.as_str(), *c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_of_the_publishers() {
        let read =
            |form| of_number(form).or_else(|| of_cell(form)).map_or("none".to_owned(), |c| c.as_str().to_owned());
        let forms = rows(include_str!("../../tests/data/country_forms.tsv"));
        let wrong: Vec<_> =
            forms.map(|row| (row[0], row[1], read(row[0]))).filter(|(_, code, read)| code != read).collect();
        assert!(wrong.is_empty(), "form, its code, the code read: {wrong:?}");
    }

    #[test]
    fn no_two_countries_share_a_key() {
        for row in rows(include_str!("../../watchlists/words/countries.tsv")) {
            for name in parts(row[3]).chain([row[2]]).map(text::normalize) {
                let shared = key(&name, 0..name.tokens().len()).and_then(|k| TABLE.by_key.get(&k));
                assert!(shared.is_none_or(|c| c.as_str() == row[0]), "{}", name.joined(" "));
            }
        }
    }

    #[test]
    fn no_country() {
        for cell in
            ["65", "840001", "12-34", "Republic", "Rep. of", "NO 12", "cn-xj-1", "XX-99", "US-2026", "156", "DE/AT", ""]
        {
            assert_eq!(of_cell(cell), None, "{cell}");
        }
    }

    #[test]
    fn names_in_running_text() {
        let of = |cell: &str| {
            let n = text::normalize(cell);
            let at = (0..n.tokens().len()).find(|at| matches!(n.word(*at), "korea" | "congo" | "china"));
            at.and_then(|at| around(&n, at..at + 1)).map(|c| c.as_str().to_owned())
        };
        for (cell, want) in [
            ("12 Kaeson St, Pyongyang, Democratic People's Republic of Korea", Some("KP")),
            ("Pyongyang, Korea, Dem. People's Rep. of", Some("KP")),
            ("Seoul, Republic of Korea", Some("KR")),
            ("Goma, Democratic Republic of the Congo", Some("CD")),
            ("North Star Building, Busan, Korea", None),
            ("Busan, Korea", None),
        ] {
            assert_eq!(of(cell).as_deref(), want, "{cell}");
        }
    }
}
