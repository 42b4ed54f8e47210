//! Signs of Xinjiang that are codes: of its region (`CN-XJ`, 650000) and of its telephone areas (+86 991).
//!
//! - **Counts:** in columns of regions and telephones, where no other country, no origin elsewhere and no place of
//!   another province is stated.
//! - **Weak:** a telephone number, since numbers are kept on moving; `XJ` and 65 where nothing in the row says China
//!   (65 is the Hautes-Pyrénées in France). They are a review with goods and an advisory without.
//! - **Example:** `Sunny Knitwear | State XJ | CN | socks`; `Tel. +86 (0)998 2823456`.
//! - **Source:** ISO 3166-2:CN, GB/T 2260, telephone areas of the numbering plan (`watchlists/words/region_signs.tsv`).

use crate::cells::CodeKind;
use crate::cells::row::{Placed, RowFacts};
use crate::lexicon::countries::Country;
use crate::model::Role;

/// What a code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeSign {
    /// The goods are of the region: its code in the origin column.
    Origin,
    /// The party is in the region.
    Region,
    /// The same, where nothing else says China: weak.
    BareRegion,
    /// The party has a telephone there: weak.
    Phone,
}

/// What the code in a cell says, if it holds one that its column can hold.
pub(super) fn of<'r>(row: &RowFacts<'r>, placed: &Placed<'r>) -> Option<(CodeSign, &'r str)> {
    let (code, text) = placed.cell.mentions().region_code.as_ref()?;
    let is_prefixed = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let sign = match (placed.role, code) {
        (Role::Region, CodeKind::Region) => CodeSign::Region,
        (Role::Region, CodeKind::ShortRegion) if row.in_china() => CodeSign::Region,
        (Role::Region, CodeKind::ShortRegion) => CodeSign::BareRegion,
        (Role::Region, CodeKind::ErpRegion) if row.country == Some(Country::CHINA) => CodeSign::Region,
        // The prefix names its country as a country column does: `CN-XJ`, `CN/XJ`.
        (Role::Country, CodeKind::Region) if is_prefixed => CodeSign::Region,
        (Role::Origin, CodeKind::Region) if is_prefixed => CodeSign::Origin,
        (Role::Phone, CodeKind::Phone) => CodeSign::Phone,
        (Role::Phone, CodeKind::LocalPhone) if row.in_china() => CodeSign::Phone,
        _ => return None,
    };
    Some((sign, text))
}
