//! Tariff numbers in running text, where a label says what they are: `HTS 5205.22.0020`, `HS Code: 5201`, 税号 5201.

use crate::lexicon::vocabulary::{GoodsClass, words};
use crate::text::{Normalized, TokenKind};

use super::words::{WordUse, holds};

/// Digits of a heading: shorter numbers are chapters, which a label hardly ever precedes.
const LEAST: usize = 4;

/// Digits of a subheading, the least where the label runs into the number: HS5201 is a model of something.
const LEAST_GLUED: usize = 6;

/// Digits of the longest tariff numbers.
const MOST: usize = 13;

/// Words between a label and its number at most: `HTS US code no. 5201`.
const FILLERS: usize = 3;

/// The chapter of the first tariff number in a cell; sheets drop a leading zero, so that 702 is of chapter 7. `None`
/// for a cell without a number of a heading's length.
pub(super) fn chapter(cell: &str) -> Option<u8> {
    let cell = cell.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = cell.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ' ' | '-'))).unwrap_or(cell.len());
    let digits: String = cell[..end].chars().filter(char::is_ascii_digit).collect();
    let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
    digits.get(..2).filter(|_| (LEAST..=MOST).contains(&digits.len()))?.parse().ok()
}

/// The classes of goods whose numbers the text labels, each with the number.
pub(super) fn labelled(text: &str, n: &Normalized) -> Vec<(GoodsClass, Box<str>)> {
    let mut found = Vec::new();
    for token in n.tokens().iter().filter(|t| t.kind == TokenKind::Word) {
        let word = text.get(token.start as usize..token.end as usize).unwrap_or("");
        let (label, number) = word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len()));
        let is_number = (LEAST_GLUED..=MOST).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        if is_number && holds(WordUse::TariffLabel, &label.to_lowercase()) {
            words().goods_of_hts(number, |class, _| found.push((class, number.into())));
        }
    }
    for (at, token) in n.tokens().iter().enumerate().filter(|(_, t)| t.kind == TokenKind::Number) {
        if n.text(token).len() < LEAST || !is_labelled(text, n, at) {
            continue;
        }
        let rest = text.get(token.start as usize..).unwrap_or("");
        let end = rest.find(|c: char| !(c.is_numeric() || matches!(c, '.' | '-' | ' '))).unwrap_or(rest.len());
        words().goods_of_hts(&rest[..end], |class, span| {
            if span.start == 0 {
                found.push((class, rest[span].into()));
            }
        });
    }
    found
}

/// True for a number after a label, words like `code` between.
fn is_labelled(text: &str, n: &Normalized, number: usize) -> bool {
    let mut at = number;
    // `tariff` is both: `Tariff no. 5208`, `HTS tariff 5208`.
    let label = |at: usize| at > 0 && holds(WordUse::TariffLabel, n.word(at - 1));
    while number - at < FILLERS && at > 0 && !label(at) && holds(WordUse::TariffFiller, n.word(at - 1)) {
        at -= 1;
    }
    let Some(label) = at.checked_sub(1) else { return false };
    let han =
        |length: usize| label.checked_sub(length - 1).is_some_and(|from| holds(WordUse::TariffLabel, n.run(from, at)));
    if (2..=6).any(han) {
        return true;
    }
    // HS-5201 is the number of a model.
    let (Some(before), Some(after)) = (n.tokens().get(label), n.tokens().get(at)) else { return false };
    let hyphen = text.get(before.end as usize..after.start as usize).is_some_and(|between| between.contains('-'));
    holds(WordUse::TariffLabel, n.word(label)) && !(hyphen && at == number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn numbers_with_a_label_are_goods() {
        let cases = [
            ("carded yarn, HTS 5205.22.0020", "5205.22.0020"),
            ("lint HS Code: 5201", "5201"),
            ("H.S. code no. 5201 00 10, 300 bales", "5201 00 10"),
            ("皮棉 税号5201000090", "5201000090"),
            ("皮棉 HS编码：5201.00", "5201.00"),
            ("Zolltarifnummer 52010090", "52010090"),
            ("Fabric, tariff no. 5208.11", "5208.11"),
            ("Fabric, HTS tariff 5208.11", "5208.11"),
            ("lint HTSUS5201009000 in bales", "5201009000"),
            ("lint HS520100", "520100"),
            ("headset HS5201", ""),
            ("cable HSX520100", ""),
            ("headset HS-5201", ""),
            ("order 5201", ""),
            ("tel. 5201 8899", ""),
            ("made in 2002", ""),
            ("HS 12", ""),
            ("paths 5201", ""),
        ];
        for (cell, number) in cases {
            let found = labelled(cell, &text::normalize(cell));
            assert_eq!(found.first().map_or("", |(_, text)| text), number, "{cell}");
        }
    }
}
