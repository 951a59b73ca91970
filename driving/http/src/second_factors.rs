//! What is sent about second factors, to a directory and to a peer, as what it means.

use causerie_chat::{
    RecoveryCode, RecoveryCodes, SecondFactorCode, SecondFactorStanding, TotpCode, TotpSecret,
};
use causerie_wire as wire;

use crate::refusal::{BAD_REQUEST, Refusal};

pub(crate) fn offer(
    body: &wire::OfferSecondFactor,
) -> Result<(TotpSecret, RecoveryCodes), Refusal> {
    let secret = body.secret.0.parse();
    let secret = secret.map_err(|_| BAD_REQUEST.because("a secret is 32 characters of base32"))?;
    let codes = body.recovery_codes.iter().map(|code| code.0.parse::<RecoveryCode>().ok());
    let codes = codes.collect::<Option<Vec<_>>>().and_then(|codes| codes.try_into().ok());
    let codes: [RecoveryCode; RecoveryCodes::COUNT] =
        codes.ok_or(BAD_REQUEST.because("there are ten recovery codes of 16 characters"))?;
    Ok((secret, codes.into()))
}

pub(crate) fn app_code(body: &wire::SecondFactorCode) -> Result<TotpCode, Refusal> {
    let code = body.code.0.parse();
    code.map_err(|_| BAD_REQUEST.because("a code of an authenticator app is six digits"))
}

pub(crate) fn code(raw: &wire::Hidden) -> Result<SecondFactorCode, Refusal> {
    raw.0.parse().map_err(|_| {
        BAD_REQUEST.because("a code is six digits, or a recovery code as in abcd-efgh-ijkl-mnop")
    })
}

pub(crate) fn standing(standing: SecondFactorStanding) -> wire::SecondFactor {
    let (word, since, left) = match standing {
        SecondFactorStanding::Off => ("off", None, None),
        SecondFactorStanding::Offered => ("offered", None, None),
        SecondFactorStanding::On { since, recovery_codes_left } => {
            ("on", Some(since.millis()), Some(recovery_codes_left as u64))
        }
    };
    wire::SecondFactor { standing: word.to_owned(), since, recovery_codes_left: left }
}
