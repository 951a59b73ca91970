use causerie_wire::ContactPresence;

use super::{Paint, Printable, moment::Moment};

/// How one is there oneself.
pub(crate) fn own_presence(state: &str, since: u64, listed: Option<bool>, paint: Paint) -> String {
    let seen = match state {
        "invisible" => "you are seen by nobody",
        _ => "your contacts see it",
    };
    let listed = match listed {
        Some(true) => "listed: others of your directory find you while you are there\n",
        Some(false) => "not listed: only your contacts see whether you are there\n",
        None => "the directory does not say at present whether you are listed\n",
    };
    format!("{} since {}: {seen}\n{listed}", colour(state, paint), Moment(since))
}

/// Contacts, a line each, and then listed people who are there and no contacts; nothing if they are not known.
pub(crate) fn list(
    contacts: &[ContactPresence],
    listed: Option<&[String]>,
    paint: Paint,
) -> String {
    let columns = contacts.iter().map(|one| one.address.chars().count()).max().unwrap_or(0);
    let mut shown = if contacts.is_empty() {
        "no contacts yet; begin with: causerie tell NAME TEXT\n".to_owned()
    } else {
        contacts.iter().map(|one| line(one, columns, paint)).collect()
    };
    match listed {
        None => shown.push_str("\nlisted people: the directory does not say at present\n"),
        Some([]) => {}
        Some(listed) => {
            shown.push_str("\nlisted people who are there:\n");
            shown.extend(listed.iter().map(|who| format!("{}\n", paint.bold(Printable(who)))));
        }
    }
    shown
}

fn line(one: &ContactPresence, columns: usize, paint: Paint) -> String {
    let who = paint.bold(format!("{:columns$}", Printable(&one.address)));
    let since = one.since.map(|since| paint.dim(format!("  since {}", Moment(since))));
    format!("{who}  {}{}\n", colour(&one.state, paint), since.unwrap_or_default())
}

fn colour(state: &str, paint: Paint) -> String {
    match state {
        "online" => paint.good(state),
        "busy" => paint.bad(state),
        "away" => paint.waiting(state),
        "offline" | "invisible" => paint.dim(state),
        later => Printable(later).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(address: &str, state: &str, since: Option<u64>) -> ContactPresence {
        ContactPresence { address: address.to_owned(), state: state.to_owned(), since }
    }

    #[test]
    fn contacts_come_with_how_they_are_there_and_listed_people_under_their_own_heading() {
        let contacts = [
            contact("bob@localhost", "busy", Some(1_000)),
            contact("caroline@localhost", "offline", None),
        ];

        let shown = list(&contacts, Some(&["dave@localhost".to_owned()]), Paint::NONE);

        assert_eq!(
            shown,
            "bob@localhost       busy  since 1970-01-01 00:00:01Z\n\
             caroline@localhost  offline\n\
             \nlisted people who are there:\ndave@localhost\n"
        );
    }

    #[test]
    fn what_a_peer_or_directory_makes_up_does_not_reach_the_terminal() {
        let contacts = [contact("b\x1b[2J", "\x1b[2J", None)];

        let shown = list(&contacts, Some(&["\x1b[2J".to_owned()]), Paint::NONE);

        assert!(!shown.contains('\x1b'), "{shown}");
    }

    #[test]
    fn who_knows_nobody_learns_how_to_begin_and_what_the_directory_does_not_say_is_told() {
        let shown = list(&[], None, Paint::NONE);

        assert!(shown.contains("causerie tell NAME TEXT"), "{shown}");
        assert!(shown.contains("the directory does not say"), "{shown}");
    }

    #[test]
    fn own_presence_says_who_sees_it() {
        let busy = own_presence("busy", 1_000, Some(true), Paint::NONE);
        let hidden = own_presence("invisible", 1_000, Some(false), Paint::NONE);

        assert_eq!(
            busy,
            "busy since 1970-01-01 00:00:01Z: your contacts see it\n\
             listed: others of your directory find you while you are there\n"
        );
        assert!(hidden.contains("seen by nobody") && hidden.contains("not listed"), "{hidden}");
    }
}
