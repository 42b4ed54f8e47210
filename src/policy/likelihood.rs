//! Names of general lists: how likely the words of a cell are those of a listed name.
//!
//! The bundled lists about Xinjiang hold a few hundred names, and the policy knows what their words are worth. A list
//! of thousands of names of all countries holds `Prime International`, `KB Lines` and `Harmony Farm`: there a missing
//! word is another firm. The weights below are those of a logistic regression (weights of evidence in the sense of
//! Fellegi and Sunter, 1969) over what agrees, is missing and is added, in bits; `scripts/fit_names.py` made them and
//! says from what: 570 misspelt, cut and shuffled names of half of the US lists of 2022 and 1,579 aliases against 8,707
//! names of ordinary firms.
//! Five-fold cross-validation, when they were fitted: of the 570 names 485, 540, 546 and 549 were above 9, 17, 26 and
//! 44 of the ordinary firms (0.1, 0.2, 0.3 and 0.5 per cent). The measures have changed a little since.

use crate::matching::alignment::Alignment;
use crate::matching::measures::Measures;
use crate::model::{Agreement, Verdict};

use super::context::Context;
use super::scores::{self, Opinion};
use super::thresholds::SURE;

/// Natural logarithm of the odds without any evidence.
const BASE: f64 = -6.847;

/// The weights of the fit, by what they weigh.
const WEIGHTS: [(&str, f64); 12] = [
    // The logarithm of the agreeing tenths of a bit: 6.5 bits give 4.2, 20 bits 5.3.
    ("agreed", 1.508),
    // A single word agrees: many firms share one.
    ("one word", -1.067),
    // For each ten bits of listed words that the cell lacks.
    ("missing", -1.248),
    // For each ten bits of further words of the cell.
    ("added", -0.553),
    // Nothing is missing and nothing added.
    ("whole", 2.965),
    // Words are missing and others stand in their place: another firm as a rule.
    ("replaced", -1.758),
    // For each tenth of the letters of a misspelt word that is wrong.
    ("wrong letters", -0.163),
    // What stands there is a word itself: Pride is not Prime.
    ("slip is a word", -1.044),
    // Another word stands for one (`Global` for `International`).
    ("other word", -1.408),
    // A listed number is not there: another institute of the same academy.
    ("no number", -1.482),
    // For each tenth of the name that is missing: takes back a part of what its bits say, where the name is short.
    ("missing share", 0.373),
    // For each tenth of the name that is misspelt: slips fall on any word, while two firms differ in the rare one.
    ("misspelt share", -0.052),
];

/// Tenths of a bit beyond this say no more: so the fit had it.
const MOST: f64 = 300.0;

/// The country agrees or differs, the place agrees: set by hand, since the names of the fit have none. Most vendors of
/// an importer are of the countries that the lists name, so that agreeing says little. A place that the name itself
/// holds says nothing more in an address: two of three strangers met so in registrants of Shenzhen and Beijing.
const COUNTRY: f64 = 0.3;
const OTHER_COUNTRY: f64 = -1.5;
const PLACE: f64 = 0.7;

/// A review from here: 17 of the 8,707 ordinary firms of the fit are above.
const REVIEW: f64 = 0.95;
/// Tenths of a bit from which a name that is there word for word is a match: below, ordinary firms bear it too
/// (Pegasus, Martin, Unistar).
const RARE: f64 = 150.0;
/// Tenths of a bit from which a name of several words counts among any other words: as in an address.
const RARE_INSIDE: f64 = 170.0;
/// The largest share of wrong letters in a word of a match: one of seven.
const SLIGHT: f64 = 0.15;
/// Tenths of a bit from which it is one where a word is misspelt.
const RARE_MISSPELT: f64 = 200.0;

/// Tenths of a bit of a single telling word at most: one that no table knows has 155 (Yıldız, Wagner).
const ONE_WORD: i32 = 160;
/// Tenths of a bit of the words beside it that say nothing: Group.
const SAYS_LITTLE: i32 = 20;

/// What the fit weighs, in the order of [`WEIGHTS`].
fn features(m: &Measures) -> [f64; WEIGHTS.len()] {
    let tens = |tenths: f64| tenths.min(MOST) / 100.0;
    let when = |fact: bool| f64::from(u8::from(fact));
    let (lacks, adds) = (m.missing_words > 0, m.added_words > 0);
    [
        m.agreed.ln_1p(),
        when(m.words == 1),
        tens(m.missing),
        tens(m.added),
        when(m.is_whole()),
        when(lacks && adds),
        m.wrong_share * 10.0,
        when(m.slip_is_word),
        when(m.other_word),
        when(m.lacks_number),
        m.missing / (m.agreed + m.missing).max(1.0) * 10.0,
        m.misspelt / (m.agreed + m.missing).max(1.0) * 10.0,
    ]
}

/// Natural logarithm of the odds that the words name the listed party.
pub(super) fn log_odds(m: &Measures) -> f64 {
    features(m).iter().zip(WEIGHTS).map(|(value, (_, weight))| value * weight).sum::<f64>() + BASE
}

/// Whether a name over a cell may count, whatever country and place the row has.
pub(super) fn may_be_likely(m: &Measures, a: &Alignment) -> bool {
    log_odds(m) + COUNTRY + PLACE >= REVIEW || counts_as_it_is(m, a)
}

/// The name as it is listed is never silent: what is common is for a person to look at. Nor is a longer rare one with
/// other words around it.
fn counts_as_it_is(m: &Measures, a: &Alignment) -> bool {
    let same = m.is_whole() && m.slips == 0;
    let alone = a.around.alone && a.missing.terms == 0;
    let inside = m.missing_words == 0 && m.words > 1 && m.agreed >= RARE_INSIDE;
    // A field limit cut it: what is gone had no room.
    let cut = a.cut.whole_cell && f64::from(a.agreed.bits) >= RARE;
    a.exact && (same || alone || inside) || cut
}

/// What country and place of the row add to it.
pub(super) fn log_odds_of_row(context: Context, a: &Alignment) -> f64 {
    let country = match context.country {
        Agreement::Agrees => COUNTRY,
        Agreement::Differs => OTHER_COUNTRY,
        _ => 0.0,
    };
    country + if context.is_at_home() && !a.around.places.agrees { PLACE } else { 0.0 }
}

/// The log odds in points of the score, from the threshold of a review on: negative under it.
pub(super) fn points(odds: f64) -> i32 {
    ((odds - REVIEW) * 4.0).round() as i32
}

/// What the words of a name cell say of a name of a general list; `opinion` is what the policy of names makes of it.
pub(super) fn judge(m: &Measures, context: Context, a: &Alignment, opinion: Option<Opinion>) -> Option<Opinion> {
    let (exact, alone) = (a.exact, a.around.alone && a.missing.terms == 0);
    let odds = log_odds(m) + log_odds_of_row(context, a);
    let whole = m.is_whole();
    let same = whole && m.slips == 0;
    if odds < REVIEW && !counts_as_it_is(m, a) {
        return None;
    }
    let rare = m.agreed >= if m.slips == 0 { RARE } else { RARE_MISSPELT };
    // `Trading agent for …` before a name of so many words changes nothing.
    let beyond_chance = exact && m.missing_words == 0 && m.agreed >= f64::from(SURE);
    // Another word for one of it (`Global` for `International`) may be another firm's, and so may `Bwave` for `Siwave`.
    // A name without a word of its own (`Ministry of Defence`) is one in every country.
    let telling = a.agreed.distinctive > 0 || context.country == Agreement::Agrees;
    // One word proves little without the place; two that are run together are two (`ParavarPars`). A list that gives no
    // country is one of the user's own, taken at its word.
    let one_word = a.agreed.distinctive <= ONE_WORD
        && a.agreed.bits - a.agreed.distinctive <= SAYS_LITTLE
        && m.agreed <= f64::from(ONE_WORD + SAYS_LITTLE);
    let known = !one_word || context.is_at_home() || context.country == Agreement::MissingInList;
    let equal = whole && rare && telling && known && !m.other_word && m.wrong_share <= SLIGHT;
    let at_home = same && context.country == Agreement::Agrees && context.is_at_home();
    let (as_listed, abroad) = (exact && alone, context.is_abroad() && !context.is_at_home());
    let sure = (equal || beyond_chance || at_home) && !context.is_abroad();
    if abroad && !rare && (whole || as_listed) {
        // A common name in another country: a namesake, or one that a slip makes of another.
        return (same || as_listed).then_some(scores::NAMESAKE_ABROAD);
    }
    match opinion {
        Some(opinion) if opinion.rating.verdict == Verdict::Match && sure => Some(opinion),
        // As it is listed: never below a misspelling of it.
        _ if same || as_listed => Some(scores::as_listed(points(odds), rare && telling && one_word)),
        // One scale for all reviews: what the policy of names adds is what a reader should bear in mind.
        Some(Opinion { rating, caution }) if rating.verdict == Verdict::Review => {
            Some(Opinion { caution, ..scores::likely(points(odds)) })
        }
        Some(opinion) if opinion.rating.verdict < Verdict::Match => Some(opinion),
        _ => Some(scores::likely(points(odds))),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::cells::{CellReader, Filter, Workspace};
    use crate::matching::address::ListedAddresses;
    use crate::matching::entry_facts;
    use crate::matching::identifier::Identifiers;
    use crate::matching::index::Index;
    use crate::matching::words::words;
    use crate::model::Lists;
    use crate::policy::prefilter::{MAY_COUNT, may_count_by_terms};
    use crate::watchlist;

    fn odds(cell: &str, listed: &str) -> f64 {
        log_odds(&Measures::of(&words(cell), &words(listed), false))
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
        let lists = Lists::new(list);
        let facts = entry_facts::of(&lists, "2026-11-30".parse()?, "");
        let index = Index::build(&lists, |_| true, |_| None);
        let identifiers = Identifiers::build(&lists, |_| true);
        let filter = Filter { may_count: may_count_by_terms, may_be_likely: |_, _| true, ..MAY_COUNT };
        let addresses = ListedAddresses::default();
        let reader =
            CellReader { lists: &lists, index: &index, identifiers: &identifiers, addresses: &addresses, filter };
        let heads = WEIGHTS.map(|(head, _)| head).join("\t");
        let (mut work, mut out) = (Workspace::default(), format!("name\tentry\t{heads}\n"));
        assert_eq!(facts.len(), lists.len());
        for name in std::fs::read_to_string(std::env::var("TAMIS_NAMES")?)?.lines() {
            let facts = reader.read(name, true, &mut work);
            for seen in &facts.mentions().names {
                let met = index.name(seen.alignment.name);
                let entry = lists.entry(met.entry);
                let Some(m) = seen.measures.as_deref() else { continue };
                let values = features(m).map(|value| format!("{value:.4}")).join("\t");
                writeln!(out, "{name}\t{}\t{values}", entry.id)?;
            }
        }
        std::fs::write(std::env::var("TAMIS_MEASURES")?, out)?;
        Ok(())
    }
}
