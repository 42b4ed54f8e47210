//! Classes of goods, and which of them a heading of the Harmonized System is.

use rustc_hash::FxHashMap;

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

/// Digits of the longest tariff number.
const MOST: usize = 10;

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

    /// The class of a tariff number: its digits, longest heading first. Spreadsheets drop a leading zero and turn
    /// codes into decimals; a number of an odd count of digits is read with the zero back.
    pub(super) fn class(&self, cell: &str) -> Option<GoodsClass> {
        let mut whole = crate::text::trim(cell);
        while let Some(rest) = whole.strip_suffix(".0") {
            whole = rest;
        }
        // Room for a zero in front.
        let mut digits = [b'0'; MOST + 1];
        let mut count = 0;
        for byte in whole.bytes() {
            match byte {
                b'0'..=b'9' => {
                    count += 1;
                    *digits.get_mut(count)? = byte;
                }
                b'.' | b' ' | b'-' => {}
                _ => return None,
            }
        }
        if count < LEAST {
            return None;
        }
        let number = std::str::from_utf8(digits.get(1 - count % 2..=count)?).ok()?;
        self.lengths.iter().find_map(|n| self.headings.get(number.get(..*n)?)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_heading_decides_wherever_it_ends() {
        let class = |n| GoodsClass(n);
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
        for (cell, expected) in [
            ("5203.00", Some(1)),
            ("5201.00.1000", Some(2)),
            ("520112", Some(3)),
            (" 5201120000 ", Some(3)),
            ("8501", Some(4)),
            ("6109.10", Some(5)),
            ("610990", None),
            ("6109", None),
            ("702000000", Some(6)),
            ("702.00.0", Some(6)),
            ("5201120000.0", Some(3)),
            ("520", None),
            ("52011200001", None),
            ("5201x", None),
            ("", None),
        ] {
            assert_eq!(tariff.class(cell), expected.map(class), "{cell}");
        }
    }
}
