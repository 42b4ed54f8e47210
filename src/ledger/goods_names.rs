//! A column called just "Name" beside an article number and a brand: the name of the article.

use crate::model::Role;

use super::header_words::compact;

/// Headers of article numbers.
const ARTICLE: &[&str] = &["sku", "variantsku", "upc", "ean", "gtin", "gtinupceanorisbn", "asin", "barcode"];
/// Headers of brands.
const BRAND: &[&str] = &["brand", "brands", "brandname"];

/// Where a ledger has article numbers, a "Name" without further words and a brand or a named party, the "Name" is of
/// the article; the brand is the party where no other is named. The columns that change, with role and reason.
pub(super) fn settle(headers: &[String], roles: &[Role]) -> Vec<(usize, Role, &'static str)> {
    let keys: Vec<String> = headers.iter().map(|h| compact(h)).collect();
    let is_one_of = |column: usize, list: &[&str]| keys.get(column).is_some_and(|k| list.contains(&k.as_str()));
    let is_name = |column: usize| roles.get(column) == Some(&Role::Name);
    let Some(name) = keys.iter().position(|k| k == "name") else { return Vec::new() };
    let has_article = (0..keys.len()).any(|c| is_one_of(c, ARTICLE));
    let brand = (0..keys.len()).find(|c| is_one_of(*c, BRAND));
    let other = (0..roles.len()).any(|c| c != name && is_name(c) && !is_one_of(c, BRAND));
    if !has_article || !is_name(name) || brand.is_none() && !other {
        return Vec::new();
    }
    let of_article = "beside article numbers and another party, the name is that of the article";
    let brand = brand.filter(|_| !other).map(|brand| (brand, Role::Name, "no other column names a party"));
    std::iter::once((name, Role::Product, of_article)).chain(brand).collect()
}
