//! Amounts as ledgers print them, and their sums: `1,250.00`, `1.250,00`, `1 250,00`, `1'250`, `(1,250.00)`, `1250-`,
//! `USD 1,250`.
//!
//! `1,250` is a thousand in one ledger and one and a quarter in another. Both readings are summed, and the cells that
//! have one meaning only decide at the end which of the sums holds for a ledger. Sums are exact.

use rustc_hash::FxHashMap;

use super::{LedgerInfo, ScreenedRow};

/// Millionths, so that sums are exact.
const UNIT: i128 = 1_000_000;
const DECIMALS: usize = 6;

/// A number under both conventions, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    /// Read with a decimal point.
    point: Option<i128>,
    /// Read with a decimal comma.
    comma: Option<i128>,
}

impl Amount {
    /// The amount of a cell; none where it is no number under either convention.
    pub(super) fn of(cell: &str) -> Option<Self> {
        let amount = Self { point: read(cell, '.'), comma: read(cell, ',') };
        (amount.point.is_some() || amount.comma.is_some()).then_some(amount)
    }

    /// The number, where it has one meaning only.
    pub(super) fn plain(self) -> Option<f64> {
        match (self.point, self.comma) {
            (Some(a), Some(b)) if a != b => None,
            (Some(one), _) | (None, Some(one)) => Some(one as f64 / UNIT as f64),
            (None, None) => None,
        }
    }
}

/// The sum of a column over some rows of a ledger, under both conventions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    point: i128,
    comma: i128,
}

impl Sum {
    pub(super) fn add(&mut self, amount: Amount) {
        // A cell that has one meaning only has it whatever the others are.
        let other = amount.comma.or(amount.point).unwrap_or_default();
        self.point = self.point.saturating_add(amount.point.unwrap_or(other));
        self.comma = self.comma.saturating_add(other);
    }

    /// The sum in millionths under a convention.
    pub(super) fn under(self, convention: Convention) -> i128 {
        if convention.is_comma() { self.comma } else { self.point }
    }
}

/// What the cells of a ledger's column tell of its decimal mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Convention {
    points: u64,
    commas: u64,
}

impl Convention {
    /// Takes a cell's amount into account.
    pub(super) fn see(&mut self, amount: Amount) {
        match (amount.point, amount.comma) {
            (Some(_), None) => self.points += 1,
            (None, Some(_)) => self.commas += 1,
            _ => {}
        }
    }

    /// A point, unless more cells can only be read with a comma.
    fn is_comma(self) -> bool {
        self.commas > self.points
    }
}

/// The column of `--sum`, over all ledgers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SumColumn {
    /// Its header.
    header: String,
    /// What its cells tell, by ledger.
    conventions: FxHashMap<usize, Convention>,
    /// Filled cells that are no number.
    unread: u64,
}

impl SumColumn {
    /// The column of this header, in whichever ledgers have it.
    ///
    /// # Errors
    /// No ledger has it: the headers that they have.
    pub fn new(header: &str, ledgers: &[LedgerInfo]) -> Result<Self, Vec<String>> {
        if ledgers.iter().any(|ledger| place(ledger, header).is_some()) {
            return Ok(Self { header: header.to_owned(), ..Self::default() });
        }
        let mut headers: Vec<String> = ledgers.iter().flat_map(|ledger| ledger.columns.headers.clone()).collect();
        headers.sort_unstable();
        headers.dedup();
        Err(headers)
    }

    /// The header of the sum in a report.
    pub(super) fn title(&self) -> String {
        format!("sum:{}", self.header)
    }

    /// True for the column of this place in a table.
    pub(super) fn is(&self, ledger: &LedgerInfo, column: usize) -> bool {
        place(ledger, &self.header) == Some(column)
    }

    /// The amount of a row, which counts for the convention of its ledger.
    pub(super) fn amount(&mut self, row: &ScreenedRow<'_>) -> Option<Amount> {
        let column = place(row.ledger, &self.header).filter(|_| !row.is_title())?;
        let cell = row.row.cell(column);
        let amount = Amount::of(cell);
        match amount {
            Some(amount) => self.conventions.entry(row.ledger.index).or_default().see(amount),
            None => self.unread += u64::from(!cell.trim().is_empty()),
        }
        amount
    }

    /// The total of sums by ledger; none of none.
    pub(super) fn total(&self, sums: &[(usize, Sum)]) -> Option<i128> {
        let one = |(ledger, sum): &(usize, Sum)| sum.under(self.conventions.get(ledger).copied().unwrap_or_default());
        sums.iter().map(one).reduce(i128::saturating_add)
    }

    /// What a reader of the sums should know.
    pub fn note(&self) -> Option<String> {
        let cells = super::counted(self.unread, "cell is no number and is", "cells are no numbers and are");
        (self.unread > 0).then(|| format!("{}: of the flagged rows {cells} in no sum", self.header))
    }
}

/// The column of a header, in upper or lower case.
fn place(ledger: &LedgerInfo, header: &str) -> Option<usize> {
    let same = |of_ledger: &String| of_ledger.trim().to_lowercase() == header.trim().to_lowercase();
    let headers = &ledger.columns.headers;
    headers.iter().position(|of_ledger| of_ledger == header).or_else(|| headers.iter().position(same))
}

/// Prints millionths without needless zeros.
pub(super) fn printed(sum: i128) -> String {
    let (sign, size) = (if sum < 0 { "-" } else { "" }, sum.unsigned_abs());
    let (whole, rest) = (size / UNIT.unsigned_abs(), size % UNIT.unsigned_abs());
    let rest = format!("{rest:06}");
    match rest.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        one if one.len() == 1 => format!("{sign}{whole}.{one}0"),
        more => format!("{sign}{whole}.{more}"),
    }
}

/// As a number of a spreadsheet.
pub(super) fn number(sum: i128) -> f64 {
    sum as f64 / UNIT as f64
}

/// A number with this decimal mark, in millionths.
fn read(cell: &str, mark: char) -> Option<i128> {
    let cell = cell.trim();
    // Currencies stand before or after the number: a sign, or a code of three letters.
    let currency = |c: char| c.is_alphabetic() || "$€£¥￥₹₩₺₫".contains(c);
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    if letters > 3 {
        return None;
    }
    let blank = |c: char| c.is_whitespace() || currency(c);
    let cell = cell.trim_matches(blank);
    let (negative, cell) = match cell.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner.trim_matches(blank)),
        None => match cell.strip_prefix(['-', '−']).or_else(|| cell.strip_suffix(['-', '−'])) {
            Some(rest) => (true, rest.trim_matches(blank)),
            None => (false, cell.strip_prefix('+').unwrap_or(cell)),
        },
    };
    let (whole, decimals) = match cell.rsplit_once(mark) {
        Some((whole, decimals)) => (whole, decimals),
        None => (cell, ""),
    };
    let digits = grouped(whole, if mark == '.' { ',' } else { '.' })?;
    let plain = decimals.bytes().all(|b| b.is_ascii_digit()) && !(digits.is_empty() && decimals.is_empty());
    if !plain || whole.contains(mark) || digits.len() > 24 {
        return None;
    }
    let kept: String = decimals.chars().chain("000000".chars()).take(DECIMALS).collect();
    let size = format!("{digits}{kept}").parse::<i128>().ok()?;
    Some(if negative { -size } else { size })
}

/// The digits of a whole number whose groups of three may be separated by this mark, a blank or an apostrophe.
fn grouped(whole: &str, mark: char) -> Option<String> {
    let separator = |c: char| c == mark || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut several = false;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        several = true;
        digits.push_str(group);
    }
    let first_fits = if several { (1..=3).contains(&first.len()) } else { true };
    (first_fits && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(cell: &str) -> Option<[Option<i128>; 2]> {
        Amount::of(cell).map(|amount| [amount.point, amount.comma])
    }

    #[test]
    fn amounts_are_read_as_ledgers_print_them() {
        let cents = |n: i128| Some(n * UNIT / 100);
        for (cell, point, comma) in [
            ("1250", cents(125_000), cents(125_000)),
            ("1,250.00", cents(125_000), None),
            ("1.250,00", None, cents(125_000)),
            ("1 250,50", None, cents(125_050)),
            ("1'250.5", cents(125_050), None),
            ("(1,250.00)", cents(-125_000), None),
            ("1250,00-", None, cents(-125_000)),
            ("USD 1,250", cents(125_000), cents(125)),
            ("1.250 EUR", cents(125), cents(125_000)),
            ("$-12.5", cents(-1_250), None),
            (".5", cents(50), None),
            ("1.234.567", None, cents(123_456_700)),
        ] {
            assert_eq!(both(cell), Some([point, comma]), "{cell}");
        }
        for cell in ["", "n/a", "12-31", "1,25,0.0", "2026-01-05", "12 Main Street", "-", ".", "1,2,3", "()"] {
            assert_eq!(both(cell), None, "{cell}");
        }
    }

    #[test]
    fn cells_of_one_meaning_decide_what_the_others_mean() {
        let sum = |cells: &[&str]| {
            let (mut sum, mut convention) = (Sum::default(), Convention::default());
            for amount in cells.iter().filter_map(|cell| Amount::of(cell)) {
                sum.add(amount);
                convention.see(amount);
            }
            printed(sum.under(convention))
        };
        assert_eq!(sum(&["1,250", "0.50"]), "1250.50");
        assert_eq!(sum(&["1.250", "0,50"]), "1250.50");
        assert_eq!(sum(&["1.250", "2,5", "7"]), "1259.50");
        assert_eq!(sum(&["0.1"; 10]), "1");
        assert_eq!(sum(&[]), "0");
    }
}
