//! Identifiers: exact values, and credit codes with one wrong character.

use rustc_hash::FxHashMap;

use crate::model::{EntryIx, Lists};

pub use crate::text::credit_code::{CreditCode, credit_code};

/// Listed identifiers by their letters and digits.
#[derive(Debug, Default)]
pub struct Identifiers {
    by_value: FxHashMap<String, Vec<(EntryIx, String)>>,
    /// Credit codes, for those one character off.
    codes: Vec<(String, EntryIx)>,
}

/// Shorter values (record numbers, tickers) meet by chance in amounts and dates.
const SHORTEST: usize = 8;

/// A listed identifier met in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Its entry.
    pub entry: EntryIx,
    /// The value as listed.
    pub value: String,
    /// True where the row's code differs in one character and fails its check digit.
    pub damaged: bool,
}

impl Identifiers {
    /// Collects the identifiers of the entries that `wanted` lets through.
    pub fn build(lists: &Lists, wanted: impl Fn(EntryIx) -> bool) -> Self {
        let mut all = Self::default();
        for (ix, _, entry) in lists.entries().filter(|(ix, ..)| wanted(*ix)) {
            for id in &entry.identifiers {
                // Dates and places of birth are shared by many; tickers and record numbers are too short.
                if matches!(id.scheme.as_str(), "dob" | "pob" | "ticker" | "ofac_ent_num") {
                    continue;
                }
                let value = folded(&id.value);
                if value.len() < SHORTEST {
                    continue;
                }
                if credit_code(&value) == Some(CreditCode::Valid) {
                    all.codes.push((value.clone(), ix));
                }
                let entries = all.by_value.entry(value).or_default();
                if !entries.iter().any(|(e, _)| *e == ix) {
                    entries.push((ix, id.value.clone()));
                }
            }
        }
        all
    }

    /// The listed identifiers that a normalized word is, or nearly is.
    pub fn meet(&self, word: &str, found: &mut Vec<Met>) {
        if word.len() < SHORTEST || !word.bytes().any(|b| b.is_ascii_digit()) {
            return;
        }
        let value = folded(word);
        if let Some(entries) = self.by_value.get(&value) {
            found.extend(entries.iter().map(|(entry, value)| Met {
                entry: *entry,
                value: value.clone(),
                damaged: false,
            }));
        } else if credit_code(&value) == Some(CreditCode::Invalid) {
            let near = |code: &str| code.bytes().zip(value.bytes()).filter(|(a, b)| a != b).count() == 1;
            found.extend(self.codes.iter().filter(|(c, _)| near(c)).map(|(c, e)| Met {
                entry: *e,
                value: c.clone(),
                damaged: true,
            }));
        }
    }
}

fn folded(value: &str) -> String {
    value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
