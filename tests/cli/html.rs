//! `tamis screen --format html`: `report.html`, one file that loads nothing.

use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Place, Tested};

const FILE: &str = "tamis-report/report.html";

const LEDGER: &str = "Vendor Name,Country,Note\n\
    \"Qorvath Zeltmar Textiles Co., Ltd.\",China,first\n\
    Plain Paper Ltd,Norway,\n\
    \"Qorvath Zeltmar Textiles Co., Ltd.\",China,second\n\
    Brumhild Oxnaker Solar GmbH,DE,third\n";

/// What is between two marks of a page.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    page.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(inside, _)| inside)
}

fn data(page: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(between(page, "id=\"data\">", "</script>"))
}

#[test]
fn report_html_holds_the_parties_and_the_counts_of_the_run() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv", "-o", "plain"])?.expect_status(0);
    assert!(!place.at("plain/report.html").exists(), "only where it is asked for");
    let ran = place.screen(&["v.csv", "--format", "csv,html"])?.expect_status(0);
    assert!(ran.stdout.contains("begin with report.html"), "{}", ran.stdout);
    for file in ["flagged.csv", "parties.csv", "sector-advisories.csv", "input-problems.csv"] {
        assert_eq!(place.read(&format!("tamis-report/{file}"))?, place.read(&format!("plain/{file}"))?, "{file}");
    }
    assert!(place.read("tamis-report/MANIFEST.sha256")?.contains("  report.html\n"));

    let page = place.read(FILE)?;
    let data = data(&page)?;
    let parties = data["parties"].as_array().ok_or("no parties")?;
    let text = |index: &Value| data["texts"][index.as_u64().unwrap_or_default() as usize].clone();
    let lines = place.csv("tamis-report/parties.csv")?;
    assert_eq!(parties.iter().map(|p| p["m"].as_array().map_or(0, Vec::len)).sum::<usize>(), lines.len());
    for line in &lines {
        let party = parties.iter().find(|party| party["n"] == line.get("party")).ok_or("a party without a card")?;
        let all = party["m"].as_array().ok_or("no measures")?;
        let found = all.iter().find(|m| m["i"] == line.get("finding_id")).ok_or("a finding without a place")?;
        assert_eq!(text(&found["r"]), line.get("reason"));
        assert_eq!(found["w"].to_string(), line.get("rows"));
        let entry = &data["entries"][found["e"].as_u64().unwrap_or_default() as usize];
        assert_eq!(entry["id"], line.get("entry_id"));
        assert!(entry["measure"].as_str().is_some_and(|measure| !measure.is_empty()), "{entry}");
    }
    let first = &parties[0];
    assert_eq!((first["n"].as_str(), first["k"].as_u64()), (Some("Qorvath Zeltmar Textiles Co., Ltd."), Some(2)));
    assert_eq!(first["r"].to_string(), "[[0,1,1],[0,3,3]]", "the rows of the party");
    assert_eq!(first["x"][1][2][2], "second", "and their cells");
    let run: Value = serde_json::from_str(&place.read("tamis-report/run.json")?)?;
    for (verdict, count) in run["counts"]["parties"].as_object().ok_or("no counts")? {
        let line = format!(
            "<span class=\"badge {verdict}\">{verdict}</span></th><td class=\"number\" data-label=\"Parties\">{count}<"
        );
        assert!(page.contains(&line), "{line}");
    }
    let digests = [&run["settings_sha256"], &run["lists"][0]["sha256"], &run["inputs"][0]["sha256"]];
    assert!(digests.iter().all(|digest| digest.as_str().is_some_and(|digest| page.contains(digest))), "{digests:?}");
    Ok(())
}

#[test]
fn report_html_is_the_same_in_every_run() -> Tested {
    let place = Place::new()?;
    let rows = (0..2000).map(|n| format!("Branch {} Qorvath Zeltmar Textiles,China,row {n}\n", n % 700));
    place.write("v.csv", format!("Vendor Name,Country,Note\n{}", rows.collect::<String>()))?;
    for (threads, folder) in [("1", "a"), ("3", "b")] {
        place.screen(&["v.csv", "-o", folder, "--format", "html", "--threads", threads])?.expect_status(0);
    }
    let page = place.read("a/report.html")?;
    assert!(page == place.read("b/report.html")?, "the number of threads shows in report.html");
    assert!(!place.at("a/flagged.csv").exists(), "only the form that is asked for");
    assert_eq!(data(&page)?["parties"].as_array().map(Vec::len), Some(700));
    Ok(())
}

#[test]
fn text_of_a_ledger_is_text_in_report_html() -> Tested {
    let place = Place::new()?;
    let long = format!("{}Qorvath Zeltmar Textiles{}", "新".repeat(5000), "疆".repeat(5000));
    let hostile = [
        "<!--<script></script><script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "\u{202e}cod.exe\u{2028}",
        "𠀀 &lt; {{ data }}",
        &long,
    ];
    let mut ledger = "Vendor Name,\"</td><img src=x>\",Country\n".to_owned();
    for text in hostile {
        ledger += &format!("\"Qorvath Zeltmar Textiles Co., Ltd.\",\"{text}\",\"{text}\"\n");
    }
    place.write("<b>v.csv", ledger)?;
    place.screen(&["<b>v.csv", "--format", "html"])?.expect_status(0);
    let page = place.read(FILE)?;
    let data = data(&page)?;
    let ends = page.matches("</script").count();
    assert_eq!((ends, page.matches("<script").count()), (2, 2), "the elements of the template only");
    assert!(!page.contains("<img") && !page.contains("<b>"), "markup of a ledger");
    assert!(page.contains("&#60;b&#62;v.csv"), "its name, escaped");
    let rows = data["parties"][0]["x"].as_array().ok_or("no rows")?;
    let cell = |row: &Value| row[2][1].as_str().or_else(|| row[2][1][0].as_str()).map(str::to_owned);
    let cells: Vec<String> = rows.iter().filter_map(cell).collect();
    for text in hostile {
        let shown: String = text.chars().take(400).collect();
        assert!(cells.contains(&shown), "{shown:?} is not among {cells:?}");
    }
    let cut = rows.iter().any(|row| row[2][1][1] == 10_024 - 400);
    assert!(cut, "a cut cell says how many characters there are more");
    Ok(())
}

#[test]
fn the_policy_of_report_html_allows_its_own_script_and_style_only() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv", "--format", "html"])?.expect_status(0);
    let page = place.read(FILE)?;
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
    let digest = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    let style = digest(between(&page, "<style>", "</style>"));
    let script = digest(between(&page, "<script>", "</script>"));
    let sources = format!("script-src 'sha256-{script}'; style-src 'sha256-{style}'");
    let wanted = format!("default-src 'none'; {sources}; base-uri 'none'; form-action 'none'");
    assert_eq!(policy, wanted);
    for word in [" src=", "url(", "@import", " style=", " onclick="] {
        assert!(!page.contains(word), "{word}");
    }
    Ok(())
}

#[test]
fn report_html_is_no_stream() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    let ran = place.screen(&["v.csv", "-o", "-", "--format", "html"])?.expect_status(2);
    assert!(ran.stderr.contains("report.html is a file of the report; name a directory with -o"), "{}", ran.stderr);
    Ok(())
}
