use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{
    Acknowledgements, MailItem, MailNumber, Mailbox, NotAcknowledged, Unavailable,
};
use causerie_wire::{AcknowledgeMail, MAX_BODY_BYTES, PushFrame};
use reqwest::{Method, Response, StatusCode};
use tracing::Instrument;

use super::{DirectoryClient, mail::items};
use crate::call::{NoAnswer, call_streaming};

#[async_trait]
impl Mailbox for DirectoryClient {
    async fn pending(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<MailItem>, Unavailable> {
        let query = [("after", after.0), ("items", items as u64), ("bytes", bytes as u64)];
        let request = self.request(Method::GET, &path(of)).query(&query);
        let outcome = call_streaming("directory.read_mail", request).await;
        self.note(&outcome);
        let (response, span) = outcome?;
        Ok(read(response, of, after, items).instrument(span).await?)
    }
}

#[async_trait]
impl Acknowledgements for DirectoryClient {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        let path = format!("{}/acknowledged", path(of));
        let body = AcknowledgeMail { up_to: up_to.0 };
        let request = self.request(Method::PUT, &path).json(&body);
        match self.call("directory.acknowledge_mail", request).await {
            Ok(_) => Ok(()),
            Err(refused) if refused.code() == Some("CURSOR_AHEAD") => Err(NotAcknowledged::Ahead),
            Err(failed) => Err(NotAcknowledged::Unavailable(failed.into())),
        }
    }
}

/// Reads frames until there are so many items, or no more. No more than one frame and a piece is in memory unread, and it
/// is looked at only once that much is there: what comes byte by byte is not parsed byte by byte.
async fn read(
    mut response: Response,
    of: &DeviceAddress,
    mut after: MailNumber,
    most: usize,
) -> Result<Vec<MailItem>, NoAnswer> {
    let nonsense = || NoAnswer::Nonsense(StatusCode::OK);
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    loop {
        let chunk = response.chunk().await;
        let chunk = chunk.map_err(|failed| NoAnswer::Failed(failed.without_url()))?;
        let ended = chunk.is_none();
        unread.extend_from_slice(&chunk.unwrap_or_default());
        while !unread.is_empty() && (ended || unread.len() >= MAX_BODY_BYTES) {
            let (frame, rest) = match PushFrame::decode_first(&unread) {
                Ok(Some((frame, rest))) => (frame, rest.len()),
                Ok(None) if !ended => break,
                _ => return Err(nonsense()),
            };
            unread.drain(..unread.len() - rest);
            if frame.kind == PushFrame::MAIL {
                found.extend(items(frame.mail, of, &mut after).ok_or_else(nonsense)?);
            }
            if found.len() >= most {
                found.truncate(most);
                return Ok(found);
            }
        }
        if ended {
            return Ok(found);
        }
    }
}

fn path(device: &DeviceAddress) -> String {
    format!("people/{}/devices/{}/mailbox", device.person.username, device.device)
}
