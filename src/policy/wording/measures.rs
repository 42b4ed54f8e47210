//! What agrees, is missing, misspelt and added between a cell and a listed name, in numbers.

use crate::lexicon::{frequency, lexicon};
use crate::matching::letters::{self, Wrong};

use super::difference::{Difference, Fate, Word, words};

/// Letters that may be wrong in a whole name; more, and its words are compared alone.
const WRONG_LETTERS: usize = 3;

/// One letter in so many may be wrong in a word before it is another.
const LETTERS_TO_ONE_WRONG: usize = 3;

/// How the words of a cell and of a listed name agree; bits are tenths.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::policy) struct Measures {
    /// Bits of the listed words that the cell has; of a misspelt word a part.
    pub(in crate::policy) agreed: f64,
    /// Bits of those that it lacks.
    pub(in crate::policy) missing: f64,
    /// Bits of its further words.
    pub(in crate::policy) added: f64,
    /// Listed words that the cell has in any form.
    pub(in crate::policy) words: usize,
    /// Listed words that it lacks.
    pub(in crate::policy) missing_words: usize,
    /// Its further words.
    pub(in crate::policy) added_words: usize,
    /// Misspelt words.
    pub(in crate::policy) slips: usize,
    /// The largest share of wrong letters in one of them.
    pub(in crate::policy) wrong_share: f64,
    /// One of them is a word that ordinary names have (`Pride` for `Prime`).
    pub(in crate::policy) slip_is_word: bool,
    /// The first letter of one of them is wrong.
    pub(in crate::policy) first_letter: bool,
    /// A word stands in a shorter or longer form (`Tech` for `Technology`).
    pub(in crate::policy) other_form: bool,
    /// Another word stands for it (`Global` for `International`).
    pub(in crate::policy) other_word: bool,
    /// The words that both have stand in another order.
    pub(in crate::policy) reordered: bool,
}

impl Measures {
    /// Compares a whole cell with a listed name: by words, and where these do not come out even, by letters.
    pub(in crate::policy) fn of(cell: &str, listed: &str) -> Self {
        let by_words = Self::by_words(&Difference::of(cell, listed, false));
        if by_words.is_whole() && by_words.slips == 0 {
            return by_words;
        }
        let (cell, listed) = (words(cell), words(listed));
        let by_letters = [true, false].map(|forms| Self::by_letters(&cell, &listed, forms));
        let even = by_letters.into_iter().flatten().filter(Self::is_whole);
        even.fold(by_words, |best, m| if best.is_whole() && best.wrong_share <= m.wrong_share { best } else { m })
    }

    /// Nothing is missing and nothing added.
    pub(in crate::policy) fn is_whole(&self) -> bool {
        self.words > 0 && self.missing_words == 0 && self.added_words == 0
    }

    fn by_words(found: &Difference<'_>) -> Self {
        let mut m = Self::default();
        let cell = |c: usize| found.cell().get(c);
        let letters = |w: &Word<'_>| w.folded.chars().count();
        for (word, fate) in found.fates() {
            let bits = f64::from(word.bits);
            m.words += usize::from(fate != Fate::Missing);
            match fate {
                Fate::Same(_) | Fate::Joined(..) => m.agreed += bits,
                Fate::Variant(_) => {
                    m.agreed += 0.8 * bits;
                    m.other_word = true;
                }
                Fate::Shortened(c) => {
                    let share = cell(c).map_or(0.0, |w| letters(w) as f64 / letters(word).max(1) as f64).min(1.0);
                    m.agreed += 0.8 * share * bits;
                    m.other_form = true;
                }
                Fate::Misspelt(c, off) => {
                    if let Some(seen) = cell(c) {
                        m.slip(word, seen, off);
                    }
                }
                Fate::Vowels(c) => {
                    if let Some(seen) = cell(c) {
                        m.slip(word, seen, 1);
                    }
                }
                Fate::Missing => {
                    m.missing += bits;
                    m.missing_words += 1;
                }
            }
        }
        for word in found.extra() {
            m.added += f64::from(word.bits);
            m.added_words += 1;
        }
        m.reordered = !found.in_order();
        m
    }

    /// A listed word of which so many letters are wrong in a word of the cell.
    fn slip(&mut self, listed: &Word<'_>, seen: &Word<'_>, off: usize) {
        let letters = listed.folded.chars().count().max(1);
        self.agreed += 0.7 * f64::from(listed.bits);
        self.slips += 1;
        self.wrong_share = self.wrong_share.max(off as f64 / letters as f64);
        self.slip_is_word |= is_word(&seen.folded);
        self.first_letter |= seen.folded.chars().next() != listed.folded.chars().next();
    }

    /// The same letter by letter, with legal forms or without; `None` where too many are wrong.
    fn by_letters(cell: &[Word<'_>], listed: &[Word<'_>], forms: bool) -> Option<Self> {
        let counts = |w: &&Word<'_>| forms || !w.form;
        let (cell, listed) = (cell.iter().filter(counts), listed.iter().filter(counts));
        let (cell, listed): (Vec<&Word<'_>>, Vec<&Word<'_>>) = (cell.collect(), listed.collect());
        let run = |all: &[&Word<'_>]| all.iter().map(|w| w.folded.as_str()).collect::<String>();
        let wrong = letters::differences(&run(&cell), &run(&listed), WRONG_LETTERS)?;
        let mut m = Self::default();
        let mut from = 0;
        for word in listed {
            let letters = word.folded.chars().count();
            let inside: Vec<&Wrong> = wrong.iter().filter(|w| (from..from + letters).contains(&w.listed)).collect();
            from += letters;
            if word.form {
                continue;
            }
            m.words += 1;
            if inside.is_empty() {
                m.agreed += f64::from(word.bits);
            } else if inside.len() * LETTERS_TO_ONE_WRONG <= letters {
                let seen = inside.first().and_then(|w| word_at(&cell, w.cell)).unwrap_or(word);
                m.slip(word, seen, inside.len());
            } else {
                m.missing += f64::from(word.bits);
                m.missing_words += 1;
            }
        }
        Some(m)
    }
}

/// Ordinary names have the word.
fn is_word(word: &str) -> bool {
    lexicon().word(word).is_some() || frequency::is_ordinary(word)
}

/// The word that a letter belongs to.
fn word_at<'w, 't>(words: &[&'w Word<'t>], letter: usize) -> Option<&'w Word<'t>> {
    let mut from = 0;
    words.iter().copied().find(|word| {
        from += word.folded.chars().count();
        letter < from
    })
}
