//! What a column's cells look like, where its header says nothing.
//!
//! Each cell is put into one kind by its form; the column takes the role that most of its cells speak for. Check digits
//! are trusted, forms less, words least; the confidence says so.

use std::collections::BTreeSet;

use crate::model::Role;
use crate::text::credit_code::{CreditCode, credit_code};

use super::cell_words::{is_address, is_city, is_company, is_country, is_goods, is_position, is_region, is_salutation};
use super::header_words::meant;

/// Cells of a column that are looked at, at most.
const SAMPLED: usize = 400;

/// Percent of codes from which on a column holds no names: below, the names next to codes ask to stay names. An empty
/// or strange cell in a column of codes is rarer than one in ten.
const NEARLY_ALL: usize = 90;

/// Confidence in a column of manufacturer codes with hardly another cell.
pub(super) const ONLY_CODES: u8 = 85;

/// Confidence in a column of numbers of up to three digits.
pub(super) const SMALL_NUMBERS: u8 = 51;

/// Confidence in a column of yes and no.
pub(super) const ONLY_FLAGS: u8 = 90;

/// The form of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A checked credit code, a European VAT number.
    Registration,
    Email,
    Web,
    Date,
    /// With a decimal part, a sign or a currency.
    Amount,
    /// Digits only.
    Digits,
    /// Letters and digits without blanks.
    Code,
    Phone,
    Mid,
    Country,
    Region,
    City,
    Company,
    Address,
    Goods,
    Position,
    /// Mr, Ms, Herr.
    Salutation,
    /// Words of no known form.
    Words,
}

impl Kind {
    /// Forms that no header has.
    pub(super) fn is_hard(self) -> bool {
        use Kind::*;
        matches!(self, Registration | Email | Web | Date | Amount | Digits | Code | Phone | Mid | Country)
    }
}

/// The form of a cell; `None` where it is empty or a dash.
pub(super) fn kind(cell: &str) -> Option<Kind> {
    let cell = &*meant(cell.trim());
    if cell.chars().all(|c| "-－—–./*".contains(c))
        || matches!(cell, "N/A" | "n/a" | "NULL" | "null" | "-0-" | "无" | "無")
    {
        return None;
    }
    let digits = digits(cell);
    let one_word = !cell.contains(char::is_whitespace);
    let lower = cell.to_lowercase();
    let domain = cell.rsplit_once('@').map(|(_, domain)| domain);
    let code = |b: u8| b.is_ascii_alphanumeric() || b"-_./".contains(&b);
    // The first form that fits.
    let tests: [(Kind, &dyn Fn() -> bool); 17] = [
        (Kind::Registration, &|| one_word && (credit_code(cell) == Some(CreditCode::Valid) || is_vat_number(cell))),
        (Kind::Email, &|| one_word && domain.is_some_and(|d| d.contains('.')) && !cell.contains('/')),
        (Kind::Web, &|| one_word && (lower.starts_with("http") || lower.starts_with("www."))),
        (Kind::Date, &|| is_date(cell)),
        (Kind::Digits, &|| digits == cell.chars().count()),
        (Kind::Amount, &|| is_amount(cell)),
        (Kind::Phone, &|| is_phone(cell)),
        (Kind::Country, &|| is_country(cell)),
        (Kind::Mid, &|| one_word && is_mid(cell)),
        (Kind::Code, &|| one_word && digits > 0 && cell.bytes().all(code)),
        (Kind::Salutation, &|| is_salutation(&lower)),
        (Kind::Region, &|| is_region(cell)),
        (Kind::City, &|| is_city(cell)),
        // "… Co., Ltd., No. 12 Nanhu Road" is both: an address has a number, a company ends in its legal form.
        (Kind::Company, &|| is_company(cell) && !(digits > 0 && is_address(cell))),
        (Kind::Address, &|| is_address(cell)),
        (Kind::Position, &|| is_position(cell)),
        (Kind::Goods, &|| is_goods(cell)),
    ];
    Some(tests.iter().find(|(_, fits)| fits()).map_or(Kind::Words, |(kind, _)| *kind))
}

/// True where no header would look like that: distinguishes a header from a first row of data.
pub(super) fn is_data(cell: &str) -> bool {
    use Kind::*;
    match kind(cell) {
        Some(Registration | Email | Web | Date | Amount | Phone | Digits | Company) => true,
        Some(Code | Mid) => digits(cell) >= 3,
        // A country's code may be a header, its name is not.
        Some(Country) => cell.trim().chars().count() > 3,
        _ => false,
    }
}

fn digits(cell: &str) -> usize {
    cell.bytes().filter(u8::is_ascii_digit).count()
}

/// A role, the confidence in it (up to 90), and why.
pub(super) type Verdict = (Role, u8, String);

/// A rule about a column: whether it applies, the role, the confidence, what it says of the cells, and of how many
/// percent of them. The first that applies decides.
type Rule = (bool, Role, u8, &'static str, usize);

/// The filled cells of a column.
struct Sample<'a> {
    cells: Vec<(&'a str, Kind)>,
    distinct: BTreeSet<&'a str>,
}

impl Sample<'_> {
    /// Percent of the cells that pass a test.
    fn percent(&self, test: impl Fn(&str, Kind) -> bool) -> usize {
        self.cells.iter().filter(|(cell, kind)| test(cell, *kind)).count() * 100 / self.cells.len().max(1)
    }

    fn share(&self, kind: Kind) -> usize {
        self.percent(|_, k| k == kind)
    }

    fn decide(&self, rules: impl IntoIterator<Item = Rule>) -> Option<Verdict> {
        let (_, role, confidence, what, percent) = rules.into_iter().find(|rule| rule.0)?;
        Some((role, confidence, format!("{percent}% of {} sampled cells {what}", self.cells.len())))
    }
}

/// The role that a column's cells speak for.
pub(super) fn role_of_cells(cells: &[&str]) -> Option<Verdict> {
    let cells: Vec<(&str, Kind)> = cells.iter().filter_map(|c| kind(c).map(|k| (c.trim(), k))).take(SAMPLED).collect();
    if cells.is_empty() {
        return None;
    }
    let sample = Sample { distinct: cells.iter().map(|(c, _)| *c).collect(), cells };
    // NO alone is Norway.
    let flags = sample.percent(|cell, _| is_flag(cell));
    let said = sample.distinct.iter().any(|c| !c.eq_ignore_ascii_case("no"));
    let yes_or_no = [(flags >= 90 && said, Role::Other, ONLY_FLAGS, "say yes or no", flags)];
    let forms = [
        (Kind::Registration, 80, Role::Id, 90, "are registration numbers with a right check digit"),
        (Kind::Email, 60, Role::Email, 85, "are e-mail addresses"),
        (Kind::Mid, 60, Role::Mid, ONLY_CODES, "have the form of a manufacturer identification code"),
        (Kind::Web, 60, Role::Other, 85, "are web addresses"),
        (Kind::Date, 60, Role::Date, 85, "are dates"),
        (Kind::Salutation, 60, Role::Other, 85, "are forms of address"),
        (Kind::Country, 60, Role::Country, 85, "are country names or codes"),
    ];
    let by_form = forms.map(|(kind, least, role, confidence, what)| {
        let (mut share, mut confidence) = (sample.share(kind), confidence);
        if kind == Kind::Mid {
            // Some codes have no street digits. One in five with them vouches for the others; where none has them, a
            // single word of another form shows that these are names in capitals.
            let all = sample.percent(|cell, _| is_mid_without_digits(cell));
            share = if share >= 20 || all == 100 && sample.distinct.len() >= 3 { all } else { share };
            confidence = if share >= NEARLY_ALL { confidence } else { confidence - 10 };
        }
        (share >= least, role, confidence, what, share)
    });
    sample.decide(yes_or_no.into_iter().chain(by_form)).or_else(|| {
        let [digits, codes] = [Kind::Digits, Kind::Code].map(|k| sample.share(k));
        if digits + sample.share(Kind::Amount) + sample.share(Kind::Phone) >= 80 {
            return role_of_numbers(&sample).or(Some((
                Role::Other,
                SMALL_NUMBERS,
                "the cells are small numbers".into(),
            )));
        }
        let (coded, few) = (codes + digits >= 70, sample.distinct.len() * 20 <= sample.cells.len());
        let by_code = [
            (coded && few, Role::Other, 50, "are codes, few of them different", codes),
            (coded, Role::Key, 65, "are codes", codes + digits),
        ];
        sample.decide(by_code.into_iter().chain(rules_for_text(&sample)))
    })
}

/// Columns of digits: phone numbers, tariff numbers, postal codes, keys, amounts.
fn role_of_numbers(sample: &Sample<'_>) -> Option<Verdict> {
    let [phones, amounts] = [Kind::Phone, Kind::Amount].map(|k| sample.share(k));
    let variety = sample.distinct.len();
    // Running numbers share their first digits; goods of one ledger spread over chapters.
    let chapters: BTreeSet<&str> = sample.distinct.iter().filter_map(|c| c.get(..2)).collect();
    let spread = chapters.len() >= 3 && chapters.len() * 8 >= variety.min(40);
    // One number in five passes this check by chance: nearly all of them have to.
    let taiwan = sample.percent(|c, _| is_taiwan_number(c));
    // China's postal codes end in 00 for the seat of a county or district, and none begins above 86.
    let six = sample.percent(|c, k| k == Kind::Digits && c.len() == 6);
    let seats = sample.percent(|c, _| c.len() == 6 && c.ends_with("00"));
    let beyond = sample.percent(|c, _| c.get(..2).is_some_and(|p| p > "86"));
    let postal = six >= 70 && beyond <= 2 && seats >= 35;
    // Dotted tariff numbers (5201.00.1800) look like amounts with odd points.
    let tariff = sample.percent(|c, _| is_tariff(c));
    let five = sample.percent(|c, _| c.len() == 5);
    let long = sample.percent(|c, k| k == Kind::Digits && c.len() >= 4);
    let business = "are Taiwanese business numbers with a right check digit";
    sample.decide([
        (phones >= 50, Role::Phone, 75, "are telephone numbers", phones),
        (variety >= 5 && taiwan >= 95, Role::Id, 85, business, taiwan),
        (postal, Role::PostalCode, 65, "are six digits like postal codes", six),
        (tariff >= 90 && spread && variety >= 3, Role::Hts, 75, "have the form of tariff numbers", tariff),
        (amounts >= 20, Role::Other, 70, "are amounts", amounts),
        (five >= 90 && spread, Role::PostalCode, 55, "are five digits", five),
        (long >= 80, Role::Key, 60, "are numbers without a fraction", long),
    ])
}

/// Columns of words.
fn rules_for_text(sample: &Sample<'_>) -> [Rule; 9] {
    let n = sample.cells.len();
    let [company, address, goods] = [Kind::Company, Kind::Address, Kind::Goods].map(|k| sample.share(k));
    let [city, region, position] = [Kind::City, Kind::Region, Kind::Position].map(|k| sample.share(k));
    let place = if city >= region { Role::City } else { Role::Region };
    let variety = sample.distinct.len() * 100 / n.max(1);
    let form = "end in a company's legal form";
    [
        // Three texts over and over are settings, whatever their words ("Limited company", "Retail Co").
        (n >= 40 && sample.distinct.len() <= 3, Role::Other, 60, "are one of at most three texts", 100),
        (address >= 40 && address >= company, Role::Address, 80, "are addresses", address),
        (company >= 25 && company >= goods, Role::Name, 80, form, company),
        (position >= 40, Role::Title, 65, "are positions", position),
        (city + region >= 40, place, 65, "are places", city + region),
        (goods >= 25 && goods > company, Role::Product, 65, "name goods", goods),
        // Every row another short text: names. The same few again and again: categories.
        (variety >= 80 && n >= 5, Role::Name, 35, "are different short texts", variety),
        (variety <= 30 && n >= 20, Role::Other, 45, "repeat others", 100 - variety),
        (company >= 10, Role::Name, 40, form, company),
    ]
}

fn is_flag(cell: &str) -> bool {
    const FLAGS: &[&str] = &["true", "false", "yes", "no", "y", "n", "ja", "nein", "oui", "non", "是", "否"];
    FLAGS.iter().any(|flag| cell.eq_ignore_ascii_case(flag))
}

fn is_tariff(cell: &str) -> bool {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let chapter: u8 = digits.get(..2).and_then(|c| c.parse().ok()).unwrap_or(0);
    cell.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        // Headings of four digits look like any short number.
        && matches!(digits.len(), 6 | 8 | 10)
        && (1..=99).contains(&chapter)
        && chapter != 77
        && (!cell.contains('.') || cell.split('.').next().is_some_and(|h| h.len() == 4))
}

fn is_date(cell: &str) -> bool {
    let head = cell.get(..10).unwrap_or(cell);
    let parts: Vec<&str> = head.split(['-', '/', '.']).collect();
    let number = |p: &&str| p.parse::<u16>().ok();
    match parts.iter().map(number).collect::<Option<Vec<u16>>>().as_deref() {
        Some(&[y, m, d]) if y > 1899 && y < 2100 => m <= 12 && d <= 31,
        Some(&[a, b, y]) if (y > 1899 && y < 2100) || parts.get(2).is_some_and(|p| p.len() == 2) => {
            a <= 31 && b <= 31 && a.min(b) <= 12 && a > 0 && b > 0
        }
        _ => false,
    }
}

fn is_amount(cell: &str) -> bool {
    let bare = cell.trim_matches(|c: char| "$€£¥-+()%".contains(c) || c.is_whitespace());
    let digits = digits(bare);
    digits > 0
        && bare.bytes().all(|b| b.is_ascii_digit() || b".,' ".contains(&b))
        && bare.bytes().filter(|b| b".,".contains(b)).count() <= 4
        && !is_phone(cell)
        && (bare.len() > digits || bare.len() < cell.len())
}

fn is_phone(cell: &str) -> bool {
    let sign = |c: char| "+()- /（）".contains(c);
    let digits = digits(cell);
    (7..=18).contains(&digits)
        && cell.contains(sign)
        && cell.chars().all(|c| c.is_ascii_digit() || c == '.' || sign(c))
        && (cell.starts_with(['+', '(', '0']) || digits >= 9 || cell.contains('-'))
}

/// A manufacturer identification code with street digits; without them any word in capitals may look so.
fn is_mid(cell: &str) -> bool {
    is_mid_without_digits(cell) && cell.bytes().any(|b| b.is_ascii_digit())
}

/// Country, two words of three letters, maybe up to four digits, three letters of the city (19 CFR part 102, appendix).
fn is_mid_without_digits(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let upper = |range: &[u8]| range.iter().all(u8::is_ascii_uppercase);
    (9..=15).contains(&bytes.len())
        && bytes.get(..5).is_some_and(upper)
        && bytes.get(bytes.len() - 3..).is_some_and(upper)
        && cell.get(..2).is_some_and(|country| is_country(country) || country.starts_with('X'))
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// Eight digits of Taiwan's unified business number: digit sums of the products add up to a multiple of 5.
fn is_taiwan_number(cell: &str) -> bool {
    if cell.len() != 8 || !cell.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 =
        cell.bytes().zip([1, 2, 1, 2, 1, 2, 4, 1]).map(|(b, w)| u32::from(b - b'0') * w).map(|p| p / 10 + p % 10).sum();
    // With a seventh digit 7 the product 28 counts as 10 or as 1 (10 or 0 after the second sum).
    sum.is_multiple_of(5) || (cell.as_bytes().get(6) == Some(&b'7') && (sum + 1).is_multiple_of(5))
}

/// Two letters of a member state and eight to twelve places, digits mostly.
fn is_vat_number(cell: &str) -> bool {
    const STATES: &str = "AT BE BG CY CZ DE DK EE EL ES FI FR GB HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI";
    let Some((state, rest)) = cell.split_at_checked(2) else { return false };
    STATES.split(' ').any(|s| s == state)
        && (8..=12).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && rest.bytes().filter(u8::is_ascii_digit).count() * 5 >= rest.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_forms() {
        let cases = [
            (Kind::Registration, "91350100M000100Y43"),
            (Kind::Email, "sales@example.com"),
            (Kind::Date, "2020-06-01|12/31/2020"),
            (Kind::Amount, "1,234.50|(12.00)|$ 7"),
            (Kind::Digits, "6113009052"),
            (Kind::Phone, "+86 991 1234567"),
            (Kind::Country, "CN|中国|德國|Viet Nam|ドイツ|uae"),
            (Kind::Company, "Acme Co., Ltd.|新疆某某棉业有限公司|Muster GmbH"),
            (Kind::Address, "No. 12 Nanhu Road, Shanghai"),
            (Kind::Mid, "CNXINTEX1234URU"),
            (Kind::Salutation, "Mr."),
            (Kind::Code, "V0100832"),
            (Kind::Web, "https://a.example/x"),
            (Kind::Words, "no|per|Acme"),
        ];
        for (expected, cells) in cases {
            for cell in cells.split('|') {
                assert_eq!(kind(cell), Some(expected), "{cell}");
            }
        }
        assert_eq!(kind(" - "), None);
    }

    #[test]
    fn columns_of_numbers_get_their_roles() {
        let cases = [
            (Role::PostalCode, "830000 830011 841000 843900 844000 848000 100000 200000"),
            (Role::Hts, "5201001800 6109100012 8471300100 2002908020 9403608081 3923290000"),
            (Role::Key, "10004610 10004611 10004618 10004700 10005001 10005002"),
            (Role::Other, "12.50 1300.00 7.10 99.99 1.00"),
        ];
        for (role, cells) in cases {
            let cells: Vec<&str> = cells.split(' ').collect();
            assert_eq!(role_of_cells(&cells).map(|r| r.0), Some(role));
        }
    }
}
