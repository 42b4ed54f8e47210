//! The Unified Social Credit Code of Chinese bodies, and its check character.
//!
//! Source of the code's form: GB 32100-2015. 18 characters of an alphabet of 31 (digits and capitals without I, O, S,
//! V, Z), places 3 to 8 a division code of digits; the last is a check character, weights 3^i mod 31. Places 9 to 17
//! are the older organization code (GB 11714-1997), whose last character is a check character of its own, weights 3, 7,
//! 9, 10, 5, 8, 4, 2 mod 11. Tax numbers before 2015 were the division code and the organization code.

use std::ops::Range;

use super::{Gap, Normalized, TokenKind};

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
    let code = <&[u8; 18]>::try_from(text.as_bytes()).ok()?;
    // A word of 18 letters is no code.
    if !code[2..8].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (mut sum, mut weight) = (0, 1);
    for character in &code[..17] {
        sum += value(*character)? * weight;
        weight = weight * 3 % 31;
    }
    let check = (31 - sum % 31) % 31;
    Some(if value(code[17])? == check { CreditCode::Valid } else { CreditCode::Invalid })
}

fn value(character: u8) -> Option<usize> {
    ALPHABET.iter().position(|c| *c == character.to_ascii_uppercase())
}

/// True where the first characters are those of a registered body: the kind of register and body, then a province.
pub fn is_registered(code: &str) -> bool {
    const KINDS: [&str; 19] = [
        "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53", "59",
        "Y1",
    ];
    const PROVINCES: [&str; 34] = [
        "10", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
        "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81",
    ];
    let (kind, province) = (code.get(..2).unwrap_or(""), code.get(2..4).unwrap_or(""));
    let company = matches!(kind, "91" | "92" | "93" | "A1" | "A9" | "N1" | "N2" | "N3" | "N9" | "a1" | "n1" | "y1");
    (company || KINDS.contains(&kind)) && (PROVINCES.contains(&province) || province == "82")
}

/// The organization code within a credit code.
pub fn organization_part(code: &str) -> Option<&str> {
    code.get(8..17)
}

/// True for an organization code with its right check character: 8 characters and the check, no hyphen.
pub fn is_organization_code(text: &str) -> bool {
    let Ok(code) = <&[u8; 9]>::try_from(text.as_bytes()) else { return false };
    let value = |c: u8| char::from(c).to_digit(36);
    let weighed = code.iter().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(c, w)| value(*c).map(|v| v * w));
    let Some(sum) = weighed.sum::<Option<u32>>() else { return false };
    let check = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    };
    code[8].to_ascii_uppercase() == check
}

/// Characters of a credit code.
const LENGTH: usize = 18;
/// Letters of a country or label that may stick to a code (`CN`, `USCC`).
const LONGEST_LABEL: usize = 8;

/// The credit codes of a cell, each with its words: whole, after a label or country, with blanks, hyphens or dots in
/// it.
pub fn codes(n: &Normalized) -> impl Iterator<Item = (Range<usize>, &str)> {
    let tokens = n.tokens();
    let mut next = 0;
    std::iter::from_fn(move || {
        while let Some(first) = tokens.get(next) {
            let from = next;
            next += 1;
            if first.kind == TokenKind::Han {
                continue;
            }
            let apart = |t: &super::Token| t.kind == TokenKind::Han || t.gap > Gap::Mark || t.gap == Gap::None;
            for to in from + 1..=tokens.len() {
                if to > from + 1 && apart(&tokens[to - 1]) {
                    break;
                }
                let run = n.run(from, to);
                let Some((label, code)) = run.len().checked_sub(LENGTH).and_then(|at| run.split_at_checked(at)) else {
                    continue;
                };
                let labelled = label.len() <= LONGEST_LABEL && label.bytes().all(|b| b.is_ascii_alphabetic());
                let whole = to == from + 1;
                if labelled && credit_code(code).is_some() && (whole || is_registered(code)) {
                    next = to;
                    return Some((from..to, code));
                }
                if run.len() >= LENGTH + LONGEST_LABEL {
                    break;
                }
            }
        }
        None
    })
}

/// A number that a program rounded, as far as its digits were kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounded {
    /// The first digits, as many as were kept and 15 at most: a spreadsheet and a binary fraction keep no more.
    pub kept: String,
    /// Digits of the whole number.
    pub digits: usize,
}

/// Digits that spreadsheets keep.
const KEPT: usize = 15;

/// Reads `9.16501007223148E+17` and, of 18 digits, `916501007223148000` and the value of a binary fraction
/// (`916501007223148416`); nothing for a number that lost no digit.
pub fn rounded(cell: &str) -> Option<Rounded> {
    let text = super::trim(cell).trim_start_matches(['=', '"', '\'']).trim_end_matches('"');
    let text = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(text);
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E']) {
        let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
        let bare = exponent.strip_prefix('+').unwrap_or(exponent);
        let written = whole.len() == 1 && (exponent.len() > bare.len() || !fraction.is_empty());
        if !written || !all_digits(whole) || !(fraction.is_empty() || all_digits(fraction)) || !all_digits(bare) {
            return None;
        }
        let digits = bare.parse::<usize>().ok()? + 1;
        let mut kept = format!("{whole}{fraction}");
        kept.truncate(KEPT);
        return (digits > kept.len() && digits <= 40).then_some(Rounded { kept, digits });
    }
    // Binary fractions of this size are 128 apart.
    let binary = |value: u64| value.is_multiple_of(128) || value.is_multiple_of(100);
    let lost = text.len() == LENGTH && all_digits(text) && text.parse().is_ok_and(binary);
    (lost && credit_code(text) == Some(CreditCode::Invalid))
        .then(|| Rounded { kept: text.chars().take(KEPT).collect(), digits: LENGTH })
}

impl Rounded {
    /// True where a code of digits may have been rounded to this; the last digit kept may be rounded up.
    pub fn may_be(&self, code: &str) -> bool {
        /// Fewer digits are those of every body of a county that registered in the same years.
        const LEAST: usize = 14;
        let (Some(head), Ok(kept)) = (code.get(..self.kept.len()), self.kept.parse::<u64>()) else { return false };
        let close = || head.parse::<u64>().is_ok_and(|head| kept == head || kept == head + 1);
        self.kept.len() >= LEAST && self.digits == code.len() && close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters() {
        // 91350100M000100Y43 is the worked example of the standard's published commentaries.
        for code in ["91350100M000100Y43", "9165000071890181XA", "91330000733796106P", "91330000733796106p"] {
            assert_eq!(credit_code(code), Some(CreditCode::Valid), "{code}");
        }
        for code in ["91350100M000100Y44", "9165000071890181XB", "91330000733796106Q"] {
            assert_eq!(credit_code(code), Some(CreditCode::Invalid), "{code}");
        }
        for text in ["", "telecommunications", "91350100M000100Y4", "9133000073379610ÖP", "I1330000733796106P"] {
            assert_eq!(credit_code(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_found_in_pieces() {
        let cases = [
            ("9135 0100 M000 100Y 43", Some("91350100m000100y43")),
            ("CN91350100M000100Y43", Some("91350100m000100y43")),
            ("CN 91350100-M000100Y-43", Some("91350100m000100y43")),
            ("USCC:９１３５０１００Ｍ０００１００Ｙ４３", Some("91350100m000100y43")),
            ("91350100.M000100Y.4.3 (new)", Some("91350100m000100y43")),
            ("统一社会信用代码91350100M000100Y43", Some("91350100m000100y43")),
            ("Order 91350100 / M000100Y43", None),
            ("Tel 0086 0591 8765 4321 09", None),
            ("91350100M000100Y431", None),
        ];
        for (cell, code) in cases {
            let n = crate::text::normalize(cell);
            assert_eq!(codes(&n).next().map(|(_, code)| code), code, "{cell}");
        }
    }

    #[test]
    fn organization_codes_have_a_check_character() {
        // M000100Y-4 is the organization code of the standard's example; D2143569-X that of GB 11714.
        for (code, right) in [("M000100Y4", true), ("D2143569X", true), ("D21435690", false), ("D2143569", false)] {
            assert_eq!(is_organization_code(code), right, "{code}");
        }
    }

    #[test]
    fn lost_digits_are_seen() {
        let code = "913300007337961068";
        for (cell, kept) in [
            ("9.13300007337961E+17", true),
            ("9,13300007337961e17", true),
            ("913300007337961000", true),
            ("913300007337961000.0", true),
            ("913300007337961088", true),
            ("9.133E+17", false),
            ("913300007337961069", false),
            ("5.5E+4", false),
            ("12E5", false),
            ("PO 9.13300007337961E+17", false),
        ] {
            assert_eq!(rounded(cell).is_some_and(|r| r.may_be(code)), kept, "{cell}");
        }
        assert_eq!(rounded("9.133E+17").map(|r| (r.kept.len(), r.digits)), Some((4, 18)));
    }
}
