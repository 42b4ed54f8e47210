//! `tamis lists update`: what arrives, what is refused, and that the last good copy is always whole.

use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{Place, Ran, Tested};
use crate::update_server::{Answer, Server};

const HEADER: &str = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,\
start_date,end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,\
gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,\
nationalities,places_of_birth,\
source_information_url,ids\n";

/// A Consolidated Screening List with this many invented parties.
fn csl(parties: usize) -> Vec<u8> {
    let mut text = HEADER.to_owned();
    for number in 0..parties {
        text.push_str(&format!(
            "x{number},Entity List (EL) - Bureau of Industry and Security,,Entity,,Qorvath Zeltmar Works {number},,\
             \"Hefei, CN\",88 FR 1,2018-08-01,,,,,,,,,,,,https://example.org,,,,,,https://example.org,\n"
        ));
    }
    text.into_bytes()
}

fn file(parties: usize, mark: &'static str) -> Answer {
    Answer::File { body: csl(parties), mark }
}

const FORM: &str = "Consolidated Screening List (CSV)";

/// A source of one file in a table of sources.
fn source(key: &str, form: &str, holds: &str, file: &str) -> String {
    format!(
        "[[source]]\nkey = \"{key}\"\ntitle = \"Some list\"\npublisher = \"Some agency\"\npage = \
         \"https://example.org/list\"\nform = \"{form}\"\nholds = [\"{holds}\"]\nleast = 2\ncadence = \"daily\"\n\
         default = true\ncovers = []\n{file}"
    )
}

fn one_file(name: &str, url: &str) -> String {
    format!("[[source.file]]\nname = \"{name}\"\nurls = [\"{url}\"]\n")
}

/// A directory with a publisher whose one file is the Consolidated Screening List.
fn place() -> Result<(Place, Server), Box<dyn std::error::Error>> {
    let (place, server) = (Place::new()?, Server::start()?);
    place.write("authority.pem", &server.authority)?;
    place
        .write("sources.toml", source("csl", FORM, "csl-el", &one_file("consolidated.csv", &server.url("/csl.csv"))))?;
    Ok((place, server))
}

fn command(place: &Place, words: &[&str]) -> assert_cmd::Command {
    let mut command = place.command(words);
    for proxy in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
        command.env_remove(proxy);
    }
    command.env("TAMIS_LISTS_DIR", place.at("kept")).env("SSL_CERT_FILE", place.at("authority.pem"));
    command.env_remove("SSL_CERT_DIR").env("COLUMNS", "1000");
    command
}

fn run(place: &Place, words: &[&str]) -> Result<Ran, Box<dyn std::error::Error>> {
    Ok(Ran::of(command(place, words).output()?))
}

fn update(place: &Place, words: &[&str]) -> Result<Ran, Box<dyn std::error::Error>> {
    run(place, &[&["lists", "update", "--sources-file", "sources.toml"], words].concat())
}

#[test]
fn a_list_is_downloaded_asked_for_again_and_replaced() -> Tested {
    let (place, server) = place()?;
    server.say("/csl.csv", [file(20, "one")]);
    update(&place, &[])?.expect_status(0).expect_output("updated: 20 entries in 1 list, state of 2026-10-21");
    assert!(!server.requests().concat().to_lowercase().contains("if-none-match"), "nothing was known");
    let first = update(&place, &["--offline"])?.expect_status(0).expect_output("unchanged on the disk").stdout;
    assert!(first.contains("20 entries"), "{first}");
    assert!(server.requests().is_empty(), "--offline opens no connection");

    update(&place, &[])?.expect_status(0).expect_output("unchanged: 20 entries");
    let asked = server.requests().concat().to_lowercase();
    assert!(
        asked.contains("if-none-match: \"one\"") && asked.contains("if-modified-since: wed, 21 oct 2026"),
        "{asked}"
    );

    server.say("/csl.csv", [file(21, "two")]);
    update(&place, &[])?.expect_status(0).expect_output("updated: 21 entries").expect_output("before: 20 entries");
    // The same bytes under another mark are the same edition.
    server.say("/csl.csv", [file(21, "three")]);
    update(&place, &[])?.expect_status(0).expect_output("unchanged: 21 entries");
    let editions = std::fs::read_dir(place.at("kept/csl"))?.count();
    assert_eq!(editions, 3, "two editions and the record");
    Ok(())
}

#[test]
fn runs_use_the_kept_lists_when_asked_and_open_no_connection() -> Tested {
    let (place, server) = place()?;
    place.write("v.csv", "Vendor Name,Country\nQorvath Zeltmar Works 7,China\n")?;
    let screen = ["screen", "v.csv", "-o", "out", "--force", "--as-of", "2026-11-24"];
    run(&place, &[&screen[..], &["--updated-lists"]].concat())?
        .expect_status(2)
        .expect_error("run `tamis lists update` first");
    server.say("/csl.csv", [file(20, "one")]);
    update(&place, &[])?.expect_status(0);
    server.requests();
    let plain = run(&place, &screen)?.expect_status(0);
    assert!(!place.read("out/flagged.csv")?.contains("csl-el"), "not asked for:\n{}", plain.stdout);
    run(&place, &[&screen[..], &["--updated-lists"]].concat())?.expect_status(0).expect_output("csl-el");
    assert!(place.read("out/flagged.csv")?.contains("csl-el"));
    assert!(place.read("out/run.json")?.contains("consolidated_2026-10-21.csv"), "run.json names the edition");
    place.write("tamis.toml", "updated_lists = true\n")?;
    run(&place, &screen)?.expect_status(0);
    assert!(place.read("out/flagged.csv")?.contains("csl-el"));
    run(&place, &["verify", "out"])?.expect_status(0);
    assert!(server.requests().is_empty(), "a run opened a connection");

    let edition = std::fs::read_dir(place.at("kept/csl"))?.flatten().find(|e| e.path().is_dir()).ok_or("no edition")?;
    std::fs::write(edition.path().join("consolidated_2026-10-21.csv"), csl(3))?;
    update(&place, &["--offline"])?.expect_status(3).expect_output("was changed after it was stored");
    run(&place, &screen)?.expect_status(2).expect_error("get it again with `tamis lists update csl`");
    update(&place, &[])?.expect_status(0).expect_output("updated: 20 entries");
    update(&place, &["--offline"])?.expect_status(0).expect_output("20 entries");
    Ok(())
}

#[test]
fn what_is_not_the_whole_list_is_refused_and_the_copy_stays() -> Tested {
    let (place, server) = place()?;
    server.say("/csl.csv", [file(20, "one")]);
    update(&place, &[])?.expect_status(0);
    let stored = update(&place, &["--offline"])?.stdout;
    let page = b"<!DOCTYPE html><html><body>Service unavailable</body></html>".to_vec();
    let loops = Answer::Redirect(server.url("/csl.csv"));
    let to_http = Answer::Redirect("http://localhost:9/csl.csv".to_owned());
    for (answer, says) in [
        (Answer::Cut(csl(20)), "/csl.csv"),
        (Answer::CutChunks(csl(20)), "/csl.csv"),
        (Answer::Plain(page), "cannot be used as a list"),
        (Answer::Plain(Vec::new()), "cannot be used as a list"),
        (Answer::Plain(b"name,country\nQorvath Zeltmar,China\n".to_vec()), "a table of no known form"),
        (Answer::Plain(csl(18)), "csl-el would shrink from 20 entries to 18"),
        (Answer::Drop, "/csl.csv"),
        (Answer::Status(500), "answers with status 500; try again later"),
        (Answer::Status(404), "answers with status 404; its address may have changed"),
        (Answer::Status(403), "save the file with a browser and use --from DIR"),
        (loops, "its address may have changed"),
        (to_http, "its address may have changed"),
    ] {
        server.say("/csl.csv", [answer.clone()]);
        update(&place, &["--tries", "2"])?
            .expect_status(2)
            .expect_output("NOT updated")
            .expect_output(says)
            .expect_output("the copy before stays in force: 20 entries");
        assert_eq!(update(&place, &["--offline"])?.stdout, stored, "{answer:?}");
    }
    server.say("/csl.csv", [Answer::Plain(csl(40))]);
    update(&place, &["--max-download", "1K"])?.expect_status(2).expect_output("--max-download sets the limit");
    assert_eq!(update(&place, &["--offline"])?.stdout, stored);
    server.say("/csl.csv", [Answer::Plain(csl(3))]);
    update(&place, &["--allow-shrink"])?.expect_status(0).expect_output("updated: 3 entries");
    server.say("/csl.csv", [Answer::Plain(csl(1))]);
    update(&place, &[])?.expect_status(2);
    Ok(())
}

#[test]
fn a_first_edition_that_is_too_small_is_refused() -> Tested {
    let (place, server) = place()?;
    server.say("/csl.csv", [file(1, "one")]);
    update(&place, &[])?
        .expect_status(2)
        .expect_output("the file has 1 of the 2 entries that the list has at least")
        .expect_output("no copy is stored");
    Ok(())
}

#[test]
fn a_busy_server_is_asked_again() -> Tested {
    let (place, server) = place()?;
    server.say("/csl.csv", [Answer::Status(503), Answer::Drop, file(20, "one")]);
    update(&place, &["--tries", "3"])?.expect_status(0).expect_output("updated: 20 entries");
    assert_eq!(server.requests().len(), 3);
    server.say("/csl.csv", [Answer::Redirect(server.url("/moved.csv"))]);
    server.say("/moved.csv", [file(22, "two")]);
    update(&place, &[])?.expect_status(0).expect_output("updated: 22 entries");
    Ok(())
}

#[test]
fn a_certificate_that_the_machine_does_not_trust_is_refused() -> Tested {
    let (place, server) = place()?;
    server.say("/csl.csv", [file(20, "one")]);
    place.write("authority.pem", Server::start()?.authority)?;
    update(&place, &[])?.expect_status(2).expect_output("the certificate must be one that this machine trusts");
    assert!(server.requests().is_empty());
    Ok(())
}

fn spawn(place: &Place, words: &[&str]) -> Result<Child, Box<dyn std::error::Error>> {
    let prepared = command(place, &[&["lists", "update", "--sources-file", "sources.toml"], words].concat());
    let mut child = std::process::Command::new(prepared.get_program());
    child.args(prepared.get_args()).current_dir(place.path()).stdout(Stdio::null()).stderr(Stdio::null());
    for (name, value) in prepared.get_envs() {
        match value {
            Some(value) => child.env(name, value),
            None => child.env_remove(name),
        };
    }
    Ok(child.spawn()?)
}

#[test]
fn of_two_updates_at_once_the_second_changes_nothing() -> Tested {
    let (place, server) = place()?;
    server.say("/csl.csv", [Answer::Slow(csl(20), Duration::from_secs(4)), file(30, "never")]);
    let mut first = spawn(&place, &[])?;
    for _ in 0..500 {
        if !server.requests().is_empty() {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    update(&place, &[])?.expect_status(2).expect_error("is running; wait until it has ended; nothing was changed");
    assert!(first.wait()?.success());
    update(&place, &["--offline"])?.expect_status(0).expect_output("20 entries");
    Ok(())
}

#[test]
fn an_update_that_is_killed_leaves_a_whole_copy() -> Tested {
    let (place, server) = place()?;
    server.say("/csl.csv", [file(2000, "one")]);
    update(&place, &[])?.expect_status(0);
    for round in 0..10 {
        let parties = 2000 + round;
        server.say("/csl.csv", [Answer::Plain(csl(parties + 1))]);
        let mut child = spawn(&place, &[])?;
        thread::sleep(Duration::from_millis(10 + 23 * round as u64));
        child.kill()?;
        child.wait()?;
        let stored = update(&place, &["--offline"])?.expect_status(0).expect_output("unchanged on the disk").stdout;
        assert!((2000..=parties + 1).any(|n| stored.contains(&thousands(n))), "round {round}:\n{stored}");
    }
    update(&place, &[])?.expect_status(0);
    let hidden = std::fs::read_dir(place.at("kept/csl"))?.flatten();
    let hidden = hidden.filter(|e| e.file_name().to_string_lossy().starts_with('.')).count();
    assert_eq!(hidden, 0, "the next update removes what was left");
    Ok(())
}

fn thousands(number: usize) -> String {
    format!("{},{:03} entries", number / 1000, number % 1000)
}

const NAMES: &str = "36,\"QORVATH CARGO LTD.\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\
    37,\"ZELTMAR CARGO LTD.\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";
const ALT: &str = "36,1,\"fka\",\"ZELTMAR FREIGHT\",-0- \r\n";

#[test]
fn a_list_in_several_files_is_replaced_as_a_whole() -> Tested {
    let (place, server) = place()?;
    let files = ["sdn.csv", "alt.csv"].map(|name| one_file(name, &server.url(&format!("/{name}")))).concat();
    let form = "OFAC delimited files (names, alt, add, comments)";
    place.write("sources.toml", source("ofac-sdn", form, "ofac-sdn", &files))?;
    let say = |path: &str, body: &str, mark| server.say(path, [Answer::File { body: body.into(), mark }]);
    say("/sdn.csv", NAMES, "n1");
    say("/alt.csv", ALT, "a1");
    update(&place, &[])?.expect_status(0).expect_output("updated: 2 entries");
    say("/alt.csv", &ALT.replace("FREIGHT", "LORRIES"), "a2");
    update(&place, &[])?.expect_status(0).expect_output("updated: 2 entries");
    let found = run(&place, &["lists", "search", "zeltmar lorries", "--updated-lists", "--only-list", "ofac-sdn"])?;
    found.expect_status(0).expect_output("QORVATH CARGO");
    server.say("/alt.csv", [Answer::Status(404)]);
    say("/sdn.csv", &NAMES.replace("QORVATH", "VEXMOOR"), "n2");
    update(&place, &[])?.expect_status(2).expect_output("alt.csv answers with status 404");
    let found = run(&place, &["lists", "search", "zeltmar lorries", "--updated-lists", "--only-list", "ofac-sdn"])?;
    found.expect_status(0).expect_output("QORVATH CARGO");
    Ok(())
}

#[test]
fn pages_and_tables_lead_to_files() -> Tested {
    let (place, server) = place()?;
    let wro = "Entity,Country,Country Code,Industry,Merchandise,WRO/Finding,Status,Effective Date,Calendar Year,Press \
        Release,Remarks\nQorvath Farm,China,CN,Agriculture,Coffee,WRO,Active,03/29/2020,2020,https://example.org,\n\
        Zeltmar Farm,China,CN,Agriculture,Coffee,WRO,Active,03/29/2021,2021,https://example.org,\n";
    let page = one_file("wro.csv", &server.url("/stats/wro")) + "link = \".csv\"\n";
    let orders = source("cbp-wro", "CBP withhold release orders and findings (CSV)", "cbp-wro", &page);
    let dated = format!("dated_by = {{ url = \"{}\", title = 15 }}\n", server.url("/titles.json"));
    let dated = dated + &one_file("c.csv", &server.url("/{date}/c.csv?part=744"));
    place.write("sources.toml", orders + &source("csl", FORM, "csl-el", &dated))?;
    server.say("/stats/wro", [Answer::Plain(b"<html><a href=\"/files/wro.csv\">CSV</a></html>".to_vec())]);
    server.say("/files/wro.csv", [Answer::File { body: wro.into(), mark: "w" }]);
    let titles =
        b"{\"titles\":[{\"number\":14,\"up_to_date_as_of\":\"2026-01-01\"},{\"number\":15,\"up_to_date_as_of\":\
        \"2026-11-03\"}]}";
    server.say("/titles.json", [Answer::Plain(titles.to_vec())]);
    server.say("/2026-11-03/c.csv?part=744", [file(20, "one")]);
    update(&place, &[])?
        .expect_status(0)
        .expect_output("updated: 2 entries in 1 list, state of 2026-10-21")
        .expect_output("updated: 20 entries in 1 list, state of 2026-11-03");
    update(&place, &[])?.expect_status(0).expect_output("unchanged: 2 entries").expect_output("unchanged: 20 entries");
    server.say("/stats/wro", [Answer::Plain(b"<html>moved</html>".to_vec())]);
    update(&place, &[])?.expect_status(3).expect_output("has no link to a file .csv").expect_output("unchanged: 20");
    Ok(())
}

#[test]
fn files_of_a_folder_are_taken_without_a_network() -> Tested {
    let (place, server) = place()?;
    place.write("usb/any name 2026-09-30.csv", csl(20))?;
    place.write("usb/ours.csv", "name\nAlpha\n")?;
    let from = ["--from", "usb"];
    update(&place, &from)?.expect_status(0).expect_output("updated: 20 entries in 1 list, state of 2026-09-30");
    update(&place, &from)?.expect_status(0).expect_output("unchanged: 20 entries");
    place.write("usb/another.csv", csl(30))?;
    update(&place, &from)?.expect_status(2).expect_output("are both files of csl; leave the one to use in the folder");
    place.write("small/csl.csv", csl(10))?;
    update(&place, &["--from", "small"])?.expect_status(2).expect_output("would shrink from 20 entries to 10");
    update(&place, &["--from", "small", "--allow-shrink"])?.expect_status(0).expect_output("updated: 10 entries");
    place.write("empty/ours.csv", "name\nAlpha\n")?;
    update(&place, &["--from", "empty"])?.expect_status(2).expect_error("holds no official list");
    update(&place, &["csl", "--from", "empty"])?
        .expect_status(2)
        .expect_output("the folder holds no file of this list");
    update(&place, &["csl", "--from", "nowhere"])?.expect_status(2).expect_output("nowhere");
    update(&place, &["--offline"])?.expect_status(0).expect_output("10 entries");
    assert!(server.requests().is_empty(), "--from opens no connection");
    Ok(())
}

#[test]
fn an_unknown_list_names_the_known_ones() -> Tested {
    let place = Place::new()?;
    let known = "the lists are csl, cbp-wro, dhs-uflpa, ecfr-744, ofac-sdn, bis-dpl, or all";
    run(&place, &["lists", "update", "un", "--offline"])?.expect_status(2).expect_error(known);
    run(&place, &["lists", "update", "--offline"])?.expect_status(0).expect_output("nothing is stored");
    Ok(())
}
