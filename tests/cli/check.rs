//! `tamis check`: one party, the answer first, and the same answer as `screen`.

use serde_json::Value;

use crate::support::{Place, Tested};

const OWN: [&str; 5] = ["--no-bundled", "--list", "ours.csv", "--as-of", "2026-01-31"];
const NAME: &str = "Qorvath Zeltmar Textiles Co., Ltd.";

/// The text with each run of blanks and line ends as one blank.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn prints_the_findings_of_the_same_screen_and_the_steps_on_demand() -> Tested {
    let place = Place::new()?;
    let words = [&["check", NAME, "--country", "China"], &OWN[..]].concat();
    let short = place.run(&words)?.expect_status(0).stdout;
    let long = place.run(&[&words[..], &["--explain"]].concat())?.expect_status(0).stdout;
    assert!(short.starts_with("1 finding: 1 match\n"), "{short}");
    assert!(!short.contains("What was done") && long.contains("What was done"), "{long}");
    place.write("v.csv", format!("name,address,country,product,id,title\n\"{NAME}\",,China,,,\n"))?;
    place.screen(&["v.csv"])?.expect_status(0);
    for row in place.csv("tamis-report/flagged.csv")? {
        let head =
            format!("{} (score {}): {}", row.get("verdict").to_uppercase(), row.get("score"), row.get("entry_id"));
        for said in [&short, &long] {
            assert!(flowing(said).contains(&head), "“{head}” is not in:\n{said}");
            assert!(flowing(said).contains(&flowing(row.get("reason"))), "{}\n{said}", row.get("reason"));
        }
    }
    Ok(())
}

#[test]
fn takes_the_cells_of_customs_papers() -> Tested {
    let place = Place::new()?;
    let check = |more: &[&str]| -> Result<Vec<Value>, Box<dyn std::error::Error>> {
        let words = [&["check", "Plain Trading Works", "--json", "--as-of", "2026-11-24"], more].concat();
        let out = place.run(&words)?.expect_status(0).stdout;
        Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
    };
    assert!(check(&[])?.is_empty(), "the name alone is nothing");
    for more in [
        &["--mid", "CNXINCOT123URU", "--hts", "5205.22.0020", "--origin", "CN"][..],
        &["--city", "Korla", "--country", "China", "--hts", "2002.90"],
        &["--parent", "Hetian Taida Apparel Co., Ltd."],
        &["--title", "Party Secretary of XUAR"],
    ] {
        let findings = check(more)?;
        let first = findings.first().ok_or(format!("{more:?} finds nothing"))?;
        for key in ["finding_id", "verdict", "score", "entry_id", "reason", "source_file"] {
            assert!(!first[key].is_null(), "{key}: {first}");
        }
    }
    Ok(())
}

#[test]
fn an_unknown_country_is_an_error_that_names_the_nearest() -> Tested {
    let place = Place::new()?;
    let check = |country: &str| place.run(&[&["check", NAME, "--country", country], &OWN[..]].concat());
    check("Atlantis")?.expect_status(2).expect_error("unknown country `Atlantis`");
    check("Germny")?.expect_status(2).expect_error("the nearest is `Germany`");
    for known in ["CN", "CHN", "156", "P.R. China", "中国", "Viet Nam", ""] {
        check(known)?.expect_status(0);
    }
    Ok(())
}

#[test]
fn han_is_printed_as_it_is_written() -> Tested {
    let place = Place::new()?;
    let out = place.run(&["check", "新疆西部牧业", "--explain", "--as-of", "2026-11-24"])?.expect_status(0).stdout;
    assert!(out.contains("新疆西部牧业") && !out.contains("新 疆"), "{out}");
    Ok(())
}

#[test]
fn what_is_not_understood_is_an_error() -> Tested {
    let place = Place::new()?;
    for (words, error) in [
        (&["check", ""][..], "nothing to check"),
        (&["check", " ", "--country", "CN"], "nothing to check"),
        (&["check", "Acme", "--hts", "abc"], "no tariff number"),
        (&["check", "Acme", "--mid", "XYZ"], "no manufacturer identification code"),
    ] {
        place.run(words)?.expect_status(2).expect_error(error);
    }
    place.run(&["check", "", "--mid", "CNKORHAO7KOR"])?.expect_status(0);
    place.run(&["check", "Acme", "--hts", "5201.00", "--mid", "cn kor hao 7 kor"])?.expect_status(0);
    Ok(())
}
