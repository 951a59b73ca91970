use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_edge::{Traced, handled_in, now};
use causerie_usecases::{directory::commands::DepositEnvelopes, ports::NotDeposited};
use causerie_wire as wire;
use uuid::Uuid;

use super::{Api, caller::Depositor};
use crate::{
    envelopes::{Brought, DeliveryBytes, about, outcome},
    input::{Cbor, Segments},
    refusal::{BAD_REQUEST, Refusal},
};

/// Keep envelopes for devices of this directory until they fetch them. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/deposits/{id}",
    params(("id" = String, Path, description = "A UUID that the sender minted")),
    request_body(content = DeliveryBytes, content_type = "application/cbor"),
    responses(
        (status = 204, description = "All are kept"),
        (status = 422, body = wire::Problem, content_type = "application/problem+json",
         description = "ENVELOPES_REFUSED: those in `refused` are (UNKNOWN_DEVICE, MAILBOX_FULL, TOO_MUCH_WAITING, \
            MALFORMED); all the others are kept"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "None are kept. 400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn deposit(
    State(api): State<Arc<Api>>,
    depositor: Depositor,
    Segments(id): Segments<String>,
    Cbor(delivery): Cbor,
) -> Result<StatusCode, Refusal> {
    Uuid::try_parse(&id).map_err(|_| BAD_REQUEST.because("the path holds no deposit id"))?;
    let Brought { sent, malformed } = Brought::read(delivery, api.trusts_traces)?;
    let traces = sent.iter().filter_map(Traced::of).collect();
    let about = about(&sent);
    let from = (*depositor.device).clone();
    let command = DepositEnvelopes { from, envelopes: sent, at: now() };
    let handler = &api.directory.deposit_envelopes;
    let refused = match handled_in(handler, command, &about, traces, None).await {
        Ok(()) => Vec::new(),
        Err(NotDeposited::Refused(refused)) => refused,
        Err(NotDeposited::Unavailable(cause)) => return Err(cause.into()),
    };
    outcome(malformed, refused)
}
