//! Names that are met at once, not word by word.

use crate::matching::name::NameIx;
use crate::matching::query::MatchKind;

use super::{Alignment, Around};

impl Alignment {
    /// A name, or its beginning, met at once over tokens of a cell: in order, nothing missing or misspelt, nothing around it. What
    /// else holds, whoever met it says.
    pub(in crate::matching) fn at_once(
        name: NameIx,
        (agreed, distinctive): (i32, i32),
        (from, to): (usize, usize),
        how: MatchKind,
    ) -> Self {
        Self {
            name,
            agreed,
            total: agreed,
            distinctive,
            brand: false,
            lo: from as u16,
            hi: to as u16,
            exact: false,
            in_order: true,
            missing: 0,
            missing_bits: 0,
            missing_distinctive: 0,
            how,
            slip: 0,
            slip_letters: 0,
            slip_odd: false,
            slip_ordinary: false,
            slip_compound: false,
            typos: 0,
            cross_script: false,
            cut: false,
            at_limit: false,
            begins: false,
            whole_but_one: false,
            cut_open: false,
            as_cut: true,
            apart: false,
            around: Around { plain: true, bare: true, ..Around::default() },
        }
    }
}
