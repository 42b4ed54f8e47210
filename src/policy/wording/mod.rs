//! The words of the reasons: how a cell and a listed name differ ([`clauses`]), and the phrases of the rules
//! ([`phrases`]).

mod clauses;
pub mod phrases;

use std::borrow::Cow;

use crate::cells::NameSeen;
use crate::matching::difference::{Difference, Fate};
use crate::matching::measures::Measures;
use crate::matching::words::{Word, words};
use crate::model::{Likeness, Listed, Name};
use crate::text;

/// True where the words are those of the listed name, legal forms aside.
pub(super) fn same_words(seen: &str, listed: &str) -> bool {
    let m = Measures::of(&words(seen), &words(listed), false);
    m.is_whole() && m.slips == 0 && !m.other_word && !m.other_form
}

/// True where the listed name has every word seen as it stands, and little else: `Weiqiao Pioneering` without Group.
pub(super) fn holds_all(seen: &str, listed: &str) -> bool {
    /// Tenths of a bit of words that say little: Group, County.
    const LITTLE: i32 = 25;
    let (seen, listed) = (words(seen), words(listed));
    let found = Difference::as_read(&seen, &listed, false);
    let missing: i32 = found.fates().filter(|(_, fate)| *fate == Fate::Missing).map(|(w, _)| w.bits).sum();
    let same = found.fates().all(|(_, fate)| matches!(fate, Fate::Same(_) | Fate::Missing));
    !found.other_script && same && missing <= LITTLE && found.extra().next().is_none()
}

/// True where neither side has words that the other lacks.
pub(super) fn accounts_for(seen: &str, listed: &str) -> bool {
    let (seen, listed) = (words(seen), words(listed));
    let found = Difference::as_read(&seen, &listed, false);
    !found.other_script && clauses::missing(&found).is_none() && clauses::added(&found).is_none()
}

/// How the words of a cell and a listed name compare. `cell` is the whole cell, of which `seen` quotes a part.
pub(super) fn likeness(seen: &NameSeen, name: &Name, listed: Listed, cell: &str, caution: &'static str) -> Likeness {
    let a = &seen.alignment;
    let (quoted, listed_words) = (words(&seen.quoted), words(&name.text));
    let complete = a.missing.terms == 0 && !a.cut.off;
    let whole = Difference::as_read(&quoted, &listed_words, complete);
    // A cell that ends in the middle of a word, or at the length of a field, was cut.
    let cut = a.cut.off && (a.cut.at_limit || a.cut.whole_cell || whole.ends_within_word());
    let within_word = whole.ends_within_word();
    let found = if cut { whole.cut_off() } else { whole };
    let mut clauses = clauses::clauses(&found);
    if cut {
        let length = text::trim(cell).chars().count();
        clauses.push(if within_word {
            format!("cut off after {length} characters")
        } else {
            format!("and the cell ends there, after {length} characters")
        });
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
    let plain = clauses::missing(&found).is_none() && !clauses::is_close(&found);
    let verb = if cut && plain {
        match clauses::shared(&found).filter(|_| clauses::added(&found).is_some()) {
            Some(shared) => format!("shares “{shared}” with the beginning of").into(),
            None => Cow::Borrowed("is the beginning of"),
        }
    } else {
        verb(&found, found.other_script && !complete)
    };
    Likeness { listed, verb, differences, beside: String::new(), address: String::new(), caution }
}

/// What else the same part of a cell holds, legal forms aside: `Chemical` beside `Xinjiang Zhongtai`.
pub(super) fn beside(cell: &str, quoted: &str) -> Option<String> {
    /// Characters of the rest that a sentence gives at most.
    const LONGEST: usize = 40;
    let at = cell.find(quoted)?;
    let is_break = |c: char| matches!(c, ',' | ';' | '|' | '，' | '；' | '、' | '\n' | '\r' | '\t');
    let before = cell[..at].rsplit(is_break).next().unwrap_or_default();
    let after = cell[at + quoted.len()..].split(is_break).next().unwrap_or_default();
    let telling = |part: &str| {
        let all = words(part);
        let is_form = |w: &Word| w.form || !w.shown.chars().any(char::is_alphanumeric);
        let first = all.iter().position(|w| !is_form(w))?;
        let last = all.iter().rposition(|w| !is_form(w))?;
        let from = part.find(&*all[first].shown)?;
        let to = part.rfind(&*all[last].shown)? + all[last].shown.len();
        part.get(from..to).map(str::to_owned)
    };
    let rest: Vec<String> = [before, after].into_iter().filter_map(telling).collect();
    let fits = !rest.is_empty() && rest.iter().map(|part| part.chars().count()).sum::<usize>() <= LONGEST;
    fits.then(|| rest.join(" … "))
}

fn verb(found: &Difference<'_>, part: bool) -> Cow<'static, str> {
    let missing = part || clauses::missing(found).is_some();
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

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn the_rest_of_a_name_is_said_without_legal_forms() {
        for (cell, quoted, rest) in [
            ("Xinjiang Zhongtai Chemical Co Ltd", "Xinjiang Zhongtai", Some("Chemical")),
            ("新疆中泰化学股份有限公司", "新疆中泰", Some("化学")),
            ("Sensetime Group Inc", "Sensetime", Some("Group")),
            ("Trading agent for: Hetian Taida Apparel Co., Ltd.", "Hetian Taida Apparel", Some("Trading agent")),
            ("Nanjing Fiberhome Starrysky", "Fiberhome", Some("Nanjing … Starrysky")),
            ("Hetian Taida Apparel Co., Ltd.", "Hetian Taida Apparel", None),
            ("Hikvision, No. 555 Qianmo Road", "Hikvision", None),
        ] {
            assert_eq!(beside(cell, quoted).as_deref(), rest, "{cell}");
        }
    }
}
