//! Countries by code, name and alias.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text;
use crate::text::table::{cell, parts, rows};

/// A country by its ISO 3166 alpha-2 code, upper case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(pub [u8; 2]);

impl Country {
    /// The People's Republic of China.
    pub const CHINA: Self = Self(*b"CN");
    /// Taiwan.
    pub const TAIWAN: Self = Self(*b"TW");

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// China with Hong Kong and Macao: a listed mainland body has offices there.
    pub fn is_greater_china(self) -> bool {
        matches!(&self.0, b"CN" | b"HK" | b"MO")
    }
}

static BY_NAME: LazyLock<FxHashMap<String, Country>> = LazyLock::new(|| {
    let mut map = FxHashMap::default();
    for row in rows(include_str!("../../watchlists/words/countries.tsv")) {
        let Ok(code) = <[u8; 2]>::try_from(cell(&row, 0).as_bytes()) else { continue };
        let names =
            [cell(&row, 0), cell(&row, 1), cell(&row, 2)].into_iter().chain(parts(row.get(3).copied().unwrap_or("")));
        for name in names {
            map.entry(text::normalize(name).joined(" ")).or_insert(Country(code));
        }
    }
    map
});

/// The country that a whole cell names: a code, a name, an alias.
pub fn of_cell(cell: &str) -> Option<Country> {
    // No country has a figure in its name; most addresses have.
    if cell.is_empty() || cell.len() > 80 || cell.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    BY_NAME.get(&text::normalize(cell).joined(" ")).copied()
}

/// Every country name of more than three letters, normalized, with its country: for names in running text.
pub(super) fn long_names() -> impl Iterator<Item = (&'static str, Country)> {
    let mut all: Vec<_> = BY_NAME.iter().filter(|(n, _)| n.len() > 3).map(|(n, c)| (n.as_str(), *c)).collect();
    all.sort_unstable_by_key(|(n, _)| *n);
    all.into_iter()
}
