//! The loop's promises: every row accounted for, in order, whatever fails.

use std::error::Error;
use std::path::Path;

use super::*;
use crate::ledger::ReadOptions;
use crate::report::ScreenedRow;
use crate::screener::Config;

type Tested = Result<(), Box<dyn Error>>;

/// Ledgers with a memo of this many rows each, and a list with one invented name on each thirtieth row.
struct Fixture {
    _place: tempfile::TempDir,
    sources: Vec<Source>,
    screener: Screener,
}

fn fixture(rows: &[usize]) -> Result<Fixture, Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let list = place.path().join("list.csv");
    std::fs::write(&list, "name,id\nQorvath Zeltmar Textiles,own-1\n")?;
    let lists = crate::watchlist::compose(None, crate::watchlist::load_path(&list)?, &[])?;
    let as_of = "2026-01-31".parse()?;
    let mut sources = Vec::new();
    for (index, rows) in rows.iter().enumerate() {
        let path = place.path().join(format!("{index}.csv"));
        let mut text = String::from("Vendor Name,Memo\n");
        for row in 0..*rows {
            let name = if row % 30 == 0 { "Qorvath Zeltmar Textiles" } else { "Plain Paper" };
            text.push_str(&format!("{name},{}\n", "memo ".repeat(20)));
        }
        std::fs::write(&path, text)?;
        sources.push(source(index, &path)?);
    }
    Ok(Fixture { _place: place, sources, screener: Screener::new(lists, Config::new(as_of)) })
}

fn source(index: usize, path: &Path) -> Result<Source, Box<dyn Error>> {
    let ledger = Ledger::open(path, &ReadOptions::default())?.pop().ok_or("no ledger")?;
    let info = LedgerInfo { index, name: ledger.name().to_owned(), table: 1, columns: ledger.columns().clone() };
    Ok(Source { info, ledger: Ok(ledger) })
}

/// Notes where the rows stand; refuses after some.
struct Noting {
    rows: Vec<(usize, u64)>,
    refuse_after: usize,
}

impl Sink for Noting {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        if self.rows.len() >= self.refuse_after {
            return Err(ReportError::new("the disk is full"));
        }
        self.rows.push((row.ledger.index, row.row.row.unwrap_or(0)));
        Ok(())
    }
}

fn run_all(
    fixture: Fixture,
    threads: usize,
    sink: &mut Noting,
    cancel: &AtomicBool,
) -> Result<Vec<LedgerOutcome>, PipelineError> {
    let mut seen = 0;
    let mut progress = |p: Progress| {
        assert!(p.rows >= seen, "progress never goes back");
        seen = p.rows;
    };
    let mut watch = Watch { cancel, progress: &mut progress };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| run(fixture.sources.into_iter(), &fixture.screener, false, sink, &mut watch))
}

#[test]
fn rows_come_in_order_and_every_row_is_counted() -> Tested {
    for threads in [1, 2, 8] {
        let mut sink = Noting { rows: Vec::new(), refuse_after: usize::MAX };
        let outcomes = run_all(fixture(&[9000, 1, 4000])?, threads, &mut sink, &AtomicBool::new(false))?;
        assert!(sink.rows.is_sorted(), "rows out of order with {threads} workers");
        let counts: Vec<_> =
            outcomes.iter().map(|o| (o.rows_read, o.rows_flagged, o.rows_clean, o.rows_unreadable)).collect();
        assert_eq!(counts, [(9000, 300, 8700, 0), (1, 1, 0, 0), (4000, 134, 3866, 0)]);
        assert!(outcomes.iter().all(|o| o.is_complete() && o.sha256.is_some()));
    }
    Ok(())
}

#[test]
fn a_sink_that_refuses_ends_the_run_with_its_own_words() -> Tested {
    let mut sink = Noting { rows: Vec::new(), refuse_after: 3 };
    let error = run_all(fixture(&[30_000])?, 2, &mut sink, &AtomicBool::new(false)).err().ok_or("no error")?;
    assert_eq!(error.to_string(), "the disk is full");
    Ok(())
}

#[test]
fn a_cancelled_run_is_an_error() -> Tested {
    let mut sink = Noting { rows: Vec::new(), refuse_after: usize::MAX };
    let result = run_all(fixture(&[30_000])?, 2, &mut sink, &AtomicBool::new(true));
    assert!(matches!(result, Err(PipelineError::Cancelled)), "{result:?}");
    Ok(())
}

#[test]
fn a_ledger_that_cannot_be_opened_leaves_the_others_and_says_so() -> Tested {
    let mut fixture = fixture(&[10, 10])?;
    if let Some(source) = fixture.sources.first_mut() {
        source.ledger = Err("it was changed".to_owned());
    }
    let mut sink = Noting { rows: Vec::new(), refuse_after: usize::MAX };
    let outcomes = run_all(fixture, 2, &mut sink, &AtomicBool::new(false))?;
    let complete: Vec<bool> = outcomes.iter().map(LedgerOutcome::is_complete).collect();
    assert_eq!(complete, [false, true]);
    assert_eq!(sink.rows, [(1, 1)]);
    Ok(())
}

#[test]
fn a_row_whose_screening_fails_is_counted_and_named_and_the_others_go_on() {
    let mut rows = RowBatch::default();
    for row in 1..=3 {
        rows.push(row, row + 1, ["x"]);
    }
    let ledger = Arc::new(LedgerInfo {
        index: 0,
        name: "v.csv".to_owned(),
        table: 1,
        columns: crate::model::ColumnMap::default(),
    });
    let mut work =
        Batch { ledger, rows, problems: Vec::new(), bytes: 0, found: Vec::new(), near: Vec::new(), failed: Vec::new() };
    let mut seen = Vec::new();
    work.screen(|row| {
        seen.extend(row.cells.row);
        if row.cells.row == Some(2) { Err("index out of bounds".to_owned()) } else { Ok((Vec::new(), Vec::new())) }
    });
    assert_eq!(seen, [1, 2, 3]);
    assert_eq!(work.failed, [1]);
    let problem = work.problems.first().map(|p| (p.row, p.line, p.kind, p.done.as_str()));
    assert_eq!(
        problem,
        Some((Some(2), 3, "internal_fault", "NOT screened, a fault of this program: index out of bounds"))
    );
}
