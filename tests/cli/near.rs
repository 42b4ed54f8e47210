//! `tamis screen --near N`: `near-misses.csv`, the candidates under a threshold.

use crate::support::{Place, Record, Tested};

const FILE: &str = "tamis-report/near-misses.csv";

/// One word of a listed name each, but for the listed name itself and two parties that share none.
const LEDGER: &str = "Vendor Name,Country\n\
    Zeltmar Foods Ltd,China\n\
    Plain Paper Ltd,Norway\n\
    \"Qorvath Zeltmar Textiles Co., Ltd.\",China\n\
    Oxnacker Logistics,France\n\
    Oxnacker Logistics,Germany\n\
    Harbour Stationers,Norway\n";

fn of_party<'r>(records: &'r [Record], party: &str) -> Vec<&'r Record> {
    records.iter().filter(|r| r.get("party") == party).collect()
}

#[test]
fn candidates_under_the_threshold_are_written_and_never_counted() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    let plain = place.screen(&["v.csv", "-o", "plain", "--summary", "json"])?.expect_status(0);
    let ran = place.screen(&["v.csv", "--near", "3", "--summary", "json", "--fail-on", "match"])?.expect_status(1);
    let counts = |text: &str| serde_json::from_str::<serde_json::Value>(text).map(|v| v["counts"].clone());
    assert_eq!(counts(&ran.stdout)?, counts(&plain.stdout)?, "near misses are in no count");
    for file in ["parties.csv", "flagged.csv", "flagged.jsonl", "sector-advisories.csv"] {
        assert_eq!(place.read(&format!("tamis-report/{file}"))?, place.read(&format!("plain/{file}"))?, "{file}");
    }
    assert!(!place.at("plain/near-misses.csv").exists(), "no file where none is asked for");

    let near = place.csv(FILE)?;
    let header = |file: &str| place.read(file).map(|text| text.lines().next().unwrap_or_default().to_owned());
    assert_eq!(header(FILE)?, header("tamis-report/parties.csv")?, "the columns of parties.csv");
    let foods = of_party(&near, "Zeltmar Foods Ltd");
    assert_eq!(foods.iter().map(|r| r.get("entry_id")).collect::<Vec<_>>(), ["own-1"]);
    assert_eq!((foods[0].get("status"), foods[0].get("verdict"), foods[0].get("rows")), ("near_miss", "none", "1"));
    assert!(foods[0].get("reason").contains("under the threshold of a finding"), "{near:?}");
    // Two rows of one party are one line, with the score of the nearer one: its country agrees.
    let logistics = of_party(&near, "Oxnacker Logistics");
    assert_eq!(logistics.len(), 1, "{near:?}");
    assert_eq!((logistics[0].get("rows"), logistics[0].get("first_row")), ("2", "4"));
    assert!(logistics[0].get("reason").contains("country agrees"), "{logistics:?}");
    for silent in ["Plain Paper Ltd", "Harbour Stationers", "Qorvath Zeltmar Textiles Co., Ltd."] {
        assert!(of_party(&near, silent).is_empty(), "{silent}: {near:?}");
    }
    for line in &near {
        assert!(line.get("score").parse::<u8>().is_ok_and(|score| score < 50), "under every review: {line:?}");
    }
    assert!(place.read("tamis-report/MANIFEST.sha256")?.contains("  near-misses.csv\n"));
    let record: serde_json::Value = serde_json::from_str(&place.read("tamis-report/run.json")?)?;
    assert_eq!(record["settings"]["near"], 3);
    Ok(())
}

#[test]
fn a_finding_that_its_score_leaves_out_is_the_nearest_miss() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv", "--near", "2", "--min-score", "100", "--fail-on", "advisory"])?.expect_status(0);
    assert_eq!(place.csv("tamis-report/parties.csv")?, []);
    let near = place.csv(FILE)?;
    let first = near.first().ok_or("no near miss")?;
    assert_eq!((first.get("party"), first.get("entry_id")), ("Qorvath Zeltmar Textiles Co., Ltd.", "own-1"));
    assert_eq!((first.get("status"), first.get("verdict")), ("near_miss", "match"));
    assert!(first.get("score").parse::<u8>().is_ok_and(|score| (80..100).contains(&score)), "{first:?}");
    // The id is that of the finding.
    place.screen(&["v.csv", "-o", "all"])?.expect_status(0);
    assert_eq!(place.csv("all/parties.csv")?[0].get("finding_id"), first.get("finding_id"));
    Ok(())
}

#[test]
fn the_file_is_the_same_at_any_number_of_threads_and_holds_n_lines_a_party() -> Tested {
    let place = Place::new()?;
    let words = ["Abalore", "Brindwick", "Cundrast", "Dolmeth", "Eskorin", "Fundwall"];
    let list: String = words.iter().map(|word| format!("Zeltmar {word} Works,China\n")).collect();
    place.write("ours.csv", format!("name,country\n{list}"))?;
    let vendors = words.iter().cycle().take(4000).enumerate();
    let rows: String = vendors.map(|(n, word)| format!("Zeltmar {} {word}ex Ltd,China\n", n % 700)).collect();
    place.write("v.csv", format!("Vendor Name,Country\n{rows}"))?;
    let mut texts = Vec::new();
    for (threads, near) in [("1", "2"), ("2", "2"), ("8", "2"), ("8", "20")] {
        place.screen(&["v.csv", "--near", near, "--threads", threads, "--force"])?.expect_status(0);
        texts.push(place.read(FILE)?);
        let most: usize = near.parse()?;
        let lines = place.csv(FILE)?;
        let party = lines.first().ok_or("no near miss")?.get("party").to_owned();
        assert!((1..=most).contains(&of_party(&lines, &party).len()));
    }
    assert!(texts[0] == texts[1] && texts[0] == texts[2] && texts[0].len() < texts[3].len());
    Ok(())
}

#[test]
fn the_settings_file_has_the_key_and_standard_output_has_no_place_for_it() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.write("tamis.toml", "near = 1\n")?;
    place.screen(&["v.csv"])?.expect_status(0);
    assert!(!place.csv(FILE)?.is_empty());
    place.screen(&["v.csv", "-o", "-"])?.expect_status(2).expect_error("near misses are a file of the report");
    place.write("tamis.toml", "near = 21\n")?;
    place.screen(&["v.csv"])?.expect_status(2).expect_error("1 to 20");
    place.screen(&["v.csv", "--near", "0"])?.expect_status(2);
    Ok(())
}
