//! Names of general lists: how likely the words of a cell are those of a listed name.
//!
//! The bundled lists about Xinjiang hold a few hundred names, and the policy knows what their words are worth. A list
//! of thousands of names of all countries holds `Prime International`, `KB Lines` and `Harmony Farm`: there a missing
//! word is another firm. The weights below are those of a logistic regression (weights of evidence in the sense of
//! Fellegi and Sunter, 1969) over what agrees, is missing and is added, in bits; `scripts/fit_names.py` made them and
//! says from what: 570 misspelt, cut and shuffled names of half of the US lists of 2022 against 8,707 names of ordinary
//! firms.
//! Five-fold cross-validation: of the 570 names 436, 497, 520 and 527 are above 9, 17, 26 and 44 of the ordinary firms
//! (0.1, 0.2, 0.3 and 0.5 per cent).

use crate::matching::alignment::Alignment;
use crate::model::{Agreement, Verdict};

use super::context::Context;
use super::scores::{self, Opinion};
use super::thresholds::SURE;
use super::wording::Measures;

/// Natural logarithm of the odds without any evidence.
const BASE: f64 = -5.260;
/// For each unit of the logarithm of the agreeing tenths of a bit: 6.5 bits give 4.6, 20 bits 5.9.
const AGREED: f64 = 1.093;
/// A single word agrees: many firms share one, …
const ONE_WORD: f64 = -4.300;
/// … unless it is rare: for each ten bits of it.
const ONE_WORD_BITS: f64 = 2.655;
/// For each ten bits of listed words that the cell lacks.
const MISSING: f64 = -0.482;
/// For each ten bits of further words of the cell.
const ADDED: f64 = -0.432;
/// Nothing is missing and nothing added.
const WHOLE: f64 = 1.969;
/// Words are missing and others stand in their place: another firm as a rule.
const REPLACED: f64 = -1.545;
/// A word is misspelt: slips are what the names of the fit have and ordinary firms have not.
const SLIP: f64 = 0.650;
/// For each letter that a misspelt word is shorter than eight, in fours: Pride is not Prime.
const SHORT_SLIP: f64 = -2.321;
/// Two letters of a word are wrong.
const TWO_LETTERS: f64 = -0.481;
/// A word stands in another form.
const OTHER_WORDS: f64 = -0.405;
/// Tenths of a bit beyond this say no more: so the fit had it.
const MOST: f64 = 300.0;

/// The country agrees or differs, the place agrees: set by hand, since the names of the fit have none. A country
/// decides about what is not sure, and never alone.
const COUNTRY: f64 = 0.7;
const OTHER_COUNTRY: f64 = -1.5;
const PLACE: f64 = 1.5;

/// A review from here: 26 of the 8,707 ordinary firms of the fit are above.
const REVIEW: f64 = -0.4;
/// Tenths of a bit from which a name that is there word for word is a match: below, ordinary firms bear it too
/// (Pegasus, Martin, Unistar).
const RARE: f64 = 150.0;
/// The same where a word is misspelt.
const RARE_MISSPELT: f64 = 200.0;

/// Natural logarithm of the odds that the words name the listed party.
pub(super) fn log_odds(m: &Measures) -> f64 {
    let tens = |tenths: f64| tenths.min(MOST) / 100.0;
    let when = |fact: bool| f64::from(u8::from(fact));
    let (lacks, adds) = (m.missing_words > 0, m.added_words > 0);
    let one = when(m.words == 1);
    let short = 8_usize.saturating_sub(m.shortest_slip) as f64 / 4.0;
    BASE + AGREED * m.agreed.ln_1p()
        + one * (ONE_WORD + ONE_WORD_BITS * tens(m.agreed))
        + MISSING * tens(m.missing)
        + ADDED * tens(m.added)
        + WHOLE * when(!lacks && !adds)
        + REPLACED * when(lacks && adds)
        + when(m.slips > 0) * (SLIP + SHORT_SLIP * short)
        + TWO_LETTERS * when(m.two_letters)
        + OTHER_WORDS * when(m.other_words)
}

/// What country and place of the row add to it.
pub(super) fn log_odds_of_row(context: Context) -> f64 {
    let country = match context.country {
        Agreement::Agrees => COUNTRY,
        Agreement::Differs => OTHER_COUNTRY,
        _ => 0.0,
    };
    country + if context.is_at_home() { PLACE } else { 0.0 }
}

/// The log odds in points of the score, from the threshold of a review on: negative under it.
pub(super) fn points(odds: f64) -> i32 {
    ((odds - REVIEW) * 4.0).round() as i32
}

/// What the words of a name cell say of a name of a general list; `opinion` is what the policy of names makes of it.
pub(super) fn judge(m: &Measures, context: Context, a: &Alignment, opinion: Option<Opinion>) -> Option<Opinion> {
    let (exact, alone) = (a.exact, a.around.alone && a.missing.terms == 0);
    let odds = log_odds(m) + log_odds_of_row(context);
    let whole = m.missing_words == 0 && m.added_words == 0;
    let same = whole && m.slips == 0;
    // The name as it is listed is never silent: what is common is for a person to look at.
    if odds < REVIEW && !(exact && (same || alone)) {
        return None;
    }
    let rare = m.agreed >= if m.slips == 0 { RARE } else { RARE_MISSPELT };
    // `Trading agent for …` before a name of so many words changes nothing.
    let beyond_chance = exact && m.missing_words == 0 && m.agreed >= f64::from(SURE);
    let sure = (whole && rare || beyond_chance) && !context.is_abroad();
    match opinion {
        Some(opinion) if opinion.rating.verdict == Verdict::Match && sure => Some(opinion),
        Some(opinion) if opinion.rating.verdict < Verdict::Match => Some(opinion),
        _ if same && context.is_abroad() && !context.is_at_home() && !rare => Some(scores::NAMESAKE_ABROAD),
        _ if same || exact && alone => Some(scores::COMMON_NAME_EXACT),
        _ => Some(scores::likely(points(odds))),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::cells::{CellReader, Workspace};
    use crate::matching::entry_facts;
    use crate::matching::identifier::Identifiers;
    use crate::matching::index::Index;
    use crate::model::Lists;
    use crate::policy::{may_count, wording};
    use crate::watchlist;

    fn odds(cell: &str, listed: &str) -> f64 {
        log_odds(&wording::measures(cell, listed))
    }

    /// Both sides of the line, by the kinds of the lists that users load.
    #[test]
    fn slips_are_likelier_than_other_firms() {
        for (cell, listed) in [
            ("Jade Machiney Pvt. Ltd.", "Jade Machinery Pvt. Ltd."),
            ("Aviation Industrie Corporation of China", "Aviation Industry Corporation of China"),
            ("CHINA ELECTRONICS ETCHNOLOGY GROUP CORPORATION", "China Electronics Technology Group Corporation"),
            ("Machinery Jade", "Jade Machinery Pvt. Ltd."),
            ("Orient Star Shippng Agency", "Orient Star Shipping Agency L.L.C."),
        ] {
            assert!(odds(cell, listed) > REVIEW, "{cell}: {}", odds(cell, listed));
        }
        for (cell, listed) in [
            ("Harmony Plastic Pvt., Ltd.", "HARMONY FARM"),
            ("Daewon Textile Vn Co., Ltd.", "DAEWON INDUSTRY COMPANY"),
            ("Morgan Industries Ltd.", "MORGAN MIDDLE EAST LLC"),
            ("Dubai Islamic Bank", "FIRST ISLAMIC INVESTMENT BANK LIMITED"),
            ("Patterson Medical Holdings Inc.", "PATTERSON FARM"),
            ("Force Tech Co., Ltd.", "Defense Science and Technology Center"),
            ("Banco Economico S.A", "BANCO DE VENEZUELA"),
        ] {
            assert!(odds(cell, listed) < REVIEW, "{cell}: {}", odds(cell, listed));
        }
    }

    /// Writes what `scripts/fit_names.py` fits: for each name of a file (a line each) the measures against every listed
    /// name that the index proposes. `TAMIS_LIST`, `TAMIS_NAMES` and `TAMIS_MEASURES` name the files.
    #[test]
    #[ignore = "writes the input of scripts/fit_names.py"]
    fn write_measures() -> Result<(), Box<dyn std::error::Error>> {
        let list = watchlist::load_path(std::path::Path::new(&std::env::var("TAMIS_LIST")?))?;
        let lists = Lists::new(vec![list]);
        let facts = entry_facts::of(&lists, "2026-11-30".parse()?, "");
        let index = Index::build(&lists, |_| true, |_| None);
        let identifiers = Identifiers::build(&lists, |_| true);
        let reader = CellReader { index: &index, identifiers: &identifiers, may_count };
        let (mut work, mut out) = (Workspace::default(), String::new());
        assert_eq!(facts.len(), lists.len());
        for name in std::fs::read_to_string(std::env::var("TAMIS_NAMES")?)?.lines() {
            let facts = reader.read(name, true, &mut work);
            for seen in &facts.mentions().names {
                let met = index.name(seen.alignment.name);
                let entry = lists.entry(met.entry);
                let Some(listed) = entry.names.get(usize::from(met.position)) else { continue };
                let m = wording::measures(name, &listed.text);
                writeln!(
                    out,
                    "{name}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                    entry.id,
                    m.agreed,
                    m.missing,
                    m.added,
                    m.words,
                    m.missing_words,
                    m.added_words,
                    m.slips,
                    m.shortest_slip,
                    m.two_letters,
                    m.other_words
                )?;
            }
        }
        std::fs::write(std::env::var("TAMIS_MEASURES")?, out)?;
        Ok(())
    }
}
