//! Evidence and findings: what a matcher saw, and what was decided from it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{EntryIx, NameKind};

/// What a finding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::Display, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// No listed party; exposure by place or goods.
    Advisory,
    /// May be a listed party or its affiliate: a person decides.
    Review,
    /// Names a listed party, or goods plainly under a ban: a possible match, never a violation.
    Match,
}

impl Verdict {
    /// The word of the reports.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A rank from 0 to 100, not a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(pub u8);

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a finding was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the manual explains each word")]
pub enum Method {
    Identifier,
    Exact,
    Variant,
    CrossScript,
    Fuzzy,
    Affiliation,
    Goods,
    Region,
    Official,
    Licensing,
    Advisory,
    Mid,
    Address,
}

impl Method {
    /// The word of the reports.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How one fact of the row compares with the entry's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Agreement {
    /// Both give it and they agree.
    Agrees,
    /// Both give it and they differ.
    Differs,
    /// The row does not give it.
    MissingInRow,
    /// The list does not give it.
    MissingInList,
    /// Both give it, but they cannot be compared: a street of several towns, a kind that no word tells.
    Unclear,
}

impl Agreement {
    /// The word of the reports.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// OFAC's steps for weighing a possible match (OFAC FAQ 5, "How do I determine if I have a valid OFAC match?").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfacSteps {
    /// Is the row's party of the entry's kind (company against person)?
    pub kind: Agreement,
    /// How much of the listed name the row holds, in per cent; 0 for findings by rule.
    pub name_share: u8,
    /// City or street.
    pub address: Agreement,
    /// Country.
    pub country: Agreement,
    /// Identifier.
    pub identifier: Agreement,
}

/// What one matcher or rule saw in one row, before anything is decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The entry it points to.
    pub entry: EntryIx,
    /// Which matcher or rule.
    pub method: Method,
    /// The name, unit or rule word of the list side that matched.
    pub matched_name: String,
    /// The column it was read in.
    pub column: usize,
    /// The words of the cell, unchanged.
    pub quoted: String,
    /// The strongest verdict that this evidence can carry.
    pub verdict: Verdict,
    /// How sure, 0 to 100.
    pub score: Score,
    /// How much of the listed name agrees, in per cent; 0 for rules.
    pub name_share: u8,
    /// Why.
    pub because: Because,
}

/// Why a finding was made, in words for a reviewer.
#[derive(Debug, Clone, PartialEq)]
pub enum Because {
    /// A rule's sentence, without its full stop.
    Rule(String),
    /// A listed name or identifier in the row.
    Listed(Likeness),
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(sentence) => f.write_str(sentence),
            Self::Listed(Likeness { verb, differences, caution, .. }) => {
                write!(f, "{verb} what is listed{differences}")?;
                if caution.is_empty() { Ok(()) } else { write!(f, "; {caution}") }
            }
        }
    }
}

/// How the words of a cell and what is listed compare, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// What was met.
    pub listed: Listed,
    /// `is`, `is close to`, `is part of`, `shares “Huafu” with`.
    pub verb: Cow<'static, str>,
    /// How the words differ: `: one letter differs (Esquell/Esquel)`; empty where they are the same.
    pub differences: String,
    /// What else the name holds in the cell; may be empty.
    pub beside: String,
    /// The row's street address, where it is listed for the same entry; may be empty.
    pub address: String,
    /// What a reader should bear in mind, as sentences; may be empty.
    pub caution: &'static str,
}

/// What of an entry was met in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// A name of this kind.
    Name(NameKind),
    /// A person's name.
    Person,
    /// An identifier.
    Identifier,
}

/// Stable over runs: a hash of the entry id and the party's normalized name cells, printed as 16 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(pub u64);

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for FindingId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// One row × one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Shared by all rows of the party.
    pub id: FindingId,
    /// What it says.
    pub verdict: Verdict,
    /// Its rank.
    pub score: Score,
    /// The entry.
    pub entry: EntryIx,
    /// The name, unit or rule word that matched.
    pub matched_name: String,
    /// The strongest evidence's method.
    pub method: Method,
    /// The column it was read in.
    pub column: usize,
    /// The words of the cell.
    pub quoted: String,
    /// One plain sentence.
    pub reason: String,
    /// OFAC's steps.
    pub steps: OfacSteps,
    /// True for the programme-wide advisories (TVPRA goods, priority sectors of Chinese origin): one a party in
    /// `parties.csv`, in `flagged.csv` only on demand.
    pub sector: bool,
    /// The party as `parties.csv` prints it: the name cells, joined.
    pub party: Arc<str>,
}

/// A candidate of a party that is no finding: it stays under a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// The verdict of a finding that only `--min-score` leaves out; none where the policy gave none.
    pub verdict: Option<Verdict>,
    /// All else as a finding has it, with the id that a finding of this party and entry would have.
    pub candidate: Finding,
}
