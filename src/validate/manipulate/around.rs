//! What a field does to a name, and what else a cell holds: cuts, two cells, branches, other words.

use super::Made;
use crate::model::EntryKind;
use crate::validate::rng::Rng;
use crate::validate::subject::Subject;

/// The width of SAP's NAME1 to NAME4 (table LFA1: CHAR 35).
const SAP_WIDTH: usize = 35;

/// The byte after `width` characters; `None` where the text is no longer than that.
fn byte_at(text: &str, width: usize) -> Option<usize> {
    text.char_indices().nth(width).map(|(at, _)| at)
}

pub(super) fn cut(s: &Subject<'_>, width: usize) -> Option<Made> {
    let end = byte_at(s.text, width)?;
    let name = s.text.get(..end)?.trim_end().to_owned();
    Some(Made::one(name, s, |w| w.end <= end))
}

pub(super) fn two_cells(s: &Subject<'_>, at_blank: bool) -> Option<Made> {
    let mut at = byte_at(s.text, SAP_WIDTH)?;
    if at_blank {
        let head = s.text.get(..at)?;
        // A blank right after the last column parts as well as one before it.
        at = if s.text.get(at..)?.starts_with(' ') { at } else { head.rfind(' ')? };
    }
    let (name, second) = (s.text.get(..at)?.trim().to_owned(), s.text.get(at..)?.trim().to_owned());
    Some(Made { name, second, distinctive: s.keeps(|w| w.end <= at || w.start >= at) })
}

pub(super) fn branch(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    if s.kind != EntryKind::Company {
        return None;
    }
    if s.has_han() {
        return rng.pick(&["北京分公司", "上海分公司", "广州办事处"]).map(|b| format!("{}{b}", s.text));
    }
    rng.pick(&[" Beijing Branch", " - Shanghai Branch", " (Guangzhou Branch)", ", Beijing Office"])
        .map(|b| format!("{}{b}", s.text))
}

pub(super) fn longer_cell(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let name = s.text;
    if s.has_han() {
        let cells = [format!("收货人：{name}，财务部"), format!("{name}（转财务部）"), format!("经办：{name} 2024年")];
        return rng.pick(&cells).cloned();
    }
    let cells = [
        format!("c/o {name}, attn AP"),
        format!("{name} / Attn: Accounts Payable"),
        format!("Payee: {name} - invoice 2024-118"),
        format!("DO NOT USE - {name} (see new vendor)"),
    ];
    rng.pick(&cells).cloned()
}
