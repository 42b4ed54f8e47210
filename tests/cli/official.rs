//! Official list files as their publishers write them: small, with invented names and every oddity of the real ones.

use crate::support::{Place, Tested};

const CSL: &str = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,\
end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,\
gross_registered_tonnage,\
vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,\
source_information_url,ids,colour\n";

fn csl_row(source: &str, number: &str, kind: &str, name: &str, rest: [&str; 4]) -> String {
    let [addresses, start, aliases, ids] = rest;
    format!(
        "x,{source},{number},{kind},,\"{name}\",,\"{addresses}\",88 FR 1,{start},,,,,,,,,,,,https://example.org,\
         \"{aliases}\",,,,,https://example.org,\"{ids}\",red\n"
    )
}

const EL: &str = "Entity List (EL) - Bureau of Industry and Security";
const SDN: &str = "Specially Designated Nationals (SDN) - Treasury Department";

fn csl() -> String {
    let el = csl_row(
        EL,
        "",
        "Individual",
        "Qorvath Zeltmar Optics Co., Ltd. (QZO)",
        [
            "1 Jade Road, Hefei, China; and 2 Mill Road, Hefei, Anhui Province, CN",
            "2018-08-01",
            "Zeltmar Lens Works; and Qorvath Glass Institute 9",
            "",
        ],
    );
    let sdn = csl_row(SDN, "4711", "Individual", "OXNACKER, Brumhild", ["TR", "", "", "Passport, U00242309, TR"]);
    let bad = csl_row(EL, "", "", "", ["", "yesterday", "", ""]);
    let person = csl_row(EL, "", "Entity", "Ibrahim Zeltqor", ["Kabul, AF", "31.31.2020", "", ""]);
    let other = csl_row("New List (NEW) - Some Agency", "", "", "Vexmoor Trading", ["Oslo, NO", "", "", ""]);
    // Two exports joined: the header comes again.
    format!("{CSL}{el}{sdn}{bad}{CSL}{person}{other}")
}

#[test]
fn a_consolidated_list_is_several_lists_with_all_their_names() -> Tested {
    let place = Place::new()?;
    place.write("csl_2026-01-31.csv", csl())?;
    place
        .run(&["lists", "check", "csl_2026-01-31.csv"])?
        .expect_status(0)
        .expect_output("refused lines: 1, state of 2026-01-31 (its file name)")
        .expect_output("form: Consolidated Screening List (CSV)")
        .expect_output("list csl-el: Entity List; entries: 2")
        .expect_output("list csl-sdn: Specially Designated Nationals and Blocked Persons List (SDN); entries: 1")
        .expect_output("list csl-other-new-list-new-some-agency: New List (NEW) - Some Agency; entries: 1")
        .expect_output("column `colour` is NOT used")
        .expect_output("line 4: has neither a name nor an address: it is NOT in the list")
        .expect_output("line 6: start date `31.31.2020` is not a date");
    place.write("v.csv", "Vendor Name\nQorvath Glass Institute 9\nBrumhild Oxnacker\n")?;
    place.run(&["screen", "v.csv", "--no-bundled", "--list", "csl_2026-01-31.csv", "-o", "out"])?.expect_status(0);
    let flagged = place.read("out/flagged.csv")?;
    assert!(flagged.contains("csl-el") && flagged.contains("csl-sdn"), "{flagged}");
    let persons: Vec<&str> = flagged.lines().filter(|line| line.contains("csl-sdn")).collect();
    assert!(persons.iter().all(|line| !line.contains(",match,")), "a person is never more than review: {persons:?}");
    let export = place.run(&["lists", "export", "--no-bundled", "--list", "csl_2026-01-31.csv"])?.stdout;
    assert!(export.contains("\"kind\":\"person\"") && export.contains("\"bars\":\"all_dealings\""), "{export}");
    Ok(())
}

#[test]
fn a_list_with_many_broken_lines_is_refused() -> Tested {
    let place = Place::new()?;
    let good = csl_row(EL, "", "", "Qorvath Zeltmar", ["Hefei, CN", "", "", ""]);
    place.write("csl.csv", format!("{CSL}{good}{good}x,short\nx,short\nx,short\n"))?;
    place
        .run(&["lists", "check", "csl.csv"])?
        .expect_status(2)
        .expect_output("csl.csv, line 4: 3 of 5 rows cannot be used, more than one in 10: the list is refused");
    Ok(())
}

/// OFAC's four files: CR line ends, no header, `-0-`, remarks that go on, a final 0x1A.
fn ofac(place: &Place) -> Tested {
    let remarks = "DOB 12 Oct 1972; Passport 0291622 (Belize); a.k.a. 'ZELTBO";
    let names = format!(
        "36,\"QORVATH CARGO LTD.\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\
         37,\"OXNACKER, Brumhild\",\"individual\",\"SDGT] [IFSR\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{remarks}\"\r\
         38,\"SEA VEXMOOR\",\"vessel\",\"NPWMD\",-0- ,\"ABCD1\",\"Tanker\",-0- ,-0- ,-0- ,-0- ,\"Vessel Registration \
         Identification IMO 8898831.\"\r"
    );
    place.write("in/sdn.csv", names)?;
    place.write("in/alt.csv", "36,1,\"fka\",\"ZELTMAR FREIGHT\",-0- \r99,2,\"aka\",\"NOBODY\",-0- \r\x1a")?;
    place.write("in/add.csv", "36,1,\"1 Mill Road\",\"London EC3N 1DY\",\"United Kingdom\",-0- \r\n")?;
    let rest = format!("{}; Linked To: SOMEBODY.", "RG MAN'; nationality Belize; remarks ".repeat(8));
    place.write("in/sdn_comments.csv", format!("37,\"{rest}\"\r\n\x1a"))
}

#[test]
fn files_of_ofac_are_one_list() -> Tested {
    let place = Place::new()?;
    ofac(&place)?;
    for given in ["in", "in/sdn.csv", "in/alt.csv"] {
        place
            .run(&["lists", "check", given])?
            .expect_status(0)
            .expect_output("entries: 3, names: 6, addresses: 1, identifiers: 7, refused lines: 1")
            .expect_output("alt.csv, line 2: belongs to party 99, which the file of names does not have");
    }
    let export = place.run(&["lists", "export", "--no-bundled", "--list", "in"])?.expect_status(0).stdout;
    assert!(export.contains("\"text\":\"ZELTBORG MAN\"") && export.contains("\"kind\":\"vessel\""), "{export}");
    place.write("alone/alt.csv", "36,1,\"fka\",\"ZELTMAR FREIGHT\",-0- \n")?;
    place
        .run(&["lists", "check", "alone/alt.csv"])?
        .expect_status(2)
        .expect_output("no file of names (sdn.csv or cons_prim.csv) is in its folder");
    Ok(())
}

#[test]
fn xml_of_ofac_is_read() -> Tested {
    let place = Place::new()?;
    place.write(
        "sdn.xml",
        "<?xml version=\"1.0\"?>\n<sdnList xmlns=\"http://tempuri.org/sdnList.xsd\">\n<publshInformation>\
         <Publish_Date>07/16/2024</Publish_Date><Record_Count>1</Record_Count></publshInformation>\n<sdnEntry>\n\
         <uid>306</uid><lastName>QORVATH &amp; ZELTMAR</lastName><sdnType>Entity</sdnType><programList><program>CUBA\
         </program></programList><akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>QZ\
         </lastName></aka></akaList><addressList><address><uid>2</uid><city>Zurich</city><country>Switzerland</country>\
         </address></addressList></sdnEntry>\n</sdnList>\n",
    )?;
    place
        .run(&["lists", "check", "sdn.xml"])?
        .expect_status(0)
        .expect_output("entries: 1, names: 2, addresses: 1, identifiers: 1, refused lines: 0, state of 2024-07-16");
    Ok(())
}

#[test]
fn denied_persons_are_read() -> Tested {
    let place = Place::new()?;
    place.write(
        "dpl.txt",
        "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\
         \"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n\
         \" BRUMHILD OXNACKER\"\t\"1 MILL ROAD\"\t\"AUSTIN\"\t\"TX\"\t\"US\"\t\"78701\"\t\"10/16/2017\"\t\
         \"10/13/2040\"\t\
         \"Y\"\t\"2017-10-23\"\t\"FR NOTICE ADDED\"\t\"82 F.R. 1 10/20/2017\"\n\
         \"BRUMHILD OXNACKER\"\t\"2 JADE ROAD\"\t\"AUSTIN\"\t\"TX\"\t\"US\"\t\"78701\"\t\"10/16/2017\"\t\
         \"10/13/2040\"\t\
         \"Y\"\t\"2017-10-23\"\t\"FR NOTICE ADDED\"\t\"82 F.R. 1 10/20/2017\"\n",
    )?;
    place
        .run(&["lists", "check", "dpl.txt"])?
        .expect_status(0)
        .expect_output("entries: 1, names: 1, addresses: 2")
        .expect_output("list bis-dpl: Denied Persons List (DPL); entries: 1, names: 1, bars: export");
    Ok(())
}

#[test]
fn orders_of_cbp_and_the_page_of_dhs_are_read() -> Tested {
    let place = Place::new()?;
    let cbp =
        b"Entity,Country,Country Code,Industry,Merchandise,WRO/Finding,Status,Effective Date,Calendar Year,Press \
        Release,Remarks\nQorvath Caf\xe9 Farm,China,CN,Agriculture,Coffee,WRO,Active,03/29/2020,2020,\
        https://example.org,\n\
        Qorvath Caf\xe9 Farm,China,CN,Agriculture,Coffee,Finding,Active,03/29/2021,2021,https://example.org,\n";
    place.write("wro.csv", cbp)?;
    place
        .run(&["lists", "check", "wro.csv"])?
        .expect_status(0)
        .expect_output("entries: 1, names: 1")
        .expect_output("bars: import");
    let page = "<!DOCTYPE html><html><head><title>UFLPA Entity List | Homeland Security</title></head><body>\
        <p>A list of entities<br>Section 2(d)(2)(B)(ii)</p><table><thead><tr><th>Entity Name</th><th>Effective \
        Date</th>\
        </tr></thead><tbody><tr><td>Qorvath Fiber&nbsp;Co., Ltd. (also known as Zelt Fiber; and formerly known as Mar \
        Fiber)</td><td>January 15, 2025</td></tr><tr><td>Vexmoor Corp. and its two Zhuhai-based subsidiaries, which \
        include Vexmoor Ink Co., Ltd., and Vexmoor Chip Co., Ltd.</td><td>June 12, 2023</td></tr></tbody></table>\
        <p>Last Updated: 01/14/2025</p></body></html>";
    place.write("uflpa.html", page)?;
    place
        .run(&["lists", "check", "uflpa.html"])?
        .expect_status(0)
        .expect_output("entries: 4, names: 6")
        .expect_output("state of 2025-01-14 (its line `Last Updated`)");
    Ok(())
}

#[test]
fn the_entity_list_of_the_ecfr_is_read() -> Tested {
    let place = Place::new()?;
    place.write(
        "part744.xml",
        "<?xml version=\"1.0\"?>\n<DIV5><DIV9 N=\"Supplement No. 4 to Part 744\" TYPE=\"APPENDIX\"><HEAD>Supplement \
        No. \
         4 to Part 744—Entity List</HEAD><TABLE><TR><TH>Country</TH><TH>Entity</TH><TH>License requirement</TH>\
         <TH>License review policy</TH><TH>Federal Register citation</TH></TR>\n<TR><TD>CHINA, PEOPLE'S REPUBLIC \
         OF</TD>\
         <TD>Qorvath Optics, a.k.a., the following two aliases: <br/>—Zelt Lens; <I>and</I> <br/>—Mar Glass Co., Ltd.\
         <br/>1 Jade Road, Hefei, China; <I>and</I> 2 Mill Road, Hefei, China. (See alternate address under \
         Pakistan)</TD>\
         <TD>For all items.</TD><TD>Presumption of denial.</TD><TD>83 FR 37427, \
         8/1/18.</TD></TR>\n<TR><TD/><TD>Vexmoor \
         Ltd., 3 Mill Road, Hefei, China.</TD><TD>For all items.</TD><TD>Presumption of denial.</TD><TD>84 FR 1, 1/2/19\
         </TD></TR>\n<TR><TD>PAKISTAN</TD><TD>Qorvath Optics, Lahore, Pakistan.</TD><TD>x</TD><TD>y</TD><TD>83 FR \
         37427, \
         8/1/18</TD></TR></TABLE></DIV9></DIV5>\n",
    )?;
    place
        .run(&["lists", "check", "part744.xml"])?
        .expect_status(0)
        .expect_output("entries: 2, names: 4, addresses: 4")
        .expect_output("list ecfr-el: Entity List; entries: 2");
    Ok(())
}

#[test]
fn files_of_open_sanctions_are_read() -> Tested {
    let place = Place::new()?;
    place.write(
        "targets.simple.csv",
        "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\",\"identifiers\",\
        \"sanctions\",\
         \"phones\",\"emails\",\"dataset\",\"first_seen\",\"last_seen\",\"last_change\"\n\
         \"NK-1\",\"Company\",\"Qorvath Mill\",\"Zelt;\"\"Mar; Mill\"\"\",\"\",\"cn\",\"1 Jade \
         Road\",\"\",\"\",\"\",\"\",\
         \"US OFAC Specially Designated Nationals (SDN) List\",\"2024-01-01T00:00:00\",\"2025-02-03T00:00:00\",\"\"\n",
    )?;
    place
        .run(&["lists", "check", "targets.simple.csv"])?
        .expect_status(0)
        .expect_output("entries: 1, names: 3, addresses: 1")
        .expect_output("list os-sdn: ")
        .expect_output("state of 2025-02-03 (its column `last_seen`)");
    place.write(
        "entities.ftm.json",
        "{\"id\":\"s1\",\"schema\":\"Sanction\",\"datasets\":[\"us_bis_entity\"],\"properties\":{\"entity\":[\"c1\"],\
         \"listingDate\":[\"2020-05-06\"]}}\n\
         {\"id\":\"o1\",\"schema\":\"Ownership\",\"datasets\":[],\"properties\":{\"owner\":[\"p1\"],\
         \"asset\":[\"c1\"]}}\n\
         {\"id\":\"c1\",\"schema\":\"Company\",\"datasets\":[\"us_bis_entity\"],\"properties\":{\"name\":[\"Qorvath \
         Mill\"],\
         \"weakAlias\":[\"QM\"],\"uscCode\":[\"91350100M000100Y43\"],\"country\":[\"cn\"]}}\n\
         {\"id\":\"p1\",\"schema\":\"Person\",\"datasets\":[\"x\"],\"properties\":{\"name\":[\"Brumhild \
         Oxnacker\"]}}\n",
    )?;
    place
        .run(&["lists", "check", "entities.ftm.json"])?
        .expect_status(0)
        .expect_output("entries: 1, names: 2, addresses: 1, identifiers: 1")
        .expect_output("1 entities have no topic of sanctions and no sanction");
    Ok(())
}

#[test]
fn a_bundled_body_in_an_official_file_is_one_party() -> Tested {
    let place = Place::new()?;
    let row = csl_row(EL, "", "", "Hefei Meiling Co., Ltd.", ["Hefei, CN", "2020-07-22", "", ""]);
    place.write("csl.csv", format!("{CSL}{row}"))?;
    place.write("v.csv", "Vendor Name,Country\n\"Hefei Meiling Co., Ltd.\",China\n")?;
    place.run(&["screen", "v.csv", "--list", "csl.csv", "-o", "out"])?.expect_status(0);
    let flagged = place.read("out/flagged.csv")?;
    assert!(flagged.contains("csl-el"), "{flagged}");
    let shown = place.run(&["lists", "export", "--list", "csl.csv"])?.stdout;
    let line = shown.lines().find(|l| l.contains("\"list_id\":\"csl-el\"")).unwrap_or_default();
    assert!(line.contains("\"relation\":\"same_body\""), "{line}");
    Ok(())
}

#[test]
fn the_template_is_a_list() -> Tested {
    let place = Place::new()?;
    let template = place.run(&["lists", "template"])?.expect_status(0).stdout;
    place.write("mine.csv", template)?;
    place.run(&["lists", "check", "mine.csv"])?.expect_status(0).expect_output("entries: 1, names: 3");
    Ok(())
}

#[test]
fn the_consolidated_list_as_json_is_read() -> Tested {
    let place = Place::new()?;
    let one = format!(
        "{{\"source\":\"{EL}\",\"name\":\"Qorvath Optics\",\"type\":null,\"programs\":[],\"alt_names\":[\"Zelt Lens; \
         and Mar Glass\"],\"addresses\":[{{\"address\":\"1 Jade Road\",\"city\":\"Hefei\",\"state\":null,\
         \"postal_code\":null,\"country\":\"CN\"}}],\"federal_register_notice\":\"83 FR \
         1\",\"start_date\":\"2018-08-01\",\"ids\":[{{\"type\":\
         \"Unified Social Credit Code (USCC)\",\"number\":\"91350100M000100Y43\",\"country\":\"CN\"}}]}}"
    );
    for (name, text) in [
        ("object.json", format!("{{\"total\":1,\"results\":[\n{one}]}}")),
        ("array.json", format!("[{one}]")),
        ("lines.json", format!("{one}\n")),
    ] {
        place.write(name, text)?;
        place
            .run(&["lists", "check", name])?
            .expect_status(0)
            .expect_output("entries: 1, names: 3, addresses: 1, identifiers: 1, refused lines: 0")
            .expect_output("form: Consolidated Screening List (JSON)");
    }
    place.write(
        "cut.json",
        "{\"total\":1,\"results\":[\n{\"source\":\"x\",\"name\":\"y\",\"alt_names\":[],\
        \"federal_register_notice\":",
    )?;
    place.run(&["lists", "check", "cut.json"])?.expect_status(2).expect_output("cut.json, line 2: is broken JSON");
    Ok(())
}

#[test]
fn advanced_xml_of_ofac_is_read() -> Tested {
    let place = Place::new()?;
    place.write(
        "SDN_ADVANCED.XML",
        "<?xml version=\"1.0\"?>\n<Sanctions xmlns=\"x\"><DateOfIssue CalendarTypeID=\"1\"><Year>2025</Year><Month>\
        2</Month>\
         <Day>3</Day></DateOfIssue><ReferenceValueSets><AliasTypeValues><AliasType ID=\"1400\">A.K.A.</AliasType>\
         <AliasType ID=\"1403\">Name</AliasType></AliasTypeValues><FeatureTypeValues><FeatureType ID=\"8\">Birthdate\
         </FeatureType><FeatureType ID=\"25\">Location</FeatureType></FeatureTypeValues><IDRegDocTypeValues>\
         <IDRegDocType \
         ID=\"1571\">Passport</IDRegDocType></IDRegDocTypeValues><LocPartTypeValues><LocPartType ID=\"1454\">CITY\
         </LocPartType></LocPartTypeValues><CountryValues><Country ID=\"1\">Iraq</Country></CountryValues>\
         <NamePartTypeValues><NamePartType ID=\"1520\">Last Name</NamePartType><NamePartType ID=\"1521\">First Name\
         </NamePartType></NamePartTypeValues><ListValues><List ID=\"1550\">SDN List</List></ListValues>\
         </ReferenceValueSets>\n<Locations><Location ID=\"25\"><LocationPart LocPartTypeID=\"1454\"><LocationPartValue>\
         <Value>Baghdad</Value></LocationPartValue></LocationPart><LocationCountry CountryID=\"1\"/></Location>\
         </Locations>\
         \n<IDRegDocuments><IDRegDocument ID=\"2\" IDRegDocTypeID=\"1571\" IdentityID=\"7\"><IDRegistrationNo>040070827\
         </IDRegistrationNo></IDRegDocument></IDRegDocuments>\n<DistinctParties><DistinctParty FixedRef=\"2674\">\
         <Profile \
         ID=\"2674\" PartySubTypeID=\"4\"><Identity ID=\"7\" Primary=\"true\" False=\"false\"><Alias \
         AliasTypeID=\"1400\" \
         Primary=\"false\" LowQuality=\"true\"><DocumentedName><DocumentedNamePart><NamePartValue \
         NamePartGroupID=\"3\">\
         ZELT</NamePartValue></DocumentedNamePart></DocumentedName></Alias><Alias AliasTypeID=\"1403\" \
         Primary=\"true\" \
         LowQuality=\"false\"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID=\"1\">OXNACKER\
         </NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID=\"2\">Brumhild\
         </NamePartValue></DocumentedNamePart></DocumentedName></Alias><NamePartGroups><MasterNamePartGroup>\
         <NamePartGroup \
         ID=\"1\" NamePartTypeID=\"1520\"/></MasterNamePartGroup><MasterNamePartGroup><NamePartGroup ID=\"2\" \
         NamePartTypeID=\"1521\"/></MasterNamePartGroup></NamePartGroups></Identity><Feature FeatureTypeID=\"8\">\
         <FeatureVersion><DatePeriod><Start><From><Year>1948</Year><Month>12</Month><Day>10</Day></From></Start>\
         </DatePeriod></FeatureVersion></Feature><Feature FeatureTypeID=\"25\"><FeatureVersion><VersionLocation \
         LocationID=\"25\"/></FeatureVersion></Feature></Profile></DistinctParty></DistinctParties>\n<SanctionsEntries>\
         <SanctionsEntry ID=\"1\" ProfileID=\"2674\" ListID=\"1550\"><EntryEvent><Date><Year>2001</Year><Month>\
         12</Month>\
         <Day>4</Day></Date></EntryEvent><SanctionsMeasure><Comment>SDGT</Comment></SanctionsMeasure></SanctionsEntry>\
         </SanctionsEntries></Sanctions>\n",
    )?;
    place
        .run(&["lists", "check", "SDN_ADVANCED.XML"])?
        .expect_status(0)
        .expect_output("entries: 1, names: 3, addresses: 1, identifiers: 3, refused lines: 0, state of 2025-02-03")
        .expect_output("list ofac-sdn: ");
    let shown = place.run(&["lists", "show", "OFAC-SDN-2674", "--no-bundled", "--list", "SDN_ADVANCED.XML"])?;
    shown.expect_status(0).expect_output("OXNACKER, Brumhild").expect_output("SDN designation (SDGT)");
    Ok(())
}
