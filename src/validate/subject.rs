//! A listed name, taken apart for manipulation: its words, what each is, and which of them distinguish companies.
//!
//! The vocabulary is the one of the screen ([`lexicon`](crate::lexicon)); nothing else of the matching engine is used,
//! so that a fault there cannot hide itself by choosing the words that are manipulated.

use crate::lexicon::han::segment;
use crate::lexicon::{Class, lexicon};
use crate::model::EntryKind;
use crate::text::{self, Gap, Normalized, TokenKind};

/// Fewest letters of a distinctive Latin word, and fewest Han characters.
const DISTINCTIVE: (usize, usize) = (3, 2);

/// Most letters of initials (`CNSIM`).
const INITIALS: usize = 5;

/// One word of a name: bytes `start..end` of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub class: Class,
    /// Written in Han.
    pub han: bool,
    /// Characters.
    pub length: usize,
}

impl Word {
    /// True for a word that is no place, line of business, kind of body, legal form, number or filler.
    pub fn is_distinctive(&self) -> bool {
        self.class == Class::Trade && self.length >= if self.han { DISTINCTIVE.1 } else { DISTINCTIVE.0 }
    }
}

/// A listed name with its words.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The name as its source prints it.
    pub text: &'a str,
    /// What the entry is.
    pub kind: EntryKind,
    words: Vec<Word>,
}

impl<'a> Subject<'a> {
    /// Takes a name apart.
    pub fn new(text: &'a str, kind: EntryKind) -> Self {
        Self { text, kind, words: words(text) }
    }

    /// The words in order. A person's words are all distinctive.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// True for a natural person.
    pub fn is_person(&self) -> bool {
        self.kind == EntryKind::Person
    }

    /// True where the name holds Han characters.
    pub fn has_han(&self) -> bool {
        self.text.chars().any(text::is_han)
    }

    /// True where the name is Han characters and marks only.
    pub fn all_han(&self) -> bool {
        self.has_han() && !self.text.chars().any(|c| c.is_alphanumeric() && !text::is_han(c))
    }

    /// The text of a word.
    pub fn slice(&self, word: &Word) -> &'a str {
        self.text.get(word.start..word.end).unwrap_or("")
    }

    /// The distinctive words.
    pub fn distinctive(&self) -> impl Iterator<Item = &Word> {
        let person = self.is_person();
        self.words.iter().filter(move |w| w.is_distinctive() || (person && w.length > 1))
    }

    /// True where a distinctive word stays whole in what is left of the name.
    pub fn keeps(&self, kept: impl Fn(&Word) -> bool) -> bool {
        self.distinctive().any(kept)
    }

    /// The most distinctive word of Latin letters: the longest that is distinctive, the first of equals.
    pub fn most_distinctive(&self) -> Option<&Word> {
        let mut best: Option<&Word> = None;
        for word in self.distinctive().filter(|w| !w.han) {
            if best.is_none_or(|b| word.length > b.length) {
                best = Some(word);
            }
        }
        best
    }

    /// True for initials: capitals, five at most, standing alone or among words that are not all capitals.
    pub fn is_initials(&self, word: &Word) -> bool {
        let alone = self.words.len() == 1 || self.text.chars().any(char::is_lowercase);
        alone
            && !word.han
            && word.length <= INITIALS
            && self.slice(word).chars().all(char::is_uppercase)
            && !self.is_person()
    }

    /// Where the legal form at the end begins; the length of the name where it has none, `None` where there is nothing
    /// before it.
    pub fn form_start(&self) -> Option<usize> {
        let last = self.words.iter().rposition(|w| w.class != Class::Form)?;
        Some(self.words.get(last + 1).map_or(self.text.len(), |w| w.start))
    }

    /// The name without the legal form at its end, and the form; `None` where it has none.
    pub fn split_form(&self) -> Option<(&'a str, &'a str)> {
        let at = self.form_start().filter(|at| *at < self.text.len())?;
        let (name, form) = (self.text.get(..at)?, self.text.get(at..)?);
        // An opening bracket before the form belongs to it.
        let name = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '(' | '（'));
        Some((name, form))
    }
}

fn words(text: &str) -> Vec<Word> {
    let n = text::normalize(text);
    let tokens = n.tokens();
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = match tokens[at].kind {
            TokenKind::Han => {
                let run =
                    tokens[at + 1..].iter().take_while(|t| t.kind == TokenKind::Han && t.gap == Gap::None).count();
                let end = at + 1 + run;
                han_words(&n, at, end, &mut out);
                end
            }
            TokenKind::Number => {
                push(&n, at, Class::Number, &mut out);
                at + 1
            }
            TokenKind::Word => latin_words(&n, at, &mut out),
        };
        at = end;
    }
    out
}

fn push(n: &Normalized, at: usize, class: Class, out: &mut Vec<Word>) {
    if let Some(t) = n.tokens().get(at) {
        out.push(Word {
            start: t.start as usize,
            end: t.end as usize,
            class,
            han: false,
            length: n.text(t).chars().count(),
        });
    }
}

/// One word, or the words of a phrase (`Hong Kong`), each by itself with the phrase's slot; returns the token after it.
fn latin_words(n: &Normalized, at: usize, out: &mut Vec<Word>) -> usize {
    let tokens = n.tokens();
    for end in (at + 2..=at + 4).rev().filter(|end| *end <= tokens.len()) {
        let together = tokens[at + 1..end].iter().all(|t| t.kind == TokenKind::Word && t.gap < Gap::Break);
        if together && let Some(sense) = lexicon().joined(n.run(at, end)) {
            for t in at..end {
                // `and` joins, inside a phrase (`trade and business`) as anywhere.
                let own = lexicon().word(n.word(t)).filter(|s| s.class == Class::Connector);
                push(n, t, own.unwrap_or(sense).class, out);
            }
            return end;
        }
    }
    let word = n.word(at);
    let class = match (lexicon().word(word), lexicon().compound(word)) {
        (Some(sense), _) => sense.class,
        (None, Some(_)) => Class::Business,
        (None, None) => Class::Trade,
    };
    push(n, at, class, out);
    at + 1
}

fn han_words(n: &Normalized, from: usize, to: usize, out: &mut Vec<Word>) {
    let run = n.run(from, to);
    let ends: Vec<usize> = run.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
    let dictionary = lexicon().han();
    for piece in segment(run, &ends, |c| dictionary.lengths(c), |w| dictionary.get(w).is_some()) {
        let start = piece.from.checked_sub(1).and_then(|i| ends.get(i)).copied().unwrap_or(0);
        let end = ends.get(piece.to - 1).copied().unwrap_or(run.len());
        let class = dictionary.get(&run[start..end]).and_then(|s| s.first()).map_or(Class::Trade, |s| s.class);
        let (Some(first), Some(last)) = (n.tokens().get(from + piece.from), n.tokens().get(from + piece.to - 1)) else {
            continue;
        };
        let (start, end) = (first.start as usize, last.end as usize);
        out.push(Word { start, end, class, han: true, length: piece.to - piece.from });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(text: &str) -> Subject<'_> {
        Subject::new(text, EntryKind::Company)
    }

    #[test]
    fn words_have_their_slots_and_spans() {
        let s = company("Hetian Taida Apparel Co., Ltd.");
        let got: Vec<(&str, Class)> = s.words().iter().map(|w| (s.slice(w), w.class)).collect();
        assert_eq!(
            got,
            [
                ("Hetian", Class::Place),
                ("Taida", Class::Trade),
                ("Apparel", Class::Business),
                ("Co", Class::Form),
                ("Ltd", Class::Form),
            ]
        );
        assert_eq!(s.split_form(), Some(("Hetian Taida Apparel", "Co., Ltd.")));
        assert_eq!(s.most_distinctive().map(|w| s.slice(w)), Some("Taida"));

        let s = company("和田浩林发饰品有限公司");
        let got: Vec<(&str, Class)> = s.words().iter().map(|w| (s.slice(w), w.class)).collect();
        assert_eq!(got.first(), Some(&("和田", Class::Place)));
        assert_eq!(got.last(), Some(&("有限公司", Class::Form)));
        assert_eq!(s.split_form(), Some(("和田浩林发饰品", "有限公司")));
        assert!(s.all_han() && s.keeps(|w| s.slice(w) == "浩林"));
    }

    #[test]
    fn a_name_of_places_and_goods_has_nothing_distinctive() {
        assert!(!company("Xinjiang Cotton Co., Ltd.").keeps(|_| true));
        assert!(Subject::new("ZHU, Hailun", EntryKind::Person).keeps(|_| true));
        assert_eq!(company("Co., Ltd.").split_form(), None);
        assert_eq!(company("Hikvision").split_form(), None);
    }
}
