//! Sheets written row by row: typed cells, and the limits of the form told instead of met.
//!
//! A sheet holds 1,048,576 rows: a longer table goes on in a further sheet. A cell holds 32,767 characters: a longer
//! text is cut, with a mark that says so. A sheet holds 65,530 links: later ones are plain text. Every text is written
//! as a text, so that none is a formula, a number or a link that the ledger's author made up.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::sync::Once;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::model::Day;

use super::super::{Finished, ReportError};

/// What one sheet and one cell may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a sheet, the header among them.
    pub rows: u32,
    /// Characters of a cell, as UTF-16 counts them.
    pub characters: usize,
    /// Links of a sheet.
    pub links: u32,
    /// Columns of a sheet.
    pub columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 1_048_576, characters: 32_767, links: 65_530, columns: 16_384 }
    }
}

/// Longer links are refused by spreadsheets.
const LONGEST_LINK: usize = 2_000;

/// A cell.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// A text, whatever it looks like.
    Text(Cow<'a, str>),
    /// A text of several lines' length.
    Long(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A day; where only the month is known, its text.
    Date(Day),
    /// A link of a list; the text itself where it is none.
    Link(&'a str),
    /// A place in this workbook: what is printed, and the place.
    Place(Cow<'a, str>, String),
    /// Nothing.
    Empty,
}

impl<'a> Value<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn count(number: u64) -> Self {
        // Exact up to 2^53.
        Self::Number(number as f64)
    }

    pub(super) fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }
}

/// The workbook and the formats of its cells.
pub(super) struct Book {
    workbook: Workbook,
    limits: Limits,
    head: Format,
    text: Format,
    long: Format,
    date: Format,
}

impl Book {
    /// An empty workbook, dated with the day whose lists count, so that equal runs have equal bytes. Rows are kept in
    /// `place` until the end.
    pub(super) fn new(place: &Path, as_of: Day, limits: Limits) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(place)?;
        let properties = DocProperties::new()
            .set_title("tamis")
            .set_comment("Possible matches for a person to look at, never violations. No legal advice.");
        workbook.set_properties(&match excel_date(as_of) {
            Some(date) => properties.set_creation_datetime(&date),
            None => properties.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
        });
        let top = Format::new().set_align(FormatAlign::Top);
        // The format of text: what a person types over such a cell stays as typed, too.
        let text = top.clone().set_num_format("@");
        Ok(Self {
            workbook,
            limits,
            head: Format::new().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00D9_E2EC)),
            long: text.clone().set_text_wrap(),
            text,
            date: top.set_num_format("yyyy-mm-dd"),
        })
    }

    /// Puts the tables into the workbook, in this order, and writes it.
    pub(super) fn save(mut self, tables: Vec<Table>, path: &Path) -> Result<Finished, ReportError> {
        guarded(path, || {
            // Parts of over 4 GiB need the larger form of the archive.
            let rows: u64 = tables.iter().map(|table| table.lines).sum();
            self.workbook.use_zip_large_file(rows > 200_000);
            for mut table in tables {
                table.end_part()?;
                for part in table.parts {
                    self.workbook.push_worksheet(part);
                }
            }
            let file = File::create_new(path)?;
            self.workbook.save_to_writer(io::BufWriter::new(file))
        })?;
        Finished::of(path)
    }
}

/// A table over one or several sheets.
pub(super) struct Table {
    name: &'static str,
    columns: Vec<(Cow<'static, str>, f64)>,
    parts: Vec<Worksheet>,
    /// The next row of the last part.
    row: u32,
    /// Links in the last part.
    links: u32,
    /// Lines of all parts, without headers.
    pub(super) lines: u64,
    /// Cells that were cut.
    pub(super) cut: u64,
}

impl Table {
    /// A table with these headers and widths.
    pub(super) fn new(
        book: &mut Book,
        name: &'static str,
        columns: Vec<(Cow<'static, str>, f64)>,
    ) -> Result<Self, XlsxError> {
        let mut table = Self { name, columns, parts: Vec::new(), row: 0, links: 0, lines: 0, cut: 0 };
        table.begin_part(book)?;
        Ok(table)
    }

    /// The names of the sheets.
    pub(super) fn sheets(&self) -> Vec<String> {
        (1..=self.parts.len()).map(|part| sheet(self.name, part)).collect()
    }

    /// Where the next line will be.
    pub(super) fn next_spot(&self, book: &Book) -> Spot {
        let full = self.row >= book.limits.rows;
        let (part, row) = if full { (self.parts.len() + 1, 1) } else { (self.parts.len(), self.row) };
        Spot { part, row }
    }

    fn begin_part(&mut self, book: &mut Book) -> Result<(), XlsxError> {
        self.end_part()?;
        let mut part = book.workbook.new_worksheet_with_constant_memory()?;
        part.set_name(sheet(self.name, self.parts.len() + 1))?;
        part.set_freeze_panes(1, 0)?;
        for (at, (header, width)) in (0..).zip(&self.columns) {
            part.set_column_width(at, *width)?;
            let (header, cut) = fit(header, book.limits.characters);
            self.cut += u64::from(cut);
            part.write_string_with_format(0, at, header, &book.head)?;
        }
        self.parts.push(part);
        (self.row, self.links) = (1, 0);
        Ok(())
    }

    /// Gives the last part its filter.
    fn end_part(&mut self) -> Result<(), XlsxError> {
        if let (Some(part), Some(last)) = (self.parts.last_mut(), self.columns.len().checked_sub(1)) {
            part.autofilter(0, 0, self.row.saturating_sub(1), u16::try_from(last).unwrap_or(u16::MAX))?;
        }
        Ok(())
    }

    /// Writes one line; cells beyond the columns are left out.
    pub(super) fn line<'a>(
        &mut self,
        book: &mut Book,
        cells: impl IntoIterator<Item = Value<'a>>,
    ) -> Result<(), XlsxError> {
        if self.row >= book.limits.rows {
            self.begin_part(book)?;
        }
        let (row, limits) = (self.row, book.limits);
        let Some(part) = self.parts.last_mut() else { return Ok(()) };
        for ((at, cell), _) in (0..).zip(cells).zip(&self.columns) {
            match cell {
                Value::Number(number) => _ = part.write_number(row, at, number)?,
                Value::Date(day) => match excel_date(day) {
                    Some(date) => _ = part.write_datetime_with_format(row, at, &date, &book.date)?,
                    None => _ = part.write_string_with_format(row, at, day.to_string(), &book.text)?,
                },
                Value::Link(link) if is_link(link) && self.links < limits.links => {
                    part.write_url_with_text(row, at, link, link)?;
                    self.links += 1;
                }
                Value::Place(text, place) if self.links < limits.links && !text.is_empty() => {
                    part.write_url_with_text(row, at, place.as_str(), fit(&text, limits.characters).0)?;
                    self.links += 1;
                }
                Value::Text(text) | Value::Long(text) if text.is_empty() => {}
                Value::Empty => {}
                Value::Long(text) => {
                    let (text, cut) = fit(&text, limits.characters);
                    self.cut += u64::from(cut);
                    part.write_string_with_format(row, at, text, &book.long)?;
                }
                Value::Text(text) | Value::Place(text, _) => {
                    let (text, cut) = fit(&text, limits.characters);
                    self.cut += u64::from(cut);
                    part.write_string_with_format(row, at, text, &book.text)?;
                }
                Value::Link("") => {}
                Value::Link(text) => {
                    let (text, cut) = fit(text, limits.characters);
                    self.cut += u64::from(cut);
                    part.write_string_with_format(row, at, text, &book.text)?;
                }
            }
        }
        self.row += 1;
        self.lines += 1;
        Ok(())
    }
}

/// The name of a part of a table, from 1.
fn sheet(table: &str, part: usize) -> String {
    if part == 1 { table.to_owned() } else { format!("{table} {part}") }
}

/// A line of a table: the part, from 1, and the row of its sheet, from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) part: usize,
    pub(super) row: u32,
}

impl Spot {
    /// The spot of a table as a link within the workbook.
    pub(super) fn link(self, table: &str) -> String {
        format!("internal:'{}'!A{}", sheet(table, self.part), self.row + 1)
    }
}

fn is_link(text: &str) -> bool {
    let web = text.starts_with("https://") || text.starts_with("http://");
    web && text.len() <= LONGEST_LINK && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"')
}

/// The text, cut where a cell cannot hold it; true where it was cut.
fn fit(text: &str, most: usize) -> (Cow<'_, str>, bool) {
    // A character of UTF-8 has at least as many bytes as it has units of UTF-16.
    if text.len() <= most {
        return (text.into(), false);
    }
    let units = text.encode_utf16().count();
    if units <= most {
        return (text.into(), false);
    }
    let mark = format!(" … [CUT: a cell of this file holds no more of the {units} characters; --format csv has all]");
    let room = most.saturating_sub(mark.encode_utf16().count());
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > room
    });
    let kept = &text[..end.map_or(0, |(at, _)| at)];
    (format!("{kept}{mark}").into(), true)
}

/// A day as spreadsheets count them; nothing for a month, and for years that they do not know.
pub(super) fn excel_date(day: Day) -> Option<ExcelDateTime> {
    let text = day.to_string();
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

thread_local! {
    /// This thread is within the writer.
    static WITHIN: Cell<bool> = const { Cell::new(false) };
}

static QUIET: Once = Once::new();

/// Runs the writer. It panics where its temporary file cannot be written: that is a full disk, and neither a crash nor
/// a message of one.
pub(super) fn guarded<T>(path: &Path, write: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, ReportError> {
    QUIET.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !WITHIN.get() {
                usual(panic);
            }
        }));
    });
    let failed = |source| ReportError::io("writing", path, source);
    let outer = WITHIN.replace(true);
    let done = catch_unwind(AssertUnwindSafe(write));
    WITHIN.set(outer);
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(XlsxError::IoError(source))) => Err(failed(source)),
        Ok(Err(other)) => Err(failed(io::Error::other(other))),
        Err(_) => Err(failed(io::ErrorKind::StorageFull.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_character_and_says_so() {
        assert_eq!(fit("和田", 2), ("和田".into(), false));
        let emoji = "😀".repeat(200);
        assert!(!fit(&emoji, 400).1);
        let (cut, told) = fit(&emoji, 399);
        assert!(told && cut.encode_utf16().count() <= 399);
        assert!(cut.starts_with("😀😀") && cut.contains("400 characters"), "{cut}");
    }

    #[test]
    fn a_panic_of_the_writer_is_an_error_of_the_disk() {
        let failed = guarded(Path::new("f.xlsx"), || -> Result<(), XlsxError> { panic!("foreign") });
        assert!(failed.is_err_and(|e| e.to_string().starts_with("writing f.xlsx failed; free some space")));
        assert!(!WITHIN.get());
    }

    #[test]
    fn only_links_of_the_web_are_links() {
        assert!(is_link("https://www.federalregister.gov/d/2022-13271"));
        for text in ["file:///etc/passwd", "javascript:alert(1)", "https://a b", "www.cbp.gov", ""] {
            assert!(!is_link(text), "{text}");
        }
    }

    #[test]
    fn a_full_sheet_goes_on_in_the_next_under_the_same_header() -> Result<(), Box<dyn std::error::Error>> {
        use calamine::Reader as _;
        let place = tempfile::tempdir()?;
        let (path, limits) = (place.path().join("t.xlsx"), Limits { rows: 3, links: 1, ..Limits::default() });
        let mut book = Book::new(place.path(), "2026-01-31".parse()?, limits)?;
        let mut table = Table::new(&mut book, "Findings", vec![("number".into(), 9.0), ("link".into(), 9.0)])?;
        let mut spots = Vec::new();
        for number in 0..5 {
            spots.push(table.next_spot(&book).link("Findings"));
            table
                .line(&mut book, [Value::count(number), Value::Link("https://example.com/"), Value::text("beyond")])?;
        }
        assert_eq!(table.sheets(), ["Findings", "Findings 2", "Findings 3"]);
        assert_eq!(
            (table.lines, &spots[2], &spots[4]),
            (5, &"internal:'Findings 2'!A2".to_owned(), &"internal:'Findings 3'!A2".to_owned(),)
        );
        book.save(vec![table], &path)?;
        let mut read: calamine::Xlsx<_> = calamine::open_workbook(&path)?;
        let mut numbers = Vec::new();
        for sheet in ["Findings", "Findings 2", "Findings 3"] {
            let range = read.worksheet_range(sheet)?;
            let mut rows = range.rows();
            assert_eq!(rows.next().map(|row| row[0].to_string()), Some("number".to_owned()));
            numbers.extend(rows.map(|row| row[0].to_string()));
        }
        assert_eq!(numbers, ["0", "1", "2", "3", "4"]);
        Ok(())
    }

    #[test]
    fn a_table_of_no_line_is_a_sheet_with_its_header() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let path = place.path().join("t.xlsx");
        let mut book = Book::new(place.path(), "2026-01".parse()?, Limits::default())?;
        let table = Table::new(&mut book, "Empty", vec![("number".into(), 9.0)])?;
        let finished = book.save(vec![table], &path)?;
        assert_eq!(finished.name, "t.xlsx");
        Ok(())
    }
}
