//! What words mean, whichever script they are written in: the vocabulary that lists and ledgers share.
//!
//! Chinese company names follow the national naming rule: administrative division, trade name, line of business,
//! legal form. The same four slots stand behind the English and pinyin renderings. This module gives each word its
//! slot ([`Class`]) and a key that is the same for `和田`, `Hetian` and `Khotan`, for `服饰`, `fushi` and `apparel`:
//! equality of keys is agreement across spellings, abbreviations and scripts. The word that no table knows is the
//! trade name.
//!
//! It knows the tables under `watchlists/words` and `watchlists/places`, no list, no ledger and no score but the
//! rarity of words ([`frequency`]).

mod build;
pub mod countries;
pub mod frequency;
mod goods;
pub mod han;
pub mod places;
pub mod vocabulary;
pub mod word_cache;

use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::text::Normalized;

pub use places::PlaceIx;

/// The slot of a word in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The trade name, or any word that no table knows.
    Trade,
    /// A place of China or Xinjiang.
    Place,
    /// A country.
    Country,
    /// A line of business.
    Business,
    /// A kind of body: bureau, institute, college.
    Body,
    /// Group, holding.
    Group,
    /// Branch, office, plant.
    Branch,
    /// County, city, centre, product: words that say little.
    Generic,
    /// A legal form.
    Form,
    /// A number.
    Number,
    /// Road, building, district: behind a name they make it a place in a town.
    Street,
    /// And, of, the.
    Connector,
}

/// What makes two words the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

impl Key {
    /// The key of a word within a namespace (`t` trade in Latin letters, `h` trade in Han, `b` business…). Two
    /// words of one key by accident (1 in 2^64 a pair) would only add a candidate that the scoring refuses.
    pub fn new(space: char, word: &str) -> Self {
        Self::of(space, word.as_bytes())
    }

    fn of(space: char, letters: &[u8]) -> Self {
        let mut hasher = FxHasher::default();
        space.hash(&mut hasher);
        hasher.write(letters);
        hasher.write_u8(0xFF);
        Self(hasher.finish())
    }

    /// As [`Key::trade`], of the letters of a word.
    pub fn of_trade(letters: &[u8]) -> Self {
        Self::of('t', letters)
    }

    /// A word in Latin letters that no table knows.
    pub fn trade(word: &str) -> Self {
        Self::new('t', word)
    }

    /// A run of Han characters that no table knows.
    pub fn han(word: &str) -> Self {
        Self::new('h', word)
    }
}

/// One meaning of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// What it is equal to.
    pub key: Key,
    /// Its slot.
    pub class: Class,
    /// The place it names, for [`Class::Place`].
    pub place: Option<PlaceIx>,
    /// True for place words that also stand in ordinary names or elsewhere in the world.
    pub ambiguous: bool,
}

/// Lines of business that go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    name: &'static str,
    /// What people wear and eat.
    consumer: bool,
}

/// The compiled tables.
#[derive(Debug)]
pub struct Lexicon {
    words: FxHashMap<Box<str>, Sense>,
    /// Surfaces of several words, run together (`sdnbhd`, `hongkong`).
    phrases: FxHashMap<Box<str>, Sense>,
    /// Spellings of places of Xinjiang of any length and script, folded, without blanks.
    whole_places: FxHashMap<Box<str>, Sense>,
    /// Pinyin of Han compounds (`mianma` = cotton and linen).
    compounds: FxHashMap<Box<str>, Box<[Sense]>>,
    han: han::Dictionary,
    places: places::Places,
    families: FxHashMap<Key, Family>,
    /// Words between two parties in one cell (`on behalf of`), by the first of them.
    between_parties: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
    services: FxHashSet<Key>,
    world_region: Key,
    /// Words known only as the pinyin of a Han word.
    pinyin: FxHashSet<Box<str>>,
    /// Spellings of prefectures of Xinjiang, folded.
    prefectures: FxHashSet<Box<str>>,
    /// Spellings of places of Xinjiang that another place of China bears too, folded.
    shared: FxHashSet<Box<str>>,
    /// Spellings of places of Xinjiang that are also names of firms elsewhere, folded.
    firms: FxHashSet<Box<str>>,
    /// Kinds of street words.
    streets: FxHashMap<Key, &'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(build::build);

/// What compiles the tables on first use, each by itself: who has another core to spare may call them ahead. The
/// answers are the same without.
pub fn tables() -> [fn(); 3] {
    [|| _ = lexicon(), || _ = vocabulary::words(), frequency::prepare]
}

/// The one vocabulary, compiled on first use (a few milliseconds).
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    /// The meaning of one normalized word, if a table knows it.
    pub fn word(&self, word: &str) -> Option<Sense> {
        self.words.get(word).copied()
    }

    /// Every single word in Latin letters and its slot, in no order.
    pub fn latin_words(&self) -> impl Iterator<Item = (&str, Class)> {
        self.words.iter().map(|(w, s)| (&**w, s.class)).filter(|(w, _)| w.is_ascii())
    }

    /// The place of Xinjiang that a run of words without its blanks names, however many words it has: for whole cells.
    pub fn whole_place(&self, words: &str) -> Option<Sense> {
        self.whole_places.get(words).copied()
    }

    /// The meaning of several words run together: a phrase of the tables, or a place split by syllable.
    pub fn joined(&self, words: &str) -> Option<Sense> {
        if let Some(sense) = self.phrases.get(words) {
            return Some(*sense);
        }
        let sense = self.words.get(words)?;
        // `he tian` is Hetian; four letters (`ha mi`) meet by chance too often.
        if sense.class != Class::Place || words.len() < 5 || sense.ambiguous {
            return None;
        }
        // Two syllables apart that spell a county meet by chance too (TUO LI SHOES FACTORY in Wenzhou).
        let county =
            sense.place.is_some_and(|p| self.places.get(p).xinjiang) && words.len() < 7 && !self.is_prefecture(words);
        Some(Sense { ambiguous: county, ..*sense })
    }

    /// The meaning of a word that a blank may have fallen into: long, and no name of a place or a firm.
    pub fn torn(&self, run: &str) -> Option<Sense> {
        // Shorter words come about by chance from two neighbours; no longer one is in the tables.
        if !(7..=24).contains(&run.len()) {
            return None;
        }
        self.word(run).filter(|s| !matches!(s.class, Class::Trade | Class::Place | Class::Connector))
    }

    /// The meanings of a pinyin compound that [`Lexicon::word`] does not know.
    pub fn compound(&self, word: &str) -> Option<&[Sense]> {
        self.compounds.get(word).map(|s| &**s)
    }

    /// Number of the tokens from one on that are words between two parties: what is before them is no part of the name
    /// after them.
    pub fn between_parties(&self, n: &Normalized, at: usize) -> Option<usize> {
        let fits = |words: &&Vec<&str>| words.iter().enumerate().all(|(i, w)| n.word(at + i) == *w);
        self.between_parties.get(n.word(at))?.iter().find(fits).map(Vec::len)
    }

    /// The dictionary of Han words.
    pub fn han(&self) -> &han::Dictionary {
        &self.han
    }

    /// The places.
    pub fn places(&self) -> &places::Places {
        &self.places
    }

    /// True for a word known only as the pinyin of a Han word (`haishi` of 海事): in an English name it is a trade name.
    pub fn is_pinyin(&self, word: &str) -> bool {
        self.pinyin.contains(word)
    }

    /// True for a word that names a prefecture of Xinjiang (Aksu, Hami), not only a county or an older town.
    pub fn is_prefecture(&self, folded: &str) -> bool {
        self.prefectures.contains(folded)
    }

    /// True for a word that a place of Xinjiang shares with another place of China (Yutian, Shawan).
    pub fn is_shared(&self, folded: &str) -> bool {
        self.shared.contains(folded)
    }

    /// True for a word that is a place of Xinjiang and the name of a firm elsewhere (Shanshan of Ningbo, which BASF
    /// joined).
    pub fn is_firm(&self, folded: &str) -> bool {
        self.firms.contains(folded)
    }

    /// The kind of a street word: street, building, area, public place, transport or landmark.
    pub fn street_kind(&self, key: Key) -> &'static str {
        self.streets.get(&key).copied().unwrap_or("")
    }

    /// True for a shop or service of daily life.
    pub fn is_service(&self, key: Key) -> bool {
        self.services.contains(&key)
    }

    /// True for science and technology of any kind.
    pub fn is_technology(&self, key: Key) -> bool {
        self.families.get(&key).is_some_and(|f| f.name == "technology")
    }

    /// True for a line of business of the table or the wardrobe: textiles, hair, food.
    pub fn is_consumer(&self, key: Key) -> bool {
        self.families.get(&key).is_some_and(|f| f.consumer)
    }

    /// True for a word for a part of the world (Europe, Benelux, 亚太).
    pub fn is_world_region(&self, key: Key) -> bool {
        key == self.world_region
    }

    /// The family of a line of business (textile trades are one): related lines do not contradict each other.
    pub fn family(&self, key: Key) -> Option<Family> {
        self.families.get(&key).copied()
    }
}
