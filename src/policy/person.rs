//! A listed person's name: never a match alone, for many people bear it.

use crate::cells::name_edges::Edges;
use crate::matching::query::MatchKind;
use crate::model::{Agreement, Verdict};

use super::RowView;
use super::names::{Case, Outcome};

impl Case<'_> {
    pub(super) fn person(&self, row: &RowView<'_>, edges: Edges) -> Outcome {
        let a = self.a;
        if edges.glued || self.name.han && !edges.whole && (a.around.unknown.before || a.around.unknown.after) {
            // 陈全国 inside 陈全国际贸易: three characters that meet by chance.
            return None;
        }
        if edges.born.is_some_and(|year| !self.facts.births.is_empty() && !self.facts.births.contains(&year)) {
            // 朱海仑 1990年生: somebody else, by the listed year of birth.
            return None;
        }
        if !self.named {
            // `Gaoqi` in an address is a part of Xiamen.
            return None;
        }
        let letters = self.name.terms.first().map_or(0, |t| t.surface.len());
        if a.hi - a.lo == 1 && letters < 9 && !a.around.alone && !self.name.han {
            return None;
        }
        if let MatchKind::Typo(d) = a.how {
            // `Chen Quangou, Party Secretary`: an office beside it makes up for a cell that says more.
            let whole = (a.around.alone || edges.office)
                && d == 1
                && letters >= 8
                && self.context.country != Agreement::Differs;
            return whole.then_some((
                Verdict::Review,
                52,
                "a name one letter off; a personal name alone proves nothing",
            ));
        }
        if a.how > MatchKind::Split {
            return None;
        }
        if self.context.country == Agreement::Differs && !a.around.alone {
            return None;
        }
        let office = row.facts.title.is_some() && row.is_of_xinjiang();
        if office {
            return Some((Verdict::Match, 88, "the name, with an office in Xinjiang beside it"));
        }
        if row.facts.title.is_some() || self.context.place == Agreement::Agrees {
            return Some((Verdict::Review, 74, "the name, with a title or the place beside it"));
        }
        Some((Verdict::Review, 66, "a personal name alone, which many people bear"))
    }
}
