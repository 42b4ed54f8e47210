//! The one form of the tables under `watchlists/words`: `#` comments, a header line, rows of tab-separated cells.

/// The rows of a table, each as its cells.
pub fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip_while(|l| l.starts_with('#')).skip(1).filter(|l| !l.is_empty()).map(|l| l.split('\t').collect())
}

/// A cell; empty where the line is short.
pub fn cell<'r>(row: &[&'r str], at: usize) -> &'r str {
    row.get(at).map_or("", |c| c.trim())
}

/// The parts of a `;`-separated cell.
pub fn parts(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').map(str::trim).filter(|p| !p.is_empty())
}
