//! What the columns of a list of the user's mean, by their headers.

use crate::text::simplify;

use super::headers::{AS_OF, Field, HEADERS, NAMES, OF_FURTHER_NAMES, PARTIES, SEEN};

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
            ("name,Name,NAME", "name|further names|further names"),
            (
                "Firmenname,Weitere Namen,Land,Gültig ab,Gültig bis",
                "name|further names|country|first day|day of removal",
            ),
            ("Raison sociale,Autres noms,Pays", "name|further names|country"),
            ("Company,Trading As,Country", "name|further names|country"),
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
