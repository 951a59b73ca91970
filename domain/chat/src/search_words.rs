use core::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What is searched for: 1 to 16 words, at most 256 bytes in all. They do not print in logs.
///
/// A text has them if each occurs in it somewhere, also within a word, without regard to upper and lower case (Unicode's default
/// lower-casing, character by character): `test` is in "Testing", and in "contest".
#[derive(Clone, PartialEq, Eq)]
pub struct SearchWords(Vec<String>);

impl SearchWords {
    /// The most words there are.
    pub const MOST: usize = 16;
    /// The most bytes they have in all.
    pub const MAX_BYTES: usize = 256;

    /// Whether all of them are in `text`.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        if text.is_ascii() {
            return self.0.iter().all(|word| is_in_ascii(word.as_bytes(), text.as_bytes()));
        }
        let text = text.to_lowercase();
        self.0.iter().all(|word| text.contains(word))
    }
}

/// Whether a word in lower case is in a text of ASCII: what nearly every text is, without a copy of it.
fn is_in_ascii(word: &[u8], text: &[u8]) -> bool {
    let Some((first, rest)) = word.split_first() else { return true };
    let mut places = 0..text.len().saturating_sub(rest.len());
    places.any(|at| {
        let begins = text.get(at).is_some_and(|byte| byte.to_ascii_lowercase() == *first);
        begins && text.get(at + 1..at + word.len()).is_some_and(|it| it.eq_ignore_ascii_case(rest))
    })
}

impl FromStr for SearchWords {
    type Err = InvalidSearchWords;

    fn from_str(raw: &str) -> Result<Self, InvalidSearchWords> {
        if raw.len() > Self::MAX_BYTES {
            return Err(InvalidSearchWords);
        }
        let words: Vec<_> = raw.split_whitespace().map(str::to_lowercase).collect();
        if (1..=Self::MOST).contains(&words.len()) {
            Ok(Self(words))
        } else {
            Err(InvalidSearchWords)
        }
    }
}

impl fmt::Debug for SearchWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SearchWords({})", self.0.len())
    }
}

/// The text is not [`SearchWords`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("search for 1 to 16 words, of at most 256 bytes in all")]
pub struct InvalidSearchWords;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::the_beginning_of_a_word("test", "we are Testing it", true)]
    #[case::the_middle_of_one("est", "a contest", true)]
    #[case::all_of_it("testing", "testing", true)]
    #[case::more_than_there_is("testing", "test", false)]
    #[case::capitals("TEST", "a test", true)]
    #[case::each_somewhere("one two", "two and one", true)]
    #[case::one_is_missing("one two", "one and three", false)]
    #[case::other_letters("straße", "Die STRAßE", true)]
    #[case::capitals_of_other_letters("žluťoučký", "ŽLUŤOUČKÝ kůň", true)]
    #[case::ascii_in_others("kon", "žluťoučký kůň, a Konik", true)]
    #[case::others_in_ascii("kůň", "a horse", false)]
    #[case::the_end("it", "we have it", true)]
    #[case::in_nothing("a", "", false)]
    fn words_are_found_within_words(#[case] words: &str, #[case] text: &str, #[case] found: bool) {
        assert_eq!(words.parse::<SearchWords>().unwrap().are_in(text), found);
    }

    #[test]
    fn t54_nothing_and_too_much_are_refused() {
        for raw in ["", "  \t", &"a".repeat(257), &"a ".repeat(17)] {
            assert_eq!(raw.parse::<SearchWords>(), Err(InvalidSearchWords), "{raw:?}");
        }
        assert!("a ".repeat(16).parse::<SearchWords>().is_ok());
        assert!("a".repeat(256).parse::<SearchWords>().is_ok());
    }

    #[test]
    fn they_do_not_print() {
        let words = "secret words".parse::<SearchWords>().unwrap();

        assert_eq!(format!("{words:?}"), "SearchWords(2)");
    }

    proptest! {
        #[test]
        fn without_capitals_it_is_what_the_standard_library_finds(
            word in "[a-c]{1,3}",
            text in "[a-cé ]{0,12}",
        ) {
            let words: SearchWords = word.parse().unwrap();

            prop_assert_eq!(words.are_in(&text), text.contains(&word));
        }
    }
}
