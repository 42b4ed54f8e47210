//! The legal form at the end of a name: dropped, spelled out, spelled otherwise, added.

use super::{Pair, pairs};
use crate::model::EntryKind;
use crate::text;
use crate::text::table::parts;
use crate::validate::rng::Rng;
use crate::validate::subject::Subject;

fn form_words(form: &str) -> Vec<String> {
    let n = text::normalize(form);
    n.tokens().iter().map(|t| n.text(t).to_owned()).collect()
}

pub(super) fn spelled_out(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let (name, form) = s.split_form()?;
    if form == "有限公司" {
        return Some(format!("{name}有限责任公司"));
    }
    let words = form_words(form);
    let long = |w: &str| pairs("long form").iter().find(|pair| pair.from == w).map(|pair| pair.to);
    // What is spelled out already, or has no longer form, stays as it was typed.
    words.iter().any(|w| long(w).is_some()).then(|| {
        let spelled: Vec<&str> = words.iter().map(|w| long(w).unwrap_or(w)).collect();
        format!("{name} {}", spelled.join(" "))
    })
}

/// Another customary spelling; a form is never turned into one of another family.
pub(super) fn other(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let (name, form) = s.split_form()?;
    let words = form_words(form);
    let known = |family: &&Pair| family.from.split(' ').any(|k| k == form || words.iter().any(|w| w == k));
    let family = pairs("forms").iter().find(known)?;
    let others: Vec<&str> = parts(family.to).filter(|other| *other != form).collect();
    let blank = if form.is_ascii() { " " } else { "" };
    rng.pick(&others).map(|other| format!("{name}{blank}{other}"))
}

pub(super) fn added(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    if s.kind != EntryKind::Company || s.form_start()? < s.text.len() {
        return None;
    }
    if s.has_han() {
        return Some(format!("{}有限公司", s.text));
    }
    rng.pick(&["Co., Ltd.", "Co Ltd", "CO.,LTD", "Limited"]).map(|f| format!("{} {f}", s.text))
}

pub(super) fn place_added(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let (name, form) = s.split_form()?;
    (s.kind == EntryKind::Company)
        .then(|| if s.has_han() { format!("{name}（中国）{form}") } else { format!("{name} (China) {form}") })
}
