//! A table of cells as publishers write them: names are invented, or those of the Entity List.

use super::*;

/// Names with the first letter of their kind, then subsidiaries, then notes.
fn shown(split: &Split) -> String {
    let letter = |kind: NameKind| match kind {
        NameKind::Primary => "",
        NameKind::Alias => "a:",
        NameKind::Former => "f:",
        NameKind::CurrentName => "n:",
        NameKind::Acronym => "y:",
        _ => "?:",
    };
    let names = split.names.iter().map(|n| format!("{}{}", letter(n.kind), n.text));
    let rest = split.subsidiaries.iter().map(|s| format!("s:{s}")).chain(split.notes.iter().map(|n| format!("!{n}")));
    names.chain(rest).collect::<Vec<_>>().join(" | ")
}

#[test]
fn cells_of_listed_names_come_apart() {
    for (cell, expected) in [
        ("Qorvath Mills Co., Ltd.", "Qorvath Mills Co., Ltd."),
        (" Qorvath\u{a0}Mills  Co., Ltd. ", "Qorvath Mills Co., Ltd."),
        (
            "Qorvath Mills (also known as Qorvath; QM Textile; and Zeltmar)",
            "Qorvath Mills | a:Qorvath | a:QM Textile | a:Zeltmar",
        ),
        ("Qorvath Mills (formerly known as Zeltmar Ltd.; and Old Mill)", "Qorvath Mills | f:Zeltmar Ltd. | f:Old Mill"),
        (
            "Qorvath Co., Ltd. (also known as Zelt Co., Ltd. and Mar Co., Ltd.)",
            "Qorvath Co., Ltd. | a:Zelt Co., Ltd. | a:Mar Co., Ltd.",
        ),
        (
            "Qorvath (also known as Institute of Research and Development)",
            "Qorvath | a:Institute of Research and Development",
        ),
        ("Qorvath (including three aliases: A Mill; B Mill; and C Mill)", "Qorvath | a:A Mill | a:B Mill | a:C Mill"),
        ("Qorvath (including two aliases: A Mill and B Mill)", "Qorvath | a:A Mill | a:B Mill"),
        ("Qorvath (also known as Zelt; and formerly known as Mar; Old Mar)", "Qorvath | a:Zelt | f:Mar | f:Old Mar"),
        (
            "Qorvath (also known as Zelt Co. and formerly known as Mar Mill Co., Ltd.)",
            "Qorvath | a:Zelt Co. | f:Mar Mill Co., Ltd.",
        ),
        (
            "Qorvath (also known as Zelt Transport Co. and Mar Transport Co.)",
            "Qorvath | a:Zelt Transport Co. | a:Mar Transport Co.",
        ),
        ("Qorvath (and one alias: Arts and Crafts Mill)", "Qorvath | a:Arts and Crafts Mill"),
        (
            "Qorvath (including three aliases: A; B; and C) and its subordinate and affiliated entities",
            "Qorvath | a:A | a:B | a:C | !listed with: and its subordinate and affiliated entities",
        ),
        (
            "Qorvath (including one alias: Bing) and its subordinate and affiliated entities.",
            "Qorvath | a:Bing | !listed with: and its subordinate and affiliated entities",
        ),
        (
            "Qorvath Import; and any successor, sub-unit, or subsidiary thereof",
            "Qorvath Import | !listed with: and any successor, sub-unit, or subsidiary thereof",
        ),
        ("Qorvath Group Co., Ltd., and Subsidiaries", "Qorvath Group Co., Ltd. | !listed with: and Subsidiaries"),
        (
            "Qorvath Corp. and its eight Zhuhai-based subsidiaries, which include A Tech Co., Ltd., B Co., Ltd., and \
            C Co., Ltd.",
            "Qorvath Corp. | s:A Tech Co., Ltd. | s:B Co., Ltd. | s:C Co., Ltd. | \
             !listed with: and its eight Zhuhai-based subsidiaries, which include",
        ),
        (
            "Qorvath, a.k.a., the following four aliases: —A Mill; —B Mill; —C Mill; and —D Mill.",
            "Qorvath | a:A Mill | a:B Mill | a:C Mill | a:D Mill.",
        ),
        ("Qorvath, a.k.a. Zeltmar", "Qorvath | a:Zeltmar"),
        ("Qorvath Ltd., a.k.a., the following one alias: —Zeltmar LLC.", "Qorvath Ltd. | a:Zeltmar LLC."),
        ("Qorvath a/k/a Zeltmar", "Qorvath | a:Zeltmar"),
        ("Qorvath, f/k/a Zeltmar Inc.", "Qorvath | f:Zeltmar Inc."),
        ("Qorvath Inc. d/b/a Zelt Foods", "Qorvath Inc. | a:Zelt Foods"),
        ("Qorvath (f.k.a. Zeltmar) (a.k.a. Mar)", "Qorvath | f:Zeltmar | a:Mar"),
        ("Qorvath (a.k.a. Zelt; formerly known as Mar)", "Qorvath | a:Zelt | f:Mar"),
        (
            "Joint Yard 'Qorv', a.k.a., the following three aliases: -'Qorv' Yard; -Yard 'Qorv;' and -AO Qorv.",
            "Joint Yard 'Qorv' | a:'Qorv' Yard | a:Yard 'Qorv' | a:AO Qorv.",
        ),
        (
            "OOO Yard 'Qorv' (f.k.a., AO Yard 'Qorv;' JSC Yard 'Qorv;' and OJSC QORV)",
            "OOO Yard 'Qorv' | f:AO Yard 'Qorv' | f:JSC Yard 'Qorv' | f:OJSC QORV",
        ),
        ("Academy of Qorvath Technology (AQT)", "Academy of Qorvath Technology (AQT) | y:AQT"),
        ("Group 13th Institute (QETC 13)", "Group 13th Institute (QETC 13) | y:QETC 13"),
        ("Qorvath (Hong Kong) Limited", "Qorvath (Hong Kong) Limited"),
        ("Qorvath (New Life) Labor Factory (also known as Zelt)", "Qorvath (New Life) Labor Factory | a:Zelt"),
        ("Qorvath (also known as Zelt (Shenzhen) Co., Ltd.; and Mar)", "Qorvath | a:Zelt (Shenzhen) Co., Ltd. | a:Mar"),
        ("Qorvath (also known as Zelt; Mar", "Qorvath | a:Zelt | a:Mar"),
        ("Iron and Steel Qorvath Co.", "Iron and Steel Qorvath Co."),
        ("Aka Trading Ltd", "Aka Trading Ltd"),
        ("Maka Naka Aka Ltd", "Maka Naka Aka Ltd"),
        ("Including Design Ltd", "Including Design Ltd"),
        ("新疆生产建设兵团 (also known as Bingtuan)", "新疆生产建设兵团 | a:Bingtuan"),
        ("Subsidiaries", "Subsidiaries"),
        ("", ""),
    ] {
        assert_eq!(shown(&split(cell)), expected, "{cell}");
    }
}

#[test]
fn cells_of_further_names_come_apart() {
    for (cell, expected) in [
        ("A Mill; B Mill; and C Mill", "a:A Mill | a:B Mill | a:C Mill"),
        ("a.k.a., the following two aliases: A Mill; and B Mill", "a:A Mill | a:B Mill"),
        ("A Mill; formerly known as B Mill", "a:A Mill | f:B Mill"),
        ("ROSTOV, OAO; ROSTOV AO", "a:ROSTOV, OAO | a:ROSTOV AO"),
        ("Hebei Institute (HI); and Institute 13", "a:Hebei Institute (HI) | y:HI | a:Institute 13"),
        ("A Mill;; ", "a:A Mill"),
        ("", ""),
    ] {
        let names = further(cell, NameKind::Alias);
        assert_eq!(shown(&Split { names, ..Split::default() }), expected, "{cell}");
    }
}
