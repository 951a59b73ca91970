use std::sync::Arc;

use causerie_chat::{DeviceAddress, LinkCode, LinkKeys, LinkRequest, Timestamp};

use crate::{QueryHandler, peer::NoDeviceChange, ports::LinkBook};

/// Who wants to be linked?
#[derive(Debug)]
pub struct ReadLinkRequest {
    /// The code that was shown.
    pub code: LinkCode,
    /// When.
    pub at: Timestamp,
}

/// Answers [`ReadLinkRequest`]: nothing as long as no device has asked.
pub struct ReadLinkRequestHandler {
    /// This device.
    pub device: DeviceAddress,
    /// Knows what was left.
    pub book: Arc<dyn LinkBook>,
}

impl QueryHandler<ReadLinkRequest> for ReadLinkRequestHandler {
    type Answer = Option<LinkRequest>;
    type Error = NoDeviceChange;

    async fn handle(&self, query: ReadLinkRequest) -> Result<Option<LinkRequest>, NoDeviceChange> {
        let person = &self.device.person;
        let keys = LinkKeys::new(&query.code, person);
        let Some(sealed) = self.book.asked(keys.id(), &self.device, query.at).await? else {
            return Ok(None);
        };
        let request = LinkRequest::open(&sealed, person, &keys);
        request.map(Some).map_err(|_| NoDeviceChange::Forged)
    }
}
