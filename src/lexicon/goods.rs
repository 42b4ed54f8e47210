//! Classes of goods, and which of them a heading of the Harmonized System is.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::credit_code::rounded;

/// A class of goods, by its place among the classes of `watchlists/words/goods.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoodsClass(pub u8);

/// Classes as a small set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Classes(pub u64);

impl Classes {
    /// Adds a class.
    pub fn insert(&mut self, class: GoodsClass) {
        self.0 |= 1 << (class.0 % 64);
    }

    /// True where a class is in.
    pub fn has(self, class: GoodsClass) -> bool {
        self.0 & (1 << (class.0 % 64)) != 0
    }
}

/// Headings and the goods they stand for.
#[derive(Debug)]
pub(super) struct Tariff {
    /// Headings by their digits.
    headings: FxHashMap<&'static str, GoodsClass>,
    /// Lengths of the headings, longest first.
    lengths: Vec<usize>,
}

/// Digits that every tariff number has.
const LEAST: usize = 4;

/// Digits of the longest tariff numbers: eleven in Germany, twelve in Turkey, thirteen in China.
const MOST: usize = 13;

/// Longest number of which a spreadsheet may have dropped the leading zero: those of the United States have ten digits.
const LONGEST_WITH_ZERO: usize = 10;

/// A tariff number being read: its digits, after room for a zero in front.
struct Number {
    digits: [u8; MOST + 1],
    count: usize,
    /// Digits before the first mark.
    first: usize,
    span: Range<usize>,
}

impl Number {
    const NONE: Self = Self { digits: [b'0'; MOST + 1], count: 0, first: 0, span: 0..0 };

    fn push(&mut self, group: &[u8], span: Range<usize>) {
        if self.count == 0 {
            (self.first, self.span.start) = (group.len(), span.start);
        }
        if let Some(room) = self.digits.get_mut(self.count + 1..=self.count + group.len()) {
            room.copy_from_slice(group);
        }
        self.count += group.len();
        self.span.end = span.end;
    }

    /// True where another group of digits continues the number (`5201 00 1000`), and is no number of its own
    /// (`5201 6109`).
    fn goes_on(&self, between: &str, group: &[u8]) -> bool {
        let suffix = group.len() <= 2 || group.len() <= 4 && self.count >= 6 || group.starts_with(b"00");
        let mark = between == "." || matches!(between, " " | "-" | "," | "\u{a0}") && suffix;
        self.count > 0 && mark && self.count + group.len() <= MOST
    }

    /// Its digits, with the zero back that a spreadsheet dropped.
    fn digits(&self) -> Option<&str> {
        let dropped = self.count % 2 == 1 && self.first % 2 == 1 && self.count < LONGEST_WITH_ZERO;
        let digits = self.digits.get(usize::from(!dropped)..=self.count)?;
        std::str::from_utf8(digits).ok().filter(|_| (LEAST..=MOST).contains(&self.count))
    }
}

/// Digits of a heading before its first stop: `5201.00`.
const LEAST_HEADING: usize = 4;

impl Tariff {
    /// Compiles headings (digits) and their classes; the first of two equal ones counts.
    pub(super) fn of(rows: impl Iterator<Item = (&'static str, GoodsClass)>) -> Self {
        let mut headings = FxHashMap::default();
        for (digits, class) in rows {
            headings.entry(digits).or_insert(class);
        }
        let mut lengths: Vec<usize> = headings.keys().map(|p| p.len()).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        Self { headings, lengths }
    }

    /// The classes of the tariff numbers of a cell, the longest heading of each first (5205 is yarn, and 52 is cotton),
    /// each with its place in the cell. Labels and other words around the numbers do not count. Spreadsheets drop a
    /// leading zero and turn codes into decimals or scientific notation.
    pub(super) fn each(&self, cell: &str, found: &mut dyn FnMut(GoodsClass, Range<usize>)) {
        if let Some(rounded) = rounded(cell) {
            let mut number = Number::NONE;
            number.push(format!("{:0<1$}", rounded.kept, rounded.digits).as_bytes(), 0..cell.len());
            return self.classes(&mut number, found);
        }
        let mut whole = cell.trim_end();
        while let Some(rest) = whole.strip_suffix(".0") {
            whole = rest;
        }
        if let Some(plain) = as_number(whole) {
            let mut number = Number::NONE;
            number.push(plain.as_bytes(), 0..whole.len());
            return self.classes(&mut number, found);
        }
        let (mut number, mut at) = (Number::NONE, 0);
        while let Some(start) = whole.get(at..).and_then(|rest| rest.find(|c| digit(c).is_some())).map(|i| at + i) {
            let rest = &whole[start..];
            let end = rest.find(|c| digit(c).is_none()).map_or(whole.len(), |i| start + i);
            let group: Vec<u8> = whole[start..end].chars().filter_map(digit).collect();
            // `9903.88.15 5201.00.9000`: a heading with its stop begins a number of its own.
            let between = &whole[number.span.end..start];
            let heading = between != "." && group.len() == LEAST_HEADING && whole[end..].starts_with('.');
            if heading || !number.goes_on(between, &group) {
                self.classes(&mut number, found);
            }
            number.push(&group, start..end);
            at = end;
        }
        self.classes(&mut number, found);
    }

    /// The classes of a number, which is emptied.
    fn classes(&self, number: &mut Number, found: &mut dyn FnMut(GoodsClass, Range<usize>)) {
        if let Some(digits) = number.digits() {
            let classes = self.lengths.iter().filter_map(|n| self.headings.get(digits.get(..*n)?));
            classes.for_each(|class| found(*class, number.span.clone()));
        }
        *number = Number::NONE;
    }
}

/// A code that a program took for a number, alone in its cell: `702` for 0702, `5,201.00` for 5201.00.
fn as_number(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if cell.len() == LEAST - 1 && digits(cell) {
        return Some(format!("0{cell}"));
    }
    let (whole, rest) = cell.split_once('.').unwrap_or((cell, ""));
    let (first, thousands) = whole.split_once(',')?;
    let of_thousands = thousands.split(',').all(|group| group.len() == 3 && digits(group));
    let is_number = (1..=3).contains(&first.len()) && digits(first) && of_thousands && digits(rest);
    is_number.then(|| cell.replace([',', '.'], ""))
}

/// A digit, also in full width.
fn digit(c: char) -> Option<u8> {
    let narrow = match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32)?,
        c => c,
    };
    narrow.is_ascii_digit().then_some(narrow as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_wherever_they_are_the_longest_heading_first() {
        let class = GoodsClass;
        let rows = [
            ("52", class(1)),
            ("5201", class(2)),
            ("520112", class(3)),
            ("8", class(4)),
            ("610910", class(5)),
            ("52", class(9)),
            ("0702", class(6)),
        ];
        let tariff = Tariff::of(rows.into_iter());
        let classes = |cell: &str| {
            let mut found = Vec::new();
            tariff.each(cell, &mut |class, span| found.push((class.0, cell[span].to_owned())));
            found
        };
        for (cell, expected) in [
            ("5203.00", "1 5203.00"),
            ("5201.00.1000", "2 5201.00.1000, 1 5201.00.1000"),
            ("520112", "3 520112, 2 520112, 1 520112"),
            (" 5201120000 ", "3 5201120000, 2 5201120000, 1 5201120000"),
            ("8501", "4 8501"),
            ("6109.10", "5 6109.10"),
            ("610990", ""),
            ("6109", ""),
            ("702000000", "6 702000000"),
            ("702.00.0", "6 702.00"),
            ("5203000000.0", "1 5203000000"),
            ("52030000001", "1 52030000001"),
            ("5203000000001", "1 5203000000001"),
            ("52030000000012", ""),
            ("520", ""),
            ("702", "6 702"),
            ("702.0", "6 702"),
            ("7020.0", ""),
            ("5203, 702", "1 5203"),
            ("5,203.00", "1 5,203.00"),
            ("5,203,000,000", "1 5,203,000,000"),
            ("5,20", ""),
            ("15,203", ""),
            ("5203x", "1 5203"),
            ("=\"5203.00\"", "1 5203.00"),
            ("'702006010", "6 702006010"),
            ("HTS 5203.00", "1 5203.00"),
            ("HS Code: 5203", "1 5203"),
            ("5203.00; 6109.10", "1 5203.00, 5 6109.10"),
            ("6109 5203", "1 5203"),
            ("5203 00 1000 / 0702", "1 5203 00 1000, 6 0702"),
            ("5203.0000", "1 5203.0000"),
            ("５２０３", "1 ５２０３"),
            ("52.03", "1 52.03"),
            ("9903.88.15, 5203.00", "1 5203.00"),
            ("9903.88.15 5203.00.9000", "1 5203.00.9000"),
            ("5.203E+09", "1 5.203E+09"),
            ("7.02E+08", "6 7.02E+08"),
            ("", ""),
            ("n/a", ""),
        ] {
            let found: Vec<String> = classes(cell).iter().map(|(class, text)| format!("{class} {text}")).collect();
            assert_eq!(found.join(", "), expected, "{cell}");
        }
    }
}
