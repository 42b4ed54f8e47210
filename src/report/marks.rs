//! What a report says of the time since an earlier one: a mark on each finding, and counts.

use serde_json::{Value, json};

use crate::model::Verdict;

/// What `since` and `since_reason` say of a finding; nothing without `--since`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// `new`, `known`, or nothing.
    pub since: &'static str,
    /// Why it is new.
    pub reason: String,
}

/// The word for a finding that the earlier report does not have.
pub(super) const NEW: &str = "new";
/// The word for one that it has.
pub(super) const KNOWN: &str = "known";

/// How many findings are new, known and gone. Programme-wide advisories are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SinceCounts {
    /// The earlier report as it was named.
    pub name: String,
    /// The day whose lists counted there.
    pub as_of: String,
    /// SHA-256 of its manifest.
    pub sha256: String,
    /// New ones: match, review, advisory.
    pub new: [u64; 3],
    /// Known ones.
    pub known: u64,
    /// Those that are no longer there.
    pub gone: u64,
}

impl SinceCounts {
    /// Whether a finding at or above a verdict is new.
    pub fn any_new_at_or_above(&self, verdict: Verdict) -> bool {
        let kinds = match verdict {
            Verdict::Match => 1,
            Verdict::Review => 2,
            Verdict::Advisory => 3,
        };
        self.new.iter().take(kinds).any(|n| *n > 0)
    }

    /// For `run.json` and the summary in JSON: what follows from the two reports, not from where the earlier one lies.
    pub fn json(&self) -> Value {
        let [matches, reviews, advisories] = self.new;
        json!({
            "as_of": self.as_of,
            "manifest_sha256": self.sha256,
            "new": { "match": matches, "review": reviews, "advisory": advisories },
            "known": self.known,
            "gone": self.gone,
        })
    }
}
