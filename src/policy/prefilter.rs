//! First step of judging a name: rejects what no row could turn into a finding. It needs the cell alone.
//!
//! One word of a name (`COTTON` in a description of goods, `Engineering` in a firm's name) is part of dozens of listed
//! names in every second row, and no country, place or goods of the row ever makes it a finding. [`judge`] begins with
//! this step, and cells run it before the costly measurements: where nothing is known of the surroundings yet, it
//! rejects less.
//!
//! [`judge`]: super::names::judge

use crate::cells::Filter;
use crate::matching::alignment::Alignment;
use crate::matching::measures::WRONG_LETTERS;
use crate::matching::name::CompiledName;

use super::likelihood;
use super::thresholds::{
    LEAST_AGREED, LEAST_BUT_PLACE, LEAST_LEFT, LEAST_OF_BODY, LEAST_SHARE, LEAST_SHARE_BUT_PLACE, LEAST_WITH_GAP,
    NEARLY, NEARLY_MISSING, PART, support,
};

/// Share of a general list's name, in per cent, from which its words are measured at all.
const LEAST_LIKELY: i32 = 50;

/// Tenths of a bit of a general list's name that counts beside other words: 1.508 · ln 91 − 6.847 = −0.05 (see
/// [`likelihood`]), which the country and the place of a row just bring to a review.
const LEAST_BESIDE_OTHERS: i32 = 90;

/// Tenths of a bit of the other words: less may be words that are cut otherwise there than in the name. A misspelt
/// or shortened word is an unknown one with more bits: only a cell that is longer than the name holds others.
const OTHER_WORD: i32 = 30;

/// Tenths of a bit of a general list's name that counts in an address or among goods: `Rising Sun`, `Bank of Moscow`
/// and `Cherry` do not.
const NAME_AMONG_OTHER_TEXT: i32 = 170;

/// What may lead to a finding.
pub const MAY_COUNT: Filter =
    Filter { least_found, may_count, is_measured: |name| name.general, may_be_likely: likelihood::may_be_likely };

/// What a reviewer may want to see besides.
pub const NEAR: Filter =
    Filter { least_found: |_, _| 0, may_count: is_near, is_measured: |name| !name.literal, may_be_likely: |_, _| true };

/// What [`is_unlikely`] and [`is_near`] ask of the terms of a name.
fn least_found(name: &CompiledName, named: bool) -> i32 {
    match (name.general, named) {
        (true, true) => LEAST_LIKELY * name.total / 100,
        (true, false) => name.total,
        // A short name counts whole.
        (false, _) => LEAST_AGREED.min(name.total),
    }
}

/// Enough of the name is there to compare it with the cell: what `tamis check` shows.
fn is_near(a: &Alignment, _: &CompiledName, _: bool) -> bool {
    a.agreed.bits >= LEAST_AGREED || a.missing.terms == 0 && !a.cut.off
}

/// False where no row makes the name count in such a cell; `named` for cells that
/// [name parties](super::names_parties).
pub(super) fn may_count(a: &Alignment, name: &CompiledName, named: bool) -> bool {
    !(name.general && is_unlikely(a, name, named)) && may_count_by_terms(a, name, named)
}

/// The same by the terms of the name alone: what the weights of [`likelihood`] are fitted on.
pub(super) fn may_count_by_terms(a: &Alignment, name: &CompiledName, named: bool) -> bool {
    if !is_near(a, name, named) {
        return false;
    }
    if name.person {
        // `Gaoqi` in an address is a part of Xiamen.
        return named;
    }
    if name.trade_name {
        return named && a.missing.terms == 0;
    }
    lacks_little(a) || named && a.cut.off || may_count_in_part(a, name, named)
}

/// A name of a general list whose words are not worth measuring.
fn is_unlikely(a: &Alignment, name: &CompiledName, named: bool) -> bool {
    if named {
        !a.cut.whole_cell && (100 * a.agreed.bits < LEAST_LIKELY * name.total || is_little_of_cell(a, name))
    } else {
        !counts_among_other_text(a, name)
    }
}

/// The cell holds other words, and what agrees is too little to count beside them.
fn is_little_of_cell(a: &Alignment, name: &CompiledName) -> bool {
    a.agreed.bits < LEAST_BESIDE_OTHERS
        && a.cell.bits > a.agreed.bits + OTHER_WORD
        && a.cell.letters > name.tokens.len() + WRONG_LETTERS
}

/// A whole name of a general list in an address or among goods: no street and no good is called like it.
pub(super) fn counts_among_other_text(a: &Alignment, name: &CompiledName) -> bool {
    a.missing.terms == 0 && name.terms.len() > 1 && a.agreed.bits >= NAME_AMONG_OTHER_TEXT
}

/// The cell holds all terms, or all but a county, a group, a branch. 大华仪器仪表 is not 大华股份: another line of business
/// makes it another firm.
pub(super) fn lacks_little(a: &Alignment) -> bool {
    let stranger = a.agreed.bits < NEARLY && a.around.business.other && !a.around.business.same;
    let nearly = a.missing.distinctive == 0 && a.missing.bits <= NEARLY_MISSING && !stranger;
    !a.cut.off && (a.missing.terms == 0 || nearly)
}

/// Names of which a part may count: in cells that name parties, and not where a single word is all there is.
pub(super) fn has_parts(a: &Alignment, name: &CompiledName, named: bool) -> bool {
    named && !name.weak && !name.generic && !name.acronym && !a.around.street
}

/// Share of the name's distinctive bits that agrees, in per cent.
pub(super) fn distinctive_share(a: &Alignment, name: &CompiledName) -> i32 {
    100 * a.agreed.distinctive / name.distinctive.max(1)
}

/// Enough distinctive words are there; where only an ambiguous place is gone (`Yili Zhuowan`), the trade name counts.
pub(super) fn has_distinctive_share(a: &Alignment, name: &CompiledName) -> bool {
    let share = distinctive_share(a, name);
    let but_place = a.missing.distinctive == 1 && a.agreed.distinctive >= LEAST_BUT_PLACE;
    share >= LEAST_SHARE || but_place && share >= LEAST_SHARE_BUT_PLACE
}

/// One distinctive word is missing and nothing else; what is left is no ordinary word.
pub(super) fn lacks_one_trade_name(a: &Alignment) -> bool {
    a.missing.terms == 1 && a.missing.distinctive == 1 && a.agreed.distinctive >= LEAST_LEFT
}

fn may_count_in_part(a: &Alignment, name: &CompiledName, named: bool) -> bool {
    if !has_parts(a, name, named) {
        return false;
    }
    if name.distinctive == 0 {
        return a.agreed.bits >= LEAST_OF_BODY;
    }
    let with_row = a.agreed.distinctive >= LEAST_LEFT || a.agreed.bits + support::MOST >= PART;
    a.agreed.bits >= LEAST_WITH_GAP || lacks_one_trade_name(a) || has_distinctive_share(a, name) && with_row
}
