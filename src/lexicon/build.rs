//! Compiles the tables. What comes first wins where two tables know one word: a legal form is never a place, a
//! street word never a line of business.

mod xinjiang;

use rustc_hash::{FxHashMap, FxHashSet};

use super::han::Dictionary;
use super::places::{PlaceInfo, Places};
use super::{Class, Family, Key, Lexicon, PlaceIx, Sense, countries};
use crate::text::table::{cell, parts, rows};
use crate::text::{self, TokenKind, pinyin};

/// Longest phrase, in words, that is looked for in running text.
pub(crate) const LONGEST_PHRASE: usize = 4;

pub(super) fn build() -> Lexicon {
    let mut b = LexiconBuilder {
        words: FxHashMap::default(),
        phrases: FxHashMap::default(),
        whole_places: FxHashMap::default(),
        compounds: FxHashMap::default(),
        han: Dictionary::default(),
        places: Places::default(),
        prefectures: FxHashSet::default(),
        shared: FxHashSet::default(),
        firms: FxHashSet::default(),
        streets: FxHashMap::default(),
        pinyin: FxHashSet::default(),
        services: FxHashSet::default(),
        families: FxHashMap::default(),
        han_only: FxHashSet::default(),
        place_classes: FxHashSet::default(),
        between_parties: FxHashMap::default(),
    };
    b.function_words();
    b.business_groups();
    b.legal_forms();
    b.streets();
    b.countries();
    b.xinjiang();
    b.business();
    b.china();
    Lexicon {
        words: b.words,
        phrases: b.phrases,
        whole_places: b.whole_places,
        compounds: b.compounds,
        han: b.han,
        places: b.places,
        families: b.families,
        services: b.services,
        between_parties: b.between_parties,
        world_region: Key::new('b', "world_region"),
        prefectures: b.prefectures,
        shared: b.shared,
        firms: b.firms,
        streets: b.streets,
        pinyin: b.pinyin,
    }
}

fn plain(key: Key, class: Class) -> Sense {
    Sense { key, class, place: None, ambiguous: false }
}

struct LexiconBuilder {
    words: FxHashMap<Box<str>, Sense>,
    phrases: FxHashMap<Box<str>, Sense>,
    whole_places: FxHashMap<Box<str>, Sense>,
    compounds: FxHashMap<Box<str>, Box<[Sense]>>,
    han: Dictionary,
    places: Places,
    prefectures: FxHashSet<Box<str>>,
    shared: FxHashSet<Box<str>>,
    firms: FxHashSet<Box<str>>,
    streets: FxHashMap<Key, &'static str>,
    pinyin: FxHashSet<Box<str>>,
    services: FxHashSet<Key>,
    families: FxHashMap<Key, Family>,
    han_only: FxHashSet<Key>,
    place_classes: FxHashSet<&'static str>,
    between_parties: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
}

impl LexiconBuilder {
    /// Adds a surface in Latin letters: one word, or a phrase of up to [`LONGEST_PHRASE`] words.
    fn latin(&mut self, surface: &str, sense: Sense) {
        if let Some(place) = sense.place {
            let n = text::normalize(surface);
            if let [one] = n.tokens() {
                self.places.spell(place, n.text(one));
            }
        }
        self.surface(surface, sense);
    }

    /// Adds a surface that is not Han: one word, or a phrase of up to [`LONGEST_PHRASE`] words.
    fn surface(&mut self, surface: &str, sense: Sense) {
        let n = text::normalize(surface);
        match n.tokens() {
            [one] if one.kind == TokenKind::Word => _ = self.words.entry(n.text(one).into()).or_insert(sense),
            many if (2..=LONGEST_PHRASE).contains(&many.len()) && many.iter().all(|t| t.kind != TokenKind::Han) => {
                self.phrases.entry(n.joined("").into()).or_insert(sense);
            }
            _ => {}
        }
    }

    /// Adds a Han surface and its pinyin, run together.
    fn hani(&mut self, surface: &str, senses: &[Sense]) {
        let folded = text::normalize(surface).joined("");
        if !folded.chars().all(text::is_han) {
            return;
        }
        self.han.add(&folded, senses);
    }

    fn function_words(&mut self) {
        for row in rows(include_str!("../../watchlists/words/function_words.tsv")) {
            let word = cell(&row, 0);
            let sense = plain(Key::new('c', word), Class::Connector);
            match cell(&row, 1) {
                "connector" if word.chars().any(text::is_han) => self.hani(word, &[sense]),
                "connector" => self.latin(word, sense),
                "place_class" => _ = self.place_classes.insert(word),
                _ => {
                    let words: Vec<&str> = word.split(' ').collect();
                    self.between_parties.entry(words[0]).or_default().push(words);
                }
            }
        }
    }

    fn business_groups(&mut self) {
        for row in rows(include_str!("../../watchlists/words/business_groups.tsv")) {
            let (name, kind) = (cell(&row, 0), cell(&row, 1));
            let concepts = parts(row.get(2).copied().unwrap_or("")).map(|w| Key::new('b', w));
            match kind {
                "service" => self.services.extend(concepts),
                "han_only" => self.han_only.extend(concepts),
                _ => self.families.extend(concepts.map(|c| (c, Family { name, consumer: kind == "consumer" }))),
            }
        }
    }

    fn legal_forms(&mut self) {
        for row in rows(include_str!("../../watchlists/words/legal_forms.tsv")) {
            let form = cell(&row, 0);
            let sense = plain(Key::new('f', form), Class::Form);
            if form.chars().any(text::is_han) {
                self.hani(form, &[sense]);
            } else {
                self.latin(form, sense);
                // Pinyin forms come split and in parts: youxian, zeren, gongsi.
                if cell(&row, 1) == "pinyin" {
                    for word in form.split(' ') {
                        let sense = plain(Key::new('f', word), Class::Form);
                        self.latin(word, sense);
                        self.phrases.entry(word.into()).or_insert(sense);
                    }
                }
            }
        }
    }

    fn streets(&mut self) {
        for row in rows(include_str!("../../watchlists/words/street_words.tsv")) {
            let word = cell(&row, 0);
            // Words in front (near, opposite) make no street of what follows.
            if cell(&row, 1) == "before" {
                continue;
            }
            let sense = plain(Key::new('s', word), Class::Street);
            self.streets.insert(sense.key, cell(&row, 3));
            if cell(&row, 3) == "public place" {
                self.services.insert(sense.key);
            }
            if word.chars().any(text::is_han) {
                self.hani(word, &[sense]);
            } else {
                self.latin(word, sense);
            }
        }
    }

    fn countries(&mut self) {
        for (name, country) in countries::long_names() {
            let sense = plain(Key::new('k', country.as_str()), Class::Country);
            if name.chars().any(text::is_han) {
                self.hani(&name.replace(' ', ""), &[sense]);
            } else {
                self.latin(name, sense);
            }
        }
        // Two and three letters that are no ordinary word.
        for (name, code) in [("usa", "US"), ("prc", "CN"), ("uae", "AE"), ("uk", "GB"), ("hk", "HK")] {
            self.latin(name, plain(Key::new('k', code), Class::Country));
        }
    }

    fn business(&mut self) {
        let mut concepts: FxHashMap<&'static str, Sense> = FxHashMap::default();
        let mut hans: Vec<(&'static str, Vec<Sense>)> = Vec::new();
        for row in rows(include_str!("../../watchlists/words/business.tsv")) {
            let concept = cell(&row, 0);
            let class = match cell(&row, 3) {
                "body" => Class::Body,
                "group" => Class::Group,
                "branch" => Class::Branch,
                "generic" => Class::Generic,
                _ => Class::Business,
            };
            let sense = plain(Key::new('b', concept), class);
            concepts.insert(concept, sense);
            for word in parts(row.get(1).copied().unwrap_or("")) {
                self.latin(word, sense);
                self.plural(word, sense);
            }
            hans.extend(parts(row.get(2).copied().unwrap_or("")).map(|w| (w, vec![sense])));
        }
        for row in rows(include_str!("../../watchlists/words/spellings.tsv")) {
            let word = cell(&row, 0);
            let sense = match (cell(&row, 1), concepts.get(word)) {
                (_, Some(known)) => *known,
                ("trade", None) => plain(Key::trade(word), Class::Trade),
                _ => plain(Key::new('b', word), Class::Generic),
            };
            for spelling in parts(row.get(2).copied().unwrap_or("")) {
                if spelling.chars().any(text::is_han) {
                    self.hani(spelling, &[sense]);
                } else {
                    self.latin(spelling, sense);
                }
            }
        }
        // Units of the Corps are words of their own, so that their names are cut alike wherever they stand.
        self.han.add("兵团", &[plain(Key::han("兵团"), Class::Trade)]);
        for n in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四"]
        {
            for unit in [format!("第{n}师"), format!("农{n}师"), format!("{n}师")] {
                self.han.add(&unit, &[plain(Key::han(&unit), Class::Trade)]);
            }
        }
        // Units are numbered as schools are: 第一师范学院 is no division.
        for n in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"] {
            self.han.add(&format!("第{n}师范"), &[plain(Key::new('b', "normal_school"), Class::Generic)]);
        }
        for row in rows(include_str!("../../watchlists/words/han_compounds.tsv")) {
            let senses: Vec<Sense> = cell(&row, 1).split('+').filter_map(|c| concepts.get(c.trim()).copied()).collect();
            if !senses.is_empty() {
                hans.push((cell(&row, 0), senses));
            }
        }
        for (word, senses) in hans {
            if !word.chars().any(text::is_han) {
                // Initials that stand for several words: PSB.
                self.compounds.entry(word.into()).or_insert(senses.into());
                continue;
            }
            self.hani(word, &senses);
            let folded = text::normalize(word).joined("");
            let syllables = pinyin::joined(&folded);
            let by_syllables = if senses.iter().any(|s| self.han_only.contains(&s.key)) { 3 } else { 2 };
            if folded.chars().count() >= by_syllables && syllables.len() >= 4 {
                match senses.as_slice() {
                    [one] => {
                        if syllables.len() >= 4 {
                            self.phrases.entry(syllables.as_str().into()).or_insert(*one);
                        }
                        if !self.words.contains_key(syllables.as_str()) {
                            self.pinyin.insert(syllables.as_str().into());
                            self.words.insert(syllables.into(), *one);
                        }
                    }
                    many => {
                        self.compounds.entry(syllables.into()).or_insert(many.into());
                    }
                }
            }
        }
    }

    fn plural(&mut self, word: &str, sense: Sense) {
        if word.contains(' ') || word.len() < 4 || word.ends_with('s') {
            return;
        }
        let plural = match word.strip_suffix('y') {
            Some(stem) if !word.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
            _ => format!("{word}s"),
        };
        self.latin(&plural, sense);
    }

    fn china(&mut self) {
        for row in rows(include_str!("../../watchlists/words/china_places.tsv")) {
            let (han, pinyin, level, province) = (cell(&row, 0), cell(&row, 1), cell(&row, 3), cell(&row, 4));
            let (stem, class_word) = stem(han, pinyin);
            // Tancheng is a spelling of Tacheng, and a county of Shandong: China as the country tells nothing.
            self.prefectures.remove(stem);
            let folded = text::normalize(han).joined("");
            for word in [stem, pinyin, folded.as_str()] {
                let xinjiang = |s: &Sense| s.place.is_some_and(|p| self.places.get(p).xinjiang);
                if self.words.get(word).is_some_and(xinjiang)
                    || self.han.get(word).is_some_and(|s| s.iter().any(xinjiang))
                {
                    self.shared.insert(word.into());
                }
            }
            // Two characters without 县 or 市 are trade names far more often than the county of that name.
            let bare_county = level == "county" && class_word.is_none();
            let common = cell(&row, 5) == "yes" && class_word.is_none() && level == "county";
            let name = parts(row.get(2).copied().unwrap_or("")).next().unwrap_or(pinyin);
            let id = if level == "province" { province.to_owned() } else { format!("{province}/{stem}") };
            let key = Key::new('p', &id);
            let ix: PlaceIx = self.places.add(PlaceInfo { key, name, province, level, xinjiang: false });
            let sense = Sense { key, class: Class::Place, place: Some(ix), ambiguous: common };
            if !common && !bare_county {
                self.hani(han, &[sense]);
            }
            // Joined pinyin of counties collides with trade names (Dahua is a county too): cities and up only.
            // A county-level city (Jiangyin, Yiwu) is as well known as a prefecture.
            if level != "county" || class_word == Some("市") && cell(&row, 5) != "yes" {
                self.latin(stem, sense);
                self.latin(pinyin, sense);
                for english in parts(row.get(2).copied().unwrap_or("")) {
                    self.latin(english, sense);
                }
            }
        }
    }
}

/// A place's pinyin without its class word (市, 县, 省), and that word.
fn stem(han: &'static str, pinyin: &'static str) -> (&'static str, Option<&'static str>) {
    const WORDS: [(&str, &str); 6] =
        [("地区", "diqu"), ("市", "shi"), ("县", "xian"), ("省", "sheng"), ("区", "qu"), ("旗", "qi")];
    if han.chars().count() > 2 {
        for (word, syllable) in WORDS {
            if han.ends_with(word)
                && let Some(stem) = pinyin.strip_suffix(syllable)
            {
                return (stem, Some(word));
            }
        }
    }
    (pinyin, (han.chars().count() > 2).then_some(""))
}
