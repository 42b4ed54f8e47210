//! Gathers the evidence of a row.

use std::cmp::Reverse;

use crate::cells::NameSeen;
use crate::matching::alignment::Alignment;
use crate::matching::query::MatchKind;
use crate::model::{EntryIx, Evidence, Method, Score};

use super::input::{InForce, RowView, RuleInput};
use super::scores::Rating;
use super::{
    address, advisory, goods, identifiers, licensing, mid, names, north_korea, officials, region, regional_orders,
};
use super::{sector, siblings, xpcc};

/// A rule: reads the row and adds evidence against the entry of its measure. A rule whose entry is not in force (list
/// not loaded, earlier day) adds nothing.
type Rule = fn(&RuleInput<'_>, &mut Vec<Evidence>);

/// Every rule. The last reads what the others added: of one measure the first reason is enough.
const RULES: [Rule; 10] = [
    goods::run,
    regional_orders::run,
    region::run,
    xpcc::run,
    mid::run,
    north_korea::run,
    officials::run,
    licensing::run,
    advisory::run,
    sector::run,
];

/// All evidence of a row: names and identifiers, the best for each entry; the other entries of the bodies so found; the
/// rules.
pub fn evidence(in_force: InForce<'_>, row: &RowView<'_>) -> Vec<Evidence> {
    let mut named = named(in_force, row);
    address::add(in_force, row, &mut named);
    spread(in_force, &mut named);
    siblings::fold(in_force, &row.facts, &mut named);
    let mut all = named.clone();
    let input = RuleInput { in_force, row, named: &named };
    for rule in RULES {
        rule(&input, &mut all);
    }
    all
}

/// Evidence of names and identifiers: the best for each entry.
fn named(in_force: InForce<'_>, row: &RowView<'_>) -> Vec<Evidence> {
    let mut best: Vec<(Evidence, u32)> = Vec::new();
    // Of equals the name with more of the cell's own words, then the first column, then the first name of the entry; an
    // identifier comes last.
    let rank = |e: &Evidence, name: u32| {
        (e.verdict, e.score, e.name_share, words_in_common(e), Reverse(e.column), Reverse(name))
    };
    let mut offer = |e: Evidence, name: u32| match best.iter_mut().find(|(b, _)| b.entry == e.entry) {
        None => best.push((e, name)),
        Some((known, of)) => {
            // The nearer name takes nothing from what the other said.
            let best = e.score.max(known.score);
            if is_nearer(&e, known) {
                (*known, *of) = (Evidence { score: best, ..e }, name);
            } else if is_nearer(known, &e) {
                known.score = best;
            } else if rank(&e, name) > rank(known, *of) {
                (*known, *of) = (e, name);
            }
        }
    };
    for placed in row.facts.cells.iter().filter(|placed| row.facts.party.speaks(placed.column)) {
        let names = &placed.cell.mentions().names;
        let whole = names.iter().find(|seen| is_whole_cell(&seen.alignment)).map(|seen| entry_of(in_force, seen));
        let other = |seen: &&NameSeen| whole.is_some_and(|entry| entry != entry_of(in_force, seen));
        let cut = |seen: &&NameSeen| seen.alignment.cut.off && !in_force.index.name(seen.alignment.name).general;
        // A cell that is a listed name as it stands was not cut off another.
        for seen in names.iter().filter(|seen| !(cut(seen) && other(seen))) {
            if let Some(e) = names::judge(in_force, row, placed, seen) {
                offer(e, seen.alignment.name.0);
            }
        }
        for (met, quoted) in &placed.cell.mentions().ids {
            offer(identifiers::evidence(in_force, placed, met, quoted), u32::MAX);
        }
    }
    best.into_iter().map(|(e, _)| e).collect()
}

/// The cell is the name word for word, and nothing else.
fn is_whole_cell(a: &Alignment) -> bool {
    a.how <= MatchKind::Pinyin && a.around.alone && a.missing.terms == 0 && !a.cut.off
}

fn entry_of(in_force: InForce<'_>, seen: &NameSeen) -> EntryIx {
    in_force.index.name(seen.alignment.name).entry
}

/// Of two names of an entry that say nearly as much of the same cell, the one with more of the cell's own words is the
/// one that a reader looks for.
fn is_nearer(e: &Evidence, other: &Evidence) -> bool {
    /// Points between the two.
    const NEARLY_AS_MUCH: u8 = 8;
    let exact = |e: &Evidence| e.method == Method::Exact;
    (e.verdict, e.column) == (other.verdict, other.column)
        && exact(e) >= exact(other)
        && e.score.0.abs_diff(other.score.0) <= NEARLY_AS_MUCH
        && words_in_common(e) > words_in_common(other)
}

/// Words of the cell that the listed name has letter for letter: `Weiqiao Pioneering Shandong` is rather `Shandong
/// Weiqiao Pioneering Group` than `Shandong Weiqiao Venture`.
fn words_in_common(e: &Evidence) -> usize {
    let listed = || e.matched_name.split_whitespace().map(|w| w.trim_matches([',', '.']));
    e.quoted.split_whitespace().filter(|word| listed().any(|l| l.eq_ignore_ascii_case(word))).count()
}

/// One body under several measures: adds the evidence of each entry to the other entries of its body, where it is the
/// better one.
fn spread(in_force: InForce<'_>, evidence: &mut Vec<Evidence>) {
    for at in 0..evidence.len() {
        let found = evidence[at].clone();
        let Some(known) = in_force.fact(found.entry) else { continue };
        for &other in in_force.bodies.of_body(known.body).iter().filter(|o| **o != found.entry) {
            let mut rating = Rating { verdict: found.verdict, score: found.score.0 };
            if in_force.is_lapsed(other) {
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
