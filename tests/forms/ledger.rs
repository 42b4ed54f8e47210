//! The ledger that is written in every form, and what a form comes out as.

use std::path::Path;

use tamis::ledger::{InputProblem, Ledger, ReadOptions};
use tamis::model::{Role, RowBatch};
use tamis::screener::Screener;

use crate::common::{self, Rng};

/// Rows of the ledger.
pub const ROWS: usize = 2_000;

/// Its header.
pub const HEADER: [&str; 10] = [
    "vendor_id",
    "vendor_name",
    "address",
    "city",
    "country",
    "product_description",
    "hts_code",
    "tax_id",
    "invoice_date",
    "amount_usd",
];

/// What each column is for.
pub const ROLES: [Role; 10] = [
    Role::Key,
    Role::Name,
    Role::Address,
    Role::City,
    Role::Country,
    Role::Product,
    Role::Hts,
    Role::Id,
    Role::Date,
    Role::Other,
];

/// A row's cells.
pub type Row = [String; 10];

/// Rows with names in the letters that an encoding has, some of them listed.
const IN_LETTERS: [(&str, &str, &str); 14] = [
    ("Müller & Söhne GmbH", "Königstraße 7", "Köln"),
    ("Société Générale du Coton", "12 rue de l’Hôtel", "Orléans"),
    ("Compañía Española de Hilados S.A.", "Calle Mayor 3", "Málaga"),
    ("Hetian Haolin Hair Accessories Co., Ltd.", "Beijing Industrial Park – Lop County", "Hotan"),
    ("新疆生產建設兵團", "烏魯木齊市光明路", "烏魯木齊"),
    ("茂生農經股份有限公司", "台北市和平西路一段三十號二樓", "台北"),
    ("和田浩林髮飾品有限公司", "洛浦縣北京工業園區", "和田"),
    ("新疆生产建设兵团棉业有限公司", "乌鲁木齐市天山区", "乌鲁木齐"),
    ("和田浩林发饰品有限公司", "洛浦县北京工业园区", "和田"),
    ("浙江大华技术股份有限公司", "杭州市滨江区滨安路1187号", "杭州"),
    ("カネボウ繊維株式会社", "大阪市北区梅田一丁目", "大阪"),
    ("トヨタ紡織株式会社", "愛知県刈谷市豊田町", "刈谷"),
    ("株式会社ハイクビジョン・ジャパン", "東京都港区芝浦", "東京"),
    ("海康威視", "東京都港区", "東京"),
];

/// The rows; the same on every machine.
pub fn rows() -> Vec<Row> {
    let mut numbers = Rng::from_state(20_261_124);
    let plain = common::ledger(ROWS, 7);
    let rows = plain.into_iter().enumerate().map(|(i, [mut name, mut address, mut city, country, product])| {
        if numbers.below(5) == 0 {
            let (n, a, c) = common::one(&mut numbers, &IN_LETTERS);
            (name, address, city) = (n.to_owned(), a.to_owned(), c.to_owned());
        }
        // What a form can lose: a delimiter, quotes, a line end, blanks, leading zeros, long numbers.
        match i % 50 {
            3 => name.push_str(" \"Trading\""),
            7 => address = format!("{address}; Gate 4 | Yard 2,\nRear building"),
            11 => city.clear(),
            _ => {}
        }
        let hts = format!("{:04}{:06}", 5201 + numbers.below(900), numbers.below(1_000_000));
        let tax = credit_code(&format!("9144{:013}", numbers.next_u64() % 10_000_000_000_000));
        let date = format!("2026-{:02}-{:02}", 1 + numbers.below(12), 1 + numbers.below(28));
        let amount = format!("{}.{}", numbers.below(90_000), 1 + numbers.below(9));
        [format!("{:06}", 417 + i), name, address, city, country, product, hts, tax, date, amount]
    });
    rows.collect()
}

/// A credit code of these 17 digits and its check digit (GB 32100-2015).
fn credit_code(digits: &str) -> String {
    let signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let sum = digits.bytes().zip(0..).map(|(b, place)| usize::from(b - b'0') * (3usize.pow(place) % 31)).sum::<usize>();
    let check = signs.chars().nth((31 - sum % 31) % 31).unwrap();
    format!("{digits}{check}")
}

/// A form, read to its end and screened.
#[derive(Debug, Default)]
pub struct Read {
    pub encoding: String,
    pub delimiter: Option<char>,
    pub roles: Vec<Role>,
    pub cells: Vec<Vec<String>>,
    /// Cells of the title lines.
    pub titles: Vec<Vec<String>>,
    pub problems: Vec<InputProblem>,
    pub unreadable: u64,
    /// Row and what was found, without the column's name, which differs from form to form.
    pub findings: Vec<(u64, String)>,
}

impl Read {
    /// Kinds of problems, each once.
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<&str> = self.problems.iter().map(|p| p.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// Reads the first ledger of a file and screens its rows.
pub fn read(path: &Path, options: &ReadOptions, screener: &Screener) -> Read {
    let mut ledgers = Ledger::open(path, options).unwrap_or_else(|e| panic!("{e}"));
    read_ledger(&mut ledgers[0], screener)
}

/// Reads a ledger to its end and screens its rows.
pub fn read_ledger(ledger: &mut Ledger, screener: &Screener) -> Read {
    let mut read = Read {
        roles: ledger.columns().roles.clone(),
        delimiter: ledger.delimiter().map(char::from),
        ..Read::default()
    };
    let (mut batch, mut scratch) = (RowBatch::default(), screener.scratch());
    while ledger.next_batch(&mut batch, 64 * 1024, &mut read.problems).unwrap_or_else(|e| panic!("{e}")) {
        for row in batch.iter() {
            let cells = row.cells().map(str::to_owned).collect();
            match row.row {
                Some(_) => read.cells.push(cells),
                None => read.titles.push(cells),
            }
            let found = screener.screen(tamis::model::Row::new(row, ledger.columns()), &mut scratch);
            read.findings.extend(found.into_iter().map(|f| {
                let entry = screener.lists().entry(f.entry);
                (
                    row.row.unwrap_or(0),
                    format!(
                        "{} {} {} {} {} {:?} {:?} column {} {:?}",
                        f.id, entry.id, f.verdict, f.score, f.method, f.matched_name, f.quoted, f.column, f.steps
                    ),
                )
            }));
        }
    }
    read.encoding = ledger.encoding().0.to_owned();
    read.unreadable = ledger.rows_unreadable();
    read
}
