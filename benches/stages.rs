//! Each stage of a screen by itself, and all of them together. How to run and read: `benches/README.md`.
//!
//! All inputs are made here from fixed seeds; nothing outside the repository is read. Each stage asserts what it
//! counted before it is measured: a stage that became fast by doing less fails.

#![allow(missing_docs, reason = "the macros of criterion make public functions")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use tamis::cells::{CellReader, Workspace};
use tamis::ledger::{Ledger, ReadOptions};
use tamis::lexicon::word_cache::WordCache;
use tamis::matching::identifier::Identifiers;
use tamis::matching::index::Index;
use tamis::matching::segments::{self, NoWords};
use tamis::model::{ColumnMap, Lists, Role, Row, RowBatch, Score, Verdict, Watchlist};
use tamis::pipeline::{self, Source, Watch};
use tamis::report::{LedgerInfo, ReportError, ScreenedRow, Sink};
use tamis::screener::{Config, Screener};
use tamis::text::{self, Normalized};
use tamis::watchlist;

#[path = "stages/data.rs"]
mod data;

use data::Cells;

/// Rows of the ledgers, and cells of the cell stages.
const ROWS: usize = 10_000;

/// One row in this many names a listed party.
const PLANTED_EVERY: usize = 50;

fn lists(extra: usize) -> Lists {
    let bundled = watchlist::bundled().expect("the bundled lists are whole");
    let own: Vec<Watchlist> = if extra == 0 { Vec::new() } else { vec![extra_list(extra)] };
    watchlist::compose(Some(bundled), own, &[]).expect("the lists fit together")
}

/// A list of `names` further firms, read as a user's list is.
fn extra_list(names: usize) -> Watchlist {
    let mut text = String::from("name,id,country\n");
    for (n, name) in data::listed_firms(names).iter().enumerate() {
        let _ = writeln!(text, "\"{name}\",X-{n},China");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("extra.csv");
    std::fs::write(&path, text).expect("written");
    let list = watchlist::load_path(&path).expect("a plain CSV");
    assert_eq!(list.entries.len(), names);
    list
}

fn screener(extra: usize) -> Screener {
    Screener::new(lists(extra), Config { as_of: "2026-11-24".parse().expect("a day"), min_score: Score(0) })
}

fn columns() -> ColumnMap {
    let roles = vec![Role::Name, Role::Address, Role::City, Role::Country, Role::Product];
    ColumnMap { headers: roles.iter().map(|r| r.as_str().to_owned()).collect(), roles, groups: Vec::new() }
}

/// Text to tokens.
fn normalize(c: &mut Criterion) {
    let mut group = c.benchmark_group("normalize");
    for (name, cells) in [("ascii", Cells::latin(ROWS)), ("han", Cells::han(ROWS)), ("mixed", Cells::mixed(ROWS))] {
        let (mut work, mut out) = (Vec::new(), Normalized::default());
        let mut run = || {
            let mut tokens = 0;
            for cell in &cells.0 {
                text::normalize_into(black_box(cell), &mut work, &mut out);
                tokens += out.tokens().len();
            }
            tokens
        };
        let wanted: usize = cells.0.iter().map(|cell| text::normalize(cell).tokens().len()).sum();
        assert!(wanted > 3 * ROWS, "{name}: {wanted} tokens");
        assert_eq!(run(), wanted, "{name}: reused memory changes the answer");
        group.throughput(Throughput::Elements(ROWS as u64));
        group.bench_function(name, |b| b.iter(&mut run));
    }
    group.finish();
}

/// Tokens to pieces with slot, key and rarity.
fn cut_pieces(c: &mut Criterion) {
    let mut group = c.benchmark_group("cut_pieces");
    for (name, cells) in [("latin", Cells::latin(ROWS)), ("han", Cells::han(ROWS))] {
        let cells: Vec<Normalized> = cells.0.iter().map(|cell| text::normalize(cell)).collect();
        let (mut words, mut ends, mut out) = (WordCache::default(), Vec::new(), Vec::new());
        let mut covered = 0;
        for n in &cells {
            segments::cut(n, &mut words, &NoWords, &mut ends, &mut out);
            covered += (0..n.tokens().len())
                .filter(|t| out.iter().any(|p| usize::from(p.from) <= *t && *t < usize::from(p.to)))
                .count();
        }
        assert_eq!(covered, cells.iter().map(|n| n.tokens().len()).sum::<usize>(), "{name}: tokens in no piece");
        group.throughput(Throughput::Elements(ROWS as u64));
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut pieces = 0;
                for n in &cells {
                    segments::cut(black_box(n), &mut words, &NoWords, &mut ends, &mut out);
                    pieces += out.len();
                }
                pieces
            });
        });
    }
    group.finish();
}

/// Cells to readings, every cell new: what a ledger of vendors that never repeat costs.
fn read_cells(c: &mut Criterion) {
    let lists = lists(0);
    let index = Index::build(&lists, |_| true, |ix| Some(ix.0));
    let identifiers = Identifiers::build(&lists, |_| true);
    let reader = CellReader { index: &index, identifiers: &identifiers, may_count: tamis::policy::may_count };
    let mut group = c.benchmark_group("read_cells");
    for (name, cells) in [("latin", Cells::latin(ROWS)), ("han", Cells::han(ROWS))] {
        let planted = cells.planted(PLANTED_EVERY, name == "han");
        let mut work = Workspace::default();
        let found =
            planted.iter().filter(|cell| !reader.read(cell, true, &mut work).mentions().names.is_empty()).count();
        assert_eq!(found, planted.len(), "{name}: listed names that no reading sees");
        group.throughput(Throughput::Elements(ROWS as u64));
        group.bench_function(name, |b| {
            b.iter(|| {
                cells
                    .0
                    .iter()
                    .map(|cell| reader.read(black_box(cell), true, &mut work).mentions().names.len())
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

/// Lists to the compiled index.
fn build_index(c: &mut Criterion) {
    let mut group = c.benchmark_group("build_index");
    group.sample_size(10);
    let mut bundled = 0;
    for extra in [0, 16_000, 30_000] {
        let lists = lists(extra);
        let names = Index::build(&lists, |_| true, |ix| Some(ix.0)).names().iter().count();
        if extra == 0 {
            bundled = names;
            let printed: usize = lists.entries().map(|(_, _, e)| e.names.len()).sum();
            assert!(bundled > printed / 2, "{bundled} names compiled of {printed}");
        }
        assert!(names >= bundled + extra, "{names} names with {extra} more than {bundled}");
        let name = if extra == 0 { "bundled".to_owned() } else { format!("bundled and {extra}") };
        group.throughput(Throughput::Elements(names as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| Index::build(black_box(&lists), |_| true, |ix| Some(ix.0)))
        });
    }
    group.finish();
}

fn batch(rows: &[[String; 5]]) -> RowBatch {
    let mut batch = RowBatch::default();
    for (n, row) in rows.iter().enumerate() {
        batch.push(n as u64 + 1, n as u64 + 2, row.iter().map(String::as_str));
    }
    batch
}

/// Rows with a finding at `review` or higher.
fn flagged(screener: &Screener, batch: &RowBatch, columns: &ColumnMap) -> Vec<u64> {
    let mut scratch = screener.scratch();
    let mut found = Vec::new();
    for row in batch.iter() {
        if screener.screen(Row::new(row, columns), &mut scratch).iter().any(|f| f.verdict >= Verdict::Review) {
            found.push(row.row);
        }
    }
    found
}

/// Fails unless every planted row is flagged and next to no other.
fn check_flagged(flagged: &[u64], stage: &str) {
    let planted = |row: &&u64| (**row - 1).is_multiple_of(PLANTED_EVERY as u64);
    let right = flagged.iter().filter(planted).count();
    let others: Vec<&u64> = flagged.iter().filter(|r| !planted(r)).collect();
    assert_eq!(right, ROWS / PLANTED_EVERY, "{stage}: planted rows that are not flagged");
    assert!(
        others.len() <= ROWS / 500,
        "{stage}: {} ordinary rows are flagged, the first: {:?}",
        others.len(),
        others.iter().take(5).collect::<Vec<_>>()
    );
}

/// Rows to findings: every vendor different, and vendors that come again; with lists of three lengths.
fn screen_rows(c: &mut Criterion) {
    let mut group = c.benchmark_group("screen_rows");
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.throughput(Throughput::Elements(ROWS as u64));
    let columns = columns();
    for extra in [0, 16_000, 30_000] {
        let screener = screener(extra);
        for (name, rows) in
            [("distinct", data::rows(ROWS, ROWS, PLANTED_EVERY)), ("repeated", data::rows(ROWS, 600, PLANTED_EVERY))]
        {
            let batch = batch(&rows);
            let stage = format!("{name}, {extra} extra names");
            check_flagged(&flagged(&screener, &batch, &columns), &stage);
            group.bench_function(BenchmarkId::new(name, extra), |b| {
                // A new scratch each time: remembered cells would turn every ledger into a repeated one.
                b.iter(|| flagged(&screener, black_box(&batch), &columns).len());
            });
        }
    }
    group.finish();
}

/// A ledger's file to rows.
fn read_csv(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.csv");
    let size = data::write(&path, &data::rows(ROWS, ROWS, PLANTED_EVERY));
    assert_eq!(read(&path), ROWS);
    let mut group = c.benchmark_group("read_csv");
    group.throughput(Throughput::Bytes(size));
    group.bench_function("utf-8", |b| b.iter(|| read(black_box(&path))));
    group.finish();
}

fn read(path: &Path) -> usize {
    let mut batch = RowBatch::default();
    let mut problems = Vec::new();
    let mut rows = 0;
    for mut ledger in Ledger::open(path, &ReadOptions::default()).expect("a ledger") {
        while ledger.next_batch(&mut batch, 256 * 1024, &mut problems).expect("rows") {
            rows += batch.len();
        }
    }
    assert!(problems.is_empty(), "{problems:?}");
    rows
}

/// Counts what a report would hold.
struct Count(Vec<u64>);

impl Sink for Count {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        if row.findings.iter().any(|f| f.verdict >= Verdict::Review) {
            self.0.push(row.row.row);
        }
        Ok(())
    }
}

/// From a ledger's file to counted findings, on one and two workers; no report is written.
fn end_to_end(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.csv");
    data::write(&path, &data::rows(ROWS, ROWS, PLANTED_EVERY));
    let screener = screener(0);
    let mut group = c.benchmark_group("end_to_end");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    group.throughput(Throughput::Elements(ROWS as u64));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let run = || {
            let ledgers = Ledger::open(&path, &ReadOptions::default()).expect("a ledger");
            let sources = ledgers.into_iter().enumerate().map(|(index, ledger)| Source {
                info: LedgerInfo { index, name: ledger.name().to_owned(), columns: ledger.columns().clone() },
                ledger: Ok(ledger),
            });
            let mut count = Count(Vec::new());
            let (cancel, mut progress) = (AtomicBool::new(false), |_| {});
            let mut watch = Watch { cancel: &cancel, progress: &mut progress };
            let screened = pool.install(|| pipeline::run(sources, &screener, false, &mut count, &mut watch));
            let outcomes = screened.expect("a run");
            assert_eq!(outcomes.iter().map(|o| o.rows_read).sum::<u64>(), ROWS as u64);
            count.0
        };
        check_flagged(&run(), "end to end");
        group.bench_function(BenchmarkId::new("threads", threads), |b| b.iter(run));
    }
    group.finish();
}

criterion_group!(stages, normalize, cut_pieces, read_cells, build_index, screen_rows, read_csv, end_to_end);
criterion_main!(stages);
