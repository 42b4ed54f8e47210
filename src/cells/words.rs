//! Words that tell what the words around them mean, from `watchlists/words/around.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::text::table;

/// What a word is used for; the table says each in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum WordUse {
    AfterPerson,
    BeforePerson,
    Filling,
    And,
    Direction,
    PlaceClass,
    StreetBefore,
    NoCountry,
    Site,
    SiteFiller,
    Office,
    People,
    OfPlace,
    TariffLabel,
    TariffFiller,
}

static WORDS: LazyLock<FxHashSet<(WordUse, &str)>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../watchlists/words/around.tsv"));
    rows.map(|row| {
        let word_use = match row.get(1).copied() {
            Some("after_person") => WordUse::AfterPerson,
            Some("before_person") => WordUse::BeforePerson,
            Some("filling") => WordUse::Filling,
            Some("and") => WordUse::And,
            Some("direction") => WordUse::Direction,
            Some("place_class") => WordUse::PlaceClass,
            Some("street_before") => WordUse::StreetBefore,
            Some("no_country") => WordUse::NoCountry,
            Some("site") => WordUse::Site,
            Some("site_filler") => WordUse::SiteFiller,
            Some("office") => WordUse::Office,
            Some("people") => WordUse::People,
            Some("of_place") => WordUse::OfPlace,
            Some("tariff_label") => WordUse::TariffLabel,
            Some("tariff_filler") => WordUse::TariffFiller,
            _ => panic!("watchlists/words/around.tsv: no known use in {row:?}"),
        };
        (word_use, row[0])
    })
    .collect()
});

/// True for a word of that use.
pub(super) fn holds(word_use: WordUse, word: &str) -> bool {
    WORDS.contains(&(word_use, word))
}
