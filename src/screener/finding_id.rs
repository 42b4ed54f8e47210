//! Finding ids: the same for a party and an entry in every ledger and every version of the program, so that a decision
//! on one row holds for all of them.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::model::{EntryId, FindingId};

/// Hashed in front of everything else. A change of [`party_key`] needs a new version and a line in the changelog: it
/// changes every id.
const VERSION: &str = "tamis finding 2";

/// The id of what an entry has to do with a party: SHA-256, first 64 bits, which tell the findings of any ledger apart.
/// `goods` holds the names of class and place where the finding is about goods; empty else.
pub(super) fn finding_id(entry: &EntryId, party: &str, goods: &[&str]) -> FindingId {
    let mut hash = Sha256::new();
    let parts = [VERSION, &entry.0, party];
    for part in parts.iter().chain(goods) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    FindingId(u64::from_be_bytes(hash.finalize().first_chunk().copied().unwrap_or_default()))
}

/// A party's name as its ids know it: NFKC, case folded, without blanks and punctuation. Made for ids alone: matching
/// has a normalization of its own, which may change.
pub(super) fn party_key(name: &str) -> String {
    // Most names, and the same by the tables of Unicode: a test compares all characters of ASCII.
    if name.is_ascii() {
        let symbol = |c: char| matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~');
        let dropped = |c: &char| c.is_whitespace() || c.is_ascii_punctuation() && !symbol(*c);
        return name.chars().filter(|c| !dropped(c)).map(|c| c.to_ascii_lowercase()).collect();
    }
    by_unicode(name)
}

fn by_unicode(name: &str) -> String {
    let folded = caseless::default_case_fold_str(&name.nfkc().collect::<String>());
    let dropped = |c: char| c.is_whitespace() || c.general_category_group() == GeneralCategoryGroup::Punctuation;
    folded.nfkc().filter(|c| !dropped(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        let cases = [
            ("Hetian Taida Apparel Co., Ltd.", "HETIAN TAIDA  APPAREL CO LTD", "hetiantaidaapparelcoltd"),
            ("Ｈｅｔｉａｎ（Taida）", "hetian-taida", "hetiantaida"),
            ("Großhandel", "GROSSHANDEL", "grosshandel"),
            ("和田 泰达·服装", "和田泰达服装", "和田泰达服装"),
        ];
        for (one, other, key) in cases {
            assert_eq!((party_key(one).as_str(), party_key(other).as_str()), (key, key));
        }
        // Symbols, marks and numbers stay: nothing else is dropped.
        assert_eq!(party_key("Café + 7-Eleven $"), "café+7eleven$");
        assert_ne!(party_key("Cafe"), party_key("Café"));
    }

    #[test]
    fn ascii_is_as_unicode_has_it() {
        for c in (0..128_u8).map(char::from) {
            let name = format!("a{c}B");
            assert_eq!(party_key(&name), by_unicode(&name), "{c:?}");
        }
    }

    /// Ids outlive versions of the program: whoever changes one of these breaks every decision that users made.
    #[test]
    fn twenty_ids_are_pinned() {
        let parties = [
            "Acme Trading",
            "ACME TRADING",
            "Acme & Sons, Inc.",
            "和田泰达服装有限公司",
            "株式会社アクメ",
            "ООО Ромашка",
            "Straße 7 GmbH",
            "شركة المثال",
            "Société Générale d'Exemple",
            "",
        ];
        let ids: Vec<String> = parties
            .iter()
            .flat_map(|party| {
                let key = party_key(party);
                let plain = finding_id(&"WRO-1".into(), &key, &[]);
                [plain, finding_id(&"UF-PRESUMPTION".into(), &key, &["cotton", "Xinjiang", "Hotan"])]
            })
            .map(|id| id.to_string())
            .collect();
        assert_eq!(ids, PINNED);
    }

    const PINNED: [&str; 20] = [
        "7cb7b5ee382a99d9",
        "bbeeba7cd5d7cec9",
        "7cb7b5ee382a99d9",
        "bbeeba7cd5d7cec9",
        "c2c3154db884edf4",
        "44b86bb49d568228",
        "9e1603e124936216",
        "152d35a105a43442",
        "f60bb8c677708117",
        "63825a42144cea32",
        "d21eb4bae790204e",
        "9de6687b85a0d02b",
        "20c70e9e4e0921e2",
        "45fbf22ad640cf12",
        "bd4e12395568c1b6",
        "2fb44e982307813d",
        "33e23f6942472cd6",
        "5c41b0378e74fb4d",
        "1de329e377fcf0a1",
        "636f9aaf5c201a59",
    ];
}
