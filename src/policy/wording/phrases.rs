//! Phrases of the rules: goods by their words and tariff numbers, signs of Xinjiang, countries. Each names the column
//! in which the words stand.

use crate::cells::row::{Quote, RowFacts, says_goods};
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::{GoodsClass, words};
use crate::model::{PartyKind, Role};
use crate::policy::mid_codes::{MidCity, city_of_xinjiang};
use crate::policy::signs::{SignKind, XinjiangSign};
use crate::text::mid::Mid;

/// A class of goods in words.
fn class(class: GoodsClass) -> String {
    match words().class_name(class) {
        "cotton" => "cotton goods".to_owned(),
        "tomato" => "tomato goods".to_owned(),
        "hair" => "hair goods".to_owned(),
        "jujube" => "red dates (jujubes)".to_owned(),
        "silica" => "silica-based goods".to_owned(),
        "pvc" => "PVC".to_owned(),
        name => name.replace('_', " "),
    }
}

/// The party that is judged, as the row has it: a vendor need not be the maker.
pub(in crate::policy) fn party(row: &RowFacts<'_>) -> &'static str {
    match row.party.kind() {
        PartyKind::Manufacturer => "maker",
        PartyKind::ShipFrom => "sender",
        PartyKind::Contact => "contact",
        kind if kind.is_own_side() => "buyer",
        _ if row.row.columns.parties.is_empty() => "party",
        _ => "vendor",
    }
}

/// A column of origins says something: a manufacturer code is no stated origin.
pub(in crate::policy) fn states_origin(row: &RowFacts<'_>) -> bool {
    row.row.of(Role::Origin).any(|(_, cell)| !cell.trim().is_empty())
}

/// `the stated origin is China`; of several countries each is named.
pub(in crate::policy) fn stated_origin(row: &RowFacts<'_>, country: &str) -> String {
    let others = row.origins.iter().filter(|c| c.name() != country).map(Country::name);
    let others: Vec<&str> = others.collect();
    if others.is_empty() {
        format!("the stated origin is {country}")
    } else {
        format!("the stated origin is {country}, beside {}", others.join(" and "))
    }
}

/// `“lint” in Description`.
pub(in crate::policy) fn quoted(row: &RowFacts<'_>, quote: Quote<'_>) -> String {
    format!("“{}” in {}", quote.text, row.row.place_of(quote.column))
}

/// Goods of a class, by the row's first word and the first tariff number for them: `cotton goods (“lint” in Goods, HTS
/// 5201.00 in HTS)`.
pub fn goods(row: &RowFacts<'_>, wanted: GoodsClass) -> String {
    let is_number = |q: &Quote<'_>| row.row.columns.role(q.column) == Role::Hts;
    let of_class = || row.goods.iter().filter(|(c, _)| *c == wanted).map(|(_, quote)| quote);
    let word = of_class().find(|q| !is_number(q)).map(|q| quoted(row, *q));
    let number = of_class().find(|q| is_number(q)).map(|q| format!("HTS {} in {}", q.text, row.row.place_of(q.column)));
    let named: Vec<String> = word.into_iter().chain(number).collect();
    format!("{} ({})", class(wanted), named.join(", "))
}

/// Words of what is bought and is no merchandise: nothing of it comes through customs.
const SERVICES: [&str; 26] = [
    "accommodation",
    "advertising",
    "advice",
    "consultancy",
    "consulting",
    "donation",
    "duty",
    "duties",
    "fee",
    "fees",
    "freight",
    "hotel",
    "insurance",
    "legal",
    "lodging",
    "meals",
    "rent",
    "salary",
    "service",
    "services",
    "sponsorship",
    "subscription",
    "training",
    "travel",
    "tuition",
    "wages",
];

/// The goods cells of the row describe a service, and no tariff number stands in it.
pub fn names_service(row: &RowFacts<'_>) -> bool {
    let filled = |(_, cell): &(usize, &str)| !cell.trim().is_empty();
    let hts = row.row.of(Role::Hts).any(|cell| filled(&cell));
    !hts && row.row.of(Role::Product).filter(filled).all(|(_, cell)| is_service(cell))
}

/// The words describe a service or a payment and no goods.
fn is_service(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| SERVICES.contains(&&*word.to_lowercase()))
}

/// The goods that the row names in any way, as a clause; nothing where it names none.
pub(in crate::policy) fn any_goods(row: &RowFacts<'_>) -> Option<String> {
    if let Some((class, _)) = row.goods.first() {
        return Some(goods(row, *class));
    }
    let filled = |(_, cell): &(usize, &str)| !cell.trim().is_empty();
    if let Some((column, cell)) = row.row.of(Role::Product).find(filled) {
        if names_service(row) {
            let named = quoted(row, Quote { column, text: first_words(cell).as_str() });
            return Some(format!("the row names no goods that are imported ({named})"));
        }
        return Some(format!("the row's goods are “{}” ({})", first_words(cell), row.row.place_of(column)));
    }
    let (column, number) = row.row.of(Role::Hts).find(filled)?;
    Some(format!("the row's goods are of HTS {} ({})", number.trim(), row.row.place_of(column)))
}

/// The beginning of a cell.
fn first_words(cell: &str) -> String {
    const LONGEST: usize = 60;
    let words: String = cell.trim().chars().take(LONGEST).collect();
    if cell.trim().chars().nth(LONGEST).is_some() { format!("{words}…") } else { words }
}

/// What makes the row one of Xinjiang, as a clause.
pub fn sign(row: &RowFacts<'_>, sign: XinjiangSign<'_>) -> String {
    let (text, column) = (sign.quote.text, row.row.place_of(sign.quote.column));
    // The region's own name needs no explanation.
    let place = if sign.plain { "" } else { ", a place in Xinjiang" };
    let role = row.row.columns.role(sign.quote.column);
    match sign.kind {
        SignKind::Phone => format!("the telephone number “{text}” in {column} is of an area of Xinjiang"),
        SignKind::BareRegionCode | SignKind::RegionCode => format!("“{text}” in {column} is a code of Xinjiang"),
        SignKind::Unit => format!("“{text}” in {column} names the XPCC or a unit of it"),
        SignKind::InName if role == Role::Title => format!("the person's title in {column} names “{text}”{place}"),
        SignKind::InName if role == Role::Name => format!("the name in {column} contains “{text}”{place}"),
        SignKind::InAddress | SignKind::RegionInAddress if role != Role::Address && sign.plain => {
            format!("“{text}” stands in {column}")
        }
        SignKind::InAddress | SignKind::RegionInAddress if role != Role::Address => {
            format!("“{text}” in {column} is a place in Xinjiang")
        }
        SignKind::InName | SignKind::InRow if sign.plain => format!("“{text}” stands in {column}"),
        SignKind::InName | SignKind::InRow => format!("“{text}” in {column} is a place in Xinjiang"),
        SignKind::Sending if says_goods(role) => format!("{column} describes a transport by “{text}”{place}"),
        SignKind::Sending => format!("the goods start from “{text}”{place}, as {column} says"),
        SignKind::PostalCode => format!("“{text}” in {column} is a postal code of Xinjiang"),
        SignKind::MakerCode => {
            let city = match Mid::of_cell(text).and_then(|mid| city_of_xinjiang(&mid)) {
                Some(MidCity::Sure(city) | MidCity::Shared(city)) => city,
                None => "a city",
            };
            format!("the manufacturer code “{text}” in {column} has the city letters of {city} in Xinjiang")
        }
        SignKind::CreditCode => format!("the credit code “{text}” in {column} was given out in Xinjiang"),
        SignKind::InAddress | SignKind::RegionInAddress if is_address(row, sign.quote.column) => {
            format!("the address contains “{text}”{place}")
        }
        SignKind::InAddress | SignKind::RegionInAddress => format!("the address in {column} contains “{text}”{place}"),
        SignKind::BeforeGoods => format!("“{text}” stands beside the goods in {column}"),
        SignKind::Worded => format!("{column} says that the goods or their material come from “{text}”"),
        SignKind::Origin => format!("the origin in {column} is “{text}”{place}"),
    }
}

/// The column is called so: its name says nothing more.
fn is_address(row: &RowFacts<'_>, column: usize) -> bool {
    row.row.columns.headers.get(column).is_some_and(|header| header.eq_ignore_ascii_case("address"))
}

/// The sentence with a capital letter at its beginning.
pub fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
