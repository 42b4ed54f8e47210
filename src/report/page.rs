//! Text for a terminal of a certain width: lines with a label in front, broken at blanks, never inside a word.
//!
//! Styles are written as ANSI sequences; whoever prints the text takes them away where the terminal wants none. Text of
//! ledgers and lists passes through [`plain`], so that it cannot bring sequences of its own.

use std::fmt::Write as _;
use std::iter;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::Verdict;

/// Columns of the label before each line.
pub const LABEL: usize = 11;

/// Labels.
pub const BOLD: Style = Style::new().bold();
/// What must not be overlooked.
pub const ALARM: Style = AnsiColor::Red.on_default().bold();
/// What a person should look at.
pub const WARNING: Style = AnsiColor::Yellow.on_default();

/// The style of a verdict.
pub fn verdict_style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Match => ALARM,
        Verdict::Review => WARNING,
        Verdict::Advisory => AnsiColor::Cyan.on_default(),
    }
}

/// A word in a style.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styled<'a> {
    /// The word.
    pub text: &'a str,
    /// Its style.
    pub style: Style,
}

/// Lines with a label in front.
#[derive(Debug)]
pub struct Page {
    text: String,
    columns: usize,
}

impl Page {
    /// An empty page of a width.
    pub fn new(columns: usize) -> Self {
        Self { text: String::new(), columns }
    }

    /// The text, with a line feed at the end of every line.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Its width.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A line that is complete, with its styles: its texts have passed through [`plain`] or [`clip`].
    pub fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A labelled text on as many lines as it needs.
    pub fn line(&mut self, label: &str, text: &str) {
        self.styled(Styled { text: label, style: BOLD }, Styled::default(), text);
    }

    /// The same where the label warns.
    pub fn alarm(&mut self, label: &str, text: &str) {
        self.styled(Styled { text: label, style: ALARM }, Styled::default(), text);
    }

    /// The same with a first word in a style of its own.
    pub fn marked(&mut self, label: &str, mark: Styled<'_>, text: &str) {
        self.styled(Styled { text: label, style: BOLD }, mark, text);
    }

    fn styled(&mut self, label: Styled<'_>, mark: Styled<'_>, text: &str) {
        let (Styled { text: label, style: label_style }, Styled { text: mark, style }) = (label, mark);
        let whole = format!("{mark}{}", plain(text));
        for (place, line) in wrap(&whole, self.columns.saturating_sub(LABEL), 2).iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            let blanks = LABEL.saturating_sub(width(label));
            let label = if label.is_empty() { String::new() } else { format!("{label_style}{label}{label_style:#}") };
            let _ = match line.strip_prefix(mark).filter(|_| place == 0 && !mark.is_empty()) {
                Some(rest) => writeln!(self.text, "{label}{:blanks$}{style}{mark}{style:#}{rest}", ""),
                None => writeln!(self.text, "{label}{:blanks$}{line}", ""),
            };
        }
    }

    /// Items side by side, none of them broken, on at most `lines` lines; those without room are counted. `start` comes
    /// before the first.
    pub fn items(&mut self, label: &str, start: &str, items: &[String], lines: usize) {
        const BETWEEN: &str = " · ";
        // Room for the count of what is left out.
        let reserve = if lines == usize::MAX { 0 } else { " … 99 more".len() };
        let room = self.columns.saturating_sub(LABEL + width(start) + reserve);
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut used = 0;
        // An item that is longer than a line is broken at its blanks.
        let broken = items.iter().flat_map(|item| wrap(&plain(item), room, 2));
        for item in broken {
            let more = width(BETWEEN) + width(&item);
            match rows.last_mut().filter(|_| used + more <= room) {
                Some(row) if !item.starts_with(' ') => {
                    used += more;
                    row.push(item);
                }
                _ => {
                    used = width(&item);
                    rows.push(vec![item]);
                }
            }
        }
        let left_out: usize = rows.iter().skip(lines).map(Vec::len).sum();
        for (place, row) in rows.iter().take(lines).enumerate() {
            let more = if left_out > 0 && place + 1 == lines { format!(" … {left_out} more") } else { String::new() };
            let label = if place == 0 { label } else { "" };
            let start = if place == 0 { start.to_owned() } else { " ".repeat(width(start)) };
            let padded = format!("{:blanks$}", "", blanks = LABEL.saturating_sub(width(label)));
            let _ = writeln!(self.text, "{BOLD}{label}{BOLD:#}{padded}{start}{}{more}", row.join(BETWEEN));
        }
    }
}

/// Lines of at most `columns` columns, broken at blanks; all but the first are indented. A word that is longer than a
/// line (a path) is left whole, after the word before it. Blanks at the beginning and double blanks stay.
pub fn wrap(text: &str, columns: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for piece in text.split_inclusive(' ') {
        let word = piece.trim_end_matches(' ');
        let is_indent = line.trim().is_empty();
        let fits_alone = indent + width(word) <= columns;
        if !word.is_empty() && used + width(word) > columns && fits_alone && !is_indent {
            lines.push(line.trim_end().to_owned());
            line = " ".repeat(indent);
            used = indent;
        }
        line.push_str(piece);
        used += width(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Columns that a terminal gives a text without styles.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in so many columns: cut, or filled with blanks.
pub fn pad(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let blanks = columns.saturating_sub(width(&text));
    text + &" ".repeat(blanks)
}

/// The text cut to a number of columns, with `…` where something is missing; control characters become blanks.
pub fn clip(text: &str, columns: usize) -> String {
    let text = plain(text);
    if width(&text) <= columns { text } else { head(text.chars(), columns).chain(iter::once('…')).collect() }
}

/// The first characters, so many that one more column is free.
fn head(text: impl Iterator<Item = char>, columns: usize) -> impl Iterator<Item = char> {
    text.scan(1, move |used, c| {
        *used += c.width().unwrap_or(0);
        (*used <= columns).then_some(c)
    })
}

/// Control characters become blanks, so that no text of a ledger steers the terminal.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_by_columns_not_by_characters() {
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdefg", 6), "abcde…");
        assert_eq!(clip("和田浩林发饰", 7), "和田浩…");
        assert_eq!(width("和田 a"), 6);
        assert_eq!(clip("a\nb\u{1b}[2J", 10), "a b [2J", "no control character reaches the terminal");
    }

    #[test]
    fn breaks_at_blanks_and_never_inside_a_word() {
        assert_eq!(wrap("one two three", 9, 2), ["one two", "  three"]);
        assert_eq!(wrap("see /a/very/long/path.csv now", 10, 2), ["see /a/very/long/path.csv", "  now"]);
        assert_eq!(wrap("  kept indent", 40, 2), ["  kept indent"]);
        assert_eq!(wrap("", 40, 2), [""]);
    }

    #[test]
    fn text_of_a_ledger_brings_no_escape_sequence() {
        let mut page = Page::new(80);
        page.line("Note", "a\u{1b}[31mred");
        assert!(!page.into_text().contains("\u{1b}[31m"));
    }
}
