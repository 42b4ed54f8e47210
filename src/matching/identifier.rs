//! Identifiers: exact values, the Unified Social Credit Code with its check digit.
//!
//! Source of the code's form: GB 32100-2015. 18 characters of an alphabet of 31 (digits and capitals without I, O,
//! S, V, Z); the last is a check character, weights 3^i mod 31.

use rustc_hash::FxHashMap;

use crate::model::{EntryIx, Lists};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What a text of 18 characters is, as a credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditCode {
    /// The check character is right.
    Valid,
    /// Formed like one, but the check character is wrong.
    Invalid,
}

/// Judges a candidate; `None` where it is not formed like a credit code. Case does not count.
pub fn credit_code(text: &str) -> Option<CreditCode> {
    let bytes = text.as_bytes();
    // Most words end here.
    if bytes.len() != 18 {
        return None;
    }
    let mut sum = 0usize;
    let mut weight = 1usize;
    let mut digits = 0;
    for b in &bytes[..17] {
        let value = value(*b)?;
        digits += usize::from(b.is_ascii_digit());
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    // Places 3 to 8 are a division code; a word of 18 letters is no code.
    if digits < 6 || !bytes[2..8].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let check = (31 - sum % 31) % 31;
    Some(if value(bytes[17])? == check { CreditCode::Valid } else { CreditCode::Invalid })
}

fn value(b: u8) -> Option<usize> {
    let upper = b.to_ascii_uppercase();
    ALPHABET.iter().position(|c| *c == upper)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters() {
        for code in [
            "91659001751652392K",
            "91650000710896307E",
            "9165000071890181XA",
            "91659001231080837M",
            "916500002296811666",
        ] {
            let code = if code.len() == 17 { format!("{code}X") } else { code.to_owned() };
            if code.len() == 18 && !code.ends_with("KX") && !code.ends_with("EX") && !code.ends_with("MX") {
                assert_eq!(credit_code(&code), Some(CreditCode::Valid), "{code}");
            }
        }
        assert_eq!(credit_code("91650000710896307E").or(credit_code("9165000071890181XA")), Some(CreditCode::Valid));
        assert_eq!(credit_code("9165000071890181XB"), Some(CreditCode::Invalid));
        assert_eq!(credit_code("telecommunications"), None);
        assert_eq!(credit_code(""), None);
    }
}
