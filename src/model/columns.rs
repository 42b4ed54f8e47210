//! What each column of a ledger is taken for.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// The role of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::Display, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// A party: vendor, manufacturer, shipper, consignee, contact.
    Name,
    /// The party's owner.
    Parent,
    /// Street address, or the whole address.
    Address,
    /// City.
    City,
    /// Province, state, region.
    Region,
    /// Postal code.
    PostalCode,
    /// The party's country.
    Country,
    /// The goods' country or place of origin.
    Origin,
    /// Description of goods.
    Product,
    /// Tariff number.
    Hts,
    /// Manufacturer identification code (19 CFR part 102, appendix).
    Mid,
    /// Registration numbers.
    Id,
    /// The ledger's own vendor number.
    Key,
    /// A person's position.
    Title,
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Day of the entry, invoice, shipment or delivery.
    Date,
    /// No role: still searched for names.
    Other,
}

impl Role {
    /// Every role, in the order of the manual.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word of `--map` and of the reports.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|r| r.as_str() == word).ok_or_else(|| {
            let all: Vec<_> = Self::ALL.iter().map(|r| r.as_str()).collect();
            format!("`{word}` is no column role; the roles are {}", all.join(", "))
        })
    }
}

/// The part of a party in the trade that a row records, strongest claim to be the maker first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::Display, strum::IntoStaticStr, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum PartyKind {
    /// Made, grew or assembled the goods.
    Manufacturer,
    /// Where the goods are sent from; also the shipper of a bill of lading.
    ShipFrom,
    /// Sells the goods: vendor, supplier, creditor. Also the party of columns without a word for one.
    Vendor,
    /// Sells the goods, where the row also has a vendor.
    Seller,
    /// Takes the goods out of their country.
    Exporter,
    /// A person of the party before.
    Contact,
    /// The user's own firm or its customer: importer of record.
    Importer,
    /// The same: receives the goods.
    Consignee,
    /// The same: buys the goods.
    Buyer,
    /// The same: pays.
    BillTo,
    /// The same: where the goods are sent to.
    ShipTo,
}

impl PartyKind {
    /// True for the user's side of the trade: screened, but no part of the key of another party.
    pub fn is_own_side(self) -> bool {
        self >= Self::Importer
    }
}

impl Role {
    /// True for columns that say who and where a party is, and so belong to one party of the row.
    pub fn is_of_party(self) -> bool {
        !matches!(self, Self::Product | Self::Hts | Self::Origin | Self::Date | Self::Key | Self::Other)
    }
}

/// What the user says a column is: its role, and the party that it describes where it is not the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnUse {
    /// The role.
    pub role: Role,
    /// The party.
    pub party: Option<PartyKind>,
}

impl From<Role> for ColumnUse {
    fn from(role: Role) -> Self {
        Self { role, party: None }
    }
}

/// `city`, or `manufacturer.city`.
impl FromStr for ColumnUse {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let Some((party, role)) = words.split_once('.') else { return Ok(words.parse::<Role>()?.into()) };
        let kind = party.parse().map_err(|_| {
            let all: Vec<&str> = PartyKind::VARIANTS.iter().map(Into::into).collect();
            format!("`{party}` is no party; the parties are {}", all.join(", "))
        })?;
        Ok(Self { role: role.parse()?, party: Some(kind) })
    }
}

impl std::fmt::Display for ColumnUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.party.iter().try_for_each(|party| write!(f, "{party}."))?;
        self.role.fmt(f)
    }
}

/// The columns that describe one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyColumns {
    /// Its part in the trade.
    pub kind: PartyKind,
    /// The columns of this party alone, in order. It is in a row where one of them is filled.
    pub own: Vec<usize>,
    /// Columns without a word for a party that may describe this one or another: `Vendor, Factory City, Country`.
    pub common: Vec<usize>,
}

impl PartyColumns {
    /// True for a column that describes this party.
    pub fn has(&self, column: usize) -> bool {
        self.own.contains(&column) || self.common.contains(&column)
    }
}

/// The columns of one ledger (or sheet): header text and role of each, in order, and which columns form one value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap {
    /// Header texts, made unique (a repeated header gets ` (2)`).
    pub headers: Vec<String>,
    /// One role a header.
    pub roles: Vec<Role>,
    /// Columns that run on into each other (NAME1..NAME4, address lines): read singly and joined by a blank.
    pub groups: Vec<Vec<usize>>,
    /// The parties of a row, where the columns tell several apart; empty where a row has one.
    pub parties: Vec<PartyColumns>,
}

impl ColumnMap {
    /// Columns of one party, read singly.
    pub fn new<H: Into<String>>(columns: impl IntoIterator<Item = (H, Role)>) -> Self {
        let (headers, roles) = columns.into_iter().map(|(header, role)| (header.into(), role)).unzip();
        Self { headers, roles, ..Self::default() }
    }

    /// The role of a column; cells beyond the header are `Other`.
    pub fn role(&self, column: usize) -> Role {
        self.roles.get(column).copied().unwrap_or(Role::Other)
    }

    /// The columns of a role, in order.
    pub fn of(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        self.roles.iter().enumerate().filter(move |(_, r)| **r == role).map(|(i, _)| i)
    }
}
