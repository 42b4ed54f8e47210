//! CSV cells, defused: a spreadsheet must not run what a vendor wrote.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab, a line break, or one of the full-width forms `＝＋－＠`
//! is read as a formula by spreadsheets ("CSV Injection", OWASP). Such a cell gets one `'` in front. So that this can be undone
//! without a doubt, a cell that begins with any number of `'` followed by such a character gets one more:
//! [`restore`] takes one `'` away from exactly those cells, and gives back every cell as it was.

use std::borrow::Cow;

/// True where the first character after any number of `'` would start a formula.
fn is_risky(cell: &str) -> bool {
    // Nearly all cells begin so.
    if cell.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric) {
        return false;
    }
    let rest = cell.trim_start_matches('\'');
    matches!(rest.chars().next(), Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

/// The cell as the report prints it.
pub fn defuse(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was: the inverse of [`defuse`].
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_risky(cell) => rest,
        _ => cell,
    }
}

fn needs_quotes(text: &[u8]) -> bool {
    // Shorter than it takes to call a search made for long texts.
    const SHORT: usize = 32;
    if text.len() < SHORT {
        return text.iter().any(|b| matches!(b, b'"' | b',' | b'\n' | b'\r'));
    }
    memchr::memchr3(b'"', b',', b'\n', text).is_some() || memchr::memchr(b'\r', text).is_some()
}

/// One line of CSV, put together in a buffer that is used again.
#[derive(Debug, Default)]
pub struct CsvLine {
    bytes: Vec<u8>,
    /// An empty first cell leaves no byte behind, so the bytes do not tell whether a comma is due.
    begun: bool,
}

impl CsvLine {
    /// Empties the line.
    pub fn start(&mut self) -> &mut Self {
        self.bytes.clear();
        self.begun = false;
        self
    }

    /// Appends a cell, defused, and quoted where it must be.
    pub fn cell(&mut self, text: &str) -> &mut Self {
        self.comma();
        let quoted = needs_quotes(text.as_bytes());
        if quoted {
            self.bytes.push(b'"');
        }
        if is_risky(text) {
            self.bytes.push(b'\'');
        }
        if !quoted {
            self.bytes.extend_from_slice(text.as_bytes());
            return self;
        }
        let mut rest = text.as_bytes();
        while let Some((head, tail)) = memchr::memchr(b'"', rest).and_then(|at| rest.split_at_checked(at + 1)) {
            self.bytes.extend_from_slice(head);
            self.bytes.push(b'"');
            rest = tail;
        }
        self.bytes.extend_from_slice(rest);
        self.bytes.push(b'"');
        self
    }

    /// Appends a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.comma();
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut rest = number;
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(&digits[at..]);
        self
    }

    /// Appends cells that another line has made ready.
    pub fn ready(&mut self, cells: &Self) -> &mut Self {
        self.comma();
        self.bytes.extend_from_slice(&cells.bytes);
        self
    }

    /// Ends the line: its bytes with the line feed.
    pub fn end(&mut self) -> &[u8] {
        self.bytes.push(b'\n');
        &self.bytes
    }

    fn comma(&mut self) {
        if self.begun {
            self.bytes.push(b',');
        }
        self.begun = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formula_starts_are_defused_and_nothing_else_is() {
        for risky in ["=1+1", "+86 991", "-12.50", "@SUM(A1)", "\tx", "\rx", "\n=x", "'=1", "''-1", "＝1", "-"] {
            assert_eq!(defuse(risky), format!("'{risky}"));
        }
        for plain in ["", "'", "O'Neil", "'quoted'", "和田", "a=b", " =1", "''", "'x'="] {
            assert_eq!(defuse(plain), plain);
        }
    }

    #[test]
    fn every_defused_cell_comes_back_as_it_was() {
        for cell in ["=1", "'=1", "''=1", "'", "''", "", "x", "'x", "-", "'-", "\t", "'\t", "＠x", "'＠x"] {
            assert_eq!(restore(&defuse(cell)), cell, "{cell:?}");
        }
    }

    #[test]
    fn different_cells_stay_different() {
        let all = ["=1", "'=1", "''=1", "'''=1", "x", "'x"];
        let mut printed: Vec<_> = all.iter().map(|c| defuse(c)).collect();
        printed.sort();
        printed.dedup();
        assert_eq!(printed.len(), all.len());
    }

    #[test]
    fn a_csv_reader_gets_every_cell_back() {
        let cells = ["", "a,b", "say \"hi\"", "two\nlines", "=cmd|' /C calc'!A0", "和田, 浩林", "\"", "-\"x,y\""];
        let mut line = CsvLine::default();
        for cell in cells {
            line.cell(cell);
        }
        line.number(0).number(u64::MAX);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.end());
        let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
        let back: Vec<_> = record.iter().map(restore).collect();
        assert_eq!(back[..cells.len()], cells);
        assert_eq!(back[cells.len()..], ["0", "18446744073709551615"]);
    }
}
