//! Tables as lists, and what is refused.

use super::*;
use crate::model::{EntryKind, NameKind, Script, Status};

fn csv(text: &str) -> Result<Watchlist, ListError> {
    read(Path::new("lists/my list.csv"), text.as_bytes())
}

#[test]
fn reads_names_aliases_places_and_numbers() {
    let text = "\u{feff}Name;Aliases;Country;City;Kind;USCC;Programme;Risk owner\r\n\
                Alpha Trading;ATC;China;Hefei;company;91330000733796106P;Blocked 2024;Ms Reed\r\n\
                \"Beta; Holding\";\"阿尔法;阿尔法贸易\";;;person;;;\r\n";
    let list = csv(text).expect("a good list");
    assert_eq!((&*list.id.0, list.entries.len(), list.bundled), ("my-list", 2, false));
    let [alpha, beta] = list.entries.as_slice() else { panic!("two entries") };
    assert_eq!((&*alpha.id.0, alpha.measure.as_str()), ("my-list-1", "Blocked 2024"));
    assert_eq!(alpha.names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(), ["Alpha Trading", "ATC"]);
    assert_eq!(alpha.addresses.first().map(|a| a.city.as_str()), Some("Hefei"));
    assert_eq!(alpha.identifiers.first().map(|i| i.scheme.as_str()), Some("uscc"));
    assert_eq!(alpha.notes, ["Risk owner: Ms Reed"]);
    assert_eq!((beta.kind, beta.name.as_str()), (EntryKind::Person, "Beta; Holding"));
    assert_eq!(beta.names.last().map(|n| (n.text.as_str(), n.script)), Some(("阿尔法贸易", Script::Hani)));
    assert!(beta.addresses.is_empty() && beta.identifiers.is_empty());
}

#[test]
fn further_columns_of_names_are_names() {
    let header = "Name,English Name,Previous Names,Alt. Names,Also known as,Contact Name,File name";
    let list = csv(&format!("{header}\n甲,Alpha,Beta; Gamma,Delta,Epsilon,Ms Reed,a.csv\n")).expect("a good list");
    let names: Vec<_> = list.entries[0].names.iter().map(|n| (n.text.as_str(), n.kind)).collect();
    use NameKind::{Alias, Former, Primary};
    let expected =
        [("甲", Primary), ("Alpha", Alias), ("Delta", Alias), ("Epsilon", Alias), ("Beta", Former), ("Gamma", Former)];
    assert_eq!(names, expected);
    assert_eq!(list.entries[0].notes, ["Contact Name: Ms Reed", "File name: a.csv"]);
}

#[test]
fn reads_commas_and_semicolons_inside_aliases() {
    let list = csv("id,name,aliases\nA-1,\"Alpha, Inc.\",A; B ;; A\n").expect("a good list");
    let names: Vec<&str> = list.entries[0].names.iter().map(|n| n.text.as_str()).collect();
    assert_eq!((&*list.entries[0].id.0, names), ("A-1", vec!["Alpha, Inc.", "A", "B"]));
}

#[test]
fn further_names_are_divided_by_the_marks_that_lists_use() {
    for mark in ["|", "；", " / ", "、", "\n", ", "] {
        let list = csv(&format!("Entity,AKA\nAlpha Hands,\"Beta Mittens{mark}Gamma Gloves\"\n")).expect("a good list");
        let names: Vec<&str> = list.entries[0].names.iter().map(|n| n.text.as_str()).collect();
        assert!(names.contains(&"Beta Mittens") && names.contains(&"Gamma Gloves"), "{mark:?}: {names:?}");
        assert_eq!(warnings(&list).contains("taken apart"), mark == ", ", "{mark:?}: {}", warnings(&list));
    }
    let list = csv("name,aliases (comma-separated)\nAlpha,\"Beta, Gamma Co., Ltd.\"\n").expect("a good list");
    let names: Vec<&str> = list.entries[0].names.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(names, ["Alpha", "Beta", "Gamma Co., Ltd."]);
    let list = csv("Supplier,Country\nAlpha,China\n").expect("a good list");
    assert_eq!(list.entries[0].name, "Alpha");
}

#[test]
fn one_column_is_a_list() {
    assert_eq!(csv("name\nAlpha\n\nBeta\n").map(|l| l.entries.len()), Ok(2));
}

fn days(list: &Watchlist, at: usize) -> (String, String, Status) {
    let printed = |day: Option<crate::model::Day>| day.map(|d| d.to_string()).unwrap_or_default();
    let entry = &list.entries[at];
    (printed(entry.effective), printed(entry.removed), entry.status)
}

/// The warnings, one a line.
fn warnings(list: &Watchlist) -> String {
    list.warnings.iter().map(|w| format!("{w}\n")).collect()
}

#[test]
fn refuses_what_it_cannot_read_and_says_where() {
    let long = format!("name\n{}\n", "x".repeat(501));
    let cases: [(&str, Option<u64>, &str); 10] = [
        ("plant,country\nAlpha,China\n", Some(1), "no column `name`; the headers are: plant, country"),
        ("", None, "the file is empty"),
        (" \r\n\n", None, "the file is empty"),
        ("name\n", Some(1), "no rows"),
        ("name,country\nAlpha,China\n ,China\n", Some(3), "name is empty"),
        ("id,name\nA,Alpha\nB,Beta\nA,Gamma\n", Some(4), "line 2 already"),
        ("name,uscc\nAlpha Mill,91330000733796106Q\n", Some(2), "check character"),
        ("name,country\n\"Alpha,China\nBeta,China\nGamma,China\n", Some(2), "never closed"),
        ("name,removed\nAlpha Mill,soon\n", Some(2), "`soon` is not a date"),
        (&long, Some(2), "over 500"),
    ];
    for (text, line, message) in cases {
        let error = csv(text).expect_err(text);
        assert_eq!(error.line(), line, "{error}");
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn reports_all_faults_at_once_by_line() {
    let text = "id,name,uscc,effective,removed\n1,,,,\n2,Alpha Mill,123,,\n2,Beta Mill,,2025-02-30,\n\
                3,Gamma Mill,,2025-05-01,2024-01-01\n4,Delta Mill,,,\n4,Epsilon Mill,,,\n";
    let error = csv(text).expect_err("five faults");
    let lines: Vec<Option<u64>> = error.faults().map(crate::watchlist::ListFault::line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 7].map(Some), "{error}");
    for what in ["name is empty", "wrong length", "2025-02-30", "before it began", "on line 6 already"] {
        assert!(error.to_string().contains(what), "{what}: {error}");
    }
}

#[test]
fn what_loses_no_listed_party_is_a_warning() {
    let text = "name,aliases,country,kind,status,bars,Owner\n\
                Alpha Mill,Mill of Alpha; --- ;The,Atlantis,wizard,maybe,some of it,Ms Reed\nBeta Mill,,China\n";
    let list = csv(text).expect("a list with warnings");
    let names: Vec<_> = list.entries[0].names.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(names, ["Alpha Mill", "Mill of Alpha", "The"]);
    let all = warnings(&list);
    for what in [
        "line 2: name `---` holds no letter or digit: this further name is NOT in the list",
        "line 2: name `The` holds only words that many firms carry",
        "line 2: country `Atlantis` is not known",
        "line 2: kind `wizard` is not known",
        "line 2: status `maybe` is not known",
        "line 2: what it bars, `some of it`, is not known",
        "line 3: has 3 cells, the header has 7",
    ] {
        assert!(all.contains(what), "{what}\n{all}");
    }
    assert_eq!(list.unused_columns().collect::<Vec<_>>(), ["Owner"]);
}

#[test]
fn days_status_and_bars_are_honoured() {
    let text = "name,Date Listed,End Date,Status,Bars\nAlpha Mill,31/12/2025,,,import\n\
                Beta Mill,03/04/2025,01.02.2026,,Export licence\nGamma Mill,,,delisted,all dealings\n\
                Delta Mill,2025-12,N/A,active,none\n";
    let list = csv(text).expect("a good list");
    let day = |effective: &str, removed: &str, status| (effective.to_owned(), removed.to_owned(), status);
    assert_eq!(days(&list, 0), day("2025-12-31", "", Status::Active));
    assert_eq!(days(&list, 1), day("2025-04-03", "2026-02-01", Status::Removed));
    assert_eq!(days(&list, 2), day("", "", Status::Inactive));
    assert_eq!(days(&list, 3), day("2025-12", "", Status::Active));
    let bars: Vec<_> = list.entries.iter().map(|e| e.bars).collect();
    assert_eq!(bars, [Bars::Import, Bars::Export, Bars::AllDealings, Bars::None].map(Some));
    assert!(warnings(&list).contains("line 4: is removed, but no day says when"), "{}", warnings(&list));
}

#[test]
fn an_undecided_day_is_read_so_that_the_entry_counts_for_longer() {
    let list = csv("name,effective,removed\nAlpha Mill,03/04/2025,05/06/2025\n").expect("a list with warnings");
    assert_eq!(days(&list, 0), ("2025-03-04".to_owned(), "2025-06-05".to_owned(), Status::Removed));
    assert!(warnings(&list).contains("no other day decides"), "{}", warnings(&list));
    // Another column of the same list decides.
    let list = csv("name,effective,removed\nAlpha Mill,03/04/2025,06/25/2025\n").expect("a good list");
    assert_eq!(days(&list, 0).0, "2025-03-04");
    assert!(!warnings(&list).contains("decided"), "{}", warnings(&list));
}

#[test]
fn the_day_of_the_list_comes_from_the_list() {
    let state = |file: &str, text: &str| {
        let list = read(Path::new(file), text.as_bytes()).expect("a good list");
        (list.state(), list.dated_by)
    };
    let stated = |day: &str, by: &str| (day.to_owned(), by.to_owned());
    let row = "name,country\nAlpha Mill,China\n";
    assert_eq!(state("list.csv", row), stated("undated", ""));
    assert_eq!(state("a/list_2026-01-31.csv.gz", row), stated("2026-01-31", "its file name"));
    assert_eq!(state("list.csv", &format!("# as-of: 2026-01-31\n{row}")), stated("2026-01-31", "a line of it"));
    assert_eq!(state("2025-01-01.csv", &format!("List as of 31 January 2026\n\n{row}")).0, "2026-01-31");
    let column = "name,As of\nAlpha Mill,2026-01-31\nBeta Mill,2025-12-31\n";
    assert_eq!(state("list_2020-01-01.csv", column), stated("2026-01-31", "its column `As of`"));
}

#[test]
fn columns_of_open_data_give_names_places_and_numbers() {
    let text = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,\
                first_seen,last_seen,last_change\n\
                NK-1,Company,Alpha Mill Ltd,Mill of Alpha;阿尔法纺织,,cn;hk,\"1 Mill Road, Hefei, CN;2 Port Road, HK\",\
                91330000733796106P;12345678,Entity List,+86 1,a@example.org,us_bis,2024-01-01,2026-01-31,2025-05-05\n\
                NK-2,Person,Beta Reed,,1970-05-01,us,,,,,,us_bis,2024-01-01,2026-01-30,2025-05-05\n";
    let list = csv(text).expect("a good list");
    assert_eq!(list.state(), "2026-01-31");
    let [alpha, beta] = &list.entries[..] else { panic!("two entries") };
    assert_eq!((&*alpha.id.0, alpha.names.len(), alpha.kind), ("NK-1", 3, EntryKind::Company));
    assert_eq!(alpha.measure, "Entity List; us_bis");
    assert_eq!(alpha.addresses.iter().map(|a| a.country.as_str()).collect::<Vec<_>>(), ["CN", "HK", "cn", "hk"]);
    let numbers: Vec<_> = alpha.identifiers.iter().map(|i| (i.scheme.as_str(), i.value.as_str())).collect();
    assert_eq!(numbers, [("uscc", "91330000733796106P"), ("registration_number", "12345678")]);
    assert_eq!((beta.kind, beta.identifiers[0].scheme.as_str()), (EntryKind::Person, "dob"));
    assert_eq!(list.unused_columns().collect::<Vec<_>>(), ["phones", "emails", "first_seen"]);
}

#[test]
fn the_consolidated_screening_list_is_used_as_far_as_general_rules_go() {
    let text = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,\
                end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,\
                gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,\
                dates_of_birth,nationalities,places_of_birth,source_information_url\n\
                ab12,Entity List (EL) - Bureau of Industry and Security,,,,Alpha Mill Co. Ltd.,,\
                \"1 Mill Road, Hefei, Anhui, CN; 2 Port Road, Ningbo, CN\",85 FR 34503,2020-06-05,,,For all \
                items,,,,,,,,,\
                https://example.org/el,Mill of Alpha; Alpha Weaving,,,,,https://example.org/info\n";
    let list = csv(text).expect("a good list");
    let [alpha] = &list.entries[..] else { panic!("one entry") };
    let names: Vec<_> = alpha.names.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(names, ["Alpha Mill Co. Ltd.", "Mill of Alpha", "Alpha Weaving"]);
    assert_eq!((alpha.addresses.len(), alpha.citation.as_str()), (2, "85 FR 34503"));
    assert_eq!(alpha.effective.map(|d| d.to_string()).as_deref(), Some("2020-06-05"));
    assert!(alpha.measure.starts_with("Entity List (EL)"), "{}", alpha.measure);
    assert!(list.unused_columns().any(|c| c == "license_requirement"));
    assert!(!list.unused_columns().any(|c| c == "alt_names"));
}

#[test]
fn other_encodings_and_delimiters_are_read() {
    let text = "name;aliases;country\nCafé Größe Weberei;Weberei Größe;Germany\nAlpha Mill;;China\n";
    let (cp1252, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let utf16: Vec<u8> = [0xFEFF_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [cp1252.as_ref(), &utf16, text.replace(';', "\t").as_bytes()] {
        let list = read(Path::new("a.csv"), bytes).expect("a good list");
        assert_eq!(list.entries[0].name, "Café Größe Weberei");
        assert_eq!((list.entries.len(), list.entries[0].names.len()), (2, 2));
    }
    let text = "名称,曾用名,国家\n合肥阿尔法纺织有限公司,合肥毛纺厂,中国\n无锡贝塔手套有限公司,,中国\n";
    let (gbk, ..) = encoding_rs::GBK.encode(text);
    let list = read(Path::new("a.csv"), &gbk).expect("a good list");
    assert_eq!((list.entries.len(), list.entries[0].names[1].text.as_str()), (2, "合肥毛纺厂"));
}
