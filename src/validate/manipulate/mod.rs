//! The ways in which names get changed on their way from a company's papers into a ledger.
//!
//! Each [`Kind`] is a pure function of a name and a stream of draws. It gives nothing where it does not apply: the name is
//! too short, has no such letter, is of another script, or would stay as it is. Kinds are grouped by theme; the rule of
//! each stands in words beside it and goes into the record.

mod around;
mod form;
mod order;
mod script;
mod slips;
mod surface;

use crate::validate::rng::Rng;
use crate::validate::subject::Subject;
use slips::Where::{Any, Distinctive, Short};

/// What became of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The name cell.
    pub name: String,
    /// The second name cell (NAME2); nearly always empty.
    pub second: String,
    /// True where a whole distinctive word of the name is left: without one, a screen that kept silent would be right as
    /// often as wrong.
    pub distinctive: bool,
}

/// How a kind is made.
#[derive(Debug, Clone, Copy)]
enum Apply {
    /// A new text; as many distinctive words as before.
    Text(fn(&Subject<'_>, &mut Rng) -> Option<String>),
    /// A new text, or two cells, that may have lost distinctive words.
    Parts(fn(&Subject<'_>, &mut Rng) -> Option<Made>),
    /// A slip in one word.
    Slip(slips::Where, fn(&str, &mut Rng) -> Option<String>),
}

/// A way to change names.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The word of `--kind` and of the record.
    pub id: &'static str,
    /// What it belongs to.
    pub theme: &'static str,
    /// Its rule, in words.
    pub rule: &'static str,
    apply: Apply,
}

impl Kind {
    /// The kind of that id.
    pub fn find(id: &str) -> Option<&'static Self> {
        KINDS.iter().find(|k| k.id == id)
    }

    /// Changes a name; `None` where the kind does not apply to it.
    pub fn make(&self, subject: &Subject<'_>, seed: u64) -> Option<Made> {
        let mut rng = Rng::new(seed, self.id, subject.text);
        let whole = |name| Made { name, second: String::new(), distinctive: subject.keeps(|_| true) };
        let made = match self.apply {
            Apply::Text(f) => f(subject, &mut rng).map(whole),
            Apply::Parts(f) => f(subject, &mut rng),
            Apply::Slip(place, f) => slips::slip(subject, place, f, &mut rng).map(whole),
        }?;
        let changed = made.name != subject.text || !made.second.is_empty() || self.id == AS_LISTED;
        (changed && made.name.chars().any(char::is_alphanumeric)).then_some(made)
    }
}

/// The kind that changes nothing.
pub const AS_LISTED: &str = "as-listed";

const fn text(
    theme: &'static str,
    id: &'static str,
    rule: &'static str,
    f: fn(&Subject<'_>, &mut Rng) -> Option<String>,
) -> Kind {
    Kind { id, theme, rule, apply: Apply::Text(f) }
}

const fn parts(
    theme: &'static str,
    id: &'static str,
    rule: &'static str,
    f: fn(&Subject<'_>, &mut Rng) -> Option<Made>,
) -> Kind {
    Kind { id, theme, rule, apply: Apply::Parts(f) }
}

const fn slip(
    id: &'static str,
    rule: &'static str,
    place: slips::Where,
    f: fn(&str, &mut Rng) -> Option<String>,
) -> Kind {
    let theme = match place {
        Any => "slip in a word",
        Distinctive => "slip in the distinctive word",
        Short => "slip in a short distinctive word",
    };
    Kind { id, theme, rule, apply: Apply::Slip(place, f) }
}

/// Every kind, in the order of the record.
#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    text("none", AS_LISTED, "the name as the list prints it", |s, _| Some(s.text.to_owned())),

    text("case", "upper-case", "all letters upper case", surface::upper),
    text("case", "lower-case", "all letters lower case", surface::lower),
    text("punctuation", "punctuation-dropped", "hyphens, slashes, brackets, & and marks that alone part two words become blanks, other marks vanish", surface::punctuation_dropped),
    text("punctuation", "punctuation-added", "a comma, hyphen, full stop or underscore between two words; in Han a middle dot, hyphen or comma", surface::punctuation_added),
    text("punctuation", "quotes-added", "the most distinctive word in quotes", surface::quotes_added),

    text("legal form", "form-dropped", "the legal form at the end dropped", form::dropped),
    text("legal form", "form-spelled-out", "Co., Ltd. → Company Limited, Corp. → Corporation, 有限公司 → 有限责任公司", form::spelled_out),
    text("legal form", "form-other", "another customary spelling of the legal form at the end (CO.,LTD; Ltd; Limited…), in Han another form (公司, 股份有限公司)", form::other),
    text("legal form", "form-added", "a legal form put behind a company's name that has none", form::added),

    text("spacing", "blank-lost", "the blank between two words lost; not inside the legal form", order::blank_lost),
    text("spacing", "blank-added", "a blank inside a word of six letters or more, two letters on each side at least; in Han between two characters", order::blank_added),
    text("spacing", "blanks-doubled", "every blank doubled, one before and one behind", order::blanks_doubled),
    text("spacing", "pinyin-split", "every pinyin word that is a place or a trade name, split by syllable (Hetian → He Tian)", order::pinyin_split),

    text("order", "words-reversed", "all words from last to first, the legal form with them; commas and brackets go", order::reversed),
    text("order", "words-rotated", "the words before the legal form turned by one or more places (Taida Apparel Hetian Co., Ltd.); in Han the place in brackets behind the trade name", order::rotated),

    parts("words", "middle-word-dropped", "one word dropped that is neither first nor last; legal form and connectors not counted", order::middle_dropped),
    parts("words", "place-dropped", "the place at the front dropped", order::place_dropped),
    text("words", "place-added", "(China), in Han （中国）, put before the legal form of a company", form::place_added),
    text("words", "abbreviated", "every word that has a customary short form shortened (Technology → Tech, Manufacturing → Mfg, Company → Co)", order::abbreviated),

    text("disguise", "zero-width", "one to three invisible characters inside words", surface::zero_width),
    text("disguise", "look-alike-cyrillic", "every second letter that has a Cyrillic twin replaced, by draw, one at least", surface::cyrillic),
    text("disguise", "look-alike-greek", "every second letter that has a Greek twin replaced, by draw, one at least", surface::greek),

    parts("vowels", "vowels-dropped", "vowels dropped from every word of four letters or more, first letter kept; initials stay, and a word that would keep fewer than three letters", slips::vowels_all),
    parts("vowels", "vowels-dropped-distinctive", "the same in the most distinctive word alone", slips::vowels_distinctive),

    slip("letter-doubled", "one letter doubled in a word of five letters or more that is no legal form and no initials", Any, slips::doubled),
    slip("letters-swapped", "two neighbouring letters swapped, the first letter kept", Any, slips::swapped),
    slip("letter-dropped", "one letter dropped", Any, slips::dropped),
    slip("letter-replaced", "one letter replaced by its neighbour on the keyboard (QWERTY)", Any, slips::keyboard),
    slip("ocr", "one pair that scanners confuse: l/1/I, rn/m, O/0, cl/d, S/5, B/8, w/vv, e/c, h/b, g/q, Z/2, G/6", Any, slips::ocr),
    slip("phonetic", "one respelling by sound: ph/f, c/k, y/i, x/ks, ei/ie, ck/k, z/s, ou/u, q/ch, zh/j, x/sh, ng/n", Any, slips::phonetic),
    slip("letter-doubled-distinctive", "one letter doubled in the most distinctive word, if it has five letters or more and is no initials", Distinctive, slips::doubled),
    slip("letters-swapped-distinctive", "two neighbouring letters swapped there", Distinctive, slips::swapped),
    slip("letter-dropped-distinctive", "one letter dropped there", Distinctive, slips::dropped),
    slip("letter-replaced-distinctive", "one letter replaced by its neighbour on the keyboard there", Distinctive, slips::keyboard),
    slip("ocr-distinctive", "one pair that scanners confuse there", Distinctive, slips::ocr),
    slip("phonetic-distinctive", "one respelling by sound there", Distinctive, slips::phonetic),
    slip("short-word-slip", "a letter doubled, swapped, dropped or replaced in the most distinctive word, if it has three or four letters or is initials", Short, slips::any_slip),
    text("slip in Han", "han-homophone", "one character of a distinctive word replaced by a common one of the same sound (GB 2312, level 1)", script::homophone),
    parts("slip in Han", "han-dropped", "one character dropped that is not in the legal form, from a name of six characters or more", script::character_dropped),

    parts("cut", "cut-20", "cut behind 20 characters", |s, _| around::cut(s, 20)),
    parts("cut", "cut-30", "cut behind 30 characters", |s, _| around::cut(s, 30)),
    parts("cut", "cut-35", "cut behind 35 characters", |s, _| around::cut(s, 35)),
    parts("cut", "cut-40", "cut behind 40 characters", |s, _| around::cut(s, 40)),
    parts("two cells", "name1-name2", "a name longer than 35 characters in two cells of one group, parted at the last blank before", |s, _| around::two_cells(s, true)),
    parts("two cells", "name1-name2-hard", "the same, parted behind 35 characters wherever that is", |s, _| around::two_cells(s, false)),

    text("script", "traditional", "Simplified → Traditional, by Big5: a character that Big5 lacks becomes a traditional one that it has", script::traditional),
    text("script", "simplified", "Traditional → Simplified", script::simplified),
    text("script", "pinyin-words", "Han → pinyin, a word for each word, without tones", script::pinyin_words),
    text("script", "pinyin-syllables", "Han → pinyin, a word for each character, without tones", script::pinyin_syllables),

    text("letters", "accents", "a diacritic on one vowel of each word of three letters or more, composed or decomposed", surface::accents),
    text("letters", "tone-marks", "a tone mark on each syllable of the pinyin words; the tone is drawn", surface::tone_marks),
    text("letters", "full-width", "ASCII as full-width characters", surface::full_width),
    text("encoding", "html-entities", "& ' \" and non-ASCII characters as HTML entities, the first blank as &nbsp;", surface::entities),
    text("encoding", "utf8-as-1252", "UTF-8 read as Windows-1252", surface::utf8_as_1252),
    text("encoding", "utf8-as-gbk", "UTF-8 read as GBK; bytes may be lost", surface::utf8_as_gbk),
    text("encoding", "gbk-as-1252", "GBK read as Windows-1252", surface::gbk_as_1252),

    text("surroundings", "branch-added", "a branch of the company: … Beijing Branch, 北京分公司", around::branch),
    text("surroundings", "longer-cell", "inside a longer cell: c/o …, attn AP", around::longer_cell),
];

/// Bytes `start..end` of every run between blanks.
fn chunks(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices() {
        match (c.is_whitespace(), open) {
            (true, Some(start)) => {
                out.push((start, at));
                open = None;
            }
            (false, None) => open = Some(at),
            _ => {}
        }
    }
    if let Some(start) = open {
        out.push((start, text.len()));
    }
    out
}

/// The text with bytes `start..end` replaced.
fn replaced(text: &str, (start, end): (usize, usize), by: &str) -> Option<String> {
    Some(format!("{}{by}{}", text.get(..start)?, text.get(end..)?))
}

#[cfg(test)]
mod tests;
