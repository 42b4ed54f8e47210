//! `tamis eval`: scores, misses, baseline.

use crate::support::{Place, Tested};

const CASES: &str = "case_id\tledger_name\tledger_address\tledger_country\tledger_product\t\
    expected\texpected_entry\tcategory\twhy\n\
    D1\t\"Qorvath Zeltmar Textiles Co., Ltd.\"\t\tCN\t\thit\tQorvath Zeltmar Textiles Co., Ltd.\texact\tas listed\n\
    D2\tBrumhild Oxnacker Solar GmbH\t\tDE\t\thit\tAnother Entry\texact\twrong label on purpose\n\
    D3\tPlain Paper Ltd\t\tNO\t\tno_hit\t\tneg_plain\tanother company\n\
    D4\tPlain Pencil Ltd\t\tNO\t\treview\t\tgroup\tnot flagged on purpose\n";

const OWN: [&str; 4] = ["--no-bundled", "--list", "ours.csv", "cases.tsv"];

#[test]
fn counts_hits_reviews_and_false_alarms() -> Tested {
    let place = Place::new()?;
    place.write("cases.tsv", CASES)?;
    let ran = place.run(&[&["eval", "--misses"], &OWN[..]].concat())?.expect_status(0);
    let ran = ran.expect_output("WRONGENTRY D2").expect_output("RMISS D4");
    let last = ran.stdout.lines().last().unwrap_or_default();
    let figures: serde_json::Value = serde_json::from_str(last)?;
    assert_eq!((figures["hit_recall"].as_f64(), figures["hit_recall_any_entry"].as_f64()), (Some(50.0), Some(100.0)));
    assert_eq!((figures["review_recall"].as_f64(), figures["neg_false_match"].as_f64()), (Some(0.0), Some(0.0)));
    let json = place.run(&[&["eval", "--json"], &OWN[..]].concat())?.expect_status(0).stdout;
    assert_eq!(json.trim_end(), last);
    Ok(())
}

#[test]
fn a_baseline_lists_what_flipped_and_worse_is_status_1() -> Tested {
    let place = Place::new()?;
    place.write("cases.tsv", CASES)?;
    let with = |more: &[&'static str]| [&["eval", "--baseline", "base.tsv"], more, &OWN[..]].concat();
    place.run(&with(&[]))?.expect_status(2).expect_error("base.tsv");
    place.run(&with(&["--write-baseline"]))?.expect_status(0);
    place.run(&with(&[]))?.expect_status(0).expect_output("0 worse, 0 better");
    let better = place
        .read("base.tsv")?
        .replace("D3\tnone\tnone", "D3\tmatch\tnone")
        .replace("D4\tnone\tnone", "D4\treview\treview");
    place.write("base.tsv", better)?;
    let ran = place.run(&with(&[]))?.expect_status(1).expect_output("1 worse, 1 better");
    assert!(ran.stdout.contains("worse  D4") && ran.stdout.contains("better D3"), "{}", ran.stdout);
    place.write("base.tsv", "case_id\ttop\tright\nD1\tperhaps\tnone\n")?;
    place.run(&with(&[]))?.expect_status(2).expect_error("base.tsv: line 2");
    Ok(())
}
