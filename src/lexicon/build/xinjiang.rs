//! The places of Xinjiang, in every script: Latin, Han, Arabic, Cyrillic, kana, Hangul.

use rustc_hash::FxHashMap;

use super::LexiconBuilder;
use crate::lexicon::places::PlaceInfo;
use crate::lexicon::{Class, Key, Sense};
use crate::model::Groups;
use crate::text::table::{cell, rows};
use crate::text::{self, pinyin};

/// Class words that Korean writes without a blank after the name: city, county, prefecture, district, region, province.
const HANGUL_CLASSES: [&str; 6] = ["시", "현", "지구", "구", "성", "자치주"];

/// One row of the table.
struct Spelling {
    id: &'static str,
    level: &'static str,
    name: &'static str,
    kind: &'static str,
    script: &'static str,
    folded: String,
    ambiguous: bool,
    /// Another place of China is called so too.
    shared: bool,
    /// A firm elsewhere is called so too.
    firm: bool,
    /// Places of one prefecture that share it are one.
    joins: bool,
}

impl Spelling {
    fn of(row: &[&'static str]) -> Option<Self> {
        let (level, name, kind, script) = (cell(row, 1), cell(row, 3), cell(row, 4), cell(row, 5));
        let ambiguous = matches!(cell(row, 7), "yes" | "shared");
        let shared = cell(row, 7) == "shared";
        let firm = cell(row, 7) == "firm";
        let folded = text::normalize(name).joined("");
        // Older spellings and what romanizers make of other scripts say too little to make two places one.
        let sure = matches!(script, "Latn" | "Hani") && !matches!(kind, "historical" | "romanized");
        let joins = sure && !ambiguous && !level.starts_with("corps");
        let spelling = Self { id: cell(row, 0), level, name, kind, script, folded, ambiguous, shared, firm, joins };
        (!spelling.folded.is_empty()).then_some(spelling)
    }
}

impl LexiconBuilder {
    /// Xinjiang: spellings that share a name share a key (Hetian prefecture, city and county are `Hotan`).
    pub(super) fn xinjiang(&mut self) {
        let table = rows(include_str!("../../../watchlists/places/xinjiang.tsv"));
        let spellings: Vec<Spelling> = table.filter_map(|row| Spelling::of(&row)).collect();
        // A place takes the smallest id among those of its prefecture (four digits) that it shares an ordinary spelling
        // with. `Old Town` and `New Town` (Kona Shahr, Yangi Shahr) are in several prefectures: they make Kashgar,
        // Aksu and Yarkant no one place.
        let mut groups: Groups<&'static str> = Groups::default();
        let mut by_name: FxHashMap<(&str, &str), &'static str> = FxHashMap::default();
        let prefecture = |id: &'static str| id.get(..4).unwrap_or(id);
        for s in spellings.iter().filter(|s| s.joins) {
            let first = by_name.entry((s.folded.as_str(), prefecture(s.id))).or_insert(s.id);
            groups.join(first, s.id);
        }
        let prefectures = spellings.iter().filter(|s| s.level.contains("prefecture") && !s.shared);
        self.prefectures.extend(prefectures.map(|s| s.folded.as_str().into()));
        // The printed name: the first English spelling, which the table puts near the front.
        for pass_latin in [true, false] {
            for s in spellings.iter().filter(|s| s.name.is_ascii() == pass_latin) {
                let key = Key::new('p', groups.first(s.id));
                let (name, level) = (s.name, s.level);
                let ix = self.places.add(PlaceInfo { key, name, province: "xinjiang", level, xinjiang: true });
                let sense = Sense { key, class: Class::Place, place: Some(ix), ambiguous: s.ambiguous };
                self.spelling(s, sense);
            }
        }
    }

    fn spelling(&mut self, s: &Spelling, sense: Sense) {
        if s.firm {
            self.firms.insert(s.folded.as_str().into());
        }
        if s.shared {
            self.shared.insert(s.folded.as_str().into());
        }
        self.whole_places.entry(s.folded.as_str().into()).or_insert(sense);
        match s.script {
            "Hani" => {
                self.hani(s.name, &[sense]);
                // Official names are romanized by rule where no table spells them: 巴音郭楞 = Bayinguoleng.
                let syllables = pinyin::joined(&s.folded);
                if s.joins && syllables.len() >= 7 {
                    self.words.entry(syllables.into()).or_insert(sense);
                }
            }
            "Latn" if s.kind != "romanized" => {
                self.latin(s.name, sense);
                // `Bayingolin` alone is in no table, only with its `Mongolian Autonomous Prefecture`.
                let short = self.without_class_words(s.name);
                if s.joins && short.len() >= 5 && short.len() < s.name.len() {
                    self.latin(short, sense);
                }
            }
            "Hang" => {
                let name = s.name.replace(' ', "");
                // `우루무치 시` is `우루무치시`, and its first word is no other place.
                self.surface(s.name, sense);
                self.surface(&name, sense);
                for class in HANGUL_CLASSES {
                    let named = format!("{name}{class}");
                    self.surface(&named, Sense { ambiguous: false, ..sense });
                    self.whole_places.entry(named.into()).or_insert(Sense { ambiguous: false, ..sense });
                }
            }
            _ => self.surface(s.name, sense),
        }
    }

    /// A place's English name up to its first class word or people's name.
    fn without_class_words(&self, name: &'static str) -> &'static str {
        let mut at = 0;
        for word in name.split(' ') {
            if at > 0 && self.place_classes.contains(word.to_lowercase().as_str()) {
                return name[..at].trim_end();
            }
            at += word.len() + 1;
        }
        name
    }
}
