//! OFAC's XML files: `sdn.xml` and `consolidated.xml`.
//!
//! Layout (OFAC, `sdn.xsd`; the files of 2014 have it): `sdnList` with `publshInformation`
//! (`Publish_Date`, `Record_Count`) and `sdnEntry` elements: `uid`, `firstName`, `lastName`, `title`, `sdnType` (older
//! consolidated files: `nspType`), `remarks`, `programList`, `idList`, `akaList` (`category` weak or strong),
//! `addressList`, `nationalityList`, `citizenshipList`, `dateOfBirthList`, `placeOfBirthList`, `vesselInfo`.

use super::names::RawName;
use super::party::Party;
use super::publication::Publication;
use super::xml::{self, Node};
use super::{Input, addresses, head, identifiers, kinds, ofac_csv, ofac_remarks, programmes};
use crate::model::{NameKind, Watchlist};
use crate::watchlist::ListError;

pub(super) const FORM: &str = "OFAC SDN or consolidated list (XML)";

/// Elements of an entry that are used.
const USED: [&str; 15] = [
    "uid",
    "firstName",
    "lastName",
    "title",
    "sdnType",
    "nspType",
    "remarks",
    "programList",
    "idList",
    "akaList",
    "addressList",
    "nationalityList",
    "citizenshipList",
    "dateOfBirthList",
    "placeOfBirthList",
];

pub(super) fn recognises(text: &str) -> bool {
    let head = head(text);
    head.contains("<sdnList") && head.contains("<sdnEntry")
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "OFAC");
    let mut parties = Vec::new();
    let done = xml::each(input.text, &["publshInformation", "publishInformation", "sdnEntry"], |node| {
        if node.name == "sdnEntry" {
            parties.push(party(&node, &mut to));
        } else {
            let day = to.day(Some(node.line), "publication date", &node.of("Publish_Date"));
            to.as_of = day.map(|day| (day, "its Publish_Date".to_owned()));
            to.stated = node.of("Record_Count").parse().ok();
        }
    });
    if let Err((line, what)) = done {
        return Err(ListError::new(&input.file, Some(line), what, "get the file again from OFAC"));
    }
    let is_sdn = ofac_csv::is_sdn(&parties);
    for mut party in parties {
        party.programme = programmes::of_tags(&party.tags, is_sdn);
        to.add(party);
    }
    to.finish()
}

/// `lastName, firstName` for persons, as in the delimited files.
fn name(node: &Node) -> String {
    let (first, last) = (node.of("firstName"), node.of("lastName"));
    match (first.is_empty(), last.is_empty()) {
        (true, _) => last,
        (_, true) => first,
        _ => format!("{last}, {first}"),
    }
}

fn party(node: &Node, to: &mut Publication<'_>) -> Party {
    let mut party = Party::new(programmes::of_key("SDN"), Some(node.line));
    party.number = node.of("uid");
    party.identifier("ofac_ent_num", &node.of("uid"));
    let listed = name(node);
    if !listed.is_empty() {
        party.names.push(RawName::new(NameKind::Primary, listed));
    }
    let kind = [node.of("sdnType"), node.of("nspType")].into_iter().find(|k| !k.is_empty()).unwrap_or_default();
    party.known.stated = kinds::stated(&kind);
    party.tags = lists(node, "programList", "program").map(Node::text).collect();
    party.note("title", &node.of("title"));
    ofac_remarks::read(&mut party, &node.of("remarks"));
    for aka in lists(node, "akaList", "aka") {
        let kind = match aka.of("type").to_lowercase().chars().next() {
            Some('f') => NameKind::Former,
            Some('n') => NameKind::CurrentName,
            _ => NameKind::Alias,
        };
        let text = name(aka);
        if !text.is_empty() {
            party.names.push(RawName { text, kind, weak: aka.of("category").eq_ignore_ascii_case("weak") });
        }
    }
    for address in lists(node, "addressList", "address") {
        let street: Vec<String> = ["address1", "address2", "address3"]
            .map(|line| address.of(line))
            .into_iter()
            .filter(|l| !l.is_empty())
            .collect();
        let [city, region, postal, country] =
            ["city", "stateOrProvince", "postalCode", "country"].map(|part| address.of(part));
        party.addresses.extend(addresses::of_parts(&street.join(", "), &city, &region, &postal, &country));
    }
    for id in lists(node, "idList", "id") {
        let (label, value) = (id.of("idType"), id.of("idNumber"));
        match identifiers::identifier(&label, &value) {
            Some(identifier) => party.identifiers.push(identifier),
            None => party.note(&label, &value),
        }
    }
    for (list, item, scheme, part) in [
        ("dateOfBirthList", "dateOfBirthItem", "dob", "dateOfBirth"),
        ("placeOfBirthList", "placeOfBirthItem", "pob", "placeOfBirth"),
    ] {
        for birth in lists(node, list, item) {
            party.known.has_birth = true;
            party.identifier(scheme, &birth.of(part));
        }
    }
    for (list, item, label) in
        [("nationalityList", "nationality", "nationality"), ("citizenshipList", "citizenship", "citizenship")]
    {
        lists(node, list, item).for_each(|each| party.note(label, &each.of("country")));
    }
    if let Some(vessel) = node.each("vesselInfo").next() {
        party.identifier("call_sign", &vessel.of("callSign"));
        for fact in vessel.children.iter().filter(|fact| fact.name != "callSign") {
            party.note(&fact.name, &fact.text());
        }
    }
    for child in node.children.iter().filter(|c| c.name != "vesselInfo" && !USED.contains(&c.name.as_str())) {
        to.column(&child.name, "");
        party.note(&child.name, &child.all_text());
    }
    party
}

fn lists<'n>(node: &'n Node, list: &'n str, item: &'n str) -> impl Iterator<Item = &'n Node> {
    node.each(list).flat_map(move |all| all.each(item))
}
