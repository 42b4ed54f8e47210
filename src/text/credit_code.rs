//! The Unified Social Credit Code of Chinese bodies, and its check character.
//!
//! Source of the code's form: GB 32100-2015. 18 characters of an alphabet of 31 (digits and capitals without I, O, S,
//! V, Z), places 3 to 8 a division code of digits; the last is a check character, weights 3^i mod 31.

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
}
