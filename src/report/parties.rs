//! `parties.csv`: one line a party and entry (a vendor on 5,000 rows is one decision, not 5,000), and the counts of
//! the summary.
//!
//! Programme-wide advisories have a file of their own, `sector-advisories.csv`, of the same form. Memory: one small
//! struct a party and entry; texts that repeat (reasons, names) are kept once. A party's line says what its strongest
//! row says; of equally strong rows the first.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{EntryIx, Finding, FindingId, LedgerRow, Lists, Method, Score, Verdict};

use super::amount::{Amount, Sum, SumColumn, printed};
use super::cells::{CsvFile, cell};
use super::flagged::{identity, law};
use super::marks::NEW;
use super::texts::Texts;
use super::words::gravity;
use super::{Finished, LedgerInfo, ReportError, ReportFile, STATUS_OPEN, ScreenedRow, Sink, is_reported};

/// One line of `parties.csv`.
#[derive(Debug, Clone)]
pub struct PartyLine {
    /// The id of its findings: one for a party and an entry.
    pub id: FindingId,
    /// The entry.
    pub entry: EntryIx,
    /// The strongest verdict of its rows.
    pub verdict: Verdict,
    /// The highest score of that verdict.
    pub score: Score,
    /// The method of that row's finding.
    pub method: Method,
    /// A programme-wide advisory.
    pub sector: bool,
    /// The party: the name cells as its first row has them.
    pub party: Arc<str>,
    /// The name, unit or rule word that matched.
    pub matched_name: Arc<str>,
    /// The words of the cell.
    pub quoted: Arc<str>,
    /// One plain sentence.
    pub reason: Arc<str>,
    /// Since an earlier report: new or known.
    pub since: &'static str,
    /// Why it is new.
    pub since_reason: Arc<str>,
    /// The rows with this finding.
    pub seen: RowsSeen,
    /// Index in [`Parties::states`].
    state: usize,
}

/// The rows of a line.
#[derive(Debug, Clone)]
pub struct RowsSeen {
    /// Their number; title lines are none.
    pub rows: u64,
    /// Row and line of the first, in the first ledger of `by_ledger`.
    pub(super) first: (Option<u64>, u64),
    /// Rows by ledger, in the order of the ledgers.
    pub(super) by_ledger: Vec<(usize, u64)>,
    /// The sums of the value column by ledger, where one is summed and has numbers.
    sums: Vec<(usize, Sum)>,
}

impl RowsSeen {
    /// None counted yet; this row will be the first.
    pub(super) fn from(row: LedgerRow<'_>) -> Self {
        Self { rows: 0, first: (row.row, row.line), by_ledger: Vec::with_capacity(1), sums: Vec::new() }
    }

    /// Counts one more row of a ledger, or a title line as none.
    pub(super) fn count(&mut self, ledger: usize, row: LedgerRow<'_>) {
        let one = u64::from(row.row.is_some());
        self.rows += one;
        match self.by_ledger.last_mut() {
            Some((last, rows)) if *last == ledger => *rows += one,
            _ => self.by_ledger.push((ledger, one)),
        }
    }

    /// Adds the amount of one more row of a ledger.
    fn add(&mut self, ledger: usize, amount: Amount) {
        match self.sums.last_mut() {
            Some((last, sum)) if *last == ledger => sum.add(amount),
            _ => {
                let mut sum = Sum::default();
                sum.add(amount);
                self.sums.push((ledger, sum));
            }
        }
    }
}

/// A party with its gravest line.
#[derive(Debug, Clone, Copy)]
pub struct TopParty<'a> {
    /// The line of the measure that bars most, of the strongest verdict.
    pub line: &'a PartyLine,
    /// How many entries it met.
    pub measures: u64,
}

/// The lines of a party, what binds a buyer most first; a party that has more than programme-wide advisories.
pub type PartyGroup<'a> = Vec<&'a PartyLine>;

/// What was counted, for the summary and `run.json`. The arrays count match, review and advisory, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reported findings.
    pub findings: [u64; 3],
    /// Rows, each under its strongest reported verdict.
    pub rows: [u64; 3],
    /// Parties, each under its strongest reported verdict.
    pub parties: [u64; 3],
    /// Parties with a programme-wide advisory.
    pub sector_parties: u64,
    /// Rows with a programme-wide advisory.
    pub sector_rows: u64,
}

impl Counts {
    /// The index of a verdict in the arrays.
    pub fn place(verdict: Verdict) -> usize {
        match verdict {
            Verdict::Match => 0,
            Verdict::Review => 1,
            Verdict::Advisory => 2,
        }
    }

    /// Whether a finding at or above a verdict was reported.
    pub fn any_at_or_above(&self, verdict: Verdict) -> bool {
        self.findings[..=Self::place(verdict)].iter().any(|n| *n > 0)
    }
}

/// Gathers parties while the rows pass.
#[derive(Debug)]
pub struct Parties<'l> {
    lists: &'l Lists,
    lines: Vec<PartyLine>,
    /// Finding id → index in `lines`.
    by_id: FxHashMap<FindingId, usize>,
    /// Each party over all its lines, in the order of their first rows.
    states: Vec<PartyState>,
    /// Party → index in `states`.
    by_party: FxHashMap<Arc<str>, usize>,
    texts: Texts,
    counts: Counts,
    summed: Option<SumColumn>,
}

/// One party over all its lines.
#[derive(Debug, Clone, Copy, Default)]
struct PartyState {
    reported: Option<Verdict>,
    sector: bool,
}

impl<'l> Parties<'l> {
    /// Nothing gathered yet.
    pub fn new(lists: &'l Lists) -> Self {
        Self {
            summed: None,
            lists,
            lines: Vec::new(),
            by_id: FxHashMap::default(),
            states: Vec::new(),
            by_party: FxHashMap::default(),
            texts: Texts::default(),
            counts: Counts::default(),
        }
    }

    /// Sums a value column, too.
    pub(super) fn summing(self, summed: Option<SumColumn>) -> Self {
        Self { summed, ..self }
    }

    /// What a reader of the sums should know.
    pub fn sum_note(&self) -> Option<String> {
        self.summed.as_ref().and_then(SumColumn::note)
    }

    /// The value column that is summed.
    pub(super) fn summed(&self) -> Option<&SumColumn> {
        self.summed.as_ref()
    }

    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts;
        for state in &self.states {
            if let Some(verdict) = state.reported {
                counts.parties[Counts::place(verdict)] += 1;
            }
            counts.sector_parties += u64::from(state.sector);
        }
        counts
    }

    /// How many lines of `parties.csv` are new since an earlier report (match, review, advisory), and how many known.
    pub(super) fn since(&self) -> ([u64; 3], u64) {
        let (mut new, mut known) = ([0; 3], 0);
        for line in self.lines.iter().filter(|line| !line.sector) {
            match line.since {
                NEW => new[Counts::place(line.verdict)] += 1,
                _ => known += 1,
            }
        }
        (new, known)
    }

    /// True for the id of a finding.
    pub(super) fn has(&self, id: FindingId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// The lines in the order of `parties.csv`: strongest party first, its lines together, strongest first, then by
    /// what the measure bars and entry id.
    fn ordered(&self) -> Vec<&PartyLine> {
        let rank = |line: &PartyLine| (line.verdict, line.score, Reverse(gravity(self.lists.bars(line.entry))));
        let mut best = vec![None; self.states.len()];
        for line in &self.lines {
            best[line.state] = best[line.state].max(Some(rank(line)));
        }
        let key = |line: &PartyLine| (Reverse(best[line.state]), line.state, Reverse((line.verdict, line.score)));
        let mut lines: Vec<&PartyLine> = self.lines.iter().collect();
        lines.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| self.lists.by_strength(a.entry, b.entry)));
        lines
    }

    /// The first `n` parties in the order of `parties.csv`, the worst first: by verdict, then by score, then by what
    /// the measure bars. Parties that have programme-wide advisories only are left out. The number of all such parties
    /// comes with them.
    pub fn top(&self, n: usize) -> (Vec<TopParty<'_>>, usize) {
        let mut lines = self.ordered();
        lines.retain(|line| !line.sector);
        let mut parties: Vec<TopParty<'_>> = Vec::new();
        for lines in lines.chunk_by(|a, b| a.state == b.state) {
            parties.extend(lines.first().map(|line| TopParty { line, measures: lines.len() as u64 }));
        }
        let all = parties.len();
        parties.truncate(n);
        (parties, all)
    }

    /// All parties with a reported line, each with its lines, in the order of [`Self::top`].
    pub(super) fn groups(&self) -> Vec<PartyGroup<'_>> {
        let rank =
            |line: &PartyLine| (line.sector, Reverse((line.verdict, line.score)), gravity(self.lists.bars(line.entry)));
        let lines = self.ordered();
        let mut groups: Vec<PartyGroup<'_>> = lines.chunk_by(|a, b| a.state == b.state).map(<[_]>::to_vec).collect();
        groups.retain(|lines| lines.iter().any(|line| self.states[line.state].reported.is_some()));
        for lines in &mut groups {
            lines.sort_by_key(|line| rank(line));
        }
        groups.sort_by_key(|lines| lines.first().map(|line| rank(line)));
        groups
    }

    /// Writes `parties.csv`, or with `sector` the programme-wide advisories, `sector-advisories.csv`.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn write(
        &self,
        out: ReportFile,
        ledgers: &[LedgerInfo],
        sector: bool,
    ) -> Result<Option<Finished>, ReportError> {
        let mut out = LineFile::new(out, self.lists, ledgers, self.summed())?;
        self.each(sector, |line| out.line(line))?;
        out.finish()
    }

    /// Hands out the lines of `parties.csv`, or with `sector` those of the programme-wide advisories, in their order.
    pub(super) fn each<E>(&self, sector: bool, mut take: impl FnMut(LineCells<'_>) -> Result<(), E>) -> Result<(), E> {
        let mut lines = self.ordered();
        lines.retain(|line| line.sector == sector);
        for lines in lines.chunk_by(|a, b| a.state == b.state) {
            let entries: Vec<&str> = lines.iter().map(|line| &*self.lists.entry(line.entry).id.0).collect();
            let entries = entries.join("; ");
            for line in lines {
                take(LineCells {
                    id: line.id,
                    status: STATUS_OPEN,
                    since: [line.since, &line.since_reason],
                    verdict: line.verdict.as_str(),
                    score: line.score,
                    party: &line.party,
                    entry: line.entry,
                    matched_name: &line.matched_name,
                    method: line.method,
                    quoted: &line.quoted,
                    reason: &line.reason,
                    entries: &entries,
                    sum: self.summed.as_ref().and_then(|summed| summed.total(&line.seen.sums)),
                    seen: &line.seen,
                })?;
            }
        }
        Ok(())
    }

    /// The party's name, kept once, and its index in `states`.
    fn party(&mut self, party: &str) -> (Arc<str>, usize) {
        if let Some((name, state)) = self.by_party.get_key_value(party) {
            return (Arc::clone(name), *state);
        }
        let name: Arc<str> = Arc::from(party);
        self.by_party.insert(Arc::clone(&name), self.states.len());
        self.states.push(PartyState::default());
        (name, self.states.len() - 1)
    }

    /// The index of the finding's line; a new line that counts no row yet if it is the first.
    fn line(&mut self, row: &ScreenedRow<'_>, finding: &Finding) -> usize {
        if let Some(index) = self.by_id.get(&finding.id) {
            return *index;
        }
        let (party, state) = self.party(&finding.party);
        let mark = row.mark(finding);
        let line = PartyLine {
            id: finding.id,
            entry: finding.entry,
            verdict: finding.verdict,
            score: finding.score,
            method: finding.method,
            sector: finding.sector,
            party,
            matched_name: self.texts.keep(&finding.matched_name),
            quoted: self.texts.keep(&finding.quoted),
            reason: self.texts.keep(&finding.reason),
            since: mark.since,
            since_reason: self.texts.keep(&mark.reason),
            seen: RowsSeen::from(row.row),
            state,
        };
        self.by_id.insert(finding.id, self.lines.len());
        self.lines.push(line);
        self.lines.len() - 1
    }

    fn add(&mut self, row: &ScreenedRow<'_>, finding: &Finding, amount: Option<Amount>) {
        let index = self.line(row, finding);
        let line = &self.lines[index];
        if (finding.verdict, finding.score) > (line.verdict, line.score) {
            let mark = row.mark(finding);
            let stronger = PartyLine {
                verdict: finding.verdict,
                score: finding.score,
                method: finding.method,
                matched_name: self.texts.keep(&finding.matched_name),
                quoted: self.texts.keep(&finding.quoted),
                reason: self.texts.keep(&finding.reason),
                since: mark.since,
                since_reason: self.texts.keep(&mark.reason),
                ..self.lines[index].clone()
            };
            self.lines[index] = stronger;
        }
        let line = &mut self.lines[index];
        line.seen.count(row.ledger.index, row.row);
        if let Some(amount) = amount {
            line.seen.add(row.ledger.index, amount);
        }
        let state = &mut self.states[line.state];
        state.sector |= finding.sector;
        if is_reported(finding, row.sector_advisories) {
            state.reported = state.reported.max(Some(finding.verdict));
        }
    }
}

/// The cells of a line of `parties.csv` or of a file of the same columns.
pub(super) struct LineCells<'a> {
    pub(super) id: FindingId,
    pub(super) status: &'static str,
    /// Since an earlier report, and why.
    pub(super) since: [&'a str; 2],
    pub(super) verdict: &'static str,
    pub(super) score: Score,
    pub(super) party: &'a str,
    pub(super) entry: EntryIx,
    pub(super) matched_name: &'a str,
    pub(super) method: Method,
    pub(super) quoted: &'a str,
    pub(super) reason: &'a str,
    /// The entries of all lines of the party.
    pub(super) entries: &'a str,
    /// The sum of the value column over its rows, in millionths; none where they have no number.
    pub(super) sum: Option<i128>,
    pub(super) seen: &'a RowsSeen,
}

/// A file with the columns of `parties.csv`.
pub(super) struct LineFile<'l> {
    out: CsvFile,
    lists: &'l Lists,
    /// The names of the ledgers.
    names: Vec<&'l str>,
    /// A value column is summed.
    sum: bool,
}

impl<'l> LineFile<'l> {
    pub(super) fn new(
        out: ReportFile,
        lists: &'l Lists,
        ledgers: &'l [LedgerInfo],
        summed: Option<&SumColumn>,
    ) -> Result<Self, ReportError> {
        let sum = summed.map(|summed| Cow::from(summed.title()));
        let header = COLUMNS.split(' ').map(Cow::from).chain(sum.clone());
        let out = CsvFile::new(out, header.chain(LAST_COLUMNS.map(Cow::from)))?;
        let sum = sum.is_some();
        // A ledger of several tables is given once for each.
        let names = ledgers.iter().filter(|l| l.table == 1).map(|l| l.name.as_str()).collect();
        Ok(Self { out, lists, names, sum })
    }

    pub(super) fn line(&mut self, line: LineCells<'_>) -> Result<(), ReportError> {
        let name = |ledger: usize| self.names.get(ledger).copied().unwrap_or_default();
        let seen = line.seen;
        let by_ledger: Vec<String> = seen.by_ledger.iter().map(|(l, n)| format!("{}={n}", name(*l))).collect();
        let [since, reason] = line.since.map(Cow::from);
        let verdict = [cell(line.id), line.status.into(), since, reason, line.verdict.into()];
        let verdict = verdict.into_iter().chain([cell(line.score), line.party.into()]);
        let evidence = [line.matched_name.into(), line.method.as_str().into(), line.quoted.into()];
        let sum = self.sum.then(|| line.sum.map(|sum| printed(sum).into()).unwrap_or_default());
        let rows = [line.reason.into(), line.entries.into(), cell(seen.rows)].into_iter().chain(sum);
        let first = [
            seen.by_ledger.first().map_or("", |(first, _)| name(*first)).into(),
            seen.first.0.map(cell).unwrap_or_default(),
            cell(seen.first.1),
            by_ledger.join("; ").into(),
        ];
        let (identity, law) = (identity(self.lists, line.entry), law(self.lists, line.entry));
        self.out.line(verdict.chain(identity).chain(evidence).chain(law).chain(rows).chain(first))
    }

    pub(super) fn finish(self) -> Result<Option<Finished>, ReportError> {
        self.out.finish()
    }
}

const COLUMNS: &str = "finding_id status since since_reason verdict score party list_id \
    entry_id entry_name matched_name method quoted measure bars consequence authority effective \
    citation source_url reason party_entries rows";

/// The columns after the sum, where there is one.
const LAST_COLUMNS: [&str; 4] = ["first_file", "first_row", "first_line", "rows_by_file"];

impl Sink for Parties<'_> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        let amount = self.summed.as_mut().and_then(|summed| summed.amount(row));
        for finding in row.findings {
            self.add(row, finding, amount);
        }
        let mut strongest = None;
        for finding in row.reported() {
            self.counts.findings[Counts::place(finding.verdict)] += 1;
            strongest = strongest.max(Some(finding.verdict));
        }
        if let Some(verdict) = strongest.filter(|_| !row.is_title()) {
            self.counts.rows[Counts::place(verdict)] += 1;
        }
        self.counts.sector_rows += u64::from(!row.is_title() && row.findings.iter().any(|f| f.sector));
        Ok(())
    }
}
