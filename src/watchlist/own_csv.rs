//! A plain CSV of the user's own as a watchlist.
//!
//! The header decides: a column `name` is needed; `aliases` (separated by `;`), `id`, `country`, `address`, `city`,
//! `region`, `postal_code`, `kind`, `list` or `programme`, `notes`, `url`, `uscc` and `registration_number` are
//! understood, in any order and case; any other column is kept as a note `header: value`. UTF-8, with or without BOM;
//! comma, semicolon or tab, whichever the header line holds most of.
//!
//! Every fault is an error with file and line: a list that is read by halves would screen by halves.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::ListError;
use super::check::{credit_code_is_valid, script_of};
use super::format::hex;
use crate::model::{
    Address, Bars, Coverage, Day, Entry, EntryId, EntryKind, Identifier, ListId, Name, NameKind, Status, Watchlist,
};

/// A name longer than this is a swallowed row: an opening quote was never closed.
const LONGEST_NAME: usize = 500;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Aliases,
    Id,
    Country,
    Address,
    City,
    Region,
    PostalCode,
    Kind,
    List,
    Notes,
    Url,
    CreditCode,
    Registration,
    Other,
}

fn column(header: &str) -> Column {
    let key: String = header
        .trim()
        .chars()
        .map(|c| if matches!(c, ' ' | '-' | '.') { '_' } else { c.to_ascii_lowercase() })
        .collect();
    match key.as_str() {
        "name" | "entity_name" | "full_name" => Column::Name,
        "aliases" | "alias" | "aka" | "a_k_a" | "other_names" => Column::Aliases,
        "id" | "entry_id" => Column::Id,
        "country" => Column::Country,
        "address" | "street" => Column::Address,
        "city" | "town" => Column::City,
        "region" | "province" | "state" => Column::Region,
        "postal_code" | "postcode" | "zip" => Column::PostalCode,
        "kind" | "type" => Column::Kind,
        "list" | "programme" | "program" | "measure" => Column::List,
        "notes" | "note" | "remarks" => Column::Notes,
        "url" | "source_url" | "link" => Column::Url,
        "uscc" | "credit_code" => Column::CreditCode,
        "registration_number" | "registration_no" | "reg_no" | "tax_id" => Column::Registration,
        _ => Column::Other,
    }
}

/// Lines of records in order: the reader's own count stops before the line end of the record above.
struct Lines<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that begins at `byte`, which is not before the last one asked for.
    fn of(&mut self, byte: u64) -> u64 {
        let mut to = (byte as usize).min(self.bytes.len());
        while matches!(self.bytes.get(to), Some(b'\r' | b'\n')) {
            to += 1;
        }
        let passed = self.bytes.get(self.at..to).unwrap_or(&[]);
        self.line += passed.iter().filter(|b| **b == b'\n').count() as u64;
        self.at = self.at.max(to);
        self.line
    }
}

/// Reads the bytes of `path`. `written`: when the file was last written, its as-of day.
pub(super) fn read(path: &Path, bytes: &[u8], written: Option<SystemTime>) -> Result<Watchlist, ListError> {
    let file = path.display().to_string();
    let text = utf8(&file, bytes)?;
    let stem = path.file_stem().map_or_else(|| "own".to_owned(), |s| s.to_string_lossy().into_owned());
    let stem: String = stem.split_whitespace().collect::<Vec<_>>().join("-");
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let csv_error = |e: &csv::Error| {
        ListError::new(&file, e.position().map(csv::Position::line), e.to_string(), "repair that line")
    };
    let headers = reader.headers().map_err(|e| csv_error(&e))?.clone();
    let columns: Vec<Column> = headers.iter().map(column).collect();
    if !columns.contains(&Column::Name) {
        let found: Vec<&str> = headers.iter().collect();
        let what = format!("no column `name`; the first line holds: {}", found.join(", "));
        return Err(ListError::new(&file, Some(1), what, "name the column with the listed names `name`"));
    }
    let once = |c: &Column| *c != Column::Other && columns.iter().filter(|d| *d == c).count() > 1;
    if let Some(twice) = columns.iter().position(once) {
        let what = format!("two columns mean the same as `{}`", headers.get(twice).unwrap_or(""));
        return Err(ListError::new(&file, Some(1), what, "rename or drop one of them"));
    }
    let mut entries = Vec::new();
    let mut ids: BTreeMap<Arc<str>, u64> = BTreeMap::new();
    let mut row = 0_u64;
    let mut lines = Lines { bytes: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|e| csv_error(&e))?;
        row += 1;
        let line = record.position().map_or(row + 1, |p| lines.of(p.byte()));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let at = Row { file: &file, line, columns: &columns, headers: &headers, record: &record };
        let entry = at.entry(&stem, row)?;
        if let Some(first) = ids.insert(entry.id.0.clone(), line) {
            let what = format!("id `{}` stands on line {first} already", entry.id);
            return Err(at.error(what, "give each row an id of its own, or drop the id column"));
        }
        entries.push(entry);
    }
    if entries.is_empty() {
        return Err(ListError::new(&file, Some(1), "the list has no rows", "add one row for each listed name"));
    }
    Ok(Watchlist {
        id: ListId(Arc::from(stem.as_str())),
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
    let date = written
        .and_then(|t| jiff::Timestamp::try_from(t).ok())
        .map_or(jiff::civil::Date::constant(1970, 1, 1), |t| jiff::tz::TimeZone::UTC.to_datetime(t).date());
    // A date of the calendar is always a day of the calendar; 1970 stands for "not known" and is rightly stale.
    Day::new(date.year(), date.month(), date.day()).unwrap_or_else(|| unreachable!("a civil date is a day"))
}

struct Row<'a> {
    file: &'a str,
    line: u64,
    columns: &'a [Column],
    headers: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn error(&self, what: impl Into<String>, remedy: &str) -> ListError {
        ListError::new(self.file, Some(self.line), what, remedy)
    }

    fn cell(&self, column: Column) -> &str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|n| self.record.get(n)).map_or("", str::trim)
    }

    fn entry(&self, stem: &str, row: u64) -> Result<Entry, ListError> {
        if self.record.len() > self.columns.len() {
            let what = format!("has {} cells, the header has {}", self.record.len(), self.columns.len());
            return Err(self.error(what, "put double quotes around a cell that holds the separator"));
        }
        let names = self.names()?;
        let name = names.first().map(|n| n.text.clone()).unwrap_or_default();
        let id = match self.cell(Column::Id) {
            "" => format!("{stem}-{row}"),
            given if given.len() > 64 || given.contains(|c: char| c.is_whitespace() || c.is_control()) => {
                return Err(self.error(format!("id `{given}` has blanks or is over 64 bytes long"), "shorten it"));
            }
            given => given.to_owned(),
        };
        let measure = match self.cell(Column::List) {
            "" => "own list",
            given => given,
        };
        let url = self.cell(Column::Url);
        Ok(Entry {
            id: EntryId(Arc::from(id)),
            name,
            kind: self.kind()?,
            names,
            addresses: self.address(),
            identifiers: self.identifiers()?,
            measure: measure.to_owned(),
            authority: "own list".to_owned(),
            legal_basis: String::new(),
            consequence: "Listed by yourselves: follow your own policy.".to_owned(),
            citation: String::new(),
            source_urls: if url.is_empty() { Vec::new() } else { vec![url.to_owned()] },
            status: Status::Active,
            status_note: "as the file says".to_owned(),
            announced: None,
            effective: None,
            removed: None,
            parent: None,
            links: Vec::new(),
            goods_scope: String::new(),
            screened: "by its names".to_owned(),
            notes: self.notes(),
        })
    }

    fn names(&self) -> Result<Vec<Name>, ListError> {
        let primary = self.cell(Column::Name);
        if primary.is_empty() {
            return Err(self.error("the name is empty", "fill it in or drop the row"));
        }
        let mut names: Vec<Name> = Vec::new();
        let aliases = self.cell(Column::Aliases).split(';').map(str::trim).filter(|a| !a.is_empty());
        for text in std::iter::once(primary).chain(aliases) {
            if text.len() > LONGEST_NAME || text.contains(['\n', '\r']) {
                let what = format!("a name is over {LONGEST_NAME} bytes long or runs over a line end");
                return Err(self.error(what, "close the quote that is open on this line or above"));
            }
            if !text.contains(char::is_alphanumeric) {
                return Err(self.error(format!("name `{text}` holds no letter or digit"), "correct or drop it"));
            }
            if names.iter().any(|n| n.text == text) {
                continue;
            }
            let kind = if names.is_empty() { NameKind::Primary } else { NameKind::Alias };
            names.push(Name {
                text: text.to_owned(),
                kind,
                script: script_of(text),
                weak: false,
                source: "own".to_owned(),
            });
        }
        Ok(names)
    }

    fn kind(&self) -> Result<EntryKind, ListError> {
        let given = self.cell(Column::Kind).to_lowercase().replace([' ', '-'], "_");
        Ok(match given.as_str() {
            "" | "company" | "entity" | "organization" | "organisation" | "supplier" | "vendor" => EntryKind::Company,
            "government_body" | "government" | "public_body" => EntryKind::GovernmentBody,
            "person" | "individual" => EntryKind::Person,
            "facility" | "factory" | "site" => EntryKind::Facility,
            _ => {
                let what = format!("kind `{given}` is not known");
                return Err(self.error(what, "write company, government_body, person or facility, or leave it empty"));
            }
        })
    }

    fn address(&self) -> Vec<Address> {
        let cell = |c| self.cell(c).to_owned();
        let address = Address {
            street: cell(Column::Address),
            city: cell(Column::City),
            region: cell(Column::Region),
            postal_code: cell(Column::PostalCode),
            country: cell(Column::Country),
            source: "own".to_owned(),
        };
        let empty = Address { source: "own".to_owned(), ..Address::default() };
        if address == empty { Vec::new() } else { vec![address] }
    }

    fn identifiers(&self) -> Result<Vec<Identifier>, ListError> {
        let mut out = Vec::new();
        let mut push = |scheme: &str, value: &str| {
            out.push(Identifier { scheme: scheme.to_owned(), value: value.to_owned(), source: "own".to_owned() });
        };
        let code = self.cell(Column::CreditCode).to_uppercase();
        if !code.is_empty() {
            if !credit_code_is_valid(&code) {
                let what = format!("credit code {code} has a wrong length or check character");
                return Err(self.error(what, "correct it, or move it to a column `registration_number`"));
            }
            push("uscc", &code);
        }
        let number = self.cell(Column::Registration);
        if !number.is_empty() && number != code {
            // A credit code in the general column is one all the same, and is then matched as such.
            let scheme = if credit_code_is_valid(number) { "uscc" } else { "registration_number" };
            push(scheme, number);
        }
        Ok(out)
    }

    fn notes(&self) -> Vec<String> {
        let cells = self.columns.iter().zip(self.headers.iter()).zip(self.record.iter());
        let note = |((column, header), cell): ((&Column, &str), &str)| match (column, cell.trim()) {
            (_, "") => None,
            (Column::Notes, cell) => Some(cell.to_owned()),
            (Column::Other, cell) => Some(format!("{}: {cell}", header.trim())),
            _ => None,
        };
        cells.filter_map(note).collect()
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
