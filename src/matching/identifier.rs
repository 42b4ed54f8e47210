//! Identifiers: exact values; credit codes with one wrong character, rounded, or by their organization code.

use rustc_hash::FxHashMap;

use crate::model::{EntryIx, Lists};

pub use crate::text::credit_code::{CreditCode, codes, credit_code, rounded};
use crate::text::credit_code::{Rounded, is_organization_code, organization_part};

/// Listed identifiers by their letters and digits.
#[derive(Debug, Default)]
pub struct Identifiers {
    by_value: FxHashMap<String, Vec<(EntryIx, String)>>,
    /// Credit codes, for those one character off.
    codes: Vec<(String, EntryIx)>,
    /// Organization codes within the credit codes, with these.
    organizations: FxHashMap<String, Vec<(EntryIx, String)>>,
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
    /// How the row has it.
    pub how: Agreement,
}

/// How much of a listed identifier a row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The whole.
    Whole,
    /// One character differs, or two neighbours changed places, and the check digit fails.
    Damaged,
    /// The first 14 or 15 digits: a program rounded the rest away.
    Rounded,
    /// The organization code within the credit code.
    Organization,
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
                    let organization = organization_part(&value).unwrap_or("").to_owned();
                    all.organizations.entry(organization).or_default().push((ix, id.value.clone()));
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
        let push = |entries: &[(EntryIx, String)], how, found: &mut Vec<Met>| {
            found.extend(entries.iter().map(|(entry, value)| Met { entry: *entry, value: value.clone(), how }));
        };
        if let Some(entries) = self.by_value.get(&value) {
            push(entries, Agreement::Whole, found);
        } else if credit_code(&value) == Some(CreditCode::Invalid) {
            let near = self.codes.iter().filter(|(code, _)| is_slip(code.as_bytes(), value.as_bytes()));
            found.extend(near.map(|(c, e)| Met { entry: *e, value: c.clone(), how: Agreement::Damaged }));
        } else {
            // By itself, in a tax number before 2015 (behind the division code), or in another credit code.
            let organization = match value.len() {
                9 => value.get(..),
                15 => value.get(6..),
                18 => organization_part(&value),
                _ => None,
            };
            let listed = organization.filter(|code| is_organization_code(code)).and_then(|c| self.organizations.get(c));
            push(listed.map_or(&[], Vec::as_slice), Agreement::Organization, found);
        }
    }

    /// The one listed credit code that a rounded number may have been.
    pub fn meet_rounded(&self, number: &Rounded, found: &mut Vec<Met>) {
        let mut fits = self.codes.iter().filter(|(code, _)| number.may_be(code)).peekable();
        let Some((first, _)) = fits.peek().copied() else { return };
        let all: Vec<_> = fits.collect();
        if all.iter().all(|(code, _)| code == first) {
            found.extend(all.iter().map(|(code, entry)| Met {
                entry: *entry,
                value: code.clone(),
                how: Agreement::Rounded,
            }));
        }
    }
}

/// One character differs, or two neighbours changed places.
fn is_slip(code: &[u8], other: &[u8]) -> bool {
    let mut differ = code.iter().zip(other).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at);
    match (differ.next(), differ.next(), differ.next()) {
        (Some(_), None, _) => true,
        (Some(a), Some(b), None) => b == a + 1 && code.get(a) == other.get(b) && code.get(b) == other.get(a),
        _ => false,
    }
}

fn folded(value: &str) -> String {
    value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
