//! The stages of a run that the library offers, each by itself and all together. How to run and read:
//! `benches/README.md`.
//!
//! All inputs are made here from fixed seeds; nothing outside the repository is read. Each stage asserts what it
//! counted before it is measured: a stage that became fast by doing less fails.

#![allow(missing_docs, reason = "the macros of criterion make public functions")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use tamis::ledger::{Ledger, ReadOptions};
use tamis::model::{ColumnMap, LedgerRow, Lists, Role, Row, RowBatch, Verdict, Watchlist};
use tamis::pipeline::{self, Source, Watch};
use tamis::report::{FlaggedCsv, LedgerInfo, ReportError, ReportFile, ScreenedRow, Sink};
use tamis::screener::{Config, Screener};
use tamis::watchlist;

#[path = "../tests/common/data.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod data;

use data::Mix;

/// Rows of each ledger.
const ROWS: usize = 10_000;

/// One row in this many names a listed party.
const PLANTED_EVERY: usize = 50;

/// Names of the longer list.
const EXTRA: usize = 30_000;

const USUAL: Mix = Mix { vendors: 600, han: 10, planted_every: PLANTED_EVERY };
const DISTINCT: Mix = Mix { vendors: ROWS, ..USUAL };
const CHINESE: Mix = Mix { han: 90, ..DISTINCT };

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
    fs::write(&path, text).expect("written");
    watchlist::load_path(&path).expect("a plain CSV").remove(0)
}

fn compiled(lists: Lists) -> Screener {
    Screener::new(lists, Config::new("2026-11-24".parse().expect("a day")))
}

fn columns() -> ColumnMap {
    let roles = [Role::Name, Role::Address, Role::City, Role::Country, Role::Product];
    ColumnMap::new(roles.into_iter().map(|r| (r.as_str(), r)))
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
    let mut is_flagged = |row: &LedgerRow<'_>| {
        screener.screen(Row::new(*row, columns), &mut scratch).iter().any(|f| f.verdict >= Verdict::Review)
    };
    batch.iter().filter(&mut is_flagged).filter_map(|row| row.row).collect()
}

/// Fails unless every planted row is flagged and next to no other.
fn check_flagged(flagged: &[u64], stage: &str) {
    let (planted, others): (Vec<u64>, Vec<u64>) =
        flagged.iter().partition(|row| (**row - 1).is_multiple_of(PLANTED_EVERY as u64));
    assert_eq!(planted.len(), ROWS / PLANTED_EVERY, "{stage}: planted rows that are not flagged");
    let first: Vec<&u64> = others.iter().take(5).collect();
    assert!(others.len() <= ROWS / 500, "{stage}: {} ordinary rows are flagged, the first: {first:?}", others.len());
}

/// Lists to the screener.
fn compile_lists(c: &mut Criterion) {
    let mut group = c.benchmark_group("compile_lists");
    group.sample_size(10);
    let bundled = lists(0).len();
    for extra in [0, EXTRA] {
        let lists = lists(extra);
        assert_eq!(lists.len(), bundled + extra);
        group.throughput(Throughput::Elements(lists.entries().map(|(.., e)| e.names.len() as u64).sum()));
        group.bench_function(BenchmarkId::from_parameter(extra), |b| {
            b.iter_with_large_drop(|| compiled(black_box(lists.clone())))
        });
    }
    group.finish();
}

/// Rows to findings on one thread, by kind of ledger and with a longer list.
fn screen_rows(c: &mut Criterion) {
    let mut group = c.benchmark_group("screen_rows");
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.throughput(Throughput::Elements(ROWS as u64));
    let columns = columns();
    for extra in [0, EXTRA] {
        let screener = compiled(lists(extra));
        for (name, mix) in [("usual", USUAL), ("distinct", DISTINCT), ("chinese", CHINESE)] {
            let batch = batch(&data::rows(ROWS, mix));
            check_flagged(&flagged(&screener, &batch, &columns), &format!("{name}, {extra} extra names"));
            group.bench_function(BenchmarkId::new(name, extra), |b| {
                // A new scratch each time: remembered cells would turn every ledger into a repeated one.
                b.iter(|| flagged(&screener, black_box(&batch), &columns).len());
            });
        }
    }
    group.finish();
}

/// A ledger's file to rows, by form.
fn read_ledger(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut group = c.benchmark_group("read_ledger");
    for path in written(folder.path()) {
        assert_eq!(read(&path), ROWS, "{}", path.display());
        group.throughput(Throughput::Bytes(fs::metadata(&path).expect("a size").len()));
        let form = path.file_name().expect("a name").to_string_lossy().into_owned();
        group.bench_function(form, |b| b.iter(|| read(black_box(&path))));
    }
    group.finish();
}

/// One ledger in several forms.
fn written(folder: &Path) -> Vec<PathBuf> {
    let paths = ["utf8.csv", "utf16.csv", "packed.csv.gz", "lines.jsonl"].map(|name| folder.join(name));
    let rows = data::rows(ROWS, DISTINCT);
    data::write(&paths[0], &rows);
    let text = fs::read_to_string(&paths[0]).expect("the ledger");
    let wide: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(&paths[1], wide).expect("written");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).expect("packed");
    fs::write(&paths[2], packed.finish().expect("packed")).expect("written");
    let line = |row: &[String; 5]| {
        let fields: serde_json::Map<_, _> =
            data::HEADER[1..].iter().zip(row).map(|(k, v)| ((*k).to_owned(), v.as_str().into())).collect();
        serde_json::Value::Object(fields).to_string() + "\n"
    };
    fs::write(&paths[3], rows.iter().map(line).collect::<String>()).expect("written");
    paths.to_vec()
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

/// Findings to `flagged.csv`, all rows of a ledger flagged.
fn write_report(c: &mut Criterion) {
    let screener = compiled(lists(0));
    let columns = columns();
    let batch = batch(&data::rows(ROWS, Mix { planted_every: 1, ..USUAL }));
    let mut scratch = screener.scratch();
    let found: Vec<_> = batch.iter().map(|row| (row, screener.screen(Row::new(row, &columns), &mut scratch))).collect();
    let ledgers = [LedgerInfo { index: 0, name: "ledger.csv".to_owned(), table: 1, columns: columns.clone() }];
    let folder = tempfile::tempdir().expect("a folder");
    let write = || {
        let file = ReportFile::create(folder.path(), "flagged.csv").expect("a file");
        let mut sink = FlaggedCsv::new(file, screener.lists(), &ledgers).expect("a head");
        for (row, findings) in &found {
            let row = ScreenedRow { ledger: &ledgers[0], row: *row, findings, sector_advisories: false, since: None };
            sink.row(&row).expect("written");
        }
        sink.finish().expect("written");
        let path = folder.path().join("flagged.csv");
        let bytes = fs::metadata(&path).expect("a size").len();
        fs::remove_file(path).expect("removed");
        bytes
    };
    assert!(write() > 300 * ROWS as u64, "a line for each row");
    let mut group = c.benchmark_group("write_report");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("flagged.csv", |b| b.iter(write));
    group.finish();
}

/// Counts what a report would hold.
struct Count(Vec<u64>);

impl Sink for Count {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        if row.findings.iter().any(|f| f.verdict >= Verdict::Review) {
            self.0.extend(row.row.row);
        }
        Ok(())
    }
}

/// From a ledger's file to counted findings, on one and two threads; no report is written.
fn end_to_end(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.csv");
    data::write(&path, &data::rows(ROWS, DISTINCT));
    let screener = compiled(lists(0));
    let mut group = c.benchmark_group("end_to_end");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    group.throughput(Throughput::Elements(ROWS as u64));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let run = || {
            let ledgers = Ledger::open(&path, &ReadOptions::default()).expect("a ledger");
            let sources = ledgers.into_iter().enumerate().map(|(index, ledger)| Source {
                info: LedgerInfo { index, name: ledger.name().to_owned(), table: 1, columns: ledger.columns().clone() },
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

criterion_group!(stages, compile_lists, screen_rows, read_ledger, write_report, end_to_end);
criterion_main!(stages);
