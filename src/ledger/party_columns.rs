//! Which columns of a row describe which party: vendor, manufacturer, shipper, importer.
//!
//! 1. A word of the header says so (`Manufacturer City`, `供应商地址`): `watchlists/words/party_words.tsv`.
//! 2. A name without such a word opens a party (a vendor), and where its header comes again after places, another:
//!    `Company, City, Company, City`.
//! 3. Other columns without such a word describe every party to their left that has no column of that role yet:
//!    `Vendor, City, Factory City, Country`; before the first party, all parties that have none.
//! 4. A maker's code describes the manufacturer where the columns have one, else the first party.

use std::sync::LazyLock;

use crate::model::{PartyColumns, PartyKind, Role};
use crate::text::table::{cell, rows};

use super::header_words::{without_number, words};

/// The word or phrase as one text between blanks, and what it means.
static WORDS: LazyLock<Vec<(String, PartyKind)>> = LazyLock::new(|| {
    let kind = |word: &str| word.parse().unwrap_or_else(|e| panic!("watchlists/words/party_words.tsv: {word}: {e}"));
    rows(include_str!("../../watchlists/words/party_words.tsv"))
        .map(|row| {
            let word = cell(&row, 0);
            (if word.is_ascii() { format!(" {word} ") } else { words(word).concat() }, kind(cell(&row, 1)))
        })
        .collect()
});

/// Where goods are taken over or loaded: the sender's place, not the receiver's.
const SENDING: &[&str] = &[
    " place of receipt ",
    " place of loading ",
    " place of departure ",
    " port of loading ",
    " port of lading ",
    " port of export ",
    " port of departure ",
    " loading port ",
    " foreign port ",
    " departure port ",
];

/// True for a header of a place on the sender's side.
fn is_of_sender(header: &str) -> bool {
    let text = format!(" {} ", words(header).join(" "));
    SENDING.iter().any(|phrase| text.contains(phrase))
}

/// The party that a header names, if any.
fn kind_of(header: &str) -> Option<PartyKind> {
    let text = format!(" {} ", words(header).join(" "));
    WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind)
}

/// A party whose columns are being gathered.
struct Open {
    kind: PartyKind,
    /// Told apart by a word of the header; else by order alone.
    worded: bool,
    own: Vec<usize>,
    common: Vec<usize>,
}

impl Open {
    fn has(&self, roles: &[Role], wanted: impl Fn(Role) -> bool) -> bool {
        self.own.iter().chain(&self.common).any(|c| roles.get(*c).is_some_and(|r| wanted(*r)))
    }
}

fn is_place(role: Role) -> bool {
    matches!(role, Role::Address | Role::City | Role::Region | Role::PostalCode)
}

/// The parties of a row; empty where all columns describe one. `stated` gives the kinds that the user set, by column.
pub(super) fn parties(headers: &[String], roles: &[Role], stated: &[(usize, PartyKind)]) -> Vec<PartyColumns> {
    let mut open: Vec<Open> = Vec::new();
    // Columns before the first party.
    let mut leading: Vec<usize> = Vec::new();
    for (column, (header, role)) in headers.iter().zip(roles).enumerate().filter(|(_, (_, role))| role.is_of_party()) {
        let by_user = stated.iter().find(|(c, _)| *c == column).map(|(_, kind)| *kind);
        match by_user.or_else(|| kind_of(header)) {
            Some(kind) => add_worded(&mut open, kind, column, roles),
            None if *role == Role::Mid => {}
            None if matches!(role, Role::Name) => add_name(&mut open, column, headers, roles),
            None if open.is_empty() => leading.push(column),
            None if is_of_sender(header) => add_sending(&mut open, column, *role, roles),
            None => add_common(&mut open, column, *role, roles),
        }
    }
    for column in leading {
        let Some(role) = roles.get(column) else { continue };
        let of_sender = headers.get(column).is_some_and(|h| is_of_sender(h));
        let may = |p: &Open| !(p.has(roles, |r| r == *role) || of_sender && p.kind.is_own_side());
        for party in open.iter_mut().filter(|p| may(p)) {
            party.common.push(column);
        }
    }
    add_codes(&mut open, roles);
    join_lone_name(&mut open, roles);
    if open.len() < 2 {
        return Vec::new();
    }
    settle(open, roles)
}

/// A column whose header names its party. A second name of the same kind after its places is a second such party.
fn add_worded(open: &mut Vec<Open>, kind: PartyKind, column: usize, roles: &[Role]) {
    let role = roles.get(column).copied().unwrap_or(Role::Other);
    let last = open.iter_mut().rev().find(|p| p.kind == kind);
    let again = |p: &Open| {
        role == Role::Name && p.has(roles, |r| r == Role::Name) && p.has(roles, |r| is_place(r) || r == Role::Country)
    };
    match last {
        Some(party) if !again(party) => party.own.push(column),
        _ => open.push(Open { kind, worded: true, own: vec![column], common: Vec::new() }),
    }
}

/// A name without a word for its party: the next party where its header comes again after places (`Company, City,
/// Company, City`), else more of the party before, such as its name in another language.
fn add_name(open: &mut Vec<Open>, column: usize, headers: &[String], roles: &[Role]) {
    let stem = |c: usize| headers.get(c).map(|header| without_number(header));
    let is_name = |c: &usize| roles.get(*c) == Some(&Role::Name);
    let again = |p: &Open| {
        p.has(roles, |r| is_place(r) || r == Role::Country)
            && p.own.iter().filter(|c| is_name(c)).any(|c| stem(*c) == stem(column))
    };
    match open.last_mut() {
        Some(party) if !again(party) && (party.kind == PartyKind::Vendor || !party.has(roles, |r| r == Role::Name)) => {
            party.own.push(column);
        }
        _ => open.push(Open { kind: PartyKind::Vendor, worded: false, own: vec![column], common: Vec::new() }),
    }
}

/// A column without a word for its party.
fn add_common(open: &mut [Open], column: usize, role: Role, roles: &[Role]) {
    if !is_place(role) && role != Role::Country {
        // A number, a title, a telephone: of the party just before.
        if let Some(party) = open.last_mut() {
            party.own.push(column);
        }
        return;
    }
    // A party whose places are named by words has no others: its city is not that of the columns beside it.
    let own_words =
        |p: &Open| p.worded && is_place(role) && p.own.iter().any(|c| roles.get(*c).is_some_and(|r| is_place(*r)));
    // Address, Address 2: the run of one role goes to the same parties.
    let runs_on = |p: &Open| p.common.last().is_some_and(|c| c + 1 == column && roles.get(*c) == Some(&role));
    // The user's own firm takes such a column only directly after its own.
    let last = open.len().saturating_sub(1);
    let may = |at: usize, p: &Open| at == last || !p.kind.is_own_side();
    for (_, party) in open.iter_mut().enumerate().filter(|(at, p)| may(*at, p)) {
        if runs_on(party) || !party.has(roles, |r| r == role) && !own_words(party) {
            party.common.push(column);
        }
    }
}

/// A place on the sender's side describes the parties of that side that have no place of their own; where all have
/// one, it is of no party, and so speaks for the maker.
fn add_sending(open: &mut [Open], column: usize, role: Role, roles: &[Role]) {
    let is_open = |p: &&mut Open| !p.kind.is_own_side() && !p.has(roles, |r| is_place(r) || r == role);
    for party in open.iter_mut().filter(is_open) {
        party.common.push(column);
    }
}

/// `Name, Billing City, Billing Country`: where one party alone has a name, and no address of its own, the places of
/// a nameless payer or contact are its own. Places of makers and senders stay theirs.
fn join_lone_name(open: &mut Vec<Open>, roles: &[Role]) {
    let is_named = |p: &Open| p.has(roles, |r| r == Role::Name);
    // The warehouse that goods are sent to is the buyer's, whatever else the ledger says of the vendor.
    let joins = |p: &Open| matches!(p.kind, PartyKind::BillTo | PartyKind::Contact);
    let Some(at) = open.iter().position(is_named) else { return };
    let others = open.iter().enumerate().filter(|(other, _)| *other != at);
    let may = |p: &Open| !is_named(p) && joins(p);
    let has_place = open[at].has(roles, |r| is_place(r) || r == Role::Country);
    if has_place || open[at].kind < PartyKind::Vendor || !others.clone().all(|(_, p)| may(p)) {
        return;
    }
    let columns: Vec<usize> = others.flat_map(|(_, p)| p.own.iter().chain(&p.common)).copied().collect();
    let mut named = open.swap_remove(at);
    named.own.extend(columns);
    *open = vec![named];
}

/// Makers' codes: the manufacturer's, else the first party's.
fn add_codes(open: &mut [Open], roles: &[Role]) {
    let at = open.iter().position(|p| p.kind == PartyKind::Manufacturer).unwrap_or(0);
    let Some(party) = open.get_mut(at) else { return };
    for column in roles.iter().enumerate().filter(|(_, r)| **r == Role::Mid).map(|(c, _)| c) {
        if !party.own.contains(&column) {
            party.own.push(column);
        }
    }
}

/// Columns that only one party may have are its own. A contact shares the places of the party before it.
fn settle(mut open: Vec<Open>, roles: &[Role]) -> Vec<PartyColumns> {
    for at in 0..open.len() {
        let alone = |c: &usize| open.iter().filter(|p| p.own.contains(c) || p.common.contains(c)).count() == 1;
        let (own, common): (Vec<usize>, Vec<usize>) = open[at].common.iter().copied().partition(alone);
        open[at].own.extend(own);
        open[at].common = common;
    }
    for at in 1..open.len() {
        if open[at].kind == PartyKind::Contact {
            let is_where = |c: &&usize| roles.get(**c).is_some_and(|r| is_place(*r) || *r == Role::Country);
            let before: Vec<usize> =
                open[at - 1].own.iter().chain(&open[at - 1].common).filter(is_where).copied().collect();
            open[at].common.extend(before);
        }
    }
    open.into_iter()
        .map(|Open { kind, mut own, mut common, .. }| {
            own.sort_unstable();
            common.sort_unstable();
            common.dedup();
            PartyColumns { kind, own, common }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::columns::assign_roles;
    use super::super::{ReadOptions, Top};

    fn parties(headers: &str) -> Vec<String> {
        let headers: Vec<String> = headers.split('|').map(str::to_owned).collect();
        let top = Top { headers, named: true, ..Top::default() };
        let (map, _) = assign_roles("t.csv", &top, &ReadOptions::default()).unwrap();
        map.parties.iter().map(|p| format!("{} {:?} {:?}", p.kind, p.own, p.common)).collect()
    }

    #[test]
    fn one_party_needs_no_grouping() {
        for headers in [
            "Vendor Name|Address|Country|Item",
            "NAME1|NAME2|City|Country",
            "Name|Billing City|Billing State/Province|Billing Country",
            "Supplier|Contact City|Contact Country",
            "公司名稱|住址|英文簡稱|英文通訊地址",
            "MID|HTS",
        ] {
            assert!(parties(headers).is_empty(), "{headers}");
        }
    }

    #[test]
    fn headers_and_order_tell_parties_apart() {
        let cases: &[(&str, &[&str])] = &[
            (
                "Vendor|Vendor City|Manufacturer|Manufacturer City|Manufacturer Country|Item",
                &["vendor [0, 1] []", "manufacturer [2, 3, 4] []"],
            ),
            ("Vendor|City|Factory City|Country", &["vendor [0, 1] [3]", "manufacturer [2] [3]"]),
            ("Vendor|Vendor Country|Ship From City", &["vendor [0, 1] []", "ship_from [2] []"]),
            ("Company|City|Country|Company|City|Country", &["vendor [0, 1, 2] []", "vendor [3, 4, 5] []"]),
            // The address comes before the maker's name, so it is the vendor's.
            ("Vendor|Address|Country|Manufacturer", &["vendor [0, 1, 2] []", "manufacturer [3] []"]),
            // After both names it may be either's.
            ("Vendor|Manufacturer|Address|Country", &["vendor [0] [2, 3]", "manufacturer [1] [2, 3]"]),
            ("Importer Name|Manufacturer Name|MID|Country", &["importer [0] []", "manufacturer [1, 2, 3] []"]),
            ("Country|Vendor|Contact Person|Phone", &["vendor [1] [0]", "contact [2, 3] [0]"]),
            ("Shipper|Consignee|Place of Receipt|Goods", &["ship_from [0, 2] []", "consignee [1] []"]),
            ("Port of Loading|Shipper|Consignee", &["ship_from [0, 1] []", "consignee [2] []"]),
            ("Shipper|Shipper Address|Consignee|Port of Loading", &["ship_from [0, 1] []", "consignee [2] []"]),
            ("Shipper|Consignee|City", &["ship_from [0] [2]", "consignee [1] [2]"]),
            ("Name|City|Billing City|Billing Country", &["vendor [0, 1] []", "bill_to [2, 3] []"]),
            ("Manufacturer|Customer City", &["manufacturer [0] []", "buyer [1] []"]),
            ("Vendor|Factory City|Factory Country", &["vendor [0] []", "manufacturer [1, 2] []"]),
            (
                "Name of Supplier|Supplier Country|Goods Supplier Name|Goods Supplier City",
                &["vendor [0, 1] []", "ship_from [2, 3] []"],
            ),
            ("제조사|제조사 도시|공급사|공급사 도시", &["manufacturer [0, 1] []", "vendor [2, 3] []"]),
            ("供应商名称|供应商地址|生产商|生产商地址", &["vendor [0, 1] []", "manufacturer [2, 3] []"]),
        ];
        for (headers, expected) in cases {
            assert_eq!(parties(headers), *expected, "{headers}");
        }
    }
}
