//! The words of a cell or of a listed name, for the comparison of the two.

use crate::lexicon::{Class, Key, lexicon};
use crate::text::{Normalized, is_han};

use super::segments;

/// One word of a cell or of a listed name.
#[derive(Debug, Clone)]
pub struct Word {
    /// As it stands in the text.
    pub shown: Box<str>,
    /// Normalized.
    pub folded: Box<str>,
    /// What it is equal to: Tech and Technology are one; 棉麻 is cotton and linen.
    keys: Vec<Key>,
    /// What its agreement says, in tenths of a bit.
    pub bits: i32,
    /// A legal form, `of` or `the`: it says nothing of which firm is meant.
    pub form: bool,
    /// A country.
    pub country: bool,
    /// A branch or an office with its town or number: it tells no firms apart.
    pub aside: bool,
    /// The words of letters that the tables know as one phrase (`Color Spinning`) have its key and their number.
    phrase: Option<(Key, usize)>,
}

impl Word {
    /// The tables know both as one word.
    pub fn is_equal(&self, other: &Self) -> bool {
        self.keys.iter().any(|key| other.keys.contains(key))
    }

    /// The phrase that begins here, of so many words, is this word: `Color Spinning` for `Sefang`.
    pub fn phrase_of(&self, word: &Self) -> Option<usize> {
        self.phrase.filter(|(key, _)| word.keys.contains(key)).map(|(_, words)| words)
    }

    /// Nothing but digits.
    pub fn is_number(&self) -> bool {
        self.folded.bytes().all(|b| b.is_ascii_digit())
    }
}

/// The words of a text.
pub fn words(shown: &str) -> Vec<Word> {
    let (n, cut) = segments::cut_text(shown);
    let mut out: Vec<Word> = Vec::new();
    let mut end = 0;
    let asides = segments::asides(&n, &cut);
    for (segment, &aside) in cut.iter().zip(&asides) {
        let tokens = segment.tokens();
        let key = (segment.class != Class::Trade).then_some(segment.key);
        if tokens.start < end {
            out.last_mut().into_iter().for_each(|word| word.keys.extend(key));
            continue;
        }
        end = tokens.end;
        let form = matches!(segment.class, Class::Form | Class::Connector);
        let country = segment.class == Class::Country;
        // Words in letters are compared one by one, Han by the pieces that the tables cut.
        if tokens.len() > 1 && !is_han_run(&n, tokens.start) {
            let bits = segment.bits / tokens.len().max(1) as i32;
            let own = |at: usize| lexicon().word(n.word(at)).filter(|s| s.class != Class::Trade).map(|s| s.key);
            let phrase = |at: usize| key.filter(|_| at == tokens.start).map(|key| (key, tokens.len()));
            let words = tokens.clone().map(|at| (at, word(shown, &n, at, at + 1, own(at))));
            out.extend(words.map(|(at, word)| Word { bits, form, country, aside, phrase: phrase(at), ..word }));
        } else {
            out.push(Word {
                bits: segment.bits,
                form,
                country,
                aside,
                ..word(shown, &n, tokens.start, tokens.end, key)
            });
        }
    }
    out
}

fn is_han_run(n: &Normalized, at: usize) -> bool {
    n.word(at).chars().any(is_han)
}

fn word(shown: &str, n: &Normalized, from: usize, to: usize, key: Option<Key>) -> Word {
    let (a, b) = n.span(from, to);
    Word {
        shown: shown.get(a..b).unwrap_or_default().into(),
        folded: n.run(from, to).into(),
        keys: key.into_iter().collect(),
        bits: 0,
        form: false,
        country: false,
        aside: false,
        phrase: None,
    }
}
