//! The words of the reasons: how a cell and a listed name differ ([`difference`]), and the phrases of the rules
//! ([`phrases`]); what agrees and differs in numbers ([`measures`]).

mod difference;
mod measures;
pub mod phrases;

use std::borrow::Cow;

use crate::cells::NameSeen;
use crate::matching::query::MatchKind;
use crate::model::{Likeness, Listed, Name};
use crate::text;

use difference::Difference;
pub(super) use measures::Measures;

/// True where the words are those of the listed name, legal forms aside.
pub(super) fn same_words(words: &str, listed: &str) -> bool {
    let m = Measures::of(words, listed);
    m.is_whole() && m.slips == 0 && !m.other_word && !m.other_form
}

/// How the words of a cell and a listed name compare. `cell` is the whole cell, of which `seen` quotes a part.
pub(super) fn likeness(seen: &NameSeen, name: &Name, listed: Listed, cell: &str, caution: &'static str) -> Likeness {
    let a = &seen.alignment;
    let whole = Difference::of(&seen.quoted, &name.text, a.missing.terms == 0 && !a.cut.off);
    // A cell that ends in the middle of a word, or at the length of a field, was cut.
    let cut = a.cut.off && (a.cut.at_limit || a.cut.whole_cell || whole.ends_within_word());
    let found = if cut { whole.cut_off() } else { whole };
    let mut clauses = found.clauses(a.how == MatchKind::Pinyin);
    if cut {
        clauses.push(format!("cut off after {} characters", text::trim(cell).chars().count()));
    }
    if let Some(how) = seen.repaired {
        clauses.push(format!("read after its letters were repaired ({how})"));
    }
    let lead = if found.is_close() { ": " } else { ", " };
    let mut differences = if clauses.is_empty() { String::new() } else { format!("{lead}{}", clauses.join(", ")) };
    if let Some(missing) = found.missing() {
        differences.push_str(&format!(", without “{missing}”"));
    } else if let Some(added) = found.added() {
        differences.push_str(&format!(", with “{added}” added"));
    }
    Likeness { listed, verb: verb(&found), differences, caution }
}

fn verb(found: &Difference) -> Cow<'static, str> {
    let missing = found.missing().is_some();
    if let Some(shared) = found.shared().filter(|_| missing && found.added().is_some()) {
        return format!("shares “{shared}” with").into();
    }
    match (missing, found.is_close()) {
        (false, true) => "is close to".into(),
        (true, true) => "is close to part of".into(),
        (true, false) => "is part of".into(),
        (false, false) => "is".into(),
    }
}
