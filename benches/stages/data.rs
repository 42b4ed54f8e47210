//! What the stages are measured on: cells, rows and firms that are the same on every machine.

use std::path::Path;

/// Numbers by splitmix64, from its published constants.
pub struct Numbers(u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const CONSONANTS: [&str; 18] =
    ["b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "r", "st", "t", "v"];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
const ENDS: [&str; 10] = ["", "n", "r", "l", "s", "m", "nd", "rt", "ck", "x"];
const TRADES: [&str; 16] = [
    "Textile",
    "Trading",
    "Plastics",
    "Electronics",
    "Foods",
    "Hardware",
    "Apparel",
    "Logistics",
    "Tools",
    "Furniture",
    "Chemical",
    "Packaging",
    "Engineering",
    "Technology",
    "Industrial",
    "Import & Export",
];
const FORMS: [&str; 8] = ["Co., Ltd.", "GmbH", "Inc.", "Ltd", "S.A.", "Company Limited", "LLC", "Pty Ltd"];
/// No town of Xinjiang: an ordinary row must stay clear.
const TOWNS: [(&str, &str); 8] = [
    ("Ningbo", "CN"),
    ("Shenzhen", "CN"),
    ("Dhaka", "BD"),
    ("Leeds", "GB"),
    ("Izmir", "TR"),
    ("Chicago", "US"),
    ("Hamburg", "DE"),
    ("Hanoi", "VN"),
];
const GOODS: [&str; 10] = [
    "steel hinges",
    "LED drivers",
    "corrugated boxes",
    "polyester fabric",
    "injection moulds",
    "hex bolts M8",
    "office chairs",
    "ball bearings",
    "ceramic tiles",
    "water pumps",
];
const HAN_TOWNS: [&str; 8] = ["宁波", "深圳市", "苏州", "青岛", "温州市", "东莞市", "成都", "厦门"];
const HAN_TRADE: [&str; 24] = [
    "鼎", "晟", "瑞", "博", "恒", "嘉", "铭", "弘", "旭", "锐", "骏", "凯", "盛", "朗", "翔", "諾", "泓", "岳", "锦",
    "毅", "栋", "涛", "裕", "澜",
];
const HAN_BUSINESS: [&str; 8] = ["电子科技", "五金制品", "塑胶", "机械", "贸易", "包装材料", "化工", "家具"];
const HAN_FORMS: [&str; 3] = ["有限公司", "股份有限公司", "厂"];

/// Listed parties as ledgers print them; the rows planted among the ordinary ones.
pub const LISTED: [&str; 8] = [
    "Hetian Taida Apparel Co., Ltd.",
    "CHANGJI ESQUEL TEXTILE CO LTD",
    "Hefei Bitland Information Technology Co. Ltd",
    "Xiamen Meiya Pico Information Co Ltd",
    "Nanjing Synergy Textiles Co., Ltd.",
    "Aksu Huafu Textiles Co",
    "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "Yili Zhuowan Garment Manufacturing Co., Ltd.",
];

/// The same in Han.
pub const LISTED_HAN: [&str; 4] = [
    "杭州海康威视数字技术股份有限公司",
    "合肥宝龙达信息技术有限公司",
    "阿克苏华孚纺织有限公司",
    "昌吉溢达纺织有限公司",
];

fn word(numbers: &mut Numbers, syllables: usize) -> String {
    let mut word = String::new();
    for _ in 0..syllables {
        word.push_str(numbers.one(&CONSONANTS));
        word.push_str(numbers.one(&VOWELS));
    }
    word.push_str(numbers.one(&ENDS));
    let head = word.remove(0).to_ascii_uppercase();
    word.insert(0, head);
    word
}

fn firm(numbers: &mut Numbers) -> String {
    let syllables = 3 + numbers.below(2);
    format!("{} {} {}", word(numbers, syllables), numbers.one(&TRADES), numbers.one(&FORMS))
}

fn han_firm(numbers: &mut Numbers) -> String {
    let (town, a, b, c) =
        (numbers.one(&HAN_TOWNS), numbers.one(&HAN_TRADE), numbers.one(&HAN_TRADE), numbers.one(&HAN_TRADE));
    format!("{town}{a}{b}{c}{}{}", numbers.one(&HAN_BUSINESS), numbers.one(&HAN_FORMS))
}

/// Firms for a longer list: other words than those of the ledgers, so that a ledger meets no more of them than chance has it.
pub fn listed_firms(count: usize) -> Vec<String> {
    let mut numbers = Numbers(0x11A7);
    (0..count)
        .map(|n| {
            format!(
                "{} {} {}",
                word(&mut numbers, 4),
                word(&mut numbers, 3),
                if n % 2 == 0 { "Trading Co., Ltd." } else { "Industrial Group" }
            )
        })
        .collect()
}

/// Cells of one kind.
pub struct Cells(pub Vec<String>);

impl Cells {
    /// Names in plain letters, no two alike but by chance.
    pub fn latin(count: usize) -> Self {
        let mut numbers = Numbers(0x1A71);
        Self((0..count).map(|_| firm(&mut numbers)).collect())
    }

    /// Chinese names: town, trade name, line of business, legal form.
    pub fn han(count: usize) -> Self {
        let mut numbers = Numbers(0x4A0);
        Self((0..count).map(|_| han_firm(&mut numbers)).collect())
    }

    /// What ledgers hold besides: both scripts in a cell, accents, full width, entities.
    pub fn mixed(count: usize) -> Self {
        let mut numbers = Numbers(0x313D);
        let cell = |numbers: &mut Numbers| match numbers.below(4) {
            0 => format!("{} ({})", firm(numbers), han_firm(numbers)),
            1 => format!("Société {} &amp; Fils", firm(numbers)),
            2 => firm(numbers)
                .chars()
                .map(|c| char::from_u32(c as u32 + 0xFEE0).filter(|_| c.is_ascii_graphic()).unwrap_or(c))
                .collect(),
            _ => format!("Müller {}", firm(numbers)),
        };
        Self((0..count).map(|_| cell(&mut numbers)).collect())
    }

    /// Cells that hold a listed name among others, one for each `every` cells.
    pub fn planted(&self, every: usize, han: bool) -> Vec<String> {
        let listed: &[&str] = if han { &LISTED_HAN } else { &LISTED };
        (0..self.0.len() / every).map(|n| listed[n % listed.len()].to_owned()).collect()
    }
}

/// Ledger rows: name, address, city, country, product. `vendors` of them differ; row 1 and every `every`-th after it
/// names a listed party.
pub fn rows(count: usize, vendors: usize, every: usize) -> Vec<[String; 5]> {
    let mut numbers = Numbers(0x90B5);
    let mut vendor = |_| {
        let (town, country) = numbers.one(&TOWNS);
        let name = if numbers.below(10) == 0 { han_firm(&mut numbers) } else { firm(&mut numbers) };
        let syllables = 2 + numbers.below(2);
        let address = format!("{} {} Street", 1 + numbers.below(900), word(&mut numbers, syllables));
        [name, address, town.to_owned(), country.to_owned(), numbers.one(&GOODS).to_owned()]
    };
    let vendors: Vec<[String; 5]> = (0..vendors).map(&mut vendor).collect();
    let mut order = Numbers(0x0BDE);
    (0..count)
        .map(|n| {
            let mut row =
                if vendors.len() == count { vendors[n].clone() } else { vendors[order.below(vendors.len())].clone() };
            if n % every == 0 {
                row[0] = LISTED[(n / every) % LISTED.len()].to_owned();
                row[3] = "CN".to_owned();
            }
            row
        })
        .collect()
}

/// Writes a ledger; its size in bytes.
pub fn write(path: &Path, rows: &[[String; 5]]) -> u64 {
    let mut writer = csv::Writer::from_path(path).expect("the ledger's file");
    writer.write_record(["vendor_name", "address", "city", "country", "product_description"]).expect("written");
    for row in rows {
        writer.write_record(row).expect("written");
    }
    writer.flush().expect("written");
    std::fs::metadata(path).expect("the ledger's size").len()
}
