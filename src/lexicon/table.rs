//! The one form of the tables under `watchlists/words`: `#` comments, a header line, tab-separated cells.

/// The data lines of a table, each as its cells.
pub fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).skip(1).map(|l| l.split('\t').collect())
}

/// A cell; empty where the line is short.
pub(super) fn cell<'r>(row: &[&'r str], at: usize) -> &'r str {
    row.get(at).map_or("", |c| c.trim())
}

/// The parts of a `;`-separated cell.
pub(crate) fn parts(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').map(str::trim).filter(|p| !p.is_empty())
}
