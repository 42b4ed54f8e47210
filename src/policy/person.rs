//! A listed person's name: never a match alone, for many people bear it.

use crate::cells::name_edges::Edges;
use crate::matching::query::MatchKind;

use super::input::RowView;
use super::names::NameInRow;
use super::scores::{self, Opinion};
use super::thresholds::{PERSON_SLIP, PERSON_WORD};

impl NameInRow<'_> {
    pub(super) fn person(&self, row: &RowView<'_>, edges: Edges) -> Option<Opinion> {
        let (a, c, around) = (self.a, self.context, &self.a.around);
        // 陈全国 inside 陈全国际贸易: three characters of other words.
        if edges.glued || self.name.han && !edges.whole && (around.unknown.before || around.unknown.after) {
            return None;
        }
        // 朱海仑 1990年生: somebody else, by the listed year of birth.
        if edges.born.is_some_and(|year| !self.facts.births.is_empty() && !self.facts.births.contains(&year)) {
            return None;
        }
        let letters = self.name.terms.first().map_or(0, |t| t.surface.len());
        if a.hi - a.lo == 1 && letters < PERSON_WORD && !around.alone && !self.name.han {
            return None;
        }
        if let MatchKind::Typo(letters_off) = a.how {
            // An office after the name makes up for a cell that says more.
            let whole = (around.alone || edges.office) && letters_off == 1 && letters >= PERSON_SLIP;
            return (whole && !c.is_abroad()).then_some(scores::PERSON_MISSPELT);
        }
        if a.how > MatchKind::Split || c.is_abroad() && !around.alone {
            return None;
        }
        let title = row.facts.title.is_some();
        if title && row.is_of_xinjiang() {
            Some(scores::PERSON_IN_OFFICE)
        } else if title {
            Some(scores::PERSON_WITH_TITLE)
        } else if c.is_at_home() {
            Some(scores::PERSON_AT_HOME)
        } else {
            Some(scores::PERSON_ALONE)
        }
    }
}
