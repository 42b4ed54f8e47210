//! Step 7: words, numbers and Han characters.
//!
//! Apostrophes inside words vanish (`Xin'an` = `Xinan`, `IS'Vision` = `Isvision`), so do the dots of initials
//! (`C.N.S.I.M.`); `&` is the word `and`; everything else that is no letter or digit separates. How strongly it
//! separates is kept in [`Gap`], since a bracket or a slash often parts a name from what is not the name. An ordinal in
//! digits is a word of its own also where the blanks around it were lost (`XPCC10th Division`, `86thRegiment`).

use super::{Folded, compounds, is_han};

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Gap {
    /// Nothing: Han beside Han, or a script change.
    #[default]
    None,
    /// Blanks only.
    Blank,
    /// A comma, dot, hyphen, underscore.
    Mark,
    /// A bracket, slash, semicolon, colon, quote, line break: another part of the cell.
    Break,
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, maybe with digits among them.
    Word,
    /// Digits only.
    Number,
    /// One Han character.
    Han,
}

/// One token and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its text is `from..to` of the normalized text.
    pub from: u32,
    /// End of its text.
    pub to: u32,
    /// First byte in the original cell.
    pub start: u32,
    /// One past its last byte in the original cell.
    pub end: u32,
    /// What it is made of.
    pub kind: TokenKind,
    /// What stands before it.
    pub gap: Gap,
}

/// A normalized cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    text: String,
    tokens: Vec<Token>,
}

impl Normalized {
    /// Nothing yet, with room for a text of so many bytes.
    pub(super) fn sized(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), tokens: Vec::with_capacity(bytes / 3 + 1) }
    }

    /// The tokens in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The text of one token.
    pub fn text(&self, token: &Token) -> &str {
        &self.text[token.from as usize..token.to as usize]
    }

    /// The text of the token at a place; empty beyond the end.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| self.text(t))
    }

    /// The texts of consecutive tokens without anything between: they lie side by side in the buffer.
    pub fn run(&self, from: usize, to: usize) -> &str {
        match (self.tokens.get(from), self.tokens.get(to.wrapping_sub(1))) {
            (Some(a), Some(b)) if from < to => &self.text[a.from as usize..b.to as usize],
            _ => "",
        }
    }

    /// The bytes of what [`Self::run`] gives: cheaper, for what only asks of its first letters and its length.
    pub fn bytes(&self, from: usize, to: usize) -> &[u8] {
        match (self.tokens.get(from), self.tokens.get(to.wrapping_sub(1))) {
            (Some(a), Some(b)) => self.text.as_bytes().get(a.from as usize..b.to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// All token texts with `between` in the gaps.
    pub fn joined(&self, between: &str) -> String {
        let mut out = String::with_capacity(self.text.len() + self.tokens.len() * between.len());
        for (at, token) in self.tokens.iter().enumerate() {
            if at > 0 {
                out.push_str(between);
            }
            out.push_str(self.text(token));
        }
        out
    }

    /// The original bytes from one token's start to another's end.
    pub fn span(&self, from: usize, to: usize) -> (usize, usize) {
        match (self.tokens.get(from), self.tokens.get(to.wrapping_sub(1))) {
            (Some(a), Some(b)) => (a.start as usize, b.end.max(a.start) as usize),
            _ => (0, 0),
        }
    }

    /// Makes a token the first of another part of the cell.
    pub fn part_before(&mut self, at: usize) {
        if let Some(token) = self.tokens.get_mut(at) {
            token.gap = Gap::Break;
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.tokens.clear();
    }

    /// Replaces the text of the last token pushed or of any token by a shorter or equal one.
    pub(super) fn rewrite(&mut self, at: usize, text: &str, kind: TokenKind) {
        let Some(token) = self.tokens.get_mut(at) else { return };
        let (from, to) = (token.from as usize, token.to as usize);
        debug_assert!(text.len() <= to - from, "a rewrite must not grow");
        let saved = (to - from) - text.len();
        self.text.replace_range(from..to, text);
        token.to -= saved as u32;
        token.kind = kind;
        for later in &mut self.tokens[at + 1..] {
            later.from -= saved as u32;
            later.to -= saved as u32;
        }
    }
}

/// A boundary of a token: a byte of the normalized text, and the byte of the original that it came from.
#[derive(Debug, Clone, Copy)]
struct At {
    text: u32,
    original: u32,
}

/// The word being built.
#[derive(Debug)]
struct OpenWord {
    from: At,
    /// One past its last byte in the original.
    end: u32,
    digits_only: bool,
    /// Its first digit.
    digit: Option<At>,
    /// Its first letter after a digit.
    letter: Option<At>,
    /// The third letter after a digit in the original: what follows the two letters of an ordinal.
    rest: Option<u32>,
}

impl OpenWord {
    fn new(from: At) -> Self {
        Self { from, end: from.original, digits_only: true, digit: None, letter: None, rest: None }
    }
}

/// Builds tokens one character at a time.
struct TokenBuilder<'o> {
    out: &'o mut Normalized,
    open: Option<OpenWord>,
    gap: Gap,
}

/// Fewer letters stuck to an ordinal may be a code of letters and digits (`A10th`).
const LEAST_GLUED: u32 = 3;

impl TokenBuilder<'_> {
    /// The end of the text so far, which is this byte of the original.
    fn at(&self, original: u32) -> At {
        At { text: self.out.text.len() as u32, original }
    }

    fn letter(&mut self, c: char, start: u32, end: u32) {
        let at = self.at(start);
        let is_digit = c.is_ascii_digit();
        self.out.text.push(c);
        let open = self.open.get_or_insert_with(|| OpenWord::new(at));
        open.end = end;
        open.digits_only &= is_digit;
        if is_digit {
            open.digit.get_or_insert(at);
        } else if open.digit.is_some() {
            open.letter.get_or_insert(at);
        }
        if open.letter.is_some_and(|first| at.text == first.text + 2) {
            open.rest = Some(start);
        }
    }

    /// Letters in ASCII, one after the other, where no digit is before them in the word.
    fn letters(&mut self, run: &str, start: u32) {
        let at = self.at(start);
        self.out.text.push_str(run);
        if let Some(run) = self.out.text.get_mut(at.text as usize..) {
            run.make_ascii_lowercase();
        }
        let open = self.open.get_or_insert_with(|| OpenWord::new(at));
        (open.end, open.digits_only) = (start + run.len() as u32, false);
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        match open.digit.zip(open.letter) {
            Some((digit, letter)) => self.push_glued(&open, digit, letter),
            None => {
                let kind = if open.digits_only { TokenKind::Number } else { TokenKind::Word };
                self.push(open.from, self.at(open.end), kind);
            }
        }
    }

    fn push(&mut self, from: At, to: At, kind: TokenKind) {
        let gap = std::mem::take(&mut self.gap);
        self.out.tokens.push(Token { from: from.text, to: to.text, start: from.original, end: to.original, kind, gap });
    }

    /// A word with letters after digits: an ordinal in it becomes a token of its own.
    fn push_glued(&mut self, open: &OpenWord, digit: At, letter: At) {
        let end = self.at(open.end);
        let tail = self.out.text.get(letter.text as usize..).unwrap_or("");
        let ordinal = letter.text - digit.text <= 3
            && ["st", "nd", "rd", "th"].iter().any(|s| tail.starts_with(s))
            && tail.is_ascii();
        let before = digit.text - open.from.text;
        let after = (end.text - letter.text).saturating_sub(2);
        let apart = ordinal
            && (before == 0 || before >= LEAST_GLUED)
            && (after == 0 || after > LEAST_GLUED)
            && before + after > 0;
        if !apart {
            return self.push(open.from, end, TokenKind::Word);
        }
        if before > 0 {
            self.push(open.from, digit, TokenKind::Word);
        }
        // The letters may have been wider than what they were folded to (full-width, Cyrillic): the span is of the
        // original.
        match open.rest.filter(|_| after > 0) {
            Some(original) => {
                let rest = At { text: letter.text + 2, original };
                self.push(digit, rest, TokenKind::Word);
                self.push(rest, end, TokenKind::Word);
            }
            None => self.push(digit, end, TokenKind::Word),
        }
    }

    fn han(&mut self, c: char, start: u32, end: u32) {
        self.close();
        let from = self.at(start);
        self.out.text.push(c);
        self.push(from, self.at(end), TokenKind::Han);
    }

    fn and(&mut self, start: u32, end: u32) {
        self.close();
        let from = self.at(start);
        self.out.text.push_str("and");
        self.gap = self.gap.max(Gap::Blank);
        self.push(from, self.at(end), TokenKind::Word);
        self.gap = Gap::Blank;
    }

    fn separate(&mut self, gap: Gap) {
        self.close();
        self.gap = self.gap.max(gap);
    }

    /// True where the open token is a single letter, or letters joined by dots so far.
    fn open_len(&self) -> usize {
        self.open.as_ref().map_or(0, |open| self.out.text.len() - open.from.text as usize)
    }
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '′' | 'ʻ')
}

fn gap_of(c: char) -> Gap {
    match c {
        ' ' | '\t' => Gap::Blank,
        ',' | '.' | '-' | '_' | '·' | '‐' | '‑' | '*' | '#' | '+' | '•' | '・' => Gap::Mark,
        _ if c.is_whitespace() && c != '\n' => Gap::Blank,
        _ => Gap::Break,
    }
}

/// Tokens of folded characters.
pub fn tokenize(work: &[Folded], out: &mut Normalized) {
    let at = |i: usize| work.get(i).map(|f| (f.c, f.start, f.end));
    scan(work.len(), at, |_| "", out);
}

/// Tokens of an ASCII text, without a list of characters between.
pub fn tokenize_ascii(text: &str, out: &mut Normalized) {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).map(|b| (b.to_ascii_lowercase() as char, i as u32, i as u32 + 1));
    let letters = |i: usize| {
        let rest = bytes.get(i..).unwrap_or_default();
        text.get(i..i + rest.iter().take_while(|b| b.is_ascii_alphabetic()).count()).unwrap_or("")
    };
    scan(bytes.len(), at, letters, out);
}

/// Bytes of a name before a word that runs into it: two letters of kana or Hangul.
const LEAST_BEFORE: usize = 6;

/// Tokens of characters: each by its place, and the letters in ASCII that stand side by side from a place on, where
/// these are at hand.
fn scan<'t>(
    len: usize,
    at: impl Fn(usize) -> Option<(char, u32, u32)>,
    letters: impl Fn(usize) -> &'t str,
    out: &mut Normalized,
) {
    out.clear();
    let mut b = TokenBuilder { out, open: None, gap: Gap::None };
    let wordish = |c: char| c.is_alphanumeric() && !is_han(c);
    let next_is = |i: usize, test: &dyn Fn(char) -> bool| at(i).is_some_and(|(c, ..)| test(c));
    let mut dotted = false;
    let mut next = 0;
    while next < len {
        let i = next;
        let Some((c, start, end)) = at(i) else { break };
        next += 1;
        if compounds::may_begin(c) && b.open.as_ref().is_some_and(|open| open.end <= start) {
            let rest = (i..).map_while(|i| at(i).map(|(c, ..)| c)).take_while(|c| wordish(*c) || is_mark(*c));
            if b.open_len() >= LEAST_BEFORE && compounds::are_words(&rest.collect::<String>()) {
                b.close();
            }
        }
        if c.is_ascii_alphanumeric() || (!c.is_ascii() && (wordish(c) || is_mark(c))) {
            if b.open.is_none() {
                dotted = false;
            }
            let run = if b.open.as_ref().is_none_or(|open| open.digit.is_none()) { letters(i) } else { "" };
            if run.len() > 1 {
                b.letters(run, start);
                next = i + run.len();
            } else {
                b.letter(c, start, end);
            }
        } else if is_han(c) {
            b.han(c, start, end);
        } else if is_apostrophe(c) && b.open.is_some() && next_is(i + 1, &|n| wordish(n) && !is_mark(n)) {
            // Inside a word: gone. A mark belongs to the apostrophe; moved up to another, the two could change places.
        } else if c == '.' && (b.open_len() == 1 || dotted) && is_initial(i + 1, &at) && same_script(i, &at) {
            dotted = true;
        } else if c == '&' || c == '＆' {
            b.and(start, end);
        } else {
            // A hyphen or dash with blanks around parts more than one inside a word.
            let spaced =
                matches!(c, '-' | '–' | '—') && next_is(i + 1, &|n| n == ' ') && i > 0 && next_is(i - 1, &|p| p == ' ');
            b.separate(if spaced { Gap::Break } else { gap_of(c) });
        }
    }
    b.close();
}

/// The letters around a dot are both ASCII or both not: initials are of one script.
fn same_script(dot: usize, at: &impl Fn(usize) -> Option<(char, u32, u32)>) -> bool {
    let ascii = |i: usize| at(i).map(|(c, ..)| c.is_ascii());
    dot > 0 && ascii(dot - 1) == ascii(dot + 1)
}

/// A letter at `i` that stands alone: the next of dotted initials.
fn is_initial(i: usize, at: &impl Fn(usize) -> Option<(char, u32, u32)>) -> bool {
    at(i).is_some_and(|(c, ..)| c.is_alphabetic() && !is_han(c))
        && !at(i + 1).is_some_and(|(c, ..)| c.is_alphanumeric() || is_mark(c) || is_apostrophe(c))
}

/// Vowel signs and marks of scripts whose letters keep them.
pub(super) fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}
