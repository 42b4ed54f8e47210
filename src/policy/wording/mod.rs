//! The words of the reasons: how a cell and a listed name differ ([`clauses`]), and the phrases of the rules
//! ([`phrases`]).

mod clauses;
pub mod phrases;

use std::borrow::Cow;

use crate::cells::NameSeen;
use crate::matching::difference::Difference;
use crate::matching::measures::Measures;
use crate::matching::query::MatchKind;
use crate::matching::words::words;
use crate::model::{Likeness, Listed, Name};
use crate::text;

/// True where the words are those of the listed name, legal forms aside.
pub(super) fn same_words(seen: &str, listed: &str) -> bool {
    let m = Measures::of(&words(seen), &words(listed), false);
    m.is_whole() && m.slips == 0 && !m.other_word && !m.other_form
}

/// How the words of a cell and a listed name compare. `cell` is the whole cell, of which `seen` quotes a part.
pub(super) fn likeness(seen: &NameSeen, name: &Name, listed: Listed, cell: &str, caution: &'static str) -> Likeness {
    let a = &seen.alignment;
    let (quoted, listed_words) = (words(&seen.quoted), words(&name.text));
    let whole = Difference::of(&quoted, &listed_words, a.missing.terms == 0 && !a.cut.off);
    // A cell that ends in the middle of a word, or at the length of a field, was cut.
    let cut = a.cut.off && (a.cut.at_limit || a.cut.whole_cell || whole.ends_within_word());
    let found = if cut { whole.cut_off() } else { whole };
    let mut clauses = clauses::clauses(&found, a.how == MatchKind::Pinyin);
    if cut {
        clauses.push(format!("cut off after {} characters", text::trim(cell).chars().count()));
    }
    if let Some(how) = seen.repaired {
        clauses.push(format!("read after its letters were repaired ({how})"));
    }
    let lead = if clauses::is_close(&found) { ": " } else { ", " };
    let mut differences = if clauses.is_empty() { String::new() } else { format!("{lead}{}", clauses.join(", ")) };
    if let Some(missing) = clauses::missing(&found) {
        differences.push_str(&format!(", without “{missing}”"));
    } else if let Some(added) = clauses::added(&found) {
        differences.push_str(&format!(", with “{added}” added"));
    }
    Likeness { listed, verb: verb(&found), differences, caution }
}

fn verb(found: &Difference<'_>) -> Cow<'static, str> {
    let missing = clauses::missing(found).is_some();
    if let Some(shared) = clauses::shared(found).filter(|_| missing && clauses::added(found).is_some()) {
        return format!("shares “{shared}” with").into();
    }
    match (missing, clauses::is_close(found)) {
        (false, true) => "is close to".into(),
        (true, true) => "is close to part of".into(),
        (true, false) => "is part of".into(),
        (false, false) => "is".into(),
    }
}
