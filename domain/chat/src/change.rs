use crate::{Body, Cause, Conversation, Message};

impl Message {
    /// How long after it was sent a message can be edited or deleted, in milliseconds by its author's clock: 24 hours.
    pub const WINDOW_MILLIS: u64 = 24 * 60 * 60 * 1_000;

    /// Whether this message holds as a change of `base`, or why not. It tells the same of a base that was wiped since.
    ///
    /// Only words can be edited, and words, files and invitations deleted, by their author (T38: there is no way to name another's), for
    /// [`Message::WINDOW_MILLIS`]. To words, to files, and to what a later version says, either of the two may react, at any time, and in a room all. In a
    /// room a moderator removes them, at any time. A change is said where its base was: one in a room touches nothing of another room, nor of what two
    /// say to each other.
    pub fn changes(&self, base: &Self) -> Result<(), Cause> {
        if !self.is_said_with(base) || self.target() != Some(base.reference()) {
            return Err(Cause::NOT_CHANGEABLE);
        }
        match (&self.body, &base.body) {
            (Body::Edit { .. } | Body::Delete { .. }, Body::Text(_) | Body::Wiped)
            | (Body::Delete { .. }, Body::Invitation(_) | Body::File(_)) => {
                let end = base.sent_at.plus(Self::WINDOW_MILLIS);
                if self.sent_at <= end { Ok(()) } else { Err(Cause::TOO_LATE) }
            }
            (
                Body::Reaction { .. },
                Body::Text(_) | Body::File(_) | Body::Wiped | Body::Unknown { .. },
            ) => Ok(()),
            // Who may is looked at as it comes; at any time, and only where there are moderators.
            (
                Body::Moderation(_),
                Body::Text(_) | Body::File(_) | Body::Wiped | Body::Unknown { .. },
            ) if self.recipient.room().is_some() => Ok(()),
            _ => Err(Cause::NOT_CHANGEABLE),
        }
    }

    /// Whether both are said in the same room, or between the same two.
    fn is_said_with(&self, other: &Self) -> bool {
        match (&self.recipient, &other.recipient) {
            (Conversation::Room(here), Conversation::Room(there)) => here == there,
            (Conversation::Person(to), Conversation::Person(with)) => {
                (&self.author, to) == (&other.author, with)
                    || (&self.author, to) == (with, &other.author)
            }
            (Conversation::Room(_), Conversation::Person(_))
            | (Conversation::Person(_), Conversation::Room(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::{
        FileHash, FileKey, FileManifest, MessageRef, RoomInvitation, RoomKind, SharedFile,
        Timestamp,
    };

    const DAY: u64 = 24 * 60 * 60 * 1_000;

    fn said(n: u8, author: &str, recipient: &str, at: u64, body: Body) -> Message {
        Message {
            id: id(n),
            author: author.parse().unwrap(),
            recipient: recipient.parse().unwrap(),
            sent_at: Timestamp::from_millis(at),
            body,
            reply_to: None,
            expires_at: None,
        }
    }

    fn id(n: u8) -> crate::MessageId {
        format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap()
    }

    fn base(body: Body) -> Message {
        said(1, "a@x.org", "b@x.org", 1_000, body)
    }

    fn text() -> Body {
        Body::Text("hi".parse().unwrap())
    }

    fn edit() -> Body {
        Body::Edit { target: id(1), text: "ho".parse().unwrap() }
    }

    fn reaction() -> Body {
        let target = MessageRef { id: id(1), author: "a@x.org".parse().unwrap() };
        Body::Reaction { target, emoji: None }
    }

    #[rstest]
    #[case::at_once(1_000, Ok(()))]
    #[case::by_a_clock_that_was_set_back(1, Ok(()))]
    #[case::at_the_last_moment(1_000 + DAY, Ok(()))]
    #[case::later(1_001 + DAY, Err(Cause::TOO_LATE))]
    fn t38_a_text_changes_for_a_day(#[case] at: u64, #[case] holds: Result<(), Cause>) {
        for body in [edit(), Body::Delete { target: id(1) }] {
            let change = said(2, "a@x.org", "b@x.org", at, body);

            assert_eq!(change.changes(&base(text())), holds);
            assert_eq!(change.changes(&base(Body::Wiped)), holds);
        }
    }

    #[rstest]
    #[case::another_author("b@x.org", "a@x.org")]
    #[case::somebody_else("c@x.org", "b@x.org")]
    #[case::another_conversation("a@x.org", "c@x.org")]
    fn t38_nobody_edits_what_others_said(#[case] author: &str, #[case] recipient: &str) {
        for body in [edit(), Body::Delete { target: id(1) }] {
            let change = said(2, author, recipient, 1_000, body);

            assert_eq!(change.changes(&base(text())), Err(Cause::NOT_CHANGEABLE));
        }
    }

    #[rstest]
    #[case::a_change(Body::Delete { target: id(9) })]
    #[case::a_reaction(reaction())]
    #[case::what_is_not_understood(Body::Unknown { kind: 77, data: vec![] })]
    fn t38_nothing_but_a_text_is_edited(#[case] body: Body) {
        for change in [edit(), Body::Delete { target: id(1) }] {
            let change = said(2, "a@x.org", "b@x.org", 1_000, change);

            assert_eq!(change.changes(&base(body.clone())), Err(Cause::NOT_CHANGEABLE));
        }
    }

    #[rstest]
    #[case::the_author(said(2, "a@x.org", "b@x.org", 1_000 + DAY, deletion()), Ok(()))]
    #[case::too_late(said(2, "a@x.org", "b@x.org", 1_001 + DAY, deletion()), Err(Cause::TOO_LATE))]
    #[case::whoever_is_invited(
        said(2, "b@x.org", "a@x.org", 1_000, deletion()),
        Err(Cause::NOT_CHANGEABLE)
    )]
    #[case::with_other_words(
        said(2, "a@x.org", "b@x.org", 1_000, edit()),
        Err(Cause::NOT_CHANGEABLE)
    )]
    #[case::by_what_one_thinks_of_it(
        said(2, "b@x.org", "a@x.org", 1_000, reaction()),
        Err(Cause::NOT_CHANGEABLE)
    )]
    fn t38_only_whoever_invited_takes_that_back(
        #[case] change: Message,
        #[case] holds: Result<(), Cause>,
    ) {
        assert_eq!(change.changes(&base(invitation())), holds);
    }

    #[rstest]
    #[case::taken_back(said(2, "a@x.org", "b@x.org", 1_000 + DAY, deletion()), Ok(()))]
    #[case::too_late(said(2, "a@x.org", "b@x.org", 1_001 + DAY, deletion()), Err(Cause::TOO_LATE))]
    #[case::by_whoever_got_it(
        said(2, "b@x.org", "a@x.org", 1_000, deletion()),
        Err(Cause::NOT_CHANGEABLE)
    )]
    #[case::with_words(said(2, "a@x.org", "b@x.org", 1_000, edit()), Err(Cause::NOT_CHANGEABLE))]
    #[case::reacted_to(said(2, "b@x.org", "a@x.org", 1_001 + DAY, reaction()), Ok(()))]
    fn t38_a_file_is_taken_back_by_its_sender_and_reacted_to_by_both(
        #[case] change: Message,
        #[case] holds: Result<(), Cause>,
    ) {
        assert_eq!(change.changes(&base(file())), holds);
    }

    fn file() -> Body {
        let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
        let manifest = FileManifest::new("a".parse().unwrap(), None, (1, 16), hash, key).unwrap();
        Body::File(Box::new(SharedFile { manifest, caption: None }))
    }

    fn deletion() -> Body {
        Body::Delete { target: id(1) }
    }

    fn invitation() -> Body {
        let (host, name) = ("x.org".parse().unwrap(), "book club".parse().unwrap());
        let (room, kind) = ([7; 16].into(), RoomKind::Private);
        Body::Invitation(Box::new(RoomInvitation { room, kind, host, name, epoch: 3 }))
    }

    #[rstest]
    #[case::the_author("a@x.org", "b@x.org", Ok(()))]
    #[case::the_other("b@x.org", "a@x.org", Ok(()))]
    #[case::somebody_else("c@x.org", "a@x.org", Err(Cause::NOT_CHANGEABLE))]
    fn either_of_the_two_reacts_at_any_time(
        #[case] author: &str,
        #[case] recipient: &str,
        #[case] holds: Result<(), Cause>,
    ) {
        let change = said(2, author, recipient, 9 * DAY, reaction());

        assert_eq!(change.changes(&base(text())), holds);
    }

    const HERE: &str = "#a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
    const THERE: &str = "#b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2";

    #[rstest]
    #[case::the_author("a@x.org", Ok(()))]
    #[case::somebody_else("c@x.org", Err(Cause::NOT_CHANGEABLE))]
    fn t38_in_a_room_only_the_author_edits(#[case] author: &str, #[case] holds: Result<(), Cause>) {
        let base = said(1, "a@x.org", HERE, 1_000, text());

        for body in [edit(), Body::Delete { target: id(1) }] {
            assert_eq!(said(2, author, HERE, 1_000, body).changes(&base), holds);
        }
    }

    #[rstest]
    fn in_a_room_all_react_at_any_time(#[values("a@x.org", "b@x.org", "c@x.org")] author: &str) {
        let base = said(1, "a@x.org", HERE, 1_000, text());

        assert_eq!(said(2, author, HERE, 9 * DAY, reaction()).changes(&base), Ok(()));
    }

    #[rstest]
    #[case::of_another_room(THERE, HERE)]
    #[case::of_what_two_said("b@x.org", HERE)]
    #[case::of_a_room_between_two(HERE, "b@x.org")]
    #[case::of_a_room_by_its_author_alone(HERE, "a@x.org")]
    fn t38_a_change_is_said_where_its_base_was(#[case] base: &str, #[case] change: &str) {
        let base = said(1, "a@x.org", base, 1_000, text());

        for body in [edit(), Body::Delete { target: id(1) }, reaction()] {
            let change = said(2, "a@x.org", change, 1_000, body);

            assert_eq!(change.changes(&base), Err(Cause::NOT_CHANGEABLE));
        }
    }

    #[test]
    fn a_change_is_of_the_message_it_names() {
        let edit = said(2, "a@x.org", "b@x.org", 1_000, edit());
        let other = Message { id: id(3), ..base(text()) };

        assert_eq!(edit.changes(&other), Err(Cause::NOT_CHANGEABLE));
        assert_eq!(base(text()).changes(&base(text())), Err(Cause::NOT_CHANGEABLE));
    }
}
