//! Lists printed in columns: SAP lists, spool files of SQL*Plus, psql and MySQL, fixed-width text.
//!
//! | In the file | What is read |
//! |---|---|
//! | `\|Vendor \|City \|` with lines of dashes | cells between bars |
//! | ` id \| name` over `----+------` (psql), `\| a \| b \|` over `\|---\|---\|` (Markdown) | the same |
//! | a header over runs of dashes: `--------- ------` (SQL*Plus, sqlcmd, Db2) | columns as wide as the runs |
//! | a header over aligned columns | columns that begin where all lines have a blank below the header's gaps |
//! | lines of dashes, boxes; below a header the types of the columns (DuckDB, Polars) | nothing ([`Kind::Rule`]) |
//! | `2 rows selected.`, `(2 rows)`, `* Total` | searched as totals |
//! | the head of a page: the lines above the header again, with other numbers | searched as titles |
//! | any other line that does not fit the columns | searched as a title |
//! | no header, and lines that all have a blank in the same places | columns between these blanks |
//!
//! Columns are counted as a terminal shows them, where a Han character takes two; where that does not fit a line, in
//! characters. A cell that runs over its column keeps its text: the next column begins at the next gap.

use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use super::columns::{header_likeness, is_known_header};
use super::delimited::Cut;
use super::header;
use super::unquoted::{Shape, shape};

/// Lines in which the header is looked for, and by which the columns are checked.
const SAMPLED: usize = 400;

/// Lines of a page's head, at most.
const HEAD_LINES: usize = 8;

/// Lines of a list without header, at least: two lines have a blank in the same place by chance.
const LEAST_LINES: usize = 3;

/// Signs between columns: of SQL clients, DuckDB (`│`), Polars (`┆`).
const BARS: [char; 4] = ['|', '│', '║', '┆'];

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Row,
    Title,
    Total,
    Rule,
}

/// How the columns of a list are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    /// By bars; this many cells.
    Bars(usize),
    /// By the places where they begin, the first being 0.
    Starts(Vec<usize>),
}

/// Reads printed lists line by line; its buffers are reused.
pub(super) struct Printed {
    style: Style,
    /// What [`head_key`] makes of the lines above the header, which come again on each page.
    heads: Arc<[String]>,
    text: String,
    spans: Vec<(usize, usize)>,
    kind: Kind,
}

/// A printed table at the start of a text.
pub(super) struct Found {
    pub(super) style: Style,
    /// The cells of the header.
    pub(super) headers: Vec<String>,
    /// Bytes before the header's line, and of that line.
    pub(super) before: usize,
    pub(super) length: usize,
}

impl Printed {
    pub(super) fn new(style: Style, heads: Arc<[String]>) -> Self {
        Self { style, heads, text: String::new(), spans: Vec::new(), kind: Kind::Row }
    }

    /// The same columns, with buffers of its own.
    pub(super) fn again(&self) -> Self {
        Self::new(self.style.clone(), Arc::clone(&self.heads))
    }

    /// The columns.
    pub(super) fn style(&self) -> &Style {
        &self.style
    }

    /// The heads of the pages.
    pub(super) fn heads(&self) -> Arc<[String]> {
        Arc::clone(&self.heads)
    }

    /// What the last line is.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// The cells of the last line: a text and their places in it.
    pub(super) fn record(&self) -> (&str, &[(usize, usize)]) {
        (&self.text, &self.spans)
    }

    /// Reads the line at the start of the window; `last` means that no more text follows the window.
    pub(super) fn cut(&mut self, window: &str, last: bool) -> Cut {
        let bytes = match line_at(window) {
            Some(bytes) => bytes,
            None if window.is_empty() => return if last { Cut::End } else { Cut::NeedMore },
            None if last => window.len(),
            None => return Cut::NeedMore,
        };
        let whole = window.get(..bytes).unwrap_or_default();
        let lines = u64::from(whole.ends_with(['\n', '\r']));
        let line = whole.trim_end();
        self.text.clear();
        self.spans.clear();
        if line.trim().is_empty() {
            return Cut::Blank { bytes, lines };
        }
        let cells = if is_rule(line) { Vec::new() } else { cells_of(line, &self.style) };
        let filled = cells.iter().filter(|c| !c.is_empty()).count();
        self.kind = match () {
            () if cells.is_empty() || matches!(self.style, Style::Bars(_)) && is_types(&cells) => Kind::Rule,
            () if is_total(line, &cells) => Kind::Total,
            () if filled < 2 || line.trim_start().starts_with("***") || self.is_head(line) => Kind::Title,
            () => Kind::Row,
        };
        // A line that is no row is one text: its words may run over the edges.
        let cells = if matches!(self.kind, Kind::Title | Kind::Total) { vec![line.trim()] } else { cells };
        for cell in cells {
            let start = self.text.len();
            self.text.push_str(cell);
            self.spans.push((start, self.text.len()));
        }
        Cut::Record { bytes, lines, fault: None }
    }
}

impl Printed {
    fn is_head(&self, line: &str) -> bool {
        !self.heads.is_empty() && self.heads.contains(&head_key(line))
    }
}

/// A line of a page head without what changes from page to page: numbers and the width of gaps.
fn head_key(line: &str) -> String {
    let words = line.split_whitespace().map(|word| word.replace(|c: char| c.is_ascii_digit(), ""));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The keys of the lines above a header. A line of numbers alone is none.
pub(super) fn heads(above: &str) -> Arc<[String]> {
    above.split(['\n', '\r', '\u{C}']).map(head_key).filter(|key| key.chars().any(char::is_alphabetic)).collect()
}

/// Bytes of the first line with its end; `None` where it has none.
fn line_at(text: &str) -> Option<usize> {
    let at = text.find(['\n', '\r', '\u{C}'])?;
    let pair = text.get(at..).is_some_and(|t| t.starts_with("\r\n"));
    Some(at + if pair { 2 } else { 1 })
}

/// The first lines, each with the bytes before it.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let (mut at, mut lines) = (0, Vec::new());
    while lines.len() < SAMPLED && at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let bytes = line_at(rest).unwrap_or(rest.len());
        lines.push((at, rest.get(..bytes).unwrap_or_default()));
        at += bytes;
    }
    lines
}

/// A line of dashes, with or without bars and corners.
fn is_rule(line: &str) -> bool {
    // Nearly every line ends the first question at its first letter.
    let drawn = line.chars().all(|c| "-=─━═_+|: ┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╞╪╡╭╮╰╯\t".contains(c));
    drawn && line.chars().filter(|c| "-=─━═_".contains(*c)).count() >= 3
}

fn bars(line: &str) -> usize {
    line.matches(BARS).count()
}

/// True for the line below the header in which DuckDB and Polars name the type of each column (`varchar`, `str`), or
/// Polars puts `---`.
fn is_types(cells: &[&str]) -> bool {
    const TYPES: &str = " --- str string varchar char text utf8 int8 int16 int32 int64 int128 hugeint integer bigint \
        smallint tinyint i8 i16 i32 i64 i128 u8 u16 u32 u64 uint8 uint16 uint32 uint64 ubigint float double f32 f64 \
        float32 float64 real decimal numeric bool boolean date time datetime timestamp timestamptz interval uuid blob \
        binary cat enum null list struct object ";
    let is_type = |cell: &str| {
        let word = cell.split(['(', '[']).next().unwrap_or_default().to_lowercase();
        !word.is_empty() && TYPES.contains(&format!(" {} ", word.trim_end()))
    };
    cells.len() > 1 && cells.iter().all(|cell| is_type(cell))
}

/// A count of rows ("2 rows selected.", "(2 rows)"), or a total: the word and numbers only.
fn is_total(line: &str, cells: &[&str]) -> bool {
    const COUNTED: &str = " row rows record records zeile zeilen ligne lignes fila filas 行 ";
    const THINGS: &str = " amount count vendors suppliers creditors records rows lines items entries number of for ";
    const TOTALS: &str = " total totals subtotal summe gesamt sum somme 合计 总计 小计 合計 總計 ";
    let lower = line.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is = |list: &str, word: &str| !word.is_empty() && list.contains(&format!(" {word} "));
    let counted = first.bytes().all(|b| b.is_ascii_digit()) || first == "no";
    let mut filled = cells.iter().map(|c| c.trim_matches([' ', '*', ':'])).filter(|c| !c.is_empty());
    let total = filled.next().is_some_and(|c| is(TOTALS, &c.to_lowercase()));
    // "Total vendors   3"
    let of_things = is(TOTALS, first) && is(THINGS, second) && line.ends_with(|c: char| c.is_ascii_digit());
    ((counted && is(COUNTED, second) || of_things) && lower.len() < 60)
        || (total && filled.all(|c| shape(c) == Shape::Number))
}

/// The cells of a line, without the blanks around them.
fn cells_of<'l>(line: &'l str, style: &Style) -> Vec<&'l str> {
    match style {
        Style::Bars(_) => {
            let inner = line.trim();
            if bars(inner) == 0 {
                return vec![inner];
            }
            let inner = inner.strip_prefix(BARS).unwrap_or(inner);
            let inner = inner.strip_suffix(BARS).unwrap_or(inner);
            inner.split(BARS).map(str::trim).collect()
        }
        Style::Starts(starts) => {
            let by_width = places(line, starts, |c| c.width().unwrap_or(0));
            let by_chars = || places(line, starts, |_| 1);
            let fits = |at: &[usize]| at.iter().all(|at| line.get(..*at).is_some_and(|before| before.ends_with(' ')));
            let cuts = if line.is_ascii() || fits(&by_width) {
                by_width
            } else {
                Some(by_chars()).filter(|c| fits(c)).unwrap_or(by_width)
            };
            let mut cells = Vec::with_capacity(starts.len());
            let mut from = 0;
            for (place, at) in cuts.into_iter().map(Some).chain([None]).enumerate() {
                let to = at.unwrap_or(line.len()).max(from);
                // A word that runs over the edge belongs to the cell that it began in.
                let before = line.get(..to).unwrap_or_default();
                let whole = at.is_none() || before.ends_with(' ') || line.get(to..).is_some_and(|t| t.starts_with(' '));
                let to = if whole { to } else { next_gap(line, to) };
                if place < starts.len() {
                    cells.push(line.get(from..to).unwrap_or_default().trim());
                }
                from = to;
            }
            cells.resize(starts.len(), "");
            cells
        }
    }
}

/// The end of the word at a place: the next two blanks, or the next blank where there are no two.
fn next_gap(line: &str, at: usize) -> usize {
    let rest = line.get(at..).unwrap_or_default();
    rest.find("  ").map_or(line.len(), |gap| at + gap)
}

/// The bytes at which the columns after the first begin, as far as the line goes.
fn places(line: &str, starts: &[usize], width: impl Fn(char) -> usize) -> Vec<usize> {
    let (mut column, mut found) = (0, Vec::new());
    let mut wanted = starts.iter().skip(1).peekable();
    for (at, c) in line.char_indices() {
        while wanted.peek().is_some_and(|start| column >= **start) {
            found.push(at);
            wanted.next();
        }
        column += width(c);
    }
    found
}

/// The table whose header is among the first lines of a text.
pub(super) fn find(text: &str) -> Option<Found> {
    find_among(text, header::SEARCHED)
}

/// The table whose header is the first line of a text. Asked of every row, so nearly all fail a cheap test.
pub(super) fn find_here(text: &str) -> Option<Found> {
    let first = text.get(..line_at(text).unwrap_or(text.len()))?;
    has_known_word(first).then(|| find_among(text, 1)).flatten()
}

/// True where a word of the line is a known header. Every header of a list has one.
fn has_known_word(line: &str) -> bool {
    let is_sign = |c: char| c.is_whitespace() || BARS.contains(&c);
    line.split(is_sign).any(|word| !word.is_empty() && is_known_header(word))
}

fn find_among(text: &str, searched: usize) -> Option<Found> {
    let lines = lines(text);
    let found = |at: usize, style: Style| {
        let (before, line) = *lines.get(at)?;
        let headers: Vec<String> = cells_of(line.trim_end(), &style).into_iter().map(str::to_owned).collect();
        Some(Found { style, headers, before, length: line.len() })
    };
    for (at, (_, line)) in lines.iter().enumerate().take(searched) {
        if line.trim().is_empty() || is_rule(line) {
            continue;
        }
        let types = |line: &str| bars(line) > 0 && is_types(&cells_of(line, &Style::Bars(0)));
        let mut below = lines.iter().skip(at + 1).map(|(_, l)| l.trim_end());
        let below = below.find(|l| !l.trim().is_empty() && !types(l));
        let rule = below.filter(|l| is_rule(l));
        let cells = cells_of(line.trim_end(), &Style::Bars(0));
        if let Some(rule) = rule {
            if cells.len() >= 2
                && (rule.contains(['|', '+', '┼', '╬', '╪']) || bars(line) > cells.len() || rule_above(&lines, at))
            {
                return found(at, Style::Bars(cells.len()));
            }
            let starts = runs(rule);
            if starts.len() >= 2 && cells_of(line.trim_end(), &Style::Starts(starts.clone())).len() >= 2 {
                return found(at, Style::Starts(starts));
            }
        }
        let below = rows_below(&lines, at);
        let block = first_block(&lines, at);
        let starts = aligned(line.trim_end(), &below).or_else(|| aligned(line.trim_end(), &block));
        if let Some(starts) = starts {
            return found(at, Style::Starts(starts));
        }
    }
    None
}

/// The rows below a header at that place: without page heads and repeated headers.
fn rows_below<'t>(lines: &[(usize, &'t str)], at: usize) -> Vec<&'t str> {
    let text = |(_, line): &(usize, &'t str)| line.trim_end();
    let header = lines.get(at).map_or("", text);
    let heads: Vec<String> = lines.iter().take(at).map(text).filter(|l| is_text(l)).map(head_key).collect();
    let mut below: Vec<&str> = Vec::new();
    for line in lines.iter().skip(at + 1).map(text) {
        if line == header {
            // The lines between the last blank line and the header are the head of its page.
            let blank = below.iter().rposition(|l| l.trim().is_empty());
            if let Some(blank) = blank.filter(|blank| below.len() - blank <= HEAD_LINES) {
                below.truncate(blank);
            }
        } else if heads.is_empty() || !heads.contains(&head_key(line)) {
            below.push(line);
        }
    }
    below.retain(|line| is_text(line));
    below
}

/// The lines directly below a header, up to a blank line: without the foot of the report. Empty for a single line.
fn first_block<'t>(lines: &[(usize, &'t str)], at: usize) -> Vec<&'t str> {
    let below = lines.iter().skip(at + 1).map(|(_, line)| line.trim_end());
    let block: Vec<&str> =
        below.skip_while(|l| !is_text(l)).take_while(|l| !l.trim().is_empty()).filter(|l| is_text(l)).collect();
    if block.len() < 2 { Vec::new() } else { block }
}

/// The columns of a list without header: between blanks that are in the same places of all lines. `None` where the
/// lines have no such places.
///
/// A single blank may be between two words of all names by chance, so that a gap is two blanks wide, or one after a
/// first column of codes. Of thirty lines one may run over a gap.
pub(super) fn without_header(text: &str) -> Option<Style> {
    let lines: Vec<&str> = lines(text).into_iter().map(|(_, line)| line.trim_end()).collect();
    let first = lines.iter().position(|l| is_text(l))?;
    let lines = lines.get(first..)?;
    // Titles with a blank line below them.
    let titles = lines.iter().take(HEAD_LINES).position(|l| l.trim().is_empty());
    edges(lines).or_else(|| edges(lines.get(titles?..)?))
}

/// The columns between the blanks that lines have in common.
fn edges(lines: &[&str]) -> Option<Style> {
    let lines: Vec<&str> = lines.iter().copied().filter(|l| is_text(l)).collect();
    if lines.len() < LEAST_LINES || lines.iter().any(|l| l.contains(['\t', '|'])) {
        return None;
    }
    let rows: Vec<Vec<bool>> = lines.iter().map(|l| blanks(l)).collect();
    let width = rows.iter().map(Vec::len).max()?;
    let free = |column: usize| {
        let taken = rows.iter().filter(|l| l.get(column) == Some(&false)).count();
        taken * 30 <= rows.len()
    };
    let is_code = |line: &&str| {
        let first = line.split(' ').next().unwrap_or_default();
        matches!(shape(first), Shape::Number | Shape::Code)
    };
    let (mut starts, mut gap) = (vec![0], 0);
    for column in 0..width {
        if free(column) {
            gap += 1;
            continue;
        }
        // A column that most lines leave empty is part of the one before.
        let own = rows.iter().filter(|l| l.get(column..).is_some_and(|rest| rest.contains(&false))).count();
        let after_codes = starts.len() == 1 && gap == 1 && lines.iter().all(is_code);
        if column > gap && (gap >= 2 || after_codes) && own * 2 >= rows.len() {
            starts.push(column);
        }
        gap = 0;
    }
    (starts.len() >= 2).then_some(Style::Starts(starts))
}

fn is_text(line: &str) -> bool {
    !line.trim().is_empty() && !is_rule(line) && !is_total(line, &[])
}

fn rule_above(lines: &[(usize, &str)], at: usize) -> bool {
    at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|(_, l)| is_rule(l.trim_end()))
}

/// Where the runs of dashes of a rule begin.
fn runs(rule: &str) -> Vec<usize> {
    let chars: Vec<char> = rule.chars().collect();
    let starts = |at: &usize| {
        let before = at.checked_sub(1).and_then(|b| chars.get(b));
        chars.get(*at).is_some_and(|c| *c != ' ') && before.is_none_or(|c| *c == ' ')
    };
    let mut starts: Vec<usize> = (0..chars.len()).filter(starts).collect();
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }
    starts
}

/// The columns of a line as a terminal shows it: true where there is a blank.
fn blanks(line: &str) -> Vec<bool> {
    line.chars().flat_map(|c| std::iter::repeat_n(c == ' ', c.width().unwrap_or(0))).collect()
}

/// Where the columns begin below a header without a rule: at the gaps of the header where the lines below have a blank
/// too. `None` where the line is no header, or the lines do not keep to it.
fn aligned(header: &str, below: &[&str]) -> Option<Vec<usize>> {
    let is_cut = header.contains("  ") && !header.contains([',', ';', '\t', '|']);
    if !is_cut || below.is_empty() || !has_known_word(header) {
        return None;
    }
    let own = blanks(header);
    let below: Vec<Vec<bool>> = below.iter().map(|l| blanks(l)).collect();
    // One line in thirty may run over an edge: a long name.
    let free = |column: usize| {
        let taken = below.iter().filter(|l| l.get(column) == Some(&false)).count();
        taken * 30 <= below.len()
    };
    // The words of the header that end a gap, and the last free column of the gap.
    let mut starts = vec![0];
    let mut gap: Option<usize> = None;
    for column in 0..own.len() {
        if own.get(column) == Some(&true) {
            if gap.is_none() {
                gap = Some(column);
            }
            continue;
        }
        let Some(from) = gap.take().filter(|from| *from > 0) else { continue };
        let Some(at) = (from..column).rev().find(|c| free(*c)) else { continue };
        let wide = column - from > 1;
        if wide || splits(header, *starts.last().unwrap_or(&0), at, column) {
            starts.push(at + 1);
        }
    }
    let style = Style::Starts(starts.clone());
    let cells = cells_of(header, &style);
    let filled =
        |l: &&Vec<bool>| starts.iter().skip(1).filter(|s| l.get(**s..).is_some_and(|t| t.contains(&false))).count() > 0;
    let kept = below.iter().filter(filled).count();
    (header::is_header(&cells) && kept * 2 > below.len()).then_some(starts)
}

/// True where a single blank of the header parts two headers ("Cty Name 1") and not the words of one ("Vendor Name").
fn splits(header: &str, from: usize, at: usize, next: usize) -> bool {
    let part = |range: std::ops::Range<usize>| {
        let chars = header.chars().scan(0, |column, c| {
            let own = *column;
            *column += c.width().unwrap_or(0);
            Some((own, c))
        });
        chars.filter(|(column, _)| range.contains(column)).map(|(_, c)| c).collect::<String>()
    };
    let rest = part(next..usize::MAX);
    let after = rest.split("  ").next().unwrap_or_default();
    let (left, joined) = (part(from..at), format!("{} {after}", part(from..at).trim()));
    let first = after.split(' ').next().unwrap_or_default();
    // An abbreviation ("Cty") is hardly ever known.
    (header_likeness(&left) >= 1 || left.trim().chars().count() <= 4)
        && header_likeness(joined.trim()) < 2
        && (header_likeness(after) >= 2 || header_likeness(first) >= 2)
}
