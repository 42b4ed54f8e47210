//! Header texts made comparable, and what their words say about a column.
//!
//! A header is first looked up whole (`columns.rs`); this module reads the ones that no table holds: "Vendor Nm",
//! "Supplier Full Name", "生产厂家全称". The order of the tests in [`role_of_words`] is the grammar: what a column
//! holds is said by its most specific word ("Supplier Country Code" holds countries, "Supplier Code" keys), and words of
//! book-keeping ("date", "status", "bank") overrule all others.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::Role;

/// Lower case, without accents, width variants and the traditional forms that headers use.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        // Latin accents go; kana keep their voicing marks, recomposed below.
        if is_combining_mark(c) && ('\u{300}'..='\u{36F}').contains(&c) {
            continue;
        }
        match c {
            'ß' => out.push_str("ss"),
            '\u{FEFF}' | '\u{200B}' | '®' => {}
            _ => out.push(simplified(c)),
        }
    }
    out.nfc().collect()
}

/// The traditional and Japanese forms met in headers; matching has its own full table.
fn simplified(c: char) -> char {
    const PAIRS: [(char, char); 57] = [
        ('稱', '称'),
        ('號', '号'),
        ('電', '电'),
        ('話', '话'),
        ('國', '国'),
        ('編', '编'),
        ('碼', '码'),
        ('廠', '厂'),
        ('應', '应'),
        ('產', '产'),
        ('産', '产'),
        ('簡', '简'),
        ('聯', '联'),
        ('絡', '络'),
        ('業', '业'),
        ('製', '制'),
        ('貨', '货'),
        ('發', '发'),
        ('発', '发'),
        ('單', '单'),
        ('類', '类'),
        ('別', '别'),
        ('統', '统'),
        ('註', '注'),
        ('區', '区'),
        ('縣', '县'),
        ('県', '县'),
        ('遞', '递'),
        ('郵', '邮'),
        ('傳', '传'),
        ('進', '进'),
        ('員', '员'),
        ('買', '买'),
        ('賣', '卖'),
        ('務', '务'),
        ('職', '职'),
        ('訊', '讯'),
        ('稅', '税'),
        ('則', '则'),
        ('倉', '仓'),
        ('庫', '库'),
        ('幣', '币'),
        ('額', '额'),
        ('備', '备'),
        ('網', '网'),
        ('銀', '银'),
        ('時', '时'),
        ('間', '间'),
        ('數', '数'),
        ('價', '价'),
        ('總', '总'),
        ('狀', '状'),
        ('態', '态'),
        ('範', '范'),
        ('圍', '围'),
        ('團', '团'),
        ('東', '东'),
    ];
    PAIRS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}

/// A header's words in lower case: cut at blanks, punctuation, CamelCase and between letters and digits.
pub(super) fn words(header: &str) -> Vec<String> {
    let folded = fold(header);
    let chars: Vec<char> = folded.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (i, &c) in chars.iter().enumerate() {
        // The Japanese postal mark is a word.
        if !c.is_alphanumeric() && !matches!(c, '#' | '〒') {
            flush(&mut words, &mut word);
            continue;
        }
        let before = i.checked_sub(1).and_then(|b| chars.get(b)).copied();
        let camel = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase() || (b.is_uppercase() && chars.get(i + 1).is_some_and(|n| n.is_lowercase()))
            });
        let digit = before.is_some_and(|b| b.is_ascii_digit() != c.is_ascii_digit());
        if camel || digit {
            flush(&mut words, &mut word);
        }
        word.extend(c.to_lowercase());
    }
    flush(&mut words, &mut word);
    words
}

fn flush(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// The key under which a header is looked up: "Vendor Name", "VENDOR_NAME" and "vendorName" are one.
pub(super) fn compact(header: &str) -> String {
    words(header).concat()
}

/// The header without what may trail it: a unit or currency in brackets or after "in", a star, a number.
pub(super) fn stem(header: &str) -> String {
    let mut text = header.trim();
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')] {
        if let Some(cut) = text.strip_suffix(close).and_then(|t| t.rfind(open)) {
            // "(English)" after a name is a kind of name, not a unit; without it the header still says "name".
            text = text.get(..cut).unwrap_or(text).trim_end();
        }
    }
    let mut words = words(text);
    let unit = |w: &str| {
        matches!(
            w,
            "usd"
                | "eur"
                | "gbp"
                | "cny"
                | "rmb"
                | "jpy"
                | "inr"
                | "kg"
                | "kgs"
                | "lbs"
                | "pcs"
                | "local"
                | "en"
                | "eng"
                | "zh"
                | "cn"
                | "de"
                | "fr"
                | "es"
        ) || w.bytes().all(|b| b.is_ascii_digit())
    };
    while words.len() > 1 && words.last().is_some_and(|w| unit(w)) {
        words.pop();
    }
    words.concat()
}

/// The number that a header ends with: 2 for "NAME2" and "Address Line 2".
pub(super) fn trailing_number(header: &str) -> Option<u32> {
    words(header).last().filter(|w| w.len() <= 2).and_then(|w| w.parse().ok())
}

/// What a word of a header stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Concept {
    /// The word says what the cells hold.
    Holds(Role),
    /// A vendor, maker, shipper…
    Party,
    /// "name" itself.
    NameWord,
    /// "number", "code", "id".
    Number,
    /// Registration, tax, licence: with or without "number".
    Registered,
    /// Dates, amounts, states, settings.
    Books,
    /// Things with names that are no parties: vessels, files, banks, users.
    Thing,
}

const VOCABULARY: &[(Concept, &[&str])] = &[
    (Concept::Holds(Role::Email), &["email", "mail", "mails", "courriel", "correo", "smtp", "emailid", "emailaddress"]),
    (
        Concept::Holds(Role::Phone),
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "fax",
            "cell",
            "cellular",
            "telefon",
            "telefax",
            "telefono",
            "handy",
            "mobil",
            "teléfono",
            "tele",
            "ph",
            "hotline",
            "faxnum",
            "faxno",
            "phoneno",
            "fone",
        ],
    ),
    (
        Concept::Holds(Role::PostalCode),
        &["zip", "postal", "postcode", "zipcode", "plz", "postleitzahl", "cep", "pincode", "pstlz"],
    ),
    (
        Concept::Holds(Role::Country),
        &[
            "country",
            "ctry",
            "cntry",
            "cnty",
            "nation",
            "nationality",
            "land",
            "pays",
            "pais",
            "citizenship",
            "countries",
            "territory",
            "land1",
            "jurisdiction",
        ],
    ),
    (
        Concept::Holds(Role::Region),
        &[
            "state",
            "province",
            "region",
            "prefecture",
            "county",
            "bundesland",
            "provincia",
            "prov",
            "regio",
            "departement",
            "etat",
        ],
    ),
    (
        Concept::Holds(Role::City),
        &[
            "city",
            "town",
            "municipality",
            "ville",
            "ort",
            "stadt",
            "ciudad",
            "localidad",
            "cidade",
            "commune",
            "locality",
            "district",
        ],
    ),
    (
        Concept::Holds(Role::Address),
        &[
            "address",
            "addr",
            "adr",
            "adress",
            "adresse",
            "street",
            "str",
            "strasse",
            "anschrift",
            "direccion",
            "domicilio",
            "rue",
            "calle",
            "indirizzo",
            "endereco",
            "building",
            "premises",
            "road",
            "addresses",
            "location",
            "site",
            "hausnummer",
            "suite",
            "box",
            "pobox",
            "postfach",
        ],
    ),
    (
        Concept::Holds(Role::Hts),
        &[
            "hts",
            "hs",
            "tariff",
            "htsus",
            "harmonized",
            "harmonised",
            "ncm",
            "taric",
            "zolltarifnummer",
            "hscode",
            "htscode",
        ],
    ),
    (Concept::Holds(Role::Mid), &["mid", "mfid"]),
    (
        Concept::Holds(Role::Origin),
        &["origin", "coo", "origine", "origen", "ursprung", "ursprungsland", "herkunft", "herkunftsland", "origem"],
    ),
    (
        Concept::Holds(Role::Product),
        &[
            "product",
            "products",
            "goods",
            "commodity",
            "item",
            "material",
            "merchandise",
            "article",
            "description",
            "desc",
            "descr",
            "cargo",
            "produit",
            "producto",
            "artikel",
            "ware",
            "bezeichnung",
            "designation",
            "mercancia",
            "marchandise",
            "prod",
            "materials",
            "commodities",
            "items",
            "service",
            "services",
            "descripcion",
        ],
    ),
    (
        Concept::Holds(Role::Parent),
        &["parent", "owner", "owners", "holding", "ultimate", "shareholder", "shareholders", "ownership", "konzern"],
    ),
    (Concept::Holds(Role::Title), &["position", "occupation", "jobtitle", "rank", "funktion", "cargo_"]),
    (
        Concept::Party,
        &[
            "vendor",
            "vend",
            "vndr",
            "supplier",
            "supp",
            "suppl",
            "sup",
            "ven",
            "manufacturer",
            "mfr",
            "mfg",
            "manuf",
            "maker",
            "producer",
            "factory",
            "mill",
            "shipper",
            "consignee",
            "consignor",
            "importer",
            "exporter",
            "seller",
            "buyer",
            "company",
            "comp",
            "organization",
            "organisation",
            "org",
            "firm",
            "party",
            "facility",
            "customer",
            "cust",
            "client",
            "payee",
            "creditor",
            "contractor",
            "subcontractor",
            "contact",
            "person",
            "attention",
            "attn",
            "lieferant",
            "lieferanten",
            "kreditor",
            "firma",
            "hersteller",
            "fournisseur",
            "proveedor",
            "fabricante",
            "fabricant",
            "societe",
            "entreprise",
            "empresa",
            "fornecedor",
            "fornitore",
            "leverancier",
            "corporation",
            "corp",
            "enterprise",
            "business",
            "entity",
            "partner",
            "distributor",
            "merchant",
            "provider",
            "recipient",
            "beneficiary",
            "sender",
            "employer",
            "trader",
            "grower",
            "farm",
            "gin",
            "spinner",
            "weaver",
            "subsidiary",
            "affiliate",
            "forwarder",
            "broker",
            "director",
            "representative",
            "rep",
            "manager",
            "alias",
            "aka",
            "dba",
            "plant",
            "dealer",
            "processor",
            "smelter",
            "vendors",
            "suppliers",
            "unternehmen",
            "addressee",
            "notify",
            "creditors",
            "purchaser",
            "ansprechpartner",
            "absender",
            "empfanger",
            "spediteur",
            "expediteur",
            "destinataire",
            "remitente",
            "consignatario",
        ],
    ),
    (
        Concept::NameWord,
        &[
            "name",
            "nm",
            "nom",
            "nombre",
            "nome",
            "names",
            "naam",
            "fullname",
            "companyname",
            "vendorname",
            "suppliername",
            "bezeichn",
            "surname",
            "forename",
            "lastname",
            "firstname",
            "nam",
            "raison",
            "razon",
            "razao",
            "ragione",
        ],
    ),
    (
        Concept::Number,
        &[
            "id",
            "no",
            "num",
            "number",
            "nbr",
            "nr",
            "code",
            "key",
            "ref",
            "reference",
            "cd",
            "ids",
            "codigo",
            "numero",
            "nummer",
            "#",
            "cod",
            "uuid",
            "guid",
            "identifier",
            "account",
            "acct",
            "konto",
            "index",
            "seq",
            "vendorid",
            "vendorno",
            "vendorcode",
            "supplierid",
            "supplierno",
            "suppliercode",
            "invoiceno",
        ],
    ),
    (
        Concept::Registered,
        &[
            "vat",
            "tax",
            "tin",
            "ein",
            "duns",
            "registration",
            "reg",
            "licence",
            "license",
            "passport",
            "siret",
            "siren",
            "lei",
            "uscc",
            "cnpj",
            "fiscal",
            "ssn",
            "gst",
            "gstin",
            "ustid",
            "ust",
            "certificate",
            "incorporation",
            "taxpayer",
            "credit",
            "permit",
            "nif",
            "rif",
            "rfc",
            "ruc",
            "cif",
            "imo",
            "tva",
            "iva",
            "mwst",
            "taxid",
            "pan",
            "abn",
            "inn",
            "ogrn",
        ],
    ),
    (
        Concept::Books,
        &[
            "date",
            "amount",
            "amt",
            "qty",
            "quantity",
            "status",
            "type",
            "group",
            "currency",
            "curr",
            "flag",
            "count",
            "weight",
            "value",
            "price",
            "terms",
            "bank",
            "iban",
            "swift",
            "bic",
            "created",
            "updated",
            "modified",
            "url",
            "website",
            "web",
            "total",
            "balance",
            "limit",
            "payment",
            "pay",
            "discount",
            "invoice",
            "order",
            "unit",
            "uom",
            "notes",
            "note",
            "remarks",
            "remark",
            "comment",
            "comments",
            "memo",
            "time",
            "year",
            "month",
            "day",
            "rate",
            "cost",
            "category",
            "class",
            "industry",
            "sector",
            "language",
            "lang",
            "score",
            "rating",
            "active",
            "inactive",
            "blocked",
            "hold",
            "duty",
            "fee",
            "percent",
            "pct",
            "datum",
            "betrag",
            "fecha",
            "importe",
            "montant",
            "devise",
            "waehrung",
            "timestamp",
            "salutation",
            "prefix",
            "suffix",
            "expense",
            "tier",
            "sic",
            "naics",
            "latitude",
            "longitude",
            "lat",
            "lon",
            "lng",
            "volume",
            "spend",
            "lead",
            "created_by",
            "by",
            "gender",
            "birth",
            "dob",
            "age",
            "warehouse",
            "currencycode",
            "method",
            "term",
            "posting",
        ],
    ),
    (
        Concept::Thing,
        &[
            "po",
            "vessel",
            "ship",
            "file",
            "user",
            "project",
            "department",
            "dept",
            "agency",
            "port",
            "container",
            "seal",
            "batch",
            "domain",
            "branch",
            "campaign",
            "sheet",
            "table",
            "field",
            "column",
            "list",
            "program",
            "programme",
            "role",
            "display_order",
            "voyage",
            "carrier",
            "airline",
            "team",
            "division",
            "system",
            "server",
            "host",
        ],
    ),
];

const FILLER: &[&str] = &[
    "of",
    "the",
    "de",
    "du",
    "des",
    "del",
    "la",
    "le",
    "and",
    "or",
    "for",
    "in",
    "full",
    "legal",
    "main",
    "primary",
    "registered",
    "original",
    "official",
    "short",
    "long",
    "english",
    "local",
    "our",
    "new",
    "old",
    "trading",
    "trade",
    "other",
    "a",
    "und",
    "der",
    "von",
    "et",
    "y",
];

fn concept(word: &str) -> Option<Concept> {
    let exact = VOCABULARY.iter().find(|(_, list)| list.contains(&word)).map(|(c, _)| *c);
    if exact.is_some() || word.chars().count() < 6 || FILLER.contains(&word) {
        return exact;
    }
    // "Vender", "Suplier", "Adress": one slip in a word of six letters or more, never in short ones (mail, mill).
    VOCABULARY
        .iter()
        .find(|(c, list)| *c != Concept::Books && list.iter().any(|w| w.len() >= 6 && one_slip(word, w)))
        .map(|(c, _)| *c)
}

/// True where one letter is missing, added, changed or swapped with its neighbour.
fn one_slip(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return one_apart(a.as_bytes(), b.as_bytes());
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    one_apart(&a, &b)
}

fn one_apart<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same_start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let longest = a.len().max(b.len());
    let swapped = a.len() == b.len()
        && same_start + same_end + 2 == longest
        && a.get(same_start) == b.get(same_start + 1)
        && a.get(same_start + 1) == b.get(same_start);
    same_start + same_end + 1 >= longest || swapped
}

/// The role that a header's words speak for; `None` where they say nothing.
pub(super) fn role_of_words(header: &str) -> Option<Role> {
    if header.chars().any(|c| ('\u{3040}'..='\u{30FF}').contains(&c) || ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
        return role_of_han(&fold(header).to_lowercase());
    }
    let words = words(header);
    let concepts: Vec<Concept> = words.iter().filter_map(|w| concept(w)).collect();
    let has = |c: Concept| concepts.contains(&c);
    let holds = |r: Role| has(Concept::Holds(r));
    let number = has(Concept::Number);
    let joined = words.join(" ");
    if joined.contains("name and address") || joined.contains("name address") {
        return Some(Role::Name);
    }
    if joined.contains("d u n s") || joined.contains("u st id") {
        return Some(Role::Id);
    }
    if joined.contains("area code") || joined.contains("dialling code") {
        return Some(Role::Phone);
    }
    if has(Concept::Books) {
        return Some(Role::Other);
    }
    if joined.contains("post code") {
        return Some(Role::PostalCode);
    }
    for role in [Role::Email, Role::Phone, Role::Hts, Role::Mid] {
        if holds(role) {
            return Some(role);
        }
    }
    if holds(Role::Origin) || joined.contains("made in") || joined.contains("country of manufacture") {
        return Some(Role::Origin);
    }
    if has(Concept::Registered) {
        return Some(Role::Id);
    }
    for role in [Role::PostalCode, Role::Country, Role::Region, Role::City] {
        if holds(role) {
            return Some(role);
        }
    }
    let last = concepts.last().copied();
    if holds(Role::Address) {
        return Some(match last {
            Some(Concept::Number) if !joined.contains("street") => Role::Key,
            Some(Concept::NameWord) => Role::Other,
            _ => Role::Address,
        });
    }
    if has(Concept::Thing) {
        return Some(Role::Other);
    }
    if holds(Role::Parent) {
        return Some(if number { Role::Key } else { Role::Parent });
    }
    if holds(Role::Product) && last != Some(Concept::Party) {
        return Some(if number { Role::Other } else { Role::Product });
    }
    if holds(Role::Title) {
        return Some(Role::Title);
    }
    if number && !(last == Some(Concept::NameWord)) {
        return Some(Role::Key);
    }
    if has(Concept::Party) || has(Concept::NameWord) {
        return Some(Role::Name);
    }
    compound(&words)
}

/// German and Dutch run words together: the end of the word decides.
fn compound(words: &[String]) -> Option<Role> {
    const ENDS: &[(&str, Role)] = &[
        ("ursprungsland", Role::Origin),
        ("herkunftsland", Role::Origin),
        ("tarifnummer", Role::Hts),
        ("warennummer", Role::Hts),
        ("steuernummer", Role::Id),
        ("registernummer", Role::Id),
        ("nummer", Role::Key),
        ("datum", Role::Other),
        ("kurzbezeichnung", Role::Name),
        ("landercode", Role::Country),
        ("strasse", Role::Address),
        ("straat", Role::Address),
        ("adresse", Role::Address),
        ("anschrift", Role::Address),
        ("land", Role::Country),
        ("ort", Role::City),
        ("telefon", Role::Phone),
        ("bezeichnung", Role::Product),
        ("beschreibung", Role::Product),
        ("lieferant", Role::Name),
        ("hersteller", Role::Name),
        ("firma", Role::Name),
        ("name", Role::Name),
        ("naam", Role::Name),
        ("gruppe", Role::Other),
        ("betrag", Role::Other),
        ("phone", Role::Phone),
        ("address", Role::Address),
        ("country", Role::Country),
        ("city", Role::City),
    ];
    let last = words.iter().rev().find(|w| !w.bytes().all(|b| b.is_ascii_digit()))?;
    ENDS.iter().find(|(end, _)| last.len() > end.len() && last.ends_with(end)).map(|(_, r)| *r)
}

/// Chinese and Japanese headers have no blanks: the most specific phrase in them decides.
fn role_of_han(header: &str) -> Option<Role> {
    const PHRASES: &[(&[&str], Role)] = &[
        (
            &[
                "日期",
                "时间",
                "金额",
                "数量",
                "单价",
                "总价",
                "币",
                "状态",
                "备注",
                "备考",
                "摘要",
                "类别",
                "类型",
                "日付",
                "通貨",
                "区分",
                "网址",
                "官网",
                "开户",
                "银行",
                "銀行",
                "付款",
                "税率",
                "行业",
                "产业",
                "等级",
                "计量单位",
                "重量",
                "url",
                "仓库",
                "部门",
                "部署",
                "部門",
                "资本",
                "资金",
                "経営",
                "范围",
                "期限",
                "许可",
            ],
            Role::Other,
        ),
        (&["邮箱", "电子邮", "メール", "邮件", "email", "e-mail"], Role::Email),
        (&["电话", "手机", "传真", "fax", "tel", "携帯", "联系方式"], Role::Phone),
        (&["邮编", "邮政编码", "邮便番号", "邮递区号", "邮码"], Role::PostalCode),
        (&["原产", "生产国", "货源地", "产地"], Role::Origin),
        (&["hs", "税则", "海关编码", "税号列", "统计品目", "税番"], Role::Hts),
        (
            &[
                "信用代码",
                "税号",
                "纳税人",
                "注册号",
                "登记号",
                "机构代码",
                "统一编号",
                "执照",
                "法人番号",
                "登录番号",
                "登録番号",
                "身份证",
                "护照",
            ],
            Role::Id,
        ),
        (&["国别", "国家", "国籍", "国名", "国コード", "所在国", "地国", "运国"], Role::Country),
        (&["地址", "住址", "住所", "所在地", "地点", "番地"], Role::Address),
        (&["都道府县", "县名", "州名", "省份", "所在省", "省"], Role::Region),
        (&["市区町村", "城市", "市町村", "所在市", "港"], Role::City),
        (&["役职", "职务", "职位", "职称", "肩书"], Role::Title),
        (&["母公司", "亲会社", "親会社", "控股", "股东", "控制人", "集团"], Role::Parent),
        (&["编码", "编号", "代码", "代号", "コード", "番号", "单号", "序号", "枝番", "cd", "id", "项次"], Role::Key),
        (
            &[
                "品名", "商品", "物料", "产品", "货物", "物品", "制品", "品目", "材料", "材质", "规格", "用途", "原料",
                "货品", "存货",
            ],
            Role::Product,
        ),
        (
            &[
                "供应商",
                "供货",
                "厂",
                "制造",
                "生产商",
                "生产企业",
                "发货人",
                "收货人",
                "发件人",
                "收件人",
                "公司",
                "企业",
                "客户",
                "会社",
                "仕入先",
                "取引先",
                "得意先",
                "支払先",
                "メーカー",
                "单位",
                "出口商",
                "进口商",
                "买方",
                "卖方",
                "代表",
                "负责人",
                "联系人",
                "联络人",
                "担当者",
                "氏名",
                "姓名",
                "名称",
                "名前",
                "全称",
                "简称",
                "略称",
                "英文名",
                "中文名",
                "往来",
                "承包",
                "受益",
                "合作",
                "业者",
                "荷送",
                "荷受",
                "输出者",
                "名",
            ],
            Role::Name,
        ),
        (&["号", "码"], Role::Key),
        (&["国"], Role::Country),
        (&["市", "县"], Role::City),
    ];
    PHRASES.iter().find(|(list, _)| list.iter().any(|p| header.contains(p))).map(|(_, r)| *r)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_header_have_one_key() {
        for spelling in [
            "Vendor Name",
            "VENDOR_NAME",
            "vendorName",
            "VendorName",
            "vendor-name",
            " vendor  name ",
            "Véndor Name*",
            "Ｖｅｎｄｏｒ Name",
        ] {
            assert_eq!(compact(spelling), "vendorname", "{spelling}");
        }
        assert_eq!(compact("公司名稱"), compact("公司名称"));
        assert_eq!(compact("サプライヤー番号"), "サプライヤー番号");
        assert_eq!(stem("Amount (USD)"), "amount");
        assert_eq!(stem("Name 1"), "name");
        assert_eq!(trailing_number("ADDRESS_LINE3"), Some(3));
        assert_eq!(trailing_number("Line"), None);
    }

    #[test]
    fn words_say_what_a_column_holds() {
        let cases = [
            ("Vendor Nm", Role::Name),
            ("Supplier Full Name", Role::Name),
            ("Vender Name", Role::Name),
            ("Suplier", Role::Name),
            ("Supplier Country Code", Role::Country),
            ("Supplier Code", Role::Key),
            ("Vendor E-Mail Address", Role::Email),
            ("Vendor Created Date", Role::Other),
            ("Bank Name", Role::Other),
            ("Vessel Name", Role::Other),
            ("Mfr Addr", Role::Address),
            ("Product Supplier", Role::Name),
            ("Product Desc", Role::Product),
            ("Country of Origin (ISO)", Role::Origin),
            ("Herstellername", Role::Name),
            ("生产厂家全称", Role::Name),
            ("工厂详细地址", Role::Address),
            ("仕入先正式名称", Role::Name),
            ("Tax Registration No", Role::Id),
            ("Ultimate Parent Company", Role::Parent),
            ("HTSUS Number", Role::Hts),
        ];
        for (header, role) in cases {
            assert_eq!(role_of_words(header), Some(role), "{header}");
        }
        assert_eq!(role_of_words("Xyzzy"), None);
    }
}
