//! Several names in one cell of a list of the user's.

/// Words after a comma that belong to the name before it: `Alpha Trading Co., Ltd.`, `Alpha, S.A. de C.V.`.
const AFTER_COMMA: [&str; 34] = [
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "llc",
    "lllp",
    "llp",
    "lp",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "sa",
    "sl",
    "srl",
    "spa",
    "sas",
    "sarl",
    "gmbh",
    "ag",
    "kg",
    "bv",
    "nv",
    "ab",
    "as",
    "oy",
    "aps",
    "pte",
    "pty",
    "pvt",
    "bhd",
    "jsc",
    "ooo",
];

/// The names of a cell, divided by `;`, `|`, `、`, line ends, or a slash with blanks around it.
pub(super) fn divided(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([';', '；', '|', '｜', '、', '\n', '\r']).flat_map(|part| part.split(" / "));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// The names between commas; a legal form after a comma stays with the name before it.
pub(in crate::watchlist) fn at_commas(cell: &str) -> Vec<&str> {
    let (mut names, mut start) = (Vec::new(), 0);
    for (at, comma) in cell.match_indices([',', '，']) {
        let after = at + comma.len();
        if !begins_with_form(cell.get(after..).unwrap_or_default()) {
            names.push(cell.get(start..at).unwrap_or_default().trim());
            start = after;
        }
    }
    names.push(cell.get(start..).unwrap_or_default().trim());
    names.retain(|name| !name.is_empty());
    names
}

/// The names of a cell with commas that may be several: each has two words or more, or is in Han. `Beijing, China` and
/// `Reed, Anna` are one.
pub(super) fn looks_like_several(cell: &str) -> Option<Vec<&str>> {
    let names = at_commas(cell);
    let whole = |name: &&str| {
        name.split_whitespace().count() > 1 || name.chars().filter(|c| crate::text::is_han(*c)).count() > 3
    };
    (names.len() > 1 && names.iter().all(whole)).then_some(names)
}

fn begins_with_form(after: &str) -> bool {
    let first: String = after.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '.').collect();
    let first = first.replace('.', "").to_lowercase();
    AFTER_COMMA.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart() {
        for (cell, expected) in [
            ("Alpha One; Beta Two", "Alpha One+Beta Two"),
            ("Alpha One|Beta Two", "Alpha One+Beta Two"),
            ("Alpha One；Beta Two、甲公司", "Alpha One+Beta Two+甲公司"),
            ("Alpha One / Beta Two", "Alpha One+Beta Two"),
            ("Alpha\nBeta", "Alpha+Beta"),
            ("Alpha/Beta Works", "Alpha/Beta Works"),
            ("Alpha, Inc.", "Alpha, Inc."),
        ] {
            assert_eq!(divided(cell).collect::<Vec<_>>().join("+"), expected, "{cell}");
        }
    }

    #[test]
    fn commas_divide_names_and_no_legal_forms() {
        let several = |cell| looks_like_several(cell).map(|names| names.join("+")).unwrap_or_default();
        assert_eq!(several("Jade Boots, Onyx Boots"), "Jade Boots+Onyx Boots");
        assert_eq!(
            several("Alpha Trading Co., Ltd., Beta Works, S.A. de C.V."),
            "Alpha Trading Co., Ltd.+Beta Works, S.A. de C.V."
        );
        for one in [
            "Alpha Trading Co., Ltd.",
            "Alpha Works, Inc",
            "Reed, Anna",
            "Beijing, China",
            "Alpha",
            "Alpha Works, Hefei",
        ] {
            assert_eq!(several(one), "", "{one}");
        }
        assert_eq!(at_commas("ATC, Beta, Gamma Ltd"), ["ATC", "Beta", "Gamma Ltd"]);
    }
}
