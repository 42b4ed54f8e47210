//! XLS and XLSB: the binary forms, through calamine, every call behind a guard against panics.
//!
//! An XLS sheet is read whole (65,536 rows at most), an XLSB sheet as a stream. Hidden rows of both are screened and not
//! told: the reader does not hand that on. Merged areas are known of XLS only.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsb, open_workbook_from_rs};

use super::cells::{Area, Cells, Sink};
use super::values::{date, iso_date, number};
use super::{Bytes, SheetInfo};

/// An opened workbook.
#[derive(Debug)]
pub(super) struct Binary {
    bytes: Bytes,
    /// XLSB, not XLS.
    zipped: bool,
    sheets: Vec<SheetInfo>,
}

impl Binary {
    /// Reads the names of the sheets, and which are hidden.
    pub(super) fn open(bytes: &Bytes, zipped: bool) -> Result<Self, String> {
        let cursor = Cursor::new(bytes.clone());
        let sheets: Vec<Sheet> = if zipped {
            open_workbook_from_rs::<Xlsb<_>, _>(cursor).map_err(|e| e.to_string())?.sheets_metadata().to_vec()
        } else {
            open_workbook_from_rs::<Xls<_>, _>(cursor).map_err(|e| e.to_string())?.sheets_metadata().to_vec()
        };
        let sheets = sheets.into_iter().filter(|s| s.typ == SheetType::WorkSheet);
        let sheets = sheets.map(|s| SheetInfo { name: s.name, hidden: s.visible != SheetVisible::Visible }).collect();
        Ok(Self { bytes: bytes.clone(), zipped, sheets })
    }

    /// The sheets in the order of their tabs; charts are none.
    pub(super) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Reads a sheet's rows into a sink.
    pub(super) fn read(&self, sheet: usize, limit: u64, sink: &mut dyn Sink) -> Result<(), String> {
        let name = self.sheets.get(sheet).map_or("", |s| s.name.as_str());
        if self.zipped { self.stream(name, limit, sink) } else { self.whole(name, limit, sink) }
    }

    fn whole(&self, name: &str, limit: u64, sink: &mut dyn Sink) -> Result<(), String> {
        let mut book: Xls<_> =
            open_workbook_from_rs(Cursor::new(self.bytes.clone())).map_err(|e: calamine::XlsError| e.to_string())?;
        let merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
        let areas = merged
            .iter()
            .map(|d| Area { top: d.start.0, bottom: d.end.0, left: d.start.1 })
            .filter(|a| a.bottom > a.top)
            .collect();
        let mut cells = Cells::new(areas, limit);
        let range = book.worksheet_range(name).map_err(|e| e.to_string())?;
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, line) in (top..).zip(range.rows()) {
            for (column, cell) in line.iter().enumerate() {
                cells.put(left as usize + column, &old_text(cell))?;
            }
            if !cells.hand_on(row, false, sink)? {
                break;
            }
        }
        Ok(())
    }

    fn stream(&self, name: &str, limit: u64, sink: &mut dyn Sink) -> Result<(), String> {
        let mut book: Xlsb<_> =
            open_workbook_from_rs(Cursor::new(self.bytes.clone())).map_err(|e: calamine::XlsbError| e.to_string())?;
        let mut reader = book.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
        let mut cells = Cells::new(Vec::new(), limit);
        let mut row = 0u32;
        while let Some(cell) = reader.next_cell().map_err(|e| format!("row {}: {e}", row + 1))? {
            let (r, column) = cell.get_position();
            if r != row {
                if !cells.hand_on(row, false, sink)? {
                    return Ok(());
                }
                row = r;
            }
            cells.put(column as usize, &new_text(cell.get_value()))?;
        }
        cells.hand_on(row, false, sink)?;
        Ok(())
    }
}

fn old_text(value: &Data) -> String {
    match value {
        Data::Float(x) => number(&x.to_string()),
        Data::DateTime(d) => date(*d),
        Data::DateTimeIso(d) => iso_date(d),
        Data::Bool(b) => truth(*b),
        other => other.to_string(),
    }
}

fn new_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(s) => (*s).to_owned(),
        DataRef::String(s) | DataRef::DurationIso(s) => s.clone(),
        DataRef::DateTimeIso(s) => iso_date(s),
        DataRef::Empty => String::new(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(x) => number(&x.to_string()),
        DataRef::Bool(b) => truth(*b),
        DataRef::DateTime(d) => date(*d),
        DataRef::Error(e) => e.to_string(),
    }
}

fn truth(b: bool) -> String {
    (if b { "TRUE" } else { "FALSE" }).to_owned()
}
