//! What was sent, as what it means.

use causerie_chat::{
    Address, ChallengeId, DeviceAddress, DomainName, Enrolment, Signature, Timestamp,
};
use causerie_usecases::directory::commands::RequestCredential;
use causerie_wire as wire;

use crate::{
    refusal::{BAD_KEY, BAD_REQUEST, Refusal},
    second_factors,
};

pub(super) fn enrolment(
    username: &str,
    domain: DomainName,
    body: &wire::RegisterPerson,
) -> Result<Enrolment, Refusal> {
    let username = username.parse();
    let username = username.map_err(|_| {
        BAD_REQUEST.because("a username is 1 to 32 of a-z, 0-9 and -, with no - at either end")
    })?;
    let device = body.device.parse();
    let device = device.map_err(|_| {
        BAD_REQUEST.because("a device id is 1 to 16 of a-z, 0-9 and -, with no - at either end")
    })?;
    Ok(Enrolment {
        device: DeviceAddress { person: Address { username, domain }, device },
        account_key: key(&body.account_key)?,
        device_key: key(&body.device_key)?,
        account_signature: signature(&body.account_signature)?,
        device_signature: signature(&body.device_signature)?,
    })
}

pub(super) fn request_credential(
    challenge: ChallengeId,
    body: wire::CredentialRequest,
    at: Timestamp,
) -> Result<RequestCredential, Refusal> {
    let device = body.device.parse();
    let device = device.map_err(|_| {
        BAD_REQUEST.because("a device's name is <device>.<username>.peers.<domain>")
    })?;
    let signature = signature(&body.signature)?;
    let request = body.request.0.try_into();
    let request =
        request.map_err(|_| BAD_REQUEST.because("a certificate request is at most 4 KiB"))?;
    let code = body.code.as_ref().map(second_factors::code).transpose()?;
    Ok(RequestCredential { challenge, device, request, signature, code, at })
}

fn key<K: TryFrom<[u8; 32]>>(bytes: &wire::Base64) -> Result<K, Refusal> {
    bytes.array().and_then(|bytes| K::try_from(bytes).ok()).ok_or(BAD_KEY)
}

fn signature(bytes: &wire::Base64) -> Result<Signature, Refusal> {
    let bytes = bytes.array::<64>();
    bytes.map(Signature::from).ok_or(BAD_REQUEST.because("a signature has 64 bytes"))
}
