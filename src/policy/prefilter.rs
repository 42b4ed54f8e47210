//! What no row can make count: a bound on [`judge`](super::judge) that needs the cell alone.
//!
//! One word of a name (`COTTON` in a description of goods, `Engineering` in a firm's name) meets dozens of listed names in
//! every second row, and no country, place or goods of the row ever makes it a finding. Such names are dropped when
//! the cell is read, so that they are not judged once a row. Every line here takes from `Case` what holds whatever the row
//! says, at its most lenient; `judge` asserts in debug builds that it refuses all that is refused here.

use crate::matching::alignment::Alignment;
use crate::matching::name::CompiledName;

use super::names::{
    LEAST_BUT_PLACE, LEAST_LEFT, LEAST_OF_BODY, LEAST_SHARE, LEAST_SHARE_BUT_PLACE, LEAST_WITH_GAP, MOST_SUPPORT,
    NEARLY_MISSING,
};
use super::strength;

/// False where no row makes the name count in such a cell; `named` as in [`names_parties`](super::names_parties).
pub fn may_count(a: &Alignment, name: &CompiledName, named: bool) -> bool {
    if name.person {
        return named;
    }
    if name.trade_name {
        return named && a.missing.terms == 0;
    }
    let stranger = a.agreed.bits < strength::NEARLY && a.around.business.other && !a.around.business.same;
    let nearly = a.missing.distinctive == 0 && a.missing.bits <= NEARLY_MISSING && !stranger;
    if !a.cut.off && (a.missing.terms == 0 || nearly) {
        return true;
    }
    // Where a cell names no party, only full names count.
    if !named {
        return false;
    }
    a.cut.off || part_may_count(a, name)
}

fn part_may_count(a: &Alignment, name: &CompiledName) -> bool {
    if name.weak || name.generic || name.acronym || a.around.street {
        return false;
    }
    if name.distinctive == 0 {
        return a.agreed.bits >= LEAST_OF_BODY;
    }
    // All but one of the words, or one of two trade names.
    let gap = a.agreed.bits >= LEAST_WITH_GAP
        || a.missing.terms == 1 && a.missing.distinctive == 1 && a.agreed.distinctive >= LEAST_LEFT;
    let share = 100 * a.agreed.distinctive / name.distinctive;
    let most = share >= LEAST_SHARE
        || a.missing.distinctive == 1 && share >= LEAST_SHARE_BUT_PLACE && a.agreed.distinctive >= LEAST_BUT_PLACE;
    gap || most && (a.agreed.distinctive >= LEAST_LEFT || a.agreed.bits + MOST_SUPPORT >= strength::PART)
}
