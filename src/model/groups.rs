//! Groups of things that are joined pair by pair (union-find).

use std::collections::BTreeMap;

/// Groups, each known by its smallest member. What was never joined is a group of its own.
#[derive(Debug, Clone, Default)]
pub struct Groups<T> {
    /// Each member that is not the smallest of its group, and a smaller one.
    smaller: BTreeMap<T, T>,
}

impl<T: Copy + Ord> Groups<T> {
    /// Makes one group of the groups of `a` and `b`.
    pub fn join(&mut self, a: T, b: T) {
        let (a, b) = (self.first(a), self.first(b));
        if a != b {
            self.smaller.insert(a.max(b), a.min(b));
        }
    }

    /// The smallest member of the group of `member`.
    pub fn first(&self, mut member: T) -> T {
        while let Some(&smaller) = self.smaller.get(&member) {
            member = smaller;
        }
        member
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_members_share_the_smallest_one() {
        let mut groups = Groups::default();
        for (a, b) in [(5, 7), (9, 8), (7, 9), (1, 2)] {
            groups.join(a, b);
        }
        assert_eq!([5, 7, 8, 9, 1, 2, 3].map(|n| groups.first(n)), [5, 5, 5, 5, 1, 1, 3]);
    }
}
