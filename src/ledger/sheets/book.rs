//! Sheets and their cells. Through calamine: XLSX and XLSB as a stream of cells, XLS and ODS read whole. XML
//! Spreadsheet 2003 and HTML have readers of their own.

use std::io::Cursor;

use calamine::{
    Data, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Sheets, Xls, XlsError, Xlsb, Xlsx, XlsxError,
    open_workbook_from_rs,
};

use super::cells::{Cells, SheetInfo, Sink};
use super::extras::{self, Area, Extras};
use super::markup::Markup;
use super::{Bytes, Kind, html, xml2003};
use crate::ledger::typed::Typed;
use crate::model::RowBatch;

/// An opened workbook, shared by the threads that read its sheets.
#[derive(Debug)]
pub(super) struct Workbook {
    content: Content,
    /// In the order of their tabs; charts are left out.
    pub(super) sheets: Vec<SheetInfo>,
    /// Bytes of cells that a sheet may unpack to.
    limit: u64,
    /// The encoding's name and the ground of the choice.
    pub(super) encoding: (String, String),
    /// True where some bytes could not be decoded.
    pub(super) undecodable: bool,
}

/// What is held of a workbook.
#[derive(Debug)]
enum Content {
    /// The file, which calamine reads.
    File(Bytes, Kind),
    /// XML Spreadsheet 2003.
    Xml(String),
    /// The rows of each table of a page.
    Tables(Vec<RowBatch>),
}

impl Workbook {
    pub(super) fn open(bytes: Bytes, kind: Kind, limit: u64) -> Result<Self, String> {
        let mut extras = match kind {
            Kind::Xlsx => extras::of_xlsx(&bytes)?,
            Kind::Ods => extras::of_ods(&bytes)?,
            Kind::Xls | Kind::Xlsb => Default::default(),
        };
        let mut book = sheets_of(&bytes, kind)?;
        let found = book.sheets_metadata().to_vec();
        let sheets = found.into_iter().filter(|s| s.typ == SheetType::WorkSheet).map(|sheet| {
            let extras = match &mut book {
                Sheets::Xls(book) => {
                    let areas = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
                    let area = |d: calamine::Dimensions| Area { top: d.start.0, bottom: d.end.0, left: d.start.1 };
                    Extras::of_areas(areas.into_iter().map(area))
                }
                _ => extras.remove(&sheet.name).unwrap_or_default(),
            };
            let hidden = sheet.visible != SheetVisible::Visible;
            SheetInfo { name: sheet.name, hidden, is_text: false, extras }
        });
        let sheets = sheets.collect();
        let encoding = ("workbook".to_owned(), "cells of a workbook are Unicode".to_owned());
        Ok(Self { content: Content::File(bytes, kind), sheets, limit, encoding, undecodable: false })
    }

    /// XML Spreadsheet 2003, or the tables of an HTML page.
    pub(super) fn of_markup(markup: Markup, is_html: bool, limit: u64) -> Result<Self, String> {
        let Markup { text, encoding, undecodable } = markup;
        let (sheets, content) = if is_html {
            let (sheets, tables) = html::tables(&text)?.into_iter().unzip();
            (sheets, Content::Tables(tables))
        } else {
            (xml2003::sheets(&text)?, Content::Xml(text))
        };
        Ok(Self { content, sheets, limit, encoding, undecodable })
    }

    /// Reads a sheet's rows into a sink.
    pub(super) fn read(&self, sheet: usize, sink: &mut Sink<'_>) -> Result<(), String> {
        let Some(SheetInfo { name, extras, .. }) = self.sheets.get(sheet) else { return Ok(()) };
        let mut cells = Cells::new(extras, self.limit);
        let book = match &self.content {
            Content::File(bytes, kind) => sheets_of(bytes, *kind)?,
            Content::Xml(text) => return xml2003::read(text, sheet, cells, sink),
            Content::Tables(tables) => {
                for row in tables.get(sheet).into_iter().flat_map(RowBatch::iter) {
                    for (column, cell) in (0..).zip(row.cells()) {
                        cells.put(column, cell)?;
                    }
                    if !cells.hand_on(u32::try_from(row.line.saturating_sub(1)).unwrap_or(u32::MAX), sink)? {
                        break;
                    }
                }
                return Ok(());
            }
        };
        match book {
            Sheets::Xlsx(mut book) => {
                let mut reader = book.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
                let next = || loop {
                    match reader.next_cell() {
                        Ok(cell) => return Ok(cell.map(|c| (c.get_position(), Data::from(c.get_value().clone())))),
                        // An error value that Excel does not have: the cell says nothing, the next one may.
                        Err(XlsxError::CellError(_)) => {}
                        Err(error) => return Err(error.to_string()),
                    }
                };
                hand_on(next, cells, sink)
            }
            Sheets::Xlsb(mut book) => {
                let mut reader = book.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
                let next = || match reader.next_cell() {
                    Ok(cell) => Ok(cell.map(|c| (c.get_position(), Data::from(c.get_value().clone())))),
                    Err(error) => Err(error.to_string()),
                };
                hand_on(next, cells, sink)
            }
            mut book => {
                let range = book.worksheet_range(name).map_err(|e| e.to_string())?;
                drop(book);
                let (top, left) = range.start().unwrap_or_default();
                let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                let mut used = range.used_cells();
                let next = || Ok(used.next().map(|(r, c, value)| ((top + at(r), left + at(c)), value.clone())));
                hand_on(next, cells, sink)
            }
        }
    }
}

fn sheets_of(bytes: &Bytes, kind: Kind) -> Result<Sheets<Cursor<Bytes>>, String> {
    let bytes = Cursor::new(bytes.clone());
    Ok(match kind {
        Kind::Xlsx => Sheets::Xlsx(open_workbook_from_rs::<Xlsx<_>, _>(bytes).map_err(|e| e.to_string())?),
        Kind::Xlsb => Sheets::Xlsb(open_workbook_from_rs::<Xlsb<_>, _>(bytes).map_err(|e| e.to_string())?),
        Kind::Xls => Sheets::Xls(open_workbook_from_rs::<Xls<_>, _>(bytes).map_err(|e: XlsError| e.to_string())?),
        Kind::Ods => Sheets::Ods(open_workbook_from_rs::<Ods<_>, _>(bytes).map_err(|e| e.to_string())?),
    })
}

/// Puts cells into rows, until there are no more or the sink has enough.
fn hand_on(
    mut next: impl FnMut() -> Result<Option<((u32, u32), Data)>, String>,
    mut cells: Cells<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), String> {
    let mut row = 0;
    while let Some(((at, column), value)) = next().map_err(|e| format!("row {}: {e}", row + 1))? {
        if at != row {
            if !cells.hand_on(row, sink)? {
                return Ok(());
            }
            row = at;
        }
        let digits = cells.extras.digits(at, column);
        cells.set_type(column, if digits.is_some() { Some(Typed::Number) } else { typed(&value) });
        let put = match digits {
            Some(digits) => cells.put(column, digits),
            None => cells.put(column, &text(value)),
        };
        put.map_err(|e| format!("row {}: {e}", row + 1))?;
    }
    cells.hand_on(row, sink).map(drop)
}

fn typed(value: &Data) -> Option<Typed> {
    match value {
        Data::Int(_) => Some(Typed::Number),
        Data::Float(_) => Some(Typed::Float),
        Data::Bool(_) => Some(Typed::Boolean),
        Data::DateTime(_) | Data::DateTimeIso(_) => Some(Typed::Date),
        _ => None,
    }
}

fn text(value: Data) -> String {
    match value {
        Data::String(text) | Data::DurationIso(text) => text,
        Data::DateTime(when) => date(when),
        // As XML writes it: 2020-07-31T00:00:00 or with a time.
        Data::DateTimeIso(when) => {
            let when = when.trim();
            when.strip_suffix("T00:00:00").unwrap_or(when).replacen('T', " ", 1)
        }
        Data::Bool(b) => if b { "TRUE" } else { "FALSE" }.to_owned(),
        other => other.to_string(),
    }
}

fn date(when: ExcelDateTime) -> String {
    // No calendar reaches beyond the year 9999, and a negative number is no date.
    if when.is_duration() || !(0.0..2_958_466.0).contains(&when.as_f64()) {
        return when.as_f64().to_string();
    }
    let (y, m, day, h, min, s, _) = when.to_ymd_hms_milli();
    match (h, min, s) {
        (0, 0, 0) => format!("{y:04}-{m:02}-{day:02}"),
        _ => format!("{y:04}-{m:02}-{day:02} {h:02}:{min:02}:{s:02}"),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn values_as_text() {
        let when = |x, from_1904| Data::DateTime(ExcelDateTime::new(x, ExcelDateTimeType::DateTime, from_1904));
        for (value, expected) in [
            (when(44_043.0, false), "2020-07-31"),
            (when(42_581.0, true), "2020-07-31"),
            (when(44_043.5, false), "2020-07-31 12:00:00"),
            (when(-1.0, false), "-1"),
            (Data::DateTimeIso("2020-07-31T00:00:00".into()), "2020-07-31"),
            (Data::DateTimeIso("2020-07-31T09:30:00".into()), "2020-07-31 09:30:00"),
            (Data::Float(6_113_009_052.0), "6113009052"),
            (Data::Float(12.5), "12.5"),
            (Data::Float(1e7), "10000000"),
            (Data::Float(0.300_000_000_000_000_04), "0.30000000000000004"),
            (Data::Bool(true), "TRUE"),
            (Data::Empty, ""),
        ] {
            assert_eq!(text(value), expected);
        }
    }
}
