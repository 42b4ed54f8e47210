//! Header texts made comparable, and what their words say about a column.
//!
//! A header is first looked up whole (`columns.rs`); this module reads the ones that no table holds: "Vendor Nm",
//! "Supplier Full Name", "生产厂家全称". The words and phrases are in `watchlists/words/header_words.tsv` and
//! `header_phrases.tsv`. The order of the tests in [`role_of_words`] is the grammar: the most specific word decides
//! ("Supplier Country Code" holds countries, "Supplier Code" keys), and words of bookkeeping ("date", "status", "bank")
//! overrule all others.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::model::Role;
use crate::text::table::{cell, rows};
use crate::text::{self, Folded, mojibake};

/// Lower case, simplified Han, no accents.
fn fold(text: &str, work: &mut Vec<Folded>) -> String {
    text::fold(text, work);
    work.iter().map(|f| f.c).collect()
}

/// What a header or cell said before its UTF-8 was read as Windows-1252: `ä¾›åº”å•†` is 供应商, also where LibreOffice
/// wrote private characters for five bytes. Only the roles of columns need this: of rows, both readings are screened.
pub(super) fn meant(text: &str) -> Cow<'_, str> {
    // The first byte of such a sequence.
    let may_be = |c: char| matches!(c, '\u{C3}'..='\u{F4}');
    let repaired = text.chars().any(may_be).then(|| mojibake::repair(text)).flatten();
    repaired.filter(|repair| !repair.lossy).map_or(Cow::Borrowed(text), |repair| Cow::Owned(repair.text))
}

/// A header's words in lower case: cut at blanks, punctuation, CamelCase and between letters and digits.
pub(super) fn words(header: &str) -> Vec<String> {
    let chars: Vec<char> = meant(header).nfkc().collect();
    let mut words: Vec<String> = Vec::new();
    let (mut word, mut work) = (String::new(), Vec::new());
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|b| chars.get(b)).copied();
        let camel = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase() || (b.is_uppercase() && chars.get(i + 1).is_some_and(|n| n.is_lowercase()))
            });
        let digit = before.is_some_and(|b| b.is_ascii_digit() != c.is_ascii_digit());
        // The Japanese postal mark is a word.
        let part = c.is_alphanumeric() || matches!(c, '#' | '〒');
        if (camel || digit || !part) && !word.is_empty() {
            words.push(fold(&std::mem::take(&mut word), &mut work));
        }
        if part {
            word.push(c);
        }
    }
    if !word.is_empty() {
        words.push(fold(&word, &mut work));
    }
    words
}

/// The key under which a header is looked up: "Vendor Name", "VENDOR_NAME" and "vendorName" are one.
pub(super) fn compact(header: &str) -> String {
    words(header).concat()
}

/// The header without what may trail it: a unit, currency or language in brackets or at the end, a star, a number.
pub(super) fn stem(header: &str) -> String {
    const UNITS: &str = " usd eur gbp cny rmb jpy inr kg kgs lbs pcs local en eng zh cn de fr es ";
    let mut text = header.trim();
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')] {
        if let Some(cut) = text.strip_suffix(close).and_then(|t| t.rfind(open)) {
            // "(English)" after a name is a kind of name, not a unit; without it the header still says "name".
            text = text.get(..cut).unwrap_or(text).trim_end();
        }
    }
    let mut words = words(text);
    let trails = |w: &String| is_number(w) || UNITS.contains(&format!(" {w} "));
    while words.len() > 1 && words.last().is_some_and(trails) {
        words.pop();
    }
    words.concat()
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// The number that a header ends with: 2 for "NAME2" and "Address Line 2".
pub(super) fn trailing_number(header: &str) -> Option<u32> {
    words(header).last().filter(|w| w.len() <= 2).and_then(|w| w.parse().ok())
}

/// The header without its number; "line" does not distinguish "Address Line 2" from "Address".
pub(super) fn without_number(header: &str) -> String {
    let mut words = words(header);
    while words.len() > 1 && words.last().is_some_and(|w| is_number(w) || w == "line") {
        words.pop();
    }
    words.concat()
}

/// What a word of a header means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The word says what the cells hold.
    Holds(Role),
    /// A vendor, maker, shipper…
    Party,
    /// "name" itself.
    NameWord,
    /// "number", "code", "id".
    Number,
    /// Registration, tax, licence: with or without "number".
    Registered,
    /// Dates, amounts, states, settings.
    Bookkeeping,
    /// Things with names that are no parties: vessels, files, banks, users.
    Thing,
    /// "of", "the", "full".
    Filler,
}

/// The tables of header words.
struct Tables {
    /// Folded, as the words of headers are.
    words: FxHashMap<String, Meaning>,
    /// Words of six letters or more, which count also with one slip.
    long: Vec<(String, Meaning)>,
    /// Ends of compound words, longest first.
    endings: Vec<(&'static str, Role)>,
    /// Chinese and Japanese phrases, folded, most specific first.
    phrases: Vec<(String, Role)>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let (mut words, mut long, mut endings) = (FxHashMap::default(), Vec::new(), Vec::new());
    for row in rows(include_str!("../../watchlists/words/header_words.tsv")) {
        let meaning = meaning(cell(&row, 2));
        match (cell(&row, 0), meaning) {
            ("ending", Meaning::Holds(role)) => endings.push((cell(&row, 1), role)),
            _ => {
                let word = fold(cell(&row, 1), &mut Vec::new());
                if word.chars().count() >= 6 && !matches!(meaning, Meaning::Bookkeeping | Meaning::Filler) {
                    long.push((word.clone(), meaning));
                }
                words.insert(word, meaning);
            }
        }
    }
    endings.sort_by_key(|(end, _)| std::cmp::Reverse(end.len()));
    let phrases = rows(include_str!("../../watchlists/words/header_phrases.tsv"))
        .map(|row| (fold(cell(&row, 1), &mut Vec::new()), role(cell(&row, 2))))
        .collect();
    Tables { words, long, endings, phrases }
});

fn meaning(word: &str) -> Meaning {
    match word {
        "party" => Meaning::Party,
        "name_word" => Meaning::NameWord,
        "number" => Meaning::Number,
        "registered" => Meaning::Registered,
        "bookkeeping" => Meaning::Bookkeeping,
        "thing" => Meaning::Thing,
        "filler" => Meaning::Filler,
        _ => Meaning::Holds(role(word)),
    }
}

fn role(word: &str) -> Role {
    word.parse().unwrap_or_else(|e| panic!("watchlists/words, table of headers: {e}"))
}

fn meaning_of(word: &str) -> Option<Meaning> {
    let exact = TABLES.words.get(word).copied();
    if exact.is_some() || word.chars().count() < 6 {
        return exact;
    }
    // "Vender", "Suplier", "Adress": one slip in a word of six letters or more, never in short ones (mail, mill).
    let near = |known: &String| word.len().abs_diff(known.len()) <= 2 && strsim::osa_distance(word, known) <= 1;
    TABLES.long.iter().find(|(known, _)| near(known)).map(|(_, meaning)| *meaning)
}

/// With "date": days of a trade, by which a row may be older than a measure.
const EVENTS: [&str; 14] = [
    "arrival",
    "delivery",
    "document",
    "entry",
    "import",
    "importation",
    "invoice",
    "order",
    "po",
    "posting",
    "receipt",
    "ship",
    "shipment",
    "shipping",
];

/// Headers of the manufacturer identification code.
const MAKER_CODE: [&str; 11] = [
    "manufacturer id",
    "manufacturer shipper id",
    "mfr shipper id",
    "shipper manufacturer id",
    "manufacturers id",
    "manufacturer ident",
    "manuf id",
    "mfr id",
    "mfg id",
    "maker id",
    "mfgr id",
];

/// True for kana, Han and Hangul: words that run together.
fn runs_together(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// The role of a header in Han, kana or Hangul. A phrase after `~` counts at the end of the header only.
fn role_of_phrases(header: &str) -> Option<Role> {
    let folded = fold(header, &mut Vec::new());
    let text = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let says = |phrase: &str| match phrase.strip_prefix('~') {
        Some(end) => text.ends_with(end),
        None => folded.contains(phrase),
    };
    TABLES.phrases.iter().find(|(phrase, _)| says(phrase)).map(|(_, role)| *role)
}

/// True for a header that tells something of a party by a word that no table has ("Supplier Since", "Vendor Risk"), or
/// the plant of one: no name by itself.
pub(super) fn is_attribute_of_party(header: &str) -> bool {
    let words = words(&meant(header));
    let words = || words.iter().filter(|w| !is_number(w));
    let said: Vec<Option<Meaning>> = words().map(|w| meaning_of(w)).filter(|m| *m != Some(Meaning::Filler)).collect();
    let parties = said.iter().filter(|m| **m == Some(Meaning::Party)).count();
    let plant = parties > 1 && words().next_back().is_some_and(|w| w == "plant");
    parties > 0 && !said.contains(&Some(Meaning::NameWord)) && (plant || matches!(said.last(), Some(None)))
}

/// True for a text all of whose words a header may have, at least one of them more than a filler.
pub(super) fn has_only_header_words(text: &str) -> bool {
    let words = words(&meant(text));
    let known = |w: &String| is_number(w) || TABLES.words.contains_key(w.as_str());
    let says = |w: &String| TABLES.words.get(w.as_str()).is_some_and(|m| *m != Meaning::Filler);
    words.iter().all(known) && words.iter().any(says)
}

/// The role that a header's words speak for; `None` where they say nothing.
pub(super) fn role_of_words(header: &str) -> Option<Role> {
    let header = &*meant(header);
    if header.chars().any(runs_together) {
        return role_of_phrases(header);
    }
    let words = words(header);
    let meanings: Vec<Meaning> = words.iter().filter_map(|w| meaning_of(w)).filter(|m| *m != Meaning::Filler).collect();
    let has = |m: Meaning| meanings.contains(&m);
    let holds = |role| has(Meaning::Holds(role));
    let first_of = |roles: &[Role]| roles.iter().copied().find(|r| holds(*r));
    let joined = words.join(" ");
    let says = |phrases: &[&str]| phrases.iter().any(|p| joined.contains(p));
    let last = meanings.last().copied();
    let number = has(Meaning::Number);
    // A day of the trade; other dates (created, changed, born) are bookkeeping.
    let is_event = |word: &String| EVENTS.contains(&word.as_str());
    let day = words.iter().any(|w| w == "date") && words.iter().any(is_event);
    // What an address word means, given the last word of the header.
    let address = match last {
        Some(Meaning::Number) if !says(&["street"]) => Role::Key,
        Some(Meaning::NameWord) => Role::Other,
        _ => Role::Address,
    };
    let place = |m: Meaning| match m {
        Meaning::Holds(role) => {
            matches!(role, Role::Address | Role::City | Role::Region | Role::Country | Role::PostalCode).then_some(role)
        }
        _ => None,
    };
    // "Goods Supplier", "Goods Supplier Name" are parties, "Supplier Product Name" is not.
    let place_of = |m: Meaning| meanings.iter().rposition(|own| *own == m);
    let of_party = match last {
        Some(Meaning::Party) => true,
        Some(Meaning::NameWord | Meaning::Number) => place_of(Meaning::Party) > place_of(Meaning::Holds(Role::Product)),
        _ => false,
    };
    // The first that applies decides.
    let found = [
        says(&["name and address", "name address"]).then_some(Role::Name),
        says(&["d u n s", "u st id"]).then_some(Role::Id),
        says(&["area code", "dialling code"]).then_some(Role::Phone),
        day.then_some(Role::Date),
        // `Invoice City`: where the party's invoices come from.
        says(&["invoice"]).then(|| last.and_then(place)).flatten(),
        has(Meaning::Bookkeeping).then_some(Role::Other),
        says(&MAKER_CODE).then_some(Role::Mid),
        says(&["post code"]).then_some(Role::PostalCode),
        first_of(&[Role::Email, Role::Phone, Role::Hts, Role::Mid, Role::Origin]),
        says(&["made in", "country of manufacture"]).then_some(Role::Origin),
        has(Meaning::Registered).then_some(Role::Id),
        first_of(&[Role::PostalCode, Role::Country, Role::Region, Role::City]),
        holds(Role::Address).then_some(address),
        // A ship has a name, and so has the party that goods are shipped from.
        (has(Meaning::Thing) && !says(&["ship from", "ship to", "shipped from"])).then_some(Role::Other),
        holds(Role::Parent).then_some(if number { Role::Key } else { Role::Parent }),
        (holds(Role::Product) && !of_party).then_some(if number { Role::Other } else { Role::Product }),
        holds(Role::Title).then_some(Role::Title),
        (number && last != Some(Meaning::NameWord)).then_some(Role::Key),
        is_attribute_of_party(header).then_some(Role::Other),
        (has(Meaning::Party) || has(Meaning::NameWord)).then_some(Role::Name),
    ];
    if let Some(role) = found.into_iter().flatten().next() {
        return Some(role);
    }
    // German and Dutch run words together: the end of the word decides.
    let last = words.iter().rev().find(|w| !is_number(w))?;
    TABLES.endings.iter().find(|(end, _)| last.len() > end.len() && last.ends_with(end)).map(|(_, role)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_header_have_one_key() {
        let spellings =
            "Vendor Name|VENDOR_NAME|vendorName|VendorName|vendor-name| vendor  name |Véndor Name*|Ｖｅｎｄｏｒ Name";
        for spelling in spellings.split('|') {
            assert_eq!(compact(spelling), "vendorname", "{spelling}");
        }
        assert_eq!(compact("公司名稱"), compact("公司名称"));
        assert_eq!(compact("サプライヤー番号"), "サプライヤー番号");
        assert_eq!(stem("Amount (USD)"), "amount");
        assert_eq!(stem("Name 1"), "name");
        assert_eq!(trailing_number("ADDRESS_LINE3"), Some(3));
        assert_eq!(trailing_number("Line"), None);
    }

    #[test]
    fn misread_headers_are_read_as_they_were_meant() {
        let misread =
            |text: &str| encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
        // The encoding standard keeps the five bytes as control characters, LibreOffice as private ones.
        let private = |text: String| -> String {
            let private = |c: char| char::from_u32(u32::from(c) + 0xF100).unwrap_or(c);
            text.chars().map(|c| if ('\u{81}'..='\u{9D}').contains(&c) { private(c) } else { c }).collect()
        };
        for header in ["供应商名称", "原产国", "Straße", "工廠地址", "仕入先名", "Фирма"] {
            for text in [misread(header), private(misread(header))] {
                assert_eq!(compact(&text), compact(header), "{text}");
                assert_eq!(role_of_words(&text), role_of_words(header), "{text}");
            }
        }
        for header in ["Société", "Straße", "供应商", "Näöä", "País", "Vendor"] {
            assert_eq!(meant(header), header);
        }
    }

    #[test]
    fn words_say_what_a_column_holds() {
        let cases = [
            (Role::Name, "Vendor Nm|Supplier Full Name|Vender Name|Suplier|Product Supplier|Herstellername"),
            (Role::Name, "生产厂家全称|仕入先正式名称|Ship-from Name|ShipToName"),
            (Role::Country, "Supplier Country Code"),
            (Role::Key, "Supplier Code"),
            (Role::Email, "Vendor E-Mail Address"),
            (Role::Other, "Vendor Created Date|Order Changed by|Bank Name|Vessel Name|Ship Name"),
            (Role::Address, "Mfr Addr|工厂详细地址"),
            (Role::Product, "Product Desc"),
            (Role::Origin, "Country of Origin (ISO)"),
            (Role::Id, "Tax Registration No"),
            (Role::Mid, "Foreign Manufacturer ID|MFR_ID|Mfg ID Code|Manufacturer Identification No|Entry MID"),
            (Role::Other, "MFR ID Valid Date"),
            (Role::Parent, "Ultimate Parent Company"),
            (Role::Hts, "HTSUS Number"),
            (Role::Date, "Posting Date|Date of Shipment"),
            (Role::Other, "Supplier Since|Vendor Risk|Vendor Segment|Vendor Approved|Supplier Preferred|Vendor Plant"),
            (Role::Other, "Supplier Line|Vendor Lot|Vendor Zone|Vendor Model|Vendor Status|Vendor Group|Vendor Class"),
            (Role::Name, "Approved Supplier|Preferred Vendor|Foreign Supplier|Plant|Plant Name|Vendor 2|Sold-to Party"),
            (Role::Name, "Vendor Also Known As|Supplier Contact|Vendor Legal Name|Goods Supplier|Goods Supplier Name"),
            (Role::Product, "Supplier Product Name|Vendor Item"),
            (
                Role::City,
                "Goods Supplier City|Población fabricante|Municipio fabricante|제조사 도시|공급사 도시|生产商城市",
            ),
            (
                Role::Country,
                "仕入先国|製造国|メーカー国|荷送人国|제조사 국가|공급업체국가|Goods Supplier Country/Region",
            ),
            (Role::Address, "제조사 주소|제조업체 주소|공장주소|소재지|製造元所在地"),
            (Role::Name, "제조업체명|공장명|공급사|수출자|仕入先|荷送人|メーカー"),
            (Role::Origin, "원산지 국가|제조국|生産国"),
            (Role::Key, "공급사 코드|仕入先コード"),
            (Role::Mid, "Manufacturer/Shipper ID"),
        ];
        for (role, headers) in cases {
            for header in headers.split('|') {
                assert_eq!(role_of_words(header), Some(role), "{header}");
            }
        }
        assert_eq!(role_of_words("Xyzzy"), None);
    }
}
