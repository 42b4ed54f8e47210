//! What a listed party is, where its publisher does not say it, or says it wrongly.
//!
//! Only OFAC states the type of each party. The Consolidated Screening List leaves the type of other agencies' parties
//! empty or gives all of them one, so these are judged by what is known of them, in this order: vessels and aircraft
//! by their facts, persons by birth days and titles, companies by the words of their names, persons by given names and
//! by the publisher's usual parties (denied and debarred parties are mostly persons).

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::lexicon::Class;
use crate::lexicon::word_cache::WordFacts;
use crate::model::EntryKind;
use crate::text::{self, TokenKind, table};

/// Given names in lower case.
static GIVEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../../watchlists/words/given_names.tsv"));
    rows.map(|row| table::cell(&row, 0)).collect()
});

/// Family names of the mainland in pinyin that are hardly words of companies.
const FAMILY: [&str; 46] = [
    "zhang", "wang", "liu", "chen", "zhao", "huang", "zhou", "sun", "zhu", "guo", "gao", "liang", "zheng", "xie",
    "tang", "deng", "xu", "feng", "cao", "zeng", "peng", "xiao", "cai", "pan", "dong", "yuan", "jiang", "yu", "du",
    "ye", "wei", "su", "lu", "ding", "ren", "yao", "shen", "cui", "tan", "fan", "liao", "jia", "xia", "qiu", "hou",
    "meng",
];

/// Titles before or after a personal name.
const TITLES: [&str; 12] =
    ["dr", "mr", "mrs", "ms", "engineer", "eng", "general", "colonel", "haji", "mullah", "jr", "sr"];

/// What else is known of a party.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// The type that the publisher states, where it can be trusted.
    pub(super) stated: Option<EntryKind>,
    pub(super) has_birth: bool,
    pub(super) is_ship: bool,
    pub(super) in_china: bool,
    /// Most parties of the publisher are persons.
    pub(super) mostly_persons: bool,
}

/// The kind that a publisher's word means.
pub(super) fn stated(word: &str) -> Option<EntryKind> {
    Some(match word.trim().to_lowercase().as_str() {
        "individual" | "person" => EntryKind::Person,
        "vessel" | "ship" => EntryKind::Vessel,
        "aircraft" | "airplane" => EntryKind::Aircraft,
        "entity" | "company" | "organization" | "organisation" | "legalentity" => EntryKind::Company,
        "publicbody" => EntryKind::GovernmentBody,
        _ => return None,
    })
}

/// Judges a party by its names and what else is known of it.
pub(super) fn of(name: &str, known: Known) -> EntryKind {
    if let Some(kind) = known.stated {
        return kind;
    }
    if known.is_ship {
        return EntryKind::Vessel;
    }
    if known.has_birth {
        return EntryKind::Person;
    }
    match is_personal(name, known) {
        true => EntryKind::Person,
        false => EntryKind::Company,
    }
}

/// True for a name of two to five words with letters only, none of which is a word of companies, and with a sign of a
/// person.
fn is_personal(name: &str, known: Known) -> bool {
    let bare = name.split(['(', ';']).next().unwrap_or(name);
    let n = text::normalize(bare);
    let facts = WordFacts::of_tokens(&n);
    let words: Vec<(&str, Class)> = n
        .tokens()
        .iter()
        .zip(&facts)
        .filter(|(t, _)| t.kind == TokenKind::Word)
        .map(|(t, f)| (n.text(t), f.sense.map_or(Class::Trade, |s| s.class)))
        .collect();
    let foreign = bare.chars().any(|c| c.is_ascii_digit() || text::is_han(c) || matches!(c, '&' | '/' | '#'));
    if foreign || !(2..=5).contains(&words.len()) {
        return false;
    }
    let company = |class: Class| {
        matches!(class, Class::Business | Class::Body | Class::Group | Class::Branch | Class::Form | Class::Generic)
    };
    let titled = words.iter().any(|(w, _)| TITLES.contains(w));
    if words.iter().any(|(w, class)| company(*class) && !TITLES.contains(w) && !GIVEN.contains(w)) {
        return false;
    }
    let given = words.iter().any(|(w, _)| GIVEN.contains(w));
    let family = known.in_china && words.len() <= 3 && words.first().is_some_and(|(w, _)| FAMILY.contains(w));
    // `ROSTOV, Ivan`: the family name first, in capitals.
    let inverted = bare.split_once(", ").is_some_and(|(family, rest)| {
        !rest.trim().is_empty() && family.chars().all(|c| !c.is_lowercase()) && rest.chars().any(char::is_lowercase)
    });
    let places = words.iter().filter(|(_, class)| matches!(class, Class::Place | Class::Country)).count();
    titled || given || family || inverted || known.mostly_persons && places == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_and_companies_are_separated_by_their_names() {
        let china = Known { in_china: true, ..Known::default() };
        let denied = Known { mostly_persons: true, ..Known::default() };
        for (name, known, expected) in [
            ("Fazal Rahim Farid", Known::default(), EntryKind::Person),
            ("Murat Peker", Known::default(), EntryKind::Person),
            ("Atlas Sanatgaran", Known::default(), EntryKind::Company),
            ("Ibrahim Trading Company", Known::default(), EntryKind::Company),
            ("32 Group China Ltd.", Known::default(), EntryKind::Company),
            ("Gulf Gate Shipping Co. LLC", Known::default(), EntryKind::Company),
            ("ROSTOV, Oleg", Known::default(), EntryKind::Person),
            ("Huang Xiaoming", china, EntryKind::Person),
            ("Huang Xiaoming Electronics", china, EntryKind::Company),
            ("Beijing Institute of Technology", china, EntryKind::Company),
            ("QUENTIN MARLOWE REED", denied, EntryKind::Person),
            ("QORVATH CORPORATION", denied, EntryKind::Company),
            ("A & C International Trade, Inc.", denied, EntryKind::Company),
        ] {
            assert_eq!(of(name, known), expected, "{name}");
        }
        let stated = Known { stated: stated("vessel"), ..Known::default() };
        assert_eq!(of("Murat Peker", stated), EntryKind::Vessel);
    }
}
