//! The lists of the eCFR in part 744 of title 15, as XML: the Entity List (Supplement No. 4), the Unverified List
//! (No. 6) and the Military End User List (No. 7).
//!
//! Layout (Office of the Federal Register and GPO, "Electronic Code of Federal Regulations XML User Guide"): a `DIV9`
//! an appendix, in it tables of `TR` and `TD`, in older files `ROW` and `ENT`.
//! The country is printed in the first row of its group only. A cell of an entity holds name, further names and
//! addresses: `X, a.k.a., the following two aliases: —A; and —B. 17 Mill Road, Hefei, China; and 2 Jade Road, Hefei,
//! China. (See alternate address under Hong Kong)`. One party may have rows in several countries.

use super::party::Party;
use super::programmes::{self, Programme};
use super::publication::{Publication, key_of};
use super::xml::{self, Node};
use super::{Input, addresses, names};
use crate::lexicon::countries;
use crate::model::{NameKind, Watchlist};
use crate::watchlist::ListError;
use crate::watchlist::own::separators;

pub(super) const FORM: &str = "eCFR, supplements to 15 CFR part 744 (XML)";

/// Appendices and the lists that they are.
const LISTS: [(&str, &str); 3] = [
    ("supplement no. 4 to part 744", "EL"),
    ("supplement no. 6 to part 744", "UVL"),
    ("supplement no. 7 to part 744", "MEU"),
];

pub(super) fn recognises(text: &str) -> bool {
    let is_xml = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let is_html = super::head(text).to_ascii_lowercase().contains("<!doctype html");
    is_xml
        && !is_html
        && (text.contains("<DIV9")
            || text.contains("<GPOTABLE")
            || text.contains("<TABLE")
            || text.contains("<APPENDIX"))
        && text.contains("744")
        && text.contains("icense")
        && text.to_ascii_lowercase().contains("supplement no.")
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "ECFR");
    let mut other = 0_usize;
    let done = xml::each(input.text, &["DIV9", "APPENDIX", "TABLE", "GPOTABLE"], |node| {
        let title = format!("{} {}", node.attribute("N"), node.all_text().chars().take(400).collect::<String>());
        let title = title.to_lowercase();
        let known = LISTS.iter().find(|(words, _)| title.contains(words)).map(|(_, key)| *key);
        // A table that was cut out of its appendix is told by its columns.
        let bare = matches!(node.name.as_str(), "TABLE" | "GPOTABLE") && title.contains("license requirement");
        match known.or(bare.then_some("EL")) {
            Some(key) => appendix(&node, programmes::of_key(key), &mut to),
            None => other += 1,
        }
    });
    if let Err((line, what)) = done {
        return Err(ListError::new(&input.file, Some(line), what, "get the file again from ecfr.gov"));
    }
    if other > 0 {
        let what = format!("{other} appendices or tables hold no list of parties and were not read");
        to.warn(None, what, "nothing: they are rules and tables of items");
    }
    to.finish()
}

/// What a column of the table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Country,
    Entity,
    Requirement,
    Policy,
    Citation,
}

fn columns(cells: &[String]) -> Option<Vec<Option<Column>>> {
    let of = |cell: &String| {
        let cell = cell.to_lowercase();
        match () {
            () if cell.starts_with("country") => Some(Column::Country),
            () if cell.starts_with("entity") || cell.starts_with("listed person") => Some(Column::Entity),
            () if cell.contains("license requirement") => Some(Column::Requirement),
            () if cell.contains("review policy") || cell.contains("license policy") => Some(Column::Policy),
            () if cell.contains("federal register") => Some(Column::Citation),
            () => None,
        }
    };
    let found: Vec<Option<Column>> = cells.iter().map(of).collect();
    (found.contains(&Some(Column::Country)) && found.contains(&Some(Column::Entity))).then_some(found)
}

fn appendix(node: &Node, programme: &'static Programme, to: &mut Publication<'_>) {
    let mut rows = Vec::new();
    for name in ["TR", "tr", "ROW"] {
        node.within(name, &mut rows);
    }
    let usual = [Column::Country, Column::Entity, Column::Requirement, Column::Policy, Column::Citation].map(Some);
    let short = [Column::Country, Column::Entity, Column::Citation].map(Some);
    let mut known: Vec<Option<Column>> = Vec::new();
    let (mut country, mut citation) = (String::new(), String::new());
    for row in rows {
        let cells: Vec<&Node> =
            row.children.iter().filter(|c| matches!(c.name.as_str(), "TD" | "TH" | "td" | "th" | "ENT")).collect();
        let texts: Vec<String> = cells.iter().map(|c| c.all_text()).collect();
        if let Some(header) = columns(&texts) {
            known = header;
            continue;
        }
        if texts.iter().all(String::is_empty) || cells.iter().all(|c| c.name.eq_ignore_ascii_case("th")) {
            continue;
        }
        let layout: &[Option<Column>] = match (known.len() == cells.len(), cells.len()) {
            (true, _) => &known,
            (false, 3) => &short,
            _ => &usual,
        };
        let at = |column: Column| layout.iter().position(|c| *c == Some(column)).filter(|at| *at < cells.len());
        let text = |column: Column| at(column).and_then(|at| texts.get(at)).map_or("", String::as_str);
        if !text(Column::Country).is_empty() {
            country = self::country(text(Column::Country));
        }
        if !text(Column::Citation).is_empty() {
            text(Column::Citation).clone_into(&mut citation);
        }
        let Some(entity) = at(Column::Entity).and_then(|at| cells.get(at)) else {
            to.refuse(Some(row.line), format!("has {} cells and no entity", cells.len()), "look at that row");
            continue;
        };
        let lines = entity.lines();
        if lines.is_empty() || is_no_entity(&lines) {
            continue;
        }
        let mut party = entity_of(&lines, &country, programme, row.line);
        party.effective = first_day(&citation).and_then(|day| to.day(Some(row.line), "citation", &day));
        party.citations.push(citation.trim_end_matches('.').to_owned());
        party.note("licence requirement", text(Column::Requirement));
        party.note("licence review policy", text(Column::Policy));
        to.add(party);
    }
}

/// `[Reserved]`, and heads of groups: `The following two subordinate institutions:`.
fn is_no_entity(lines: &[String]) -> bool {
    let text = lines.join(" ");
    let text = text.trim();
    let head = text.ends_with(':') && !text.contains("a.k.a.") && text.len() < 200;
    text.eq_ignore_ascii_case("[reserved]") || text.eq_ignore_ascii_case("reserved") || head
}

/// `CHINA, PEOPLE'S REPUBLIC OF` as `China`; a region that is no country as it is.
fn country(cell: &str) -> String {
    let cell = cell.trim().trim_end_matches(['.', ':']);
    let bare = cell.split([',', '(']).next().unwrap_or(cell).trim();
    let known = countries::of_cell(cell).or_else(|| countries::of_cell(bare));
    known.map_or_else(|| cell.to_owned(), |c| c.name().to_owned())
}

/// The first `11/21/11` or `11/21/2011` of a citation.
fn first_day(citation: &str) -> Option<String> {
    let words = citation.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let mut days = words.map(|w| w.trim_end_matches(['.', ')'])).filter(|w| w.matches('/').count() == 2);
    days.next().map(str::to_owned)
}

/// An entity's cell: name, further names, addresses, notes.
fn entity_of(lines: &[String], country: &str, programme: &'static Programme, line: u64) -> Party {
    let mut party = Party::new(programme, Some(line));
    let mut text = lines.join(" \u{2028}");
    see_notes(&mut text, &mut party);
    let (name, further, places) = parts(&text);
    party.name_cell(&name);
    for (kind, name) in &further {
        party.further_cell(name, *kind);
    }
    for place in places.split(';').map(|p| p.trim().trim_start_matches("and ").trim_start_matches("And ")) {
        party.addresses.extend(addresses::printed(place, country));
    }
    if party.addresses.is_empty() {
        party.addresses.extend(addresses::of_parts("", "", "", "", country));
    }
    let numbered = party.name().to_lowercase().starts_with("address ");
    party.key = key_of(party.name());
    if numbered {
        // `Address 01` of each country: the address is what is listed.
        party.key.push_str(&key_of(country));
    }
    party
}

/// Moves `(See alternate address under Pakistan)` to the notes.
fn see_notes(text: &mut String, party: &mut Party) {
    while let Some(at) = text.to_ascii_lowercase().find("(see ") {
        let end = text.get(at..).and_then(|rest| rest.find(')')).map_or(text.len(), |length| at + length + 1);
        party.note("", text.get(at + 1..end.saturating_sub(1)).unwrap_or_default());
        text.replace_range(at..end, "");
    }
}

/// Name, further names and addresses of a cell.
fn parts(text: &str) -> (String, Vec<(NameKind, String)>, String) {
    let flat = names::tidy(&text.replace('\u{2028}', " "));
    // Further names in parentheses end with them.
    let open = flat.find('(').filter(|at| {
        let inside = flat.get(at + 1..).unwrap_or_default().to_lowercase();
        ["a.k.a", "f.k.a", "also known", "formerly", "d.b.a", "n.k.a"].iter().any(|m| inside.starts_with(m))
    });
    if let Some(open) = open {
        let close = flat.get(open..).and_then(|rest| rest.find(')')).map_or(flat.len(), |length| open + length + 1);
        let rest = flat.get(close..).unwrap_or_default().trim_start_matches([',', ' ', '.']);
        return (flat.get(..close).unwrap_or_default().to_owned(), Vec::new(), rest.to_owned());
    }
    let Some((at, kind, list)) = names::marked_within(&flat) else {
        let pieces = separators::at_commas(&flat);
        let name = pieces.first().copied().unwrap_or_default();
        let rest = flat.get(name.len()..).unwrap_or_default().trim_start_matches([',', ' ']);
        return (name.to_owned(), Vec::new(), rest.to_owned());
    };
    let name = flat.get(..at).unwrap_or_default().to_owned();
    let all = names::at_semicolons(&list.text);
    let dashed = all.iter().filter(|part| is_dashed(part)).count();
    // The dash of the first name is not a part of its text any more.
    let marked = dashed + usize::from(dashed > 0 && all.first().is_some_and(|first| !is_dashed(first)));
    // The dashes count, else the number of the text; without either it is one name.
    let count = if marked > 0 { marked } else { list.count.unwrap_or(1) }.min(all.len()).max(1);
    let mut further: Vec<(NameKind, String)> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    for (number, part) in all.iter().enumerate() {
        if number + 1 < count {
            further.push((kind, part.clone()));
        } else if number + 1 == count {
            let (alias, place) = match list.count.is_some() || marked > 0 {
                true => at_stop(part),
                false => at_comma(part),
            };
            further.push((kind, alias.to_owned()));
            places.push(place.to_owned());
        } else {
            places.push(part.clone());
        }
    }
    (name, further, places.join("; "))
}

fn is_dashed(part: &str) -> bool {
    let part = part.trim_start();
    let part = part.strip_prefix("and ").unwrap_or(part).trim_start();
    part.starts_with(['—', '–', '-', '•'])
}

/// `Tako LLC. 17 Mill Road` at the full stop that ends the name: not that of an abbreviation within it.
fn at_stop(part: &str) -> (&str, &str) {
    for (at, _) in part.match_indices(". ") {
        let (name, rest) = (part.get(..at).unwrap_or_default(), part.get(at + 2..).unwrap_or_default());
        let last = name.rsplit([' ', ',']).next().unwrap_or_default();
        let next = rest.split([' ', ',']).next().unwrap_or_default();
        let abbreviated =
            last.chars().count() <= 3 && !names::ends_with_form(name) && !last.chars().all(char::is_uppercase);
        if !abbreviated && !names::ends_with_form(next) {
            // The stop of `Ltd.` belongs to the name.
            let end = if names::ends_with_form(name) { at + 1 } else { at };
            return (part.get(..end).unwrap_or_default(), rest.trim());
        }
    }
    (part, "")
}

/// `Khan Dilawar, Block 45, Kabul` at the first comma that is not before a legal form.
fn at_comma(part: &str) -> (&str, &str) {
    let name = separators::at_commas(part).first().map_or(0, |first| first.len());
    let (name, rest) = part.split_at(name.min(part.len()));
    (name, rest.trim_start_matches([',', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_entities_come_apart() {
        for (cell, expected) in [
            (
                "Qorvath Mills Ltd., 17 Mill Road, Hefei, China; and 2 Jade Road, Hefei, China. (See alternate \
                address under Pakistan).",
                "Qorvath Mills Ltd. / 17 Mill Road, Hefei, China + 2 Jade Road, Hefei, China",
            ),
            (
                "Qorvath LLC, a.k.a., the following one alias: \u{2028}—Zelt LLC. \u{2028}17 Mill Street, Yerevan, \
                Armenia.",
                "Qorvath LLC | Zelt LLC. / 17 Mill Street, Yerevan, Armenia",
            ),
            (
                "Qorvath, a.k.a., the following two aliases: —Zelt AI; and —Mar Technology Co., Ltd. Floor 10, Jade \
                Road, Beijing, China.",
                "Qorvath | Zelt AI | Mar Technology Co., Ltd. / Floor 10, Jade Road, Beijing, China",
            ),
            (
                "OAO Yard 'Qorv', a.k.a., the following three aliases: —'Qorv' Yard; —Joint Yard 'Qorv;' and —Ship \
                Yard Qorv. 13 Mill Street, Sevastopol, Ukraine (See alternate address in Russia)",
                "OAO Yard 'Qorv' | 'Qorv' Yard | Joint Yard 'Qorv' | Ship Yard Qorv / 13 Mill Street, Sevastopol, \
                Ukraine",
            ),
            ("Qorvath (f.k.a., Zelt), Building 3, Yalta, Ukraine.", "Qorvath | Zelt / Building 3, Yalta, Ukraine"),
            ("Address 01, Unit D, 18 Jade Road, Hong Kong.", "Address 01 / Unit D, 18 Jade Road, Hong Kong"),
        ] {
            let lines: Vec<String> = cell.split('\u{2028}').map(names::tidy).collect();
            let party = entity_of(&lines, "China", programmes::of_key("EL"), 1);
            let names: Vec<&str> = party.names.iter().map(|n| n.text.as_str()).collect();
            let places: Vec<&str> = party.addresses.iter().map(|a| a.street.as_str()).collect();
            assert_eq!(format!("{} / {}", names.join(" | "), places.join(" + ")), expected, "{cell}");
        }
    }

    #[test]
    fn days_of_citations_are_found() {
        assert_eq!(first_day("83 FR 37427, 8/1/18. 87 FR 77505, 12/19/22."), Some("8/1/18".to_owned()));
        assert_eq!(first_day("83 FR 37427"), None);
        assert_eq!(country("CHINA, PEOPLE'S REPUBLIC OF"), "China");
    }
}
