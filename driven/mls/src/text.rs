use causerie_chat::RoomEpoch;
use causerie_usecases::ports::{Fresh, Group, GroupRefused, GroupText, OpenedText, SealedText};
use mls_rs::group::{ContentType, ReceivedMessage};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    group::{KEPT_AHEAD, Room},
    messages::{MOST_OF_TEXT, of_room},
    refused::refused,
};

impl GroupText for Room {
    fn seal(&mut self, text: &[u8], fresh: Fresh) -> Result<SealedText, GroupRefused> {
        self.is_in()?;
        if text.len() > SealedText::MAX_TEXT {
            return Err(GroupRefused::Malformed);
        }
        while self.to_skip > 0 {
            self.group.next_encryption_key().map_err(|error| refused(&error))?;
            self.to_skip -= 1;
        }
        let keep = if self.ahead == 0 { Some(self.keep()?) } else { None };
        (self.ahead, self.used) = (self.ahead - 1, self.used + 1);
        let Self { group, desk, .. } = self;
        let sealed = desk.entropy.during(&fresh.entropy, || {
            group.encrypt_application_message(text, Vec::new())?.to_bytes()
        });
        Ok(SealedText { bytes: sealed.map_err(|error| refused(&error))?, keep })
    }

    fn open(&mut self, sealed: &[u8]) -> Result<OpenedText, GroupRefused> {
        self.is_in()?;
        let room = self.group.group_id();
        let (message, epoch) = of_room(sealed, MOST_OF_TEXT, ContentType::Application, room)?;
        if epoch > self.epoch() {
            return Err(GroupRefused::LaterEpoch);
        }
        let known_by = Sha256::digest(sealed).into();
        if self.opened.contains(&known_by) {
            return Err(GroupRefused::OutOfReach);
        }
        let received = self.step(|room| room.group.process_incoming_message(message))?;
        let ReceivedMessage::ApplicationMessage(said) = received else {
            return Err(GroupRefused::Malformed);
        };
        let sender = self.member(said.sender_index)?;
        self.opened.insert(known_by);
        let is_due = self.opened.len() >= KEPT_AHEAD as usize;
        let keep = if is_due { Some(self.keep()?) } else { None };
        Ok(OpenedText { sender, text: Zeroizing::new(said.data().to_vec()), keep })
    }

    fn epoch_of(&self, sealed: &[u8]) -> Option<RoomEpoch> {
        let room = self.group.group_id();
        let (_, epoch) = of_room(sealed, MOST_OF_TEXT, ContentType::Application, room).ok()?;
        Some(epoch)
    }
}
