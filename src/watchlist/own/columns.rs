//! What the columns of a list of the user's mean, by their headers.

use crate::text::simplify;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Alias,
    Former,
    Id,
    Kind,
    /// Countries, `;` between them.
    Country,
    /// A street, or a line of an address.
    Street,
    /// Whole addresses, `;` between them.
    Addresses,
    City,
    Region,
    PostalCode,
    Measure,
    Citation,
    Note,
    Url,
    CreditCode,
    Lei,
    /// Numbers of any register, `;` between them.
    Number,
    Birth,
    Announced,
    Effective,
    Removed,
    Status,
    Bars,
    /// The day whose state the list shows, on each row.
    AsOf,
    /// The same, by the last day on which a row was seen or changed.
    Seen,
    Unused,
}

impl Field {
    /// What `run.json` calls it; empty for a column that is not used.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "further names",
            Self::Former => "former names",
            Self::Id => "id",
            Self::Kind => "kind",
            Self::Country => "country",
            Self::Street | Self::Addresses => "address",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal code",
            Self::Measure => "measure",
            Self::Citation => "citation",
            Self::Note => "notes",
            Self::Url => "link",
            Self::CreditCode => "credit code",
            Self::Lei => "LEI",
            Self::Number => "identifiers",
            Self::Birth => "date of birth",
            Self::Announced => "day of announcement",
            Self::Effective => "first day",
            Self::Removed => "day of removal",
            Self::Status => "status",
            Self::Bars => "what it bars",
            Self::AsOf | Self::Seen => "state of the list",
            Self::Unused => "",
        }
    }

    /// True for a field of which a row has one value: of two such columns the first is used.
    fn is_single(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Id
                | Self::Kind
                | Self::City
                | Self::Region
                | Self::PostalCode
                | Self::Announced
                | Self::Effective
                | Self::Removed
                | Self::Status
                | Self::Bars
                | Self::AsOf
        )
    }

    /// True for the columns of days in which an entry began or ended.
    pub(super) fn is_day(self) -> bool {
        matches!(self, Self::Announced | Self::Effective | Self::Removed | Self::AsOf | Self::Seen)
    }
}

/// The headers that mean the listed name itself, in the form of [`key`]; the first of them that a list has is taken.
pub(super) const NAMES: [&str; 17] = [
    "name",
    "entity_name",
    "full_name",
    "company_name",
    "listed_name",
    "party_name",
    "supplier_name",
    "vendor_name",
    "organisation_name",
    "organization_name",
    "primary_name",
    "sdn_name",
    "名称",
    "企业名称",
    "公司名称",
    "单位名称",
    "实体名称",
];

/// Headers of a party, in the form of [`key`]: it is the listed name where no column has one of [`NAMES`]. Beside such
/// a column it says something else (a person and their company).
pub(super) const PARTIES: [&str; 24] = [
    "entity",
    "supplier",
    "vendor",
    "company",
    "organisation",
    "organization",
    "party",
    "firm",
    "firma",
    "manufacturer",
    "unternehmen",
    "lieferant",
    "hersteller",
    "fournisseur",
    "entreprise",
    "proveedor",
    "empresa",
    "fornitore",
    "供应商",
    "企业",
    "公司",
    "仕入先",
    "会社名",
    "업체명",
];

/// Headers of the other fields, in the form of [`key`].
const HEADERS: [(Field, &[&str]); 23] = [
    (
        Field::Alias,
        &["aliases", "alias", "aka", "a_k_a", "akas", "other_names", "dba", "d_b_a", "weak_aliases", "别名", "又名"],
    ),
    (Field::Former, &["fka", "f_k_a", "formerly", "formerly_known_as", "曾用名", "旧名"]),
    (Field::Id, &["id", "entry_id", "编号"]),
    (Field::Kind, &["kind", "type", "schema", "entity_type", "party_type", "sdn_type"]),
    (Field::Country, &["country", "countries", "country_code", "country_name", "国家"]),
    (Field::Street, &["address", "street", "street_address", "address_line", "full_address", "地址"]),
    (Field::Addresses, &["addresses"]),
    (Field::City, &["city", "town", "城市"]),
    (Field::Region, &["region", "province", "state", "state_province", "province_state", "省", "省份"]),
    (Field::PostalCode, &["postal_code", "postcode", "zip", "zip_code", "邮编"]),
    (
        Field::Measure,
        &[
            "list",
            "lists",
            "programme",
            "program",
            "programmes",
            "programs",
            "measure",
            "source",
            "sanctions",
            "dataset",
        ],
    ),
    (Field::Citation, &["citation", "federal_register_notice", "fr_citation", "legal_reference"]),
    (Field::Note, &["notes", "note", "remarks", "remark", "comment", "comments", "备注"]),
    (Field::Url, &["url", "source_url", "link", "source_list_url", "source_information_url"]),
    (
        Field::CreditCode,
        &["uscc", "credit_code", "unified_social_credit_code", "social_credit_code", "统一社会信用代码", "信用代码"],
    ),
    (Field::Lei, &["lei", "lei_code", "legal_entity_identifier"]),
    (
        Field::Number,
        &[
            "registration_number",
            "registration_no",
            "reg_no",
            "tax_id",
            "tax_number",
            "vat_number",
            "company_number",
            "identifier",
            "identifiers",
            "ids",
            "duns",
            "注册号",
        ],
    ),
    (Field::Birth, &["birth_date", "date_of_birth", "dates_of_birth", "dob", "出生日期"]),
    (Field::Announced, &["announced", "announcement_date", "published", "publication_date", "发布日期"]),
    (
        Field::Effective,
        &[
            "effective",
            "effective_date",
            "effective_from",
            "date_effective",
            "start",
            "start_date",
            "date_start",
            "listed",
            "listed_on",
            "listed_date",
            "listing_date",
            "date_listed",
            "date_of_listing",
            "added",
            "added_on",
            "date_added",
            "designated",
            "designation_date",
            "date_designated",
            "in_force_since",
            "valid_from",
            "from_date",
            "since",
            "生效日期",
            "列入日期",
            "开始日期",
        ],
    ),
    (
        Field::Removed,
        &[
            "removed",
            "removed_on",
            "removal_date",
            "date_removed",
            "date_of_removal",
            "delisted",
            "delisted_on",
            "delisting_date",
            "date_delisted",
            "end",
            "end_date",
            "date_end",
            "expires",
            "expired",
            "expiry",
            "expiry_date",
            "expiration_date",
            "valid_to",
            "valid_until",
            "to_date",
            "until",
            "revoked",
            "revoked_on",
            "移除日期",
            "移出日期",
            "失效日期",
            "结束日期",
        ],
    ),
    (Field::Status, &["status", "listing_status", "entry_status", "状态"]),
    (Field::Bars, &["bars", "barred", "ban", "effect", "restriction", "prohibits"]),
];

/// Headers that say the state of the whole list on each of its rows.
const AS_OF: [&str; 10] = [
    "as_of",
    "as_of_date",
    "list_date",
    "date_of_list",
    "list_as_of",
    "state_of",
    "snapshot_date",
    "export_date",
    "更新日期",
    "截至日期",
];
const SEEN: [&str; 5] = ["last_seen", "last_updated", "last_change", "last_modified", "updated"];

/// Before or after "name" in a header: the column holds further names of the party. "Contact Name" and "File Name" do
/// not.
const OF_FURTHER_NAMES: [&str; 23] = [
    "alias",
    "aliases",
    "alt",
    "alternate",
    "alternative",
    "brand",
    "chinese",
    "dba",
    "english",
    "former",
    "full",
    "known",
    "legal",
    "local",
    "long",
    "native",
    "old",
    "original",
    "other",
    "previous",
    "short",
    "trade",
    "trading",
];

/// A header in the form of the tables: lower case, simplified Han, `_` between words, without a number at its end
/// (`Alias 2`).
pub(super) fn key(header: &str) -> String {
    let mut key = String::new();
    let mut after_small = false;
    for c in header.chars() {
        // `altNames` is two words.
        let is_between = !c.is_alphanumeric() || after_small && c.is_uppercase();
        if is_between && !key.is_empty() && !key.ends_with('_') {
            key.push('_');
        }
        if c.is_alphanumeric() {
            key.extend(simplify::simple(c).to_lowercase());
        }
        after_small = c.is_lowercase();
    }
    let end = key.trim_end_matches('_');
    let bare = end.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
    if bare.is_empty() { end.to_owned() } else { bare.to_owned() }
}

fn field(key: &str) -> Field {
    // `Aliases (comma-separated)`: how the names are divided.
    let key = ["_comma", "_semicolon", "_separated"].iter().fold(key, |key, how| key.split(how).next().unwrap_or(key));
    if NAMES.contains(&key) {
        return Field::Name;
    }
    if AS_OF.contains(&key) {
        return Field::AsOf;
    }
    if SEEN.contains(&key) {
        return Field::Seen;
    }
    if let Some((field, _)) = HEADERS.iter().find(|(_, headers)| headers.contains(&key)) {
        return *field;
    }
    let words: Vec<&str> = key.split('_').collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let named = any(&["name", "names", "known", "dba"]);
    if named && any(&["former", "formerly", "previous", "old"]) {
        Field::Former
    } else if named && any(&OF_FURTHER_NAMES) || ["名称", "中文名", "英文名"].iter().any(|han| key.contains(han))
    {
        Field::Alias
    } else {
        Field::Unused
    }
}

/// The field of each column of a table. The first column of the first word of [`NAMES`] that the table has holds the
/// names; other columns of these words hold further names. Where there is none, the first column of a party is taken,
/// else the first of further names. Of two columns for a field of one value, the second is not used.
pub(super) fn fields(headers: &[String]) -> Vec<Field> {
    let keys: Vec<String> = headers.iter().map(|h| key(h)).collect();
    let mut fields: Vec<Field> = keys.iter().map(|k| field(k)).collect();
    let by_rank = |at: &usize| NAMES.iter().position(|n| keys.get(*at).is_some_and(|k| k == n));
    let named = (0..fields.len()).filter(|at| fields[*at] == Field::Name).min_by_key(by_rank);
    let named = named.or_else(|| keys.iter().position(|key| PARTIES.contains(&key.as_str())));
    let named = named.or_else(|| fields.iter().position(|f| matches!(f, Field::Alias)));
    for at in 0..fields.len() {
        let own = fields[at];
        if Some(at) == named {
            fields[at] = Field::Name;
        } else if own == Field::Name {
            fields[at] = Field::Alias;
        } else if own.is_single() && fields[..at].contains(&own) {
            fields[at] = Field::Unused;
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(headers: &str) -> Vec<&'static str> {
        fields(&headers.split(',').map(str::to_owned).collect::<Vec<_>>()).into_iter().map(Field::word).collect()
    }

    #[test]
    fn headers_mean_fields() {
        for (headers, expected) in [
            ("NAME,A.K.A.,Date Listed,Delisted,Bars", "name|further names|first day|day of removal|what it bars"),
            ("Entity Name,Name,Full-Name", "further names|name|further names"),
            ("Chinese Name,English Name,Country", "name|further names|country"),
            ("name,alias_1,Alias 2,altNames", "name|further names|further names|further names"),
            ("name,start date,date added,end_date", "name|first day||day of removal"),
            ("企業名稱,國家", "name|country"),
            ("企业名称,曾用名,英文名称,统一社会信用代码", "name|former names|further names|credit code"),
            ("name,Contact Name,File name,Sort", "name|||"),
            ("Entity,AKA,Country", "name|further names|country"),
            ("Supplier,Also Known As", "name|further names"),
            ("Country,Firma", "country|name"),
            ("Company,Name,Vendor", "|name|"),
            ("name,status,state,State Of", "name|status|region|state of the list"),
        ] {
            assert_eq!(words(headers).join("|"), expected, "{headers}");
        }
    }

    #[test]
    fn columns_of_open_data_are_used_as_far_as_they_are_understood() {
        let open_sanctions = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,\
                              emails,dataset,first_seen,last_seen,last_change";
        assert_eq!(
            words(open_sanctions).join("|"),
            "id|kind|name|further names|date of birth|country|address|identifiers|measure|||measure||\
             state of the list|state of the list"
        );
    }
}
