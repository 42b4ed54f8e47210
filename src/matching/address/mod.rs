//! Listed street addresses: the same street, number and town.
//!
//! A listed address is found by the letters of its street and the number of the house. Whether the row means that house
//! is asked afterwards, since the town often stands in another column: [`nearness`] compares towns and districts, and
//! buildings, floors and rooms, since a tower has a hundred tenants. Streets without a number, and parks and buildings
//! without a street, are no address here: many firms share them.

mod parse;
mod words;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::lexicon::{PlaceIx, lexicon};
use crate::model::{Address, Entry, EntryIx, Lists};
use crate::text::Normalized;

use super::query::Query;
use super::segments::{self, Segment};
use parse::Cut;
use words::Part;

/// The addresses of the entries in force, by street and number: built at the first address of a run.
#[derive(Debug, Default)]
pub struct ListedAddresses {
    wanted: Vec<EntryIx>,
    by_street: OnceLock<FxHashMap<String, Vec<ListedAt>>>,
}

/// One address of an entry: which of its [`Entry::addresses`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ListedAt {
    entry: EntryIx,
    position: u16,
}

/// The street and the number of a listed address in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressSeen {
    /// Its entry.
    pub entry: EntryIx,
    /// Which of the entry's addresses.
    pub position: u16,
    /// Street and number in the words of the cell.
    pub quoted: Box<str>,
}

/// What a row says of where a party is.
#[derive(Debug, Clone, Copy)]
pub struct RowPlace<'r> {
    /// The cell with the street.
    pub cell: &'r str,
    /// Other cells of the party: address lines, city, region.
    pub others: &'r [&'r str],
    /// The postal codes of the party.
    pub postal: &'r [&'r str],
    /// Places of China in these cells.
    pub places: &'r [PlaceIx],
}

impl ListedAddresses {
    /// The addresses of the entries that `wanted` lets through.
    pub fn build(lists: &Lists, wanted: impl Fn(EntryIx) -> bool) -> Self {
        let wanted = lists.entries().map(|(ix, ..)| ix).filter(|ix| wanted(*ix)).collect();
        Self { wanted, by_street: OnceLock::new() }
    }

    fn by_street(&self, lists: &Lists) -> &FxHashMap<String, Vec<ListedAt>> {
        self.by_street.get_or_init(|| {
            let mut all: FxHashMap<String, Vec<ListedAt>> = FxHashMap::default();
            for &entry in &self.wanted {
                for (position, address) in (0..).zip(&lists.entry(entry).addresses) {
                    let read = Read::of(&address.street);
                    let keys: BTreeSet<String> = read.cut().streets().into_iter().map(|s| s.key).collect();
                    for key in keys {
                        all.entry(key).or_default().push(ListedAt { entry, position });
                    }
                }
            }
            all
        })
    }

    /// The listed addresses whose street and number the cell holds, each once.
    pub fn find(&self, text: &str, cell: &Query, lists: &Lists) -> Vec<AddressSeen> {
        let mut out: Vec<AddressSeen> = Vec::new();
        if self.wanted.is_empty() || !text.chars().any(char::is_numeric) {
            return out;
        }
        let cut = Cut { text, n: &cell.n, segments: &cell.segments };
        for street in cut.streets() {
            let (from, to) = cell.n.span(street.tokens.start, street.tokens.end);
            for at in self.by_street(lists).get(&street.key).into_iter().flatten() {
                if out.iter().all(|seen| (seen.entry, seen.position) != (at.entry, at.position)) {
                    let quoted = text.get(from..to).unwrap_or(text).into();
                    out.push(AddressSeen { entry: at.entry, position: at.position, quoted });
                }
            }
        }
        out
    }
}

/// How near a row comes to a listed address whose street and number it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness {
    /// Another town or district.
    Elsewhere,
    /// The same house, but another part of it, or one that other firms may have as well.
    SameHouse,
    /// The same house, and the same parts of it as far as the list names any.
    SamePremises,
}

/// Compares what a row says of a party's place with a listed address.
pub fn nearness(entry: &Entry, seen: &AddressSeen, row: &RowPlace<'_>) -> Nearness {
    let Some(address) = entry.addresses.get(usize::from(seen.position)) else { return Nearness::Elsewhere };
    let listed = Read::of(&address.street);
    let own: Vec<Read> = [&row.cell].into_iter().chain(row.others).map(|text| Read::of(text)).collect();
    if !town_agrees(address, &listed, row, &own) {
        Nearness::Elsewhere
    } else if parts_agree(entry, &listed, &own) {
        Nearness::SamePremises
    } else {
        Nearness::SameHouse
    }
}

/// A tower has a hundred tenants: what one side says of building, floor and room the other says too. A room makes up
/// for the floor and for the building, which are often left out.
fn parts_agree(entry: &Entry, listed: &Read, own: &[Read]) -> bool {
    let theirs = listed.cut().parts();
    let ours: Vec<(Part, String)> = own.iter().flat_map(|read| read.cut().parts()).collect();
    if theirs.is_empty() && listed.cut().names_premises() && !bears_its_name(entry, listed) {
        return false;
    }
    let room = theirs.iter().any(|one| one.0 == Part::Room && ours.contains(one));
    let agree = |these: &[(Part, String)], those: &[(Part, String)]| {
        let given = |part: Part| those.iter().any(|(p, _)| *p == part);
        these.iter().all(|one| those.contains(one) || room && one.0 != Part::Room && !given(one.0))
    };
    agree(&theirs, &ours) && agree(&ours, &theirs)
}

/// `Meiya Pico Building` is its own.
fn bears_its_name(entry: &Entry, listed: &Read) -> bool {
    let names: Vec<Read> = entry.names.iter().map(|name| Read::of(&name.text)).collect();
    let mut words = names.iter().flat_map(|name| name.n.tokens().iter().map(|t| name.n.text(t)));
    words.any(|w| w.len() > SHORTEST_OWN_WORD && (0..listed.n.tokens().len()).any(|at| listed.n.word(at) == w))
}

/// Letters of a word of the party's name that a building bears: fewer are of common words.
const SHORTEST_OWN_WORD: usize = 4;

fn town_agrees(address: &Address, listed: &Read, row: &RowPlace<'_>, texts: &[Read]) -> bool {
    let fields: Vec<Read> = [&address.city, &address.region].into_iter().map(|f| Read::of(f)).collect();
    let (mut words, mut places) = (Vec::new(), Vec::new());
    for field in &fields {
        let (more, known) = field.cut().places();
        words.extend(more);
        places.extend(known);
    }
    let (more, known) = listed.cut().places();
    words.extend(more);
    if address.city.is_empty() {
        // Where the list states a city, the street may hold places of others (`Beijing Industrial Park, Lop County`).
        places.extend(known);
    }
    let all = lexicon().places();
    let in_town = |own: &PlaceIx| places.iter().any(|listed| all.compatible(*own, *listed));
    if !row.places.is_empty() && !places.is_empty() && !row.places.iter().any(in_town) {
        return false;
    }
    let districts = |read: &Read| -> Vec<String> {
        let cut = read.cut();
        let all = cut.divisions(0..read.n.tokens().len());
        all.filter(|(_, of_district)| *of_district).map(|(name, _)| name).collect()
    };
    let (theirs, own): (Vec<String>, Vec<String>) = (districts(listed), texts.iter().flat_map(districts).collect());
    let same = |a: &String, b: &String| a.ends_with(b.as_str()) || b.ends_with(a.as_str());
    if !theirs.is_empty() && !own.is_empty() && !theirs.iter().any(|a| own.iter().any(|b| same(a, b))) {
        return false;
    }
    let postal = |code: &&str| !code.trim().is_empty() && code.trim() == address.postal_code.trim();
    row.postal.iter().any(postal)
        || places.iter().any(|p| row.places.contains(p))
        || words.iter().any(|word| texts.iter().any(|text| text.cut().holds(word)))
}

/// A text and what it is cut into.
#[derive(Debug, Clone)]
struct Read {
    text: String,
    n: Normalized,
    segments: Vec<Segment>,
}

impl Read {
    fn of(text: &str) -> Self {
        let (n, segments) = segments::cut_text(text);
        Self { text: text.to_owned(), n, segments }
    }

    fn cut(&self) -> Cut<'_> {
        Cut { text: &self.text, n: &self.n, segments: &self.segments }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streets(text: &str) -> String {
        let read = Read::of(text);
        let keys: Vec<String> = read.cut().streets().into_iter().map(|s| s.key).collect();
        keys.join("; ")
    }

    #[test]
    fn street_and_number_in_english_pinyin_and_han() {
        let table = [
            ("No. 555 Qianmo Road, Binjiang District, Hangzhou", "qianmo 555"),
            ("555, Qianmo Road", "qianmo 555"),
            ("杭州市滨江区阡陌路555号", "qianmo 555"),
            ("杭州阡陌路555号", "qianmo 555"),
            ("Binjiang District Qian Mo Lu 555", "qianmo 555"),
            ("Hangzhou Qianmo Road No. 555", "qianmo 555"),
            ("南京江宁滨江经济开发区盛安大道2号", "shengan 2"),
            ("No. 18 Gaoxin South 4th Ave., Nanshan District", "gaoxinnansi 18"),
            ("深圳市南山区高新南四道18号", "gaoxinnansi 18"),
            ("416 South Beijing Road", "beijingnan 416"),
            ("乌鲁木齐市北京南路416号", "beijingnan 416"),
            ("石河子市开发区北三东路29-2号", "beisandong 29-2"),
            ("No. 29-2 Beisan East Road", "beisandong 29-2"),
            ("20 Chichunlu Road, Beijing", "chichun 20"),
            ("45-51 Chatham Road, Chevalier House", "chatham 45-51"),
            ("Keji 2 Road No. 68", "kejier 68"),
            ("No. 68, Keji 2nd Road", "kejier 68"),
            ("科技二路68号", "kejier 68"),
            ("d.1 ul.Universitetskaya", "universitetskaya 1"),
            ("ul. Lenina, d. 5", "lenina 5"),
            ("Fasanenweg 9L, Kelsterbach", "fasanenweg 9l"),
            ("40, Bolshaya Yakimanka Street, Moscow 119049", "bolshayayakimanka 40"),
            ("No. 12 People's Road", "renmin 12"),
            ("人民路12号", "renmin 12"),
            ("Room 1203, Free Trade Centre 49, Tsun Yip Street", "tsunyip 49"),
            ("粤海街道科技路12号", "keji 12"),
            ("Industrial Park, Hotan", ""),
            ("Renmin Road, Hotan", ""),
        ];
        for (text, want) in table {
            assert_eq!(streets(text), want, "{text}");
        }
    }

    #[test]
    fn parts_of_the_premises() {
        let table = [
            ("Room 404, Building 3, No. 88-8, Bagua 3rd Road", "Building 3, Room 404"),
            ("14 Floor, West Wing, Skyworth Building, No.18 Gaoxin South 4th Ave", "Floor 14"),
            ("Flat/Rm 3208 32/F Central Plaza, 18 Harbour Road", "Floor 32, Room 3208"),
            ("1306 Room, No. 26, Jinlong Road", "Room 1306"),
            ("Suite #4-210, Governors Square, 23 Lime Tree Bay Avenue", "Room 4-210"),
            ("太阳宫中路19号院1号楼", "Building 1"),
            ("南湖路66号A座20层", "Building a, Floor 20"),
            ("Block A, Raycom Infotech Park, No. 2 Kexueyuan South Road", "Building a"),
            ("10th Floor, 5 Main Street", "Floor 10"),
            ("Rm701,Building C2, No.999.Gaoxin Avenue", "Building c2, Room 701"),
            ("18 Sin Ming Lane #06-32 Midview City", "Room 6-32"),
            ("#10 Xingye Rd", ""),
            ("Unit E502-3, No. 1355 Jinjihu Avenue", "Room e502-3"),
            ("C1, Wuhan Future City, No. 999 Gaoxin Ave.", "Building c1"),
            ("bldg.26, floor 4, office 5", "Building 26, Floor 4, Room 5"),
        ];
        for (text, want) in table {
            let read = Read::of(text);
            let parts: Vec<String> = read.cut().parts().into_iter().map(|(p, n)| format!("{p:?} {n}")).collect();
            assert_eq!(parts.join(", "), want, "{text}");
        }
    }
}
