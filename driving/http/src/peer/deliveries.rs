use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use causerie_edge::{Traced, handled_in, now, randomness};
use causerie_usecases::peer::commands::{ReceiveEnvelopes, ReceiveEnvelopesError};
use causerie_wire as wire;
use uuid::Uuid;

use super::{Api, sender::Sender};
use crate::{
    envelopes::{Brought, DeliveryBytes, about, outcome},
    hang_up::HangUp,
    input::{Cbor, Segments},
    refusal::{BAD_REQUEST, Refusal},
};

/// Take envelopes for this peer's device. The same again changes nothing. To a person who is no contact there is no answer: the connection
/// ends.
#[utoipa::path(
    put,
    path = "/v1/deliveries/{id}",
    params(("id" = String, Path, description = "A UUID that the sender minted")),
    request_body(content = DeliveryBytes, content_type = "application/cbor"),
    responses(
        (status = 204, description = "All are kept"),
        (status = 422, body = wire::Problem, content_type = "application/problem+json",
         description = "ENVELOPES_REFUSED: those in `refused` are, for good; all the others are kept"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "None are kept. 400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn deliver(
    State(api): State<Arc<Api>>,
    sender: Sender,
    Segments(id): Segments<String>,
    Cbor(delivery): Cbor,
) -> Result<Response, Refusal> {
    Uuid::try_parse(&id).map_err(|_| BAD_REQUEST.because("the path holds no delivery id"))?;
    let Brought { sent, malformed } = Brought::read(delivery, api.trusts_traces)?;
    let traces = sent.iter().filter_map(Traced::of).collect();
    let about = about(&sent);
    let envelopes = sent.into_iter().map(|sent| sent.envelope).collect();
    let sender_device = (*sender.device).clone();
    let randomness = randomness()?;
    let command = ReceiveEnvelopes { sender: sender_device, envelopes, at: now(), randomness };
    let handler = &api.peer.receive_envelopes;
    let refused = match handled_in(handler, command, &about, traces, sender.trace).await {
        Ok(()) => Vec::new(),
        Err(ReceiveEnvelopesError::NotAccepted) => return Ok(HangUp.into_response()),
        Err(ReceiveEnvelopesError::Refused(refused)) => refused,
        Err(ReceiveEnvelopesError::Unavailable(cause)) => return Err(cause.into()),
    };
    outcome(malformed, refused).map(IntoResponse::into_response)
}
