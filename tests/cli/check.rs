//! `tamis check`: one party, every step, and the same answer as `screen`.

use crate::support::{Place, Tested};

#[test]
fn prints_the_steps_and_the_findings_of_the_same_screen() -> Tested {
    let place = Place::new()?;
    let own = ["--no-bundled", "--list", "ours.csv", "--as-of", "2026-01-31"];
    let name = "Qorvath Zeltmar Textiles Co., Ltd.";
    let checked = place.run(&[&["check", name, "--country", "China"], &own[..]].concat())?.expect_status(0);
    place.write("v.csv", format!("name,address,country,product,id,title\n\"{name}\",,China,,,\n"))?;
    place.screen(&["v.csv"])?.expect_status(0);
    for row in place.csv("tamis-report/flagged.csv")? {
        let head =
            format!("{} (score {}): {}", row.get("verdict").to_uppercase(), row.get("score"), row.get("entry_id"));
        assert!(checked.stdout.contains(&head), "“{head}” is not in:\n{}", checked.stdout);
        assert!(
            checked.stdout.contains(row.get("reason")),
            "the reasons differ:\n{}\n{}",
            row.get("reason"),
            checked.stdout
        );
    }
    Ok(())
}
