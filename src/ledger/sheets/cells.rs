//! The cells of one sheet row on their way to a sink: merged areas filled, sizes bounded.

/// Columns that a sheet can have.
const COLUMNS: usize = 16_384;

/// Text of one row, at most: as for a record of a text ledger. One shared text may stand in every cell of a row.
const ROW_CAP: usize = 16 * 1024 * 1024;

/// A merged area that runs over several rows; rows and columns from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ledger) struct Area {
    pub(in crate::ledger) top: u32,
    pub(in crate::ledger) bottom: u32,
    pub(in crate::ledger) left: u32,
}

/// Takes rows of a sheet, in order; false ends the reading.
pub(super) trait Sink {
    /// `row` counts from 1; `hidden` tells that the workbook does not show it.
    fn row(&mut self, row: u64, cells: &Cells, hidden: bool) -> bool;
}

/// The cells of one row, and what holds for the rows below it.
#[derive(Debug)]
pub(super) struct Cells {
    pub(super) text: String,
    pub(super) spans: Vec<(usize, usize)>,
    /// Merged areas by their first row; those before `next` are open or past.
    areas: Vec<Area>,
    next: usize,
    /// Areas that reach below the current row, each with the text of its first cell.
    open: Vec<(Area, String)>,
    /// Cells and their text that may still come: a few bytes of XML can stand for millions of cells.
    left: u64,
    limit: u64,
}

impl Cells {
    /// For a sheet with these merged areas, with at most `limit` bytes of cells in all.
    pub(super) fn new(mut areas: Vec<Area>, limit: u64) -> Self {
        areas.sort_by_key(|a| (a.top, a.left));
        Self { text: String::new(), spans: Vec::new(), areas, next: 0, open: Vec::new(), left: limit, limit }
    }

    /// Puts a text into a column, from 0.
    pub(super) fn put(&mut self, column: usize, text: &str) -> Result<(), String> {
        if column >= COLUMNS || text.is_empty() {
            return Ok(());
        }
        if self.text.len() + text.len() > ROW_CAP {
            return Err("a row holds more than 16 MiB of text".to_owned());
        }
        self.left = self.left.checked_sub(text.len() as u64 + 1).ok_or_else(|| {
            format!(
                "the cells of this sheet unpack to more than {} bytes; --max-unpacked BYTES raises the limit",
                self.limit
            )
        })?;
        if self.spans.len() <= column {
            self.spans.resize(column + 1, (0, 0));
        }
        let start = self.text.len();
        self.text.push_str(text);
        if let Some(span) = self.spans.get_mut(column) {
            *span = (start, self.text.len());
        }
        Ok(())
    }

    /// The text of a column.
    pub(super) fn get(&self, column: usize) -> &str {
        self.spans.get(column).and_then(|(start, end)| self.text.get(*start..*end)).unwrap_or_default()
    }

    /// A merged area that starts in the current row, told while reading.
    pub(super) fn merge(&mut self, area: Area) {
        self.areas.insert(self.next.min(self.areas.len()), area);
    }

    /// Hands the row on, unless it holds nothing but blanks: such a row is a blank line. `row` counts from 0.
    pub(super) fn hand_on(&mut self, row: u32, hidden: bool, sink: &mut dyn Sink) -> Result<bool, String> {
        let blank = self.text.trim().is_empty();
        self.open.retain(|(area, _)| area.bottom >= row);
        if !blank && !self.open.is_empty() {
            // A cell merged over five rows says the same of all five, and is written in the first only.
            for (area, text) in std::mem::take(&mut self.open) {
                if self.get(area.left as usize).is_empty() {
                    self.put(area.left as usize, &text)?;
                }
                self.open.push((area, text));
            }
        }
        while let Some(area) = self.areas.get(self.next).filter(|a| a.top <= row).cloned() {
            let text = self.get(area.left as usize).to_owned();
            if area.top == row && area.bottom > row && !text.is_empty() {
                self.open.push((area, text));
            }
            self.next += 1;
        }
        let go_on = blank || sink.row(u64::from(row) + 1, self, hidden);
        self.text.clear();
        self.spans.clear();
        Ok(go_on)
    }
}
