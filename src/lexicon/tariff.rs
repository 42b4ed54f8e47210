//! Tariff numbers: which class of goods a heading of the Harmonized System is.

use rustc_hash::FxHashMap;

use super::vocabulary::GoodsClass;

/// Headings and the goods they stand for.
#[derive(Debug)]
pub(super) struct Tariff {
    /// For each first four digits, what every number with them is; nearly all are decided here.
    first: Vec<First>,
    /// Headings by their digits.
    headings: FxHashMap<&'static str, GoodsClass>,
    /// Lengths of the headings, longest first.
    lengths: Vec<usize>,
}

/// What four digits say of all numbers that begin with them.
#[derive(Debug, Clone, Copy)]
enum First {
    All(Option<GoodsClass>),
    /// A longer heading decides.
    Longer,
}

/// Digits that every tariff number has.
const FIRST: usize = 4;

impl Tariff {
    /// Of headings (digits) and their classes; what comes first holds.
    pub(super) fn of(rows: impl Iterator<Item = (&'static str, GoodsClass)>) -> Self {
        let mut headings = FxHashMap::default();
        for (digits, class) in rows {
            headings.entry(digits).or_insert(class);
        }
        let mut lengths: Vec<usize> = headings.keys().map(|p| p.len()).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        let mut first = vec![First::All(None); 10_usize.pow(FIRST as u32)];
        let mut by_length: Vec<(&str, GoodsClass)> = headings.iter().map(|(digits, class)| (*digits, *class)).collect();
        by_length.sort_unstable_by_key(|(digits, _)| (digits.len(), *digits));
        for (digits, class) in by_length {
            let known = digits.len().min(FIRST);
            let Ok(number) = digits[..known].parse::<usize>() else { continue };
            let width = 10_usize.pow((FIRST - known) as u32);
            let says = if digits.len() > FIRST { First::Longer } else { First::All(Some(class)) };
            first.iter_mut().skip(number * width).take(width).for_each(|slot| *slot = says);
        }
        Self { first, headings, lengths }
    }

    fn longest(&self, digits: &str) -> Option<GoodsClass> {
        self.lengths.iter().find_map(|n| self.headings.get(digits.get(..*n)?)).copied()
    }

    /// The class of a tariff number: its digits, longest heading first. Spreadsheets drop a leading zero and turn
    /// codes into decimals; a number of an odd count of digits is read with the zero back.
    pub(super) fn class(&self, cell: &str) -> Option<GoodsClass> {
        let mut whole = crate::text::trim(cell);
        while let Some(rest) = whole.strip_suffix(".0") {
            whole = rest;
        }
        let mut digits = [b'0'; 11];
        let mut count = 0;
        for byte in whole.bytes() {
            match byte {
                b'0'..=b'9' => {
                    count += 1;
                    // The eleventh digit makes it no tariff number.
                    *digits.get_mut(count)? = byte;
                }
                b'.' | b' ' | b'-' => {}
                _ => return None,
            }
        }
        if count < FIRST {
            return None;
        }
        let digits = digits.get(1 - count % 2..=count)?;
        let four = digits.first_chunk::<FIRST>()?.iter().fold(0, |n, digit| n * 10 + usize::from(digit - b'0'));
        match self.first.get(four)? {
            First::All(class) => *class,
            First::Longer => self.longest(std::str::from_utf8(digits).ok()?),
        }
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
