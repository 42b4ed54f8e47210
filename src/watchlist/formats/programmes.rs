//! What each publisher's list is and bars, as its agency describes it.
//!
//! Where to check them: the FAQ and programme pages of OFAC (ofac.treasury.gov), the lists of parties of concern of
//! BIS (bis.gov; 15 CFR parts 744 and 764), the pages of the State Department on nonproliferation sanctions and on
//! statutory debarment (22 CFR 127.7), the UFLPA page of DHS, the page of CBP on withhold release orders, and the page
//! of the Consolidated Screening List (trade.gov) for the abbreviations. The sentences are ours.

use crate::model::Bars;

/// A list of an agency.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Programme {
    /// The abbreviation in ids: `SDN`.
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) authority: &'static str,
    pub(super) legal_basis: &'static str,
    pub(super) measure: &'static str,
    pub(super) bars: Bars,
    /// What it bars, in one sentence.
    pub(super) bars_note: &'static str,
}

const OFAC: &str = "Treasury / OFAC";
const BIS: &str = "Commerce / BIS";

pub(super) static PROGRAMMES: [Programme; 17] = [
    Programme {
        key: "SDN",
        title: "Specially Designated Nationals and Blocked Persons List (SDN)",
        authority: OFAC,
        legal_basis: "IEEPA and other statutes; 31 CFR chapter V",
        measure: "SDN designation",
        bars: Bars::AllDealings,
        bars_note: "Property is blocked, and US persons may not deal with these parties, nor with a body owned 50 \
                    percent or more by them.",
    },
    Programme {
        key: "SSI",
        title: "Sectoral Sanctions Identifications List (SSI)",
        authority: OFAC,
        legal_basis: "E.O. 13662; 31 CFR part 589",
        measure: "sectoral sanctions identification",
        bars: Bars::None,
        bars_note: "New debt or equity and some oil projects are barred (Directives 1 to 4); other trade is not barred \
                    by this list.",
    },
    Programme {
        key: "FSE",
        title: "Foreign Sanctions Evaders List (FSE)",
        authority: OFAC,
        legal_basis: "E.O. 13608",
        measure: "foreign sanctions evader",
        bars: Bars::AllDealings,
        bars_note: "US persons may not deal with these parties in goods, services or technology; property is not \
                    blocked by this list.",
    },
    Programme {
        key: "PLC",
        title: "Non-SDN Palestinian Legislative Council List (NS-PLC)",
        authority: OFAC,
        legal_basis: "31 CFR parts 594, 595 and 597",
        measure: "NS-PLC listing",
        bars: Bars::None,
        bars_note: "US financial institutions must reject transactions with these persons; trade is not barred by this \
                    list.",
    },
    Programme {
        key: "CAP",
        title: "List of Foreign Financial Institutions Subject to Correspondent Account or Payable-Through Account \
                Sanctions (CAPTA)",
        authority: OFAC,
        legal_basis: "31 CFR 561.201, 566.201 and others",
        measure: "CAPTA listing",
        bars: Bars::None,
        bars_note: "US banks may not keep, or only under conditions, accounts for these banks; trade is not barred by \
                    this list.",
    },
    Programme {
        key: "MBS",
        title: "Non-SDN Menu-Based Sanctions List (NS-MBS)",
        authority: OFAC,
        legal_basis: "section 235 of CAATSA; E.O. 13849, 14024 and others",
        measure: "menu-based sanctions",
        bars: Bars::None,
        bars_note: "What is barred differs by party and is in its entry; property is not blocked by this list.",
    },
    Programme {
        key: "CMIC",
        title: "Non-SDN Chinese Military-Industrial Complex Companies List (NS-CMIC)",
        authority: OFAC,
        legal_basis: "E.O. 13959 as amended by E.O. 14032; 31 CFR part 586",
        measure: "NS-CMIC listing",
        bars: Bars::None,
        bars_note: "US persons may not buy or sell its publicly traded securities; trade in goods is not barred by \
        this \
                    list.",
    },
    Programme {
        key: "NS",
        title: "Consolidated Sanctions List (non-SDN)",
        authority: OFAC,
        legal_basis: "31 CFR chapter V",
        measure: "non-SDN sanctions listing",
        bars: Bars::None,
        bars_note: "What is barred differs by programme and is in the entry; property is not blocked by this list.",
    },
    Programme {
        key: "DPL",
        title: "Denied Persons List (DPL)",
        authority: BIS,
        legal_basis: "15 CFR 764.3 and supplement No. 1 to part 764; ECRA 2018",
        measure: "denial of export privileges",
        bars: Bars::Export,
        bars_note: "No one may take part in an export to, or with, these parties of items subject to the EAR; buying \
                    other goods from them is not barred by this list.",
    },
    Programme {
        key: "EL",
        title: "Entity List",
        authority: "Commerce / BIS (End-User Review Committee)",
        legal_basis: "15 CFR 744.11, 744.16; Supplement No. 4 to part 744; ECRA 2018",
        measure: "Entity List",
        bars: Bars::Export,
        bars_note: "Exports, reexports and transfers to these parties of items subject to the EAR need a licence; \
        buying \
                    from them is not barred by this list.",
    },
    Programme {
        key: "MEU",
        title: "Military End User List (MEU)",
        authority: BIS,
        legal_basis: "15 CFR 744.21; Supplement No. 7 to part 744",
        measure: "Military End User List",
        bars: Bars::Export,
        bars_note: "Exports to these parties of items in supplement No. 2 to part 744 need a licence; buying from them \
                    is not barred by this list.",
    },
    Programme {
        key: "UVL",
        title: "Unverified List (UVL)",
        authority: BIS,
        legal_basis: "15 CFR 744.15; Supplement No. 6 to part 744",
        measure: "Unverified List",
        bars: Bars::Export,
        bars_note: "Licence exceptions are suspended, and exports without a licence need a UVL statement; buying from \
                    these parties is not barred by this list.",
    },
    Programme {
        key: "ISN",
        title: "Nonproliferation Sanctions (ISN)",
        authority: "State / ISN",
        legal_basis: "INKSNA and other nonproliferation statutes",
        measure: "nonproliferation sanctions",
        bars: Bars::Export,
        bars_note: "Licences for defence and dual-use exports to these parties are denied, and US agencies may not buy \
                    from them; some statutes bar imports too, see the notice.",
    },
    Programme {
        key: "DTC",
        title: "AECA Debarred List (ITAR)",
        authority: "State / DDTC",
        legal_basis: "22 U.S.C. 2778; 22 CFR 127.7",
        measure: "debarment under the ITAR",
        bars: Bars::Export,
        bars_note: "These parties may not take part in exports of defence articles and services; other trade is not \
                    barred by this list.",
    },
    Programme {
        key: "UFLPA",
        title: "UFLPA Entity List",
        authority: "DHS / Forced Labor Enforcement Task Force (FLETF)",
        legal_basis: "Public Law 117-78 (UFLPA), sections 2(d)(2)(B) and 3; 19 U.S.C. 1307",
        measure: "UFLPA Entity List",
        bars: Bars::Import,
        bars_note: "Goods made wholly or in part by a listed party are presumed made with forced labour and may not \
        enter \
                    the United States.",
    },
    Programme {
        key: "WRO",
        title: "CBP withhold release orders and findings",
        authority: "DHS / CBP",
        legal_basis: "19 U.S.C. 1307 (section 307, Tariff Act of 1930); 19 CFR 12.42",
        measure: "withhold release order",
        bars: Bars::Import,
        bars_note: "The goods named may not enter the United States: CBP detains them at the port.",
    },
    Programme {
        key: "OTHER",
        title: "other listings",
        authority: "as the file says",
        legal_basis: "",
        measure: "listing",
        bars: Bars::None,
        bars_note: "The program does not know this list: what it bars is for you to find out from its publisher.",
    },
];

/// The programme of a key.
pub(super) fn of_key(key: &str) -> &'static Programme {
    let last = &PROGRAMMES[PROGRAMMES.len() - 1];
    PROGRAMMES.iter().find(|p| p.key == key).unwrap_or(last)
}

/// The programme that the name of a source speaks of: `Entity List (EL) - Bureau of Industry and Security`, `EL`.
pub(super) fn of_source(source: &str) -> Option<&'static Programme> {
    let source = source.trim();
    let known = |key: &str| PROGRAMMES.iter().find(|p| p.key == key && key != "OTHER");
    let inside = source.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(key, _)| key);
    if let Some(found) = [inside.unwrap_or_default(), source].into_iter().find_map(|key| known(&key.to_uppercase())) {
        return Some(found);
    }
    let lower = source.to_lowercase();
    let words = [
        ("specially designated", "SDN"),
        ("sectoral sanctions", "SSI"),
        ("foreign sanctions evader", "FSE"),
        ("palestinian legislative", "PLC"),
        ("capta", "CAP"),
        ("correspondent account", "CAP"),
        ("561", "CAP"),
        ("menu-based", "MBS"),
        ("menu based", "MBS"),
        ("military-industrial complex", "CMIC"),
        ("military industrial complex", "CMIC"),
        ("uflpa", "UFLPA"),
        ("forced labor prevention", "UFLPA"),
        ("withhold release", "WRO"),
        ("denied person", "DPL"),
        ("military end", "MEU"),
        ("unverified", "UVL"),
        ("nonproliferation", "ISN"),
        ("aeca", "DTC"),
        ("itar debarred", "DTC"),
        ("bis entity list", "EL"),
        ("trade entity list", "EL"),
        ("consolidated (non-sdn)", "NS"),
    ];
    let found = words.iter().find(|(word, _)| lower.contains(word)).map(|(_, key)| *key);
    found.or_else(|| (lower == "entity list").then_some("EL")).and_then(known)
}

/// The list of OFAC that the tags of a sanctions programme belong to. `is_sdn` where the file is the SDN list.
pub(super) fn of_tags(tags: &[String], is_sdn: bool) -> &'static Programme {
    if is_sdn {
        return of_key("SDN");
    }
    let any = |starts: &[&str]| tags.iter().any(|tag| starts.iter().any(|s| tag.to_uppercase().starts_with(s)));
    let key = match () {
        () if any(&["FSE"]) => "FSE",
        () if any(&["CMIC"]) => "CMIC",
        () if any(&["NS-PLC"]) => "PLC",
        () if any(&["561", "CAPTA", "HIFPAA", "IFCA-561"]) => "CAP",
        () if any(&["UKRAINE-EO13662"]) => "SSI",
        () if any(&["CAATSA", "RUSSIA-EO14024", "NS-MBS", "BELARUS-EO14038", "PEESA", "IRAN-EO13902"]) => "MBS",
        () => "NS",
    };
    of_key(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_the_consolidated_list_are_known() {
        for (source, key) in [
            ("Specially Designated Nationals (SDN) - Treasury Department", "SDN"),
            ("Entity List (EL) - Bureau of Industry and Security", "EL"),
            ("EL", "EL"),
            ("Entity List", "EL"),
            ("Capta List (CAP) - Treasury Department", "CAP"),
            ("Military End User (MEU) List - Bureau of Industry and Security", "MEU"),
            ("ITAR Debarred (DTC) - State Department", "DTC"),
            ("Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department", "MBS"),
            ("Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department", "CMIC"),
        ] {
            assert_eq!(of_source(source).map(|p| p.key), Some(key), "{source}");
        }
        assert_eq!(of_source("Some new list - Some agency"), None);
    }
}
