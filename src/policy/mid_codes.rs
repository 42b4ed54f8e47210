//! Manufacturer identification codes of the listed makers, built from their names and cities.
//!
//! Source: 19 CFR part 102, appendix. Country, first three letters of the first two words of the name, up to four
//! digits of the street number, first three letters of the city; `a`, `an`, `and`, `of`, `the` are skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::lexicon::countries::Country;
use crate::lexicon::lexicon;
use crate::matching::entry_facts::EntryFacts;
use crate::model::{Entry, EntryIx, EntryKind, Lists, Script};
use crate::text;

/// Codes without digits, each with its entries: built at the first code of a run, since few ledgers hold any.
#[derive(Debug, Clone, Default)]
pub struct MidCodes(OnceLock<BTreeMap<String, Vec<EntryIx>>>);

impl MidCodes {
    /// The codes of the listed companies whose city is known.
    fn build(lists: &Lists, facts: &[EntryFacts]) -> BTreeMap<String, Vec<EntryIx>> {
        let mut map: BTreeMap<String, Vec<EntryIx>> = BTreeMap::new();
        for (ix, _, entry) in
            lists.entries().filter(|(_, _, e)| matches!(e.kind, EntryKind::Company | EntryKind::Facility))
        {
            let Some(known) = facts.get(ix.0 as usize).filter(|f| f.wanted) else { continue };
            let cities = cities(entry, known);
            let country = known.countries.first().copied().unwrap_or(Country::CHINA);
            for name in entry.names.iter().filter(|n| n.script == Script::Latn && !n.weak && !n.kind.review_at_most()) {
                let Some(part) = name_part(&name.text) else { continue };
                for city in &cities {
                    let entries = map.entry(format!("{}{part}{city}", country.as_str())).or_default();
                    if !entries.contains(&ix) {
                        entries.push(ix);
                    }
                }
            }
        }
        map
    }

    /// The entries of these lists that give such a code, its street digits left out.
    pub fn entries(&self, code: &str, lists: &Lists, facts: &[EntryFacts]) -> &[EntryIx] {
        let letters: String = code.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
        if letters.is_empty() {
            return &[];
        }
        self.0.get_or_init(|| Self::build(lists, facts)).get(&letters).map_or(&[], Vec::as_slice)
    }
}

/// City letters of an entry: as its names and addresses spell its places, and as the places are usually spelt.
fn cities(entry: &Entry, known: &EntryFacts) -> BTreeSet<String> {
    let places = lexicon().places();
    let usual = known.places.iter().map(|p| places.get(*p)).filter(|p| !matches!(p.level, "province" | "region"));
    let mut out: BTreeSet<String> = usual.filter_map(|p| letters(p.name)).collect();
    let names = entry.names.iter().filter(|n| n.script == Script::Latn).map(|n| n.text.as_str());
    for text in names.chain(entry.addresses.iter().map(|a| a.city.as_str())) {
        let n = text::normalize(text);
        for word in n.tokens().iter().map(|t| n.text(t)) {
            let place = lexicon().word(word).and_then(|s| s.place).map(|p| places.get(p));
            if place.is_some_and(|p| !matches!(p.level, "province" | "region")) {
                out.extend(letters(word));
            }
        }
    }
    out
}

/// First three letters of the first two words that count; nothing for a name of one word (three letters say little).
fn name_part(name: &str) -> Option<String> {
    let n = text::normalize(name);
    let words: Vec<&str> =
        n.tokens().iter().map(|t| n.text(t)).filter(|w| !matches!(*w, "a" | "an" | "and" | "of" | "the")).collect();
    match words.as_slice() {
        [a, b, ..] => Some(format!("{}{}", letters(a)?, letters(b)?)),
        _ => None,
    }
}

fn letters(word: &str) -> Option<String> {
    let head: String = word.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_ascii_uppercase();
    (head.len() >= 2).then_some(head)
}
