//! How the rows of a ledger are read: which cells, and which of them together.

use std::ops::Range;

use crate::model::{ColumnMap, Role};

use super::memory::Habit;

/// Worked out when the columns change, for a row takes less time than that.
#[derive(Debug, Default)]
pub(super) struct Plan {
    roles: Vec<Role>,
    /// Columns side by side that say who and where a party is: where one comes again, so do the others, and one look-up
    /// answers for all of them.
    pub(super) party: Range<usize>,
    /// Whether parties come again.
    pub(super) habit: Habit,
    /// Tells texts of these columns from texts of others.
    pub(super) kind: u16,
}

impl Plan {
    /// The first kind of a party; those below are cells, read with misspellings or without.
    const FIRST_KIND: u16 = 2;

    /// More columns are no party.
    const MOST_COLUMNS: usize = 64;

    /// Whether the plan is of these columns.
    pub(super) fn is_of(&self, columns: &ColumnMap) -> bool {
        self.kind != 0 && self.roles == columns.roles
    }

    /// The plan for other columns; none where there have been too many to tell their texts apart.
    pub(super) fn next(&self, columns: &ColumnMap) -> Option<Self> {
        let kind = if self.kind == 0 { Self::FIRST_KIND } else { self.kind.checked_add(1)? };
        Some(Self { roles: columns.roles.clone(), party: party(&columns.roles), habit: Habit::default(), kind })
    }
}

/// The longest run of columns that say who and where a party is; a single one is looked up like any other.
fn party(roles: &[Role]) -> Range<usize> {
    let (mut longest, mut at) = (0..0, 0);
    for run in roles.chunk_by(|a, b| of_party(*a) == of_party(*b)) {
        if run.first().copied().is_some_and(of_party) && run.len() > longest.len() {
            longest = at..at + run.len();
        }
        at += run.len();
    }
    if (2..=Plan::MOST_COLUMNS).contains(&longest.len()) { longest } else { 0..0 }
}

/// What an ERP system keeps of a vendor, beside its number.
fn of_party(role: Role) -> bool {
    matches!(
        role,
        Role::Name | Role::Parent | Role::Address | Role::City | Role::Region | Role::PostalCode | Role::Country | Role::Id | Role::Title | Role::Phone | Role::Email
    )
}

/// Tariff numbers are read as numbers; cells without a letter hold names of nobody.
pub(super) fn worth_reading(text: &str, role: Role) -> bool {
    match role {
        Role::Hts => false,
        // V0100832 names nobody; a key of words is read.
        Role::Key => text.bytes().all(|b| !b.is_ascii_digit()) || text.contains(' '),
        Role::PostalCode | Role::Address | Role::Id => !text.is_empty(),
        _ => text.len() >= 15 || text.bytes().any(|b| b.is_ascii_alphabetic() || b >= 0x80),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_party_stand_side_by_side() {
        use Role::*;
        for (roles, expected) in [
            (&[Key, Name, Address, City, Country, Product, Hts][..], 1..5),
            (&[Name, Product, Address, City], 2..4),
            (&[Country, Product, Name], 0..0),
            (&[Name, Name, Origin, Name, Address, Country], 3..6),
            (&[], 0..0),
        ] {
            assert_eq!(party(roles), expected, "{roles:?}");
        }
    }

    #[test]
    fn other_columns_are_another_kind() {
        let map = |roles: &[Role]| ColumnMap { roles: roles.to_vec(), ..ColumnMap::default() };
        let (one, other) = (map(&[Role::Name, Role::City]), map(&[Role::Name, Role::Country]));
        let first = Plan::default().next(&one);
        let second = first.as_ref().and_then(|p| p.next(&other));
        assert!(first.as_ref().is_some_and(|p| p.is_of(&one) && !p.is_of(&other)));
        assert!(first.zip(second).is_some_and(|(a, b)| b.is_of(&other) && a.kind != b.kind));
        assert!(!Plan::default().is_of(&map(&[])), "no plan yet");
    }
}
