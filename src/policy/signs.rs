//! Signs of Xinjiang: what makes a row one of Xinjiang, and which of several signs it is judged by.

use crate::cells::row::{Placed, Quote, RowFacts, is_where, says_goods};
use crate::cells::{Doubt, PlaceSeen, Standing, UnitSeen};
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::words;
use crate::lexicon::{PlaceIx, lexicon};
use crate::matching::identifier::CreditCode;
use crate::matching::xpcc_units::Strength;
use crate::model::Role;
use crate::text;
use crate::text::mid::Mid;

use super::mid_codes::{MidCity, city_of_xinjiang};

use super::code_signs::{self, CodeSign};

/// What makes a row one of Xinjiang, weakest first: of several signs the strongest is the one reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignKind {
    /// A telephone number of an area of Xinjiang: numbers are kept on moving, so it is weak.
    Phone,
    /// The number 65 or `XJ` as a region where nothing says China: weak.
    BareRegionCode,
    /// Where the goods were taken over or loaded, where the sender's own address is in another province: a sign of the
    /// goods' way, and not of their maker.
    Sending,
    /// The region's own name in a column of no known role (`Remarks: Xinjiang`), or a place with the label of a factory
    /// or a postal code there (`Notes: factory in Hotan`).
    InRow,
    /// A unit of the XPCC: it may trade from elsewhere, but sits in Xinjiang.
    Unit,
    /// In a name: `Kashgar Trading` may be anywhere, so any address outweighs it.
    InName,
    /// A postal code 83xxxx or 84xxxx of China.
    PostalCode,
    /// City letters of a manufacturer identification code that no other place of China has.
    MakerCode,
    /// A valid credit code with the division digits 65: registered there, whatever the address says.
    CreditCode,
    /// A code of Xinjiang or of one of its divisions in a column of regions.
    RegionCode,
    /// A place in the address.
    InAddress,
    /// The region's own name in the address: it holds against a country column that says otherwise.
    RegionInAddress,
    /// Directly before or after goods in a description: `Xinjiang cotton`, `COTTON LINT XINJIANG`.
    BeforeGoods,
    /// With a word of origin in a description: `grown in Xinjiang`.
    Worded,
    /// The origin column says it.
    Origin,
}

impl SignKind {
    /// By itself no ground for a match, and without goods none for a review.
    pub fn is_weak(self) -> bool {
        self <= Self::Sending
    }

    /// The row states where the goods are from; the other signs are of their maker.
    pub fn is_origin(self) -> bool {
        self >= Self::BeforeGoods
    }
}

/// The sign that makes a row one of Xinjiang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XinjiangSign<'r> {
    /// What it is.
    pub kind: SignKind,
    /// Where it was read.
    pub quote: Quote<'r>,
    /// The place, where the sign is one.
    pub place: Option<PlaceIx>,
    /// The region's own name, or the goods' stated origin: the surer signs.
    pub plain: bool,
    /// The sign is of the party and not of the goods, and the row states another country as their origin.
    pub origin_elsewhere: Option<Country>,
}

/// The strongest sign of Xinjiang that counts in a row, the first of equals.
pub(super) fn sign<'r>(row: &RowFacts<'r>) -> Option<XinjiangSign<'r>> {
    let mut best: Option<XinjiangSign<'r>> = None;
    let elsewhere = row.origin.filter(|c| *c != Country::CHINA);
    for placed in row.cells {
        let places = placed.cell.mentions().places.iter().filter_map(|p| place_sign(row, placed, p));
        let code = code_sign(row, placed);
        for sign in places.chain(other_signs(row, placed)).chain(code) {
            if best.is_none_or(|b| sign.kind > b.kind) {
                best = Some(sign);
            }
        }
    }
    let best = best.filter(|b| b.kind > SignKind::MakerCode).or_else(|| maker_code(row)).or(best)?;
    Some(XinjiangSign { origin_elsewhere: elsewhere.filter(|_| !best.kind.is_origin()), ..best })
}

/// A manufacturer code whose city letters are those of a town of Xinjiang alone.
fn maker_code<'r>(row: &RowFacts<'r>) -> Option<XinjiangSign<'r>> {
    let sure = |quote: &&Quote<'_>| {
        matches!(Mid::of_cell(quote.text).and_then(|mid| city_of_xinjiang(&mid)), Some(MidCity::Sure(_)))
    };
    let quote = *row.mids.iter().find(sure)?;
    Some(XinjiangSign { kind: SignKind::MakerCode, quote, place: None, plain: false, origin_elsewhere: None })
}

/// The country column or the address says another country.
fn is_abroad(row: &RowFacts<'_>) -> bool {
    row.country.is_some_and(|c| !c.is_greater_china())
}

/// The sign that a code is, if any. It says less than words: it counts where nothing in the row says another country or
/// province.
fn code_sign<'r>(row: &RowFacts<'r>, placed: &Placed<'r>) -> Option<XinjiangSign<'r>> {
    let (code, text) = code_signs::of(row, placed)?;
    let kind = match code {
        CodeSign::Origin => SignKind::Origin,
        CodeSign::Region => SignKind::RegionCode,
        CodeSign::BareRegion => SignKind::BareRegionCode,
        CodeSign::Phone => SignKind::Phone,
    };
    let of_xinjiang = |p: &PlaceIx| lexicon().places().get(*p).xinjiang;
    let made_elsewhere = row.origin.is_some_and(|c| c != Country::CHINA);
    let counts = !is_abroad(row) && row.places().iter().all(of_xinjiang) && !(kind.is_weak() && made_elsewhere);
    let quote = Quote { column: placed.column, text };
    let sign = XinjiangSign { kind, quote, place: None, plain: kind.is_origin(), origin_elsewhere: None };
    Some(sign).filter(|_| counts || kind.is_origin())
}

/// Postal code, credit code and unit of the XPCC: signs of a party in Xinjiang.
fn other_signs<'r>(row: &RowFacts<'r>, placed: &Placed<'r>) -> impl Iterator<Item = XinjiangSign<'r>> {
    let said = placed.cell.mentions();
    let counts = !is_abroad(row);
    let of_xinjiang = |p: &PlaceIx| lexicon().places().get(*p).xinjiang;
    let postal = said.postal.as_deref().filter(|_| counts).filter(|_| {
        (placed.role == Role::PostalCode || row.in_china() && is_where(placed.role))
            && row.places().iter().all(of_xinjiang)
    });
    let code = match &said.code {
        Some((CreditCode::Valid, true, code)) => Some(&**code),
        _ => None,
    };
    let named = |u: &&UnitSeen| u.unit.strength == Strength::Plain && !(u.negated && says_goods(placed.role));
    let unit = said.units.iter().find(named).map(|u| &*u.quoted);
    let column = placed.column;
    [(SignKind::PostalCode, postal), (SignKind::CreditCode, code), (SignKind::Unit, unit)]
        .into_iter()
        .filter(move |_| counts)
        .filter_map(move |(kind, text)| {
            Some(XinjiangSign {
                kind,
                quote: Quote { column, text: text? },
                place: None,
                plain: false,
                origin_elsewhere: None,
            })
        })
}

/// The sign that a place word is, if any.
fn place_sign<'r>(row: &RowFacts<'r>, placed: &Placed<'r>, p: &'r PlaceSeen) -> Option<XinjiangSign<'r>> {
    let kind = place_kind(row, placed, p)?;
    Some(XinjiangSign {
        kind,
        quote: Quote { column: placed.column, text: &p.quoted },
        place: Some(p.place),
        plain: p.plain || kind.is_origin(),
        origin_elsewhere: None,
    })
}

fn place_kind(row: &RowFacts<'_>, placed: &Placed<'_>, p: &PlaceSeen) -> Option<SignKind> {
    let role = placed.role;
    if role == Role::Origin {
        return Some(SignKind::Origin);
    }
    // The label of a factory with China in the same cell says more than what the row says of the party's office.
    let site = p.site && placed.cell.country == Some(Country::CHINA);
    let sure = (!p.ambiguous || site || has_second_sign(row, role, p)) && (site || is_no_park(row, p));
    if says_goods(role) {
        return match p.standing {
            // A bill for a transport names its way, and not where the goods were made.
            Standing::BeforeGoods | Standing::AfterGoods if sure && is_freight(row.row.cell(placed.column)) => {
                Some(SignKind::Sending)
            }
            Standing::Worded if sure => Some(SignKind::Worded),
            Standing::BeforeGoods if sure => Some(SignKind::BeforeGoods),
            // In a remark the two words may belong to different things.
            Standing::AfterGoods if sure && p.plain && role == Role::Product => Some(SignKind::BeforeGoods),
            Standing::Bare | Standing::AfterGoods | Standing::Worded | Standing::BeforeGoods
                if role == Role::Other
                    && p.plain
                    && !is_abroad(row)
                    && row.origin.is_none_or(|c| c == Country::CHINA) =>
            {
                Some(SignKind::InRow)
            }
            Standing::Bare if role == Role::Other && sure && is_address_in_remark(row, placed, p) => {
                Some(SignKind::InRow)
            }
            _ => None,
        };
    }
    if row.party.is_of_none(placed.column) && is_where(role) && is_contradicted(row, role, p) {
        let counts = sure && !is_abroad(row) && p.standing != Standing::Negated && placed.cell.elsewhere.is_empty();
        return counts.then_some(SignKind::Sending);
    }
    // An address is no dish and no book: 和田市文化路. Nor does a number (`No. 5`) negate it.
    if p.standing == Standing::Unmade && !is_where(role) || is_contradicted(row, role, p) {
        return None;
    }
    // The region's own name in an address holds whatever the country column says: a typist's default.
    if p.plain && is_where(role) && is_no_park(row, p) {
        return Some(SignKind::RegionInAddress);
    }
    if is_abroad(row) && !p.site || !sure {
        return None;
    }
    Some(if is_where(role) { SignKind::InAddress } else { SignKind::InName })
}

/// The cell describes a transport.
fn is_freight(cell: &str) -> bool {
    const WORDS: [&str; 6] = ["freight", "airfreight", "haulage", "trucking", "drayage", "courier"];
    cell.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&&*word.to_lowercase()))
}

/// A remark that says where a factory is, by its label (`factory in Hotan`) or as an address with its postal code, in a
/// row that says nothing else.
fn is_address_in_remark(row: &RowFacts<'_>, placed: &Placed<'_>, p: &PlaceSeen) -> bool {
    let of_china = !is_abroad(row) && row.origin.is_none_or(|c| c == Country::CHINA);
    let elsewhere = !placed.cell.elsewhere.is_empty() || placed.cell.country.is_some_and(|c| !c.is_greater_china());
    let postal = placed.cell.mentions().postal.is_some();
    of_china && !elsewhere && (p.site || postal) && !is_contradicted(row, Role::Other, p)
}

/// Another province of China in the row, unless a label says that the goods are made at this place: 山西和田集团, Hami
/// Road in Shanghai. The address says where a party is; a place word in a name (`Hailun`, `Yixing Wig Factory`) does
/// not outweigh it.
fn is_contradicted(row: &RowFacts<'_>, role: Role, p: &PlaceSeen) -> bool {
    if p.site {
        return false;
    }
    let places = lexicon().places();
    let outside = |p: &&PlaceIx| !places.get(**p).xinjiang;
    let address = row.address_places().iter().filter(outside).count();
    if is_where(role) {
        let own = row.address_places().len() - address;
        return address > 0 && (own <= address || !p.plain);
    }
    address > 0 || row.places().iter().any(|p| outside(&p)) && !p.plain
}

/// A second sign for an ambiguous place word: another place of Xinjiang; for a prefecture that only places abroad
/// share a name with (Aksu, Hami), China as the country. Where no other place of China is called so, China and a word
/// that says what it is (`Qira County`), its own part of the address (`Wusu`), or goods of the orders
/// (`Jiefang Lu Kuqa | lint cotton`) do as well; in a name the word may be anybody's (富康).
fn has_second_sign(row: &RowFacts<'_>, role: Role, p: &PlaceSeen) -> bool {
    if has_other_place(row, p) {
        return true;
    }
    let prefecture = || lexicon().is_prefecture(&text::normalize(&p.quoted).joined(""));
    // Shorter words in a column of cities are names of other towns as well (Wusu, Hami), but for Han ones: 沙湾.
    let county = || !lexicon().places().get(p.place).level.contains("prefecture");
    let han = || p.certain && p.quoted.chars().all(text::is_han) && county();
    let long = || p.quoted.chars().count() >= 5 || han();
    let whole = matches!(role, Role::City | Role::Region) && long();
    let place = is_where(role) && (p.certain || p.last && has_goods_of_orders(row))
        || says_goods(role) && p.standing == Standing::Worded;
    row.in_china() && (whole || place && !p.shared || prefecture())
}

/// Another place of Xinjiang, free of doubt.
fn has_other_place(row: &RowFacts<'_>, p: &PlaceSeen) -> bool {
    let places = lexicon().places();
    let other = |o: &PlaceSeen| o.place != p.place && !o.ambiguous && o.doubt.is_none() && places.get(o.place).xinjiang;
    row.cells.iter().flat_map(|r| &r.cell.mentions().places).any(other)
}

/// Place words that zones and parks all over China are named after.
const NAMES_OF_PARKS: [&str; 6] = ["Hotan", "Hetian", "Yili", "Ili", "Tianshan", "Xinjiang"];

/// Zones, parks and stations are named after places far away (Hetian Industrial Park, Dongguan; Yili Science Park,
/// Shenzhen): they count where the row is of China and names no place of another province, and for words that are
/// much used so, only where the county is named as such.
fn is_no_park(row: &RowFacts<'_>, p: &PlaceSeen) -> bool {
    let Some(doubt) = p.doubt else { return true };
    let says_where = |role| is_where(role) || matches!(role, Role::Name | Role::Parent);
    let elsewhere = row.cells.iter().any(|o| says_where(o.role) && !o.cell.elsewhere.is_empty());
    let named = doubt == Doubt::County || !NAMES_OF_PARKS.contains(&lexicon().places().get(p.place).name);
    has_other_place(row, p) || row.in_china() && !elsewhere && named && !p.shared
}

fn has_goods_of_orders(row: &RowFacts<'_>) -> bool {
    let orders = [words().class("cotton"), words().class("tomato")];
    row.goods.iter().any(|(class, _)| orders.contains(&Some(*class)))
}
