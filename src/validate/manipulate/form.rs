//! The legal form at the end of a name: dropped, spelled out, spelled otherwise, added.

use crate::model::EntryKind;
use crate::text;
use crate::validate::rng::Rng;
use crate::validate::subject::Subject;

/// Customary spellings of one family of forms; a form is never turned into one of another family.
const FAMILIES: [(&[&str], &[&str]); 3] = [
    (&["corp", "corporation"], &["Corp", "Corp.", "CORP", "Corporation"]),
    (&["inc", "incorporated"], &["Inc", "Inc.", "INC.", "Incorporated"]),
    (
        &["co", "ltd", "limited", "company"],
        &[
            "Co Ltd",
            "CO.,LTD",
            "Co. Ltd",
            "Company Ltd",
            "Co., Limited",
            "Limited",
            "Ltd",
            "LTD.",
            "CO., LTD.",
            "Co.,Ltd",
            "Company Limited",
        ],
    ),
];

const HAN: [&str; 4] = ["有限公司", "有限责任公司", "股份有限公司", "公司"];

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
    let long = |w: &str| match w {
        "co" => Some("Company"),
        "ltd" => Some("Limited"),
        "corp" => Some("Corporation"),
        "inc" => Some("Incorporated"),
        _ => None,
    };
    // What is spelled out already, or has no longer form, stays as it was typed.
    words.iter().any(|w| long(w).is_some()).then(|| {
        let spelled: Vec<&str> = words.iter().map(|w| long(w).unwrap_or(w)).collect();
        format!("{name} {}", spelled.join(" "))
    })
}

pub(super) fn other(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let (name, form) = s.split_form()?;
    if HAN.contains(&form) {
        let others: Vec<&&str> = HAN.iter().filter(|f| **f != form).collect();
        return rng.pick(&others).map(|f| format!("{name}{f}"));
    }
    let words = form_words(form);
    let (_, spellings) = FAMILIES.iter().find(|(known, _)| words.iter().any(|w| known.contains(&w.as_str())))?;
    let others: Vec<&&str> = spellings.iter().filter(|f| **f != form).collect();
    rng.pick(&others).map(|f| format!("{name} {f}"))
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
