//! Watchlists: what is screened against.
//!
//! Ten lists are compiled in from `watchlists/*.toml` ([`bundled`]); a user adds files of their own ([`load_path`]);
//! [`compose`] puts both in force for one run. Loading checks everything that a reader of the file could get wrong
//! (`check.rs`): a broken list stops the run and names file, line and remedy, because a list read by halves would give
//! a clean result that promises too much.
//!
//! What this module does not do: it matches nothing and normalizes nothing; names leave it as their source prints
//! them.
//!
//! Cost: `bundled` parses two megabytes of TOML, some thirty milliseconds on two threads.

use std::path::Path;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::model::{Lists, Watchlist};

mod as_of;
mod check;
mod diff;
mod error;
mod format;
mod formats;
mod log;
mod own;
mod same_bodies;

pub use as_of::{InForce, in_force};
pub use diff::{Change, EntryChange, FactChange, Listed, diff};
pub use error::{ListError, ListFault};

/// A list of the user's to fill in, as CSV.
pub const TEMPLATE: &str = own::TEMPLATE;

/// Days from which an official list is stale. The sources change weekly to monthly (the Consolidated Screening List is
/// published anew each day), so after a quarter of a year and some days additions are missing as a rule.
pub const MAX_AGE: u16 = 100;

/// The bundled lists: file name for messages, then the text.
const BUNDLED: [(&str, &str); 10] = [
    ("watchlists/us-ofac-glomag.toml", include_str!("../../watchlists/us-ofac-glomag.toml")),
    ("watchlists/us-cbp-wro.toml", include_str!("../../watchlists/us-cbp-wro.toml")),
    ("watchlists/us-bis-entity-list.toml", include_str!("../../watchlists/us-bis-entity-list.toml")),
    ("watchlists/us-bis-entity-list-rest.toml", include_str!("../../watchlists/us-bis-entity-list-rest.toml")),
    ("watchlists/us-state-visa-ban.toml", include_str!("../../watchlists/us-state-visa-ban.toml")),
    ("watchlists/us-policy.toml", include_str!("../../watchlists/us-policy.toml")),
    ("watchlists/us-caatsa.toml", include_str!("../../watchlists/us-caatsa.toml")),
    ("watchlists/xpcc-affiliates.toml", include_str!("../../watchlists/xpcc-affiliates.toml")),
    ("watchlists/us-uflpa.toml", include_str!("../../watchlists/us-uflpa.toml")),
    ("watchlists/us-later-listings.toml", include_str!("../../watchlists/us-later-listings.toml")),
];

/// Reads the compiled-in lists with all checks, those between lists included.
///
/// # Errors
/// A list file that was changed by hand and broken before the build. Released builds test against it.
pub fn bundled() -> Result<Vec<Watchlist>, ListError> {
    let lists = BUNDLED.par_iter().map(|(file, text)| format::read(file, text, true)).collect::<Result<Vec<_>, _>>()?;
    check::between(&lists, &BUNDLED)?;
    Ok(lists)
}

/// Reads the lists of a file of the user's, by its content: an official list as its publisher writes it (one list for
/// each programme in it), a table in any form that a ledger may have, or a file in the form of the bundled ones (first
/// key `id = `, or a name that ends in `.toml`). Of a folder, its official lists are read.
///
/// # Errors
/// A file that cannot be opened or read, has no column of names, an empty name, a repeated id; all faults at once, each
/// with file, line and remedy.
pub fn load_path(path: &Path) -> Result<Vec<Watchlist>, ListError> {
    let file = path.display().to_string();
    if path.is_dir() {
        return formats::read_folder(path);
    }
    let bytes = std::fs::read(path).map_err(|e| {
        ListError::new(
            &file,
            None,
            format!("cannot be read ({e})"),
            "check the path given to --list and its permissions",
        )
    })?;
    if let Some(official) = formats::read(path, &bytes) {
        return official;
    }
    let list = match std::str::from_utf8(&bytes) {
        Ok(text) if looks_like_toml(text) || path.extension().is_some_and(|x| x.eq_ignore_ascii_case("toml")) => {
            format::read(&file, text, false)
        }
        _ => own::read(path, &bytes),
    };
    list.map(|list| vec![list])
}

fn looks_like_toml(text: &str) -> bool {
    let first =
        text.trim_start_matches('\u{feff}').lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#'));
    first.is_some_and(|l| l.strip_prefix("id").is_some_and(|rest| rest.trim_start().starts_with('=')))
}

/// Leaves lists out of those given.
///
/// # Errors
/// An id that none of them has.
pub fn leave_out(lists: Vec<Watchlist>, ids: &[String]) -> Result<Vec<Watchlist>, ListError> {
    known(&lists, ids, "--without-list")?;
    Ok(lists.into_iter().filter(|list| !ids.iter().any(|id| **id == *list.id.0)).collect())
}

/// An error where one of the ids is no list's.
fn known(lists: &[Watchlist], ids: &[String], flag: &str) -> Result<(), ListError> {
    let Some(unknown) = ids.iter().find(|id| !lists.iter().any(|l| *l.id.0 == ***id)) else { return Ok(()) };
    let known: Vec<&str> = lists.iter().map(|l| &*l.id.0).collect();
    let what = format!("no list has the id `{unknown}`");
    Err(ListError::new(flag, None, what, format!("write one of: {}", known.join(", "))))
}

/// Puts lists in force: the bundled ones first, then the user's in the order given; with `only`, those ids alone.
///
/// # Errors
/// Two lists or two entries with one id, an id in `only` that no list has, or no list at all.
pub fn compose(bundled: Option<Vec<Watchlist>>, own: Vec<Watchlist>, only: &[String]) -> Result<Lists, ListError> {
    let mut lists: Vec<Watchlist> = bundled.unwrap_or_default();
    lists.extend(own);
    same_bodies::several_editions(&mut lists);
    known(&lists, only, "--only-list")?;
    if !only.is_empty() {
        lists.retain(|l| only.iter().any(|id| **id == *l.id.0));
    }
    if lists.is_empty() {
        return Err(ListError::new(
            "lists",
            None,
            "no list is in force, so nothing would be screened",
            "drop --no-bundled or add a list with --list PATH",
        ));
    }
    check::ids_across(&lists)?;
    same_bodies::link(&mut lists);
    Ok(Lists::new(lists))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryId, NameKind};

    fn all() -> Vec<Watchlist> {
        bundled().expect("the bundled lists are whole")
    }

    #[test]
    fn bundled_lists_hold_the_promised_numbers() {
        let counts: Vec<(String, usize)> = all().iter().map(|l| (l.id.to_string(), l.entries.len())).collect();
        let want = [
            ("us-ofac-glomag", 10),
            ("us-cbp-wro", 69),
            ("us-bis-entity-list", 69),
            ("us-bis-entity-list-rest", 3335),
            ("us-state-visa-ban", 1),
            ("us-policy", 5),
            ("us-caatsa", 1),
            ("xpcc-affiliates", 166),
            ("us-uflpa", 200),
            ("us-later-listings", 6),
        ];
        assert_eq!(counts, want.map(|(id, n)| (id.to_owned(), n)));
    }

    #[test]
    fn a_list_can_be_left_out() {
        let rest = "us-bis-entity-list-rest".to_owned();
        let left = leave_out(all(), std::slice::from_ref(&rest)).expect("its id is known");
        assert_eq!((left.len(), left.iter().any(|l| *l.id.0 == *rest)), (9, false));
        let unknown = leave_out(all(), &["us-sdn".to_owned()]).expect_err("no such list").to_string();
        assert!(unknown.contains("us-sdn") && unknown.contains(&rest), "{unknown}");
    }

    #[test]
    fn every_line_of_the_seed_document_has_its_entry() {
        let lists = compose(Some(all()), Vec::new(), &[]).expect("the bundled lists fit together");
        let ranges = [("GM-E", 2), ("GM-P", 8), ("WRO-", 11), ("EL-C", 31), ("EL-G", 21), ("VB-", 1), ("POL-", 5)];
        let mut seen = 0;
        for (stem, last) in ranges {
            for n in 1..=last {
                let id = EntryId::from(format!("{stem}{n}").as_str());
                assert!(lists.find(&id).is_some(), "{id} is missing");
                seen += 1;
            }
        }
        assert_eq!(seen, 79);
    }

    #[test]
    fn uflpa_list_holds_its_187_entities_the_presumption_and_the_sectors() {
        let lists = all();
        let uflpa = lists.iter().find(|l| &*l.id.0 == "us-uflpa").expect("bundled");
        let entities = uflpa.entries.iter().filter(|e| e.id.0.len() == 6).count();
        let sectors = uflpa.entries.iter().filter(|e| e.id.0.starts_with("UF-SECTOR-")).count();
        assert_eq!((entities, sectors), (187, 12));
        let presumption = uflpa.entries.iter().find(|e| &*e.id.0 == "UF-PRESUMPTION").expect("bundled");
        assert_eq!(presumption.name, "UFLPA rebuttable presumption: goods from Xinjiang");
    }

    #[test]
    fn xpcc_tree_hangs_on_its_root() {
        let lists = all();
        let corps = lists.iter().find(|l| &*l.id.0 == "xpcc-affiliates").expect("bundled");
        let by_relation = |relation: &str| {
            corps.entries.iter().filter(|e| e.parent.as_ref().is_some_and(|p| p.relation == relation)).count()
        };
        assert_eq!(by_relation("division_of"), 14);
        assert_eq!(by_relation("regiment_of"), 43);
        assert_eq!(by_relation("unit_of"), 92);
        assert_eq!(corps.entries.iter().filter(|e| e.parent.is_none()).count(), 1);
    }

    #[test]
    fn the_two_goods_orders_carry_the_words_of_the_seed() {
        let lists = all();
        for text in [
            "Region-wide ban on all cotton and tomato products produced in Xinjiang",
            "Shipments containing cotton and cotton products originating from the Xinjiang Production and Construction \
             Corps (XPCC)",
        ] {
            let named =
                |e: &crate::model::Entry| e.names.iter().any(|n| n.text == text && n.kind == NameKind::SeedName);
            assert!(lists.iter().flat_map(|l| &l.entries).any(named), "{text}");
        }
    }

    #[test]
    fn an_unknown_list_id_is_told_with_the_known_ones() {
        let error = compose(Some(all()), Vec::new(), &["us-wro".to_owned()]).expect_err("no such list");
        let text = error.to_string();
        assert!(text.contains("us-wro") && text.contains("us-cbp-wro"), "{text}");
    }

    #[test]
    fn only_the_asked_lists_are_in_force() {
        let lists = compose(Some(all()), Vec::new(), &["us-cbp-wro".to_owned()]).expect("one list");
        assert_eq!((lists.lists().len(), lists.len()), (1, 69));
    }

    #[test]
    fn nothing_in_force_is_an_error() {
        assert!(compose(None, Vec::new(), &[]).is_err());
    }

    #[test]
    fn one_id_in_two_lists_names_both() {
        let mut again = all().remove(0);
        again.id = crate::model::ListId("mine".into());
        let text = compose(Some(all()), vec![again], &[]).expect_err("ids repeat").to_string();
        assert!(text.contains("us-ofac-glomag") && text.contains("mine") && text.contains("GM-E1"), "{text}");
    }

    #[test]
    fn every_weak_name_has_a_place_beside_which_it_counts() {
        for entry in all().iter().flat_map(|l| &l.entries).filter(|e| e.names.iter().any(|n| n.weak)) {
            // A ship has no place: its name counts as a whole cell.
            let ship = entry.kind == crate::model::EntryKind::Vessel;
            let placed = ship || entry.addresses.iter().any(|a| !a.country.is_empty());
            assert!(placed, "{} has a weak name and no country", entry.id);
        }
    }

    #[test]
    fn generic_names_are_weak() {
        let lists = all();
        let names = || lists.iter().flat_map(|l| &l.entries).flat_map(|e| &e.names);
        for text in
            ["Bingtuan", "兵团", "第八师", "150团", "Meixin", "Shenzhen Vision", "Lion Technology", "LAJS", "AiSHi"]
        {
            assert!(names().any(|n| n.text == text), "{text} is in no list");
            assert!(names().filter(|n| n.text == text).all(|n| n.weak), "{text} is not weak");
        }
    }

    #[test]
    fn one_body_under_several_measures_is_linked() {
        let lists = compose(Some(all()), Vec::new(), &[]).expect("the bundled lists fit together");
        let linked = |from: &str, to: &str| {
            let entry = lists.find(&EntryId::from(from)).map(|ix| lists.entry(ix)).expect("bundled");
            entry.links.iter().any(|l| &*l.entry_id.0 == to && l.relation.starts_with("same_"))
        };
        for id in ["GM-E1", "WRO-2", "UF-011", "LT-005"] {
            assert!(linked("xpcc", id) && linked(id, "xpcc"), "{id}");
        }
        assert!(linked("EL-C7", "UF-088") && linked("UF-088", "WRO-8") && linked("GM-E2", "EL-G2"));
    }

    #[test]
    fn files_are_told_apart_by_content() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let csv = dir.path().join("blocked.list");
        std::fs::write(&csv, "name,country\nAlpha Trading,China\n").expect("written");
        let list = load_path(&csv).expect("a plain CSV").remove(0);
        assert_eq!((&*list.id.0, list.entries.len(), list.bundled), ("blocked", 1, false));
        assert_eq!(list.as_of, None, "the day of writing says nothing about the list");

        let (_, text) = BUNDLED[1];
        let own = dir.path().join("orders.txt");
        std::fs::write(&own, text).expect("written");
        let list = load_path(&own).expect("a list in our own form").remove(0);
        assert_eq!((&*list.id.0, list.entries.len(), list.bundled), ("us-cbp-wro", 69, false));

        let gone = load_path(&dir.path().join("none.csv")).expect_err("no such file").to_string();
        assert!(gone.contains("none.csv") && gone.contains("--list"), "{gone}");
    }
}
