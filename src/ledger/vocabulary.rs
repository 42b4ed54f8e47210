//! Words by which cells are recognised. Only for telling columns apart: matching has its own, sourced tables.

/// ISO 3166-1 alpha-2 codes in use, and two that ledgers write (UK, XI).
const ALPHA_2: &str = " AD AE AF AG AI AL AM AO AR AS AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MQ MR MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NZ OM PA PE PF PG PH PK PL PR PS PT PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG UK US UY UZ VA VC VE VG VI VN VU WS XI XK YE YT ZA ZM ZW ";
const ALPHA_3: &str = " AFG ARE ARG AUS AUT BEL BGD BGR BHR BLR BRA CAN CHE CHL CHN COL CYP CZE DEU DNK DOM DZA ECU EGY ESP EST ETH FIN FRA GBR GHA GRC GTM HKG HND HRV HUN IDN IND IRL IRN IRQ ISR ITA JOR JPN KAZ KEN KGZ KHM KOR KWT LAO LBN LKA LTU LUX LVA MAC MAR MEX MMR MNG MYS NGA NLD NOR NPL NZL OMN PAK PAN PER PHL POL PRK PRT PRY QAT ROU RUS SAU SGP SLV SRB SVK SVN SWE SYR THA TJK TKM TUN TUR TWN TZA UKR URY USA UZB VEN VNM YEM ZAF ";
const COUNTRIES: &[&str] = &[
    "afghanistan", "albania", "algeria", "argentina", "armenia", "australia", "austria", "azerbaijan", "bahrain", "bangladesh", "belarus", "belgium", "bolivia", "brazil", "brasil", "bulgaria", "burma", "cambodia", "cameroon", "canada", "chile", "china", "p.r. china", "pr china", "p.r.china", "prc", "people's republic of china", "china (mainland)", "mainland china", "colombia", "costa rica", "croatia", "cuba", "cyprus", "czech republic", "czechia", "denmark", "dominican republic", "ecuador", "egypt", "el salvador", "estonia", "ethiopia", "finland", "france", "georgia", "germany", "deutschland", "ghana", "great britain", "greece", "guatemala", "haiti", "honduras", "hong kong", "hong kong sar", "hungary", "iceland", "india", "indonesia", "iran", "iraq", "ireland", "israel", "italy", "italia", "ivory coast", "jamaica", "japan", "jordan", "kazakhstan", "kenya", "korea", "south korea", "republic of korea", "korea, republic of", "north korea", "kuwait", "kyrgyzstan", "laos", "latvia", "lebanon", "lithuania", "luxembourg", "macau", "macao", "madagascar", "malaysia", "malta", "mauritius", "mexico", "méxico", "moldova", "mongolia", "montenegro", "morocco", "myanmar", "nepal", "netherlands", "the netherlands", "niederlande", "new zealand", "nicaragua", "nigeria", "north macedonia", "norway", "oman", "pakistan", "panama", "paraguay", "peru", "philippines", "poland", "portugal", "puerto rico", "qatar", "romania", "russia", "russian federation", "saudi arabia", "senegal", "serbia", "singapore", "slovakia", "slovenia", "south africa", "spain", "españa", "sri lanka", "sudan", "sweden", "switzerland", "schweiz", "syria", "taiwan", "taiwan, province of china", "tajikistan", "tanzania", "thailand", "tunisia", "turkey", "türkiye", "turkmenistan", "uganda", "ukraine", "united arab emirates", "uae", "united kingdom", "u.k.", "england", "united states", "united states of america", "usa", "u.s.a.", "u.s.", "uruguay", "uzbekistan", "venezuela", "vietnam", "viet nam", "yemen", "zambia", "zimbabwe", "british virgin islands", "cayman islands", "bermuda",
    "中国", "中國", "中华人民共和国", "香港", "澳门", "台湾", "台灣", "日本", "韩国", "韓國", "美国", "美國", "英国", "英國", "德国", "德國", "法国", "法國", "意大利", "西班牙", "荷兰", "俄罗斯", "印度", "越南", "泰国", "泰國", "马来西亚", "馬來西亞", "新加坡", "印度尼西亚", "印尼", "菲律宾", "菲律賓", "缅甸", "柬埔寨", "老挝", "孟加拉国", "孟加拉", "巴基斯坦", "土耳其", "墨西哥", "巴西", "加拿大", "澳大利亚", "澳洲", "新西兰", "瑞士", "瑞典", "以色列", "乌兹别克斯坦", "哈萨克斯坦", "開曼群島", "开曼群岛", "英属维尔京群岛", "薩摩亞", "中華民國", "アメリカ", "ドイツ", "ベトナム", "タイ", "インド", "китай", "россия",
];

/// A country's name or code, alone in the cell.
pub(super) fn is_country(cell: &str) -> bool {
    let cell = cell.trim();
    let listed = |codes: &str| cell.bytes().all(|b| b.is_ascii_uppercase()) && codes.contains(&format!(" {cell} "));
    match cell.len() {
        0 | 1 => false,
        2 => listed(ALPHA_2),
        3 if listed(ALPHA_3) => true,
        _ => COUNTRIES.contains(&cell.to_lowercase().as_str()),
    }
}

const REGIONS: &[&str] = &[
    "xinjiang", "guangdong", "zhejiang", "jiangsu", "shandong", "fujian", "henan", "hebei", "hunan", "hubei", "sichuan", "anhui", "jiangxi", "liaoning", "jilin", "heilongjiang", "shanxi", "shaanxi", "gansu", "qinghai", "yunnan", "guizhou", "guangxi", "hainan", "inner mongolia", "ningxia", "tibet", "california", "texas", "florida", "new york", "illinois", "ohio", "michigan", "ontario", "quebec", "bavaria", "bayern", "hessen", "nordrhein-westfalen", "catalonia", "île-de-france", "maharashtra", "gujarat", "tamil nadu", "karnataka",
    "新疆", "广东", "浙江", "江苏", "山东", "福建", "河南", "河北", "湖南", "湖北", "四川", "安徽", "江西", "辽宁", "吉林", "黑龙江", "山西", "陕西", "甘肃", "青海", "云南", "贵州", "广西", "海南", "内蒙古", "宁夏", "西藏", "廣東", "江蘇", "山東",
];

/// A province, state or region, alone in the cell.
pub(super) fn is_region(cell: &str) -> bool {
    let lower = cell.trim().to_lowercase();
    let bare = lower.trim_end_matches(" province").trim_end_matches('省').trim_end_matches("自治区");
    REGIONS.contains(&bare) || (lower.chars().count() <= 5 && (lower.ends_with('省') || lower.ends_with('県')))
}

const CITIES: &[&str] = &[
    "beijing", "shanghai", "shenzhen", "guangzhou", "tianjin", "chongqing", "hangzhou", "ningbo", "suzhou", "wuxi", "nanjing", "dongguan", "foshan", "zhongshan", "zhuhai", "xiamen", "fuzhou", "quanzhou", "qingdao", "jinan", "yantai", "dalian", "shenyang", "wuhan", "changsha", "chengdu", "xi'an", "xian", "zhengzhou", "hefei", "kunming", "urumqi", "wulumuqi", "kashgar", "hotan", "aksu", "korla", "shihezi", "karamay", "wenzhou", "taizhou", "jinhua", "yiwu", "shaoxing", "jiaxing", "huizhou", "jiangmen", "shantou", "nantong", "changzhou", "weifang", "harbin", "changchun", "shijiazhuang", "taiyuan", "nanchang", "nanning", "guiyang", "lanzhou", "taipei", "taichung", "kaohsiung", "hsinchu", "taoyuan", "tainan", "hong kong", "kowloon", "macau", "singapore", "tokyo", "osaka", "kyoto", "nagoya", "yokohama", "seoul", "busan", "incheon", "hanoi", "ho chi minh city", "bangkok", "jakarta", "kuala lumpur", "penang", "manila", "phnom penh", "yangon", "dhaka", "chittagong", "mumbai", "delhi", "new delhi", "bangalore", "bengaluru", "chennai", "hyderabad", "pune", "ahmedabad", "kolkata", "noida", "gurgaon", "karachi", "lahore", "istanbul", "izmir", "bursa", "ankara", "dubai", "tel aviv", "cairo", "london", "manchester", "birmingham", "leeds", "bristol", "glasgow", "edinburgh", "cambridge", "dublin", "paris", "lyon", "marseille", "toulouse", "berlin", "münchen", "munich", "hamburg", "köln", "frankfurt", "stuttgart", "düsseldorf", "dresden", "leipzig", "wien", "vienna", "zürich", "zurich", "geneva", "basel", "milano", "milan", "roma", "rome", "torino", "madrid", "barcelona", "valencia", "lisboa", "porto", "amsterdam", "rotterdam", "eindhoven", "brussels", "antwerp", "copenhagen", "stockholm", "göteborg", "oslo", "helsinki", "warsaw", "warszawa", "kraków", "praha", "prague", "budapest", "bucharest", "sofia", "athens", "moscow", "kyiv", "new york", "los angeles", "san francisco", "san jose", "san diego", "seattle", "chicago", "houston", "dallas", "austin", "atlanta", "boston", "miami", "denver", "phoenix", "portland", "detroit", "philadelphia", "minneapolis", "charlotte", "las vegas", "irvine", "fremont", "santa clara", "sunnyvale", "toronto", "vancouver", "montreal", "ottawa", "calgary", "mexico city", "monterrey", "guadalajara", "tijuana", "bogotá", "lima", "santiago", "buenos aires", "são paulo", "sao paulo", "sydney", "melbourne", "brisbane", "perth", "auckland", "johannesburg", "cape town", "nairobi", "lagos",
    "北京", "上海", "深圳", "广州", "廣州", "天津", "重庆", "重慶", "杭州", "宁波", "苏州", "无锡", "南京", "东莞", "佛山", "中山", "珠海", "厦门", "福州", "泉州", "青岛", "济南", "大连", "沈阳", "武汉", "长沙", "成都", "西安", "郑州", "合肥", "昆明", "乌鲁木齐", "喀什", "和田", "阿克苏", "石河子", "克拉玛依", "温州", "台州", "义乌", "嘉兴", "惠州", "汕头", "南通", "常州", "台北", "台中", "高雄", "新竹", "東京", "大阪",
];

/// A city's name alone in the cell: the larger trading places, or a short Han text that ends in 市 or 县.
pub(super) fn is_city(cell: &str) -> bool {
    let lower = cell.trim().to_lowercase();
    let bare = lower.trim_end_matches('市').trim_end_matches(" city");
    CITIES.contains(&bare) || CITIES.contains(&lower.as_str()) || (lower.chars().count() <= 5 && (lower.ends_with('市') || lower.ends_with('县') || lower.ends_with('縣')))
}

const FORMS: &[&str] = &[
    "ltd", "limited", "inc", "incorporated", "llc", "corp", "corporation", "co", "company", "plc", "llp", "lp", "gmbh", "ag", "kg", "ohg", "ug", "se", "mbh", "sa", "sas", "sarl", "sàrl", "srl", "spa", "sl", "slu", "sc", "cv", "bv", "nv", "vof", "ab", "oy", "oyj", "as", "asa", "aps", "pty", "pte", "pvt", "sdn", "bhd", "tbk", "pt", "jsc", "ojsc", "ooo", "oao", "zao", "kft", "zrt", "doo", "dd", "sro", "spzoo", "oü", "uab", "sia", "kk", "k.k", "ltda", "eireli", "sti", "şti", "a.ş", "aş", "fze", "fzco", "fzc", "wll", "group", "holding", "holdings", "gruppe", "groupe", "technologies", "technology", "electronics", "industries", "industrial", "enterprise", "enterprises", "international", "systems", "solutions", "manufacturing", "textile", "textiles", "factory", "mfg", "trading", "services", "association", "university", "institute", "council", "foundation", "society", "bank", "partners", "associates", "partnership",
];
const HAN_FORMS: &[&str] = &[
    "有限公司", "股份公司", "公司", "集团", "集團", "工厂", "工廠", "制造厂", "厂", "廠", "株式会社", "有限会社", "合同会社", "合作社", "研究所", "研究院", "中心", "事务所", "商行", "企业", "企業", "工业", "工業", "주식회사", "유한회사", "(주)", "㈜", "㈱", "ооо", "оао", "зао",
];

/// A text that ends in (or, with brackets and places behind it, holds) a legal form.
pub(super) fn is_company(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    if HAN_FORMS.iter().any(|f| lower.contains(f)) {
        return true;
    }
    let words: Vec<String> =
        lower.split([' ', ',', '(', ')', '/']).map(|w| w.replace('.', "")).filter(|w| !w.is_empty()).collect();
    words.len() >= 2 && words.iter().skip(1).rev().take(3).any(|w| FORMS.contains(&w.as_str()))
}

const STREETS: &[&str] = &[
    "street", "st", "road", "rd", "avenue", "ave", "av", "lane", "ln", "drive", "dr", "boulevard", "blvd", "highway", "hwy", "building", "bldg", "floor", "room", "rm", "suite", "ste", "unit", "district", "dist", "zone", "park", "plaza", "tower", "block", "village", "township", "town", "province", "city", "way", "court", "ct", "parkway", "pkwy", "square", "strasse", "str", "straße", "weg", "platz", "allee", "rue", "avenida", "calle", "via", "no", "sec", "p.o", "box", "house", "circle", "place", "pl", "f", "industrial", "sector", "plot", "lu", "jalan", "km", "route", "center", "centre", "quay", "hill", "gate", "terrace", "crescent",
];
const HAN_STREETS: &[&str] = &["路", "街", "号", "號", "区", "區", "镇", "鎮", "村", "巷", "楼", "樓", "室", "大道", "丁目", "番地", "段"];

/// A street address: a number together with words of streets, or several Han words of places.
pub(super) fn is_address(cell: &str) -> bool {
    let digit = cell.chars().any(|c| c.is_ascii_digit() || c.is_numeric());
    let han = HAN_STREETS.iter().filter(|s| cell.contains(*s)).count();
    if han >= 2 || (han == 1 && digit) {
        return true;
    }
    let lower = cell.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let street = words.iter().any(|w| {
        STREETS.contains(w) || (w.len() > 6 && (w.ends_with("straße") || w.ends_with("strasse") || w.ends_with("straat") || w.ends_with("weg") || w.ends_with("vägen") || w.ends_with("gatan")))
    });
    digit && words.len() >= 2 && (street || (cell.matches(',').count() >= 2 && words.len() >= 4) || (words.len() >= 4 && ends_like_address(cell)))
}

/// "… Chatsworth CA US 91311": a country code and a postal code at the end.
fn ends_like_address(cell: &str) -> bool {
    let mut tail = cell.split_whitespace().rev();
    let last = tail.next().unwrap_or_default();
    let before = tail.next().unwrap_or_default();
    let code = |w: &str| w.len() == 2 && w.bytes().all(|b| b.is_ascii_uppercase());
    (last.bytes().any(|b| b.is_ascii_digit()) && last.len() >= 3) || code(last) || code(before)
}

const GOODS: &[&str] = &[
    "cotton", "yarn", "fabric", "woven", "knit", "knitted", "shirt", "shirts", "trouser", "trousers", "dress", "garment", "garments", "apparel", "footwear", "shoes", "hats", "gloves", "hair", "wig", "wigs", "tomato", "tomatoes", "paste", "polysilicon", "silicon", "solar", "panel", "panels", "module", "modules", "camera", "cameras", "battery", "batteries", "cable", "cables", "wire", "steel", "iron", "aluminum", "aluminium", "copper", "zinc", "tube", "tubes", "pipe", "pipes", "plate", "plates", "sheet", "sheets", "resin", "plastic", "plastics", "rubber", "paper", "wood", "wooden", "furniture", "glass", "ceramic", "parts", "machine", "machines", "machinery", "mach", "motor", "motors", "pump", "pumps", "valve", "valves", "bearing", "bearings", "nesoi", "exc", "oth", "w/g", "m/b", "fresh", "frozen", "dried", "prepared", "fish", "meat", "fruit", "vegetables", "sugar", "oil", "oils", "acid", "salts", "chemical", "chemicals", "toys", "textile", "materials", "articles", "instruments", "apparatus", "equipment", "devices", "components", "accessories", "vehicles", "seats", "leather", "wool", "silk", "synthetic", "fibers", "fibres", "staple", "filament", "dyed", "printed", "chilled", "seeds", "preparations", "compounds", "powder", "bars", "rods", "screws", "bolts", "nuts", "tools", "lamps", "led", "pvc",
];
const HAN_GOODS: &[&str] = &["棉", "纱", "布", "衫", "裤", "衣", "鞋", "番茄", "硅", "组件", "电池", "配件", "零件", "设备", "材料", "钢", "铝", "塑料", "机", "器", "板", "管", "线"];

/// A text with words of goods.
pub(super) fn is_goods(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    lower.split(|c: char| !(c.is_alphanumeric() || c == '/')).any(|w| GOODS.contains(&w))
        || lower.split(|c: char| !c.is_alphanumeric()).any(|w| GOODS.contains(&w))
        || HAN_GOODS.iter().any(|g| cell.contains(g))
}

const POSITIONS: &[&str] = &[
    "director", "manager", "secretary", "chairman", "president", "officer", "ceo", "cfo", "head", "chief", "deputy", "minister", "governor", "mayor", "commander", "engineer", "assistant", "supervisor", "buyer", "owner", "partner", "geschäftsführer", "leiter", "directeur", "gérant", "gerente", "书记", "主席", "局长", "厅长", "主任", "经理", "部長", "課長", "社長", "董事长", "总经理",
];

/// A person's position.
pub(super) fn is_position(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    lower.split(|c: char| !c.is_alphabetic()).any(|w| POSITIONS.contains(&w)) && lower.split_whitespace().count() <= 6
        || POSITIONS.iter().filter(|p| !p.is_ascii()).any(|p| cell.contains(p))
}
