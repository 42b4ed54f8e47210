use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{KINDS, Kind, pairs, rows};
use crate::model::EntryKind;
use crate::validate::subject::Subject;

const TAIDA: &str = "Hetian Taida Apparel Co., Ltd.";
const TAIDA_HAN: &str = "和田泰达服饰有限公司";
const CORPS: &str = "Xinjiang Production and Construction Corps Eighth Division Tianshan Aluminum";

/// With seed 1; a changed draw changes these, and with them every record filed before.
fn made(kind: &str, name: &str, entry: EntryKind) -> Option<(String, String, bool)> {
    let kind = Kind::find(kind).unwrap_or_else(|| panic!("no kind {kind}"));
    kind.make(&Subject::new(name, entry), 1).map(|m| (m.name, m.second, m.distinctive))
}

fn company(kind: &str, name: &str) -> Option<String> {
    made(kind, name, EntryKind::Company).map(|(name, ..)| name)
}

#[test]
fn each_kind_makes_what_its_examples_say() {
    let mut seen = BTreeSet::new();
    for row in rows(include_str!("../tables/examples.tsv")) {
        let [kind, name, want] = row[..] else { panic!("three cells in each row: {row:?}") };
        let want = Some(want).filter(|want| !want.is_empty());
        assert_eq!(company(kind, name).as_deref(), want, "{kind} of {name}");
        seen.insert(kind);
    }
    let hidden = "Het\u{200c}ian Taida App\u{200e}arel Co., L\u{200b}td.";
    assert_eq!(company("zero-width", TAIDA).as_deref(), Some(hidden));
    assert!(seen.len() > 50, "{} kinds have an example", seen.len());
    for kind in ["form-added", "branch-added", "place-added", "quotes-added"] {
        assert_eq!(made(kind, "ZHU, Hailun", EntryKind::Person), None, "{kind} of a person");
    }
}

#[test]
fn what_leaves_nothing_distinctive_is_said() {
    let says = |kind, name| made(kind, name, EntryKind::Company).map(|(.., distinctive)| distinctive);
    assert_eq!(says("cut-20", TAIDA), Some(true));
    assert_eq!(says("middle-word-dropped", TAIDA), Some(false), "Taida is gone");
    assert_eq!(says("cut-20", "Xinjiang Uyghur Autonomous Tianmian Cotton"), Some(false));
    // A word that is cut in two is no whole word.
    assert_eq!(says("cut-20", "Nanjing Textile Huafengtai Co., Ltd."), Some(false));
    assert_eq!(says("han-dropped", TAIDA_HAN), Some(false), "one of two characters is gone");
    assert_eq!(says("upper-case", "Xinjiang Cotton"), Some(false));
}

#[test]
fn long_names_part_into_two_cells() {
    let cells = |kind| made(kind, CORPS, EntryKind::Company).map(|(first, second, _)| (first, second));
    let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    assert_eq!(
        cells("name1-name2"),
        pair("Xinjiang Production and", "Construction Corps Eighth Division Tianshan Aluminum")
    );
    assert_eq!(
        cells("name1-name2-hard"),
        pair("Xinjiang Production and Constructio", "n Corps Eighth Division Tianshan Aluminum")
    );
}

#[test]
fn sounds_are_respelled_where_they_would_be_heard_so() {
    use super::slips::phonetic;
    let all = |word: &str| {
        let draws = (0..64).filter_map(|seed| phonetic(word, &mut super::Rng::new(seed, "", word)));
        draws.collect::<BTreeSet<_>>()
    };
    assert!(all("Jinlong").into_iter().eq(["Jinlon".to_owned()]));
    assert!(all("Quanguo").into_iter().eq(["Chuanguo".to_owned()]));
    assert!(all("Junzheng").contains("Junjeng") && !all("Junzheng").contains("Junsheng"));
    assert!(all("PHOENIX").contains("FOENIX"));
}

#[test]
fn the_tables_are_whole() {
    let ids: BTreeSet<&str> = KINDS.iter().map(|k| k.id).collect();
    assert_eq!((ids.len(), KINDS.len()), (59, 59), "ids are unique, and each row of kinds.tsv is made by code");
    let counts = ["keyboard", "ocr", "sound", "cyrillic", "greek", "short"].map(|table| pairs(table).len());
    assert_eq!(counts, [26, 24, 21, 25, 19, 36]);
}

/// Names of letters that the kinds look for, and of any others.
const NAMES: &str = "[a-zA-Z0-9 .,&;'’()（）和田泰達服飾有限公司新疆İßﬁé\u{200b}\u{301}]{0,50}|\\PC{0,40}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_name_panics_and_draws_repeat(name in NAMES, seed in 0u64..4) {
        for entry in [EntryKind::Company, EntryKind::Person] {
            let subject = Subject::new(&name, entry);
            for kind in KINDS.iter() {
                prop_assert_eq!(kind.make(&subject, seed), kind.make(&subject, seed));
            }
        }
    }
}
