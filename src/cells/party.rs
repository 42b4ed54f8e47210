//! The parties of a row: which of its columns describe which, and who made the goods.

use crate::model::{PartyColumns, PartyKind, Role, Row};

/// A party of a row.
#[derive(Debug, Clone, Copy)]
pub struct RowParty<'r> {
    /// All parties of the ledger; empty where a row has one.
    all: &'r [PartyColumns],
    /// The columns of this party; none where a row has one, which all columns describe.
    columns: Option<&'r PartyColumns>,
    /// The maker of the goods, as far as the row says: its place is that of the goods. Vendors in tables side by side
    /// all are.
    pub is_maker: bool,
    /// Cells that belong to no party speak for this one: the first of the makers.
    is_first: bool,
}

fn is_place(role: Role) -> bool {
    matches!(role, Role::Address | Role::City | Role::Region | Role::Country)
}

impl<'r> RowParty<'r> {
    /// The one party of a row.
    const WHOLE_ROW: Self = Self { all: &[], columns: None, is_maker: true, is_first: true };

    /// The parties that a row names, the maker first. The maker is the manufacturer, else the place that the goods are
    /// sent from, else the vendor; the user's own side only where the row has no other party.
    pub fn of_row(row: Row<'r>, is_own_firm: impl Fn(&str) -> bool) -> Vec<Self> {
        let all = row.columns.parties.as_slice();
        let filled = |c: &usize| !row.cell(*c).trim().is_empty();
        let mut parties: Vec<Self> = all
            .iter()
            .filter(|party| party.own.iter().any(filled))
            .map(|party| Self { all, columns: Some(party), is_maker: false, is_first: false })
            .collect();
        let may_make = |p: &Self| {
            let kind = p.kind();
            !kind.is_own_side() && kind != PartyKind::Contact && !p.names(row).any(&is_own_firm)
        };
        let maker = (0..parties.len()).filter(|at| may_make(&parties[*at])).min_by_key(|at| (parties[*at].kind(), *at));
        if parties.is_empty() {
            return vec![Self::WHOLE_ROW];
        }
        parties[..=maker.unwrap_or(0)].rotate_right(1);
        parties[0].is_first = true;
        parties[0].is_maker = true;
        // `Vendor, City, Country,, Supplier, Town, Nation`: neither of two vendors is the other's maker.
        let has_place = |p: &Self| p.columns.is_some_and(|c| c.own.iter().any(|c| is_place(row.columns.role(*c))));
        let is_placed_vendor = |p: &Self| p.kind() == PartyKind::Vendor && may_make(p) && has_place(p);
        if is_placed_vendor(&parties[0]) {
            for party in parties.iter_mut().filter(|p| is_placed_vendor(p)) {
                party.is_maker = true;
            }
        }
        parties
    }

    /// Its part in the trade.
    pub fn kind(&self) -> PartyKind {
        self.columns.map_or(PartyKind::Vendor, |c| c.kind)
    }

    /// True for a column that describes this party, or none.
    pub fn has(&self, column: usize) -> bool {
        self.is_described_by(column) || !self.all.iter().any(|party| party.has(column))
    }

    /// True for a column that describes none of several parties.
    pub fn is_of_none(&self, column: usize) -> bool {
        self.columns.is_some() && !self.all.iter().any(|party| party.has(column))
    }

    /// True for a column that speaks for this party: its own, and for the first maker those that belong to no party.
    pub fn speaks(&self, column: usize) -> bool {
        self.is_described_by(column) || self.is_first && self.has(column)
    }

    /// True for a column that describes this party and another one that the row names: one country for vendor and
    /// maker.
    pub fn shares(&self, row: Row<'_>, column: usize) -> bool {
        let filled = |party: &&PartyColumns| party.own.iter().any(|c| !row.cell(*c).trim().is_empty());
        self.all.iter().filter(filled).filter(|party| party.has(column)).count() > 1
    }

    /// True for a column of its own.
    pub fn is_described_by(&self, column: usize) -> bool {
        self.columns.is_none_or(|party| party.has(column))
    }

    /// The filled name cells of the party.
    pub fn names(self, row: Row<'r>) -> impl Iterator<Item = &'r str> {
        let names = row.of(Role::Name).filter(move |(column, _)| self.is_described_by(*column));
        names.map(|(_, cell)| cell.trim()).filter(|cell| !cell.is_empty())
    }
}
