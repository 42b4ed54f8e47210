//! Whether an entry was in force on a day.

use crate::model::{Day, Entry};

/// The state of an entry on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InForce {
    /// Its first day is later than that day.
    NotYet,
    /// It counts on that day. An entry without any date counts always: a missing date must not hide a party.
    InForce,
    /// It was taken off the list on or before that day; holds the day of removal.
    Removed(Day),
}

/// What `entry` was on `day`: by its day of effect, or the day it was made public where no other is known; the day of
/// removal is the first day on which it no longer counts.
pub fn in_force(entry: &Entry, day: Day) -> InForce {
    // By days between, not by order: a month equals its first day here, though the two print differently.
    let before = |other: Day| day.days_since(other) < 0;
    match (entry.effective.or(entry.announced), entry.removed) {
        (Some(first), _) if before(first) => InForce::NotYet,
        (_, Some(removed)) if !before(removed) => InForce::Removed(removed),
        _ => InForce::InForce,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day of the test")
    }

    fn entry(id: &str) -> Entry {
        let lists = crate::watchlist::bundled().expect("the bundled lists are whole");
        lists.into_iter().flat_map(|l| l.entries).find(|e| &*e.id.0 == id).expect("bundled")
    }

    #[test]
    fn a_removed_entry_counts_until_its_removal() {
        let removed = entry("EL-C12");
        assert_eq!(in_force(&removed, day("2020-07-21")), InForce::NotYet);
        assert_eq!(in_force(&removed, day("2020-07-22")), InForce::InForce);
        assert_eq!(in_force(&removed, day("2022-06-27")), InForce::InForce);
        assert_eq!(in_force(&removed, day("2022-06-28")), InForce::Removed(day("2022-06-28")));
        assert_eq!(in_force(&entry("EL-G1"), day("2023-11-16")), InForce::Removed(day("2023-11-16")));
    }

    #[test]
    fn the_day_of_effect_counts_before_the_day_of_announcement() {
        let order = entry("WRO-3");
        assert!(order.effective < order.announced);
        assert_eq!(in_force(&order, day("2020-08-25")), InForce::InForce);
    }

    #[test]
    fn a_month_counts_from_its_first_day() {
        let goods = entry("POL-5");
        assert_eq!(in_force(&goods, day("2020-08-31")), InForce::NotYet);
        assert_eq!(in_force(&goods, day("2020-09-01")), InForce::InForce);
    }

    #[test]
    fn an_entry_without_dates_counts_always() {
        assert_eq!(in_force(&entry("LT-016"), day("1990-01-01")), InForce::InForce);
    }
}
