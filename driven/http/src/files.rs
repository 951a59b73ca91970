use std::{ops::Range, time::Duration};

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use causerie_chat::Cause;
use causerie_usecases::ports::{FileSource, FileSources, FileWish, NotGiven};
use causerie_wire::FILE_TICKET_HEADER;
use reqwest::Method;

use crate::{
    call::{NoAnswer, call_into, request},
    peers::PeerClient,
};

/// How long a piece of a file may take: 4 MiB, over paths of 70 KB in a second and more.
const PATIENCE: Duration = Duration::from_mins(1);

#[async_trait]
impl FileSources for PeerClient {
    async fn hashes(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        bytes: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        self.take("peer.file_hashes", from, wanted, "hashes", bytes).await
    }

    async fn chunks(
        &self,
        from: &FileSource,
        wanted: &FileWish,
        chunks: Range<u32>,
        bytes: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        let what = format!("chunks?from={}&count={}", chunks.start, chunks.len());
        self.take("peer.file_chunks", from, wanted, &what, bytes).await
    }

    fn take_back(&self, room: Vec<u8>) {
        self.spare.put(room);
    }
}

impl PeerClient {
    async fn take(
        &self,
        name: &'static str,
        from: &FileSource,
        wanted: &FileWish,
        what: &str,
        bytes: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        let path = format!("files/{}/{what}", wanted.file);
        let base = self.base(&from.device, &from.at);
        let ticket = BASE64_URL_SAFE_NO_PAD.encode(wanted.ticket.as_bytes());
        let request = request(&self.client, Method::GET, &base, &path)
            .header(FILE_TICKET_HEADER, ticket)
            .timeout(PATIENCE);
        let room = self.spare.take(bytes);
        let given = call_into(name, request, room, bytes).await.map_err(not_given)?.into_bytes();
        if given.len() == bytes { Ok(given) } else { Err(NotGiven::Broken) }
    }
}

fn not_given(answer: NoAnswer) -> NotGiven {
    match &answer {
        NoAnswer::TooLarge => NotGiven::Broken,
        _ if answer.code() == Some("FILE_NOT_OFFERED") => NotGiven::NotOffered,
        NoAnswer::Refused { .. } => {
            NotGiven::NotNow { cause: Cause::PEER_UNAVAILABLE, source: answer.into() }
        }
        _ => NotGiven::NotNow { cause: Cause::UNREACHABLE, source: answer.into() },
    }
}
