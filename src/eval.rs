//! Quality on labelled rows: how many listed parties are found, how many others are flagged without cause.
//!
//! Each case is one ledger row with the outcome that a careful screener should reach: `hit` (flag it, against this
//! entry), `review` (do not stay silent) or `no_hit`. Cases are screened by the same [`Screener`] as any ledger, in the
//! columns name, address, country and product.
//!
//! A finding is against the right entry if the entry, or one it is linked to (parent, same body), carries the expected
//! name. For a `hit` a right finding at `review` or higher counts; for a `review` any finding; for a `no_hit`
//! everything from `review` up is a false alarm, and `advisory` is not counted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::model::{ColumnMap, EntryIx, Finding, Lists, Role, Row, RowBatch, Verdict};
use crate::screener::Screener;

/// Cases or a baseline that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct EvalError {
    file: String,
    what: String,
    source: Option<csv::Error>,
}

/// The outcome that a case should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// Names a listed party, or falls under a goods order.
    Hit,
    /// A person has to look.
    Review,
    /// Another company or person.
    NoHit,
}

/// One labelled row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Case {
    /// Its id, unique in the file.
    pub case_id: String,
    /// The ledger's name cell.
    pub ledger_name: String,
    /// The ledger's address cell.
    pub ledger_address: String,
    /// The ledger's country cell.
    pub ledger_country: String,
    /// The ledger's product cell.
    pub ledger_product: String,
    /// The outcome it should have.
    pub expected: Expected,
    /// Names of the expected entry, separated by `|`; empty where any will do.
    pub expected_entry: String,
    /// What the case is about.
    pub category: String,
}

/// What the screen made of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The strongest finding of any entry.
    pub top: Option<Verdict>,
    /// The strongest finding of a right entry.
    pub right: Option<Verdict>,
    /// All findings.
    pub findings: Vec<Finding>,
}

/// Why a case is listed among the misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
pub enum Miss {
    /// A hit that was not flagged at all, or as advisory only.
    #[strum(serialize = "MISS")]
    Silent,
    /// A hit that was flagged against other entries only.
    #[strum(serialize = "WRONGENTRY")]
    WrongEntry,
    /// A review case that was not flagged.
    #[strum(serialize = "RMISS")]
    ReviewSilent,
    /// A clean row flagged as match.
    #[strum(serialize = "FP3")]
    FalseMatch,
    /// A clean row flagged as review.
    #[strum(serialize = "FP2")]
    FalseReview,
}

impl Miss {
    /// The word of the listing.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Counts over the cases of one category, or over all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases.
    pub cases: u64,
    /// Cases that are hits.
    pub hits: u64,
    /// Hits flagged at `review` or higher against the right entry.
    pub hit_any: u64,
    /// Hits flagged as `match` against the right entry.
    pub hit_match: u64,
    /// Hits flagged at `review` or higher against any entry.
    pub hit_any_entry: u64,
    /// Cases that are reviews.
    pub reviews: u64,
    /// Reviews flagged against the right entry.
    pub review_right: u64,
    /// Reviews flagged at all.
    pub review_any_entry: u64,
    /// Reviews called a match of the right entry: too much.
    pub review_as_match: u64,
    /// Cases that are clean.
    pub clean: u64,
    /// Clean rows flagged as `match`.
    pub false_match: u64,
    /// Clean rows flagged as `review`.
    pub false_review: u64,
}

/// All cases with their outcomes.
#[derive(Debug)]
pub struct Scorecard {
    /// The cases in file order, each with its outcome.
    pub cases: Vec<(Case, Outcome)>,
}

/// A case whose outcome differs from the baseline's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The case.
    pub case_id: String,
    /// Its category.
    pub category: String,
    /// The ledger's name cell.
    pub name: String,
    /// The outcome in the baseline: top and right verdict.
    pub before: String,
    /// The outcome now.
    pub now: String,
    /// Better, worse, or as good in another way.
    pub direction: std::cmp::Ordering,
}

/// Reads labelled cases: tab-separated, with CSV quoting.
///
/// # Errors
/// The file cannot be read, a column is missing, or a label is none of `hit`, `review`, `no_hit`.
pub fn read_cases(path: &Path) -> Result<Vec<Case>, EvalError> {
    let file = path.display().to_string();
    let failed = |source: csv::Error| {
        let what = "the labelled cases cannot be read; they need the columns case_id, ledger_name, ledger_address, \
                    ledger_country, ledger_product, expected (hit, review or no_hit), expected_entry and category, \
                    separated by tabs";
        EvalError { file: file.clone(), what: what.to_owned(), source: Some(source) }
    };
    std::fs::File::open(path).map_err(csv::Error::from).and_then(parse_cases).map_err(failed)
}

fn parse_cases(input: impl Read) -> Result<Vec<Case>, csv::Error> {
    csv::ReaderBuilder::new().delimiter(b'\t').from_reader(input).deserialize().collect()
}

/// Screens all cases.
pub fn evaluate(screener: &Screener, cases: Vec<Case>) -> Scorecard {
    let columns = ColumnMap::new([
        ("Case", Role::Key),
        ("Vendor Name", Role::Name),
        ("Address", Role::Address),
        ("Country", Role::Country),
        ("Product Description", Role::Product),
    ]);
    let names = Names::new(screener.lists());
    let mut scratch = screener.scratch();
    let mut batch = RowBatch::default();
    let scored = cases
        .into_iter()
        .map(|case| {
            batch.clear();
            let Case { case_id, ledger_name, ledger_address, ledger_country, ledger_product, .. } = &case;
            let cells = [case_id, ledger_name, ledger_address, ledger_country, ledger_product];
            batch.push(1, 2, cells.map(String::as_str));
            let mut findings =
                batch.get(0).map(|row| screener.screen(Row::new(row, &columns), &mut scratch)).unwrap_or_default();
            // Reports leave programme-wide advisories out, and so does the score.
            findings.retain(|f| !f.sector);
            let wanted: FxHashSet<String> =
                case.expected_entry.split('|').filter(|n| !n.trim().is_empty()).map(key).collect();
            let right =
                findings.iter().filter(|f| wanted.is_empty() || names.any(f.entry, &wanted)).map(|f| f.verdict).max();
            let top = findings.iter().map(|f| f.verdict).max();
            (case, Outcome { top, right, findings })
        })
        .collect();
    Scorecard { cases: scored }
}

/// The names of each entry and of all entries that it is linked to, directly or over others.
struct Names {
    of: Vec<FxHashSet<String>>,
}

impl Names {
    fn new(lists: &Lists) -> Self {
        let own: Vec<Vec<String>> = lists
            .entries()
            .map(|(_, _, e)| std::iter::once(&e.name).chain(e.names.iter().map(|n| &n.text)).map(|n| key(n)).collect())
            .collect();
        let mut place: FxHashMap<&str, EntryIx> = FxHashMap::default();
        for (ix, _, entry) in lists.entries() {
            place.entry(&*entry.id.0).or_insert(ix);
        }
        let of = lists
            .entries()
            .map(|(start, ..)| {
                let (mut seen, mut open) = (BTreeSet::from([start]), vec![start]);
                while let Some(entry) = open.pop().map(|ix| lists.entry(ix)) {
                    let linked =
                        entry.links.iter().map(|l| &l.entry_id).chain(entry.parent.as_ref().map(|p| &p.entry_id));
                    open.extend(linked.filter_map(|id| place.get(&*id.0)).filter(|ix| seen.insert(**ix)));
                }
                seen.into_iter().filter_map(|ix| own.get(ix.0 as usize)).flatten().cloned().collect()
            })
            .collect();
        Self { of }
    }

    fn any(&self, entry: EntryIx, wanted: &FxHashSet<String>) -> bool {
        self.of.get(entry.0 as usize).is_some_and(|names| wanted.iter().any(|w| names.contains(w)))
    }
}

/// A name reduced to its letters and digits, for comparing labels with lists.
fn key(name: &str) -> String {
    let folded = name.nfkc().collect::<String>().to_lowercase().replace('ß', "ss").replace('ς', "σ");
    folded.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn at_least(found: Option<Verdict>, verdict: Verdict) -> bool {
    found >= Some(verdict)
}

impl Outcome {
    /// Why the case counts as missed, if it does.
    pub fn miss(&self, expected: Expected) -> Option<Miss> {
        match expected {
            Expected::Hit if at_least(self.right, Verdict::Review) => None,
            Expected::Hit if at_least(self.top, Verdict::Review) => Some(Miss::WrongEntry),
            Expected::Hit => Some(Miss::Silent),
            Expected::Review if self.top.is_some() => None,
            Expected::Review => Some(Miss::ReviewSilent),
            Expected::NoHit => match self.top {
                Some(Verdict::Match) => Some(Miss::FalseMatch),
                Some(Verdict::Review) => Some(Miss::FalseReview),
                _ => None,
            },
        }
    }

    /// As the baseline file writes it: top verdict and right verdict.
    fn words(&self) -> (&'static str, &'static str) {
        (word(self.top), word(self.right))
    }
}

fn word(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("none", Verdict::as_str)
}

/// How good an outcome is; only outcomes of the same label compare.
fn merit(expected: Expected, top: Option<Verdict>, right: Option<Verdict>) -> (bool, u8) {
    let rank = |v: Option<Verdict>| v.map_or(0, |v| 1 + v as u8);
    match expected {
        Expected::Hit => (at_least(right, Verdict::Review), rank(right)),
        // A review case called a match says too much, but is not silent.
        Expected::Review => (top.is_some(), [0, 2, 3, 1][usize::from(rank(right))]),
        Expected::NoHit => (!at_least(top, Verdict::Review), 3 - rank(top).max(1)),
    }
}

impl Tally {
    fn add(&mut self, expected: Expected, outcome: &Outcome) {
        let count = |yes: bool| u64::from(yes);
        self.cases += 1;
        match expected {
            Expected::Hit => {
                self.hits += 1;
                self.hit_any += count(at_least(outcome.right, Verdict::Review));
                self.hit_match += count(outcome.right == Some(Verdict::Match));
                self.hit_any_entry += count(at_least(outcome.top, Verdict::Review));
            }
            Expected::Review => {
                self.reviews += 1;
                self.review_right += count(outcome.right.is_some());
                self.review_any_entry += count(outcome.top.is_some());
                self.review_as_match += count(outcome.right == Some(Verdict::Match));
            }
            Expected::NoHit => {
                self.clean += 1;
                self.false_match += count(outcome.top == Some(Verdict::Match));
                self.false_review += count(outcome.top == Some(Verdict::Review));
            }
        }
    }
}

/// The figures over all cases, in per cent with one decimal; `None` where no case has the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names of the printed figures say what they are")]
pub struct Figures {
    pub hit_recall: Option<f64>,
    pub hit_as_match: Option<f64>,
    pub hit_recall_any_entry: Option<f64>,
    pub review_recall: Option<f64>,
    pub review_right_entry: Option<f64>,
    pub review_as_match: Option<f64>,
    pub neg_false_match: Option<f64>,
    pub neg_false_review: Option<f64>,
    pub pos: u64,
    pub rev: u64,
    pub neg: u64,
}

impl Scorecard {
    /// Counts by category, in alphabetical order, and over all.
    pub fn tallies(&self) -> (BTreeMap<&str, Tally>, Tally) {
        let mut by_category: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut total = Tally::default();
        for (case, outcome) in &self.cases {
            by_category.entry(&case.category).or_default().add(case.expected, outcome);
            total.add(case.expected, outcome);
        }
        (by_category, total)
    }

    /// The figures over all cases.
    pub fn figures(&self) -> Figures {
        let (_, t) = self.tallies();
        let share = |part: u64, of: u64| (of > 0).then(|| (1000.0 * part as f64 / of as f64).round() / 10.0);
        Figures {
            hit_recall: share(t.hit_any, t.hits),
            hit_as_match: share(t.hit_match, t.hits),
            hit_recall_any_entry: share(t.hit_any_entry, t.hits),
            review_recall: share(t.review_any_entry, t.reviews),
            review_right_entry: share(t.review_right, t.reviews),
            review_as_match: share(t.review_as_match, t.reviews),
            neg_false_match: share(t.false_match, t.clean),
            neg_false_review: share(t.false_review, t.clean),
            pos: t.hits,
            rev: t.reviews,
            neg: t.clean,
        }
    }

    /// The misses and false alarms in file order.
    pub fn misses(&self) -> impl Iterator<Item = (Miss, &Case, &Outcome)> {
        self.cases.iter().filter_map(|(case, outcome)| outcome.miss(case.expected).map(|miss| (miss, case, outcome)))
    }

    /// The baseline file: one line a case, sorted as the cases are.
    pub fn baseline(&self) -> String {
        let mut text = String::from("case_id\ttop\tright\n");
        for (case, outcome) in &self.cases {
            let (top, right) = outcome.words();
            text.push_str(&format!("{}\t{top}\t{right}\n", case.case_id));
        }
        text
    }

    /// The cases whose outcome differs from a baseline's text. Cases that only one of the two has are not compared.
    ///
    /// # Errors
    /// A line that is not one of a baseline; `file` names it.
    pub fn flips(&self, baseline: &str, file: &Path) -> Result<Vec<Flip>, EvalError> {
        let mut before: FxHashMap<&str, (Option<Verdict>, Option<Verdict>)> = FxHashMap::default();
        for (number, line) in baseline.lines().enumerate().skip(1) {
            let parts: Vec<&str> = line.split('\t').collect();
            let read = match parts.as_slice() {
                [id, top, right] => verdict(top).zip(verdict(right)).map(|v| (*id, v)),
                _ => None,
            };
            let Some((id, verdicts)) = read else {
                let what = format!(
                    "line {}: not a line of a baseline (case_id, top, right); write it anew with --write-baseline",
                    number + 1
                );
                return Err(EvalError { file: file.display().to_string(), what, source: None });
            };
            before.insert(id, verdicts);
        }
        let flips = self.cases.iter().filter_map(|(case, outcome)| {
            let (top, right) = *before.get(case.case_id.as_str())?;
            let differs = (top, right) != (outcome.top, outcome.right);
            differs.then(|| Flip {
                case_id: case.case_id.clone(),
                category: case.category.clone(),
                name: case.ledger_name.clone(),
                before: format!("{}/{}", word(top), word(right)),
                now: format!("{}/{}", word(outcome.top), word(outcome.right)),
                direction: merit(case.expected, outcome.top, outcome.right).cmp(&merit(case.expected, top, right)),
            })
        });
        Ok(flips.collect())
    }
}

/// A word of the baseline; `None` where it is none.
fn verdict(word: &str) -> Option<Option<Verdict>> {
    if word == "none" { Some(None) } else { word.parse().ok().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_letters_and_digits_of_every_script() {
        for (name, expected) in [
            ("Hetian Taida Apparel Co., Ltd.", "hetiantaidaapparelcoltd"),
            ("Ｈｅｔｉａｎ　４", "hetian4"),
            ("新疆生产建设兵团 (XPCC)", "新疆生产建设兵团xpcc"),
            ("Straße_7", "strasse_7"),
            ("Ürümqi", "ürümqi"),
        ] {
            assert_eq!(key(name), expected);
        }
    }

    #[test]
    fn reads_quoted_tabs_and_refuses_unknown_labels() {
        let head =
            "case_id ledger_name ledger_address ledger_country ledger_product expected expected_entry category why";
        let head = head.replace(' ', "\t") + "\n";
        let good = format!("{head}D1\t\"a\tb \"\"c\"\"\"\t\tCN\t\tno_hit\t\tneg\tx\n");
        let cases = parse_cases(good.as_bytes()).unwrap_or_default();
        assert_eq!(cases.first().map(|c| (c.ledger_name.as_str(), c.expected)), Some(("a\tb \"c\"", Expected::NoHit)));
        assert!(parse_cases(format!("{head}D1\ta\t\tCN\t\tmaybe\t\tneg\tx\n").as_bytes()).is_err());
    }

    #[test]
    fn merits_order_outcomes_as_the_labels_mean_them() {
        use Verdict::{Advisory, Match, Review};
        let m = merit;
        assert!(m(Expected::Hit, Some(Match), Some(Match)) > m(Expected::Hit, Some(Match), Some(Review)));
        assert!(m(Expected::Hit, Some(Review), Some(Review)) > m(Expected::Hit, Some(Match), None));
        assert!(m(Expected::Review, Some(Review), Some(Review)) > m(Expected::Review, Some(Match), Some(Match)));
        assert!(m(Expected::Review, Some(Match), Some(Match)) > m(Expected::Review, None, None));
        assert_eq!(m(Expected::NoHit, Some(Advisory), None), m(Expected::NoHit, None, None));
        assert!(m(Expected::NoHit, None, None) > m(Expected::NoHit, Some(Review), None));
        assert!(m(Expected::NoHit, Some(Review), None) > m(Expected::NoHit, Some(Match), None));
    }
}
