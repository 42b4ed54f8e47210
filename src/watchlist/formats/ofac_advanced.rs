//! OFAC's advanced XML files: `SDN_ADVANCED.XML` and `CONS_ADVANCED.XML`.
//!
//! Layout (OFAC, "Advanced Sanctions Data Model" notes, sdn_advanced_notes.pdf, in the standard of the UN 1267/1988
//! committee): values are numbers of the `ReferenceValueSets`; `Locations` and `IDRegDocuments` are referred to from
//! the profiles of the `DistinctParties`; `SanctionsEntries` say by which programme, list and day a profile is listed.

use rustc_hash::FxHashMap;

use super::names::RawName;
use super::party::Party;
use super::publication::Publication;
use super::xml::{self, Node};
use super::{Input, addresses, head, identifiers, kinds, programmes};
use crate::model::{Address, NameKind, Watchlist};
use crate::watchlist::ListError;

pub(super) const FORM: &str = "OFAC advanced list (XML)";

pub(super) fn recognises(text: &str) -> bool {
    let head = head(text);
    head.contains("<Sanctions") && (head.contains("ReferenceValueSets") || head.contains("DistinctParties"))
}

/// Values of the reference sets: element name and number to text.
#[derive(Default)]
struct References(FxHashMap<(String, String), String>);

impl References {
    fn take(&mut self, sets: &Node) {
        for value in sets.children.iter().flat_map(|set| &set.children) {
            let key = (value.name.clone(), value.attribute("ID").to_owned());
            self.0.insert(key, value.text());
        }
    }

    fn get(&self, name: &str, id: &str) -> &str {
        self.0.get(&(name.to_owned(), id.to_owned())).map_or("", String::as_str)
    }
}

/// How a profile is listed.
#[derive(Default)]
struct Listing {
    list: String,
    tags: Vec<String>,
    legal: Vec<String>,
    day: String,
}

/// Everything that parties refer to.
#[derive(Default)]
struct Facts {
    references: References,
    locations: FxHashMap<String, Address>,
    /// Documents by the identity that has them.
    documents: FxHashMap<String, Vec<(String, String)>>,
    listings: FxHashMap<String, Listing>,
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "OFAC");
    let (mut facts, mut parties) = (Facts::default(), Vec::new());
    let names = ["DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"];
    let done = xml::each(input.text, &names, |node| match node.name.as_str() {
        "ReferenceValueSets" => facts.references.take(&node),
        "DateOfIssue" => {
            let day = to.day(Some(node.line), "date of issue", &day(&node));
            to.as_of = day.map(|day| (day, "its DateOfIssue".to_owned()));
        }
        "Location" => drop(facts.locations.insert(node.attribute("ID").to_owned(), location(&node, &facts.references))),
        "IDRegDocument" => {
            let label = facts.references.get("IDRegDocType", node.attribute("IDRegDocTypeID")).to_owned();
            let of = facts.documents.entry(node.attribute("IdentityID").to_owned()).or_default();
            of.push((label, node.of("IDRegistrationNo")));
        }
        "SanctionsEntry" => {
            let listing = listing(&node, &facts.references);
            facts.listings.insert(node.attribute("ProfileID").to_owned(), listing);
        }
        _ => parties.push(node),
    });
    if let Err((line, what)) = done {
        return Err(ListError::new(&input.file, Some(line), what, "get the file again from OFAC"));
    }
    for node in &parties {
        for profile in node.each("Profile") {
            let party = party(profile, &facts, &mut to);
            to.add(party);
        }
    }
    to.finish()
}

/// `1948-12-10` of `Year`, `Month`, `Day`; what is missing is left out.
fn day(node: &Node) -> String {
    let part = |name: &str| node.of(name).parse::<u16>().ok();
    match (part("Year"), part("Month"), part("Day")) {
        (Some(y), Some(m), Some(d)) => format!("{y:04}-{m:02}-{d:02}"),
        (Some(y), Some(m), None) => format!("{y:04}-{m:02}"),
        (Some(y), ..) => format!("{y:04}"),
        _ => String::new(),
    }
}

fn location(node: &Node, references: &References) -> Address {
    let (mut street, mut city, mut region, mut postal) = (Vec::new(), String::new(), String::new(), String::new());
    for part in node.each("LocationPart") {
        let mut values = Vec::new();
        part.within("Value", &mut values);
        let text = values.iter().map(|v| v.text()).find(|v| !v.is_empty()).unwrap_or_default();
        let kind = references.get("LocPartType", part.attribute("LocPartTypeID")).to_uppercase();
        match kind.as_str() {
            _ if text.is_empty() => {}
            "CITY" => city = text,
            "STATE/PROVINCE" | "REGION" => region = text,
            "POSTAL CODE" => postal = text,
            _ => street.push(text),
        }
    }
    let country = |name: &str| node.each(name).map(|c| references.get("Country", c.attribute("CountryID"))).next();
    let area = node.each("LocationAreaCode").map(|c| references.get("AreaCode", c.attribute("AreaCodeID"))).next();
    let country = country("LocationCountry").or(area).unwrap_or_default();
    addresses::of_parts(&street.join(", "), &city, &region, &postal, country).unwrap_or_default()
}

fn listing(node: &Node, references: &References) -> Listing {
    let mut listing =
        Listing { list: references.get("List", node.attribute("ListID")).to_owned(), ..Listing::default() };
    for measure in node.each("SanctionsMeasure") {
        let kind = references.get("SanctionsType", measure.attribute("SanctionsTypeID"));
        let comment = measure.of("Comment");
        // Programmes are comments of measures of the type `Program`; `Block` has none.
        if !comment.is_empty() && (kind.is_empty() || kind.eq_ignore_ascii_case("program")) {
            listing.tags.push(comment);
        }
    }
    for event in node.each("EntryEvent") {
        let legal = references.get("LegalBasis", event.attribute("LegalBasisID"));
        if !legal.is_empty() && legal != "Unknown" {
            listing.legal.push(legal.to_owned());
        }
        if let Some(date) = event.each("Date").next().filter(|_| listing.day.is_empty()) {
            listing.day = day(date);
        }
    }
    listing
}

fn party(profile: &Node, facts: &Facts, to: &mut Publication<'_>) -> Party {
    let id = profile.attribute("ID");
    let none = Listing::default();
    let listing = facts.listings.get(id).unwrap_or(&none);
    let is_sdn = listing.list.is_empty() || listing.list.to_uppercase().contains("SDN LIST");
    let programme = match programmes::of_source(&listing.list) {
        Some(known) if !is_sdn => known,
        _ => programmes::of_tags(&listing.tags, is_sdn),
    };
    let line = Some(profile.line);
    let mut party = Party::new(programme, line);
    party.number = id.to_owned();
    party.tags.clone_from(&listing.tags);
    party.citations.clone_from(&listing.legal);
    party.effective = to.day(line, "day of listing", &listing.day);
    party.identifier("ofac_ent_num", id);
    party.known.stated = kind(profile, facts).and_then(kinds::stated);
    for identity in profile.each("Identity").filter(|i| i.attribute("False") != "true") {
        names(&mut party, identity, facts);
        for (label, value) in facts.documents.get(identity.attribute("ID")).into_iter().flatten() {
            match identifiers::identifier(label, value) {
                Some(identifier) => party.identifiers.push(identifier),
                None => party.note(label, value),
            }
        }
    }
    for feature in profile.each("Feature") {
        self::feature(&mut party, feature, facts);
    }
    party
}

/// The type of party: the sub type says vessel or aircraft, else its party type.
fn kind<'f>(profile: &Node, facts: &'f Facts) -> Option<&'f str> {
    let id = profile.attribute("PartySubTypeID");
    let named = facts.references.get("PartySubType", id);
    match named {
        // Sub types of persons and entities are `Unknown`: OFAC's numbers say which.
        "" | "Unknown" => match id {
            "1" => Some("vessel"),
            "2" => Some("aircraft"),
            "3" => Some("entity"),
            "4" => Some("individual"),
            _ => None,
        },
        named => Some(named),
    }
}

fn names(party: &mut Party, identity: &Node, facts: &Facts) {
    let mut groups = Vec::new();
    identity.within("NamePartGroup", &mut groups);
    let part_type = |group: &str| {
        let own = groups.iter().find(|g| g.attribute("ID") == group);
        own.map_or("", |g| facts.references.get("NamePartType", g.attribute("NamePartTypeID")))
    };
    let mut found: Vec<(bool, RawName)> = Vec::new();
    for alias in identity.each("Alias") {
        let kind = match facts.references.get("AliasType", alias.attribute("AliasTypeID")) {
            "F.K.A." => NameKind::Former,
            "N.K.A." => NameKind::CurrentName,
            _ => NameKind::Alias,
        };
        let primary = alias.attribute("Primary") == "true";
        for (number, documented) in alias.each("DocumentedName").enumerate() {
            let mut values = Vec::new();
            documented.within("NamePartValue", &mut values);
            let (mut family, mut rest) = (Vec::new(), Vec::new());
            for value in values.iter().filter(|v| !v.text().is_empty()) {
                match part_type(value.attribute("NamePartGroupID")) {
                    "Last Name" => family.push(value.text()),
                    _ => rest.push(value.text()),
                }
            }
            let [family, rest] = [family, rest].map(|parts| parts.join(" "));
            let text = match (family.is_empty(), rest.is_empty()) {
                (false, false) => format!("{family}, {rest}"),
                _ => format!("{family}{rest}"),
            };
            // Further spellings of one alias are in other scripts.
            let kind = if number > 0 && primary { NameKind::Native } else { kind };
            if !text.is_empty() {
                let weak = alias.attribute("LowQuality") == "true";
                found.push((primary && number == 0, RawName { text, kind, weak }));
            }
        }
    }
    found.sort_by_key(|(primary, _)| !primary);
    party.names.extend(found.into_iter().map(|(_, name)| name));
}

fn feature(party: &mut Party, feature: &Node, facts: &Facts) {
    let label = facts.references.get("FeatureType", feature.attribute("FeatureTypeID"));
    for version in feature.each("FeatureVersion") {
        let details = version.each("VersionDetail").map(|detail| {
            let text = detail.text();
            let reference = facts.references.get("DetailReference", detail.attribute("DetailReferenceID"));
            if text.is_empty() { reference.to_owned() } else { text }
        });
        let detail = details.filter(|d| !d.is_empty()).collect::<Vec<_>>().join(" ");
        let place = version.each("VersionLocation").filter_map(|l| facts.locations.get(l.attribute("LocationID")));
        let places: Vec<&Address> = place.collect();
        match label {
            "Location" => party.addresses.extend(places.into_iter().filter(|a| !a.source.is_empty()).cloned()),
            "Birthdate" => {
                party.known.has_birth = true;
                let mut starts = Vec::new();
                version.within("From", &mut starts);
                party.identifier("dob", &starts.first().map(|from| day(from)).unwrap_or_default());
            }
            "Place of Birth" => {
                party.known.has_birth = true;
                let printed = places.iter().map(|a| {
                    [&a.street, &a.city, &a.region, &a.country]
                        .map(String::as_str)
                        .into_iter()
                        .filter(|p| !p.is_empty())
                        .collect::<Vec<_>>()
                        .join(", ")
                });
                let place = printed.chain(Some(detail)).find(|p| !p.is_empty()).unwrap_or_default();
                party.identifier("pob", &place);
            }
            _ => match identifiers::identifier(label, &detail) {
                Some(identifier) => party.identifiers.push(identifier),
                None => {
                    let countries = places.iter().map(|a| a.country.as_str()).collect::<Vec<_>>().join(", ");
                    party.note(label, &format!("{detail} {countries}"));
                }
            },
        }
    }
}
