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

use crate::cells::row::Quote;
use crate::lexicon::countries::Country;
use crate::lexicon::lexicon;
use crate::lexicon::vocabulary::words;
use crate::model::{Evidence, Method};

use super::input::{RuleInput, evidence};
use super::signs::{SignKind, XinjiangSign};
use super::wording::phrases;
use super::{region, scores, xpcc};

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let (row, in_force) = (&input.row.facts, input.in_force);
    // A title names the subject of a report, and no goods: `Xinjiang cotton questionnaire 2026`.
    if row.row.cells.row.is_none() {
        return;
    }
    let targets = in_force.targets;
    let sign = input.row.sign.filter(|sign| input.row.is_of_goods(*sign));
    let first = |class: &str| {
        let wanted = words().class(class);
        row.goods.iter().find(|(c, _)| Some(*c) == wanted).map(|(_, quote)| *quote)
    };
    let goods_phrase = |class: &str| {
        let class = words().class(class);
        phrases::capitalized(&class.map_or_else(String::new, |class| phrases::goods(row, class)))
    };
    let (cotton, tomato, hair) = (first("cotton"), first("tomato"), first("hair"));

    if let (Some(sign), Some(goods), Some(entry)) = (sign, cotton.or(tomato), targets.cotton_tomato) {
        let named = goods_phrase(if cotton.is_some() { "cotton" } else { "tomato" });
        let because = format!("{named}; {}{}", phrases::sign(row, sign), stand_in(input, sign));
        let rating = match sign {
            s if s.origin_elsewhere.is_some() => scores::TRANSSHIPPED_GOODS,
            s if s.kind.is_weak() => scores::GOODS_WITH_WEAK_SIGN,
            s if s.plain => scores::GOODS_OF_STATED_ORIGIN,
            _ => scores::GOODS_WITH_SIGN,
        };
        out.push(evidence(entry, Method::Goods, rating, goods, because));
    }
    if let (Some(goods), Some(entry)) = (cotton, targets.xpcc_cotton) {
        let words = |column: usize, text: &str| phrases::quoted(row, Quote { column, text });
        let unit =
            || input.row.units().next().map(|(column, u)| format!("a unit of the XPCC ({})", words(column, &u.quoted)));
        let named = input.xpcc_named().map(|e| {
            let whose = xpcc::said(&in_force.lists.entry(e.entry).name);
            let belongs = if whose.contains("the XPCC") { "" } else { ", which belongs to the XPCC" };
            format!("{whose}{belongs} ({})", words(e.column, &e.quoted))
        });
        if let Some(whose) = named.or_else(unit) {
            let because = format!("{} of {whose}", goods_phrase("cotton"));
            out.push(evidence(entry, Method::Goods, scores::XPCC_COTTON, goods, because));
        }
    }
    if let (Some(goods), Some(entry), Some(sign)) = (hair, targets.lop_hair, sign) {
        let lop = row.places().iter().chain(sign.place.iter()).any(|p| is_lop(lexicon().places().get(*p).name));
        if lop {
            let because = format!(
                "{} from Lop County, where the listed industrial park is: {}",
                goods_phrase("hair"),
                phrases::sign(row, sign)
            );
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
        region::origin_note(input, sign)
    } else if sign.kind == SignKind::Sending {
        let elsewhere = !input.row.facts.address_places().is_empty();
        if elsewhere { "; the sender's own address is in another province".to_owned() } else { String::new() }
    } else if sign.kind == SignKind::Unit && !phrases::states_origin(&input.row.facts) {
        "; the row states no origin, and the XPCC is in Xinjiang".to_owned()
    } else if sign.origin_elsewhere.is_some() {
        region::origin_note(input, sign)
    } else if phrases::states_origin(&input.row.facts) {
        format!("; {}", phrases::stated_origin(&input.row.facts, Country::CHINA.name()))
    } else {
        let party = phrases::party(&input.row.facts);
        format!("; the row states no origin, so the {party}'s place is taken as that of the goods")
    }
}
