//! XML spreadsheets, HTML tables and JSON documents: what ERP systems, shops and services export under any name.

use std::fs;

use tamis::ledger::{Ledger, ReadOptions};
use tamis::model::RowBatch;

/// What a file comes out as: for each ledger its name, headers, rows, titles (in brackets) and kinds of problems.
fn read(bytes: &[u8]) -> Result<Vec<String>, String> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("f.xls");
    fs::write(&file, bytes).unwrap();
    let mut out = Vec::new();
    for mut ledger in Ledger::open(&file, &ReadOptions::default()).map_err(|e| e.to_string())? {
        let (mut batch, mut problems) = (RowBatch::default(), Vec::new());
        let name = ledger.name().rsplit_once('#').map_or("", |(_, sheet)| sheet).to_owned();
        out.push(format!("#{name}: {}", ledger.columns().headers.join("|")));
        while ledger.next_batch(&mut batch, 1 << 20, &mut problems).unwrap() {
            for row in batch.iter() {
                let cells = row.cells().collect::<Vec<_>>().join("|").replace('\n', "⏎");
                out.push(if row.row.is_some() { cells } else { format!("[{cells}]") });
            }
        }
        out.extend(problems.iter().map(|p| format!("! {} {}", p.kind, p.line)));
        assert_eq!(ledger.rows_unreadable(), 0, "{out:?}");
    }
    Ok(out)
}

fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(read(bytes.as_ref()).unwrap_or_else(|e| panic!("{e}")), expected);
}

const XML: &str = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><ss:Worksheet ss:Name="List"><ss:Table>
<ss:Row><ss:Cell ss:MergeAcross="2"><ss:Data ss:Type="String">Open purchase orders</ss:Data></ss:Cell></ss:Row>
<ss:Row ss:Index="3"><ss:Cell><ss:Data ss:Type="String">Vendor Name</ss:Data></ss:Cell>
 <ss:Cell ss:Index="3"><ss:Data ss:Type="String">City</ss:Data></ss:Cell>
 <ss:Cell><ss:Data ss:Type="String">Tax ID</ss:Data></ss:Cell></ss:Row>
<ss:Row><ss:Cell ss:MergeDown="1"><ss:Data ss:Type="String">Weber &amp; Sons&#10;<B>KG</B></ss:Data></ss:Cell>
 <ss:Cell ss:Index="3"><ss:Data ss:Type="String">Ulm</ss:Data>
 <ss:Comment><ss:Data>ask again</ss:Data></ss:Comment></ss:Cell>
 <ss:Cell><ss:Data ss:Type="Number">914403001922038216</ss:Data></ss:Cell></ss:Row>
<ss:Row ss:Hidden="1"><ss:Cell ss:Index="3"><ss:Data ss:Type="DateTime">2026-02-03T00:00:00.000</ss:Data></ss:Cell>
 <ss:Cell><ss:Data ss:Type="Number">1.5E3</ss:Data></ss:Cell></ss:Row>
<ss:Row ss:Span="3"/><ss:Row><ss:Cell><ss:Data ss:Type="Boolean">1</ss:Data></ss:Cell></ss:Row>
</ss:Table></ss:Worksheet><ss:Worksheet ss:Name="Old"><ss:Table>
<ss:Row><ss:Cell><ss:Data ss:Type="String">Kunz GmbH</ss:Data></ss:Cell></ss:Row></ss:Table>
<x:WorksheetOptions xmlns:x="x"><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></ss:Worksheet></ss:Workbook>"#;

#[test]
fn xml_spreadsheets_keep_places_merged_cells_digits_and_sheets() {
    let expected = [
        "#List: Vendor Name|column 2|City|Tax ID",
        "[Open purchase orders]",
        "Weber & Sons⏎KG||Ulm|914403001922038216",
        "Weber & Sons⏎KG||2026-02-03|1500",
        "TRUE|||",
        "! title_lines 1",
        "! value_changed_type 5",
        "! value_changed_type 10",
        "! hidden_rows 5",
        "#Old: column 1",
        "Kunz GmbH",
        "! no_header 1",
        "! hidden_sheet 1",
    ];
    check(XML, &expected);
    // Other prefixes, and UTF-16 with a byte order mark.
    let plain = XML.replace("ss:Workbook xmlns:ss", "Workbook xmlns").replace("<ss:", "<").replace("</ss:", "</");
    check(&plain, &expected);
    let wide: Vec<u8> = "\u{FEFF}".encode_utf16().chain(XML.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    check(wide, &expected);
    let cut = read(&XML.as_bytes()[..XML.len() / 2]).unwrap_err();
    assert!(cut.contains("cannot be read"), "{cut}");
    assert!(
        read(b"<?xml version=\"1.0\"?><invoice><line/></invoice>").unwrap_err().contains("XML file of no known form")
    );
}

#[test]
fn html_tables_are_read_as_browsers_show_them() {
    check(
        "<html><head><title>Report</title><style>td {color: red}</style></head><body>
         <table><tr><td>Menu</td><td><table border=1><thead><tr><th rowspan=2>No<th colspan=2>Supplier</tr>
         <tr><th>Name<th>Town</thead><tbody><tr><td>1<td rowspan=2>Caf&eacute;&nbsp;du <b>Lac</b><br>SA<td>Metz
         <tr style='display: none'><td>2<td>Lyon<tr><td>3<td>Mill &lt;Ltd&gt;<td>&nbsp;</table></td></tr></table>
         <script>var a = '<table><tr><td>no';</script><p>Printed on Monday</p></body></html>",
        &[
            "#table 1: column 1",
            "[Menu]",
            "! table_without_names 1",
            "#table 2: No|Name|Town",
            "[No|Supplier]",
            "1|Café du Lac⏎SA|Metz",
            "2|Café du Lac⏎SA|Lyon",
            "3|Mill <Ltd>|",
            "! title_lines 1",
            "! hidden_rows 4",
            "#text outside of tables: column 1",
            "[Report]",
            "[Printed on Monday]",
        ],
    );
    // A part of a page in GBK that says so; one that states another encoding than it is in.
    let rows = "<meta charset=gb2312><table><tr><td>供应商名称<td>国家<tr><td>苏州某某有限公司<td>中国</table>";
    let expected = ["#table: 供应商名称|国家", "苏州某某有限公司|中国"];
    check(encoding_rs::GBK.encode(rows).0, &expected);
    check(rows, &expected);
    for (page, error) in [
        ("<!DOCTYPE html><html><body>Please log in", "HTML page without a table"),
        ("<table><tr><td>Vendor Name<tr><td>Acme <!-- </table>", "within a comment: it was cut off"),
        ("<table><tr><td>Vendor Name<tr><td>Acme<style>td", "within a <style> element: it was cut off"),
    ] {
        let got = read(page.as_bytes()).unwrap_err();
        assert!(got.contains(error), "{got}");
    }
}

#[test]
fn json_tables_are_read_by_their_columns() {
    let rows = ["Mill Ltd|York", "Dale|"];
    let headed: Vec<&str> = ["#: name|city"].into_iter().chain(rows).collect();
    // Parallel arrays; labelled cells, also of a filtered table; headers apart from the rows, also described ones;
    // arrays alone, of which the first is the header.
    for text in [
        r#"{"name":["Mill Ltd","Dale"],"city":["York",null]}"#,
        r#"{"data":{"name":["Mill Ltd","Dale"],"city":["York",NaN]}}"#,
        r#"{"name":{"0":"Mill Ltd","1":"Dale"},"city":{"0":"York","1":null}}"#,
        r#"{"name":{"17":"Mill Ltd","4":"Dale"},"city":{"17":"York","4":null}}"#,
        r#"{"columns":["name","city"],"index":[0,1],"data":[["Mill Ltd","York"],["Dale",null]]}"#,
        r#"{"fields":[{"name":"name","type":"text"},{"name":"city"}],"rows":[["Mill Ltd","York"],["Dale",""]]}"#,
        r#"[["name","city"],["Mill Ltd","York"],["Dale",null]]"#,
        r#"{"columns":[{"name":"name","datatype":"String","values":["Mill Ltd","Dale"]},
            {"name":"city","datatype":"String","values":["York",null]}]}"#,
        r#"[{"name":"Mill Ltd","city":"York"},{"name":"Dale","city":null}]"#,
    ] {
        let got = read(text.as_bytes()).unwrap_or_else(|e| panic!("{text}: {e}"));
        let got: Vec<&str> = got.iter().map(String::as_str).filter(|l| !l.starts_with("! json_not")).collect();
        assert_eq!(got, headed, "{text}");
    }
    let cases: &[(&str, &[&str])] = &[
        // Labels that are no numbers are kept.
        (
            r#"{"name":{"V1":"Mill Ltd","V2":"Dale"},"city":{"V1":"York","V2":null}}"#,
            &["#: column 1|name|city", "V1|Mill Ltd|York", "V2|Dale|"],
        ),
        (
            r#"{"columns":["name","city"],"index":["V1","V2"],"data":[["Mill Ltd","York"],["Dale",null]]}"#,
            &["#: column 1|name|city", "V1|Mill Ltd|York", "V2|Dale|"],
        ),
        // Records by their key.
        (
            r#"{"0":{"name":"Mill Ltd","city":"York"},"1":{"name":"Dale","city":null}}"#,
            &["#: column 1|name|city", "0|Mill Ltd|York", "1|Dale|"],
        ),
        // The description of the columns is no table of vendors.
        (
            r#"{"schema":{"fields":[{"name":"index","type":"integer"},{"name":"name","type":"string"}],
                "primaryKey":["index"]},"data":[{"index":0,"name":"Mill Ltd"},{"index":1,"name":"Dale"}]}"#,
            &[
                "#: index|name",
                "0|Mill Ltd",
                "1|Dale",
                "#outside of the records: schema.primaryKey|schema.fields",
                "[index|index; integer; name; string]",
            ],
        ),
        // Repeated headers, as two parties have them, stay two columns.
        (
            r#"{"columns":["name","city","name","city"],"data":[["Mill Ltd","York","Dale","Hull"]]}"#,
            &[
                "#: name|city|name (2)|city (2)",
                "Mill Ltd|York|Dale|Hull",
                "! duplicate_header 1",
                "! duplicate_header 1",
            ],
        ),
        // Other fields around the arrays.
        (
            r#"{"asof":"Monday","vendor":["Mill Ltd","Dale"],"city":["York","Hull"]}"#,
            &["#: vendor|city", "Mill Ltd|York", "Dale|Hull", "#outside of the records: asof", "[Monday]"],
        ),
        // Lists of one column.
        (r#"["Mill Ltd","Dale Ltd"]"#, &["#: name", "Mill Ltd", "Dale Ltd"]),
        (
            r#"{"suppliers":["Mill Ltd","Dale Ltd","Oak SA"],"customers":["Elm Ltd","Ash Ltd"]}"#,
            &["#suppliers: suppliers", "Mill Ltd", "Dale Ltd", "Oak SA", "#customers: customers", "Elm Ltd", "Ash Ltd"],
        ),
        // One vendor with two places is one record.
        (
            r#"{"vendor":"Mill Ltd","city":["York","Hull"],"country":["GB","GB"]}"#,
            &["#: vendor|city|country", "Mill Ltd|York; Hull|GB; GB"],
        ),
    ];
    for (text, expected) in cases {
        check(text, expected);
    }
}

#[test]
fn json_documents_are_read_by_their_arrays_of_records() {
    let cases: &[(&str, &[&str])] = &[
        (
            "{\"count\":2,\"data\":{\"vendors\":[\n\
             {\"name\":\"Mill Ltd\",\"at\":{\"city\":\"York\"}},\n{\"name\":\"Dale\"}]}}",
            &["#: name|at.city", "Mill Ltd|York", "Dale|"],
        ),
        (
            "[\n {\"name\": \"Mill Ltd\", \"x\": -Infinity},\n {\"name\": \"NaN Ltd\"}\n]",
            &["#: name|x", "Mill Ltd|", "NaN Ltd|", "! json_not_a_number 2"],
        ),
        ("{\n\"name\": \"Mill Ltd\"\n}\n{\n\"name\": \"Dale\"\n}\n", &["#: name", "Mill Ltd", "Dale"]),
        (
            "{\"name\":\"Mill Ltd\",\"sites\":[{\"city\":\"York\"}],\"staff\":[{\"name\":\"Ann\"}]}",
            &[
                "#sites: city",
                "York",
                "! table_without_names 1",
                "#staff: name",
                "Ann",
                "#outside of the records: name",
                "Mill Ltd",
            ],
        ),
        (
            "{\"vendors\":[{\"name\":\"Mill Ltd\"}],\"note\":\"as of Monday\"}",
            &["#: name", "Mill Ltd", "#outside of the records: note", "[as of Monday]"],
        ),
        // Several objects on a line; links to other pages.
        (
            "{\"name\":\"Mill Ltd\"}{\"name\":\"Dale\"}\n{\"name\":\"Oak SA\"}\n{\"name\":\"Elm Ltd\"}\n",
            &["#: name", "Mill Ltd", "Dale", "Oak SA", "Elm Ltd"],
        ),
        (
            "{\"items\":[{\"name\":\"Mill Ltd\"},{\"name\":\"Dale\"}],\"links\":[{\"rel\":\"self\",\"href\":\"x\"}]}",
            &["#: name", "Mill Ltd", "Dale", "#outside of the records: links", "[self; x]"],
        ),
        (
            "[[\"Vendor Name\",\"City\"],[\"Mill Ltd\",\"York\"],[\"Dale\",null]]",
            &["#: Vendor Name|City", "Mill Ltd|York", "Dale|"],
        ),
        (
            "{\"V1\":{\"name\":\"Mill Ltd\"},\"V2\":{\"name\":\"Dale\"}}",
            &["#: column 1|name", "V1|Mill Ltd", "V2|Dale"],
        ),
        (
            "{\"name\":{\"0\":\"Mill Ltd\",\"1\":\"Dale\"},\"city\":{\"0\":\"York\",\"1\":null}}",
            &["#: name|city", "Mill Ltd|York", "Dale|"],
        ),
        // JSON Lines stay what they are: one row a line, lists joined, a bad line among good ones.
        (
            "{\"name\":\"Mill Ltd\",\"s\":[{\"c\":1},{\"c\":2}]}\n{\"name\":\"Dale\",\"s\":NaN}\n",
            &["#: name|s.c|s", "Mill Ltd|1; 2|", "Dale||", "! json_not_a_number 2"],
        ),
    ];
    for (text, expected) in cases {
        check(text, expected);
    }
    for (text, error) in [
        ("{\"results\":[]}", "holds no record"),
        ("[{\"name\":\"Mill Ltd\"},{\"name\":\n\"Da", "line 2: this JSON document is damaged or was cut off"),
    ] {
        let got = read(text.as_bytes()).unwrap_err();
        assert!(got.contains(error), "{got}");
    }
}
