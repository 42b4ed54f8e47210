//! The ways in which names get changed between a company's papers and a ledger.
//!
//! Each [`Kind`] is a pure function of a name and a stream of draws. It gives nothing where it does not apply: the name
//! is too short, has no such letter, is of another script, or would stay as it is. Id, theme and rule of each kind are
//! in `validate/tables/kinds.tsv`, and go into the record.

mod around;
mod form;
mod order;
mod script;
mod slips;
mod surface;

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::text::table::rows;
use crate::validate::rng::Rng;
use crate::validate::subject::{Subject, Word};
use slips::Where::{Any, Distinctive, Short};

/// A changed name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The name cell.
    pub name: String,
    /// The second name cell (NAME2); nearly always empty.
    pub second: String,
    /// True where a whole distinctive word of the name is left: without one, a screen that stayed silent would be right
    /// as often as wrong.
    pub distinctive: bool,
}

impl Made {
    /// One cell, which keeps the words of `s` that `kept` says.
    fn one(name: String, s: &Subject<'_>, kept: impl Fn(&Word) -> bool) -> Self {
        Self { name, second: String::new(), distinctive: s.keeps(kept) }
    }
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
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Kind {
    /// The word of `--kind` and of the record.
    #[serde(rename = "kind")]
    pub id: &'static str,
    /// What it belongs to.
    pub theme: &'static str,
    /// Its rule, in words.
    pub rule: &'static str,
    #[serde(skip)]
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
        let whole = |name| Made::one(name, subject, |_| true);
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

/// Every kind, in the order of the record.
pub static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let kinds = rows(include_str!("../tables/kinds.tsv")).filter_map(|row| match row[..] {
        [id, theme, rule] => apply(id).map(|apply| Kind { id, theme, rule, apply }),
        _ => None,
    });
    kinds.collect()
});

fn apply(id: &str) -> Option<Apply> {
    use Apply::{Parts, Slip, Text};
    Some(match id {
        AS_LISTED => Text(|s, _| Some(s.text.to_owned())),
        "upper-case" => Text(|s, _| Some(s.text.to_uppercase())),
        "lower-case" => Text(|s, _| Some(s.text.to_lowercase())),
        "punctuation-dropped" => Text(surface::punctuation_dropped),
        "punctuation-added" => Text(surface::punctuation_added),
        "quotes-added" => Text(surface::quotes_added),
        "form-dropped" => Text(|s, _| s.split_form().map(|(name, _)| name.to_owned())),
        "form-spelled-out" => Text(form::spelled_out),
        "form-other" => Text(form::other),
        "form-added" => Text(form::added),
        "blank-lost" => Text(order::blank_lost),
        "blank-added" => Text(order::blank_added),
        "blanks-doubled" => Text(|s, _| s.text.contains(' ').then(|| format!(" {} ", s.text.replace(' ', "  ")))),
        "pinyin-split" => Text(order::pinyin_split),
        "words-reversed" => Text(order::reversed),
        "words-rotated" => Text(order::rotated),
        "middle-word-dropped" => Parts(order::middle_dropped),
        "place-dropped" => Parts(order::place_dropped),
        "place-added" => Text(form::place_added),
        "abbreviated" => Text(order::abbreviated),
        "zero-width" => Text(surface::zero_width),
        "look-alike-cyrillic" => Text(|s, rng| surface::twins(s.text, "cyrillic", rng)),
        "look-alike-greek" => Text(|s, rng| surface::twins(s.text, "greek", rng)),
        "vowels-dropped" => Text(slips::vowels_all),
        "vowels-dropped-distinctive" => Text(slips::vowels_distinctive),
        "letter-doubled" => Slip(Any, slips::doubled),
        "letters-swapped" => Slip(Any, slips::swapped),
        "letter-dropped" => Slip(Any, slips::dropped),
        "letter-replaced" => Slip(Any, slips::keyboard),
        "ocr" => Slip(Any, slips::ocr),
        "phonetic" => Slip(Any, slips::phonetic),
        "letter-doubled-distinctive" => Slip(Distinctive, slips::doubled),
        "letters-swapped-distinctive" => Slip(Distinctive, slips::swapped),
        "letter-dropped-distinctive" => Slip(Distinctive, slips::dropped),
        "letter-replaced-distinctive" => Slip(Distinctive, slips::keyboard),
        "ocr-distinctive" => Slip(Distinctive, slips::ocr),
        "phonetic-distinctive" => Slip(Distinctive, slips::phonetic),
        "short-word-slip" => Slip(Short, slips::any_slip),
        "han-homophone" => Text(script::homophone),
        "han-dropped" => Parts(script::character_dropped),
        "cut-20" => Parts(|s, _| around::cut(s, 20)),
        "cut-30" => Parts(|s, _| around::cut(s, 30)),
        "cut-35" => Parts(|s, _| around::cut(s, 35)),
        "cut-40" => Parts(|s, _| around::cut(s, 40)),
        "name1-name2" => Parts(|s, _| around::two_cells(s, true)),
        "name1-name2-hard" => Parts(|s, _| around::two_cells(s, false)),
        "traditional" => Text(script::traditional),
        "simplified" => Text(script::simplified),
        "pinyin-words" => Text(|s, _| script::romanized(s, false)),
        "pinyin-syllables" => Text(|s, _| script::romanized(s, true)),
        "accents" => Text(surface::accents),
        "tone-marks" => Text(surface::tone_marks),
        "full-width" => Text(surface::full_width),
        "html-entities" => Text(surface::entities),
        "utf8-as-1252" => Text(surface::utf8_as_1252),
        "utf8-as-gbk" => Text(surface::utf8_as_gbk),
        "gbk-as-1252" => Text(surface::gbk_as_1252),
        "branch-added" => Text(around::branch),
        "longer-cell" => Text(around::longer_cell),
        _ => return None,
    })
}

/// A row of `validate/tables/pairs.tsv`: what is replaced by what.
#[derive(Debug, Clone, Copy)]
struct Pair {
    from: &'static str,
    to: &'static str,
    /// What must follow: a word of the table, or nothing.
    next: &'static str,
}

/// The rows of one table, in their order.
fn pairs(table: &str) -> &'static [Pair] {
    static ALL: LazyLock<FxHashMap<&str, Vec<Pair>>> = LazyLock::new(|| {
        let mut all: FxHashMap<&str, Vec<Pair>> = FxHashMap::default();
        for row in rows(include_str!("../tables/pairs.tsv")) {
            if let [table, from, to, next] = row[..] {
                all.entry(table).or_default().push(Pair { from, to, next });
            }
        }
        all
    });
    ALL.get(table).map_or(&[], Vec::as_slice)
}

/// What a table replaces a letter by.
fn pair(table: &str, letter: char) -> Option<&'static str> {
    pairs(table).iter().find(|pair| pair.from.starts_with(letter)).map(|pair| pair.to)
}

/// Bytes `start..end` of every run between blanks.
fn chunks(text: &str) -> Vec<(usize, usize)> {
    let mut next = 0;
    let runs = text.split_inclusive(char::is_whitespace).map(|run| {
        let start = next;
        next += run.len();
        (start, start + run.trim_end().len())
    });
    runs.filter(|(start, end)| start < end).collect()
}

/// The text with these bytes replaced.
fn replaced(text: &str, bytes: Range<usize>, by: &str) -> Option<String> {
    Some(format!("{}{by}{}", text.get(..bytes.start)?, text.get(bytes.end..)?))
}

/// The text with each word replaced by what `change` makes of it; words are taken from the last to the first.
fn changed(s: &Subject<'_>, mut change: impl FnMut(&Word) -> Option<String>) -> Option<String> {
    let mut text = s.text.to_owned();
    for word in s.words().iter().rev() {
        if let Some(by) = change(word) {
            text = replaced(&text, word.start..word.end, &by)?;
        }
    }
    Some(text)
}

/// First letter upper case, the others as they are.
fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
