//! OFAC's delimited files: SDN (`sdn.csv`, `alt.csv`, `add.csv`, `sdn_comments.csv`) and consolidated non-SDN
//! (`cons_prim.csv`, `cons_alt.csv`, `cons_add.csv`, `cons_comments.csv`).
//!
//! Layout (OFAC, "Specially Designated Nationals and Blocked Persons Data Specification"; the files of 2019 and 2025
//! have it): no header, `,` between cells, text in double quotes, `-0-` for nothing, CRLF, a final 0x1A.
//!
//! | file | cells |
//! |---|---|
//! | names | ent_num, name, type, programs, title, call sign, vessel type, tonnage, gross, flag, owner, remarks |
//! | alt | ent_num, alt_num, type (`aka`, `fka`, `nka`), name, remarks |
//! | add | ent_num, add_num, address, city with state and postal code, country, remarks |
//! | comments | ent_num, the rest of remarks that are longer than 1000 characters, cut within a word |
//!
//! The four files are one list: any of them leads to its sisters, which have the same name but for the word of their
//! role (`ofac_sdn_2019-01.csv`, `ofac_alt_2019-01.csv`) and are recognised by their cells.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::names::RawName;
use super::party::Party;
use super::programmes;
use super::publication::Publication;
use super::text::{self, Row, rows};
use super::{Input, addresses, head, kinds, ofac_remarks};
use crate::model::{NameKind, Watchlist};
use crate::text::hex;
use crate::watchlist::ListError;

pub(super) const FORM: &str = "OFAC delimited files (names, alt, add, comments)";

/// What a file of the four holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Names,
    Alt,
    Add,
    Comments,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Names => "names (sdn.csv or cons_prim.csv)",
            Self::Alt => "further names (alt.csv or cons_alt.csv)",
            Self::Add => "addresses (add.csv or cons_add.csv)",
            Self::Comments => "comments (sdn_comments.csv or cons_comments.csv)",
        }
    }
}

/// A cell; `-0-` is nothing, also where the file was cut within it.
fn cell(row: &Row, at: usize) -> &str {
    let cell = row.cell(at);
    if matches!(cell, "-0-" | "-0" | "- 0 -") { "" } else { cell }
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.len() <= 9 && cell.bytes().all(|b| b.is_ascii_digit())
}

/// True for a header that somebody added.
fn is_header(row: &Row) -> bool {
    let first = text::header_key(row.cell(0));
    matches!(first.as_str(), "ent_num" | "entnum" | "uid" | "entity_number" | "ent_id" | "id" | "sdn_id" | "number")
}

/// The role of a text by its cells; most of the first rows must have them.
pub(super) fn role(text: &str) -> Option<Role> {
    let start = head(text);
    let mut sample = rows(start, b',');
    if start.len() < text.len() {
        sample.pop();
    }
    let has_header = sample.first().is_some_and(is_header);
    let sample: Vec<&Row> =
        sample.iter().skip(usize::from(has_header)).filter(|row| !row.is_blank()).take(100).collect();
    let fits = |of: fn(&Row) -> bool| sample.iter().filter(|row| of(row)).count() * 10 >= sample.len() * 8;
    let names: fn(&Row) -> bool = |row| {
        let kind = cell(row, 2).to_lowercase();
        row.cells.len() == 12 && is_number(row.cell(0)) && (kind.is_empty() || kinds::stated(&kind).is_some())
    };
    let alt: fn(&Row) -> bool = |row| {
        row.cells.len() == 5
            && is_number(row.cell(0))
            && is_number(row.cell(1))
            && matches!(row.cell(2).to_lowercase().as_str(), "aka" | "fka" | "nka")
    };
    let add: fn(&Row) -> bool =
        |row| row.cells.len() == 6 && is_number(row.cell(0)) && is_number(row.cell(1)) && !is_number(row.cell(2));
    // Two cells may be any table: long text with the divider of remarks is none of names.
    let comments: fn(&Row) -> bool = |row| row.cells.len() == 2 && is_number(row.cell(0));
    let wordy = || sample.iter().filter(|row| row.cell(1).contains("; ") || row.cell(1).ends_with('.')).count();
    if sample.is_empty() {
        return None;
    }
    match () {
        () if fits(names) => Some(Role::Names),
        () if fits(alt) => Some(Role::Alt),
        () if fits(add) && sample.iter().any(|row| row.cells.iter().any(|c| c.starts_with("-0-"))) => Some(Role::Add),
        () if fits(comments) && wordy() * 2 > sample.len() && longest(&sample) > 200 => Some(Role::Comments),
        () => None,
    }
}

fn longest(sample: &[&Row]) -> usize {
    sample.iter().map(|row| row.cell(1).len()).max().unwrap_or(0)
}

pub(super) fn recognises(text: &str) -> bool {
    role(text).is_some()
}

/// The words of a file's name without that of its role.
pub(super) fn frame(path: &Path) -> Vec<String> {
    const ROLES: [&str; 12] =
        ["sdn", "prim", "primary", "alt", "alts", "alias", "aliases", "add", "addr", "address", "comments", "comment"];
    let stem = path.file_stem().map(|s| s.to_string_lossy().to_lowercase()).unwrap_or_default();
    let words = stem.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && !ROLES.contains(w));
    words.map(str::to_owned).collect()
}

/// A sister with its text and the digest of its bytes.
struct Sister {
    path: PathBuf,
    text: String,
    digest: String,
}

/// The files of the set that this one belongs to, by role.
fn sisters(input: &Input<'_>, own: Role) -> BTreeMap<Role, Sister> {
    let mut found = BTreeMap::new();
    let sister = Sister { path: input.path.to_owned(), text: input.text.to_owned(), digest: input.digest.clone() };
    found.insert(own, sister);
    let folder = input.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    let wanted = frame(input.path);
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in
        paths.into_iter().filter(|p| p.is_file() && frame(p) == wanted && p.file_name() != input.path.file_name())
    {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Some(unpacked) = text::unpacked(&bytes) else { continue };
        let text = text::decoded(&unpacked).into_owned();
        let Some(role) = role(&text) else { continue };
        let digest = hex(&Sha256::digest(&bytes));
        found.entry(role).or_insert(Sister { path, text, digest });
    }
    found
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let own = role(input.text).unwrap_or(Role::Names);
    let found = sisters(input, own);
    let Some(names) = found.get(&Role::Names) else {
        let what = format!("holds {} of OFAC, and no file of {} is in its folder", own.word(), Role::Names.word());
        let remedy = "put sdn.csv, alt.csv, add.csv and sdn_comments.csv of one day into one folder";
        return Err(ListError::new(&input.file, None, what, remedy));
    };
    let digest = match found.len() {
        1 => names.digest.clone(),
        _ => {
            let all: String = found.values().map(|s| s.digest.as_str()).collect();
            hex(&Sha256::digest(all.as_bytes()))
        }
    };
    let file = names.path.display().to_string();
    let set = Input { path: &names.path, file, text: &names.text, digest };
    let mut to = Publication::new(&set, FORM, "OFAC");
    for role in [Role::Alt, Role::Add] {
        if !found.contains_key(&role) {
            let what = format!("no file of {} is in its folder: the list is without them", role.word());
            to.warn(None, what, "put the four files of one day into one folder");
        }
    }
    let comments = found.get(&Role::Comments).map(|s| comments(&s.text)).unwrap_or_default();
    let parties = parties(&set, &comments, &mut to);
    let is_sdn = is_sdn(&parties);
    let mut keys: BTreeMap<String, &'static str> = BTreeMap::new();
    for mut party in parties {
        party.programme = programmes::of_tags(&party.tags, is_sdn);
        keys.insert(party.number.clone(), party.programme.key);
        to.add(party);
    }
    for role in [Role::Alt, Role::Add] {
        if let Some(sister) = found.get(&role) {
            further(sister, role, &keys, &mut to);
        }
    }
    for number in comments.keys().filter(|number| !keys.contains_key(*number)) {
        let what = format!("the comments go on for party {number}, which the file of names does not have");
        to.warn(None, what, "get the four files of one day");
    }
    to.finish()
}

fn comments(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for row in rows(text, b',').iter().filter(|row| is_number(row.cell(0))) {
        // The text was cut within a word: a blank at its beginning counts, so it is appended as it is.
        found.entry(row.cell(0).to_owned()).or_insert_with(String::new).push_str(cell(row, 1));
    }
    found
}

fn parties(set: &Input<'_>, comments: &BTreeMap<String, String>, to: &mut Publication<'_>) -> Vec<Party> {
    let mut parties = Vec::new();
    for (number, row) in rows(set.text, b',').into_iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        let line = Some(row.line);
        if number == 0 && is_header(&row) {
            row.cells.iter().for_each(|header| to.column(header, "as in the file of names of OFAC"));
            continue;
        }
        if row.cells.len() < 4 || row.cells.len() > 12 || !is_number(row.cell(0)) {
            let what = format!("has {} cells and begins with `{}`, not 12 and a number", row.cells.len(), row.cell(0));
            to.refuse_lines(row.line, row.inner_lines, what, "get the file again from OFAC");
            continue;
        }
        if row.cells.len() < 12 {
            let what = format!("has {} of 12 cells: it was cut off", row.cells.len());
            to.warn(line, what, "get the file again from OFAC");
        }
        let mut party = Party::new(programmes::of_key("SDN"), line);
        party.number = row.cell(0).to_owned();
        let name = cell(&row, 1);
        if !name.is_empty() {
            party.names.push(RawName::new(NameKind::Primary, name));
        }
        party.known.stated = kinds::stated(cell(&row, 2)).or(kinds::stated("entity"));
        party.tags = tags(cell(&row, 3));
        for (label, at) in
            [("title", 4), ("vessel type", 6), ("tonnage", 7), ("gross tonnage", 8), ("flag", 9), ("owner", 10)]
        {
            party.note(label, cell(&row, at));
        }
        party.identifier("ofac_ent_num", row.cell(0));
        party.identifier("call_sign", cell(&row, 5));
        let mut remarks = cell(&row, 11).to_owned();
        if let Some(rest) = comments.get(row.cell(0)) {
            remarks.push_str(rest);
        }
        ofac_remarks::read(&mut party, &remarks);
        parties.push(party);
    }
    parties
}

/// `NPWMD] [IFSR` as two tags.
pub(super) fn tags(cell: &str) -> Vec<String> {
    cell.split("] [").map(|t| t.trim_matches(['[', ']', ' ']).to_owned()).filter(|t| !t.is_empty()).collect()
}

/// False where most parties are under programmes that block no property.
pub(super) fn is_sdn(parties: &[Party]) -> bool {
    let only_here = ["FSE", "CMIC", "SSI", "PLC", "CAP"];
    let other = parties.iter().filter(|p| only_here.contains(&programmes::of_tags(&p.tags, false).key)).count();
    other * 2 <= parties.len()
}

/// Adds further names or addresses to their parties.
fn further(sister: &Sister, role: Role, keys: &BTreeMap<String, &'static str>, to: &mut Publication<'_>) {
    let file = sister.path.file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    let wanted = if role == Role::Alt { 5 } else { 6 };
    let (mut orphans, mut all) = (Vec::new(), 0_usize);
    for (number, row) in rows(&sister.text, b',').into_iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        if number == 0 && is_header(&row) {
            continue;
        }
        all += 1;
        if row.cells.len() + 1 < wanted || row.cells.len() > wanted || !is_number(row.cell(0)) {
            let what = format!("{file}, line {}: has {} cells, not {wanted}", row.line, row.cells.len());
            to.refuse(None, what, "get the file again from OFAC");
            continue;
        }
        let Some(party) = keys.get(row.cell(0)).and_then(|key| to.party(key, row.cell(0))) else {
            orphans.push((row.line, row.cell(0).to_owned()));
            continue;
        };
        match role {
            Role::Alt => alias(party, &row),
            _ => party.addresses.extend(address(&row)),
        }
        if role == Role::Add {
            party.note("address", cell(&row, 5));
        }
    }
    to.left_out(orphans.len());
    for (line, number) in &orphans {
        let what = format!("{file}, line {line}: belongs to party {number}, which the file of names does not have");
        to.warn(None, what, "get the four files of one day");
    }
    if orphans.len() * 2 > all {
        let what = format!("{} of {all} rows of {file} belong to no party of the file of names", orphans.len());
        let file = sister.path.display().to_string();
        to.log.fault(&file, None, what, "get the four files of one day");
    }
}

fn alias(party: &mut Party, row: &Row) {
    let kind = match row.cell(2).to_lowercase().as_str() {
        "fka" => NameKind::Former,
        "nka" => NameKind::CurrentName,
        _ => NameKind::Alias,
    };
    let (name, remark) = (cell(row, 3), cell(row, 4));
    if !name.is_empty() {
        let weak = remark.to_lowercase().contains("weak");
        party.names.push(RawName { text: name.to_owned(), kind, weak });
    }
    party.note("further name", remark);
}

/// The address of a row. The second cell joins city, state and postal code: `London EC3N 1DY`, `Miami, FL 33130`.
fn address(row: &Row) -> Option<crate::model::Address> {
    let place = cell(row, 3);
    let digit = place.find(|c: char| c.is_ascii_digit());
    let at = digit.map(|at| place.get(..at).and_then(|before| before.rfind(' ')).map_or(at, |blank| blank + 1));
    let (city, postal) = place.split_at(at.unwrap_or(place.len()));
    addresses::of_parts(cell(row, 2), city.trim_end_matches([',', ' ']), "", postal, cell(row, 4))
}
