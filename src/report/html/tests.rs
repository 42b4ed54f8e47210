//! The limits of `report.html`.

use std::error::Error;
use std::sync::Arc;

use super::super::{LedgerInfo, LedgerOutcome, Parties, ScreenedRow, Sink};
use super::{HtmlReport, data};
use crate::model::{
    Agreement, ColumnMap, EntryIx, Finding, FindingId, Lists, Method, OfacSteps, Role, RowBatch, Score, Verdict,
};
use crate::watchlist::{compose, load_path};

type Tested = Result<(), Box<dyn Error>>;

fn list() -> Result<Lists, Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let path = place.path().join("ours.csv");
    std::fs::write(&path, "name,id\n\"Qorvath Zeltmar Textiles Co., Ltd.\",own-1\n")?;
    Ok(compose(None, load_path(&path)?, &[])?)
}

fn finding(id: u64, party: &str, score: u8) -> Finding {
    let same = Agreement::Agrees;
    Finding {
        id: FindingId(id),
        verdict: Verdict::Match,
        score: Score(score),
        entry: EntryIx(0),
        matched_name: "Qorvath Zeltmar Textiles Co., Ltd.".to_owned(),
        method: Method::Exact,
        column: 0,
        quoted: "Qorvath".to_owned(),
        reason: format!("reason {id}"),
        steps: OfacSteps { kind: same, name_share: 100, address: same, country: same, identifier: same },
        sector: false,
        party: Arc::from(party),
    }
}

/// Parties with a row each; the score of each is 50 more than its number.
fn gathered(lists: &Lists, count: u64) -> Result<(HtmlReport, Parties<'_>), Box<dyn Error>> {
    let columns = ColumnMap::new([("Vendor", Role::Name)]);
    let ledger = LedgerInfo { index: 0, name: "v.csv".to_owned(), table: 1, columns };
    let (mut report, mut parties) = (HtmlReport::new(), Parties::new(lists));
    let mut batch = RowBatch::default();
    for n in 1..=count {
        batch.clear();
        let name = format!("Qorvath {n}");
        batch.push(n, n + 1, [name.as_str()]);
        let findings = [finding(n, &name, 50 + n as u8)];
        let row = batch.get(0).ok_or("no row")?;
        let row = ScreenedRow { ledger: &ledger, row, findings: &findings, sector_advisories: false, since: None };
        report.row(&row)?;
        parties.row(&row)?;
    }
    Ok((report, parties))
}

#[test]
fn the_first_parties_are_written_until_a_limit_is_reached() -> Tested {
    let lists = list()?;
    let (report, parties) = gathered(&lists, 9)?;
    let groups = parties.groups();
    let ledgers = [LedgerOutcome { name: "v.csv".to_owned(), ..LedgerOutcome::default() }];
    let all = data::Parties { report: &report, lists: &lists, ledgers: &ledgers, groups: &groups };
    let names = |text: &str| -> Result<Vec<String>, serde_json::Error> {
        let data: serde_json::Value = serde_json::from_str(text)?;
        let names = data["parties"].as_array().into_iter().flatten().filter_map(|party| party["n"].as_str());
        Ok(names.map(str::to_owned).collect())
    };
    let (text, shown) = all.json(3, usize::MAX)?;
    assert_eq!((names(&text)?, shown), (["Qorvath 9", "Qorvath 8", "Qorvath 7"].map(str::to_owned).to_vec(), 3));
    let (text, shown) = all.json(9, 400)?;
    assert!((1..9).contains(&shown) && names(&text)?.len() == shown, "{shown} parties in about 400 bytes");
    assert_eq!(all.json(9, usize::MAX)?.1, 9);
    Ok(())
}

#[test]
fn of_too_many_details_those_of_the_strongest_stay() -> Tested {
    let lists = list()?;
    let (mut report, _) = gathered(&lists, 9)?;
    report.keep_strongest(4);
    let mut kept: Vec<u64> = report.details.keys().map(|id| id.0).collect();
    kept.sort_unstable();
    assert_eq!(kept, [6, 7, 8, 9]);
    Ok(())
}
