use std::time::Duration;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Timestamp};
use causerie_files::{Blob, BlobHash, BlobList, FileId, Parts};
use causerie_usecases::ports::{
    NotGiven, NotUploaded, StoredFiles, Unavailable, UploadAnswers, UploadDesk, UploadStanding,
};
use causerie_wire::{self as wire, BYTES};
use reqwest::{Method, RequestBuilder, StatusCode, header::CONTENT_TYPE};

use super::DirectoryClient;
use crate::call::{Answer, NoAnswer, call_for};

/// How long a blob may take: 4 MiB, over paths of 64 KiB in a second and more, and a while for the directory.
const PATIENCE: Duration = Duration::from_secs(80);

#[async_trait]
impl UploadDesk for DirectoryClient {
    async fn list(
        &self,
        own: &DeviceAddress,
        file: &FileId,
        list: &BlobList,
    ) -> Result<(), NotUploaded> {
        let request = self.request(Method::PUT, &path(own, file)).header(CONTENT_TYPE, BYTES);
        let request = request.timeout(PATIENCE).body(list.encode());
        self.call("directory.list_file", request).await.map(drop).map_err(not_uploaded)
    }

    async fn put(&self, blob: Blob) -> Result<(), NotUploaded> {
        let path = format!("blobs/{}", blob.hash());
        let request = self.request(Method::PUT, &path).header(CONTENT_TYPE, BYTES);
        let request = request.timeout(PATIENCE).body(blob.into_bytes());
        self.call("directory.keep_blob", request).await.map(drop).map_err(not_uploaded)
    }

    async fn unlist(&self, own: &DeviceAddress, file: &FileId) -> Result<(), NotUploaded> {
        let request = self.request(Method::DELETE, &path(own, file));
        self.call("directory.unlist_file", request).await.map(drop).map_err(not_uploaded)
    }
}

#[async_trait]
impl UploadAnswers for DirectoryClient {
    async fn standing(
        &self,
        own: &DeviceAddress,
        file: &FileId,
    ) -> Result<Option<UploadStanding>, NotUploaded> {
        let request = self.request(Method::GET, &format!("{}/standing", path(own, file)));
        let answer = match self.call("directory.read_upload", request).await {
            Err(refused) if refused.code() == Some("NO_SUCH_UPLOAD") => return Ok(None),
            answer => answer.map_err(not_uploaded)?,
        };
        let raw: wire::UploadStanding = answer.json().map_err(not_uploaded)?;
        let nonsense = || not_uploaded(NoAnswer::Nonsense(StatusCode::OK));
        // As many as a list has at most, or its bytes would not be believed either.
        let blobs = Some(raw.blobs).filter(|it| (1..=BlobList::MOST).contains(&(*it as usize)));
        let here = Parts::decode(blobs.ok_or_else(nonsense)?, &raw.here.0);
        let (here, until) = (here.map_err(|_| nonsense())?, Timestamp::from_millis(raw.until));
        Ok(Some(UploadStanding { here, until }))
    }
}

#[async_trait]
impl StoredFiles for DirectoryClient {
    async fn listed(&self, of: &DeviceAddress, file: &FileId) -> Result<BlobList, NotGiven> {
        // Nobody else's people keep anything there.
        if of.person.domain != self.domain {
            return Err(NotGiven::NotOffered);
        }
        let request = self.request(Method::GET, &path(of, file));
        let answer = self.call_for_file("directory.read_file_list", request, BlobList::MOST_BYTES);
        let answer = answer.await.map_err(not_given)?;
        BlobList::decode(answer.bytes()).map_err(|_| NotGiven::Broken)
    }

    async fn blob(&self, blob: &BlobHash, bytes: usize) -> Result<Vec<u8>, NotGiven> {
        let request = self.request(Method::GET, &format!("blobs/{blob}"));
        let answer = self.call_for_file("directory.read_blob", request, bytes).await;
        let given = answer.map_err(not_given)?.bytes().to_vec();
        if given.len() == bytes { Ok(given) } else { Err(NotGiven::Broken) }
    }
}

impl DirectoryClient {
    /// For an answer of at most so many bytes, which may take a while.
    async fn call_for_file(
        &self,
        name: &'static str,
        request: RequestBuilder,
        most: usize,
    ) -> Result<Answer, NoAnswer> {
        let outcome = call_for(name, request.timeout(PATIENCE), most).await;
        self.note(&outcome);
        outcome
    }
}

fn path(of: &DeviceAddress, file: &FileId) -> String {
    format!("people/{}/devices/{}/files/{file}", of.person.username, of.device)
}

fn not_uploaded(answer: NoAnswer) -> NotUploaded {
    if let Some("NO_SUCH_UPLOAD") = answer.code() {
        return NotUploaded::NotExpected;
    }
    match answer.refusal() {
        // Who has one again may ask again.
        Some(refusal) if !answer.asks_for_credential() => NotUploaded::Refused(refusal),
        _ => NotUploaded::NotNow { cause: now(&answer), source: Unavailable::new(answer) },
    }
}

fn not_given(answer: NoAnswer) -> NotGiven {
    match answer.code() {
        Some("NO_SUCH_UPLOAD" | "NO_SUCH_BLOB") => NotGiven::NotOffered,
        _ if matches!(answer, NoAnswer::TooLarge) => NotGiven::Broken,
        _ => NotGiven::NotNow { cause: now(&answer), source: answer.into() },
    }
}

/// Why it cannot now, in one word.
fn now(answer: &NoAnswer) -> Cause {
    match (answer.code(), answer) {
        (Some("QUOTA_EXCEEDED"), _) => Cause::QUOTA_EXCEEDED,
        (Some("UPLOADS_FULL"), _) => Cause::UPLOADS_FULL,
        (_, NoAnswer::Failed(_)) => Cause::DIRECTORY_UNREACHABLE,
        _ => Cause::DIRECTORY_UNAVAILABLE,
    }
}
