//! Takes the names apart that publishers write into one cell.
//!
//! | written | read as |
//! |---|---|
//! | `X (also known as A; B; and C)`, `X, a.k.a., the following four aliases: —A; —B;` | name X, aliases |
//! | `X (including three aliases: A; B; and C)`, `X (and one alias: A)` | the same |
//! | `X (formerly known as A; and B)`, `X, f.k.a. A` | name X, former names |
//! | `X and its eight Zhuhai-based subsidiaries, which include A, B, and C` | name X, subsidiaries |
//! | `X and its subordinate and affiliated entities`, `X; and any successor thereof` | name X, a note |
//! | `X (ABC)` | the name as it is, the acronym as a weak name |
//!
//! Sources of the forms: Supplement No. 4 to 15 CFR part 744 (eCFR), the UFLPA Entity List page of DHS, the
//! nonproliferation notices of the State Department in the Consolidated Screening List.

use std::sync::LazyLock;

use crate::model::NameKind;
use crate::watchlist::own::separators;

/// One name of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawName {
    pub(super) text: String,
    pub(super) kind: NameKind,
    /// The publisher calls it weak.
    pub(super) weak: bool,
}

impl RawName {
    pub(super) fn new(kind: NameKind, text: impl Into<String>) -> Self {
        Self { text: text.into(), kind, weak: false }
    }
}

/// What a cell of names holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    /// The first one is the listed name; empty where the cell holds further names only.
    pub(super) names: Vec<RawName>,
    /// Bodies that are listed with it.
    pub(super) subsidiaries: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// Words that begin further names, longest first; `the following two aliases` and numbers may follow each.
const MARKERS: [(&str, NameKind); 26] = [
    ("also known by the following", NameKind::Alias),
    ("also referred to as", NameKind::Alias),
    ("also known as", NameKind::Alias),
    ("also doing business as", NameKind::Alias),
    ("doing business as", NameKind::Alias),
    ("trading as", NameKind::Alias),
    ("previously known as", NameKind::Former),
    ("formerly known as", NameKind::Former),
    ("formerly named", NameKind::Former),
    ("formerly", NameKind::Former),
    ("now known as", NameKind::CurrentName),
    ("a.k.a.", NameKind::Alias),
    ("a.k.a", NameKind::Alias),
    ("a/k/a", NameKind::Alias),
    ("aka", NameKind::Alias),
    ("d/b/a", NameKind::Alias),
    ("d.b.a.", NameKind::Alias),
    ("dba", NameKind::Alias),
    ("f.k.a.", NameKind::Former),
    ("f.k.a", NameKind::Former),
    ("f/k/a", NameKind::Former),
    ("fka", NameKind::Former),
    ("n.k.a.", NameKind::CurrentName),
    ("n/k/a", NameKind::CurrentName),
    ("including", NameKind::Alias),
    ("and", NameKind::Alias),
];

/// Markers that are words of names too: only `the following aliases` or a number of aliases after them counts.
const NEEDS_COUNT: [&str; 2] = ["including", "and"];

const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Ends of a name that speak of other bodies without naming them.
static OTHER_BODIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let what = [
        "its subordinate and affiliated entities",
        "its subordinates and affiliates",
        "its affiliated entities",
        "its subsidiaries and affiliates",
        "its subsidiaries",
        "its affiliates",
        "its subordinates",
        "its subordinate entities",
        "all subsidiaries",
        "subsidiaries",
        "affiliates",
        "any successor, sub-unit, or subsidiary thereof",
        "any successors, sub-units, or subsidiaries thereof",
        "any successor, subunit, or subsidiary thereof",
        "its successors, sub-units, and subsidiaries",
        "its successors, sub-units, or subsidiaries",
        "any successor thereof",
        "any successor entity",
    ];
    what.iter().map(|w| format!("and {w}")).collect()
});

/// Text with single blanks: no-break spaces and line ends are blanks too.
pub(super) fn tidy(text: &str) -> String {
    let clean: String =
        text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{200e}' | '\u{feff}' | '\u{ad}')).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes the cell of a listed name apart.
pub(super) fn split(cell: &str) -> Split {
    let mut split = Split::default();
    let mut main = tidy(cell);
    other_bodies(&mut main, &mut split);
    subsidiaries(&mut main, &mut split);
    let mut further = Vec::new();
    let mut acronyms = Vec::new();
    // Parentheses from the last to the first, so that what is left keeps its places.
    for (open, close) in parentheses(&main).into_iter().rev() {
        let inside = main.get(open + 1..close).unwrap_or_default().trim().to_owned();
        if let Some((kind, list)) = marked(&inside) {
            further.splice(0..0, listed(&list, kind));
            let after = main.get(close + 1..).unwrap_or_default().to_owned();
            main = format!("{} {}", main.get(..open).unwrap_or_default().trim_end(), after.trim_start());
            main = tidy(&main).replace(" ,", ",");
        } else if is_acronym(&inside) && open > 0 {
            acronyms.insert(0, RawName { text: inside, kind: NameKind::Acronym, weak: true });
        }
    }
    other_bodies(&mut main, &mut split);
    subsidiaries(&mut main, &mut split);
    if let Some((at, kind, list)) = marked_within(&main) {
        further.extend(listed(&list, kind));
        main.truncate(at);
    }
    other_bodies(&mut main, &mut split);
    let name = bare(&main);
    if !name.is_empty() {
        split.names.push(RawName::new(NameKind::Primary, name));
    }
    split.names.extend(further);
    split.names.extend(acronyms);
    split
}

/// Takes a cell of further names apart: `A; B; and C`, with or without a marker before them.
pub(super) fn further(cell: &str, kind: NameKind) -> Vec<RawName> {
    let text = tidy(cell);
    let (kind, list) = marked(&text).unwrap_or((kind, Listed { text, count: None }));
    let mut names = Vec::new();
    for name in listed(&list, kind) {
        // A further name may have further names in its turn.
        let Split { names: parts, .. } = split(&name.text);
        names.extend(parts.into_iter().map(|part| match part.kind {
            NameKind::Primary => RawName { kind: name.kind, ..part },
            _ => part,
        }));
    }
    names
}

/// A list of names and how many it says there are.
pub(super) struct Listed {
    pub(super) text: String,
    pub(super) count: Option<usize>,
}

/// The names after a marker at the beginning of a text.
fn marked(text: &str) -> Option<(NameKind, Listed)> {
    let lower = text.to_ascii_lowercase();
    for (marker, kind) in MARKERS {
        let Some(rest) = lower.strip_prefix(marker) else { continue };
        if rest.starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        let (skipped, count) = counted(rest);
        if count.is_none() && NEEDS_COUNT.contains(&marker) {
            continue;
        }
        let list = text.get(marker.len() + skipped..)?.trim_start_matches([',', ':', ' ', '—', '–', '-']).trim();
        return (!list.is_empty()).then(|| (kind, Listed { text: list.to_owned(), count: count.flatten() }));
    }
    None
}

/// The bytes and the number of `, the following four aliases:`; nothing where no word of aliases is there.
fn counted(lower: &str) -> (usize, Option<Option<usize>>) {
    let ends = [" aliases", " alias", " names", " name", "aliases", "alias"];
    let head = lower.get(..lower.floor_char_boundary(48)).unwrap_or(lower);
    let found = ends.iter().filter_map(|end| Some((head.find(end)?, std::cmp::Reverse(end.len())))).min();
    let Some((at, std::cmp::Reverse(length))) = found else { return (0, None) };
    let before = head.get(..at).unwrap_or_default();
    let words = before.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let mut number = None;
    for word in words {
        let spelt = NUMBERS.iter().position(|n| *n == word).or_else(|| word.parse().ok());
        match word {
            "the" | "following" | "and" | "including" | "by" | "as" | "an" | "these" | "other" | "its" => {}
            _ if spelt.is_some() => number = spelt,
            _ => return (0, None),
        }
    }
    (at + length, Some(number))
}

/// A marker within a text, after a comma or a blank: `X, a.k.a. A`, `X f/k/a A`.
pub(super) fn marked_within(text: &str) -> Option<(usize, NameKind, Listed)> {
    let places = text.char_indices().filter(|(_, c)| matches!(c, ' ' | ',' | ';'));
    places.map(|(at, _)| at).find_map(|at| {
        let rest = text.get(at + 1..)?.trim_start();
        // `aka` and `formerly` without a comma may be words of a name.
        let bare_word = rest.starts_with(|c: char| c.is_ascii_alphabetic())
            && !rest.to_ascii_lowercase().starts_with("also known")
            && !rest.get(1..2).is_some_and(|c| matches!(c, "." | "/"));
        let after_comma = text.get(..at + 1)?.trim_end().ends_with([',', ';']);
        let (kind, list) = marked(rest)?;
        (!bare_word || after_comma || list.count.is_some()).then_some((at, kind, list))
    })
}

/// Moves the end of a name that speaks of bodies without a name to the notes.
fn other_bodies(main: &mut String, split: &mut Split) {
    let lower = main.to_ascii_lowercase();
    let whole = lower.trim_end_matches(['.', ';', ',', ' ']);
    let Some(end) = OTHER_BODIES.iter().find(|end| whole.ends_with(end.as_str())) else { return };
    let at = whole.len() - end.len();
    if at == 0 || !whole.get(..at).is_some_and(|before| before.ends_with([' ', ','])) {
        return;
    }
    split.notes.push(format!("listed with: {}", main.get(at..whole.len()).unwrap_or_default()));
    main.truncate(at);
    *main = bare(main);
}

/// Moves `and its eight Zhuhai-based subsidiaries, which include A, B, and C` to the subsidiaries.
fn subsidiaries(main: &mut String, split: &mut Split) {
    let lower = main.to_ascii_lowercase();
    let Some((at, list)) = ["which include", "including"].iter().find_map(|word| {
        let at = lower.find(" and its ")?;
        let within = lower.get(at..)?;
        let include = within.find(word)?;
        let speaks = within.get(..include)?;
        let bodies = ["subsidiaries", "affiliates", "subsidiary", "entities", "subordinates"];
        bodies.iter().any(|b| speaks.contains(b)).then_some((at, at + include + word.len()))
    }) else {
        return;
    };
    let named = main.get(list..).unwrap_or_default().trim_start_matches([':', ' ', ',']).to_owned();
    split.notes.push(format!("listed with: {}", main.get(at + 1..list).unwrap_or_default()));
    let parts: Vec<String> = match named.contains(';') {
        true => at_semicolons(&named),
        false => separators::at_commas(&named).into_iter().map(str::to_owned).collect(),
    };
    split.subsidiaries.extend(parts.iter().map(|part| bare(without_and(part))).filter(|part| !part.is_empty()));
    main.truncate(at);
}

/// The outermost parentheses of a text: places of `(` and `)`. One that is never closed ends with the text.
fn parentheses(text: &str) -> Vec<(usize, usize)> {
    let (mut found, mut depth, mut open) = (Vec::new(), 0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => {
                if depth == 0 {
                    open = at;
                }
                depth += 1;
            }
            ')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    found.push((open, at));
                }
            }
            _ => {}
        }
    }
    if depth > 0 {
        found.push((open, text.len()));
    }
    found
}

/// Two to eight capitals, digits allowed: `CASC`, `CETC 13`.
fn is_acronym(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    let other = text.chars().any(|c| !(c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '-' | '&')));
    (2..=8).contains(&capitals) && !other && text.len() <= 12
}

fn listed(list: &Listed, kind: NameKind) -> Vec<RawName> {
    let mut parts = at_semicolons(&list.text);
    if parts.len() == 1
        && list.count != Some(1)
        && let Some(several) = at_and(&list.text, list.count)
    {
        parts = several;
    }
    let mut names = Vec::new();
    let mut kind = kind;
    for part in parts.iter().flat_map(|part| at_markers(part)) {
        let mut text = without_and(part).to_owned();
        // `A; and formerly known as B; C`: the marker holds for the names after it.
        if let Some((own, inner)) = marked(&text).filter(|(_, inner)| inner.count.is_none()) {
            (kind, text) = (own, inner.text);
        }
        let text = bare(&text);
        if !text.is_empty() {
            names.push(RawName::new(kind, text));
        }
    }
    names
}

/// The parts of `A and formerly known as B`.
fn at_markers(part: &str) -> Vec<&str> {
    let lower = part.to_ascii_lowercase();
    let markers = [" and formerly known as ", " and also known as ", " and previously known as "];
    match markers.iter().filter_map(|marker| lower.find(marker)).min().filter(|at| *at > 0) {
        Some(at) => vec![part.get(..at).unwrap_or_default(), part.get(at + 1..).unwrap_or_default()],
        None => vec![part],
    }
}

/// Parts between `;`. A `;` before a closing quote belongs after it: `'Zaliv;' JSC Zaliv`.
pub(super) fn at_semicolons(text: &str) -> Vec<String> {
    let text = text.replace(";'", "';").replace(";’", "’;").replace(";\"", "\";").replace(";”", "”;");
    let (mut parts, mut depth, mut part) = (Vec::new(), 0_usize, String::new());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if matches!(c, ';' | '；') && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    parts.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// The names of `A and B` or `A, B, and C`, where the list says how many there are, or where both sides of the only
/// `and` end with a legal form: `Research and Development Co.` is one name.
fn at_and(text: &str, count: Option<usize>) -> Option<Vec<String>> {
    let ands = text.matches(" and ").count();
    let commas: Vec<String> =
        separators::at_commas(text).into_iter().map(|p| without_and(p).to_owned()).filter(|p| !p.is_empty()).collect();
    if let Some(count) = count.filter(|n| *n > 1) {
        if commas.len() == count {
            return Some(commas);
        }
        if count == 2 && ands == 1 {
            return text.split_once(" and ").map(|(a, b)| vec![a.to_owned(), b.to_owned()]);
        }
        return None;
    }
    let (before, after) = text.split_once(" and ").filter(|_| ands == 1)?;
    (ends_with_form(before) && ends_with_form(after)).then(|| vec![before.to_owned(), after.to_owned()])
}

pub(super) fn ends_with_form(name: &str) -> bool {
    const FORMS: [&str; 20] = [
        "ltd",
        "limited",
        "inc",
        "llc",
        "corp",
        "corporation",
        "company",
        "co",
        "plc",
        "gmbh",
        "sa",
        "ag",
        "bv",
        "group",
        "jsc",
        "ooo",
        "oao",
        "zao",
        "factory",
        "institute",
    ];
    let last = name.trim_end_matches([',', '.', ' ']).rsplit([' ', ',']).next().unwrap_or_default();
    FORMS.contains(&last.replace('.', "").to_ascii_lowercase().as_str())
}

fn without_and(part: &str) -> &str {
    let part = part.trim().trim_start_matches(['—', '–', '-', '•', '·', ',']).trim_start();
    let part = ["and ", "And ", "& "].iter().find_map(|and| part.strip_prefix(and)).unwrap_or(part);
    part.trim_start_matches(['—', '–', '-', '•', '·', ' ']).trim()
}

/// A name without the punctuation around it. A full stop stays after an abbreviation (`Ltd.`, `S.A.`, `Co.`).
fn bare(text: &str) -> String {
    let mut text = text.trim().trim_start_matches(['—', '–', '•', '·', ',', ';', ' ']);
    loop {
        let before = text;
        text = text.trim_end().trim_end_matches([',', ';', ':', '—', '–']);
        for end in [" and", ", and", "; and", " or"] {
            text = text.strip_suffix(end).unwrap_or(text);
        }
        if text == before {
            break;
        }
    }
    let stopped = text.strip_suffix('.').filter(|t| {
        let last = t.rsplit([' ', ',']).next().unwrap_or_default();
        last.chars().count() > 5 && !last.contains('.')
    });
    stopped.unwrap_or(text).trim().to_owned()
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
