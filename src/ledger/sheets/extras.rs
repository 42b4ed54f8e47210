//! What calamine leaves out of a sheet, picked up from the XML of XLSX and ODS in a pass of its own: merged areas,
//! hidden rows, and the digits of whole numbers that a floating-point number does not hold.
//!
//! calamine gives numbers as `f64`: an identifier of 18 digits loses its last two, and `00123` its zeros. Spreadsheets
//! store `f64` themselves, but other programs (pandas in ODS, ERP exports) write all digits. The text of a number is
//! not to be had from calamine (tafia/calamine#427; #669 explains why), nor are hidden rows (tafia/calamine#237). ODS
//! repeats rows and cells by a number, and calamine builds all sheets in memory (tafia/calamine#594): a workbook that
//! would take more than [`ODS_BYTES`] there is refused here, before calamine opens it. So is a sheet or a comment that
//! does not end: calamine reads on at the end of the file.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Bytes;
use crate::ledger::rows::Note;

/// What calamine may hold of an ODS. A million rows of 16 short cells take about as much.
const ODS_BYTES: u64 = 1_200_000_000;

/// What a cell of an ODS takes in calamine without its text, an empty one as well.
const ODS_CELL: u64 = 60;

/// Digits of a number that are kept: no identifier has more.
const DIGITS: usize = 40;

/// Stretches of hidden rows that are named one by one.
const NAMED: usize = 5;

/// Merged areas and long numbers that are kept of a sheet: a ledger grouped by vendor has one area for each vendor, and
/// a sheet of a million rows may have four columns of long numbers.
const KEPT: usize = 4_000_000;

/// A merged area that runs over several rows; rows and columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) bottom: u32,
    pub(super) left: u32,
}

/// What calamine leaves out of one sheet. Rows and columns from 0.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// In the order of their first rows.
    pub(super) merged: Vec<Area>,
    /// Hidden rows that hold something, and first and last row of their first stretches.
    hidden: u64,
    stretches: Vec<(u32, u32)>,
    /// Row and column, and all digits of the number, in order.
    digits: Vec<((u32, u32), Box<str>)>,
    /// Row and column of formulas whose value is not in the file, in order: only a spreadsheet works them out.
    pub(super) unread: Vec<(u32, u32)>,
}

impl Extras {
    /// Takes the areas that run over several rows.
    pub(super) fn of_areas(areas: impl Iterator<Item = Area>) -> Self {
        Self { merged: areas.filter(|a| a.bottom > a.top).collect(), ..Self::default() }.sorted()
    }

    /// Reports the rows that the workbook does not show.
    pub(super) fn hidden_rows(&self) -> Option<Note> {
        let first = u64::from(self.stretches.first()?.0) + 1;
        let name = |(a, b): &(u32, u32)| if a == b { format!("{}", a + 1) } else { format!("{} to {}", a + 1, b + 1) };
        let named: Vec<String> = self.stretches.iter().take(NAMED).map(name).collect();
        let more = if self.stretches.len() > NAMED { ", …" } else { "" };
        let (rows, named) = (self.hidden, named.join(", "));
        let done = format!("{rows} rows are hidden in the workbook ({named}{more}); screened all the same");
        Some(Note::file("hidden_rows", first, done))
    }

    /// The digits of a whole number, where an `f64` does not hold them.
    pub(super) fn digits(&self, row: u32, column: u32) -> Option<&str> {
        let place = self.digits.binary_search_by_key(&(row, column), |(place, _)| *place).ok()?;
        self.digits.get(place).map(|(_, digits)| &**digits)
    }

    /// True where a cell of the row is a formula without a value.
    pub(super) fn has_unread(&self, row: u32) -> bool {
        self.unread.get(self.unread.partition_point(|(own, _)| *own < row)).is_some_and(|(own, _)| *own == row)
    }

    fn sorted(mut self) -> Self {
        self.unread.sort_unstable();
        self.merged.sort_by_key(|a| (a.top, a.left));
        self.digits.sort_unstable();
        self
    }

    /// Counts rows that the workbook does not show; `first` from 0.
    pub(super) fn hide(&mut self, first: u32, rows: u32) {
        self.hidden += u64::from(rows);
        let known = self.stretches.len();
        match self.stretches.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(first) => *last = last.saturating_add(rows),
            _ if known <= NAMED => self.stretches.push((first, first.saturating_add(rows - 1))),
            _ => {}
        }
    }

    fn keep_digits(&mut self, row: u32, column: u32, number: &str) -> Result<(), String> {
        if self.digits.len() >= KEPT {
            return Err(format!("a sheet holds more than {KEPT} numbers of more than 15 digits"));
        }
        self.digits.push(((row, column), number.into()));
        Ok(())
    }

    fn merge(&mut self, area: Area) -> Result<(), String> {
        if self.merged.len() >= KEPT {
            return Err(format!("a sheet holds more than {KEPT} merged areas"));
        }
        if area.bottom > area.top {
            self.merged.push(area);
        }
        Ok(())
    }
}

/// A whole number whose text an `f64` does not give back: it holds 15 digits, and no zeros in front.
fn is_long(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let lossy = digits.len() > 15 || digits.len() > 1 && digits.starts_with('0');
    lossy && digits.len() <= DIGITS && digits.bytes().all(|b| b.is_ascii_digit())
}

type Archive = ZipArchive<Cursor<Bytes>>;

/// Reads all sheets of an XLSX, by their names.
pub(super) fn of_xlsx(bytes: &Bytes) -> Result<BTreeMap<String, Extras>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).map_err(|e| e.to_string())?;
    let root = relations(&mut archive, "_rels/.rels")?;
    let main = root.into_iter().find(|(_, kind, _)| kind.ends_with("/officeDocument")).map(|(.., part)| part);
    let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |part| part.trim_start_matches('/').to_owned());
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let links = relations(&mut archive, &format!("{folder}/_rels/{file}.rels"))?;
    let mut sheets = Vec::new();
    each_event(&mut archive, &main, |event| {
        if let Event::Start(tag) = event
            && tag.local_name().as_ref() == "sheet"
        {
            // `id` has the prefix of relations; `sheetId` is another attribute.
            let id = tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == "id");
            let link = links.iter().find(|(own, ..)| id.as_ref().is_some_and(|id| id.value == *own));
            if let Some((.., part)) = link {
                let part = part.strip_prefix('/').map_or_else(|| format!("{folder}/{part}"), str::to_owned);
                sheets.push((attribute(tag, "name").unwrap_or_default(), part));
            }
        }
        Ok(())
    })?;
    sheets.into_iter().map(|(name, part)| Ok((name, xlsx_sheet(&mut archive, &part)?))).collect()
}

fn xlsx_sheet(archive: &mut Archive, part: &str) -> Result<Extras, String> {
    let mut extras = Extras::default();
    // Place of the current row and cell; small writers leave it out, and mean the next one.
    let (mut row, mut column, mut place) = (0u32, 0u32, (0, 0));
    let (mut hidden, mut filled) = (false, false);
    // The text of `<v>`, within a cell that holds a number.
    let (mut number, mut in_value, mut value) = (false, false, String::new());
    // A formula, and whether its value is written; `t="str"` may stand for an empty text.
    let (mut formula, mut valued) = (false, false);
    each_event(archive, part, |event| {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    let named = attribute(tag, "r").and_then(|r| r.parse::<u32>().ok()?.checked_sub(1));
                    row = named.unwrap_or(row);
                    hidden = attribute(tag, "hidden").is_some_and(|h| matches!(&*h, "1" | "true"));
                    filled = false;
                }
                "c" => {
                    place = (row, column);
                    number = true;
                    (formula, valued) = (false, false);
                    value.clear();
                    for a in tag.attributes().with_checks(false).flatten() {
                        match a.key.as_ref() {
                            "r" => place = reference(&a.value).unwrap_or(place),
                            "t" => (number, valued) = (a.value == "n", a.value == "str"),
                            _ => {}
                        }
                    }
                    column = place.1.saturating_add(1);
                }
                "v" => (in_value, filled) = (number, true),
                "is" => (filled, valued) = (true, true),
                "f" => formula = true,
                "mergeCell" => {
                    let area = attribute(tag, "ref").unwrap_or_default();
                    let ends = area.split_once(':').and_then(|(from, to)| Some((reference(from)?, reference(to)?)));
                    if let Some(((top, left), (bottom, _))) = ends {
                        extras.merge(Area { top, bottom, left })?;
                    }
                }
                _ => {}
            },
            Event::Text(text) if in_value && text.len() + value.len() < 100 => value.push_str(text.as_ref()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" => {
                    if in_value && is_long(value.trim()) {
                        extras.keep_digits(place.0, place.1, value.trim())?;
                    }
                    valued |= in_value && !value.trim().is_empty() || !number;
                    in_value = false;
                }
                "c" if formula && !valued && extras.unread.len() < KEPT => extras.unread.push(place),
                "row" => {
                    if hidden && filled {
                        extras.hide(row, 1);
                    }
                    (row, column) = (row.saturating_add(1), 0);
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    })?;
    Ok(extras.sorted())
}

/// Reads all sheets of an ODS, by their names, and refuses those that calamine would build too large.
pub(super) fn of_ods(bytes: &Bytes) -> Result<BTreeMap<String, Extras>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).map_err(|e| e.to_string())?;
    let mut sheets = BTreeMap::new();
    let (mut sheet, mut before, mut in_comment) = (None::<OdsSheet>, 0, false);
    each_event(&mut archive, "content.xml", |event| {
        match (event, &mut sheet) {
            (Event::Start(tag), _) if tag.name().as_ref() == "office:annotation" => in_comment = true,
            (Event::End(tag), _) if tag.name().as_ref() == "office:annotation" => in_comment = false,
            (Event::Start(tag), _) if in_comment && tag.name().as_ref().starts_with("table:") => {
                return Err("a comment holds a table".to_owned());
            }
            (Event::Start(tag), None) if tag.name().as_ref() == "table:table" => {
                let name = attribute(tag, "table:name").unwrap_or_default();
                sheet = Some(OdsSheet { name, before, ..OdsSheet::default() });
            }
            (Event::Start(tag), Some(sheet)) => match tag.name().as_ref() {
                "table:table" => return Err(format!("sheet \"{}\" holds a table within a cell", sheet.name)),
                "table:table-row" => sheet.begin_row(tag),
                "table:table-cell" | "table:covered-table-cell" => sheet.cell(tag)?,
                "text:s" => sheet.add_text(count(tag, "text:c").into()),
                _ => {}
            },
            (Event::Text(text), Some(sheet)) => sheet.add_text(text.len() as u64),
            (Event::GeneralRef(_), Some(sheet)) => sheet.add_text(4),
            (Event::End(tag), Some(open)) => match tag.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => open.copies = 0,
                "table:table-row" => open.end_row()?,
                "table:table" => {
                    before = open.bytes();
                    let OdsSheet { name, extras, .. } = std::mem::take(open);
                    sheets.insert(name, extras.sorted());
                    sheet = None;
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    })?;
    match sheet {
        Some(sheet) => Err(format!("sheet \"{}\" ends within row {}", sheet.name, sheet.row + 1)),
        None if in_comment => Err("a comment does not end".to_owned()),
        None => Ok(sheets),
    }
}

/// An ODS sheet up to the current row.
#[derive(Default)]
struct OdsSheet {
    name: String,
    extras: Extras,
    /// Bytes of the sheets before it.
    before: u64,
    row: u32,
    /// How often the current row is repeated, and with it the current cell.
    times: u32,
    copies: u64,
    hidden: bool,
    column: u32,
    /// Columns up to the last filled cell of the current row, and of all; rows up to the last that is filled.
    filled: u32,
    width: u32,
    height: u32,
    text: u64,
}

impl OdsSheet {
    fn begin_row(&mut self, tag: &BytesStart<'_>) {
        self.times = count(tag, "table:number-rows-repeated");
        (self.column, self.filled) = (0, 0);
        self.hidden = attribute(tag, "table:visibility").is_some_and(|v| v != "visible");
    }

    fn cell(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let columns = count(tag, "table:number-columns-repeated");
        let next = self.column.saturating_add(columns);
        self.copies = u64::from(columns) * u64::from(self.times);
        let holds = |key: &str| key.starts_with("office:") || key.starts_with("calcext:") || key == "table:formula";
        for a in tag.attributes().with_checks(false).flatten().filter(|a| holds(a.key.as_ref())) {
            self.filled = next;
            self.add_text(a.value.len() as u64);
        }
        let rows = count(tag, "table:number-rows-spanned");
        let bottom = self.row.saturating_add(rows - 1);
        self.extras.merge(Area { top: self.row, bottom, left: self.column })?;
        if let Some(number) = attribute(tag, "office:value").filter(|v| is_long(v)) {
            for row in self.row..self.row.saturating_add(self.times) {
                for column in self.column..next {
                    self.extras.keep_digits(row, column, &number)?;
                }
            }
        }
        self.column = next;
        Ok(())
    }

    /// Counts text of the current cell in all its repetitions.
    fn add_text(&mut self, bytes: u64) {
        self.text = self.text.saturating_add(bytes.saturating_mul(self.copies));
    }

    /// What this sheet and those before it take in calamine, which fills the area up to the last row and column.
    fn bytes(&self) -> u64 {
        let cells = u64::from(self.height) * u64::from(self.width);
        self.before.saturating_add(self.text).saturating_add(cells.saturating_mul(ODS_CELL))
    }

    fn end_row(&mut self) -> Result<(), String> {
        if self.hidden && self.filled > 0 {
            self.extras.hide(self.row, self.times);
        }
        self.row = self.row.saturating_add(self.times);
        if self.filled > 0 {
            (self.width, self.height) = (self.width.max(self.filled), self.row);
        }
        if self.bytes() > ODS_BYTES {
            return Err(format!(
                "its cells take more than {ODS_BYTES} bytes up to row {} of \"{}\"",
                self.row, self.name
            ));
        }
        Ok(())
    }
}

fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|n| n.trim().parse().ok()).unwrap_or(1).max(1)
}

/// Row and column of `AB3` or `$AB$3`, from 0.
fn reference(place: &str) -> Option<(u32, u32)> {
    let place = place.trim_start_matches('$');
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, row) = place.split_at_checked(letters)?;
    let letters = letters.bytes().take(4);
    let column = letters.fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    Some((row.trim_start_matches('$').parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// The relations of a part: id, kind and target.
fn relations(archive: &mut Archive, part: &str) -> Result<Vec<(String, String, String)>, String> {
    let mut found = Vec::new();
    each_event(archive, part, |event| {
        if let Event::Start(tag) = event {
            let text = |name| attribute(tag, name).unwrap_or_default();
            found.push((text("Id"), text("Type"), text("Target")));
        }
        Ok(())
    })?;
    Ok(found)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
    Some(unescaped(&found.value))
}

/// The text of an attribute; one with an unknown entity as it is written.
pub(super) fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |v| v.into_owned())
}

/// Calls for every event of a part; a part that is not there has none. Unlike calamine, it refuses an end tag that does
/// not match its start: tags that do not match would be understood one way here and another way there.
fn each_event(
    archive: &mut Archive,
    part: &str,
    mut call: impl FnMut(&Event<'_>) -> Result<(), String>,
) -> Result<(), String> {
    // Writers differ in case, and some write `\` for `/`.
    let fold = |name: &str| name.replace('\\', "/").trim_start_matches('/').to_lowercase();
    let wanted = fold(part);
    let same = |at: &usize| archive.name_for_index(*at).and_then(Result::ok).is_some_and(|n| fold(&n) == wanted);
    let Some(place) = archive.index_for_name(part).or_else(|| (0..archive.len()).find(same)) else { return Ok(()) };
    let content = archive.by_index(place).map_err(|e| e.to_string())?;
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 * 1024, content));
    xml.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => call(&event)?,
            Err(error) => return Err(format!("{part}, byte {}: {error}", xml.error_position())),
        }
    }
}
