//! MatchKind the rows of a ledger are read: which cells, and which of them together.

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
    /// Columns whose cells may be worth reading.
    read: Vec<usize>,
    /// Those of them outside the party.
    beside: Vec<usize>,
}

impl Plan {
    /// More columns are no party.
    const MOST_COLUMNS: usize = 64;

    /// Whether the plan is of these columns.
    pub(super) fn is_of(&self, columns: &ColumnMap) -> bool {
        self.kind != 0 && self.roles == columns.roles
    }

    /// The plan for columns. Where there have been too many to tell their texts apart, cells are read one by one.
    pub(super) fn of(columns: &ColumnMap, kinds: &mut Kinds) -> Self {
        let kind = kinds.of(&columns.roles);
        let party = if kind.is_some() { party(&columns.roles) } else { 0..0 };
        let read: Vec<usize> = (0..columns.roles.len()).filter(|c| columns.role(*c) != Role::Hts).collect();
        let beside = read.iter().copied().filter(|c| !party.contains(c)).collect();
        Self {
            roles: columns.roles.clone(),
            party,
            habit: Habit::default(),
            kind: kind.unwrap_or(u16::MAX),
            read,
            beside,
        }
    }

    /// Columns that have a role.
    pub(super) fn width(&self) -> usize {
        self.roles.len()
    }

    /// Columns whose cells may be worth reading, those of the party left out where it is looked up as one; none beyond those that have a role.
    pub(super) fn read(&self, but_party: bool) -> &[usize] {
        if but_party { &self.beside } else { &self.read }
    }
}

/// The columns met in a run, each with a kind of its own: a party of other columns is another text.
#[derive(Debug, Default)]
pub(super) struct Kinds(Vec<Vec<Role>>);

impl Kinds {
    /// The first kind of a party; those below are cells, read with misspellings or without.
    const FIRST: usize = 2;

    fn of(&mut self, roles: &[Role]) -> Option<u16> {
        let place = self.0.iter().position(|known| known == roles).unwrap_or(self.0.len());
        let kind = u16::try_from(Self::FIRST + place).ok().filter(|k| *k < u16::MAX)?;
        if place == self.0.len() {
            self.0.push(roles.to_vec());
        }
        Some(kind)
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
        Role::Name
            | Role::Parent
            | Role::Address
            | Role::City
            | Role::Region
            | Role::PostalCode
            | Role::Country
            | Role::Id
            | Role::Title
            | Role::Phone
            | Role::Email
    )
}

/// Tariff numbers are read as numbers; cells without a letter hold names of nobody.
pub(super) fn worth_reading(text: &str, role: Role) -> bool {
    match role {
        Role::Hts => false,
        // V0100832 names nobody; a key of words is read.
        Role::Key => !text.is_empty() && (text.bytes().all(|b| !b.is_ascii_digit()) || text.contains(' ')),
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
        let mut kinds = Kinds::default();
        let (first, second, again) =
            (Plan::of(&one, &mut kinds), Plan::of(&other, &mut kinds), Plan::of(&one, &mut kinds));
        assert!(first.is_of(&one) && !first.is_of(&other) && second.is_of(&other));
        assert!(first.kind >= 2 && first.kind != second.kind && first.kind == again.kind);
        assert!(!Plan::default().is_of(&map(&[])), "no plan yet");
    }

    #[test]
    fn kinds_that_run_out_leave_the_cells_to_be_read_one_by_one() {
        let mut kinds = Kinds((0..u16::MAX).map(|n| vec![Role::Other; usize::from(n) + 3]).collect());
        let plan = Plan::of(&ColumnMap { roles: vec![Role::Name, Role::City], ..ColumnMap::default() }, &mut kinds);
        assert!(plan.party.is_empty());
    }
}
