//! The example ledger shows each kind of finding, and its ordinary rows and look-alikes stay clear.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use assert_cmd::cargo::cargo_bin_cmd;

/// Vendors of the example that share a word, a place or goods with what is listed, and nothing else.
const LOOK_ALIKES: [&str; 14] = [
    "Taida Machinery (Suzhou) Co., Ltd.",
    "上海新疆路纺织品商店",
    "Shanghai Huaxin Textiles Co., Ltd.",
    "Dahua Hardware Ltd",
    "KTK Bookkeeping Services",
    "Saigon Garment JSC",
    "Handan Hongda Cotton Co., Ltd.",
    "Silk Road Restaurant",
    "Aksu Seyahat Turizm",
    "Wang Fang",
    "Müller & Söhne KG",
    "Osaka Seimitsu K.K.",
    "Fresno Raisin Growers",
    "Sialkot Glove Works",
];

#[test]
fn the_example_shows_each_kind_of_finding_beside_clean_rows() {
    let place = tempfile::tempdir().expect("a directory");
    let report = place.path().join("report");
    let ledger = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ledger.csv");
    cargo_bin_cmd!("tamis")
        .current_dir(place.path())
        .args(["screen", ledger, "-o", "report", "--as-of", common::AS_OF, "--quiet"])
        .assert()
        .success();

    let mut methods: BTreeMap<String, String> = BTreeMap::new();
    let mut flagged: BTreeSet<String> = BTreeSet::new();
    let mut formerly = false;
    let mut reader = csv::Reader::from_path(report.join("flagged.csv")).expect("flagged.csv");
    for line in reader.deserialize::<BTreeMap<String, String>>().map(|l| l.expect("a line of flagged.csv")) {
        let vendor = line["ledger.Vendor Name"].clone();
        formerly |= line["reason"].contains("Formerly listed, removed on");
        methods.insert(line["method"].clone(), vendor.clone());
        flagged.insert(vendor);
    }
    let shown = [
        "identifier",
        "exact",
        "variant",
        "cross_script",
        "fuzzy",
        "affiliation",
        "goods",
        "region",
        "official",
        "licensing",
        "advisory",
        "mid",
    ];
    for method in shown {
        assert!(methods.contains_key(method), "no row of the example shows a finding by {method}; shown: {methods:?}");
    }
    assert!(formerly, "no row of the example shows a party that was formerly listed");
    for vendor in LOOK_ALIKES {
        assert!(!flagged.contains(vendor), "{vendor} is flagged");
    }
    let rows = csv::Reader::from_path(ledger).expect("the example").records().count();
    assert_eq!(rows, 38);
}
