use std::sync::Arc;

use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use causerie_edge::{answered, handled_in, now};
use causerie_usecases::peer::{
    commands::{TakeQuestion, TakeQuestionError},
    queries::ReadPage,
};
use causerie_wire as wire;

use super::{Api, sender::Sender};
use crate::{
    envelopes::{Brought, DeliveryBytes, about, outcome},
    input::Cbor,
    refusal::{BAD_REQUEST, Refusal, UNAVAILABLE},
};

/// Give a page of history to another device of this person (T5). The question is in the one envelope, and opens once.
#[utoipa::path(
    post,
    path = "/v1/history",
    request_body(content = DeliveryBytes, content_type = "application/cbor"),
    responses(
        (status = 200, body = SealedHistoryBytes, content_type = "application/cbor"),
        (status = 422, body = wire::Problem, content_type = "application/problem+json",
         description = "ENVELOPES_REFUSED: for the cause in `refused`"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn give(
    State(api): State<Arc<Api>>,
    sender: Sender,
    Cbor(delivery): Cbor,
) -> Result<Response, Refusal> {
    let Brought { sent, malformed } = Brought::read(delivery, false)?;
    if !malformed.is_empty() {
        return outcome(malformed, Vec::new()).map(IntoResponse::into_response);
    }
    let about = about(&sent);
    let Ok([question]) = <[_; 1]>::try_from(sent) else {
        return Err(BAD_REQUEST.because("a question is one envelope"));
    };
    let (envelope, id) = (question.envelope.clone(), question.envelope.id);
    let (device, at) = ((*sender.device).clone(), now());
    let read = ReadPage { by: device.clone(), asked_in: id, at };
    let command = TakeQuestion { sender: device, envelope, at };
    let handler = &api.peer.take_question;
    match handled_in(handler, command, &about, Vec::new(), sender.trace).await {
        Ok(()) => {}
        Err(TakeQuestionError::Refused(cause)) => {
            return outcome(Vec::new(), vec![(id, cause)]).map(IntoResponse::into_response);
        }
        Err(TakeQuestionError::Unavailable(cause)) => return Err(cause.into()),
    }
    let sealed = answered(&api.peer.read_page, read).await?.ok_or(UNAVAILABLE)?;
    let body = wire::SealedHistory { sealed }.encode();
    Ok(([(CONTENT_TYPE, wire::SealedHistory::CONTENT_TYPE)], body).into_response())
}

/// CBOR (RFC 8949), a map: 0 → nonce (24 bytes) and ciphertext, at most 208,384 bytes.
#[derive(utoipa::ToSchema)]
#[schema(as = SealedHistory, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is answered")]
struct SealedHistoryBytes(Vec<u8>);
