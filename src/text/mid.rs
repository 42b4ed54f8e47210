//! The manufacturer identification code of US customs, as far as its form goes.
//!
//! Source: 19 CFR part 102, appendix. Two letters of the country, first three letters of the first two words of the
//! name, up to four digits of the street number, first three letters of the city; at most 15 characters, no blanks.

use super::trim;

/// The parts of a code that are told apart by their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mid {
    /// Its letters in capitals: country, name and city; the street digits are left out.
    letters: String,
}

/// Letters of the shortest code: country, one word of the name, city.
const LEAST: usize = 8;
/// Letters of the longest code: country, two words of the name, city.
const MOST: usize = 11;

impl Mid {
    /// Reads a cell: a code with or without blanks, hyphens and the label `MID`.
    pub fn of_cell(cell: &str) -> Option<Self> {
        let bare = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '.' | '\'' | '"' | '=');
        let text: String = trim(cell).chars().map(narrow).filter(bare).map(|c| c.to_ascii_uppercase()).collect();
        let code = text.strip_prefix("MID:").or_else(|| text.strip_prefix("MID#")).unwrap_or(&text);
        if !code.bytes().all(|b| b.is_ascii_alphanumeric()) || code.bytes().filter(u8::is_ascii_digit).count() > 4 {
            return None;
        }
        let letters: String = code.chars().filter(char::is_ascii_alphabetic).collect();
        let lettered = code.bytes().take(2).all(|b| b.is_ascii_alphabetic());
        (lettered && (LEAST..=MOST).contains(&letters.len())).then_some(Self { letters })
    }

    /// The codes of a cell: the whole cell; else, where all is codes, its parts between signs (`;`, `,`, `/`) or
    /// blanks; else the cell as it is, unless it is empty.
    pub fn codes_of(cell: &str) -> impl Iterator<Item = &str> {
        fn sign(c: char) -> bool {
            matches!(c, ';' | ',' | '/' | '|' | '+' | '&' | '\n' | '；' | '，' | '、' | '／')
        }
        fn parts(cell: &str, cut: fn(char) -> bool) -> Option<Vec<&str>> {
            let parts: Vec<&str> = cell.split(cut).map(trim).filter(|part| !part.is_empty()).collect();
            (parts.len() > 1 && parts.iter().all(|part| Mid::of_cell(part).is_some())).then_some(parts)
        }
        let cell = trim(cell);
        let several = if cell.is_empty() || Self::of_cell(cell).is_some() {
            None
        } else {
            parts(cell, sign).or_else(|| parts(cell, |c| sign(c) || c.is_whitespace()))
        };
        let whole = (several.is_none() && !cell.is_empty()).then_some(cell);
        several.into_iter().flatten().chain(whole)
    }

    /// The maker's country by its code of ISO 3166, upper case. Canada has one code for each province (XA to XY).
    pub fn country(&self) -> &str {
        match self.letters.get(..2).unwrap_or("") {
            province if province.starts_with('X') => "CA",
            country => country,
        }
    }

    /// First three letters of the city.
    pub fn city(&self) -> &str {
        self.letters.get(self.letters.len() - 3..).unwrap_or("")
    }

    /// Country, name and city without the street digits.
    pub fn letters(&self) -> &str {
        &self.letters
    }
}

/// A full-width letter or digit in its usual width.
fn narrow(c: char) -> char {
    match c as u32 {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_several_codes() {
        let cases: &[(&str, &[&str])] = &[
            ("CNTURESQTUR; VNMILTEX12HAN", &["CNTURESQTUR", "VNMILTEX12HAN"]),
            ("CNTURESQTUR,VNMILTEX12HAN", &["CNTURESQTUR", "VNMILTEX12HAN"]),
            ("CNTURESQTUR / VNMILTEX12HAN", &["CNTURESQTUR", "VNMILTEX12HAN"]),
            ("CNTURESQTUR VNMILTEX12HAN", &["CNTURESQTUR", "VNMILTEX12HAN"]),
            ("CN TUR ESQ TUR; VN MIL TEX 12 HAN", &["CN TUR ESQ TUR", "VN MIL TEX 12 HAN"]),
            ("CNTURESQTUR; VNMILTEX12HAN;", &["CNTURESQTUR", "VNMILTEX12HAN"]),
            // One code.
            (" CN TUR ESQ TUR", &["CN TUR ESQ TUR"]),
            ("MID: CNTURESQTUR", &["MID: CNTURESQTUR"]),
            // None.
            ("CNTURESQTUR; see the list attached", &["CNTURESQTUR; see the list attached"]),
            ("", &[]),
        ];
        for (cell, expected) in cases {
            assert_eq!(Mid::codes_of(cell).collect::<Vec<_>>(), *expected, "{cell}");
        }
    }

    #[test]
    fn codes_come_apart() {
        let cases = [
            ("CNQIMWEA27URU", Some(("CN", "URU", "CNQIMWEAURU"))),
            ("cn qim wea 27 uru", Some(("CN", "URU", "CNQIMWEAURU"))),
            ("MID: CNQIMWEAURU", Some(("CN", "URU", "CNQIMWEAURU"))),
            ("ＣＮＱＩＭＷＥＡ２７ＵＲＵ", Some(("CN", "URU", "CNQIMWEAURU"))),
            ("XOQIMWEA27TOR", Some(("CA", "TOR", "XOQIMWEATOR"))),
            ("CNQIM27URU", Some(("CN", "URU", "CNQIMURU"))),
            ("CNQIMURUMQITEXTILE", None),
            ("CNQIMWEA12345URU", None),
            ("12QIMWEAURU", None),
            ("", None),
        ];
        for (cell, expected) in cases {
            let mid = Mid::of_cell(cell);
            assert_eq!(mid.as_ref().map(|m| (m.country(), m.city(), m.letters())), expected, "{cell}");
        }
    }
}
