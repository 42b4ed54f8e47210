//! Ledgers, firms and numbers for tests and benches, the same on every machine.

use std::path::Path;

pub use tamis::validate::Rng;

const SYLLABLES: &str = "bo|ren|tal|mi|vor|sun|del|ka|lin|gro|pe|nor|zhu|wei|hua|feng|tai|jin|ver|ost|ash|ford|ley|mar";
const TRADES: &str = "Textile|Trading|Plastics|Electronics|Foods|Hardware|Apparel|Logistics|Tools|Furniture|Chemical|\
                      Packaging|Engineering|Technology|Industrial|Import & Export";
const FORMS: &str = "Co., Ltd.|GmbH|Inc.|Ltd|S.A.|Company Limited|LLC|Pty Ltd";
const TOWNS: &str = "Ningbo,CN|Shenzhen,CN|Dhaka,BD|Leeds,GB|Izmir,TR|Chicago,US|Hamburg,DE|Hanoi,VN";
const GOODS: &str = "steel hinges|LED drivers|corrugated boxes|polyester fabric, no cotton|injection moulds|\
                     office chairs|hex bolts M8|ball bearings|ceramic tiles|water pumps";
/// Towns and goods that findings come from.
const RISKY_TOWNS: &str = "Urumqi,CN|Korla,CN";
const RISKY_GOODS: &str =
    "cotton yarn Ne 32|tomato paste 36/38 brix|knitted gloves|human hair wigs|raisins, bulk|PVC resin SG-5";
const HAN_TOWNS: &str = "宁波|深圳市|苏州|青岛|温州市|东莞市|成都|厦门";
const HAN_TRADE: &str = "鼎|晟|瑞|博|恒|嘉|铭|弘|旭|锐|骏|凯|盛|朗|翔|諾|泓|岳|锦|毅|栋|涛|裕|澜";
const HAN_BUSINESS: &str = "电子科技|五金制品|塑胶|机械|贸易|包装材料|化工|家具";
const HAN_FORMS: &str = "有限公司|股份有限公司|厂";
/// Listed parties as ledgers print them.
const LISTED: &str = "Hetian Taida Apparel Co., Ltd.|CHANGJI ESQUEL TEXTILE CO LTD|Nanjing Synergy Textiles Co., Ltd.|\
                      Hefei Bitland Information Technology Co. Ltd|Xiamen Meiya Pico Information Co Ltd|\
                      Yili Zhuowan Garment Manufacturing Co., Ltd.|杭州海康威视数字技术股份有限公司|昌吉溢达纺织有限公司";

/// The header of [`ledger`] and [`rows`], with the ledger's own number in front.
pub const HEADER: [&str; 6] = ["vendor_id", "vendor_name", "address", "city", "country", "product_description"];

/// One of several.
pub fn one<T: Copy>(rng: &mut Rng, of: &[T]) -> T {
    *rng.pick(of).expect("one at least")
}

/// One word of a table.
fn word_of(rng: &mut Rng, table: &'static str) -> &'static str {
    let words: Vec<&str> = table.split('|').collect();
    one(rng, &words)
}

/// Another order.
pub fn shuffle<T>(rng: &mut Rng, items: &mut [T]) {
    for at in (1..items.len()).rev() {
        items.swap(at, rng.below(at + 1));
    }
}

fn word(rng: &mut Rng, syllables: usize) -> String {
    let word: String = (0..syllables).map(|_| word_of(rng, SYLLABLES)).collect();
    word[..1].to_ascii_uppercase() + &word[1..]
}

/// An ordinary firm; `syllables` of its name decide how often it comes again by chance.
pub fn firm(rng: &mut Rng, syllables: usize) -> String {
    let word = word(rng, syllables);
    format!("{word} {} {}", word_of(rng, TRADES), word_of(rng, FORMS))
}

/// An ordinary Chinese firm: town, trade name, line of business, legal form.
pub fn han_firm(rng: &mut Rng) -> String {
    let trade: String = (0..3).map(|_| word_of(rng, HAN_TRADE)).collect();
    format!("{}{trade}{}{}", word_of(rng, HAN_TOWNS), word_of(rng, HAN_BUSINESS), word_of(rng, HAN_FORMS))
}

/// The cells after the name: address, city, country, product.
fn vendor(rng: &mut Rng, name: String, towns: &'static str, goods: &'static str) -> [String; 5] {
    let (town, country) = word_of(rng, towns).split_once(',').expect("town and country");
    let address = format!("{} {} Road", 1 + rng.below(900), word(rng, 2));
    [name, address, town.to_owned(), country.to_owned(), word_of(rng, goods).to_owned()]
}

/// The rows of the seed table that its proof screens: name, address, city, country, product.
pub fn seed_rows() -> Vec<[String; 5]> {
    let mut reader = csv::Reader::from_reader(include_str!("../data/seed_lines.csv").as_bytes());
    let records = reader.records().map(|r| r.expect("a row of the table"));
    records.map(|r| [1, 2, 3, 4, 6].map(|at| r.get(at).expect("a cell of the table").to_owned())).collect()
}

/// A ledger of ordinary vendors in plain letters, some with risky towns and goods; one row in seven is a seed row.
pub fn ledger(rows: usize, seed: u64) -> Vec<[String; 5]> {
    let listed = seed_rows();
    let mut rng = Rng::from_state(seed);
    (0..rows)
        .map(|_| {
            if rng.below(7) == 0 {
                return rng.pick(&listed).expect("seed rows").clone();
            }
            let syllables = 2 + rng.below(2);
            let name = firm(&mut rng, syllables);
            let towns = if rng.below(5) == 0 { RISKY_TOWNS } else { TOWNS };
            let goods = if rng.below(2) == 0 { RISKY_GOODS } else { GOODS };
            vendor(&mut rng, name, towns, goods)
        })
        .collect()
}

/// What the rows of a bench ledger are.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    /// Vendors that differ.
    pub vendors: usize,
    /// Vendors of a hundred with a Chinese name.
    pub han: usize,
    /// Row 1 and every one after so many names a listed party.
    pub planted_every: usize,
}

/// Rows of ordinary vendors, none of which has a reason to be flagged, and listed parties among them.
pub fn rows(count: usize, mix: Mix) -> Vec<[String; 5]> {
    let mut rng = Rng::from_state(0x90B5);
    let vendors: Vec<[String; 5]> = (0..mix.vendors)
        .map(|_| {
            let name = if rng.below(100) < mix.han { han_firm(&mut rng) } else { firm(&mut rng, 4) };
            vendor(&mut rng, name, TOWNS, GOODS)
        })
        .collect();
    let listed: Vec<&str> = LISTED.split('|').collect();
    (0..count)
        .map(|n| {
            let mut row = vendors[if mix.vendors >= count { n } else { rng.below(mix.vendors) }].clone();
            if n % mix.planted_every == 0 {
                (row[0], row[3]) = (listed[n / mix.planted_every % listed.len()].to_owned(), "CN".to_owned());
            }
            row
        })
        .collect()
}

/// Names for a longer list, of other words than those of the ledgers.
pub fn listed_firms(count: usize) -> Vec<String> {
    let mut rng = Rng::from_state(0x11A7);
    let forms = ["Trading Co., Ltd.", "Industrial Group"];
    let mut name = |n: usize| format!("Q{} {} {}", word(&mut rng, 4).to_lowercase(), word(&mut rng, 3), forms[n % 2]);
    (0..count).map(&mut name).collect()
}

/// Writes a ledger; each row is numbered by its place.
pub fn write(path: &Path, rows: &[[String; 5]]) {
    let numbered: Vec<_> = rows.iter().cloned().enumerate().collect();
    write_numbered(path, &numbered);
}

/// Writes a ledger; `rows` carry their vendor numbers.
pub fn write_numbered(path: &Path, rows: &[(usize, [String; 5])]) {
    let mut writer = csv::Writer::from_path(path).expect("the ledger's file");
    writer.write_record(HEADER).expect("written");
    for (number, row) in rows {
        writer.write_record(std::iter::once(&format!("V{number:06}")).chain(row)).expect("written");
    }
    writer.flush().expect("written");
}
