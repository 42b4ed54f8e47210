//! Step 4: letters of other scripts that pose as Latin ones.
//!
//! Only inside words that mix Latin with such letters, or that hold nothing but look-alikes (`Со` in Cyrillic):
//! an honest Cyrillic or Greek word stays what it is. The table is a subset of Unicode's `confusables.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Folded;
use super::table::characters;

static TABLE: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| characters(include_str!("tables/confusables.tsv")));

/// Rewrites look-alikes in place, word by word.
pub fn repair(work: &mut [Folded]) {
    if !work.iter().any(|f| may_pose(f.c)) {
        return;
    }
    let mut at = 0;
    while at < work.len() {
        let end = at + word_length(&work[at..]);
        // `О-Film`: one posing letter before a hyphen belongs to the Latin word behind it.
        let hyphened = end - at == 1
            && work.get(end).is_some_and(|f| f.c == '-')
            && work.get(end + 1).is_some_and(|f| f.c.is_ascii_alphabetic());
        if hyphened && let Some(&c) = TABLE.get(&work[at].c) {
            work[at].c = c;
        }
        repair_word(&mut work[at..end]);
        at = end + 1;
    }
}

/// How far the tokenizer will run characters together: letters, digits, marks, and single apostrophes among them. Both
/// must draw the same words, or a second pass would repair what the first left alone.
fn word_length(work: &[Folded]) -> usize {
    let letter = |c: char| c.is_alphanumeric() && !super::is_han(c);
    let mut length = 0;
    while let Some(f) = work.get(length) {
        let joins = length > 0 && super::tokens::is_apostrophe(f.c);
        let goes_on = || work.get(length + 1).is_some_and(|n| letter(n.c) && !super::tokens::is_mark(n.c));
        if !(letter(f.c) || super::tokens::is_mark(f.c) || joins && goes_on()) {
            break;
        }
        length += 1;
    }
    length
}

/// Greek, Cyrillic, Armenian: the blocks the table draws from.
fn may_pose(c: char) -> bool {
    matches!(c as u32, 0x370..=0x58F | 0x1C80..=0x1C8F)
}

fn repair_word(word: &mut [Folded]) {
    let posing = word.iter().filter(|f| may_pose(f.c)).count();
    let latin = word.iter().any(|f| f.c.is_ascii_alphabetic());
    let letters = word.iter().filter(|f| f.c.is_alphabetic()).count();
    // A single posing letter standing alone (Greek α in a product name) is no disguise.
    if posing == 0 || letters < 2 {
        return;
    }
    let all = word.iter().all(|f| !f.c.is_alphabetic() || f.c.is_ascii() || TABLE.contains_key(&f.c));
    if latin || all {
        for f in word {
            if let Some(&c) = TABLE.get(&f.c) {
                f.c = c;
            }
        }
    }
}
