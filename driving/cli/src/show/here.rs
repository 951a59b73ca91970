use causerie_wire::Message;

/// Which conversation is looked at, and by whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Here<'a> {
    /// The other person's address, or `#` and the id of a room.
    pub(crate) with: &'a str,
    /// One's own address; it is needed in a room alone.
    pub(crate) me: &'a str,
}

impl Here<'_> {
    /// Whether somebody else said that.
    pub(crate) fn is_theirs(&self, message: &Message) -> bool {
        if self.is_room() {
            message.from != self.me
        } else {
            message.from == self.with && message.to != self.with
        }
    }

    pub(super) fn is_room(&self) -> bool {
        self.with.starts_with('#')
    }

    /// An address without the domain that all here share.
    pub(super) fn short<'s>(&self, address: &'s str) -> &'s str {
        let other = if self.is_room() { self.me } else { self.with };
        match (address.split_once('@'), other.split_once('@')) {
            (Some((name, here)), Some((_, there))) if here == there => name,
            _ => address,
        }
    }
}

/// Between two.
impl<'a> From<&'a str> for Here<'a> {
    fn from(with: &'a str) -> Self {
        Self { with, me: "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::samples::hello;

    #[test]
    fn in_a_room_what_others_say_is_theirs_and_names_are_short_at_home() {
        let room = format!("#{}", "0f".repeat(16));
        let here = |me| Here { with: &room, me };

        assert!(!here("alice@localhost").is_theirs(&hello()));
        assert!(here("bob@localhost").is_theirs(&hello()));
        assert_eq!(here("bob@localhost").short("alice@localhost"), "alice");
        assert_eq!(here("bob@elsewhere").short("alice@localhost"), "alice@localhost");
        assert!(!Here::from("bob@localhost").is_theirs(&hello()));
    }
}
