//! Delimiters inside cells that are not quoted: `1,Acme Co., Ltd.,Leeds,GB` under four headers.
//!
//! A record with more pieces than there are headers is put together again so that the columns keep their shape: numbers
//! under numbers, codes under codes. A piece that begins with a blank, or is the end of a company's name, was part of
//! the cell before it. Where nothing speaks for joining, the record stays as it is; where two ways are equally good,
//! the whole record is added as a cell, so that a name is found in either.

use super::cell_words;

/// Pieces too many, at most: a record with more is not understood, and stays as it is.
const MOST: usize = 12;

/// Points for a piece that belongs to the one before it by its own look: outweighs two columns of another shape.
const BELONGS: i32 = 5;

/// Points against joining two pieces without such a sign.
const JOINED: i32 = -2;

/// Points for a cell of its column's shape, and against one of another shape.
const FITS: i32 = 1;
const MISFITS: i32 = -2;

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Empty,
    /// Digits and the signs of numbers and dates.
    Number,
    /// Two or three capitals: codes of countries and currencies.
    Capitals,
    /// Digits among letters, one word.
    Code,
    Text,
}

pub(super) fn shape(cell: &str) -> Shape {
    let cell = cell.trim();
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if cell.is_empty() {
        Shape::Empty
    } else if digits > 0 && cell.bytes().all(|b| b.is_ascii_digit() || b"+-./: ,%".contains(&b)) {
        Shape::Number
    } else if matches!(cell.len(), 2 | 3) && cell.bytes().all(|b| b.is_ascii_uppercase()) {
        Shape::Capitals
    } else if digits > 0 && !cell.contains(char::is_whitespace) && cell.is_ascii() {
        Shape::Code
    } else {
        Shape::Text
    }
}

/// The usual shape of each column, by the records that have a cell for each header; `None` where a column has none.
pub(super) fn shapes(records: &[Vec<String>], width: usize) -> Vec<Option<Shape>> {
    let whole: Vec<&Vec<String>> = records.iter().filter(|r| r.len() == width).collect();
    let usual = |column: usize| {
        let cells = whole.iter().filter_map(|r| r.get(column)).map(|c| shape(c)).filter(|s| *s != Shape::Empty);
        let all: Vec<Shape> = cells.collect();
        let most = [Shape::Number, Shape::Capitals, Shape::Code, Shape::Text];
        most.into_iter().find(|s| all.iter().filter(|own| *own == s).count() * 10 >= all.len().max(1) * 8)
    };
    (0..width).map(usual).collect()
}

/// How many pieces each column takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    pub(super) pieces: Vec<usize>,
    /// Another way is as good.
    pub(super) in_doubt: bool,
}

/// Groups of digits as commas divide a number: 1 234 567.50.
fn is_thousands(pieces: &[&str]) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let group = |piece: &&str| {
        let (whole, rest) = piece.split_at_checked(3).unwrap_or(("", ""));
        digits(whole) && (rest.is_empty() || rest.strip_prefix('.').is_some_and(digits))
    };
    pieces.first().is_some_and(|p| digits(p) && p.len() <= 3) && pieces.iter().skip(1).all(group)
}

/// The best way to put a record together again; `None` where nothing speaks for one.
pub(super) fn join(pieces: &[&str], shapes: &[Option<Shape>]) -> Option<Joined> {
    let end = pieces.iter().rposition(|p| !p.trim().is_empty()).map_or(0, |last| last + 1);
    let (pieces, width) = (pieces.get(..end)?, shapes.len());
    let extra = pieces.len().checked_sub(width).filter(|n| (1..=MOST).contains(n))?;
    let own: Vec<Shape> = pieces.iter().map(|p| shape(p)).collect();
    let belongs: Vec<bool> = pieces.iter().map(|p| p.starts_with(' ') || cell_words::is_name_end(p)).collect();
    // Where every piece begins with a blank, that is how the file is written.
    let spaced = pieces.iter().skip(1).all(|p| p.starts_with(' '));
    let cell = |from: usize, to: usize, column: usize| {
        let single = to - from == 1;
        let look = if single {
            own.get(from).copied()
        } else {
            Some(shape(&pieces.get(from..to).unwrap_or_default().join(",")))
        };
        let fits = match (look, shapes.get(column).copied().flatten()) {
            (Some(look), Some(usual)) if look == usual => FITS,
            (Some(Shape::Empty) | None, _) | (_, None) => 0,
            // Any text may hold a digit, a number never a word.
            (Some(_), Some(Shape::Text)) => 0,
            _ => MISFITS,
        };
        let inside = belongs.get(from + 1..to).unwrap_or_default();
        let thousands =
            shapes.get(column) == Some(&Some(Shape::Number)) && is_thousands(pieces.get(from..to).unwrap_or_default());
        let points = |belongs: &bool| match belongs {
            true if !spaced => BELONGS,
            _ if thousands => 0,
            _ => JOINED,
        };
        let joined: i32 = inside.iter().map(points).sum();
        fits + joined
    };
    // best[c][j]: the best points of the first c columns that hold j pieces too many, in how many ways, and how many
    // too many the last of them has.
    let mut best: Vec<Vec<Option<(i32, u32, usize)>>> = vec![vec![None; extra + 1]; width + 1];
    *best.first_mut()?.first_mut()? = Some((0, 1, 0));
    for column in 0..width {
        for more in 0..=extra {
            for here in 0..=more {
                let Some((points, ways, _)) = best.get(column).and_then(|b| b.get(more - here).copied().flatten())
                else {
                    continue;
                };
                let from = column + more - here;
                let points = points + cell(from, from + 1 + here, column);
                let slot = best.get_mut(column + 1).and_then(|b| b.get_mut(more))?;
                *slot = match *slot {
                    Some((p, w, h)) if p > points => Some((p, w, h)),
                    Some((p, w, h)) if p == points => Some((p, w + ways, h)),
                    _ => Some((points, ways, here)),
                };
            }
        }
    }
    let (points, ways, _) = best.get(width)?.get(extra).copied().flatten()?;
    // As it is: the first pieces under the headers, the others beyond them.
    let beyond = i32::try_from(extra).unwrap_or(i32::MAX);
    let as_it_is: i32 = (0..width).map(|column| cell(column, column + 1, column)).sum::<i32>() - beyond;
    if points <= as_it_is {
        return None;
    }
    let (mut taken, mut more) = (Vec::with_capacity(width), extra);
    for column in (1..=width).rev() {
        let (_, _, here) = best.get(column)?.get(more).copied().flatten()?;
        taken.push(here + 1);
        more -= here;
    }
    taken.reverse();
    Some(Joined { pieces: taken, in_doubt: ways > 1 })
}

/// The cells that the pieces of a record are put together to, and whether another way is as good.
pub(super) fn cells(pieces: &[&str], shapes: &[Option<Shape>], delimiter: u8) -> Option<(Vec<String>, bool)> {
    let joined = join(pieces, shapes)?;
    let between = char::from(delimiter).to_string();
    let mut left = pieces;
    let mut cells: Vec<String> = Vec::with_capacity(shapes.len() + 1);
    for taken in joined.pieces {
        let (cell, rest) = left.split_at(taken.min(left.len()));
        cells.push(cell.join(&between));
        left = rest;
    }
    Some((cells, joined.in_doubt))
}

/// Puts the torn records of a sample together, so that the roles of its columns are guessed from whole cells.
pub(super) fn mend(sample: &mut [Vec<String>], width: usize, delimiter: u8) {
    let shapes = shapes(sample, width);
    for record in sample.iter_mut().filter(|record| width >= 2 && record.len() > width) {
        let pieces: Vec<&str> = record.iter().map(String::as_str).collect();
        if let Some((cells, _)) = cells(&pieces, &shapes, delimiter) {
            *record = cells;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_go_back_to_the_cells_they_came_from() {
        use Shape::{Capitals, Number, Text};
        let known = [Some(Number), Some(Text), Some(Text), Some(Capitals)];
        // The pieces by `|`, the usual shapes, and how many pieces each column takes.
        type Case<'c> = (&'c str, &'c [Option<Shape>], Option<&'c [usize]>);
        let cases: [Case<'_>; 9] = [
            ("7|Brightloom Co.| Ltd.|Ulm|DE", &[None; 4], Some(&[1, 2, 1, 1])),
            ("7|Brightloom Co.|Ltd.|Ulm|DE", &[None; 4], Some(&[1, 2, 1, 1])),
            ("7|Brightloom|Mills and Sons|Ulm|DE", &known, Some(&[1, 2, 1, 1])),
            ("7|Brightloom Co.| Ltd.|Ulm| Donau|DE", &known, Some(&[1, 2, 2, 1])),
            ("7|Brightloom|Ulm|DE|12.50", &[None; 4], None),
            ("7|Brightloom|Ulm|DE||", &known, None),
            ("7|Brightloom|1|234.50", &[Some(Number), Some(Text), Some(Number)], Some(&[1, 1, 2])),
            ("7| Brightloom| Ulm| DE| x", &[None; 4], None),
            ("7|Brightloom|Ulm|DE", &known, None),
        ];
        for (pieces, shapes, expected) in cases {
            let pieces: Vec<&str> = pieces.split('|').collect();
            let got = join(&pieces, shapes);
            assert_eq!(got.as_ref().map(|j| j.pieces.as_slice()), expected, "{pieces:?}");
        }
        let pieces = ["7", "Brightloom", "Mills", "Ulm", "DE"];
        assert!(join(&pieces, &known).is_some_and(|j| j.in_doubt), "the city may be the piece that was torn");
    }
}
