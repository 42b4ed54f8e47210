//! The role of each column, from its header, its neighbours and its cells.
//!
//! 1. The header is looked up, whole, among those of known systems (`watchlists/words/headers.tsv`). Where systems
//!    disagree (*Title*, *Reference*, *Account Number*), those count most that have other headers of the ledger.
//! 2. Else without a trailing number, unit or currency; else by its words (`header_words.rs`).
//! 3. Where the header says nothing or two things, the cells decide (`content.rs`).
//! 4. The option `--map` overrules all of this.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::model::{ColumnMap, ColumnUse, PartyKind, Role};
use crate::text::table::{self, cell};

use super::content::{self, Verdict};
use super::error::{LedgerError, LedgerErrorKind};
use super::header_words::{
    compact, is_attribute_of_party, meant, role_of_words, stem, trailing_number, without_number,
};
use super::party_columns::parties;
use super::rows::Top;
use super::{ReadOptions, goods_names};

/// What one column is taken for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnGuess {
    /// The header, made unique.
    pub header: String,
    /// The role.
    pub role: Role,
    /// The party that it describes, where a row has several.
    pub party: Option<PartyKind>,
    /// How sure, 0 to 100.
    pub confidence: u8,
    /// Why, in a sentence.
    pub ground: String,
    /// Up to three cells.
    pub samples: Vec<String>,
}

/// The words that hold in no system in particular.
const GENERAL: &str = "General";

/// The headers of known systems.
struct Table {
    /// Looked up by key only, never iterated.
    rows: HashMap<String, Vec<Known>>,
    systems: Vec<System>,
}

struct Known {
    role: Role,
    system: usize,
    spelling: &'static str,
}

struct System {
    name: &'static str,
    keys: BTreeSet<String>,
}

fn headers() -> impl Iterator<Item = Vec<&'static str>> {
    table::rows(include_str!("../../watchlists/words/headers.tsv"))
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: HashMap::new(), systems: Vec::new() };
    for row in headers() {
        let (spelling, name) = (cell(&row, 0), cell(&row, 3));
        let role = cell(&row, 1).parse().unwrap_or_else(|e| panic!("watchlists/words/headers.tsv: {spelling}: {e}"));
        let system = table.systems.iter().position(|s| s.name == name).unwrap_or_else(|| {
            table.systems.push(System { name, keys: BTreeSet::new() });
            table.systems.len() - 1
        });
        let key = compact(spelling);
        table.systems[system].keys.insert(key.clone());
        table.rows.entry(key).or_default().push(Known { role, system, spelling });
    }
    table
});

/// How header-like a text is: 3 where a system has it, 2 without its number or unit, 1 by its words, 0 else.
pub(super) fn header_likeness(text: &str) -> i32 {
    match table_likeness(text) {
        0 => i32::from(text.chars().count() <= 40 && role_of_words(text).is_some()),
        known => known,
    }
}

/// The same by the table alone, which costs much less.
pub(super) fn table_likeness(text: &str) -> i32 {
    if text.chars().count() > 60 {
        return 0;
    }
    if TABLE.rows.contains_key(&compact(text)) {
        3
    } else if TABLE.rows.contains_key(&stem(text)) {
        2
    } else {
        0
    }
}

/// True for a header that a system has, without its number or unit: much cheaper than [`header_likeness`], for tests of
/// every row. May miss one that is written with accents or a unit.
pub(super) fn is_known_header(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let sign = |c: &char| c.is_alphanumeric() || *c == '#';
    let text = meant(text);
    let key: String = text.chars().filter(sign).flat_map(char::to_lowercase).collect();
    TABLE.rows.contains_key(&key) || TABLE.rows.contains_key(key.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// The weight of each system for a ledger with these headers.
fn weights(keys: &[String]) -> Vec<u32> {
    let weight = |system: &System| {
        if system.name == GENERAL {
            return 100;
        }
        let hits = system.keys.iter().filter(|k| keys.contains(k)).count() as u32;
        let size = system.keys.len() as u32;
        // A ledger is of a system where it has half of its headers, or eight of them: four common words (Company,
        // City, State, Zip Code) are no sign of a system in which Company has its own meaning.
        if hits * 2 >= size.min(16) && hits >= 3 { 100 * (hits - 1).pow(2) * hits / size } else { 10 }
    };
    TABLE.systems.iter().map(weight).collect()
}

/// What the header alone says.
struct ByHeader {
    role: Role,
    confidence: u8,
    ground: String,
    /// Other roles that the same header has elsewhere.
    others: Vec<Role>,
    /// The winner's lead is one of a recognised system.
    sure: bool,
}

fn by_header(header: &str, weights: &[u32]) -> Option<ByHeader> {
    let forms = [(compact(header), 95, ""), (stem(header), 85, " (without number or unit)")];
    let found =
        forms.into_iter().find_map(|(key, confidence, without)| Some((TABLE.rows.get(&key)?, confidence, without)));
    let Some((known, confidence, without)) = found else {
        let (role, ground) = (role_of_words(header)?, "words of the header".into());
        // "Vendor Pharma" over companies.
        let others = if role == Role::Other && is_attribute_of_party(header) { vec![Role::Name] } else { Vec::new() };
        return Some(ByHeader { role, confidence: 75, ground, others, sure: false });
    };
    let weight = |system: usize| weights.get(system).copied().unwrap_or(0);
    // For each role the sum of its weights, and its heaviest system.
    let mut votes: BTreeMap<Role, (u32, usize)> = BTreeMap::new();
    for k in known {
        let own = weight(k.system);
        // "Title" and "title" are headers of different systems.
        let exact = k.spelling == header.trim() && own != 100;
        let own = if exact { own + own / 2 } else { own };
        let vote = votes.entry(k.role).or_insert((0, k.system));
        if own > weight(vote.1) {
            vote.1 = k.system;
        }
        vote.0 += own;
    }
    let (&role, &(weight, system)) = votes.iter().max_by_key(|(role, vote)| (vote.0, std::cmp::Reverse(**role)))?;
    let ground = match TABLE.systems.get(system).map_or(GENERAL, |s| s.name) {
        GENERAL => format!("the header{without} is a usual word for it"),
        name => format!("the header{without} is known from: {name}"),
    };
    let others = votes.into_keys().filter(|r| *r != role).collect();
    Some(ByHeader { role, confidence, ground, others, sure: weight >= 400 })
}

/// Roles, groups and unique headers.
pub(super) fn assign_roles(
    file: &str,
    top: &Top,
    options: &ReadOptions,
) -> Result<(ColumnMap, Vec<ColumnGuess>), LedgerError> {
    let headers = unique(&top.headers);
    let keys: Vec<String> = top.headers.iter().map(|h| compact(h)).collect();
    let weights = weights(&keys);
    let (mut guesses, mut contents) = (Vec::new(), Vec::new());
    for (i, (own, header)) in top.headers.iter().zip(&headers).enumerate() {
        let cells: Vec<&str> = top.sample.iter().map(|row| row.get(i).map_or("", String::as_str)).collect();
        let content = content::role_of_cells(&cells);
        let from_header = if top.named { by_header(own, &weights) } else { None };
        let (role, confidence, ground) = settle(from_header, content.clone());
        guesses.push(ColumnGuess {
            header: header.clone(),
            role,
            party: None,
            confidence,
            ground,
            samples: samples(&cells),
        });
        contents.push(content);
    }
    calm_weak_names(&mut guesses, top.named);
    let roles: Vec<Role> = guesses.iter().map(|guess| guess.role).filter(|_| top.named).collect();
    for (at, role, ground) in goods_names::settle(&top.headers, &roles) {
        (guesses[at].role, guesses[at].confidence, guesses[at].ground) = (role, 80, ground.into());
    }
    let has = |header: &String| keys.contains(&compact(header));
    let sets =
        options.header_sets.iter().filter(|set| top.named && set.headers.iter().all(has)).flat_map(|set| &set.map);
    let sets = sets.map(|stated| (stated, "set by a header set"));
    let mut stated = Vec::new();
    for ((used, which), ground) in sets.chain(options.map.iter().map(|stated| (stated, "set by --map"))) {
        let at = find(&headers, which).ok_or_else(|| no_such_column(file, *used, which, &headers))?;
        if let Some(guess) = guesses.get_mut(at) {
            (guess.role, guess.confidence, guess.ground) = (used.role, 100, ground.into());
        }
        stated.extend(used.party.map(|party| (at, party)));
    }
    if !guesses.iter().any(|g| g.role == Role::Name) {
        promote(&mut guesses, top, &contents);
    }
    let roles: Vec<Role> = guesses.iter().map(|g| g.role).collect();
    let groups = if top.named { groups(&top.headers, &roles) } else { Vec::new() };
    let parties = if top.named { parties(&top.headers, &roles, &stated) } else { Vec::new() };
    for party in &parties {
        for column in &party.own {
            if let Some(guess) = guesses.get_mut(*column) {
                guess.party = Some(party.kind);
            }
        }
    }
    Ok((ColumnMap { headers, roles, groups, parties }, guesses))
}

/// Weighs what the header says against what the cells look like.
fn settle(header: Option<ByHeader>, content: Option<Verdict>) -> Verdict {
    match (header, content) {
        (Some(h), Some((role, confidence, ground))) => {
            // "Vendor" over a column of numbers.
            let small = h.role == Role::Name && confidence == content::SMALL_NUMBERS;
            let role = if small { Role::Key } else { role };
            let numbers = h.role == Role::Name && role == Role::Key && (confidence >= 60 || small) && !h.sure;
            // "Is a Company" over TRUE and FALSE.
            let flags = h.role == Role::Name && role == Role::Other && confidence == content::ONLY_FLAGS;
            // Countries look the same whether they are of the goods or of their seller.
            let alike = h.role == Role::Origin && role == Role::Country;
            let either = !h.sure && confidence >= 60 && h.others.contains(&role) && !alike;
            // "Manufacturer Code", "Manufacturer": codes of customs have a form of their own. Names among them are
            // screened in a column of names only.
            let maker = role == Role::Mid
                && (h.role == Role::Name && confidence >= content::ONLY_CODES
                    || matches!(h.role, Role::Key | Role::Id | Role::Other));
            // "Manufacturer ID/Name" over names.
            let named = h.role == Role::Mid && role == Role::Name && confidence >= 60;
            if numbers || flags || either || (maker || named) && !h.sure {
                (role, confidence.max(70), format!("{ground}; the header alone could mean {}", h.role))
            } else if role == h.role {
                (h.role, h.confidence.saturating_add(3), format!("{}, and {ground}", h.ground))
            } else {
                (h.role, h.confidence, h.ground)
            }
        }
        (Some(h), None) => (h.role, h.confidence, h.ground),
        (None, Some(content)) => content,
        (None, None) => (Role::Other, 50, "neither header nor cells say anything".into()),
    }
}

/// "Different short texts" make a name only where nothing better is there or no header could say more.
fn calm_weak_names(guesses: &mut [ColumnGuess], named: bool) {
    if !named || !guesses.iter().any(|g| g.role == Role::Name && g.confidence >= 60) {
        return;
    }
    for guess in guesses.iter_mut().filter(|g| g.role == Role::Name && g.confidence < 50) {
        guess.role = Role::Other;
        guess.ground = format!("{}, but another column holds the names", guess.ground);
    }
}

/// No column is a name: a header with a word for parties ("Entity"), else the column whose cells look most like names.
fn promote(guesses: &mut [ColumnGuess], top: &Top, contents: &[Option<Verdict>]) {
    // What the user says stays.
    let free = |i: usize| guesses.get(i).is_some_and(|g| g.confidence < 100);
    let party = top.headers.iter().position(|h| top.named && role_of_words(h) == Some(Role::Name));
    let is_code = |i: usize| guesses.get(i).is_some_and(|g| matches!(g.role, Role::Key | Role::Mid));
    let party = party.filter(|i| free(*i) && !is_code(*i));
    // Where a manufacturer code names the party, only companies' legal forms make another column a name.
    let least = if guesses.iter().any(|g| g.role == Role::Mid) { 60 } else { 0 };
    let like_names = contents.iter().enumerate().filter_map(|(i, content)| match content {
        Some((Role::Name, confidence, _)) if free(i) && *confidence >= least => {
            Some((*confidence, std::cmp::Reverse(i)))
        }
        _ => None,
    });
    let by_cells = like_names.max().map(|(_, i)| i.0);
    let attribute = top.headers.iter().position(|h| top.named && is_attribute_of_party(h)).filter(|i| free(*i));
    let ground = if party.is_some() {
        "no column is called a name; this header has a word for parties"
    } else {
        "no column is called a name; these cells look most like names"
    };
    if let Some(guess) = party.or(by_cells).or(attribute).and_then(|i| guesses.get_mut(i)) {
        (guess.role, guess.confidence, guess.ground) = (Role::Name, 50, ground.into());
    }
}

/// The first three cells that are filled and different.
fn samples(cells: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for cell in cells.iter().map(|c| meant(c.trim())).filter(|c| !c.is_empty()) {
        if out.len() < 3 && !out.iter().any(|o| *o == cell) {
            out.push(cell.into_owned());
        }
    }
    out
}

/// Header texts made unique; unnamed ones get their number.
fn unique(headers: &[String]) -> Vec<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let unique = |(i, header): (usize, &String)| {
        let header = meant(header.trim());
        let base = if header.is_empty() { format!("column {}", i + 1) } else { header.into_owned() };
        let mut name = base.clone();
        let mut n = 2;
        while !seen.insert(name.clone()) {
            name = format!("{base} ({n})");
            n += 1;
        }
        name
    };
    headers.iter().enumerate().map(unique).collect()
}

/// A column by its header's exact text, its text in any case or spelling, or its number from 1.
fn find(headers: &[String], which: &str) -> Option<usize> {
    let which = which.trim();
    let key = compact(which);
    headers
        .iter()
        .position(|h| h == which)
        .or_else(|| headers.iter().position(|h| h.to_lowercase() == which.to_lowercase()))
        .or_else(|| which.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|i| *i < headers.len()))
        .or_else(|| headers.iter().position(|h| !key.is_empty() && compact(h) == key))
}

fn no_such_column(file: &str, used: ColumnUse, which: &str, headers: &[String]) -> LedgerError {
    LedgerError::new(
        file,
        LedgerErrorKind::Option,
        format!("--map {used}={which}: there is no such column; the columns are {}", listed(headers)),
        format!(
            "write a header as it stands, for example --map {used}=\"{}\", or its number from 1",
            headers.first().map_or("", String::as_str)
        ),
    )
}

/// The error for a ledger in which no column was taken for a name.
pub(super) fn no_name(file: &str, map: &ColumnMap, line: u64) -> LedgerError {
    // The likeliest column to be meant: the first of no role with a header.
    let likely = map.of(Role::Other).chain(0..map.headers.len()).find_map(|i| map.headers.get(i));
    LedgerError::new(
        file,
        LedgerErrorKind::NoName,
        format!("no column was recognised as a name; the columns are {}", listed(&map.headers)),
        format!("say which one holds the names, for example --map name=\"{}\"", likely.map_or("1", String::as_str)),
    )
    .at_line(line)
}

fn listed(headers: &[String]) -> String {
    let shown: Vec<String> = headers.iter().take(60).enumerate().map(|(i, h)| format!("{} \"{h}\"", i + 1)).collect();
    let more = headers.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// Columns that continue each other: one stem and rising numbers (NAME1..NAME4, Address and Address 2), and the parts
/// of a person's name.
fn groups(headers: &[String], roles: &[Role]) -> Vec<Vec<usize>> {
    // Role, stem and last number of each group, and its columns.
    let mut open: Vec<((Role, String), u32, Vec<usize>)> = Vec::new();
    for (i, (header, role)) in headers.iter().zip(roles).enumerate() {
        if !matches!(role, Role::Name | Role::Address) {
            continue;
        }
        let number = trailing_number(header).unwrap_or(1);
        let key = (*role, without_number(header));
        match open.iter_mut().find(|(k, last, _)| *k == key && *last < number) {
            Some((_, last, columns)) => {
                *last = number;
                columns.push(i);
            }
            None => open.push((key, number, vec![i])),
        }
    }
    let mut groups: Vec<Vec<usize>> = open.into_iter().map(|g| g.2).filter(|g| g.len() > 1).collect();
    groups.extend(person_parts(headers, roles));
    groups.sort();
    groups
}

/// Given name and family name of one person, in reading order: matched together.
fn person_parts(headers: &[String], roles: &[Role]) -> Option<Vec<usize>> {
    const GIVEN: &str = " firstname givenname forename namef vorname prenom personfirstname first ";
    const FAMILY: &str = " lastname familyname surname namelast namel nachname personlastname last ";
    let part = |list: &str| {
        let mut columns = headers.iter().zip(roles);
        columns.position(|(h, role)| *role == Role::Name && list.contains(&format!(" {} ", compact(h))))
    };
    Some(vec![part(GIVEN)?, part(FAMILY)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_headers_come_out_right() {
        use Role::*;
        let cases: &[(&str, &[Role])] = &[
            ("Case|Vendor Name|Address|Country|Product Description", &[Other, Name, Address, Country, Product]),
            ("Registry|Assignment|Organization Name|Organization Address", &[Other, Key, Name, Address]),
            ("公司名稱|公司簡稱|英文簡稱", &[Name, Name, Name]),
            ("Supplier", &[Name]),
            ("vendor_name|city|country|product_description|hts_code", &[Name, City, Country, Product, Hts]),
            ("Company|City|State|Zip Code", &[Name, City, Region, PostalCode]),
            ("Entity|Address|Country", &[Name, Address, Country]),
            ("Vendor Nm|Vendor Cntry|Vendor Tel No", &[Name, Country, Phone]),
            ("Supplier Full Name|Mfr Addr 1|Tax Reg No", &[Name, Address, Id]),
            ("Lieferantenname|PLZ|Ursprungsland|Zolltarifnummer", &[Name, PostalCode, Origin, Hts]),
        ];
        for (headers, expected) in cases {
            assert_eq!(assigned(headers, &ReadOptions::default()).unwrap().roles, *expected, "{headers}");
        }
    }

    /// Every header of the table, shown among its own system's headers.
    #[test]
    fn headers_keep_their_role_among_their_neighbours() {
        let (mut right, mut all, mut wrong) = (0, 0, String::new());
        for system in TABLE.systems.iter().filter(|s| s.name != GENERAL) {
            let rows: Vec<_> = headers().filter(|row| cell(row, 3) == system.name).collect();
            let headers = rows.iter().map(|row| row[0]).collect::<Vec<_>>().join("|");
            for (row, role) in rows.iter().zip(assigned(&headers, &ReadOptions::default()).unwrap().roles) {
                all += 1;
                if role.as_str() == row[1] {
                    right += 1;
                } else {
                    wrong += &format!("{}: {} is {}, taken for {role}\n", system.name, row[0], row[1]);
                }
            }
        }
        assert!(all > 1000 && right * 1000 >= all * 990, "{right} of {all} headers right:\n{wrong}");
    }

    fn texts(words: &str) -> Vec<String> {
        words.split('|').map(str::to_owned).collect()
    }

    fn assigned(headers: &str, options: &ReadOptions) -> Result<ColumnMap, LedgerError> {
        let top = Top { headers: texts(headers), named: true, ..Top::default() };
        assign_roles("t.csv", &top, options).map(|(map, _)| map)
    }

    #[test]
    fn columns_that_form_one_value_are_grouped() {
        let headers = "LIFNR|NAME1|NAME2|NAME3|Address|Address Line 2|First Name|Last Name|NAME1";
        let map = assigned(headers, &ReadOptions::default()).unwrap();
        assert_eq!(map.groups, vec![vec![1, 2, 3], vec![4, 5], vec![6, 7]]);
        assert_eq!(map.headers.last().map(String::as_str), Some("NAME1 (2)"));
    }

    #[test]
    fn a_header_set_holds_for_the_ledgers_that_have_its_headers() {
        let set = |headers| super::super::HeaderSet {
            headers: texts(headers),
            map: vec![(Role::Name.into(), "Plugh".into())],
        };
        let roles = |options: &ReadOptions| assigned("Xyzzy|Plugh|City", options).unwrap().roles;
        let fits = ReadOptions { header_sets: vec![set("PLUGH|xyzzy")], ..ReadOptions::default() };
        assert_eq!(roles(&fits), [Role::Other, Role::Name, Role::City]);
        let other = ReadOptions { header_sets: vec![set("Plugh|LIFNR")], ..ReadOptions::default() };
        assert_ne!(roles(&other).get(1), Some(&Role::Name));
        let both = ReadOptions {
            map: vec![(Role::Product.into(), "Plugh".into()), (Role::Name.into(), "Xyzzy".into())],
            ..fits
        };
        assert_eq!(roles(&both), [Role::Name, Role::Product, Role::City]);
    }

    #[test]
    fn the_map_option_overrules_every_guess() {
        let map = |which: &str| vec![(Role::Name.into(), which.into())];
        let mapped = |which: &str| ReadOptions { map: map(which), ..ReadOptions::default() };
        for which in ["Plugh", "plugh", "2"] {
            assert_eq!(assigned("Xyzzy|Plugh", &mapped(which)).unwrap().roles, [Role::Other, Role::Name], "{which}");
        }
        let error = assigned("Xyzzy|Plugh", &mapped("Vendor")).unwrap_err().to_string();
        assert!(error.contains("1 \"Xyzzy\", 2 \"Plugh\""), "{error}");
    }
}
