//! What happened to a row, step by step, for `tamis check`: recorded by the code that screens, not beside it.

use crate::cells::{CellReader, NameSeen, Workspace};
use crate::lexicon::{Class, lexicon};
use crate::matching::index::Index;
use crate::model::{Evidence, Lists, Role};
use crate::policy::{self, RowView};

/// What happened to one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Stage (`normalize`, `words`, `names`, `rules`…) and what it saw, in words for a reviewer.
    pub steps: Vec<(String, String)>,
}

impl Trace {
    fn step(&mut self, stage: &str, text: String) {
        self.steps.push((stage.to_owned(), text));
    }

    /// Reads a cell once more, without the prefilter: a reviewer also wants to see which names came near.
    pub(super) fn cell(&mut self, role: Role, text: &str, reader: CellReader<'_>, work: &mut Workspace) {
        let index = reader.index;
        let all = CellReader { filter: policy::NEAR, ..reader };
        let facts = all.read(text, policy::names_parties(role), work);
        if let Some(country) = facts.whole_country.filter(|_| facts.mentions().names.is_empty()) {
            self.step("normalize", format!("{role} “{}” is the country {}", text.trim(), country.as_str()));
            return;
        }
        let cell = work.cell();
        self.step("normalize", format!("{role} “{}” → {}", text.trim(), close_han(&cell.n.joined(" "))));
        let words: Vec<String> = cell
            .segments
            .iter()
            .filter(|p| p.class != Class::Connector)
            .map(|p| {
                let rarity = if p.bits > 0 { format!(" {:.1}", f64::from(p.bits) / 10.0) } else { String::new() };
                format!("{} [{}{rarity}]", cell.n.run(p.from.into(), p.to.into()), slot(p.class))
            })
            .collect();
        if !words.is_empty() {
            self.step("words", format!("{} (rarity in bits: 10 is one name in a thousand)", words.join(", ")));
        }
        // The best name of each entry, the nearest entries first; the rest is counted.
        let mut nearest: Vec<&NameSeen> = Vec::new();
        for seen in &facts.mentions().names {
            let entry = index.name(seen.alignment.name).entry;
            match nearest.iter_mut().find(|s| index.name(s.alignment.name).entry == entry) {
                None => nearest.push(seen),
                Some(best) if nearness(seen, index) > nearness(best, index) => *best = seen,
                Some(_) => {}
            }
        }
        nearest.sort_by_key(|s| std::cmp::Reverse(nearness(s, index)));
        for seen in nearest.iter().take(MOST_NAMES) {
            let a = &seen.alignment;
            let name = index.name(a.name);
            self.step(
                "names",
                format!(
                    "“{}” against “{}”: {:.1} of {:.1} bits agree{}{}",
                    seen.quoted,
                    close_han(&name.tokens),
                    f64::from(a.agreed.bits) / 10.0,
                    f64::from(name.total) / 10.0,
                    if a.missing.terms > 0 { format!(", {} word(s) missing", a.missing.terms) } else { String::new() },
                    if a.around.unknown.bits > 0 {
                        format!(", unknown words beside it ({:.1} bits)", f64::from(a.around.unknown.bits) / 10.0)
                    } else {
                        String::new()
                    },
                ),
            );
        }
        if nearest.len() > MOST_NAMES {
            self.step(
                "names",
                format!("and {} listed parties more that have less in common with it", nearest.len() - MOST_NAMES),
            );
        }
    }

    pub(super) fn row(&mut self, view: &RowView<'_>) {
        let row = &view.facts;
        let country = row.country.map_or("not given".to_owned(), |c| c.as_str().to_owned());
        let places: Vec<&str> = row.places().iter().map(|p| lexicon().places().get(*p).name).collect();
        let sign = view.sign.map_or("none".to_owned(), |s| policy::sign_phrase(row, s));
        self.step(
            "row",
            format!(
                "country {country}; places {}; sign of Xinjiang: {sign}",
                if places.is_empty() { "none".to_owned() } else { places.join(", ") }
            ),
        );
    }

    pub(super) fn evidence(&mut self, lists: &Lists, evidence: &[Evidence]) {
        if evidence.is_empty() {
            self.step("decide", "nothing reaches a threshold".to_owned());
        }
        for e in evidence {
            let entry = lists.entry(e.entry);
            self.step(
                "decide",
                format!("{} {} {}: {} → {} {}", e.method, entry.id, entry.name, e.because, e.verdict, e.score),
            );
        }
    }
}

/// Names shown for a cell: those that a reviewer may want to compare.
const MOST_NAMES: usize = 6;

/// Share of the listed name that agrees, in per cent, then the bits that agree.
fn nearness(seen: &NameSeen, index: &Index) -> (i32, i32) {
    let a = &seen.alignment;
    (100 * a.agreed.bits / index.name(a.name).total.max(1), a.agreed.bits)
}

fn slot(class: Class) -> &'static str {
    match class {
        Class::Trade => "trade name",
        Class::Place => "place",
        Class::Country => "country",
        Class::Business => "business",
        Class::Body => "body",
        Class::Group => "group",
        Class::Branch => "branch",
        Class::Generic => "common word",
        Class::Form => "legal form",
        Class::Number => "number",
        Class::Street => "street word",
        Class::Connector => "connector",
    }
}

/// Words as they are written: Han has no blanks between its characters.
fn close_han(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let is_han = |c: Option<char>| c.is_some_and(crate::text::is_han);
    for word in words.split(' ') {
        let joins = text.is_empty() || is_han(text.chars().next_back()) && is_han(word.chars().next());
        if !joins {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}
