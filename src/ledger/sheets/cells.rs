//! A sheet, and the cells of one of its rows on their way to a sink: merged areas filled, sizes bounded.

use super::extras::{Area, Extras};
use crate::ledger::typed::Typed;

/// Columns that a sheet can have.
const COLUMNS: u32 = 16_384;

/// Text of one row, at most: as for a record of a text ledger. One shared text may stand in every cell of a row.
const ROW_CAP: usize = 16 * 1024 * 1024;

/// A sheet of a workbook.
#[derive(Debug)]
pub(super) struct SheetInfo {
    pub(super) name: String,
    /// The workbook does not show it.
    pub(super) hidden: bool,
    /// Text around the tables, which holds no rows.
    pub(super) is_text: bool,
    pub(super) extras: Extras,
}

/// Takes rows of a sheet, in order: the row's number from 1, and its cells. False ends the reading.
pub(super) type Sink<'a> = dyn FnMut(u64, &Cells<'_>) -> bool + 'a;

/// The cells of one row, and what holds for the rows below it.
pub(super) struct Cells<'a> {
    text: String,
    spans: Vec<(usize, usize)>,
    /// What the cells are stored as that are no texts.
    types: Vec<(usize, Typed)>,
    pub(super) extras: &'a Extras,
    /// The next merged area; those before it are open or past.
    next: usize,
    /// Areas that reach below the current row, each with the text of its first cell.
    open: Vec<(Area, String)>,
    /// Cells and their text that may still come: a few bytes of XML can stand for millions of cells.
    left: u64,
    limit: u64,
}

impl<'a> Cells<'a> {
    /// For a sheet with at most `limit` bytes of cells in all.
    pub(super) fn new(extras: &'a Extras, limit: u64) -> Self {
        Self {
            text: String::new(),
            spans: Vec::new(),
            types: Vec::new(),
            extras,
            next: 0,
            open: Vec::new(),
            left: limit,
            limit,
        }
    }

    /// The texts in order, up to the last cell that is filled.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.spans.len()).map(|column| self.get(column))
    }

    /// Columns whose cells are no texts, and what they are stored as.
    pub(super) fn types(&self) -> &[(usize, Typed)] {
        &self.types
    }

    /// Says what the cell of a column is stored as.
    pub(super) fn set_type(&mut self, column: u32, typed: Option<Typed>) {
        self.types.extend(typed.map(|typed| (column as usize, typed)));
    }

    fn get(&self, column: usize) -> &str {
        self.spans.get(column).and_then(|(start, end)| self.text.get(*start..*end)).unwrap_or_default()
    }

    /// Puts a text into a column, from 0.
    pub(super) fn put(&mut self, column: u32, text: &str) -> Result<(), String> {
        if column >= COLUMNS || text.is_empty() {
            return Ok(());
        }
        if self.text.len() + text.len() > ROW_CAP {
            return Err("a row holds more than 16 MiB of text".to_owned());
        }
        let limit = self.limit;
        self.left = self.left.checked_sub(text.len() as u64 + 1).ok_or_else(|| {
            format!("the cells of this sheet unpack to more than {limit} bytes; --max-unpacked BYTES raises the limit")
        })?;
        let column = column as usize;
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

    /// Merges the cell that was put last with those below it, down to the row `bottom`.
    pub(super) fn merge_down(&mut self, column: u32, bottom: u32) {
        let text = self.get(column as usize).to_owned();
        self.open.retain(|(area, _)| area.left != column);
        if !text.is_empty() {
            self.open.push((Area { top: 0, bottom, left: column }, text));
        }
    }

    /// Hands the row on, unless it holds nothing but blanks: such a row is a blank line. `row` counts from 0.
    pub(super) fn hand_on(&mut self, row: u32, sink: &mut Sink<'_>) -> Result<bool, String> {
        let blank = self.text.trim().is_empty();
        self.open.retain(|(area, _)| area.bottom >= row);
        if !blank && !self.open.is_empty() {
            // A cell merged over five rows says the same of all five, and is written in the first only.
            for (area, text) in std::mem::take(&mut self.open) {
                if self.get(area.left as usize).is_empty() {
                    self.put(area.left, &text)?;
                }
                self.open.push((area, text));
            }
        }
        while let Some(&area) = self.extras.merged.get(self.next).filter(|a| a.top <= row) {
            let text = self.get(area.left as usize).to_owned();
            if area.top == row && area.bottom > row && !text.is_empty() {
                self.open.push((area, text));
            }
            self.next += 1;
        }
        // A row of formulas without values looks blank, and is none.
        let go_on = blank && !self.extras.has_unread(row) || sink(u64::from(row) + 1, self);
        self.text.clear();
        self.spans.clear();
        self.types.clear();
        Ok(go_on)
    }
}
