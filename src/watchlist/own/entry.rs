//! One row of a list of the user's as an entry.

use crate::lexicon::countries;
use crate::model::{Address, Bars, Entry, EntryId, EntryKind, Identifier, Name, NameKind, Status};
use crate::text;
use crate::watchlist::check::{credit_code_is_valid, script_of};

use super::days::Days;
use super::generic;
use super::headers::Field;
use super::separators;
use super::table::{Record, Table};
use crate::watchlist::log::Log;

/// A name longer than this is a row that was swallowed because an opening quote was never closed. The longest name of
/// the bundled lists has 169 bytes.
const LONGEST_NAME: usize = 500;

/// Ids are printed in columns.
const LONGEST_ID: usize = 64;

/// A row and where its faults are reported.
pub(super) struct Reader<'r> {
    pub(super) table: &'r Table,
    pub(super) record: &'r Record,
    pub(super) log: &'r mut Log,
}

impl<'r> Reader<'r> {
    fn cells(&self, field: Field) -> impl Iterator<Item = &'r str> + use<'r> {
        self.table.cells(self.record, field)
    }

    fn cell(&self, field: Field) -> &'r str {
        self.cells(field).next().unwrap_or("")
    }

    /// The parts of the cells of a field that are divided by `;` or `|`.
    fn parts(&self, field: Field) -> impl Iterator<Item = &'r str> + use<'r> {
        self.cells(field).flat_map(|cell| cell.split([';', '；', '|'])).map(str::trim).filter(|part| !part.is_empty())
    }

    /// The further names of a field.
    fn further(&mut self, field: Field) -> Vec<&'r str> {
        let columns = self.table.headers.iter().zip(&self.table.fields).zip(&self.record.cells);
        let own = columns.filter(|((_, own), cell)| **own == field && !cell.is_empty());
        let cells: Vec<(&str, &'r str)> = own.map(|((header, _), cell)| (header.as_str(), cell.as_str())).collect();
        let mut names: Vec<&'r str> = Vec::new();
        for (header, cell) in cells {
            if header.to_lowercase().contains("comma") {
                names.extend(separators::divided(cell).flat_map(separators::at_commas));
                continue;
            }
            for part in separators::divided(cell) {
                names.push(part);
                if let Some(several) = separators::looks_like_several(part) {
                    names.extend(several);
                    let what = format!("further names `{part}` have commas and were also taken apart at them");
                    self.warn(what, "put `;` between names, or quote one name in a row of its own");
                }
            }
        }
        names
    }

    fn fault(&mut self, what: impl Into<String>, remedy: &str) {
        self.log.fault(&self.table.file, Some(self.record.line), what, remedy);
    }

    fn warn(&mut self, what: impl Into<String>, remedy: &str) {
        self.log.warn(self.record.line, what, remedy);
    }

    /// The entry; `numbered` is its id where the row has none. `None` for a row with a fault.
    pub(super) fn entry(&mut self, numbered: &str, days: &Days) -> Option<Entry> {
        let kind = self.kind();
        let id = self.id(numbered);
        let names = self.names(kind);
        let addresses = self.addresses();
        let identifiers = self.identifiers();
        let bars = self.bars();
        let measure = self.parts(Field::Measure).collect::<Vec<_>>().join("; ");
        let mut entry = Entry {
            id: EntryId(id?.into()),
            name: self.cell(Field::Name).to_owned(),
            names: names?,
            kind,
            addresses,
            identifiers: identifiers?,
            measure: if measure.is_empty() { "own list".to_owned() } else { measure },
            authority: "own list".to_owned(),
            consequence: consequence(bars).to_owned(),
            bars,
            citation: self.cells(Field::Citation).collect::<Vec<_>>().join("; "),
            source_urls: self.cells(Field::Url).map(str::to_owned).collect(),
            screened: "by its names".to_owned(),
            ..Entry::default()
        };
        self.days(days, &mut entry)?;
        entry.notes = self.notes();
        Some(entry)
    }

    /// Cells of notes as they are, and those of columns that are not used under their header.
    fn notes(&self) -> Vec<String> {
        let columns = self.table.headers.iter().zip(&self.table.fields).zip(&self.record.cells);
        let note = |((header, field), cell): ((&String, &Field), &String)| match field {
            Field::Note => Some(cell.clone()),
            Field::Unused => Some(format!("{header}: {cell}")),
            _ => None,
        };
        columns.filter(|(_, cell)| !cell.is_empty()).filter_map(note).collect()
    }

    fn id(&mut self, numbered: &str) -> Option<String> {
        let id = self.cell(Field::Id);
        if id.len() > LONGEST_ID || id.contains(|c: char| c.is_whitespace() || c.is_control()) {
            self.fault(format!("id `{id}` has blanks or is over {LONGEST_ID} bytes long"), "shorten it");
            return None;
        }
        Some(if id.is_empty() { numbered } else { id }.to_owned())
    }

    /// The names. A further name that cannot be used is lost, and the list says so; a listed name must be good.
    fn names(&mut self, entry_kind: EntryKind) -> Option<Vec<Name>> {
        let primary = self.cell(Field::Name);
        if primary.is_empty() {
            self.fault("the name is empty", "fill it in or drop the row");
            return None;
        }
        if let Some((what, remedy)) = unusable(primary) {
            self.fault(what, remedy);
            return None;
        }
        let mut names: Vec<Name> = Vec::new();
        let aliases = self.further(Field::Alias).into_iter().map(|text| (NameKind::Alias, text));
        let further: Vec<(NameKind, &str)> =
            aliases.chain(self.further(Field::Former).into_iter().map(|text| (NameKind::Former, text))).collect();
        for (kind, text) in std::iter::once((NameKind::Primary, primary)).chain(further) {
            if names.iter().any(|n| n.text == text) {
                continue;
            }
            if let Some((what, remedy)) = unusable(text) {
                self.warn(format!("{what}: this further name is NOT in the list"), remedy);
                continue;
            }
            if let Some(reason) = generic::reason(text, entry_kind) {
                let remedy = if kind == NameKind::Primary {
                    "write the full name of the company"
                } else {
                    "drop it, or write the full name"
                };
                self.warn(format!("name `{text}` {reason}"), remedy);
            }
            let (text, script, source) = (text.to_owned(), script_of(text), "own".to_owned());
            names.push(Name { text, kind, script, weak: false, source });
        }
        Some(names)
    }

    fn kind(&mut self) -> EntryKind {
        let given = self.cell(Field::Kind);
        match super::columns::key(given).as_str() {
            "" | "company" | "entity" | "organization" | "organisation" | "supplier" | "vendor" | "business"
            | "legal_entity" | "corporation" | "manufacturer" | "group" | "公司" | "企业" => EntryKind::Company,
            "government_body" | "government" | "public_body" | "agency" | "政府机构" => EntryKind::GovernmentBody,
            "person" | "individual" | "natural_person" | "个人" => EntryKind::Person,
            "facility" | "factory" | "site" | "plant" | "工厂" => EntryKind::Facility,
            "vessel" | "ship" => EntryKind::Vessel,
            "aircraft" | "airplane" => EntryKind::Aircraft,
            _ => {
                let what = format!("kind `{given}` is not known; the entry is screened as a company");
                self.warn(what, "write company, government_body, person, facility, vessel or aircraft");
                EntryKind::Company
            }
        }
    }

    /// What the row says that it bars; `None` where it says nothing.
    fn bars(&mut self) -> Option<Bars> {
        let given = self.cell(Field::Bars);
        Some(match super::columns::key(given).as_str() {
            "" => return None,
            "import" | "imports" | "importing" | "import_ban" | "no_import" | "no_imports" | "wro" | "buying"
            | "purchase" | "purchases" | "进口" => Bars::Import,
            "export" | "exports" | "exporting" | "export_ban" | "no_export" | "no_exports" | "export_licence"
            | "export_license" | "licence" | "license" | "selling" | "sales" | "出口" => Bars::Export,
            "all" | "all_dealings" | "all_dealing" | "dealings" | "all_transactions" | "any" | "blocked" | "block"
            | "full" | "full_block" | "sdn" | "import_and_export" | "import_export" | "everything" | "全部" => {
                Bars::AllDealings
            }
            "entry_of_persons" | "entry" | "visa" | "visa_ban" | "travel_ban" => Bars::EntryOfPersons,
            "none" | "nothing" | "no" | "watch" | "watch_only" | "无" => Bars::None,
            _ => {
                let what = format!("what it bars, `{given}`, is not known; the entry is screened without it");
                self.warn(what, "write import, export, all dealings, entry of persons or none");
                return None;
            }
        })
    }

    /// Status and days, so that the entry counts from its first day until its removal.
    fn days(&mut self, days: &Days, entry: &mut Entry) -> Option<()> {
        let mut good = true;
        let mut removed_by_word = false;
        for (field, slot) in [
            (Field::Announced, &mut entry.announced),
            (Field::Effective, &mut entry.effective),
            (Field::Removed, &mut entry.removed),
        ] {
            let cell = self.cell(field);
            if field == Field::Removed && matches!(cell.to_lowercase().as_str(), "yes" | "y" | "true" | "x" | "是") {
                removed_by_word = true;
            } else if field == Field::Removed && matches!(cell.to_lowercase().as_str(), "no" | "false" | "否" | "n") {
                // Still listed.
            } else {
                match days.day(field, cell) {
                    Ok(day) => *slot = day,
                    Err(()) => {
                        self.fault(format!("{} `{cell}` is not a date", field.word()), "write it as YYYY-MM-DD");
                        good = false;
                    }
                }
            }
        }
        let first = entry.effective.or(entry.announced);
        if let Some((removed, first)) = entry.removed.zip(first).filter(|(removed, first)| removed < first) {
            self.fault(format!("removed on {removed}, before it began on {first}"), "correct one of the days");
            good = false;
        }
        let given = self.cell(Field::Status);
        entry.status = match super::columns::key(given).as_str() {
            "" | "active" | "current" | "in_force" | "listed" | "valid" | "effective" | "open" | "有效" => {
                if given.is_empty() && entry.removed.is_some() { Status::Removed } else { Status::Active }
            }
            "removed" | "delisted" | "revoked" | "expired" | "terminated" | "deleted" | "ended" | "closed"
            | "已移除" | "失效" => {
                removed_by_word = true;
                Status::Removed
            }
            "inactive" | "suspended" | "dormant" => Status::Inactive,
            "unverified" | "unknown" | "pending" => Status::Unverified,
            _ => {
                let what = format!("status `{given}` is not known; the entry is screened as listed");
                self.warn(what, "write active, removed, inactive or unverified");
                Status::Active
            }
        };
        if removed_by_word && entry.removed.is_none() {
            let what = "is removed, but no day says when; it is screened as inactive, never more than `review`";
            self.warn(what, "add a column `removed` with the day, or drop the row");
            entry.status = Status::Inactive;
        }
        entry.status_note =
            if given.is_empty() { "as the file says".to_owned() } else { format!("`{given}` in the file") };
        good.then_some(())
    }

    fn addresses(&mut self) -> Vec<Address> {
        let source = || "own".to_owned();
        let countries: Vec<&str> = self.parts(Field::Country).collect();
        for country in countries.iter().filter(|c| countries::of_cell(c).is_none()) {
            let what = format!("country `{country}` is not known and says nothing about a row");
            self.warn(what, "write its English name or its code of two letters");
        }
        let parts = [Field::City, Field::Region, Field::PostalCode].map(|field| self.cell(field).to_owned());
        let street = self.cells(Field::Street).collect::<Vec<_>>().join(", ");
        let mut addresses = Vec::new();
        let mut others = countries.iter().map(|country| (*country).to_owned());
        if !street.is_empty() || parts.iter().any(|part| !part.is_empty()) {
            let [city, region, postal_code] = parts;
            let country = others.next().unwrap_or_default();
            addresses.push(Address { street, city, region, postal_code, country, source: source() });
        }
        for whole in self.parts(Field::Addresses) {
            // The country is the last part: `1 Mill Road, Hefei, CN`.
            let country = whole.rsplit(',').next().map(str::trim).filter(|last| countries::of_cell(last).is_some());
            let country = country.unwrap_or("").to_owned();
            addresses.push(Address { street: whole.to_owned(), country, source: source(), ..Address::default() });
        }
        addresses.extend(others.map(|country| Address { country, source: source(), ..Address::default() }));
        addresses
    }

    fn identifiers(&mut self) -> Option<Vec<Identifier>> {
        let mut found: Vec<Identifier> = Vec::new();
        let mut add = |scheme: &str, value: &str| {
            if !found.iter().any(|own| own.value == value) {
                let (scheme, value, source) = (scheme.to_owned(), value.to_owned(), "own".to_owned());
                found.push(Identifier { scheme, value, source });
            }
        };
        let mut wrong = Vec::new();
        for code in self.parts(Field::CreditCode) {
            let code = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
            if credit_code_is_valid(&code) { add("uscc", &code) } else { wrong.push(code) }
        }
        for lei in self.parts(Field::Lei) {
            add("lei", &lei.to_uppercase());
        }
        for birth in self.parts(Field::Birth) {
            add("dob", birth);
        }
        let mut wordy = Vec::new();
        for number in self.parts(Field::Number) {
            // A credit code in a general column is one all the same, and is then matched as such.
            let n = text::normalize(number);
            let code = text::credit_code::codes(&n).map(|(_, code)| code.to_uppercase());
            let code = code.into_iter().find(|code| credit_code_is_valid(code));
            match code {
                Some(code) => add("uscc", &code),
                None if number.split_whitespace().count() <= 3 && number.contains(|c: char| c.is_ascii_digit()) => {
                    add("registration_number", number);
                }
                None => wordy.push(number),
            }
        }
        for text in wordy {
            self.warn(format!("identifier `{text}` is no number and is not looked for"), "write the number alone");
        }
        let good = wrong.is_empty();
        for code in wrong {
            let what = format!("credit code {code} has a wrong length or check character");
            self.fault(what, "correct it, or move it to a column `registration_number`");
        }
        good.then_some(found)
    }
}

/// What is wrong with a name, and what to do.
fn unusable(name: &str) -> Option<(String, &'static str)> {
    if name.len() > LONGEST_NAME || name.contains(['\n', '\r']) {
        let what = format!("a name is over {LONGEST_NAME} bytes long or runs over a line end");
        return Some((what, "close the quote that is open on this line or above; separate names by `;`"));
    }
    let is_bare = !name.contains(char::is_alphanumeric);
    is_bare.then(|| (format!("name `{name}` holds no letter or digit"), "correct or drop it"))
}

/// What an entry means for a buyer, in a sentence.
fn consequence(bars: Option<Bars>) -> &'static str {
    match bars {
        None | Some(Bars::None) => "Listed by yourselves: follow your own policy.",
        Some(Bars::Import) => "Listed by yourselves as barred from importing: follow your own policy.",
        Some(Bars::Export) => "Listed by yourselves as barred from exporting to it: follow your own policy.",
        Some(Bars::AllDealings) => "Listed by yourselves as barred from all dealings: follow your own policy.",
        Some(Bars::EntryOfPersons) => "Listed by yourselves as barred from entry: follow your own policy.",
    }
}
