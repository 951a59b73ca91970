//! What lies in a mailbox, as it travels.

use bytes::Bytes;
use causerie_chat::DeviceAddress;
use causerie_edge::answered;
use causerie_usecases::{
    directory::queries::{ReadMail, ReadMailboxEnd},
    ports::{Mail, MailItem, MailNumber, Unavailable},
};
use causerie_wire::{MAX_DELIVERY_BYTES, MAX_DELIVERY_ENVELOPES, PushFrame, WireMail};

use super::Api;
use crate::refusal::{CURSOR_AHEAD, Refusal};

/// Where somebody wants to go on reading, if the mailbox has come that far: a number from elsewhere would hide what is there.
pub(super) async fn begin(
    api: &Api,
    of: &DeviceAddress,
    after: Option<u64>,
) -> Result<u64, Refusal> {
    let after = after.unwrap_or_default();
    if after > 0 {
        let end = ReadMailboxEnd { of: of.clone() };
        let end = answered(&api.directory.read_mailbox_end, end).await?;
        if after > end.0 {
            return Err(CURSOR_AHEAD);
        }
    }
    Ok(after)
}

/// What one frame holds.
pub(super) struct Page {
    /// The number of the last item.
    pub(super) last: u64,
    pub(super) items: usize,
    /// Of content.
    pub(super) bytes: usize,
    /// Whether there may be more behind it.
    pub(super) more: bool,
    /// All of it, encoded.
    pub(super) frame: Bytes,
}

/// The next items of a mailbox behind `after`, as many as a frame holds, at most `items` and about `bytes` of content;
/// nothing if there are none.
pub(super) async fn page(
    api: &Api,
    of: &DeviceAddress,
    after: u64,
    items: usize,
    bytes: usize,
) -> Result<Option<Page>, Unavailable> {
    let items = items.min(MAX_DELIVERY_ENVELOPES);
    let bytes = bytes.min(MAX_DELIVERY_BYTES);
    let query = ReadMail { of: of.clone(), after: MailNumber(after), items, bytes };
    let found = answered(&api.directory.read_mail, query).await?;
    let Some(last) = found.last().map(|item| item.number.0) else { return Ok(None) };
    let count = found.len();
    let taken: usize = found.iter().map(|item| item.mail.bytes()).sum();
    // One more, however large, would have fitted.
    let ended = count < items && taken + causerie_chat::Sealed::MAX_BYTES <= bytes;
    let mail = found.into_iter().map(|item| wire(item, of)).collect();
    let frame = PushFrame { kind: PushFrame::MAIL, mail }.encode().into();
    Ok(Some(Page { last, items: count, bytes: taken, more: !ended, frame }))
}

fn wire(MailItem { number, mail }: MailItem, of: &DeviceAddress) -> WireMail {
    match mail {
        Mail::Envelope { from, sent } => WireMail {
            number: number.0,
            from: from.to_string(),
            id: sent.envelope.id.as_bytes().to_vec(),
            sealed: Some(sent.envelope.sealed.as_bytes().to_vec()),
            to: None,
            trace: sent.trace.map(|trace| trace.as_str().to_owned()),
        },
        Mail::Expired { id, from, to } => WireMail {
            number: number.0,
            from: from.to_string(),
            id: id.as_bytes().to_vec(),
            sealed: None,
            to: (to != *of).then(|| to.to_string()),
            trace: None,
        },
    }
}
