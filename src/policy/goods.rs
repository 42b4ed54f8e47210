//! Goods orders: cotton and tomato of Xinjiang (WRO-1), cotton of the XPCC (WRO-2), hair of Lop County (WRO-4).
//!
//! - **Flags:** a maker or an origin in Xinjiang with cotton or tomato goods → `match` on WRO-1; the XPCC, a unit or
//!   an affiliate with cotton → `match` on WRO-2; hair products of Lop County → `review` on WRO-4 (the order names
//!   the industrial park there, which is found by its name).
//! - **Why:** the orders bar the goods, whoever the maker is.
//! - **Example:** `Korla Ginning Factory | Korla | CN | cotton linters`.
//! - **Clears it:** goods said not to be cotton ("no cotton", 粮棉除外). Goods made elsewhere downstream ("cotton
//!   shirt, Vietnam") are no match by themselves; of a maker in Xinjiang they are a `review`, whatever origin is
//!   stated.
//! - **Source:** CBP orders of 2021-01-13, 2020-12-02 and 2020-09-14.

use crate::lexicon::lexicon;
use crate::lexicon::vocabulary::words;
use crate::model::{Evidence, Method};

use super::input::{RuleInput, evidence};
use super::signs::XinjiangSign;
use super::{region, scores};

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let (row, targets) = (&input.row.facts, input.in_force.targets);
    let sign = input.row.sign.filter(|sign| input.row.is_of_goods(*sign));
    let first = |class: &str| {
        let wanted = words().class(class);
        row.goods.iter().find(|(c, _)| Some(*c) == wanted).map(|(_, quote)| *quote)
    };
    let (cotton, tomato, hair) = (first("cotton"), first("tomato"), first("hair"));

    if let (Some(sign), Some(goods), Some(entry)) = (sign, cotton.or(tomato), targets.cotton_tomato) {
        let kind = if cotton.is_some() { "cotton" } else { "tomato" };
        let because = format!(
            "goods under the order ({kind}: “{}”) with a sign of Xinjiang: {} “{}”{}",
            goods.text,
            sign.kind.as_str(),
            sign.quote.text,
            stand_in(input, sign)
        );
        let rating = match sign {
            s if s.origin_elsewhere.is_some() => scores::TRANSSHIPPED_GOODS,
            s if s.kind.is_weak() => scores::GOODS_WITH_WEAK_SIGN,
            s if s.plain => scores::GOODS_OF_STATED_ORIGIN,
            _ => scores::GOODS_WITH_SIGN,
        };
        out.push(evidence(entry, Method::Goods, rating, goods, because));
    }
    if let (Some(goods), Some(entry)) = (cotton, targets.xpcc_cotton) {
        let unit = || input.row.units().next().map(|(_, u)| format!("a unit of the Corps: “{}”", u.quoted));
        let named = input.xpcc_named().map(|e| format!("the Corps: {}", e.matched_name));
        if let Some(whose) = named.or_else(unit) {
            let because = format!("cotton (“{}”) of {whose}", goods.text);
            out.push(evidence(entry, Method::Goods, scores::XPCC_COTTON, goods, because));
        }
    }
    if let (Some(goods), Some(entry), Some(sign)) = (hair, targets.lop_hair, sign) {
        let lop = row.places().iter().chain(sign.place.iter()).any(|p| is_lop(lexicon().places().get(*p).name));
        if lop {
            let because =
                format!("hair products (“{}”) of Lop County, where the listed industrial park is", goods.text);
            out.push(evidence(entry, Method::Goods, scores::LOP_HAIR, goods, because));
        }
    }
}

fn is_lop(name: &str) -> bool {
    matches!(name, "Lop" | "Lop County" | "Luopu" | "Luopu County")
}

/// The maker's place counts as the origin only where the row states none; the reason says so.
fn stand_in(input: &RuleInput<'_>, sign: XinjiangSign<'_>) -> String {
    if sign.kind.is_origin() {
        String::new()
    } else if sign.origin_elsewhere.is_some() {
        region::origin_note(input, sign)
    } else if input.row.facts.origin.is_some() {
        "; the stated origin is China".to_owned()
    } else {
        "; the row states no origin, so the maker's place stands in".to_owned()
    }
}
