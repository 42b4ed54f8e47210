//! `tamis lists diff` and `tamis lists impact`: two states of one list, and the vendors that the change touches.

use crate::support::{Place, Record, Tested};

/// Twelve entries: three leave, four are renamed (by id, by a former name, by address, by identifier), five stay.
const OLD: &str = "id,name,aliases,address,country,credit_code\n\
    Q1,Qorvath Cotton Mill,,,China,\n\
    ,Zeltmar Tomato Foods,,,China,\n\
    ,Brumhild Solar Works,,\"No. 7 Oxnack Road, Shihezi\",China,\n\
    ,Vexholm Silicon,,,China,91650000MA77XXXX0B\n\
    Q5,Trondak Spinning,,,China,\n\
    Q6,Ulmbrek Hair Products,,,China,\n\
    Q7,Wenzlar Garments,,,China,\n\
    ,Ostvik Gloves,,,China,\n\
    ,Palmorn Textile,,,China,\n\
    ,Rustquell Yarn,,,China,\n\
    ,Sarnveld Dyeing,,,China,\n\
    ,Tolmaver Farm,,,China,\n";

const NEW: &str = "id,name,aliases,address,country,credit_code\n\
    ,Nexhalm Aluminium,,,China,\n\
    ,Ostvik Gloves,,,China,\n\
    Q1,Qorvath Textile Holdings,,,China,\n\
    ,Yarrowind Polysilicon,,,China,\n\
    ,Zeltmar Agriculture Group,Zeltmar Tomato Foods,,China,\n\
    ,Hexbrand Energy,,\"No. 7 Oxnack Road, Shihezi\",China,\n\
    ,Vexholm New Materials,,,China,91650000MA77XXXX0B\n\
    ,Palmorn Textile,,,China,\n\
    ,Rustquell Yarn,,,China,\n\
    Q8,Lindqvar Batteries,,,China,\n\
    ,Sarnveld Dyeing,,,China,\n\
    ,Mirkotal Shoes,,,China,\n\
    ,Tolmaver Farm,,,China,\n\
    ,Kestolin Toys,,,China,\n";

fn place() -> Result<Place, Box<dyn std::error::Error>> {
    let place = Place::new()?;
    // A credit code with its right check character: the one in the text is none.
    let valid = "91330000733796106P";
    place.write("may/list.csv", OLD.replace("91650000MA77XXXX0B", valid))?;
    place.write("june/list.csv", NEW.replace("91650000MA77XXXX0B", valid))?;
    Ok(place)
}

#[test]
fn five_additions_three_removals_and_four_renames_are_exactly_these() -> Tested {
    let place = place()?;
    let csv = place.run(&["lists", "diff", "may/list.csv", "june/list.csv", "--format", "csv"])?.expect_status(0);
    let lines = Record::all(&csv.stdout)?;
    let names = |change: &str| {
        let mut names: Vec<(String, String)> = lines
            .iter()
            .filter(|line| line.get("change") == change)
            .map(|line| (line.get("old_name").to_owned(), line.get("name").to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let pairs = |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(
        names("added"),
        pairs(&[
            ("", "Kestolin Toys"),
            ("", "Lindqvar Batteries"),
            ("", "Mirkotal Shoes"),
            ("", "Nexhalm Aluminium"),
            ("", "Yarrowind Polysilicon"),
        ])
    );
    assert_eq!(
        names("removed"),
        pairs(&[
            ("Trondak Spinning", "Trondak Spinning"),
            ("Ulmbrek Hair Products", "Ulmbrek Hair Products"),
            ("Wenzlar Garments", "Wenzlar Garments"),
        ])
    );
    assert_eq!(
        names("renamed"),
        pairs(&[
            ("Brumhild Solar Works", "Hexbrand Energy"),
            ("Qorvath Cotton Mill", "Qorvath Textile Holdings"),
            ("Vexholm Silicon", "Vexholm New Materials"),
            ("Zeltmar Tomato Foods", "Zeltmar Agriculture Group"),
        ])
    );
    assert_eq!(names("changed"), []);
    let table = place.run(&["lists", "diff", "may/list.csv", "june/list.csv"])?.expect_status(0).stdout;
    assert!(table.contains("5 added, 3 removed, 4 renamed, 0 changed"), "{table}");
    let json = place.run(&["lists", "diff", "may/list.csv", "june/list.csv", "--format", "json"])?.stdout;
    let json: serde_json::Value = serde_json::from_str(&json)?;
    assert_eq!(json["changes"].as_array().map(Vec::len), Some(12));
    Ok(())
}

#[test]
fn impact_names_the_vendors_that_the_change_touches_and_no_other() -> Tested {
    let place = place()?;
    place.write(
        "vendors.csv",
        "Vendor,Country\nYarowind Polysilicon Co Ltd,CN\nTrondak Spinning,CN\nSarnveld Dyeing,CN\n\
         Hexbrand Energy,CN\nTrondak Spinning,CN\nBlumenhaus GmbH,DE\n",
    )?;
    let words = ["lists", "impact", "may/list.csv", "june/list.csv", "vendors.csv", "--format", "csv"];
    let csv = place.run(&words)?.expect_status(0).stdout;
    let lines = Record::all(&csv)?;
    let told: Vec<[&str; 5]> = lines
        .iter()
        .map(|l| [l.get("impact"), l.get("party"), l.get("entry_change"), l.get("rows"), l.get("first_row")])
        .collect();
    assert_eq!(
        told,
        [
            ["new", "Hexbrand Energy", "renamed", "1", "4"],
            ["new", "Yarowind Polysilicon Co Ltd", "added", "1", "1"],
            ["gone", "Trondak Spinning", "removed", "2", "2"],
        ]
    );
    // What the vendor of a state says is what a whole screen says.
    let same = ["lists", "impact", "may/list.csv", "may/list.csv", "vendors.csv"];
    let none = place.run(&same)?.expect_status(0).stdout;
    assert!(none.contains("6 rows screened against 0 changed entries") && none.contains("No party"), "{none}");
    Ok(())
}

#[test]
fn a_state_that_is_neither_file_nor_list_is_an_error() -> Tested {
    let place = place()?;
    let error = place.run(&["lists", "diff", "us-uflpa", "may/lst.csv"])?.expect_status(2).stderr;
    assert!(error.contains("may/lst.csv") && error.contains("us-uflpa"), "{error}");
    Ok(())
}
