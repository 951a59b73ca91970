//! What was said when the peer went away.

use causerie_chat::MessageId;
use causerie_wire::SendMessage;

/// A message of which is not known whether the peer has it. Said again, it goes by the same id, and is one message.
pub(super) struct Undecided {
    pub(super) id: MessageId,
    pub(super) said: SendMessage,
}

impl Undecided {
    /// The id to say `message` by, if it is this one again.
    pub(super) fn again(&self, message: &SendMessage) -> Option<MessageId> {
        (self.said == *message).then_some(self.id)
    }
}

#[cfg(test)]
mod tests {
    use causerie_wire::MessageRef;

    use super::*;

    #[test]
    fn the_same_said_again_is_one_message_and_anything_else_another() {
        let said = |to: &str, text: &str| SendMessage {
            to: to.to_owned(),
            text: text.to_owned(),
            ..SendMessage::default()
        };
        let id: MessageId = "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap();
        let undecided = Undecided { id, said: said("bob@localhost", "hi") };

        assert_eq!(undecided.again(&said("bob@localhost", "hi")), Some(id));
        assert_eq!(undecided.again(&said("bob@localhost", "ho")), None);
        assert_eq!(undecided.again(&said("carol@localhost", "hi")), None);
        let answer = MessageRef { id: id.to_string(), from: "bob@localhost".to_owned() };
        let answer = SendMessage { reply_to: Some(answer), ..said("bob@localhost", "hi") };
        assert_eq!(undecided.again(&answer), None);
    }
}
