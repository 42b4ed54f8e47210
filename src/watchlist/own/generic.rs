//! Names too common to look for.
//!
//! A name of a list is found wherever a ledger holds it: one common word flags every firm that carries it. Names of
//! nothing but words of business or places count only as a whole cell, so they are hardly ever found.

use crate::lexicon::word_cache::WordFacts;
use crate::lexicon::{Class, countries, lexicon};
use crate::model::EntryKind;
use crate::text::{self, TokenKind};

/// A single word that five of 28,599 registrants carry has 124 tenths of a bit: `sunrise` (six) flags them all,
/// `huawei` (three, one firm) does not.
const COMMON: i32 = 124;

/// Why a name is too general and what follows from it; `None` for a name that can be looked for.
pub(in crate::watchlist) fn reason(name: &str, kind: EntryKind) -> Option<&'static str> {
    // A ship or an aircraft has one word and counts only as a whole cell in any case.
    if matches!(kind, EntryKind::Vessel | EntryKind::Aircraft) {
        return None;
    }
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    if letters <= 1 {
        return Some("is a single letter: each name that holds it as a word of its own is flagged");
    }
    // Codes of countries are initials of firms too (DJI is Djibouti).
    if (letters > 3 || !name.is_ascii()) && countries::of_name(name).is_some() {
        return Some("is a country: each cell with that country alone may be flagged, no company is found by it");
    }
    let n = text::normalize(name);
    let facts = WordFacts::of_tokens(&n);
    if lexicon().whole_place(&n.joined("")).is_some() {
        return Some("is a place: each cell with that place alone may be flagged, no company is found by it");
    }
    let mut classes = Vec::new();
    let mut han = String::new();
    for (token, fact) in n.tokens().iter().zip(&facts) {
        match token.kind {
            TokenKind::Word => classes.push((fact.sense.map_or(Class::Trade, |s| s.class), fact)),
            _ if n.text(token).chars().any(text::is_han) => han.push_str(n.text(token)),
            _ => {}
        }
    }
    if !han.is_empty() {
        return classes.is_empty().then(|| of_han(&han)).flatten();
    }
    let all = |of: &[Class]| !classes.is_empty() && classes.iter().all(|(class, _)| of.contains(class));
    if all(&[Class::Place]) {
        return Some("is a place: each cell with that place alone may be flagged, no company is found by it");
    }
    if kind == EntryKind::Person {
        return (classes.len() == 1).then_some("is one word: a person is found by family name and given name");
    }
    if all(&[
        Class::Form,
        Class::Connector,
        Class::Generic,
        Class::Group,
        Class::Branch,
        Class::Business,
        Class::Body,
        Class::Number,
        Class::Street,
    ]) {
        return Some(
            "holds only words that many firms carry: it counts only as a whole cell, so it is hardly ever found",
        );
    }
    let telling = || classes.iter().filter(|(class, _)| !matches!(class, Class::Form | Class::Connector));
    let common = |(class, fact): &(Class, &WordFacts)| *class == Class::Trade && fact.ordinary && fact.bits <= COMMON;
    // A word with a figure in it (3M) is coined.
    let is_coined = name.contains(|c: char| c.is_ascii_digit());
    if !is_coined && telling().count() == 1 && telling().all(common) {
        return Some("is one common word: each name that holds it may be flagged, whatever else that name says");
    }
    None
}

/// A name in Han that is one character, or one word of the tables.
fn of_han(name: &str) -> Option<&'static str> {
    let known = lexicon().han().get(name).and_then(|senses| senses.first()).map(|s| s.class);
    match known {
        Some(Class::Place | Class::Country) => {
            Some("is a place: each cell with that place alone may be flagged, no company is found by it")
        }
        Some(Class::Trade) => None,
        Some(_) => Some("is a word that many firms carry: it counts only as a whole cell, so it is hardly ever found"),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_names_have_a_reason_and_names_of_firms_none() {
        for name in [
            "The",
            "Trading",
            "Co Ltd",
            "Co., Ltd.",
            "International Trading Company",
            "X",
            "China",
            "Shanghai",
            "Urumqi",
            "Global",
            "Sunrise",
            "Alpha Co., Ltd.",
            "有限公司",
            "中国",
            "上海",
            "贸易",
        ] {
            assert!(reason(name, EntryKind::Company).is_some(), "{name}");
        }
        for name in [
            "Hoshine Silicon",
            "Qorvath",
            "DJI",
            "Huawei",
            "Xinjiang Textile Co., Ltd.",
            "China National Petroleum Corporation",
            "和田浩林发饰有限公司",
            "大疆",
            "Total Energies",
            "3M",
        ] {
            assert_eq!(reason(name, EntryKind::Company), None, "{name}");
        }
        assert!(reason("Wang", EntryKind::Person).is_some());
        assert_eq!(reason("Wang Junzheng", EntryKind::Person), None);
        assert_eq!(reason("Sunrise", EntryKind::Vessel), None);
    }
}
