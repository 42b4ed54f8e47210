//! ODS: one part of XML for all sheets, read as a stream.
//!
//! Our own reader, since rows and cells are written once with a number of repetitions, which a reader that builds the
//! sheet in memory takes at its word. Form: OpenDocument 1.3, part 3.

use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};

use super::cells::{Area, Cells, Sink};
use super::values::{iso_date, number};
use super::xml::{archive, at, attribute, place, push_reference, reader};
use super::{Bytes, SheetInfo};

const CONTENT: &str = "content.xml";

/// Rows that a sheet can have.
const ROWS: u32 = 1_048_576;

/// Blanks that one `<text:s>` can stand for; more say nothing.
const BLANKS: usize = 100;

/// An opened workbook.
#[derive(Debug)]
pub(super) struct Ods {
    bytes: Bytes,
    sheets: Vec<SheetInfo>,
}

impl Ods {
    /// Reads the names of the sheets, and which are hidden.
    pub(super) fn open(bytes: &Bytes) -> Result<Self, String> {
        let mut archive = archive(bytes)?;
        let content = place(&archive, CONTENT).ok_or("it has no content.xml")?;
        let mut xml = reader(archive.by_index(content).map_err(|e| e.to_string())?);
        let mut buffer = Vec::new();
        let (mut sheets, mut hidden, mut style) = (Vec::new(), BTreeSet::new(), String::new());
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|e| at(&xml, &e))? {
                Event::Start(tag) => match tag.name().as_ref() {
                    "style:style" => style = attribute(&tag, "name").unwrap_or_default(),
                    "style:table-properties" if attribute(&tag, "display").is_some_and(|d| d == "false") => {
                        drop(hidden.insert(style.clone()))
                    }
                    "table:table" => {
                        let hidden = attribute(&tag, "style-name").is_some_and(|s| hidden.contains(&s));
                        sheets.push(SheetInfo { name: attribute(&tag, "name").unwrap_or_default(), hidden });
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(Self { bytes: bytes.clone(), sheets })
    }

    /// The sheets in the order of their tabs.
    pub(super) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Reads a sheet's rows into a sink.
    pub(super) fn read(&self, sheet: usize, limit: u64, sink: &mut dyn Sink) -> Result<(), String> {
        let mut archive = archive(&self.bytes)?;
        let content = place(&archive, CONTENT).ok_or("it has no content.xml")?;
        let mut xml = reader(archive.by_index(content).map_err(|e| e.to_string())?);
        let mut buffer = Vec::new();
        let mut state = State { before: sheet + 1, cells: Cells::new(Vec::new(), limit), ..State::new() };
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|e| format!("row {}, {}", state.row + 1, at(&xml, &e)))? {
                Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                    state.before = state.before.saturating_sub(1)
                }
                Event::Eof => {
                    return if state.before == 0 {
                        Err(format!("the sheet ends within row {}", state.row + 1))
                    } else {
                        Ok(())
                    };
                }
                _ if state.before > 0 => {}
                Event::Start(tag) => state.start(&tag)?,
                Event::End(tag) => match tag.name().as_ref() {
                    "table:table" => return Ok(()),
                    "table:table-row" if !state.end_row(sink)? => return Ok(()),
                    "table:table-cell" | "table:covered-table-cell" => state.end_cell()?,
                    "text:p" | "text:h" => state.in_text = false,
                    "office:annotation" => state.aside = false,
                    _ => {}
                },
                Event::Text(text) if state.in_text => state.text.push_str(&text.xml10_content()),
                Event::CData(text) if state.in_text => state.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if state.in_text => push_reference(&reference, &mut state.text),
                _ => {}
            }
        }
    }
}

/// Where in the sheet the reader is; rows and columns from 0.
struct State {
    /// Sheets that still lie before the wanted one; 0 within it.
    before: usize,
    cells: Cells,
    row: u32,
    row_times: u32,
    hidden: bool,
    column: usize,
    /// Value and place of the cells that are read so far in this row.
    filled: Vec<(usize, usize, String)>,
    cell: Option<Cell>,
    text: String,
    in_text: bool,
    /// Within a comment on the cell.
    aside: bool,
}

struct Cell {
    times: usize,
    rows: u32,
    /// What the cell holds, where its text shows it rounded or formatted.
    value: Option<String>,
}

impl State {
    fn new() -> Self {
        Self {
            before: 0,
            cells: Cells::new(Vec::new(), 0),
            row: 0,
            row_times: 1,
            hidden: false,
            column: 0,
            filled: Vec::new(),
            cell: None,
            text: String::new(),
            in_text: false,
            aside: false,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let count = |name: &str| attribute(tag, name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).max(1);
        match tag.name().as_ref() {
            "table:table-row" => {
                self.row_times = count("number-rows-repeated");
                self.hidden = attribute(tag, "visibility").is_some_and(|v| v != "visible");
                self.column = 0;
                self.filled.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.text.clear();
                let times = count("number-columns-repeated") as usize;
                self.cell = Some(Cell { times, rows: count("number-rows-spanned"), value: value(tag) });
            }
            "office:annotation" => self.aside = true,
            "text:p" | "text:h" if self.cell.is_some() && !self.aside => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.in_text = true;
            }
            "text:s" if self.in_text => {
                let n = attribute(tag, "c").and_then(|n| n.parse().ok()).unwrap_or(1);
                self.text.extend(std::iter::repeat_n(' ', BLANKS.min(n)));
            }
            "text:tab" if self.in_text => self.text.push('\t'),
            "text:line-break" if self.in_text => self.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), String> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let text = cell.value.unwrap_or_else(|| std::mem::take(&mut self.text));
        if cell.rows > 1 {
            let bottom = self.row.saturating_add(cell.rows - 1).min(ROWS);
            self.cells.merge(Area { top: self.row, bottom, left: u32::try_from(self.column).unwrap_or(u32::MAX) });
        }
        if !text.is_empty() {
            self.filled.push((self.column, cell.times, text));
        }
        self.column = self.column.saturating_add(cell.times);
        Ok(())
    }

    /// Hands the row on as often as it is repeated; empty ones are passed over.
    fn end_row(&mut self, sink: &mut dyn Sink) -> Result<bool, String> {
        let filled = std::mem::take(&mut self.filled);
        if !filled.is_empty() {
            for row in self.row..self.row.saturating_add(self.row_times).min(ROWS) {
                for (column, times, text) in &filled {
                    for place in 0..(*times).min(16_384) {
                        self.cells.put(column + place, text).map_err(|e| format!("row {}: {e}", row + 1))?;
                    }
                }
                if !self.cells.hand_on(row, self.hidden, sink)? {
                    return Ok(false);
                }
            }
        }
        self.row = self.row.saturating_add(self.row_times);
        Ok(true)
    }
}

/// The value that an attribute holds exactly; texts have theirs in `<text:p>`.
fn value(tag: &BytesStart<'_>) -> Option<String> {
    match attribute(tag, "value-type").as_deref() {
        Some("float" | "currency" | "percentage") => attribute(tag, "value").map(|v| number(&v)),
        Some("date") => attribute(tag, "date-value").map(|v| iso_date(&v)),
        Some("boolean") => attribute(tag, "boolean-value").map(|v| v.to_uppercase()),
        Some("string") => attribute(tag, "string-value"),
        _ => None,
    }
}
