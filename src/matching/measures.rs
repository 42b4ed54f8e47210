//! What agrees, is missing, misspelt and added between a cell and a listed name, in numbers.

use crate::lexicon::{frequency, lexicon};
use crate::text::pinyin;

use super::difference::{Difference, Fate};
use super::letters::{self, Wrong};
use super::words::Word;

/// Letters that may be wrong in a whole name; more, and its words are compared alone.
pub const WRONG_LETTERS: usize = 3;

/// One telling letter in so many may be wrong in a word before it is another.
const LETTERS_TO_ONE_WRONG: usize = 3;

/// The same where the first letter is wrong, which few slips are: Davetech is not Wave Tech, nor Yarward Forward.
const LETTERS_TO_FIRST_WRONG: usize = 5;

/// Words of fewer letters have no slips: KTK is not KTM. Nor are they a longer word without its last letter: RIC is not
/// Rice.
const LEAST_LETTERS: usize = 4;

/// How the words of a cell and of a listed name agree; bits are tenths.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measures {
    /// Bits of the listed words that the cell has; of a misspelt word a part.
    pub agreed: f64,
    /// Bits of the misspelt ones among them.
    pub misspelt: f64,
    /// Bits of those that it lacks.
    pub missing: f64,
    /// Bits of its further words.
    pub added: f64,
    /// Listed words that the cell has in any form.
    pub words: usize,
    /// Listed words that it lacks.
    pub missing_words: usize,
    /// Its further words.
    pub added_words: usize,
    /// Misspelt words.
    pub slips: usize,
    /// The largest share of wrong letters in one of them.
    pub wrong_share: f64,
    /// One of them is a word that ordinary names have (`Pride` for `Prime`).
    pub slip_is_word: bool,
    /// A word stands in a shorter or longer form (`Tech` for `Technology`).
    pub other_form: bool,
    /// Another word stands for it (`Global` for `International`).
    pub other_word: bool,
    /// A listed number is not there: the 13th institute is not the 55th, nor the academy that both belong to.
    pub lacks_number: bool,
}

/// Tenths of a bit of a single word that few firms have: one name in a thousand (Nuctech).
const RARE_WORD: f64 = 100.0;

/// Letters at the ends of a word that are right.
#[derive(Debug, Clone, Copy, Default)]
struct Right {
    at_start: usize,
    at_end: usize,
}

impl Measures {
    /// Compares the words of a whole cell with those of a listed name: by words, and where these do not come out even,
    /// by letters. `equal`: the cell holds all terms of the name and nothing else, so that what is left over on both
    /// sides means the same (`NPP` for Scientific Production Enterprise).
    pub fn of(cell: &[Word], listed: &[Word], equal: bool) -> Self {
        let found = Difference::of(cell, listed, equal);
        let by_words = Self::by_words(&found);
        let initials =
            |listed: &Word, c: usize| found.cell().get(c).is_some_and(|seen| lacks_last(listed, seen) == Some(true));
        let another = found.fates().any(|(w, fate)| matches!(fate, Fate::Shortened(c) if initials(w, c)));
        if another || by_words.is_whole() && by_words.slips == 0 {
            return by_words;
        }
        let by_letters = [true, false].map(|forms| Self::by_letters(cell, listed, forms));
        let even = by_letters.into_iter().flatten().filter(Self::is_whole);
        even.fold(by_words, |best, m| if best.is_whole() && best.wrong_share <= m.wrong_share { best } else { m })
    }

    /// Nothing is missing and nothing added.
    pub fn is_whole(&self) -> bool {
        self.words > 0 && self.missing_words == 0 && self.added_words == 0
    }

    fn by_words(found: &Difference<'_>) -> Self {
        let mut m = Self::default();
        let cell = |c: usize| found.cell().get(c);
        for (word, fate) in found.fates() {
            let bits = f64::from(word.bits);
            match fate {
                Fate::Same(_) | Fate::Joined(..) => m.agreed += bits,
                Fate::Variant(_) | Fate::Phrase(..) => {
                    m.agreed += 0.8 * bits;
                    m.other_word = true;
                }
                Fate::Shortened(c) => {
                    if let Some(seen) = cell(c) {
                        m.shortened(word, seen);
                    }
                }
                Fate::Misspelt(c, off) => {
                    if let Some(seen) = cell(c) {
                        m.slip(word, seen, off, same_at_ends(&word.folded, &seen.folded));
                    }
                }
                Fate::Vowels(c) => {
                    if let Some(seen) = cell(c) {
                        m.slip(word, seen, 1, Right::default());
                    }
                }
                Fate::Missing => m.lacks(word),
            }
        }
        // Beside a single word that many firms have, a branch is one more word that tells them apart.
        let telling = found.fates().count() > 1 || m.agreed >= RARE_WORD;
        for word in found.extra().filter(|word| !(telling && word.aside)) {
            m.added += f64::from(word.bits);
            m.added_words += 1;
        }
        m.words = found.fates().count() - m.missing_words.min(found.fates().count());
        if found.complete && m.missing_words > 0 && m.added_words > 0 {
            m.stands_for();
        }
        m
    }

    /// A listed word of which the cell has the beginning. Without its last letter it is misspelt; less than half
    /// of it (`Fa` for Farmaceutico) is another word, unless the tables know the short form.
    fn shortened(&mut self, listed: &Word, seen: &Word) {
        match lacks_last(listed, seen) {
            Some(true) => return self.replaced(listed, seen),
            Some(false) => return self.slip(listed, seen, 1, Right::default()),
            None => {}
        }
        let (letters, left) = (listed.folded.chars().count().max(1), seen.folded.chars().count());
        let known = listed.is_equal(seen);
        if !known && 2 * left < letters {
            return self.replaced(listed, seen);
        }
        let share = if known { 0.8 } else { 0.8 * left as f64 / letters as f64 };
        self.agreed += share * f64::from(listed.bits);
        self.other_form = true;
    }

    /// What is missing and what is added stand for each other.
    fn stands_for(&mut self) {
        *self = Self {
            agreed: self.agreed + 0.8 * self.missing,
            missing: 0.0,
            added: 0.0,
            words: self.words + self.missing_words,
            missing_words: 0,
            added_words: 0,
            other_word: true,
            ..*self
        };
    }

    fn lacks(&mut self, listed: &Word) {
        self.missing += f64::from(listed.bits);
        self.missing_words += 1;
        self.lacks_number |= listed.is_number();
    }

    /// A listed word in whose place another stands.
    fn replaced(&mut self, listed: &Word, seen: &Word) {
        self.lacks(listed);
        self.added += f64::from(seen.bits);
        self.added_words += 1;
    }

    /// A listed word of which so many letters are wrong in a word of the cell. A country is no slip for another word
    /// (the Bank of China is not Bank Sina), a number is none for another, and a Chinese word is none for one that
    /// differs in two letters (`Jixian` and `Yidian`).
    fn slip(&mut self, listed: &Word, seen: &Word, off: usize, right: Right) {
        let chinese = |word: &Word| pinyin::is_syllables(&word.folded);
        let another = off > 1 && chinese(listed) && chinese(seen);
        if seen.country && !listed.country || listed.is_number() || another {
            return self.replaced(listed, seen);
        }
        let letters = telling_letters(&listed.folded, right);
        let short = listed.folded.chars().count() < LEAST_LETTERS;
        let first_letter = right.at_start == 0 && seen.folded.chars().next() != listed.folded.chars().next();
        let to_one = if first_letter { LETTERS_TO_FIRST_WRONG } else { LETTERS_TO_ONE_WRONG };
        if short || off * to_one > letters {
            return self.replaced(listed, seen);
        }
        self.agreed += 0.7 * f64::from(listed.bits);
        self.misspelt += f64::from(listed.bits);
        self.slips += 1;
        self.wrong_share = self.wrong_share.max(off as f64 / letters as f64);
        self.slip_is_word |= is_word(&seen.folded);
    }

    /// The same letter by letter, with legal forms or without; `None` where too many are wrong.
    fn by_letters(cell: &[Word], listed: &[Word], forms: bool) -> Option<Self> {
        let counts = |w: &&Word| forms || !w.form;
        let (cell, listed) = (cell.iter().filter(counts), listed.iter().filter(counts));
        let (cell, listed): (Vec<&Word>, Vec<&Word>) = (cell.collect(), listed.collect());
        let run = |all: &[&Word]| all.iter().map(|w| &*w.folded).collect::<String>();
        // `NezhadCo.` has the letters of a form, and `Bintel AB` is not Interlab: a form of its own lends none.
        let lends = forms && cell.iter().any(|w| w.form) && !listed.iter().any(|w| w.form);
        let limit = if lends { 0 } else { WRONG_LETTERS };
        let wrong = letters::differences(&run(&cell), &run(&listed), limit)?;
        let mut m = Self::default();
        let mut from = 0;
        for word in &listed {
            let letters = word.folded.chars().count();
            let inside: Vec<&Wrong> = wrong.iter().filter(|w| (from..from + letters).contains(&w.listed)).collect();
            from += letters;
            if word.form {
                continue;
            }
            if inside.is_empty() {
                m.agreed += f64::from(word.bits);
            } else {
                let seen = inside.first().and_then(|w| word_at(&cell, w.cell)).unwrap_or(word);
                let places = || inside.iter().map(|w| w.listed);
                let (first, last) = (places().min().unwrap_or(from), places().max().unwrap_or(from));
                let right = Right { at_start: first + letters - from, at_end: from - 1 - last };
                m.slip(word, seen, inside.len(), right);
            }
        }
        m.words = listed.iter().filter(|w| !w.form).count() - m.missing_words;
        Some(m)
    }
}

/// The cell has the listed word without its last letter, and no table knows that as a short form: `true` where what is
/// left is too short for a slip.
fn lacks_last(listed: &Word, seen: &Word) -> Option<bool> {
    let left = seen.folded.chars().count();
    (!listed.is_equal(seen) && left + 1 == listed.folded.chars().count()).then_some(left < LEAST_LETTERS)
}

/// Letters of a listed word that tell it from others: without a word at its beginning or end, of which no letter is
/// wrong (`tech` of Eastech where the cell has Eris Tech, `core` of Corezing where it has Corelink).
fn telling_letters(listed: &str, right: Right) -> usize {
    const LEAST: usize = 4;
    let letters: Vec<char> = listed.chars().collect();
    let is_word = |part: &[char]| {
        let word: String = part.iter().collect();
        lexicon().word(&word).is_some() || frequency::is_ordinary(&word)
    };
    let count = letters.len();
    if is_word(&letters) {
        return count;
    }
    let most = count.saturating_sub(1);
    let tail = (LEAST..=right.at_end.min(most)).rev().find(|length| is_word(&letters[count - length..]));
    let head = (LEAST..=right.at_start.min(most)).rev().find(|length| is_word(&letters[..*length]));
    count - tail.or(head).unwrap_or(0)
}

/// Letters at the ends of two words that are the same.
fn same_at_ends(a: &str, b: &str) -> Right {
    Right {
        at_start: a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count(),
        at_end: a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count(),
    }
}

/// Ordinary names have the word, or it is Chinese: `Jixian` is no slip for `Yidian`.
fn is_word(word: &str) -> bool {
    lexicon().word(word).is_some() || frequency::is_ordinary(word) || pinyin::is_syllables(word)
}

/// The word that a letter belongs to.
fn word_at<'w>(words: &[&'w Word], letter: usize) -> Option<&'w Word> {
    let mut from = 0;
    words.iter().copied().find(|word| {
        from += word.folded.chars().count();
        letter < from
    })
}
