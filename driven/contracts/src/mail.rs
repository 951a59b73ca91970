//! What lies in mailboxes.

use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Sealed};
use causerie_usecases::ports::{Mail, MailItem, MailNumber, Outgoing};

use crate::trace;

/// The envelope number `n` for `to`, with `bytes` bytes in it. Every other one belongs to a trace.
#[must_use]
pub fn letter(n: u64, to: &DeviceAddress, bytes: usize) -> Outgoing {
    let sealed = Sealed::try_from(vec![n.to_le_bytes()[0]; bytes]).unwrap();
    let envelope = Envelope { id: letter_id(n), recipient: to.clone(), sealed };
    Outgoing { envelope, trace: n.is_multiple_of(2).then(trace) }
}

/// The id of envelope number `n`.
#[must_use]
pub fn letter_id(n: u64) -> EnvelopeId {
    // As ids are: those that come one behind the other are not next to each other.
    let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    EnvelopeId::try_from(&[mixed, n.to_be_bytes()].concat()[..]).unwrap()
}

/// `sent`, deposited by `from`, at its place in a mailbox.
#[must_use]
pub fn lies(number: u64, from: &DeviceAddress, sent: Outgoing) -> MailItem {
    MailItem { number: MailNumber(number), mail: Mail::Envelope { from: from.clone(), sent } }
}

/// That envelope number `n` from `from` to `to` was thrown away, at its place in a mailbox.
#[must_use]
pub fn gone(number: u64, n: u64, from: &DeviceAddress, to: &DeviceAddress) -> MailItem {
    let mail = Mail::Expired { id: letter_id(n), from: from.clone(), to: to.clone() };
    MailItem { number: MailNumber(number), mail }
}
