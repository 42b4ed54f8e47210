//! Goods orders: cotton and tomato of Xinjiang (WRO-1), cotton of the Corps (WRO-2), hair of Lop County (WRO-4).
//!
//! - **Flags:** a maker or an origin in Xinjiang with cotton or tomato goods → `match` on WRO-1; the Corps, a unit or
//!   an affiliate with cotton → `match` on WRO-2; hair products of Lop County → `review` on WRO-4 (the order names
//!   the industrial park there, which is found by its name).
//! - **Why:** the orders bar the goods, whoever the maker is.
//! - **Example:** `Korla Ginning Factory | Korla | CN | cotton linters`.
//! - **Clears it:** goods said not to be cotton ("no cotton", 粮棉除外), an origin stated elsewhere. Goods made
//!   elsewhere downstream ("cotton shirt, Vietnam") are no match by themselves.
//! - **Source:** CBP orders of 2021-01-13, 2020-12-02 and 2020-09-14.

use crate::lexicon::lexicon;
use crate::lexicon::vocabulary::{GoodsClass, words};
use crate::model::{Evidence, Method, Verdict};

use super::measures::{Given, evidence};

pub(super) fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    let row = given.row;
    let class = |name: &str| words().class(name);
    let first = |wanted: Option<GoodsClass>| row.goods.iter().find(|(c, ..)| Some(*c) == wanted);
    let (cotton, tomato, hair) = (first(class("cotton")), first(class("tomato")), first(class("hair")));

    if let (Some(sign), Some((_, column, word)), Some(entry)) =
        (&row.xinjiang, cotton.or(tomato), given.targets.cotton_tomato)
    {
        let kind = if cotton.is_some() { "cotton" } else { "tomato" };
        let because = format!(
            "goods under the order ({kind}: “{word}”) with a sign of Xinjiang: {} “{}”{}",
            sign.what,
            sign.quoted,
            stand_in(given)
        );
        let score = if sign.plain { 92 } else { 88 };
        out.push(evidence(entry, Method::Goods, (Verdict::Match, score), (*column, word), because));
    }
    if let (Some((_, column, word)), Some(entry)) = (cotton, given.targets.xpcc_cotton) {
        if let Some(named) = given.xpcc_named() {
            let because = format!("cotton (“{word}”) of the Corps: {}", named.matched_name);
            out.push(evidence(entry, Method::Goods, (Verdict::Match, 90), (*column, word), because));
        } else if let Some((_, unit)) = row.units().next() {
            let because = format!("cotton (“{word}”) of a unit of the Corps: “{}”", unit.quoted);
            out.push(evidence(entry, Method::Goods, (Verdict::Match, 90), (*column, word), because));
        }
    }
    if let (Some((_, column, word)), Some(entry), Some(sign)) = (hair, given.targets.lop_hair, &row.xinjiang) {
        let lop = row.places().iter().chain(sign.place.iter()).any(|p| is_lop(lexicon().places().get(*p).name));
        if lop {
            let because = format!("hair products (“{word}”) of Lop County, where the listed industrial park is");
            out.push(evidence(entry, Method::Goods, (Verdict::Review, 76), (*column, word), because));
        }
    }
}

fn is_lop(name: &str) -> bool {
    matches!(name, "Lop" | "Lop County" | "Luopu" | "Luopu County")
}

/// The maker's place stands for the origin only where the row states none; the reason says so.
fn stand_in(given: &Given<'_>) -> &'static str {
    match (&given.row.xinjiang, given.row.origin) {
        (Some(s), _) if s.what.starts_with("origin") => "",
        (_, Some(_)) => "; the stated origin is China",
        (_, None) => "; the row states no origin, so the maker's place stands in",
    }
}
