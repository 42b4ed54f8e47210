//! Roles of columns whose headers say nothing: each list of cells is what a column of real ledgers looks like.

use std::fs;

use tamis::ledger::{Ledger, ReadOptions};
use tamis::model::Role;

use crate::ledger::{ROLES, rows};
use crate::writers::{PLAIN, delimited};

/// Expected role and cells.
const COLUMNS: &[(Role, &[&str])] = &[
    (
        Role::Name,
        &[
            "Acme Trading Ltd",
            "Müller & Söhne GmbH",
            "PT Sinar Jaya",
            "Beta Textile Co., Ltd.",
            "Northern Fruit",
            "Gamma S.p.A.",
        ],
    ),
    (
        Role::Name,
        &[
            "浙江大华技术股份有限公司",
            "上海宝钢商贸有限公司",
            "义乌市小商品批发部",
            "苏州精密机械厂",
            "宁波海天塑机集团",
            "青岛纺织有限公司",
        ],
    ),
    (
        Role::Name,
        &[
            "カネボウ繊維株式会社",
            "有限会社山田製作所",
            "株式会社東洋紡",
            "トヨタ紡織株式会社",
            "合同会社サクラ",
            "日本毛織株式会社",
        ],
    ),
    (
        Role::Address,
        &[
            "12 High Street, Leeds LS1 4AB",
            "No. 8 Nanhu Road, Pudong",
            "9737 Lurline Avenue, Chatsworth CA US 91311",
            "Plot 14, Sector 6",
            "Unit 3, Mill Lane",
            "221B Baker Street",
        ],
    ),
    (
        Role::Address,
        &[
            "台北市和平西路一段三十號二樓",
            "杭州市滨江区滨安路1187号",
            "大阪市北区梅田一丁目3番",
            "乌鲁木齐市天山区光明路59号",
            "深圳市南山区科技园路1号",
            "石河子市北三路",
        ],
    ),
    (
        Role::Address,
        &["Königstraße 7", "Hauptstr. 12a", "Industriestraße 44", "Am Weg 3", "Rue de la Paix 9", "Calle Mayor 3, 2º"],
    ),
    (Role::City, &["Shanghai", "Hamburg", "Leeds", "Dhaka", "Ningbo", "Istanbul"]),
    (Role::City, &["上海", "深圳", "乌鲁木齐", "东莞", "宁波", "杭州"]),
    (Role::Country, &["CN", "DE", "US", "BD", "VN", "TR"]),
    (Role::Country, &["China", "Germany", "Viet Nam", "Bangladesh", "United States", "Turkey"]),
    (Role::Country, &["中国", "德国", "越南", "美国", "日本", "中国"]),
    (Role::PostalCode, &["830000", "843900", "848000", "100000", "200000", "315800", "518000"]),
    (Role::Hts, &["5201001800", "6109100012", "8471300100", "2002908020", "9403608081", "3923290000"]),
    (Role::Hts, &["5201.00.1800", "6109.10.0012", "8471.30.0100", "2002.90.8020", "9403.60.8081", "3923.29.0000"]),
    (
        Role::Id,
        &["91350100M000100Y43", "91350100M000100Y43", "91350100M000100Y43", "91350100M000100Y43", "91350100M000100Y43"],
    ),
    (Role::Id, &["DE136695976", "FR40303265045", "IT00743110157", "ATU13585627", "ESB58378431"]),
    (Role::Mid, &["CNXINTEX1234URU", "CNHETTAI12HET", "BDDHAGAR345DHA", "VNSAIGAR12HOC", "INTIRKNI8TIR"]),
    (Role::Key, &["V0100832", "V0100133", "V0100331", "V0100419", "V0100552"]),
    (Role::Key, &["10004610", "10004618", "10004624", "10004700", "10005001", "10005002"]),
    (Role::Phone, &["+86 991 1234567", "+49 40 123456-0", "(0571) 8768-8888", "+1 (312) 555-0100", "021-62345678"]),
    (Role::Email, &["sales@example.com", "info@example.de", "zhang.wei@example.cn", "a@b.example", "x.y@z.example"]),
    (
        Role::Product,
        &["cotton yarn Ne 32", "knitted shirts", "LED lamps", "steel pipes", "plastic parts", "solar panels"],
    ),
    (
        Role::Title,
        &["Managing Director", "Geschäftsführer", "Party Secretary", "General Manager", "Chief Engineer", "Director"],
    ),
    (Role::Other, &["2020-06-01", "2020-06-05", "2020-06-12", "2020-07-01", "2020-07-02"]),
    (Role::Other, &["31/12/2020", "01/02/2021", "15/03/2021", "28/02/2021", "09/09/2021"]),
    (Role::Other, &["52155.63", "260778.18", "51303.37", "-12.50", "8.00"]),
    (Role::Other, &["1.234,50", "12,00", "1.000.000,00", "7,25", "99,99"]),
    (
        Role::Other,
        &["https://www.example.com", "http://a.example/x", "www.example.de", "https://b.example", "www.c.example"],
    ),
    (Role::Other, &["Mr", "Ms", "Dr.", "Mr", "Mrs"]),
];

#[test]
fn cells_alone_tell_nine_columns_in_ten() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("v.csv");
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    let mut count = |expected: &[Role], got: &[Role], what: &dyn Fn(usize) -> String| {
        for (i, (expected, got)) in expected.iter().zip(got).enumerate() {
            all += 1;
            if expected == got { right += 1 } else { wrong.push(format!("{} is {expected}, taken for {got}", what(i))) }
        }
    };
    let options = ReadOptions { no_header: true, ..ReadOptions::default() };
    for (role, cells) in COLUMNS {
        // Beside a column of names, as in a ledger.
        let lines: String = cells.iter().enumerate().map(|(i, c)| format!("Vendor {i} Ltd;{c}\n")).collect();
        fs::write(&file, lines).unwrap();
        let ledger = Ledger::open(&file, &options).unwrap().remove(0);
        count(&[*role], &ledger.columns().roles[1..2], &|_| format!("{cells:?}"));
    }
    let text = delimited(&[""; 10], &rows(), PLAIN);
    fs::write(&file, text.split_once('\n').unwrap().1).unwrap();
    let ledger = Ledger::open(&file, &options).unwrap().remove(0);
    count(&ROLES, &ledger.columns().roles, &|i| format!("column {} of the ledger", i + 1));
    assert!(right * 10 >= all * 9, "{right} of {all} columns right:\n{}", wrong.join("\n"));
    println!("{right} of {all} columns right:\n{}", wrong.join("\n"));
}
