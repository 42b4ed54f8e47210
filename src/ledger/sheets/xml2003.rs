//! XML Spreadsheet 2003, which Excel 2003 brought and ERP systems still export under the name `.xls`.
//!
//! Worksheets, rows and cells are in order; `ss:Index` skips, `ss:MergeAcross` and `ss:MergeDown` merge, `ss:Span`
//! repeats an empty row. A cell's text is that of its `Data` element; comments are not read. (Source: Microsoft, *XML
//! Spreadsheet Reference*, Office XP and 2003 schemas.)

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::cells::{Cells, SheetInfo, Sink};
use super::extras::{Extras, unescaped};
use crate::ledger::typed::Typed;

/// Rows that a sheet can have: larger indices are damage.
const ROWS: u32 = 1 << 24;

/// Lists the worksheets, and refuses a file whose tags do not match.
pub(super) fn sheets(text: &str) -> Result<Vec<SheetInfo>, String> {
    let mut sheets: Vec<SheetInfo> = Vec::new();
    let mut place = Place::default();
    let (mut visible, mut hidden) = (false, false);
    let done = each_event(text, |event| {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "Worksheet" => {
                    let name = attribute(tag, "Name").unwrap_or_default();
                    sheets.push(SheetInfo { name, hidden: false, is_text: false, extras: Extras::default() });
                    place = Place::default();
                }
                "Row" => {
                    place.begin_row(tag)?;
                    hidden = attribute(tag, "Hidden").is_some_and(|h| h == "1");
                }
                "Data" if hidden => {
                    if let Some(sheet) = sheets.last_mut() {
                        sheet.extras.hide(place.row, 1);
                    }
                    hidden = false;
                }
                "Visible" => visible = true,
                _ => {}
            },
            Event::Text(state) if visible => {
                if let Some(sheet) = sheets.last_mut() {
                    sheet.hidden = state.as_ref().trim() != "SheetVisible";
                }
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "Row" => place.end_row(),
                "Visible" => visible = false,
                _ => {}
            },
            _ => {}
        }
        Ok(true)
    });
    done.map(|()| sheets)
}

/// Reads the rows of a worksheet into a sink.
pub(super) fn read(text: &str, sheet: usize, mut cells: Cells<'_>, sink: &mut Sink<'_>) -> Result<(), String> {
    let mut at = None;
    let (mut place, mut cell) = (Place::default(), None::<Cell>);
    // In a comment, text is no cell's.
    let (mut in_comment, mut in_data) = (false, false);
    each_event(text, |event| {
        let tag = match event {
            Event::Start(tag) => tag.local_name(),
            Event::End(tag) => tag.local_name(),
            _ => {
                if let (true, Some(cell)) = (in_data, &mut cell) {
                    cell.add(event);
                }
                return Ok(true);
            }
        };
        match (event, tag.as_ref()) {
            (Event::Start(_), "Worksheet") => at = Some(at.map_or(0, |n: usize| n + 1)),
            (Event::End(_), "Worksheet") => return Ok(at != Some(sheet)),
            _ if at != Some(sheet) => {}
            (Event::Start(tag), "Row") => place.begin_row(tag)?,
            (Event::Start(tag), "Cell") => cell = Some(Cell::begin(tag, &mut place)),
            (Event::Start(tag), "Data") if !in_comment => {
                in_data = true;
                if let Some(cell) = &mut cell {
                    cell.kind = attribute(tag, "Type").unwrap_or_default();
                }
            }
            (Event::Start(_), "Comment") => in_comment = true,
            (Event::End(_), "Comment") => in_comment = false,
            (Event::End(_), "Data") => in_data = false,
            (Event::End(_), "Cell") => {
                if let Some(cell) = cell.take() {
                    cells.set_type(cell.column, cell.typed());
                    cells.put(cell.column, &cell.value())?;
                    if cell.down > 0 {
                        cells.merge_down(cell.column, place.row.saturating_add(cell.down));
                    }
                }
            }
            (Event::End(_), "Row") => {
                if !cells.hand_on(place.row, sink)? {
                    return Ok(false);
                }
                place.end_row();
            }
            _ => {}
        }
        Ok(true)
    })
}

/// Where the reading is; rows and columns from 0.
#[derive(Debug, Default)]
struct Place {
    row: u32,
    column: u32,
    /// Rows to go on by at the end of this one.
    rows: u32,
}

impl Place {
    fn begin_row(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let before = self.row;
        self.row = index(tag).unwrap_or(before);
        if self.row < before || self.row >= ROWS {
            return Err(format!("row {} follows row {before}", u64::from(self.row) + 1));
        }
        self.column = 0;
        self.rows = number(tag, "Span").saturating_add(1);
        Ok(())
    }

    fn end_row(&mut self) {
        self.row = self.row.saturating_add(self.rows);
    }
}

/// A cell while it is read.
#[derive(Debug, Default)]
struct Cell {
    column: u32,
    /// Rows below it that it is merged with.
    down: u32,
    /// `String`, `Number`, `DateTime`, `Boolean`, `Error`.
    kind: String,
    text: String,
}

impl Cell {
    fn begin(tag: &BytesStart<'_>, place: &mut Place) -> Self {
        let column = index(tag).unwrap_or(place.column);
        place.column = column.saturating_add(number(tag, "MergeAcross")).saturating_add(1);
        Self { column, down: number(tag, "MergeDown"), ..Self::default() }
    }

    fn add(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => self.text.push_str(text.as_ref()),
            Event::CData(text) => self.text.push_str(text.as_ref()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => self.text.push(c),
                _ => match quick_xml::escape::resolve_predefined_entity(name) {
                    Some(known) => self.text.push_str(known),
                    // Unknown to XML (&nbsp;); the screening reads those of HTML.
                    None => self.text.push_str(&format!("&{};", &**name)),
                },
            },
            _ => {}
        }
    }

    fn typed(&self) -> Option<Typed> {
        match self.kind.as_str() {
            "Number" => Some(Typed::Number),
            "Boolean" => Some(Typed::Boolean),
            "DateTime" => Some(Typed::Date),
            _ => None,
        }
    }

    /// The text, in the form that other workbooks have.
    fn value(&self) -> String {
        let text = self.text.trim();
        match self.kind.as_str() {
            // All digits are in the text; only an exponent is another way to write them.
            "Number" if text.contains(['E', 'e']) => {
                text.parse::<f64>().map_or_else(|_| text.to_owned(), |n| n.to_string())
            }
            "Number" => text.to_owned(),
            "Boolean" => match text {
                "1" => "TRUE".to_owned(),
                "0" => "FALSE".to_owned(),
                other => other.to_owned(),
            },
            "DateTime" => {
                let text = text.strip_suffix(".000").unwrap_or(text);
                text.strip_suffix("T00:00:00").unwrap_or(text).replacen('T', " ", 1)
            }
            _ => self.text.clone(),
        }
    }
}

/// An attribute by its name without prefix, which differs from writer to writer.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(unescaped(&found.value))
}

/// `ss:Index`, from 0.
fn index(tag: &BytesStart<'_>) -> Option<u32> {
    attribute(tag, "Index")?.parse::<u32>().ok()?.checked_sub(1)
}

fn number(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Calls for every event until it says false. A file that ends early is refused: what is missing was not screened.
fn each_event(text: &str, mut call: impl FnMut(&Event<'_>) -> Result<bool, String>) -> Result<(), String> {
    let mut xml = Reader::from_str(text);
    xml.config_mut().expand_empty_elements = true;
    let mut depth = 0u32;
    loop {
        let event = xml.read_event().map_err(|e| format!("byte {}: {e}", xml.error_position()))?;
        match &event {
            Event::Eof if depth > 0 => return Err("it ends within an element: it was cut off".to_owned()),
            Event::Eof => return Ok(()),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !call(&event)? {
            return Ok(());
        }
    }
}
