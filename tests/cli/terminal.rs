//! Widths, colours, help, the manual page, completions, and options of later versions.

use crate::support::{Place, Ran, Tested};

const OWN: [&str; 5] = ["--no-bundled", "--list", "ours.csv", "--as-of", "2026-01-31"];

fn at_width(place: &Place, columns: &str, words: &[&str]) -> Result<Ran, Box<dyn std::error::Error>> {
    Ok(Ran::of(place.command(words).env("COLUMNS", columns).output()?))
}

#[test]
fn views_follow_the_width_and_break_no_word() -> Tested {
    let place = Place::new()?;
    place.write(
        "v.csv",
        "Vendor No,Vendor Name,Country,Address\n1,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,Long Street 12\n\
         2,\"Hetian Taida Apparel Co., Ltd.\",China,\"Hotan, Xinjiang\"\n",
    )?;
    for words in [
        &["screen", "v.csv", "-o", "r", "--force"][..],
        &["lists"],
        &["lists", "show", "WRO-1"],
        &["lists", "search", "hetian taida"],
        &["columns", "v.csv"],
        &["check", "Hetian Taida Apparel", "--explain"],
    ] {
        let [narrow, wide] = ["80", "200"].map(|columns| at_width(&place, columns, words));
        let (narrow, wide) = (narrow?.expect_status(0).stdout, wide?.expect_status(0).stdout);
        let long = |text: &str, columns| -> Vec<String> {
            let is_long =
                |line: &&str| line.chars().count() > columns && !line.contains("http") && !line.contains("by hand");
            text.lines().filter(is_long).map(str::to_owned).collect()
        };
        assert_eq!(long(&narrow, 80), [""; 0], "{words:?}");
        assert_eq!(long(&wide, 200), [""; 0], "{words:?}");
        assert!(wide.lines().count() <= narrow.lines().count(), "{words:?} does not use the width");
        // The words are the same: none was broken. Words of time, and of the separator, differ.
        let of = |text: &str| -> Vec<String> {
            let words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic));
            let mut words: Vec<String> = words.map(str::to_owned).collect();
            words.sort();
            words
        };
        if words[0] != "columns" {
            assert_eq!(of(&narrow), of(&wide), "{words:?}");
        }
    }
    Ok(())
}

#[test]
fn colour_is_for_terminals_and_for_whoever_asks() -> Tested {
    let place = Place::new()?;
    let words = [&["check", "Qorvath Zeltmar Textiles"][..], &OWN].concat();
    let colored = |more: &[&str], variable: Option<(&str, &str)>| -> Result<bool, Box<dyn std::error::Error>> {
        let mut command = place.command(&[&words[..], more].concat());
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(variable);
        Ok(Ran::of(command.output()?).expect_status(0).stdout.contains('\u{1b}'))
    };
    assert!(!colored(&[], None)?, "a pipe is no terminal");
    assert!(colored(&["--color", "always"], None)?);
    assert!(colored(&["--color", "always"], Some(("NO_COLOR", "1")))?, "the flag wins");
    assert!(colored(&[], Some(("CLICOLOR_FORCE", "1")))?);
    assert!(!colored(&["--color", "never"], Some(("CLICOLOR_FORCE", "1")))?);
    Ok(())
}

#[test]
fn the_short_help_fits_a_screen_and_points_to_the_long_one() -> Tested {
    let place = Place::new()?;
    for command in ["screen", "check", "lists", "columns", "validate", "eval"] {
        let short = place.run(&[command, "-h"])?.expect_status(0).stdout;
        assert!(short.lines().count() <= 35, "{command}: {} lines\n{short}", short.lines().count());
        assert!(short.contains("--help"), "{command}");
        let long = place.run(&[command, "--help"])?.expect_status(0).stdout;
        assert!(long.lines().count() > short.lines().count(), "{command}");
    }
    place.run(&["screen", "--help"])?.expect_output("--max-unpacked").expect_output("Exit status:");
    Ok(())
}

#[test]
fn the_manual_page_has_examples_and_arguments() -> Tested {
    let place = Place::new()?;
    let page = place.run(&["man", "screen"])?.expect_status(0).stdout;
    let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "\"EXAMPLES\"", "OPTIONS", "\"EXIT STATUS\""] {
        assert!(sections.iter().any(|s| s.trim_matches('"') == section.trim_matches('"')), "{section}: {sections:?}");
    }
    assert!(!page.contains("EXTRA"), "{sections:?}");
    assert!(page.contains("tamis screen [OPTIONS] <LEDGER>..."), "{page}");
    Ok(())
}

#[test]
fn completions_know_ids() -> Tested {
    let place = Place::new()?;
    let script = place.run(&["completions", "bash"])?.expect_status(0).stdout;
    assert!(script.contains("WRO-11") && script.contains("us-bis-entity-list-rest"));
    Ok(())
}

#[test]
fn options_of_later_versions_say_so() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    for (words, option) in [(&["--decisions=d.sqlite"][..], "--decisions"), (&["--four-eyes"], "--four-eyes")] {
        let ran = place.screen(&[&["v.csv"], words].concat())?.expect_status(2);
        ran.expect_error(&format!("error: {option} is planned, and not in this version"));
    }
    place.screen(&["v.csv", "--nonsense"])?.expect_status(2).expect_error("unexpected argument '--nonsense'");
    Ok(())
}
