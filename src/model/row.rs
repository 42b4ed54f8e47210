//! Ledger rows: borrowed views into batches of decoded text; and what the lines of a ledger were.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Serialize;

use super::{ColumnMap, Role};

/// What the records of a ledger were taken for: each that is not blank counts in one of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LineCounts {
    /// Data rows, unreadable ones included.
    pub rows: u64,
    /// Lines that are no row, above, between and below the tables; searched for listed names.
    pub titles: u64,
    /// Headers of tables.
    pub headers: u64,
    /// A header again, as page breaks have it.
    pub repeated_headers: u64,
    /// Totals and row counts below the rows of a printed list; searched for listed names.
    pub totals: u64,
    /// Lines of dashes and other lines without a letter or digit.
    pub rules: u64,
}

/// A batch of consecutive rows of one ledger, in one buffer that is reused.
#[derive(Debug, Clone, Default)]
pub struct RowBatch {
    text: String,
    /// End of each cell in `text`; it starts where the one before it ends.
    ends: Vec<u32>,
    /// For each row: data row number, line, number of cells before its first, number of cells.
    rows: Vec<RowHead>,
}

#[derive(Debug, Clone, Copy)]
struct RowHead {
    row: Option<u64>,
    line: u64,
    first: u32,
    cells: u32,
}

/// One data row or title line: its position and its cells as text.
#[derive(Debug, Clone, Copy)]
pub struct LedgerRow<'a> {
    /// Data rows from 1, through all tables of the file; none for a title line, which is searched but is no row.
    pub row: Option<u64>,
    /// Where the record starts in the file, from 1 (sheet row for workbooks).
    pub line: u64,
    batch: &'a RowBatch,
    first: u32,
    cells: u32,
}

/// One data row with what its columns are taken for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// The cells.
    pub cells: LedgerRow<'r>,
    /// Header and role of each column.
    pub columns: &'r ColumnMap,
}

impl<'r> Row<'r> {
    /// The cells under these columns. A title line is under no column, whatever the table below it has.
    pub fn new(cells: LedgerRow<'r>, columns: &'r ColumnMap) -> Self {
        static NONE: LazyLock<ColumnMap> = LazyLock::new(ColumnMap::default);
        Self { cells, columns: if cells.row.is_some() { columns } else { &NONE } }
    }

    /// The cell of a column; empty where the record is too short.
    pub fn cell(&self, column: usize) -> &'r str {
        self.cells.cell(column)
    }

    /// The column as a reason names it, its header set off from the sentence; cells of title lines and those beyond the
    /// header by their place.
    pub fn place_of(&self, column: usize) -> Cow<'r, str> {
        match self.columns.headers.get(column) {
            Some(header) => Cow::Owned(format!("column ‘{header}’")),
            None if self.cells.row.is_none() => Cow::Borrowed("a title line"),
            None => Cow::Owned(format!("column {}", column + 1)),
        }
    }

    /// The columns of a role, in order, with their cells.
    pub fn of(&self, role: Role) -> impl Iterator<Item = (usize, &'r str)> + use<'r> {
        let cells = self.cells;
        self.columns.of(role).map(move |column| (column, cells.cell(column)))
    }
}

impl RowBatch {
    /// Empties the batch and keeps its memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.rows.clear();
    }

    /// Appends a row. Text beyond 4 GiB a batch is not supported: readers cut batches long before.
    pub fn push<'c>(&mut self, row: u64, line: u64, cells: impl IntoIterator<Item = &'c str>) {
        self.append(Some(row), line, cells);
    }

    /// Appends a title line: text of the ledger that is no row, such as the lines above a header.
    pub fn push_title<'c>(&mut self, line: u64, cells: impl IntoIterator<Item = &'c str>) {
        self.append(None, line, cells);
    }

    fn append<'c>(&mut self, row: Option<u64>, line: u64, cells: impl IntoIterator<Item = &'c str>) {
        let first = self.ends.len() as u32;
        for cell in cells {
            self.text.push_str(cell);
            self.ends.push(self.text.len() as u32);
        }
        self.rows.push(RowHead { row, line, first, cells: self.ends.len() as u32 - first });
    }

    /// Number of rows and title lines.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where there is no row and no title line.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes of text held.
    pub fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// The row at a place in the batch.
    pub fn get(&self, index: usize) -> Option<LedgerRow<'_>> {
        let &RowHead { row, line, first, cells } = self.rows.get(index)?;
        Some(LedgerRow { row, line, batch: self, first, cells })
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = LedgerRow<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

impl<'a> LedgerRow<'a> {
    /// Number of cells in the record (it may differ from the header's).
    pub fn len(&self) -> usize {
        self.cells as usize
    }

    /// True for a record without cells.
    pub fn is_empty(&self) -> bool {
        self.cells == 0
    }

    /// The cell of a column; empty where the record is too short.
    pub fn cell(&self, column: usize) -> &'a str {
        if column >= self.cells as usize {
            return "";
        }
        let at = self.first as usize + column;
        let end = |at: usize| self.batch.ends.get(at).map_or(0, |end| *end as usize);
        self.batch.text.get(at.checked_sub(1).map_or(0, end)..end(at)).unwrap_or_default()
    }

    /// The cells in order.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        let row = *self;
        (0..row.len()).map(move |c| row.cell(c))
    }
}
