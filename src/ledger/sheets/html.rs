//! The tables of an HTML page, which many ERP systems export under the name `.xls`.
//!
//! html5ever cuts the page into tags and texts and decodes entities as browsers do; rows and cells are put together
//! here, with the end tags that HTML lets writers omit. Each table is a sheet, a table within a cell (layout) as well.
//! Text outside of all tables is a last sheet, so that nothing goes unread. Scripts and styles are no text.
//!
//! | | read as |
//! |---|---|
//! | `colspan` | the text in the first of its columns, the others empty |
//! | `rowspan` | the text in each of its rows, within its part of the table (`thead`, `tbody`, `tfoot`) |
//! | `<br>`, paragraphs within a cell | a line end |
//! | other white space, `&nbsp;` | one blank |
//! | a row that is not shown | a row, and reported |
//! | the number of a row | its place in its table, since a whole page may be one line |
//! | `<caption>` | a row of one cell |

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

use super::cells::SheetInfo;
use super::extras::Extras;
use crate::model::RowBatch;

/// A page larger than this is refused: its tables are held in memory.
pub(super) const PAGE_CAP: usize = 256 << 20;

/// Text and cells that the tables may come to: a few bytes of `rowspan` can stand for millions of cells.
const CELLS_CAP: usize = 1 << 30;

/// Columns that a row can have, as in a workbook.
const COLUMNS: usize = 16_384;

/// The most that `colspan` counts for (WHATWG HTML, 4.9.11).
const COLSPAN: usize = 1000;

/// Bytes that the tokenizer is given at a time.
const CHUNK: usize = 64 * 1024;

/// Reads all tables of a page, in the order in which they begin, each with its rows.
pub(super) fn tables(text: &str) -> Result<Vec<(SheetInfo, RowBatch)>, String> {
    let tokenizer = Tokenizer::new(Sink::default(), Default::default());
    let (queue, mut rest) = (BufferQueue::default(), text);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK.min(rest.len())));
        queue.push_back(StrTendril::from_slice(chunk));
        // The sink never asks for a script to be run, so the queue is empty afterwards.
        let _ = tokenizer.feed(&queue);
        rest = after;
        if let Some(error) = tokenizer.sink.0.borrow_mut().failed.take() {
            return Err(error);
        }
    }
    tokenizer.end();
    tokenizer.sink.0.take().finish(text)
}

#[derive(Default)]
struct Sink(RefCell<Page>);

/// A page while it is read.
#[derive(Default)]
struct Page {
    tables: Vec<(Extras, RowBatch)>,
    /// The tables around the current place, the innermost last.
    open: Vec<Table>,
    /// Text outside of all tables.
    outside: Text,
    outside_lines: RowBatch,
    /// The element whose text is skipped.
    skipped: Option<String>,
    /// The last token is a comment.
    in_comment: bool,
    /// Bytes and cells so far.
    size: usize,
    failed: Option<String>,
}

/// A table while it is read.
#[derive(Default)]
struct Table {
    /// Its place among all tables.
    number: usize,
    /// Rows begun.
    rows: u64,
    row: Option<Row>,
    cell: Option<Cell>,
    /// For each column, the rows that a cell above still covers, and its text.
    covered: Vec<(usize, String)>,
}

#[derive(Default)]
struct Row {
    number: u64,
    /// Line of the page.
    line: u64,
    hidden: bool,
    cells: Vec<String>,
}

#[derive(Default)]
struct Cell {
    text: Text,
    columns: usize,
    rows: usize,
}

/// Text with its white space folded.
#[derive(Default)]
struct Text {
    text: String,
    blank: bool,
}

impl Text {
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.blank = true;
                continue;
            }
            if self.blank && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.blank = false;
            self.text.push(c);
        }
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.blank = false;
    }

    fn finish(&mut self) -> String {
        self.blank = false;
        std::mem::take(&mut self.text).trim_end().to_owned()
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        if page.failed.is_some() {
            return TokenSinkResult::Continue;
        }
        page.in_comment &= matches!(token, Token::EOFToken | Token::ParseError(_));
        match token {
            Token::CharacterTokens(text) => page.text(&text),
            Token::CommentToken(_) => page.in_comment = true,
            Token::TagToken(tag) => return page.tag(&tag, line),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        match self.open.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => cell.text.add(text),
            // Within a table and outside of its cells as well: browsers show it before the table.
            None => self.outside.add(text),
        }
    }

    fn end_line(&mut self) {
        match self.open.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => cell.text.end_line(),
            None => self.end_outside(),
        }
    }

    fn end_outside(&mut self) {
        let text = self.outside.finish();
        if !text.is_empty() {
            let number = self.outside_lines.len() as u64 + 1;
            self.outside_lines.push(number, number, [text.as_str()]);
        }
    }

    fn tag(&mut self, tag: &Tag, line: u64) -> TokenSinkResult<()> {
        let name = &*tag.name;
        let start = tag.kind == TagKind::StartTag;
        if self.skipped.as_deref() == Some(name) && !start {
            self.skipped = None;
        }
        match (name, start) {
            ("script" | "style", true) => {
                self.skipped = Some(name.to_owned());
                let raw = if name == "script" { RawKind::ScriptData } else { RawKind::Rawtext };
                return TokenSinkResult::RawData(raw);
            }
            ("title" | "textarea", true) => return TokenSinkResult::RawData(RawKind::Rcdata),
            ("plaintext", true) => return TokenSinkResult::Plaintext,
            ("table", true) => self.begin_table(),
            ("table", false) => self.end_table(),
            ("thead" | "tbody" | "tfoot", _) => {
                self.end_row();
                self.open.iter_mut().next_back().into_iter().for_each(|table| table.covered.clear());
            }
            ("tr", true) => self.begin_row(tag, line),
            ("tr" | "caption", false) => self.end_row(),
            ("td" | "th", true) => self.begin_cell(tag, line),
            ("caption", true) => {
                self.begin_row(tag, line);
                self.begin_cell(tag, line);
            }
            ("td" | "th", false) => self.end_cell(),
            ("br", _) => self.end_line(),
            ("p" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", _)
            | ("title" | "hr" | "pre" | "form" | "option" | "body" | "center" | "section", _) => self.end_line(),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn begin_table(&mut self) {
        // Only a cell holds another table; elsewhere the end tag of the table before is missing.
        if self.open.last().is_some_and(|table| table.cell.is_none()) {
            self.end_table();
        }
        self.end_line();
        self.open.push(Table { number: self.tables.len(), ..Table::default() });
        self.tables.push(Default::default());
    }

    fn end_table(&mut self) {
        self.end_row();
        self.open.pop();
        self.end_line();
    }

    fn begin_row(&mut self, tag: &Tag, line: u64) {
        self.end_row();
        // Rows without a table: the export left its tag out.
        if self.open.is_empty() {
            self.begin_table();
        }
        if let Some(table) = self.open.last_mut() {
            table.rows += 1;
            table.row = Some(Row { number: table.rows, line, hidden: is_hidden(tag), cells: Vec::new() });
        }
    }

    fn begin_cell(&mut self, tag: &Tag, line: u64) {
        self.end_cell();
        if self.open.last().is_none_or(|table| table.row.is_none()) {
            self.begin_row(&Tag { attrs: Vec::new(), ..tag.clone() }, line);
        }
        let number = |name: &str| attribute(tag, name).and_then(|n| n.trim().parse::<usize>().ok());
        if let Some(table) = self.open.last_mut() {
            let columns = number("colspan").unwrap_or(1).clamp(1, COLSPAN);
            // `rowspan="0"` runs to the end of the part.
            let rows = number("rowspan").map_or(1, |rows| if rows == 0 { usize::MAX } else { rows });
            table.cell = Some(Cell { text: Text::default(), columns, rows });
        }
    }

    fn end_cell(&mut self) {
        let Some(table) = self.open.last_mut() else { return };
        let (Some(mut cell), Some(row)) = (table.cell.take(), &mut table.row) else { return };
        table.covered.iter().skip(row.cells.len()).take_while(|c| c.0 > 0).for_each(|c| row.cells.push(c.1.clone()));
        let (first, end) = (row.cells.len(), row.cells.len() + cell.columns);
        let text = cell.text.finish();
        if cell.rows > 1 {
            let width = table.covered.len().max(end.min(COLUMNS));
            table.covered.resize(width, Default::default());
            let own = std::iter::once(text.clone()).chain(std::iter::repeat(String::new()));
            for (covered, text) in table.covered.iter_mut().take(end).skip(first).zip(own) {
                // Of this row, one is taken off when it ends.
                *covered = (cell.rows, text);
            }
        }
        row.cells.push(text);
        row.cells.resize(end, String::new());
        if end > COLUMNS {
            self.failed = Some(format!("line {}: a row of a table has more than {COLUMNS} columns", row.line));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let Some(table) = self.open.last_mut() else { return };
        let Some(mut row) = table.row.take() else { return };
        let covered = table.covered.iter().skip(row.cells.len());
        let last = covered.clone().rposition(|c| c.0 > 0 && !c.1.is_empty()).map_or(0, |at| at + 1);
        row.cells.extend(covered.take(last).map(|c| if c.0 > 0 { c.1.clone() } else { String::new() }));
        table.covered.iter_mut().for_each(|c| c.0 = c.0.saturating_sub(1));
        let size = row.cells.iter().map(|c| c.len() + 1).sum::<usize>();
        self.size = self.size.saturating_add(size);
        if self.size > CELLS_CAP {
            self.failed = Some(format!("line {}: its tables come to more than {CELLS_CAP} bytes", row.line));
            return;
        }
        let Some((extras, rows)) = self.tables.get_mut(table.number) else { return };
        if row.cells.iter().all(String::is_empty) {
            return;
        }
        if row.hidden {
            extras.hide(u32::try_from(row.number.saturating_sub(1)).unwrap_or(u32::MAX), 1);
        }
        rows.push(row.number, row.number, row.cells.iter().map(String::as_str));
    }

    /// The tables, and the text outside of them; an error where the page ends too early to be whole.
    fn finish(mut self, text: &str) -> Result<Vec<(SheetInfo, RowBatch)>, String> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if let Some(name) = self.skipped {
            return Err(format!("it ends within a <{name}> element: it was cut off"));
        }
        if self.in_comment && !text.trim_end().ends_with("-->") {
            return Err("it ends within a comment: it was cut off".to_owned());
        }
        while !self.open.is_empty() {
            self.end_table();
        }
        self.end_outside();
        let several = self.tables.iter().filter(|(_, rows)| !rows.is_empty()).count() > 1;
        let name = |number| if several { format!("table {}", number + 1) } else { "table".to_owned() };
        let tables = self.tables.into_iter().enumerate().filter(|(_, (_, rows))| !rows.is_empty());
        let mut sheets: Vec<(SheetInfo, RowBatch)> = tables
            .map(|(number, (extras, rows))| {
                (SheetInfo { name: name(number), hidden: false, is_text: false, extras }, rows)
            })
            .collect();
        if !sheets.is_empty() && !self.outside_lines.is_empty() {
            let name = "text outside of tables".to_owned();
            let text = SheetInfo { name, hidden: false, is_text: true, extras: Extras::default() };
            sheets.push((text, self.outside_lines));
        }
        Ok(sheets)
    }
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

/// `hidden`, or `display:none`, which Excel writes for a hidden row.
fn is_hidden(tag: &Tag) -> bool {
    let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_whitespace().collect();
    attribute(tag, "hidden").is_some() || style.contains("display:none")
}
