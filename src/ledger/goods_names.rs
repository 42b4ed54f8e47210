//! A column called just "Name" beside an article number and a brand: the name of the article.

use crate::model::Role;

use super::columns::ColumnGuess;
use super::header_words::compact;

/// Headers of article numbers.
const ARTICLE: &[&str] = &["sku", "variantsku", "upc", "ean", "gtin", "gtinupceanorisbn", "asin", "barcode"];
/// Headers of brands.
const BRAND: &[&str] = &["brand", "brands", "brandname"];

/// Where a ledger has article numbers, a "Name" without further words and a brand or a named party, the "Name" is of
/// the article; the brand is the party where no other is named.
pub(super) fn settle(headers: &[String], guesses: &mut [ColumnGuess]) {
    let keys: Vec<String> = headers.iter().map(|h| compact(h)).collect();
    let is_one_of = |column: usize, list: &[&str]| keys.get(column).is_some_and(|k| list.contains(&k.as_str()));
    let is_name = |guess: &ColumnGuess| guess.role == Role::Name;
    let Some(name) = keys.iter().position(|k| k == "name") else { return };
    let has_article = (0..keys.len()).any(|c| is_one_of(c, ARTICLE));
    let brand = (0..keys.len()).find(|c| is_one_of(*c, BRAND));
    let other = guesses.iter().enumerate().any(|(c, g)| c != name && is_name(g) && !is_one_of(c, BRAND));
    if !has_article || !guesses.get(name).is_some_and(is_name) || brand.is_none() && !other {
        return;
    }
    let mut set = |column: usize, role: Role, ground: &str| {
        if let Some(guess) = guesses.get_mut(column) {
            (guess.role, guess.confidence, guess.ground) = (role, 80, ground.into());
        }
    };
    set(name, Role::Product, "beside article numbers and another party, the name is that of the article");
    if let Some(brand) = brand.filter(|_| !other) {
        set(brand, Role::Name, "no other column names a party");
    }
}
