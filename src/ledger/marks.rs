//! Where delimiters, line ends and quotes stand, found 64 bytes at a time.
//!
//! Most cells are shorter than it takes to call a search made for long texts; a block is searched once for all of its cells.

use memchr::{memchr, memchr3};
use wide::u8x16;

const BLOCK: usize = 64;

/// The marks of one block of a record.
#[derive(Debug)]
pub(super) struct Marks {
    delimiter: u8,
    /// Where the block begins, before place 0 by wrapping around; far from every place while none is loaded.
    at: usize,
    /// A bit for each byte of the block that ends a cell or a record.
    ends: u64,
    /// A bit for each quote.
    quotes: u64,
}

impl Default for Marks {
    fn default() -> Self {
        Self { delimiter: 0, at: usize::MAX / 2, ends: 0, quotes: 0 }
    }
}

impl Marks {
    /// Forgets the block, unless it is of the text that is cut next, and for the same delimiter.
    pub(super) fn begin(&mut self, delimiter: u8, same: bool) {
        if !same || delimiter != self.delimiter {
            *self = Self { delimiter, ..Self::default() };
        }
    }

    /// Counts places from so many bytes further on: what was read is consumed, and the block goes on.
    pub(super) fn move_on(&mut self, bytes: usize) {
        self.at = self.at.wrapping_sub(bytes);
    }

    /// The first delimiter, line feed or carriage return from a place on.
    #[inline]
    pub(super) fn end(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let delimiter = self.delimiter;
        self.first(bytes, from, |m| m.ends, |rest| memchr3(delimiter, b'\n', b'\r', rest))
    }

    /// The first quote from a place on.
    #[inline]
    pub(super) fn quote(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        self.first(bytes, from, |m| m.quotes, |rest| memchr(b'"', rest))
    }

    #[inline]
    fn first(
        &mut self,
        bytes: &[u8],
        from: usize,
        marks: impl Fn(&Self) -> u64,
        in_rest: impl Fn(&[u8]) -> Option<usize>,
    ) -> Option<usize> {
        let mut from = from;
        loop {
            if from.wrapping_sub(self.at) >= BLOCK && !self.load(bytes, from) {
                // Less than a block is left.
                return in_rest(bytes.get(from..)?).map(|hit| from + hit);
            }
            let left = marks(self) >> from.wrapping_sub(self.at);
            if left != 0 {
                return Some(from + left.trailing_zeros() as usize);
            }
            from = self.at.wrapping_add(BLOCK);
        }
    }

    /// Loads the block at a place, where there is a whole one. Apart from the search in it, which is a handful of instructions.
    #[inline(never)]
    fn load(&mut self, bytes: &[u8], at: usize) -> bool {
        let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) else { return false };
        let [delimiter, feed, carriage, quote] = [self.delimiter, b'\n', b'\r', b'"'].map(u8x16::splat);
        self.at = at;
        self.ends = bits(block, |b| b.simd_eq(delimiter) | b.simd_eq(feed) | b.simd_eq(carriage));
        self.quotes = bits(block, |b| b.simd_eq(quote));
        true
    }
}

/// A bit for each byte that passes the test.
#[inline]
fn bits(block: &[u8; BLOCK], test: impl Fn(u8x16) -> u8x16) -> u64 {
    let parts = block.as_chunks::<16>().0.iter().enumerate();
    parts.fold(0, |all, (part, bytes)| all | u64::from(test(u8x16::from(*bytes)).to_bitmask()) << (16 * part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mark_from_any_place_on() {
        for length in [0, 1, 7, 63, 64, 65, 127, 128, 200] {
            // Bytes next to the wanted ones, below, above, and with the top bit.
            let plain: Vec<u8> = [b'-', b'+', 0x0B, 0x0C, 0x0E, 0xAC, 0x8A, 0x8D, b'!', b'#', 0xA2, 0, 0xFF]
                .iter()
                .copied()
                .cycle()
                .take(length)
                .collect();
            let mut marks = Marks::default();
            marks.begin(b',', false);
            assert_eq!((marks.end(&plain, 0), marks.quote(&plain, 0)), (None, None));
            for at in 0..length {
                for (byte, quote) in [(b',', false), (b'\n', false), (b'\r', false), (b'"', true)] {
                    let mut text = plain.clone();
                    text[at] = byte;
                    for from in [0, at / 2, at] {
                        let mut marks = Marks::default();
                        marks.begin(b',', false);
                        // A block that begins before the place is used on.
                        let _ = marks.end(&text, from / 2);
                        let found = if quote { marks.quote(&text, from) } else { marks.end(&text, from) };
                        assert_eq!(found, Some(at), "{length} {byte} from {from}");
                        let other = if quote { marks.end(&text, from) } else { marks.quote(&text, from) };
                        assert_eq!(other, None);
                    }
                    let mut marks = Marks::default();
                    marks.begin(b',', false);
                    assert_eq!(if quote { marks.quote(&text, at + 1) } else { marks.end(&text, at + 1) }, None);
                }
            }
        }
    }
}
