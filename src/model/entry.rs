//! What a watchlist holds: entries, their names and the facts that distinguish namesakes.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Day;

/// The id of an entry, the same for ever: `GM-E1`, `WRO-1`, `EL-C7`, `UF-001`, `xpcc-div08`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub Arc<str>);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for EntryId {
    fn from(id: &str) -> Self {
        Self(Arc::from(id))
    }
}

/// What an entry is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A company or another commercial body.
    #[default]
    Company,
    /// A ministry, bureau, police college, a unit of the Corps.
    GovernmentBody,
    /// A natural person.
    Person,
    /// A camp, a factory site, an industrial park.
    Facility,
    /// A region whose goods are barred.
    Region,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
    /// Goods, whoever makes them.
    Goods,
    /// A class of persons without names.
    ClassOfPersons,
    /// A statement, advisory or licensing policy.
    Policy,
}

/// The script of a name, as ISO 15924 codes write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Script {
    /// Latin letters (and digits).
    Latn,
    /// Han characters, simplified or traditional.
    Hani,
    /// Arabic letters (Uyghur).
    Arab,
    /// Cyrillic letters.
    Cyrl,
    /// Japanese syllables; with Han characters among them it is [`Script::Hani`].
    Kana,
    /// Korean syllables.
    Hang,
}

/// How a name belongs to its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The name on the official list.
    Primary,
    /// The name as the seed document prints it.
    SeedName,
    /// Another name printed on a list or sourced elsewhere.
    Alias,
    /// Initials.
    Acronym,
    /// A short form.
    Short,
    /// The name in its own script.
    Native,
    /// A name given up.
    Former,
    /// The name that the body has taken since.
    CurrentName,
    /// Another spelling.
    Variant,
    /// A spelling of older romanizations.
    Historical,
    /// The name of the group, not of the listed body: never more than `review`.
    Group,
    /// The trade name of the group by itself, taken out of the names: in another firm's name it points to the group,
    /// never more than `review`. Weak where ordinary firms carry the word too.
    TradeName,
    /// Another body of the group: never more than `review`.
    Affiliate,
    /// Reported, not printed on a list: never more than `review`.
    Candidate,
}

impl NameKind {
    /// True for the kinds that point to the group or to a report, never to the listed body itself.
    pub fn review_at_most(self) -> bool {
        matches!(self, Self::Group | Self::TradeName | Self::Affiliate | Self::Candidate)
    }
}

/// One name of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The name as its source prints it.
    pub text: String,
    /// How it belongs to the entry.
    pub kind: NameKind,
    /// Its script.
    pub script: Script,
    /// Too common to flag alone: needs the entry's country or city in the row, or the whole cell.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
    /// A key of the list's source table.
    pub source: String,
}

/// One address of an entry; every part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// Street and number as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// City or county.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// Province, state or region.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Postal code as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// Country in English.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// A key of the list's source table.
    pub source: String,
}

impl fmt::Display for Address {
    /// Its parts from the street to the country, those that are known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.street, &self.city, &self.region, &self.postal_code, &self.country];
        let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
        f.write_str(&known.join(", "))
    }
}

/// An identifier of an entry: a credit code, a record number, a ticker, a date of birth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// `uscc`, `ofac_ent_num`, `dob`, `pob`, `ticker`, `isin`, `hk_company_number`…
    pub scheme: String,
    /// The value as printed.
    pub value: String,
    /// A key of the list's source table.
    pub source: String,
}

/// The body above an entry, where a source says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// The parent's entry id, in this list or another.
    pub entry_id: EntryId,
    /// `division_of`, `regiment_of`, `subsidiary_of`, `owned_by`, `affiliate_of`…
    pub relation: String,
    /// Share held, in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f32>,
    /// A key of the list's source table.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// A relation to another entry: the same body under another measure, an organ, a person linked to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The other entry's id.
    pub entry_id: EntryId,
    /// `same_body`, `same_company`, `same_order`, `organ_of`, `linked_to`…
    pub relation: String,
}

/// Goods of one country.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodsOf {
    /// A class of the table of goods.
    pub class: String,
    /// ISO 3166 alpha-2 code.
    pub country: String,
    /// Words of the makers that were released from the measure.
    #[serde(default)]
    pub except: Vec<String>,
}

/// A later measure against the same party.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FurtherMeasure {
    /// Its own number in the sources.
    pub id: String,
    /// The measure in a few words.
    pub measure: String,
    /// The day it took effect.
    pub effective: Day,
}

/// The status of an entry today, as far as a source says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In force by a source read.
    #[default]
    Active,
    /// Taken off the list; `removed` holds the day.
    Removed,
    /// On the list, but its authority calls it inactive: never more than `review`.
    Inactive,
    /// No source read says so or otherwise: screened as listed.
    Unverified,
}

/// What a list, or an entry of it, bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Bars {
    /// Goods are held at the border.
    Import,
    /// Exports to the party need a licence; buying is not barred.
    Export,
    /// Every dealing is barred and property is blocked.
    AllDealings,
    /// Persons may not enter; no trade is barred.
    EntryOfPersons,
    /// Nothing by itself.
    None,
}

impl Bars {
    /// How much a buyer is bound, for the order of findings that are equally sure: a blocked party before barred
    /// goods, before a licence to export, before what bars nothing.
    pub fn strength(self) -> u8 {
        match self {
            Self::AllDealings => 4,
            Self::Import => 3,
            Self::Export => 2,
            Self::EntryOfPersons => 1,
            Self::None => 0,
        }
    }

    /// The word of the list files.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// One listed party, place, good or document.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id, unique over all lists in force.
    pub id: EntryId,
    /// The name that reports print.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// All names, the primary one first.
    pub names: Vec<Name>,
    /// Addresses and places.
    #[serde(default)]
    pub addresses: Vec<Address>,
    /// Identifiers.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    /// The measure in a few words: "withhold release order", "Entity List", "SDN designation".
    #[serde(default)]
    pub measure: String,
    /// Who imposed it.
    #[serde(default)]
    pub authority: String,
    /// Its legal basis.
    #[serde(default)]
    pub legal_basis: String,
    /// What it means for a buyer, in one plain sentence.
    #[serde(default)]
    pub consequence: String,
    /// Federal Register page or the like; empty where none is sourced.
    #[serde(default)]
    pub citation: String,
    /// Links, the official one first.
    #[serde(default)]
    pub source_urls: Vec<String>,
    /// Its status.
    pub status: Status,
    /// The status in the words of its source ("active in the CBP file of 2026-06-23").
    #[serde(default)]
    pub status_note: String,
    /// The day it was made public.
    pub announced: Option<Day>,
    /// The day it took effect.
    pub effective: Option<Day>,
    /// The day it was taken off the list.
    pub removed: Option<Day>,
    /// The body above it.
    pub parent: Option<Parent>,
    /// Other entries it belongs with.
    #[serde(default)]
    pub links: Vec<Link>,
    /// What the entry bars, where that is not what its list bars.
    pub bars: Option<Bars>,
    /// The goods that the measure names; empty where it bars all or none.
    #[serde(default)]
    pub goods_scope: String,
    /// The goods of a country that the measure bars, whoever makes them.
    pub goods_of: Option<GoodsOf>,
    /// Measures of the same authority against the same party that followed: the finding after an order.
    #[serde(default)]
    pub further_measures: Vec<FurtherMeasure>,
    /// How it is screened, in one sentence ("by its names", "by rule: …").
    #[serde(default)]
    pub screened: String,
    /// Later changes, discrepancies between sources, what is missing.
    #[serde(default)]
    pub notes: Vec<String>,
}
