//! Siblings: where a row names a listed company letter for letter, the other listed companies of its group are one line
//! of advice, not one review each.
//!
//! - **Flags:** other listed names that share words with a name met exactly in the same cell → one `advisory`.
//! - **Why:** `Aksu Huafu Textiles` is one of fifteen listed companies of its group; that it may be one of the other
//!   fourteen is not worth fourteen decisions.
//! - **Example:** `AKSU HUAFU TEXTILES CO`: EL-C16 and UF-086 are met, five other Huafu companies fold.
//! - **Clears it:** nothing; a sibling met by words of its own stays a finding of its own.

use crate::cells::row::{Quote, RowFacts};
use crate::model::{Because, Evidence, Listed, Method, Verdict};

use super::input::InForce;
use super::scores;
use super::wording::phrases;

/// Score from which a full name that is not there letter for letter is one beyond doubt.
const WHOLE_NAME: u8 = 90;
/// Names printed in the sentence; the rest are counted.
const MOST_NAMES: usize = 6;

/// The words are those of the listed name, whatever their spelling.
fn is_whole(e: &Evidence) -> bool {
    matches!(&e.because, Because::Listed(likeness) if likeness.verb == "is")
}

/// Folds the siblings of exactly met names into the best of them.
pub(super) fn fold(in_force: InForce<'_>, row: &RowFacts<'_>, named: &mut Vec<Evidence>) {
    let body = |e: &Evidence| in_force.fact(e.entry).map(|f| f.body);
    // A list of the user's own says nothing of groups, and adding one takes no finding away.
    let bundled = |e: &Evidence| in_force.lists.list_of(e.entry).bundled;
    let whole = |e: &&Evidence| {
        let full = is_whole(e) && e.score.0 >= WHOLE_NAME;
        (e.method == Method::Exact || full) && e.verdict == Verdict::Match && bundled(e)
    };
    let exact: Vec<Evidence> = named.iter().filter(whole).cloned().collect();
    let of = |e: &Evidence| {
        let by_name = matches!(&e.because, Because::Listed(l) if matches!(l.listed, Listed::Name(_)));
        let fits = |x: &&Evidence| x.column == e.column && x.quoted.contains(&e.quoted) && body(x) != body(e);
        let own = exact.iter().any(|x| body(x) == body(e));
        // A name that is there letter for letter is no mere sibling.
        let lacks = e.verdict == Verdict::Review || e.verdict == Verdict::Match && !is_whole(e);
        let part = by_name && lacks && e.method != Method::Exact;
        exact.iter().find(fits).filter(|_| part && !own && bundled(e))
    };
    let Some(whole) = named.iter().find_map(&of).cloned() else { return };
    let (mut siblings, kept): (Vec<Evidence>, Vec<Evidence>) = named.drain(..).partition(|e| of(e).is_some());
    *named = kept;
    siblings.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.entry.cmp(&b.entry)));
    let entry = |e: &Evidence| in_force.lists.entry(e.entry);
    let names: Vec<String> =
        siblings.iter().take(MOST_NAMES).map(|e| format!("{} ({})", entry(e).name, entry(e).id)).collect();
    let more = siblings.len().saturating_sub(MOST_NAMES);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let Some(first) = siblings.into_iter().next() else { return };
    let quote = Quote { column: first.column, text: &first.quoted };
    let because = format!(
        "{} also points to {}{more}. The row names {}, so look further only if that is not the party",
        phrases::quoted(row, quote),
        names.join("; "),
        whole.matched_name
    );
    let rating = scores::SIBLING;
    let because = Because::Rule(because);
    named.push(Evidence { verdict: rating.verdict, score: crate::model::Score(rating.score), because, ..first });
}
