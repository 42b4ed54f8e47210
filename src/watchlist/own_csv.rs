//! A plain CSV of the user's own as a watchlist.
//!
//! The header decides: a column `name` is needed; `aliases` (separated by `;`), `id`, `country`, `address`, `city`,
//! `region`, `postal_code`, `kind`, `list` or `programme`, `notes`, `url`, `uscc` and `registration_number` are
//! understood, in any order and case. Further columns of names (`Chinese Name`, `Former Name`, `Alt Names`) are names
//! too, separated by `;`. Any other column is kept as a note `header: value`. UTF-8, with or without BOM; comma,
//! semicolon or tab, whichever the header line holds most of.
//!
//! Every fault is an error with file and line: a list of which only half is read would screen only half.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::ListError;
use super::check::{Locator, credit_code_is_valid, script_of};
use crate::model::{
    Address, Bars, Coverage, Day, Entry, EntryId, EntryKind, Identifier, ListId, Name, NameKind, Watchlist,
};
use crate::text::hex::hex;

/// A name longer than this is a row that was swallowed because an opening quote was never closed. The longest name of
/// the bundled lists has 169 bytes.
const LONGEST_NAME: usize = 500;

/// The columns that are understood: the field of [`Row`], and the headers that mean it.
const COLUMNS: [(&str, &[&str]); 14] = [
    ("name", &["name", "entity_name", "full_name"]),
    ("aliases", &["aliases", "alias", "aka", "a_k_a", "other_names"]),
    ("id", &["id", "entry_id"]),
    ("country", &["country"]),
    ("address", &["address", "street"]),
    ("city", &["city", "town"]),
    ("region", &["region", "province", "state"]),
    ("postal_code", &["postal_code", "postcode", "zip"]),
    ("kind", &["kind", "type"]),
    ("list", &["list", "programme", "program", "measure"]),
    ("notes", &["notes", "note", "remarks"]),
    ("url", &["url", "source_url", "link"]),
    ("uscc", &["uscc", "credit_code"]),
    ("registration_number", &["registration_number", "registration_no", "reg_no", "tax_id"]),
];

/// Before or after "name" in a header: the column holds further names of the party. "Contact Name" and "File Name" do
/// not.
const OF_FURTHER_NAMES: [&str; 22] = [
    "alias",
    "alt",
    "alternate",
    "alternative",
    "brand",
    "chinese",
    "dba",
    "english",
    "former",
    "full",
    "known",
    "legal",
    "local",
    "long",
    "native",
    "old",
    "original",
    "other",
    "previous",
    "short",
    "trade",
    "trading",
];

/// One row by the columns that are understood; a cell that is missing is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row<'r> {
    name: &'r str,
    aliases: &'r str,
    id: &'r str,
    country: &'r str,
    address: &'r str,
    city: &'r str,
    region: &'r str,
    postal_code: &'r str,
    kind: &'r str,
    list: &'r str,
    url: &'r str,
    uscc: &'r str,
    registration_number: &'r str,
}

/// What is wrong with a row, and what to do.
struct Fault(String, &'static str);

/// The field of a column with further names, former ones apart.
const FURTHER: &str = "further";
const FORMER: &str = "former";

/// The field that a header means; empty for any other column.
fn field(header: &str) -> &'static str {
    let key = header.to_ascii_lowercase().replace([' ', '-', '.', '/'], "_");
    if let Some((field, _)) = COLUMNS.iter().find(|(_, headers)| headers.contains(&key.as_str())) {
        return field;
    }
    let words: Vec<&str> = key.split('_').collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let named = any(&["name", "names", "known", "dba"]);
    if named && any(&["former", "formerly", "previous", "old"]) || any(&["曾用名", "旧名"]) {
        FORMER
    } else if named && any(&OF_FURTHER_NAMES) || any(&["名称", "中文名", "英文名", "别名"]) {
        FURTHER
    } else {
        ""
    }
}

/// Reads the bytes of `path`. `written`: when the file was last written, its as-of day.
pub(super) fn read(path: &Path, bytes: &[u8], written: Option<SystemTime>) -> Result<Watchlist, ListError> {
    let file = path.display().to_string();
    let text = utf8(&file, bytes)?;
    let at = Locator { file: &file, text };
    let stem = path.file_stem().map_or_else(|| "own".to_owned(), |s| s.to_string_lossy().into_owned());
    let stem: String = stem.split_whitespace().collect::<Vec<_>>().join("-");
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(delimiter(text)).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let csv_error =
        |e: csv::Error| ListError::new(&file, e.position().map(csv::Position::line), e.to_string(), "repair that line");
    let headers = reader.headers().map_err(csv_error)?.clone();
    let fields: csv::StringRecord = headers.iter().map(field).collect();
    if !fields.iter().any(|f| f == "name") {
        let found: Vec<&str> = headers.iter().collect();
        let what = format!("no column `name`; the first line holds: {}", found.join(", "));
        return Err(ListError::new(&file, Some(1), what, "name the column with the listed names `name`"));
    }
    let twice = |f: &str| !matches!(f, "" | FURTHER | FORMER) && fields.iter().filter(|other| *other == f).count() > 1;
    if let Some(twice) = fields.iter().position(twice) {
        let what = format!("two columns mean the same as `{}`", headers.get(twice).unwrap_or(""));
        return Err(ListError::new(&file, Some(1), what, "rename or drop one of them"));
    }
    let mut entries = Vec::new();
    // Where the record of each id begins; a line is counted for an error only.
    let mut starts: BTreeMap<EntryId, usize> = BTreeMap::new();
    // The reader places a record before the blank lines above it.
    let line = |start: usize| {
        let blank = text.bytes().skip(start).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        at.line_at(start + blank)
    };
    for (number, record) in (1..).zip(reader.records()) {
        let record = record.map_err(csv_error)?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let start = record.position().map_or(0, csv::Position::byte) as usize;
        let failed = |Fault(what, remedy)| ListError::new(&file, Some(line(start)), what, remedy);
        if record.len() > headers.len() {
            let what = format!("has {} cells, the header has {}", record.len(), headers.len());
            return Err(failed(Fault(what, "put double quotes around a cell that holds the separator")));
        }
        let row: Row<'_> = record.deserialize(Some(&fields)).map_err(csv_error)?;
        let further = |field: &'static str| {
            let cells = fields.iter().zip(&record).filter(move |(f, _)| *f == field);
            cells.map(|(_, cell)| cell).collect::<Vec<_>>().join(";")
        };
        let others = [(NameKind::Alias, further(FURTHER)), (NameKind::Former, further(FORMER))];
        let mut entry = row.entry(&format!("{stem}-{number}"), &others).map_err(failed)?;
        let cells = headers.iter().zip(&fields).zip(&record).filter(|(_, cell)| !cell.is_empty());
        entry.notes.extend(cells.filter_map(|((header, field), cell)| match field {
            "notes" => Some(cell.to_owned()),
            "" => Some(format!("{header}: {cell}")),
            _ => None,
        }));
        if let Some(first) = starts.insert(entry.id.clone(), start) {
            let what = format!("id `{}` stands on line {} already", entry.id, line(first));
            return Err(failed(Fault(what, "give each row an id of its own, or drop the id column")));
        }
        entries.push(entry);
    }
    if entries.is_empty() {
        return Err(ListError::new(&file, Some(1), "the list has no rows", "add one row for each listed name"));
    }
    Ok(Watchlist {
        id: ListId(stem.as_str().into()),
        title: format!("own list {stem}"),
        authority: "own list".to_owned(),
        legal_basis: String::new(),
        source: file,
        as_of: day_of(written),
        coverage: Coverage::Complete,
        missing: String::new(),
        bars: Bars::None,
        bars_note: "A list of your own: what it bars is for you to say.".to_owned(),
        bundled: false,
        digest: hex(&Sha256::digest(bytes)),
        entries,
        sources: vec![("own".to_owned(), "the file itself".to_owned())],
    })
}

fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, ListError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| {
        let good = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = 1 + good.iter().filter(|b| **b == b'\n').count() as u64;
        ListError::new(file, Some(line), "is not UTF-8 text", "save the list as \"CSV UTF-8\" and give it again")
    })
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or("");
    let count = |d: u8| first.bytes().filter(|b| *b == d).count();
    // The comma wins a draw: a file of one column has none of the three.
    [b';', b'\t'].into_iter().filter(|d| count(*d) > count(b',')).max_by_key(|d| count(*d)).unwrap_or(b',')
}

fn day_of(written: Option<SystemTime>) -> Day {
    // 1970 means "not known" and is rightly reported as out of date.
    let written = written.and_then(|t| jiff::Timestamp::try_from(t).ok()).unwrap_or_default();
    Day::from(jiff::tz::TimeZone::UTC.to_datetime(written).date())
}

impl Row<'_> {
    /// `others`: further names by their kind, `;` between them.
    fn entry(&self, numbered: &str, others: &[(NameKind, String)]) -> Result<Entry, Fault> {
        let or = |given: &str, otherwise: &str| if given.is_empty() { otherwise } else { given }.to_owned();
        let id = or(self.id, numbered);
        if !self.id.is_empty() && (id.len() > 64 || id.contains(|c: char| c.is_whitespace() || c.is_control())) {
            return Err(Fault(format!("id `{id}` has blanks or is over 64 bytes long"), "shorten it"));
        }
        Ok(Entry {
            id: EntryId(id.into()),
            name: self.name.to_owned(),
            names: self.names(others)?,
            kind: self.kind()?,
            addresses: self.addresses(),
            identifiers: self.identifiers()?,
            measure: or(self.list, "own list"),
            authority: "own list".to_owned(),
            consequence: "Listed by yourselves: follow your own policy.".to_owned(),
            source_urls: Some(self.url).filter(|url| !url.is_empty()).map(str::to_owned).into_iter().collect(),
            status_note: "as the file says".to_owned(),
            screened: "by its names".to_owned(),
            ..Entry::default()
        })
    }

    fn names(&self, others: &[(NameKind, String)]) -> Result<Vec<Name>, Fault> {
        if self.name.is_empty() {
            return Err(Fault("the name is empty".to_owned(), "fill it in or drop the row"));
        }
        let mut names: Vec<Name> = Vec::new();
        let others = others.iter().map(|(kind, names)| (*kind, names.as_str()));
        let aliases = std::iter::once((NameKind::Alias, self.aliases)).chain(others);
        let aliases = aliases.flat_map(|(kind, names)| names.split(';').map(move |name| (kind, name.trim())));
        let aliases = aliases.filter(|(_, name)| !name.is_empty());
        for (kind, text) in std::iter::once((NameKind::Primary, self.name)).chain(aliases) {
            if text.len() > LONGEST_NAME || text.contains(['\n', '\r']) {
                let what = format!("a name is over {LONGEST_NAME} bytes long or runs over a line end");
                return Err(Fault(what, "close the quote that is open on this line or above"));
            }
            if !text.contains(char::is_alphanumeric) {
                return Err(Fault(format!("name `{text}` holds no letter or digit"), "correct or drop it"));
            }
            if !names.iter().any(|n| n.text == text) {
                let (text, script, source) = (text.to_owned(), script_of(text), "own".to_owned());
                names.push(Name { text, kind, script, weak: false, source });
            }
        }
        Ok(names)
    }

    fn kind(&self) -> Result<EntryKind, Fault> {
        let given = self.kind.to_lowercase().replace([' ', '-'], "_");
        Ok(match given.as_str() {
            "" | "company" | "entity" | "organization" | "organisation" | "supplier" | "vendor" => EntryKind::Company,
            "government_body" | "government" | "public_body" => EntryKind::GovernmentBody,
            "person" | "individual" => EntryKind::Person,
            "facility" | "factory" | "site" => EntryKind::Facility,
            _ => {
                let remedy = "write company, government_body, person or facility, or leave it empty";
                return Err(Fault(format!("kind `{given}` is not known"), remedy));
            }
        })
    }

    fn addresses(&self) -> Vec<Address> {
        let parts = [self.address, self.city, self.region, self.postal_code, self.country];
        let [street, city, region, postal_code, country] = parts.map(str::to_owned);
        let address = Address { street, city, region, postal_code, country, source: "own".to_owned() };
        if parts.iter().all(|part| part.is_empty()) { Vec::new() } else { vec![address] }
    }

    fn identifiers(&self) -> Result<Vec<Identifier>, Fault> {
        let code = self.uscc.to_uppercase();
        if !code.is_empty() && !credit_code_is_valid(&code) {
            let what = format!("credit code {code} has a wrong length or check character");
            return Err(Fault(what, "correct it, or move it to a column `registration_number`"));
        }
        // A credit code in the general column is one all the same, and is then matched as such.
        let number = if self.registration_number == code { "" } else { self.registration_number };
        let scheme = if credit_code_is_valid(number) { "uscc" } else { "registration_number" };
        let given = [("uscc", code.as_str()), (scheme, number)].into_iter().filter(|(_, value)| !value.is_empty());
        Ok(given
            .map(|(scheme, value)| Identifier {
                scheme: scheme.to_owned(),
                value: value.to_owned(),
                source: "own".to_owned(),
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Script;

    fn csv(text: &str) -> Result<Watchlist, ListError> {
        read(Path::new("lists/my list.csv"), text.as_bytes(), None)
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
        let expected = [
            ("甲", Primary),
            ("Alpha", Alias),
            ("Delta", Alias),
            ("Epsilon", Alias),
            ("Beta", Former),
            ("Gamma", Former),
        ];
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
    fn one_column_is_a_list() {
        assert_eq!(csv("name\nAlpha\n\nBeta\n").map(|l| l.entries.len()), Ok(2));
    }

    #[test]
    fn refuses_what_it_cannot_read_and_says_where() {
        let long = format!("name\n{}\n", "x".repeat(501));
        let cases: [(&str, u64, &str); 11] = [
            ("vendor,country\nAlpha,China\n", 1, "no column `name`"),
            ("", 1, "no column `name`"),
            ("name,Name\nAlpha,Beta\n", 1, "mean the same"),
            ("name\n", 1, "no rows"),
            ("name,country\nAlpha,China\n ,China\n", 3, "name is empty"),
            ("id,name\nA,Alpha\nB,Beta\nA,Gamma\n", 4, "line 2 already"),
            ("name,country\nAlpha, Inc., China,x\n", 2, "has 4 cells"),
            ("name,kind\nAlpha,ship\n", 2, "kind `ship`"),
            ("name,uscc\nAlpha,91330000733796106Q\n", 2, "check character"),
            ("name\n\"Alpha\nBeta\nGamma\n", 2, "line end"),
            (&long, 2, "over 500"),
        ];
        for (text, line, message) in cases {
            let error = csv(text).expect_err(text);
            assert_eq!(error.line(), Some(line), "{error}");
            assert!(error.to_string().contains(message), "{error}");
        }
    }

    #[test]
    fn refuses_other_encodings_with_the_line() {
        let error = read(Path::new("a.csv"), b"name\nAlpha\nCaf\xE9\n", None).expect_err("Latin-1");
        assert_eq!(
            error.to_string(),
            "a.csv, line 3: is not UTF-8 text; save the list as \"CSV UTF-8\" and give it again"
        );
    }
}
