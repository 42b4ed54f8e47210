//! One body under several measures (an entry of the Entity List that is also an SDN): what names it under one names it
//! under all.

use crate::matching::entry_facts::EntryFacts;
use crate::model::{EntryIx, Evidence, Lists, Score};

use super::InForce;
use super::scores::Rating;

/// The entries of each body, by the number that [`EntryFacts`] gives it.
#[derive(Debug, Clone, Default)]
pub struct Bodies(Vec<Vec<EntryIx>>);

impl Bodies {
    /// Collects the entries that are screened.
    pub fn of(lists: &Lists, facts: &[EntryFacts]) -> Self {
        let mut all = vec![Vec::new(); lists.len()];
        for (ix, ..) in lists.entries() {
            if let Some(known) = facts.get(ix.0 as usize).filter(|f| f.wanted)
                && let Some(entries) = all.get_mut(known.body as usize)
            {
                entries.push(ix);
            }
        }
        Self(all)
    }

    fn of_body(&self, body: u32) -> &[EntryIx] {
        self.0.get(body as usize).map_or(&[], Vec::as_slice)
    }
}

/// Adds the evidence of each entry to the other entries of its body, where it is the better one.
pub(super) fn spread(in_force: InForce<'_>, evidence: &mut Vec<Evidence>) {
    for at in 0..evidence.len() {
        let found = evidence[at].clone();
        let Some(known) = in_force.fact(found.entry) else { continue };
        for &other in in_force.bodies.of_body(known.body).iter().filter(|o| **o != found.entry) {
            let mut rating = Rating { verdict: found.verdict, score: found.score.0 };
            if in_force.is_removed(other) {
                rating = rating.at_most_review();
            }
            let Rating { verdict, score } = rating;
            let copy = Evidence { entry: other, verdict, score: Score(score), ..found.clone() };
            match evidence.iter_mut().find(|e| e.entry == other) {
                None => evidence.push(copy),
                Some(e) if (copy.verdict, copy.score) > (e.verdict, e.score) => *e = copy,
                Some(_) => {}
            }
        }
    }
}
