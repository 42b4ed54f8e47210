//! Words by which cells are recognised (`watchlists/words/cell_words.tsv`). Only for the roles of columns: matching has
//! its own, sourced tables.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::countries;
use crate::text::table::{cell, rows};

/// The words of each kind. Only looked up and tried one by one, so the order of the sets does not show.
static WORDS: LazyLock<FxHashMap<&'static str, FxHashSet<&'static str>>> = LazyLock::new(|| {
    let mut words: FxHashMap<_, FxHashSet<_>> = FxHashMap::default();
    for row in rows(include_str!("../../watchlists/words/cell_words.tsv")) {
        words.entry(cell(&row, 0)).or_default().insert(cell(&row, 1));
    }
    words
});

fn is_one(kind: &str, word: &str) -> bool {
    WORDS.get(kind).is_some_and(|words| words.contains(word))
}

/// How many words of a kind the text has anywhere, without regard to where words begin.
fn parts(kind: &str, text: &str) -> usize {
    WORDS.get(kind).map_or(0, |words| words.iter().filter(|w| text.contains(*w)).count())
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= 5
}

/// A country's name or code, alone in the cell. Codes only in capitals: "in", "no" and "per" are words.
pub(super) fn is_country(cell: &str) -> bool {
    let cell = cell.trim();
    let code = matches!(cell.len(), 2 | 3) && cell.is_ascii() && !cell.bytes().all(|b| b.is_ascii_uppercase());
    is_one("country", &cell.to_lowercase()) || (!code && countries::of_name(cell).is_some())
}

/// A province, state or region, alone in the cell.
pub(super) fn is_region(cell: &str) -> bool {
    let lower = cell.trim().to_lowercase();
    let bare = lower.trim_end_matches(" province").trim_end_matches('省').trim_end_matches("自治区");
    is_one("region", bare) || (is_short(&lower) && lower.ends_with(['省', '県']))
}

/// A city's name alone in the cell: the larger trading places, or a short Han text that ends in 市 or 县.
pub(super) fn is_city(cell: &str) -> bool {
    let lower = cell.trim().to_lowercase();
    let bare = lower.trim_end_matches('市').trim_end_matches(" city");
    is_one("city", bare) || is_one("city", &lower) || (is_short(&lower) && lower.ends_with(['市', '县', '縣']))
}

/// Mr, Frau, 先生.
pub(super) fn is_salutation(lower: &str) -> bool {
    is_one("salutation", lower.trim_end_matches('.'))
}

/// The end of a company's name and nothing else: the cell after the comma of "Acme Co., Ltd.".
pub(super) fn is_name_end(cell: &str) -> bool {
    is_one("name_end", cell.trim().trim_end_matches('.').to_lowercase().as_str())
}

/// A text that ends in a legal form, or holds one before brackets and places.
pub(super) fn is_company(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    if parts("company_part", &lower) > 0 {
        return true;
    }
    let words = lower.split([' ', ',', '(', ')', '/']).map(|w| w.replace('.', "")).filter(|w| !w.is_empty());
    let words: Vec<String> = words.collect();
    words.iter().skip(1).rev().take(3).any(|w| is_one("company", w))
}

/// A street address: a number together with words of streets, or several Han words of places.
pub(super) fn is_address(cell: &str) -> bool {
    let digit = cell.chars().any(char::is_numeric);
    let han = parts("street_part", cell);
    if han >= 2 || (han == 1 && digit) {
        return true;
    }
    let lower = cell.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let compound = |w: &str| w.len() > 6 && WORDS["street_ending"].iter().any(|end| w.ends_with(end));
    let street = words.iter().any(|w| is_one("street", w) || compound(w));
    digit
        && words.len() >= 2
        && (street
            || (cell.matches(',').count() >= 2 && words.len() >= 4)
            || (words.len() >= 4 && ends_like_address(cell)))
}

/// "… Chatsworth CA US 91311": a country code and a postal code at the end.
fn ends_like_address(cell: &str) -> bool {
    let mut tail = cell.split_whitespace().rev();
    let last = tail.next().unwrap_or_default();
    let before = tail.next().unwrap_or_default();
    let code = |w: &str| w.len() == 2 && w.bytes().all(|b| b.is_ascii_uppercase());
    (last.bytes().any(|b| b.is_ascii_digit()) && last.len() >= 3) || code(last) || code(before)
}

/// A text with words of goods.
pub(super) fn is_goods(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    // "W/G" is one word of tariff texts, "cotton/wool" two.
    lower.split(|c: char| !(c.is_alphanumeric() || c == '/')).any(|w| is_one("goods", w))
        || lower.split(|c: char| !c.is_alphanumeric()).any(|w| is_one("goods", w))
        || parts("goods_part", cell) > 0
}

/// A person's position.
pub(super) fn is_position(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    lower.split(|c: char| !c.is_alphabetic()).any(|w| is_one("position", w)) && lower.split_whitespace().count() <= 6
        || parts("position_part", cell) > 0
}
