//! Every line of a text ledger is a row, a title, a header, a total or a line of dashes: `tests/data/text_forms.tsv`.
//! Backslash n, t, f and uFEFF in its cells are line end, tab, form feed and byte order mark.

use std::io::Cursor;

use tamis::ledger::{InputProblem, Ledger, ReadOptions};
use tamis::model::{LineCounts, RowBatch};

/// What a text came out as.
struct Got {
    /// Line and cells, joined by `|`.
    rows: Vec<String>,
    titles: Vec<String>,
    tables: Vec<String>,
    problems: Vec<InputProblem>,
    lines: LineCounts,
    numbers: Vec<u64>,
}

fn read(text: &str) -> Got {
    let bytes = Cursor::new(text.as_bytes().to_vec());
    let mut ledger = Ledger::from_reader("t.csv", bytes, &ReadOptions::default()).unwrap().remove(0);
    let (mut rows, mut titles, mut numbers, mut problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut batch = RowBatch::default();
    // A small target: batches must not change what is read.
    while ledger.next_batch(&mut batch, 64, &mut problems).unwrap() {
        for row in batch.iter() {
            match row.row {
                Some(number) => {
                    numbers.push(number);
                    rows.push(format!("{}:{}", row.line, row.cells().collect::<Vec<_>>().join("|")));
                }
                None => titles.push(row.line.to_string()),
            }
        }
    }
    let tables = ledger.tables().map(|(columns, _)| columns.headers.join("|")).collect();
    Got { rows, titles, tables, problems, lines: ledger.lines(), numbers }
}

fn unescaped(cell: &str) -> String {
    cell.replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\u{C}").replace("\\uFEFF", "\u{FEFF}")
}

#[test]
fn every_line_is_accounted_for() {
    let mut wrong = Vec::new();
    for line in include_str!("../data/text_forms.tsv").lines().skip(1) {
        let cells: Vec<String> = line.split('\t').map(unescaped).collect();
        let [form, text, rows, titles, tables, problems] = &cells[..] else { panic!("{line}: six cells") };
        let got = read(text);
        let mut kinds: Vec<&str> = got.problems.iter().map(|p| p.kind).collect();
        kinds.dedup();
        let all = [got.rows.join("\n"), got.titles.join(" "), got.tables.join("\n"), kinds.join(" ")];
        let LineCounts { rows: counted, titles: above, headers, repeated_headers, totals, rules } = got.lines;
        let filled = text.split(['\n', '\u{C}']).filter(|l| !l.trim().is_empty()).count() as u64;
        let same = all == [rows, titles, tables, problems].map(String::as_str);
        let numbered = got.numbers.iter().copied().eq(1..=counted);
        if !same || !numbered || counted + above + headers + repeated_headers + totals + rules != filled {
            wrong.push(format!("{form}\n{text}\n{}\n{:?} of {filled} lines", all.join("\n"), got.lines));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn tables_beyond_the_beginning_are_found_too() {
    let mut text = String::from("No,Supplier Name,City\n");
    for i in 0..60_000 {
        text.push_str(&format!("{i},Oak Number {i} Ltd,Ulm\n"));
    }
    text.push_str("\nSupplier Name,Country,Product\nElm SA,FR,paper\n");
    let got = read(&text);
    assert_eq!((got.rows.len(), got.tables.len()), (60_001, 2));
    assert_eq!(got.rows.last().unwrap(), "60004:Elm SA|FR|paper");
}
