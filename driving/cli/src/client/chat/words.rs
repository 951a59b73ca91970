//! What a line that is being typed can be completed to.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    commands::{COMMANDS, Completes, STATES},
    line::entry,
};

/// How many numbers are proposed, the latest first.
const NUMBERS: u32 = 9;

/// The names and numbers there are, shared with the editor.
#[derive(Clone, Default)]
pub(super) struct Words(Arc<Mutex<Known>>);

#[derive(Clone, Default)]
pub(super) struct Known {
    pub(super) names: Vec<String>,
    pub(super) rooms: Vec<String>,
    /// Rooms one is invited into.
    pub(super) invitations: Vec<String>,
    /// Who asks to talk.
    pub(super) requests: Vec<String>,
    /// The highest number that was given.
    pub(super) highest: u32,
}

impl Words {
    pub(super) fn set_names(&self, names: Vec<String>, requests: Vec<String>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (known.names, known.requests) = (names, requests);
    }

    pub(super) fn set_rooms(&self, rooms: Vec<String>, invitations: Vec<String>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (known.rooms, known.invitations) = (rooms, invitations);
    }

    pub(super) fn set_numbers(&self, given: u32) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.highest = known.highest.max(given);
    }

    pub(super) fn known(&self) -> Known {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What the word before `at` can become, and where that word begins.
pub(super) fn completions(line: &str, at: usize, known: &Known) -> (usize, Vec<String>) {
    let Some(before) = line.get(..at) else { return (at, Vec::new()) };
    let Some(command) = before.strip_prefix('/').filter(|rest| !rest.starts_with('/')) else {
        return (at, Vec::new());
    };
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let begin = before.len() - word.len();
    if begin == 0 {
        let names = COMMANDS.iter().map(|entry| format!("/{} ", entry.name));
        return (0, names.filter(|name| name.starts_with(word)).collect());
    }
    let name = command.split_whitespace().next().unwrap_or_default();
    let place = before[..begin].split_whitespace().count() - 1;
    let completes = entry(name).and_then(|entry| entry.completes.get(place));
    let words: Vec<_> = match completes {
        Some(Completes::Names) => [&known.names[..], &known.rooms].concat(),
        Some(Completes::Rooms) => known.rooms.clone(),
        Some(Completes::Invitations) => known.invitations.clone(),
        Some(Completes::Requests) => [&known.requests[..], &known.names].concat(),
        Some(Completes::Numbers) => (1..=known.highest)
            .rev()
            .take(NUMBERS as usize)
            .map(|number| number.to_string())
            .collect(),
        Some(Completes::States) => STATES.map(str::to_owned).to_vec(),
        Some(Completes::Commands) => COMMANDS.iter().map(|entry| entry.name.to_owned()).collect(),
        None => Vec::new(),
    };
    let fits = words.into_iter().filter(|it| it.starts_with(word)).map(|it| it + " ");
    (begin, fits.collect())
}

/// What a command that was typed still wants, as it is written in help.
pub(super) fn wanted(line: &str) -> Option<&'static str> {
    let name = line.strip_prefix('/')?.strip_suffix(' ')?;
    entry(name).map(|entry| entry.arguments).filter(|arguments| !arguments.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn known() -> Known {
        let names = ["bob", "bobby", "carol@elsewhere"].map(str::to_owned).to_vec();
        let [rooms, invitations, requests] =
            ["#book-club", "#poker", "dave"].map(|it| vec![it.to_owned()]);
        Known { names, rooms, invitations, requests, highest: 12 }
    }

    #[rstest]
    #[case("/te", 0, &["/tell "])]
    #[case("/wh", 0, &["/who ", "/why "])]
    #[case("/tell bo", 6, &["bob ", "bobby "])]
    #[case("/chat c", 6, &["carol@elsewhere "])]
    #[case("/chat #", 6, &["#book-club "])]
    #[case("/room #b", 6, &["#book-club "])]
    #[case("/leave ", 7, &["#book-club "])]
    #[case("/join ", 6, &["#poker "])]
    #[case("/accept d", 8, &["dave "])]
    #[case("/show 1", 6, &["12 ", "11 ", "10 "])]
    #[case("/presence b", 10, &["busy "])]
    #[case("/help se", 6, &["search "])]
    #[case("/tell bob c", 10, &[])]
    #[case("hello bo", 8, &[])]
    #[case("//te", 4, &[])]
    #[case("/nothing b", 9, &[])]
    fn words_are_completed_where_they_mean_something(
        #[case] line: &str,
        #[case] begin: usize,
        #[case] words: &[&str],
    ) {
        let (from, words_found) = completions(line, line.len(), &known());

        assert_eq!(
            (from, words_found),
            (begin, words.iter().map(|&word| word.to_owned()).collect())
        );
    }

    #[test]
    fn a_command_says_what_it_wants() {
        assert_eq!(wanted("/tell "), Some("NAME TEXT"));
        assert_eq!((wanted("/tell"), wanted("/quit "), wanted("tell ")), (None, None, None));
    }

    proptest! {
        #[test]
        fn no_line_is_too_much(line in "/?\\PC{0,30}", at in 0usize..40) {
            let (begin, _) = completions(&line, at, &known());

            prop_assert!(begin <= at);
        }
    }
}
