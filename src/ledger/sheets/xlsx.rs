//! XLSX and XLSM: parts of XML in a ZIP archive, read as a stream, one sheet at a time.
//!
//! Our own reader and not a crate's, for three reasons: whole numbers keep all their digits (through a floating-point
//! number, an identifier of 18 digits loses its last ones), hidden rows are told, and nothing that a hostile file claims
//! is reserved in advance. Held in memory: the shared strings and the styles. Form: ECMA-376 part 1, chapter 18.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::cells::{Area, Cells, Sink};
use super::values::{Style, builtin_style, iso_date, number, style_of_format, styled};
use super::xml::{Archive, archive, at, attribute, is_true, place, push_reference, reader};
use super::{Bytes, SheetInfo};

/// An opened workbook.
#[derive(Debug)]
pub(super) struct Xlsx {
    bytes: Bytes,
    sheets: Vec<SheetInfo>,
    /// The part of each sheet.
    parts: Vec<String>,
    strings: Strings,
    styles: Vec<Style>,
    from_1904: bool,
}

/// The shared strings in one text.
#[derive(Debug, Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|b| self.ends.get(b)).copied().unwrap_or(0);
        self.text.get(start..end)
    }
}

impl Xlsx {
    /// Reads everything but the sheets.
    pub(super) fn open(bytes: &Bytes) -> Result<Self, String> {
        let mut archive = archive(bytes)?;
        let root = relations(&mut archive, "_rels/.rels")?;
        let main =
            root.into_iter().find(|(_, r)| r.kind.ends_with("/officeDocument")).map(|(_, r)| resolve("", &r.target));
        let main = main.filter(|m| place(&archive, m).is_some()).unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let links = relations(&mut archive, &format!("{folder}/_rels/{file}.rels"))?;
        let part = |end: &str| links.values().find(|r| r.kind.ends_with(end)).map(|r| resolve(folder, &r.target));
        let mut book = Self {
            bytes: bytes.clone(),
            sheets: Vec::new(),
            parts: Vec::new(),
            strings: Strings::default(),
            styles: Vec::new(),
            from_1904: false,
        };
        book.read_workbook(&mut archive, &main, |id| {
            links.get(id).filter(|r| r.kind.ends_with("/worksheet")).map(|r| resolve(folder, &r.target))
        })?;
        if let Some(strings) = part("/sharedStrings") {
            book.read_strings(&mut archive, &strings)?;
        }
        if let Some(styles) = part("/styles") {
            book.read_styles(&mut archive, &styles)?;
        }
        Ok(book)
    }

    /// The sheets in the order of their tabs; charts are none.
    pub(super) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// The part of a sheet, as the guard names it.
    pub(super) fn part(&self, sheet: usize) -> &str {
        self.parts.get(sheet).map_or("", String::as_str)
    }

    fn read_workbook(
        &mut self,
        archive: &mut Archive,
        main: &str,
        part_of: impl Fn(&str) -> Option<String>,
    ) -> Result<(), String> {
        each_tag(archive, main, |tag| match tag.local_name().as_ref() {
            "workbookPr" => self.from_1904 = attribute(tag, "date1904").is_some_and(|v| is_true(&v)),
            "sheet" => {
                // `id` with the prefix of relations; `sheetId` is another attribute.
                if let Some(part) = attribute(tag, "id").and_then(|id| part_of(&id)) {
                    let hidden = attribute(tag, "state").is_some_and(|s| s != "visible");
                    self.sheets.push(SheetInfo { name: attribute(tag, "name").unwrap_or_default(), hidden });
                    self.parts.push(part);
                }
            }
            _ => {}
        })
    }

    fn read_strings(&mut self, archive: &mut Archive, part: &str) -> Result<(), String> {
        let Some(part) = place(archive, part) else { return Ok(()) };
        let mut xml = reader(archive.by_index(part).map_err(|e| e.to_string())?);
        let mut buffer = Vec::new();
        let mut texts = Texts::default();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|e| format!("shared strings, {}", at(&xml, &e)))? {
                Event::Eof => break,
                Event::End(tag) if tag.local_name().as_ref() == "si" => {
                    self.strings.text.push_str(&texts.take());
                    self.strings.ends.push(self.strings.text.len());
                }
                event => texts.take_in(&event),
            }
        }
        Ok(())
    }

    fn read_styles(&mut self, archive: &mut Archive, part: &str) -> Result<(), String> {
        let mut formats: BTreeMap<u32, Style> = BTreeMap::new();
        // `xf` also stands in cellStyleXfs, to which cells do not refer.
        let (mut of_cells, mut styles) = (false, Vec::new());
        each_tag(archive, part, |tag| match tag.local_name().as_ref() {
            "numFmt" => {
                let id = attribute(tag, "numFmtId").and_then(|id| id.parse().ok());
                if let Some((id, code)) = id.zip(attribute(tag, "formatCode")) {
                    formats.insert(id, style_of_format(&code));
                }
            }
            "cellXfs" => of_cells = true,
            "cellStyles" | "dxfs" | "cellStyleXfs" => of_cells = false,
            "xf" if of_cells => {
                let id = attribute(tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                let style = formats.get(&id).copied().or_else(|| builtin_style(id));
                styles.push(style.unwrap_or(Style::Number));
            }
            _ => {}
        })?;
        self.styles = styles;
        Ok(())
    }

    /// Reads a sheet's rows into a sink.
    pub(super) fn read(&self, sheet: usize, areas: Vec<Area>, limit: u64, sink: &mut dyn Sink) -> Result<(), String> {
        let mut archive = archive(&self.bytes)?;
        let part = place(&archive, self.part(sheet)).ok_or("the workbook names a sheet that it does not hold")?;
        let mut xml = reader(archive.by_index(part).map_err(|e| e.to_string())?);
        let mut cells = Cells::new(areas, limit);
        let mut buffer = Vec::new();
        let mut state = State::default();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|e| format!("row {}, {}", state.row + 1, at(&xml, &e)))? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => state.begin_row(attribute(&tag, "r"), attribute(&tag, "hidden")),
                    "c" => {
                        state.cell = Cell::default();
                        for a in tag.attributes().with_checks(false).flatten() {
                            match a.key.as_ref() {
                                "r" => state.column = column(&a.value).unwrap_or(state.column),
                                "s" => state.cell.style = a.value.parse().unwrap_or(0),
                                "t" => state.cell.kind = Kind::of(&a.value),
                                _ => {}
                            }
                        }
                    }
                    "v" => state.in_value = true,
                    _ => state.texts.take_in(&Event::Start(tag)),
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        let go_on = cells.hand_on(state.row, state.hidden, sink)?;
                        state.row = state.row.saturating_add(1);
                        if !go_on {
                            return Ok(());
                        }
                    }
                    "c" => {
                        self.put(&mut state, &mut cells).map_err(|e| format!("row {}: {e}", state.row + 1))?;
                        state.column += 1;
                    }
                    "v" => state.in_value = false,
                    "sheetData" => return Ok(()),
                    _ => state.texts.take_in(&Event::End(tag)),
                },
                Event::Text(text) if state.in_value => state.cell.value.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if state.in_value => push_reference(&reference, &mut state.cell.value),
                Event::Eof => return Err(format!("the sheet ends within row {}", state.row + 1)),
                event => state.texts.take_in(&event),
            }
        }
    }

    fn put(&self, state: &mut State, cells: &mut Cells) -> Result<(), String> {
        let cell = std::mem::take(&mut state.cell);
        let inline = state.texts.take();
        let column = state.column;
        let style = self.styles.get(cell.style).copied().unwrap_or(Style::Number);
        match cell.kind {
            _ if cell.value.is_empty() => cells.put(column, &inline),
            Kind::Shared => {
                let text = cell.value.trim().parse().ok().and_then(|i| self.strings.get(i));
                cells.put(column, text.ok_or("a cell refers to a shared text that is not there")?)
            }
            Kind::Text => cells.put(column, &unescape(&cell.value)),
            Kind::Bool => cells.put(column, if is_true(cell.value.trim()) { "TRUE" } else { "FALSE" }),
            Kind::Iso => cells.put(column, &iso_date(&cell.value)),
            Kind::Error => cells.put(column, &cell.value),
            Kind::Number if style == Style::Number => cells.put(column, &number(&cell.value)),
            Kind::Number => cells.put(column, &styled(&cell.value, style, self.from_1904)),
        }
    }
}

/// Where in a sheet the reader is; rows and columns from 0.
#[derive(Default)]
struct State {
    row: u32,
    column: usize,
    hidden: bool,
    in_value: bool,
    cell: Cell,
    texts: Texts,
}

impl State {
    fn begin_row(&mut self, number: Option<String>, hidden: Option<String>) {
        // Small writers leave the number out: the next row is meant.
        self.row = number.and_then(|r| r.parse::<u32>().ok()).and_then(|r| r.checked_sub(1)).unwrap_or(self.row);
        self.column = 0;
        self.hidden = hidden.is_some_and(|h| is_true(&h));
    }
}

#[derive(Default)]
struct Cell {
    kind: Kind,
    style: usize,
    value: String,
}

/// What `<v>` holds.
#[derive(Debug, Clone, Copy, Default)]
enum Kind {
    #[default]
    Number,
    /// The number of a shared string.
    Shared,
    Text,
    Bool,
    Iso,
    Error,
}

impl Kind {
    fn of(t: &str) -> Self {
        match t {
            "s" => Self::Shared,
            "str" | "inlineStr" => Self::Text,
            "b" => Self::Bool,
            "d" => Self::Iso,
            "e" => Self::Error,
            _ => Self::Number,
        }
    }
}

/// Gathers the text of `<t>` elements, in several runs where letters are formatted; how Japanese words are read aloud
/// (`<rPh>`) is no part of the text.
#[derive(Debug, Default)]
struct Texts {
    text: String,
    inside: bool,
    aloud: bool,
}

impl Texts {
    fn take_in(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => self.inside = !self.aloud,
                "rPh" => self.aloud = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => self.inside = false,
                "rPh" => self.aloud = false,
                _ => {}
            },
            Event::Text(text) if self.inside => self.text.push_str(&text.xml10_content()),
            Event::CData(text) if self.inside => self.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if self.inside => push_reference(reference, &mut self.text),
            _ => {}
        }
    }

    fn take(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        if text.contains("_x") { unescape(&text) } else { text }
    }
}

/// `_x000D_` stands for the character of that UTF-16 unit; a surrogate pair for one character.
fn unescape(text: &str) -> String {
    let unit = |t: &str| {
        let hex = t.strip_prefix("_x").filter(|r| r.as_bytes().get(4) == Some(&b'_'))?.get(..4)?;
        u16::from_str_radix(hex, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find("_x") {
        let (before, from) = rest.split_at(found);
        out.push_str(before);
        let units: Vec<u16> = unit(from).into_iter().chain(from.get(7..).and_then(unit)).collect();
        let decoded = char::decode_utf16(units.iter().copied()).next();
        let taken = match decoded {
            Some(Ok(c)) => {
                out.push(c);
                7 * c.len_utf16()
            }
            _ => {
                out.push_str("_x");
                2
            }
        };
        rest = from.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The column of a cell's place: 0 for `A1`, 27 for `AB3`.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0usize, |n, b| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// A relation of a part to another.
struct Relation {
    kind: String,
    target: String,
}

fn relations(archive: &mut Archive, part: &str) -> Result<BTreeMap<String, Relation>, String> {
    let mut found = BTreeMap::new();
    each_tag(archive, part, |tag| {
        if let (Some(id), Some(kind), Some(target)) =
            (attribute(tag, "Id"), attribute(tag, "Type"), attribute(tag, "Target"))
        {
            found.insert(id, Relation { kind, target });
        }
    })?;
    Ok(found)
}

/// A target, seen from a folder of the archive.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Calls for every opening tag of a part; a part that is not there has none.
fn each_tag(
    archive: &mut Archive,
    part: &str,
    mut call: impl FnMut(&quick_xml::events::BytesStart<'_>),
) -> Result<(), String> {
    let Some(place) = place(archive, part) else { return Ok(()) };
    let mut xml = reader(archive.by_index(place).map_err(|e| e.to_string())?);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| format!("{part}, {}", at(&xml, &e)))? {
            Event::Start(tag) => call(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_escapes() {
        for (place, expected) in [
            ("A1", Some(0)),
            ("Z9", Some(25)),
            ("AB3", Some(27)),
            ("xfd1048576", Some(16_383)),
            ("12", None),
            ("ZZZZZZZZZZ1", Some(475_253)),
        ] {
            assert_eq!(column(place), expected, "{place}");
        }
        for (text, expected) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_xD83D__xDE00_", "😀"),
            ("_x005F_x000D_", "_x000D_"),
            ("a_xb", "a_xb"),
            ("_x12", "_x12"),
            ("_xD83D_", "_xD83D_"),
            ("无_x", "无_x"),
        ] {
            assert_eq!(unescape(text), expected, "{text}");
        }
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/a", "../sharedStrings.xml"), "xl/sharedStrings.xml");
    }
}
