//! Words of kana and Hangul that run into the name before them: ハイクビジョンジャパン, 다후아테크놀로지코리아.

/// Lines of business and countries of branches, as their English is written.
const WORDS: [&str; 26] = [
    "テクノロジー",
    "テクノロジーズ",
    "ジャパン",
    "ホールディングス",
    "グループ",
    "コーポレーション",
    "エレクトロニクス",
    "システム",
    "システムズ",
    "インターナショナル",
    "ソリューション",
    "ソリューションズ",
    "アジア",
    "테크놀로지",
    "테크놀로지스",
    "코리아",
    "홀딩스",
    "그룹",
    "인터내셔널",
    "일렉트로닉스",
    "시스템",
    "시스템즈",
    "솔루션",
    "솔루션즈",
    "재팬",
    "아시아",
];

/// True for the first letter of one of the words: nearly every other letter ends here.
pub(super) fn may_begin(c: char) -> bool {
    matches!(c, '\u{30A0}'..='\u{30FF}' | '\u{AC00}'..='\u{D7A3}') && WORDS.iter().any(|word| word.starts_with(c))
}

/// True for a text that is one or several of the words.
pub(super) fn are_words(text: &str) -> bool {
    WORDS.iter().filter_map(|word| text.strip_prefix(word)).any(|rest| rest.is_empty() || are_words(rest))
}

#[cfg(test)]
mod tests {
    use crate::text;

    #[test]
    fn words_that_run_into_a_name_come_apart() {
        for (cell, expected) in [
            ("ハイクビジョンジャパン", "ハイクビジョン ジャパン"),
            ("ダーファテクノロジー株式会社", "ダーファ テクノロジー 株 式 会 社"),
            ("다후아테크놀로지코리아", "다후아 테크놀로지 코리아"),
            ("하이크비전코리아 주식회사", "하이크비전 코리아 주식회사"),
            ("ジャパン", "ジャパン"),
            ("ジャパンテクノ", "ジャパンテクノ"),
            ("말레이시아", "말레이시아"),
            ("러시아", "러시아"),
            ("ロシア", "ロシア"),
        ] {
            assert_eq!(text::normalize(cell).joined(" "), text::normalize(expected).joined(" "), "{cell}");
            assert_eq!(text::normalize(cell).tokens().len(), expected.split(' ').count(), "{cell}");
        }
    }
}
