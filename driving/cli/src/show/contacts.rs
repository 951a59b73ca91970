use std::fmt::Write;

use causerie_wire::{Contact, Contacts};

use super::{Paint, Printable, rooms::glance};

/// With whom one has to do, a line each; those who ask come first, with what to do about it.
pub(crate) fn contacts(all: &Contacts, paint: Paint) -> String {
    if all.contacts.is_empty() {
        return "nobody yet; begin with: causerie accept NAME, or causerie tell NAME TEXT\n"
            .to_owned();
    }
    let mut shown = String::new();
    let asks = |it: &&Contact| it.standing == "requested";
    for contact in all.contacts.iter().filter(asks) {
        shown += &request(contact, paint);
    }
    let others: Vec<_> = all.contacts.iter().filter(|it| !asks(it)).collect();
    let columns = others.iter().map(|it| it.address.chars().count()).max().unwrap_or(0);
    for contact in others {
        shown += &line(contact, columns, paint);
    }
    shown
}

fn request(contact: &Contact, paint: Paint) -> String {
    let name = Printable(&contact.address);
    let mut shown = format!("{} wants to talk to you", paint.bold(&name));
    let latest = contact.latest.as_ref();
    if let Some(words) = latest.and_then(|it| glance(it, true, 60, "causerie room join")) {
        // Writing to a String cannot fail.
        let _ = write!(shown, ": {words}");
    }
    let or = "they hear nothing of you until you accept them";
    let hint = format!("  causerie accept {name}, or ignore, or block; {or}");
    format!("{shown}\n{}\n", paint.dim(hint))
}

fn line(contact: &Contact, columns: usize, paint: Paint) -> String {
    let Contact { address, standing, verified_at, key_changed, messages, .. } = contact;
    let name = format!("{:columns$}", Printable(address));
    let mut notes = Vec::new();
    if standing != "accepted" {
        notes.push(standing.as_str());
    }
    if *key_changed {
        notes.push("shows another key: causerie verify");
    } else if verified_at.is_some() {
        notes.push("verified");
    }
    let said = if *messages == 1 { "message" } else { "messages" };
    let line = format!("{}  {messages:>5} {said:8}  {}", paint.bold(name), notes.join(", "));
    format!("{}\n", line.trim_end())
}

/// What was decided about how somebody stands.
pub(crate) fn ruled(name: &str, ruling: &str) -> String {
    let name = Printable(name);
    match ruling {
        "accept" => format!("{name} is a contact now\n"),
        "ignore" => format!("{name} is ignored: they get no answer, and are not told\n"),
        "block" => {
            format!("{name} is blocked: nothing of theirs is taken, and they are not told\n")
        }
        _ => format!("{name} is no longer blocked\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::samples::hello;

    fn contact(name: &str, standing: &str) -> Contact {
        Contact {
            address: format!("{name}@localhost"),
            standing: standing.to_owned(),
            verified_at: None,
            key_changed: false,
            messages: 1,
            latest: Some(hello()),
        }
    }

    fn shown(contacts: Vec<Contact>) -> String {
        super::contacts(&Contacts { contacts }, Paint::NONE)
    }

    #[test]
    fn who_asks_stands_first_with_what_to_do() {
        let shown = shown(vec![contact("bob", "accepted"), contact("carol", "requested")]);

        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[0], "carol@localhost wants to talk to you: Hello, Bob!");
        assert!(lines[1].contains("causerie accept carol@localhost"));
        assert_eq!(lines[2], "bob@localhost      1 message");
    }

    #[test]
    fn a_request_that_would_move_the_cursor_stays_on_its_line() {
        let mut carol = contact("carol", "requested");
        carol.latest.as_mut().unwrap().text = Some("\x1b[2J\nhello".to_owned());

        let shown = shown(vec![carol]);

        assert_eq!(shown.lines().count(), 2);
        assert!(!shown.contains('\x1b'));
    }

    #[test]
    fn a_contact_says_how_sure_it_is_and_how_they_stand() {
        let verified = Contact { verified_at: Some(1), messages: 20, ..contact("bob", "accepted") };
        let changed = Contact { key_changed: true, ..contact("eve", "blocked") };

        let shown = shown(vec![verified, changed]);

        assert_eq!(
            shown,
            "bob@localhost     20 messages  verified\n\
             eve@localhost      1 message   blocked, shows another key: causerie verify\n"
        );
    }

    #[test]
    fn who_knows_nobody_learns_how_to_begin() {
        assert!(shown(Vec::new()).contains("causerie accept NAME"));
    }
}
