//! The ledger as Parquet, in each packing that writers use, and columns of every type.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};
use tamis::ledger::{Ledger, ReadOptions};

use crate::common;
use crate::ledger::{HEADER, ROLES, ROWS, Row, read, read_ledger, rows};
use crate::writers::{PLAIN, delimited, serial};

/// A Parquet file of row groups of 700 rows.
pub fn parquet(rows: &[Row], compression: Compression, version: WriterVersion) -> Vec<u8> {
    let values = |column: usize| -> ArrayRef {
        let cells = rows.iter().map(|r| r[column].as_str());
        match column {
            6 => Arc::new(cells.map(|c| c.parse().ok()).collect::<Int64Array>()),
            // 1970-01-01 is day 25,569 of a workbook.
            8 => Arc::new(cells.map(|c| i32::try_from(serial(c) - 25_569).ok()).collect::<Date32Array>()),
            9 => Arc::new(cells.map(|c| c.parse().ok()).collect::<Float64Array>()),
            _ => Arc::new(cells.map(|c| Some(c).filter(|c| !c.is_empty())).collect::<StringArray>()),
        }
    };
    let columns = HEADER.iter().enumerate().map(|(i, name)| (*name, values(i)));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_writer_version(version)
        .set_max_row_group_row_count(Some(700))
        .set_data_page_row_count_limit(300)
        .set_write_batch_size(100)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn every_packing_gives_the_same_findings() {
    let (rows, screener, place) = (rows(), common::screener(common::AS_OF), tempfile::tempdir().unwrap());
    let (csv, file) = (place.path().join("v.csv"), place.path().join("v.parquet"));
    fs::write(&csv, delimited(&HEADER, &rows, PLAIN)).unwrap();
    let want = read(&csv, &ReadOptions::default(), &screener);
    for (compression, version) in [
        (Compression::UNCOMPRESSED, WriterVersion::PARQUET_1_0),
        (Compression::SNAPPY, WriterVersion::PARQUET_1_0),
        (Compression::ZSTD(ZstdLevel::default()), WriterVersion::PARQUET_2_0),
        (Compression::GZIP(Default::default()), WriterVersion::PARQUET_2_0),
        (Compression::LZ4_RAW, WriterVersion::PARQUET_1_0),
    ] {
        fs::write(&file, parquet(&rows, compression, version)).unwrap();
        let mut ledger = Ledger::open(&file, &ReadOptions::default()).unwrap().remove(0);
        let got = read_ledger(&mut ledger, &screener);
        assert!(got.problems.is_empty(), "{compression}: {:?}", &got.problems[..1]);
        assert_eq!((got.cells.len(), got.roles.as_slice()), (ROWS, &ROLES[..]), "{compression}");
        assert!(got.cells == want.cells, "{compression}: other cells");
        assert!(got.findings == want.findings, "{compression}: other findings");
        // The digest and the progress are those of the file.
        assert_eq!(ledger.bytes_read(), fs::metadata(&file).unwrap().len());
        assert!(ledger.sha256().is_some());
    }
}

#[test]
fn values_of_every_type_keep_their_digits() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/data");
    let screener = common::screener(common::AS_OF);
    let got = read(&data.join("types.parquet"), &ReadOptions::default(), &screener);
    let first = [
        "Acme Ltd",
        "914403001922038216",
        "18446744073709551615",
        "-1",
        "12.50",
        &"1".repeat(60),
        "2020-07-31",
        "2020-07-31 09:30:00",
        "1969-12-31",
        "09:30:00",
        "TRUE",
        "0.1",
        "1.5",
        "\u{FFFD}",
        "x",
        "Nested GmbH",
        "1",
        "long",
    ];
    assert_eq!(got.cells[0], first);
    let second = ["和田浩林发饰品有限公司", "", "0", "2", "-0.05", "", "2020-07-31"];
    assert_eq!(got.cells[1][..7], second);
    assert_eq!(got.cells[2][4..6], ["", "-7"]);
    assert_eq!(
        got.problems.iter().map(|p| (p.kind, p.row, p.column.as_str())).collect::<Vec<_>>(),
        [("undecodable_bytes", Some(1), "bytes"), ("empty_name", Some(3), "")]
    );
    assert!(!got.findings.is_empty() && got.findings.iter().all(|f| f.0 == 2), "{:?}", got.findings);
    let error = Ledger::open(&data.join("nested.parquet"), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("\"tags.list.element\", \"prices.key_value.key\""), "{error}");
}

#[test]
fn bytes_are_decoded_cell_by_cell_and_what_types_spoilt_is_said() {
    let gbk = encoding_rs::GBK.encode("浙江大华技术股份有限公司").0.into_owned();
    let western = encoding_rs::WINDOWS_1252.encode("Müller & Söhne GmbH").0.into_owned();
    let columns: [(&str, ArrayRef); 4] = [
        ("vendor_name", Arc::new(BinaryArray::from(vec![gbk.as_slice(), &western, "和田某某有限公司".as_bytes()]))),
        ("country", Arc::new(BooleanArray::from(vec![false, false, false]))),
        ("hts_code", Arc::new(Float64Array::from(vec![Some(702.0), None, Some(5_201_001_400.0)]))),
        ("tax_id", Arc::new(Float64Array::from(vec![Some(914_403_001_922_038_200.0), None, Some(12.0)]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("v.parquet");
    fs::write(&file, writer.into_inner().unwrap()).unwrap();
    let got = read(&file, &ReadOptions::default(), &common::screener(common::AS_OF));
    let names: Vec<&str> = got.cells.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["浙江大华技术股份有限公司", "Müller & Söhne GmbH", "和田某某有限公司"]);
    let said: Vec<(&str, Option<u64>, &str)> =
        got.problems.iter().filter(|p| p.kind != "digits_lost").map(|p| (p.kind, p.row, p.column.as_str())).collect();
    let (bytes, typed) = ("mixed_encoding", "value_changed_type");
    let expected = [
        (bytes, Some(1), "vendor_name"),
        (typed, Some(1), "country"),
        (typed, Some(1), "hts_code"),
        (typed, Some(1), "tax_id"),
        (bytes, Some(2), "vendor_name"),
    ];
    assert_eq!(said, expected);
    assert!(got.findings.iter().any(|f| f.0 == 1), "{:?}", got.findings);
}

#[test]
fn a_damaged_file_gives_what_it_holds_or_is_refused() {
    let (rows, place) = (rows(), tempfile::tempdir().unwrap());
    let whole = parquet(&rows, Compression::SNAPPY, WriterVersion::PARQUET_1_0);
    let file = place.path().join("v.parquet");
    let screener = common::screener(common::AS_OF);
    let mut numbers = common::Rng::from_state(5);
    let (mut refused, mut broken) = (0, 0);
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            let at = 4 + numbers.below(bytes.len() - 4);
            bytes[at] ^= 1 << numbers.below(8);
        }
        fs::write(&file, bytes).unwrap();
        match Ledger::open(&file, &ReadOptions::default()) {
            Err(_) => refused += 1,
            Ok(mut ledgers) => {
                let got = read_ledger(&mut ledgers[0], &screener);
                let stopped = got.problems.iter().filter(|p| p.kind == "broken_off").count();
                assert_eq!(stopped as u64, got.unreadable, "{:?}", got.problems);
                broken += stopped;
            }
        }
    }
    assert!(refused + broken > 20, "{refused} refused, {broken} broken off");
}
