//! The sentence of a finding: what stands where, what it is on the list, how the two differ, what to bear in mind.

use std::fmt::Write as _;

use crate::cells::row::RowFacts;
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::{GoodsClass, Padded, Says, words};
use crate::matching::entry_facts::EntryFacts;
use crate::matching::identifier::{CreditCode, credit_code};
use crate::model::{
    Agreement, Because, Day, Entry, Evidence, Likeness, Listed, NameKind, OfacSteps, Role, Row, Status,
};
use crate::policy;
use crate::text;

/// Bytes of most reasons.
const USUAL_REASON: usize = 200;

/// Where the quoted words stand: the first of their columns, and all of them as a reason names them. Columns that run
/// on into each other are read joined; the words may stand in the second alone.
pub(super) struct Place {
    pub(super) column: usize,
    pub(super) named: String,
}

impl Place {
    pub(super) fn of(row: Row<'_>, e: &Evidence) -> Self {
        let one = |column: usize| Self { column, named: row.place_of(column).into_owned() };
        let group = row.columns.groups.iter().find(|group| group.first() == Some(&e.column));
        let Some(group) = group.filter(|_| !row.cell(e.column).contains(&e.quoted)) else { return one(e.column) };
        let filled: Vec<usize> = group.iter().copied().filter(|c| !row.cell(*c).trim().is_empty()).collect();
        for len in 1..=filled.len() {
            for part in filled.windows(len) {
                let joined: Vec<&str> = part.iter().map(|c| row.cell(*c).trim()).collect();
                if joined.join(" ").contains(&e.quoted) {
                    let headers: Vec<_> = part.iter().map(|c| row.place_of(*c)).collect();
                    return Self { column: part[0], named: headers.join(" + ") };
                }
            }
        }
        one(e.column)
    }
}

/// The entry of a finding, and the day on which it was taken off its list, where that is past.
#[derive(Clone, Copy)]
pub(super) struct Against<'e> {
    pub(super) entry: &'e Entry,
    pub(super) removed: Option<Day>,
    /// What the lists know of it.
    pub(super) known: &'e EntryFacts,
}

/// The reason of a finding.
pub(super) fn reason(
    against: Against<'_>,
    facts: &RowFacts<'_>,
    e: &Evidence,
    place: &Place,
    steps: &OfacSteps,
) -> String {
    let Against { entry, removed, known } = against;
    let mut text = String::with_capacity(USUAL_REASON);
    match &e.because {
        Because::Rule(sentence) => {
            text.push_str(sentence);
            end_sentence(&mut text);
        }
        Because::Listed(likeness) => {
            let target = target(against, e, likeness);
            let Likeness { verb, differences, beside, address, caution, .. } = likeness;
            // Writing to a String cannot fail.
            let _ = write!(text, "“{}” in {} {verb} {target}{differences}", e.quoted, place.named);
            if !beside.is_empty() {
                let _ = write!(text, "; “{beside}” stands beside it");
            }
            end_sentence(&mut text);
            let of_parent = facts.is_of_parent(e.column);
            let person = likeness.listed == Listed::Person && steps.kind == Agreement::Differs;
            let firm = if person { "The row's party seems to be a firm." } else { "" };
            let country = country_note(facts, steps, &known.countries, of_parent);
            let rest =
                OfacSteps { country: if country.is_empty() { steps.country } else { Agreement::Unclear }, ..*steps };
            let rest = if address.is_empty() { rest } else { OfacSteps { address: Agreement::Unclear, ..rest } };
            let at = if address.is_empty() { String::new() } else { format!("“{address}” is its listed address.") };
            let province = policy::agree_in_province(facts.address_places(), &known.places);
            let rest = context(&rest, of_parent, province);
            for sentence in [caution, firm, &at, &country, &rest].into_iter().filter(|s| !s.is_empty()) {
                text.push(' ');
                text.push_str(sentence);
            }
            text.push_str(&scope(entry, facts));
        }
    }
    let by_name = matches!(e.because, Because::Listed(_));
    if entry.status == Status::Inactive {
        let _ = write!(text, " The list says of it: {}.", entry.status_note);
    }
    if let Some(removed) = removed {
        let by_press = if entry.status_note.contains("press") { ", as the press reports" } else { "" };
        let _ = write!(text, " Formerly listed, removed on {removed}{by_press}.");
    } else if entry.status == Status::Unverified && by_name && !entry.status_note.is_empty() {
        let _ = write!(text, " Of the listing: {}.", entry.status_note);
    }
    text
}

/// Ends with one full stop: `… Development Co.` brings its own.
fn end_sentence(text: &mut String) {
    if !text.ends_with('.') {
        text.push('.');
    }
}

/// What was met, as the list has it.
fn target(against: Against<'_>, e: &Evidence, likeness: &Likeness) -> String {
    let Against { entry, known, .. } = against;
    let (whose, matched, quoted) = (&entry.name, e.matched_name.as_str(), e.quoted.as_str());
    // `“Hikvision” in Vendor is another name of …`: the words are said once where they are the same.
    let same =
        likeness.verb == "is" && likeness.differences.is_empty() && quoted.to_lowercase() == matched.to_lowercase();
    // Units of the Corps stand on no list of an authority.
    let of_corps = known.of_xpcc && entry.status == Status::Unverified;
    let name = if of_corps { "name of a body of the XPCC" } else { "listed name" };
    match likeness.listed {
        Listed::Identifier => {
            let (what, checked) = identifier(entry, matched);
            if quoted == matched {
                format!("the {what} of {whose}{checked}")
            } else {
                format!("the {what} {matched} of {whose}")
            }
        }
        Listed::Person if matched == whose => format!("the name of the listed person {whose}"),
        Listed::Person => format!("“{matched}”, a name of the listed person {whose}"),
        Listed::Name(_) if matched == whose && same => format!("the {name}"),
        Listed::Name(_) if matched == whose => format!("the {name} “{whose}”"),
        Listed::Name(kind) => {
            let relation = match kind {
                NameKind::Acronym => "the acronym of",
                NameKind::Short => "a short name of",
                NameKind::Former => "a former name of",
                NameKind::CurrentName => "the present name of",
                NameKind::Group => "the group of the listed",
                NameKind::TradeName => "the trade name of the listed",
                NameKind::Affiliate => "another company of the group of the listed",
                NameKind::Candidate => "a name that reports give to",
                _ => "another name of",
            };
            if same { format!("{relation} {whose}") } else { format!("“{matched}”, {relation} {whose}") }
        }
    }
}

/// What an identifier is called, and what its check digit says.
fn identifier(entry: &Entry, value: &str) -> (&'static str, &'static str) {
    let scheme = entry.identifiers.iter().find(|id| id.value == value).map_or("", |id| id.scheme.as_str());
    match scheme {
        "uscc" if credit_code(value) == Some(CreditCode::Valid) => ("credit code", ", and its check digit is right"),
        "uscc" => ("credit code", ""),
        "lei" => ("LEI", ""),
        "isin" => ("ISIN", ""),
        _ => ("listed identifier", ""),
    }
}

/// Where one word does not say how the countries compare: Hong Kong and mainland China, and a country that the row
/// states for two parties at once.
fn country_note(facts: &RowFacts<'_>, steps: &OfacSteps, listed: &[Country], of_parent: bool) -> String {
    let stated = if of_parent { facts.parent_country } else { facts.country };
    let Some(country) = stated else { return String::new() };
    let (own, first) = (country.name(), listed.first().map_or("", |c| c.name()));
    match steps.country {
        Agreement::Agrees if !listed.contains(&country) => {
            format!("The row's country is {own}, the list's is {first}.")
        }
        Agreement::Differs if !of_parent && shares_country(facts) => {
            let origin = facts.origin.filter(|c| listed.contains(c));
            let agrees = origin.map_or("", |_| "; the stated origin agrees with the list's country");
            format!("The row's country, {own}, may be that of another party of the row{agrees}.")
        }
        _ => String::new(),
    }
}

/// The row's country is in a column that describes several of the parties that it names.
fn shares_country(facts: &RowFacts<'_>) -> bool {
    let filled = facts.row.of(Role::Country).find(|(c, cell)| facts.party.has(*c) && !cell.trim().is_empty());
    filled.is_some_and(|(column, _)| facts.party.shares(facts.row, column))
}

/// Country and place, and which side lacks them.
fn context(steps: &OfacSteps, of_parent: bool, province: bool) -> String {
    use Agreement::{Agrees, Differs, MissingInList, MissingInRow, Unclear};
    let (country, place) = (steps.country, steps.address);
    let both = match (country, place) {
        (Agrees, Agrees) if province => "Country and province agree.",
        (Agrees, Agrees) => "Country and place agree.",
        (Differs, Differs) => "Country and place differ.",
        (MissingInRow, MissingInRow) if of_parent => "Your row does not say where this parent is.",
        (MissingInRow, MissingInRow) => "Your row gives no country and no address.",
        (MissingInList, MissingInList) => "The list gives no country and no address.",
        _ => "",
    };
    if !both.is_empty() {
        return both.to_owned();
    }
    let country = match country {
        Agrees => "the country agrees",
        Differs => "the country differs",
        MissingInRow if of_parent => "your row gives no country of this parent",
        MissingInRow => "your row gives no country",
        MissingInList => "the list gives no country",
        Unclear => "",
    };
    let place = match place {
        Agrees if province => "the province agrees",
        Agrees => "the place agrees",
        Differs => "the place differs",
        MissingInRow if of_parent => "your row gives no address of this parent",
        MissingInRow => "your row gives no address",
        MissingInList => "the list gives no address",
        Unclear => "",
    };
    let parts: Vec<&str> = [country, place].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!("{}.", policy::capitalized(&parts.join("; "))) }
}

/// A word of the goods that the order covers stands in a goods cell of the row: `stevia`, `bicycles`.
fn names_them(entry: &Entry, facts: &RowFacts<'_>) -> bool {
    const LEAST: usize = 4;
    let stems = |text: &str| -> Vec<String> {
        let n = text::normalize(text);
        let words = (0..n.tokens().len()).map(|at| n.word(at).trim_end_matches('s').to_owned());
        words.filter(|word| word.len() >= LEAST).collect()
    };
    let covered = stems(&entry.goods_scope);
    facts.row.of(Role::Product).any(|(_, cell)| stems(cell).iter().any(|word| covered.contains(word)))
}

/// Fibres, cloth and what is sewn of it: gloves may be apparel.
fn is_cloth(class: GoodsClass) -> bool {
    matches!(words().class_name(class), "apparel" | "cotton" | "gloves" | "textiles" | "yarn")
}

/// Which goods an order covers, and whether the row's goods are others.
fn scope(entry: &Entry, facts: &RowFacts<'_>) -> String {
    if entry.goods_scope.is_empty() {
        return String::new();
    }
    let covered = format!(" This order covers {}.", entry.goods_scope);
    let mut said = Vec::new();
    words().find(&text::normalize(&entry.goods_scope), &mut Padded::default(), &mut said);
    let classes: Vec<_> =
        said.iter().filter_map(|s| if let Says::Goods(class) = s.says { Some(class) } else { None }).collect();
    let related = |class: &_| classes.contains(class) || is_cloth(*class) && classes.iter().any(|c| is_cloth(*c));
    let outside = !classes.is_empty() && !facts.goods.iter().any(|(class, _)| related(class));
    let same = facts.goods.iter().any(|(class, _)| classes.contains(class));
    match facts.goods.first() {
        Some((class, _)) if outside => {
            format!("{covered} The row's goods seem to be others: {}.", policy::goods_phrase(facts, *class))
        }
        Some(_) if !classes.is_empty() && !same && !names_them(entry, facts) => {
            format!("{covered} Look whether the row's goods are among them.")
        }
        None if facts.names_goods && !names_them(entry, facts) && !policy::names_service(facts) => {
            format!("{covered} Look whether the row's goods are among them.")
        }
        _ => covered,
    }
}
