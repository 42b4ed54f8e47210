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

/// The columns of one ledger (or sheet): header text and role of each, in order, and which columns form one value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap {
    /// Header texts, made unique (a repeated header gets ` (2)`).
    pub headers: Vec<String>,
    /// One role a header.
    pub roles: Vec<Role>,
    /// Columns that run on into each other (NAME1..NAME4, address lines): read singly and joined by a blank.
    pub groups: Vec<Vec<usize>>,
}

impl ColumnMap {
    /// The role of a column; cells beyond the header are `Other`.
    pub fn role(&self, column: usize) -> Role {
        self.roles.get(column).copied().unwrap_or(Role::Other)
    }

    /// The columns of a role, in order.
    pub fn of(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        self.roles.iter().enumerate().filter(move |(_, r)| **r == role).map(|(i, _)| i)
    }
}
