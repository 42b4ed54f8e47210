//! FollowTheMoney JSON lines of OpenSanctions (`entities.ftm.json`, also `targets.nested.json`).
//!
//! Layout ("FollowTheMoney data model", followthemoney.tech): one entity a line: `id`,
//! `caption`, `schema`, `datasets`, `last_seen`, `properties` (arrays of texts). Entities are in any order: `Sanction`
//! names its `entity`, `Ownership` its `owner` and `asset`, `Address` is named by `addressEntity`, `Identification` and
//! `Passport` name their `holder`. Nested files hold them within the properties. An entity is listed where it has a
//! topic of sanctions or export control, a sanction, or `target`; others (relatives, owners) are not.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::names::RawName;
use super::party::Party;
use super::publication::Publication;
use super::{Input, addresses, head, opensanctions};
use crate::model::{NameKind, Watchlist};
use crate::watchlist::ListError;

pub(super) const FORM: &str = "OpenSanctions FollowTheMoney (JSON lines)";

/// Topics of listed entities.
const LISTED: [&str; 7] =
    ["sanction", "sanction.counter", "export.control", "export.risk", "debarment", "invest.risk", "crime.traffick"];

/// Properties that are used elsewhere, or say nothing of the party.
const QUIET: [&str; 9] = [
    "topics",
    "addressEntity",
    "sanctions",
    "modifiedAt",
    "createdAt",
    "ownershipOwner",
    "ownershipAsset",
    "programId",
    "proof",
];

pub(super) fn recognises(text: &str) -> bool {
    let first = head(text).trim_start_matches('\u{feff}').lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    first.trim_start().starts_with('{')
        && ["\"schema\"", "\"properties\"", "\"id\""].iter().all(|key| head(text).contains(key))
}

/// An entity and where it is.
struct Entity {
    line: u64,
    id: String,
    schema: String,
    target: bool,
    datasets: Vec<String>,
    properties: Map<String, Value>,
}

impl Entity {
    fn of(value: Value, line: u64) -> Option<Self> {
        let Value::Object(mut fields) = value else { return None };
        let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
        let (id, schema) = (text("id")?, text("schema")?);
        let target = fields.get("target").and_then(Value::as_bool).unwrap_or(false);
        let datasets = fields.get("datasets").map(texts).unwrap_or_default();
        let Some(Value::Object(properties)) = fields.remove("properties") else { return None };
        Some(Self { line, id, schema, target, datasets, properties })
    }

    fn all(&self, property: &str) -> Vec<String> {
        self.properties.get(property).map(texts).unwrap_or_default()
    }

    /// The ids that a property names, of nested entities as well.
    fn ids(&self, property: &str) -> Vec<String> {
        let values = self.properties.get(property).and_then(Value::as_array).into_iter().flatten();
        values.filter_map(|v| v.as_str().or_else(|| v.get("id")?.as_str())).map(str::to_owned).collect()
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Takes the entities nested in the properties out of an entity, which keeps their ids.
fn flatten(value: Value, line: u64, into: &mut Vec<Entity>) -> bool {
    let Some(mut entity) = Entity::of(value, line) else { return false };
    for values in entity.properties.values_mut() {
        let Value::Array(items) = values else { continue };
        for item in items.iter_mut().filter(|item| item.is_object()) {
            let nested = std::mem::take(item);
            *item = nested.get("id").cloned().unwrap_or_default();
            flatten(nested, line, into);
        }
    }
    into.push(entity);
    true
}

/// Entities that say something of another, by its id.
#[derive(Default)]
struct Related<'e> {
    sanctions: FxHashMap<String, Vec<&'e Entity>>,
    documents: FxHashMap<String, Vec<&'e Entity>>,
    addresses: FxHashMap<&'e str, &'e Entity>,
    /// Owners of an entity.
    owners: FxHashMap<String, Vec<String>>,
    names: FxHashMap<&'e str, String>,
}

impl<'e> Related<'e> {
    fn of(entities: &'e [Entity]) -> Self {
        let mut related = Self::default();
        for entity in entities {
            match entity.schema.as_str() {
                "Sanction" => {
                    entity
                        .ids("entity")
                        .into_iter()
                        .for_each(|id| related.sanctions.entry(id).or_default().push(entity));
                }
                "Identification" | "Passport" => {
                    entity
                        .ids("holder")
                        .into_iter()
                        .for_each(|id| related.documents.entry(id).or_default().push(entity));
                }
                "Address" => drop(related.addresses.insert(&entity.id, entity)),
                "Ownership" => {
                    for asset in entity.ids("asset") {
                        related.owners.entry(asset).or_default().extend(entity.ids("owner"));
                    }
                }
                _ => drop(related.names.insert(&entity.id, entity.all("name").into_iter().next().unwrap_or_default())),
            }
        }
        related
    }
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "OS");
    let (mut entities, mut latest) = (Vec::new(), None);
    for (line, text) in (1..).zip(input.text.trim_start_matches('\u{feff}').lines()) {
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Value>(text) {
            Ok(value) => {
                let seen = value.get("last_seen").and_then(Value::as_str).and_then(|s| s.get(..10)?.parse().ok());
                latest = latest.max(seen);
                if !flatten(value, line, &mut entities) {
                    to.refuse(Some(line), "has no id, schema or properties", "download the file again");
                }
            }
            Err(e) => to.refuse(Some(line), format!("is broken JSON ({e})"), "download the file again"),
        }
    }
    to.as_of = latest.map(|day| (day, "its `last_seen`".to_owned()));
    let related = Related::of(&entities);
    let (mut unlisted, mut unknown) = (0_usize, FxHashMap::<&str, usize>::default());
    for entity in &entities {
        if !opensanctions::is_party(&entity.schema) {
            *unknown.entry(entity.schema.as_str()).or_default() += 1;
        } else if is_listed(entity, &related) {
            let party = party(entity, &related, &mut to);
            to.add(party);
        } else {
            unlisted += 1;
        }
    }
    if unlisted > 0 {
        let what = format!("{unlisted} entities have no topic of sanctions and no sanction: they are NOT in the list");
        to.warn(None, what, "nothing: they are owners, relatives or officials of listed ones");
    }
    let parts = ["Sanction", "Address", "Ownership", "Identification", "Passport", "Directorship", "Membership"];
    let mut other: Vec<(&str, usize)> = unknown.into_iter().filter(|(schema, _)| !parts.contains(schema)).collect();
    other.sort_unstable();
    for (schema, count) in other {
        to.warn(None, format!("{count} entities of the schema {schema} are not used"), "nothing: they name no party");
    }
    to.finish()
}

fn is_listed(entity: &Entity, related: &Related<'_>) -> bool {
    entity.target
        || related.sanctions.contains_key(&entity.id)
        || entity.all("topics").iter().any(|topic| LISTED.contains(&topic.as_str()))
}

fn party(entity: &Entity, related: &Related<'_>, to: &mut Publication<'_>) -> Party {
    let sanctions = related.sanctions.get(&entity.id).map_or(&[][..], Vec::as_slice);
    let programs: Vec<String> = sanctions
        .iter()
        .flat_map(|s| ["program", "authority", "sourceUrl"].into_iter().flat_map(|p| s.all(p)).collect::<Vec<_>>())
        .collect();
    let (programme, title) =
        opensanctions::programme(entity.datasets.iter().map(String::as_str), programs.iter().map(String::as_str));
    let line = Some(entity.line);
    let mut party = Party::new(programme, line);
    party.title = title;
    party.number = entity.id.clone();
    party.known.stated = opensanctions::kind(&entity.schema);
    for (property, kind, weak) in [
        ("name", NameKind::Primary, false),
        ("alias", NameKind::Alias, false),
        ("previousName", NameKind::Former, false),
        ("abbreviation", NameKind::Acronym, false),
        ("weakAlias", NameKind::Alias, true),
    ] {
        for text in entity.all(property) {
            // Of several names the first is the listed one.
            let kind = if kind == NameKind::Primary && !party.names.is_empty() { NameKind::Alias } else { kind };
            party.names.push(RawName { text, kind, weak });
        }
    }
    let countries: Vec<String> =
        ["country", "jurisdiction", "mainCountry", "flag"].iter().flat_map(|p| entity.all(p)).collect();
    let only = if countries.len() == 1 { countries[0].to_uppercase() } else { String::new() };
    party.addresses.extend(entity.all("address").iter().filter_map(|a| addresses::printed(a, &only)));
    for address in entity.ids("addressEntity").iter().filter_map(|id| related.addresses.get(id.as_str())) {
        let [street, city, region, postal, country, full] =
            ["street", "city", "region", "postalCode", "country", "full"].map(|p| address.all(p).join(", "));
        let own = addresses::of_parts(&street, &city, &region, &postal, &country.to_uppercase());
        let whole = addresses::printed(&full, &country.to_uppercase());
        party.addresses.extend(if street.is_empty() && city.is_empty() { whole.or(own) } else { own });
    }
    for country in &countries {
        let known = addresses::country(&country.to_uppercase());
        if !party.addresses.iter().any(|a| a.country == known) {
            party.addresses.extend(addresses::of_parts("", "", "", "", &known));
        }
    }
    for (scheme, property) in [("dob", "birthDate"), ("pob", "birthPlace")] {
        for value in entity.all(property) {
            party.known.has_birth = true;
            party.identifier(scheme, &value);
        }
    }
    for property in entity.properties.keys() {
        if let Some(scheme) = opensanctions::scheme(property) {
            entity.all(property).iter().for_each(|value| opensanctions::identifier(&mut party, scheme, value));
        }
    }
    for document in related.documents.get(&entity.id).into_iter().flatten() {
        for value in document.all("number") {
            let scheme = if document.schema == "Passport" { "passport" } else { "national_id" };
            opensanctions::identifier(&mut party, scheme, &value);
        }
    }
    for sanction in sanctions {
        sanctioned(&mut party, sanction, to);
    }
    party.parent = related.owners.get(&entity.id).and_then(|owners| owners.first()).map(|o| (o.clone(), "owned_by"));
    for owner in related.owners.get(&entity.id).into_iter().flatten() {
        let name = related.names.get(owner.as_str()).map_or(owner.as_str(), String::as_str);
        party.note("owned by", name);
    }
    party.urls = entity.all("sourceUrl").into_iter().filter(|u| u.starts_with("http")).collect();
    rest(&mut party, entity);
    party
}

/// What a sanction says of its entity.
fn sanctioned(party: &mut Party, sanction: &Entity, to: &mut Publication<'_>) {
    let line = Some(sanction.line);
    for tag in sanction.all("program").into_iter().chain(sanction.all("programId")) {
        if !party.tags.contains(&tag) {
            party.tags.push(tag);
        }
    }
    let first = ["listingDate", "startDate"].iter().flat_map(|p| sanction.all(p)).next().unwrap_or_default();
    let first = to.day(line, "first day", partial(&first));
    party.effective = party.effective.into_iter().chain(first).min();
    party.note("sanction ends", &sanction.all("endDate").join(", "));
    for (label, property) in [("authority", "authority"), ("reason", "reason"), ("provisions", "provisions")] {
        party.note(label, &sanction.all(property).join("; "));
    }
}

/// A year alone is no day; it would be the first of January.
fn partial(text: &str) -> &str {
    if text.len() == 4 { "" } else { text }
}

/// Properties without a use of their own become notes.
fn rest(party: &mut Party, entity: &Entity) {
    let used = [
        "name",
        "alias",
        "previousName",
        "abbreviation",
        "weakAlias",
        "country",
        "jurisdiction",
        "mainCountry",
        "flag",
        "address",
        "birthDate",
        "birthPlace",
        "sourceUrl",
        "firstName",
        "lastName",
        "middleName",
        "fatherName",
    ];
    for property in entity.properties.keys() {
        let known = used.contains(&property.as_str()) || QUIET.contains(&property.as_str());
        if !known && opensanctions::scheme(property).is_none() {
            party.note(property, &entity.all(property).join("; "));
        }
    }
    party.note("data sets", &entity.datasets.join("; "));
}
