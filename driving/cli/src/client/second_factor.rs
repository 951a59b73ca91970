use std::io::{Write, stderr};

use causerie_chat::{RecoveryCodes, SecondFactorCode, TotpCode, TotpSecret};
use causerie_edge::{recovery_codes, totp_secret};
use causerie_wire::{Hidden, OfferSecondFactor, SecondFactorCode as Code, Status};
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::{LocalApi, Printer};
use crate::{
    args::{Disable, Enable, SecondFactor, SignInCode},
    failure::Failure,
    second_factor_code::{ask, can_ask},
    show,
};

const OFF: &str = "the second factor is off already: there is nothing to turn off\n";
const PATH: &str = "/v1/second-factor";
/// How often a first code may be wrong before one is no longer asked for.
const TRIES: usize = 5;

/// Sets the second factor up, removes it, or shows how it stands.
pub(super) async fn second_factor<W: Write>(
    api: &LocalApi<'_>,
    wanted: SecondFactor,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    match wanted {
        SecondFactor::Enable(Enable { code: Some(code), .. }) => {
            confirm(api, &code).await?;
            status(api, printer).await
        }
        SecondFactor::Enable(Enable { code: None, qr }) => {
            let with_qr = qr.is_shown(printer.settings.terminal);
            enable(api, with_qr, printer).await
        }
        SecondFactor::Disable(wanted) => disable(api, wanted, printer).await,
        SecondFactor::Code(wanted) => sign_in(api, wanted, printer).await,
        SecondFactor::Status => status(api, printer).await,
    }
}

async fn enable<W: Write>(
    api: &LocalApi<'_>,
    with_qr: bool,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let me: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    let me = me.address.parse().map_err(|_| Failure::NotAPeer)?;
    let (secret, codes) = (totp_secret()?, recovery_codes()?);
    let offer = OfferSecondFactor {
        secret: Hidden(secret.expose().to_string()),
        recovery_codes: texts(&codes).into_iter().map(Hidden).collect(),
    };
    api.put(PATH, &offer).await.map_err(|none| none.at(api.data))?;

    let is_asked = !printer.settings.json && can_ask();
    let offered = Offered::new(&secret, &codes, &secret.url(&me));
    printer.print(&offered, |offered, paint| {
        show::second_factor_offered(
            &offered.secret,
            &offered.url,
            &offered.recovery_codes,
            with_qr,
            is_asked,
            paint,
        )
    })?;
    if !is_asked {
        return Ok(());
    }
    let mut tries = 0;
    loop {
        let code = asked("first code of the app: ").await?;
        tries += 1;
        match confirm(api, &code).await {
            Err(Failure::Refused(problem)) if problem.code == "TOTP_WRONG" && tries < TRIES => {
                // Where nobody reads standard error there is nobody to tell.
                let _ = writeln!(
                    stderr(),
                    "that is not it; see that the clock of your device is right"
                );
            }
            outcome => {
                outcome?;
                return status(api, printer).await;
            }
        }
    }
}

async fn disable<W: Write>(
    api: &LocalApi<'_>,
    wanted: Disable,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    if wanted.code.is_none() {
        let standing: causerie_wire::SecondFactor =
            api.get(PATH).await.map_err(|none| none.at(api.data))?;
        if standing.standing == "off" {
            return printer.print(&standing, |_, _| OFF.to_owned());
        }
    }
    let code: SecondFactorCode = match wanted.code {
        Some(code) => code,
        None if printer.settings.json => return Err(Failure::NoCode),
        None => asked("code of your second factor: ").await?,
    };
    let body = Code { code: Hidden(code.expose().to_string()) };
    api.put(&format!("{PATH}/removal"), &body).await.map_err(|none| none.at(api.data))?;
    status(api, printer).await
}

/// Has the peer sign in by a code, unless it is signed in; tells how it stands then.
async fn sign_in<W: Write>(
    api: &LocalApi<'_>,
    wanted: SignInCode,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let me: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    if me.signed_in || me.revoked {
        return printer.print(&me, show::status);
    }
    let code = match wanted.code {
        Some(code) => code,
        None if printer.settings.json => return Err(Failure::NoCode),
        None => asked("code of your second factor: ").await?,
    };
    let body = Code { code: Hidden(code.expose().to_string()) };
    api.put(&format!("{PATH}/sign-in"), &body).await.map_err(|none| none.at(api.data))?;
    let me: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    printer.print(&me, show::status)
}

async fn confirm(api: &LocalApi<'_>, code: &TotpCode) -> Result<(), Failure> {
    let body = Code { code: Hidden(code.expose().to_owned()) };
    api.put(&format!("{PATH}/confirmation"), &body).await.map_err(|none| none.at(api.data))
}

async fn status<W: Write>(api: &LocalApi<'_>, printer: &mut Printer<'_, W>) -> Result<(), Failure> {
    let standing: causerie_wire::SecondFactor =
        api.get(PATH).await.map_err(|none| none.at(api.data))?;
    printer.print(&standing, show::second_factor)
}

/// Does what may take a code of the second factor: with `given`, else without one, and if that is refused for want of one, with one that
/// somebody types, as long as somebody `may_ask` be asked.
pub(super) async fn with_code<F>(
    given: Option<SecondFactorCode>,
    may_ask: bool,
    attempt: impl Fn(Option<SecondFactorCode>) -> F,
) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>>,
{
    let may_ask = given.is_none() && may_ask && can_ask();
    let mut outcome = attempt(given).await;
    for _ in 0..TRIES {
        let prompt = match &outcome {
            Err(Failure::Refused(problem)) if problem.code == "TOTP_REQUIRED" => {
                "code of your second factor: "
            }
            Err(Failure::Refused(problem)) if problem.code == "TOTP_WRONG" => {
                "that is not it, or was used before; another: "
            }
            _ => return outcome,
        };
        if !may_ask {
            return outcome;
        }
        outcome = attempt(Some(asked(prompt).await?)).await;
    }
    outcome
}

/// A code that somebody types.
async fn asked<C>(prompt: &'static str) -> Result<C, Failure>
where
    C: std::str::FromStr + Send + 'static,
    causerie_chat::InvalidCode: From<C::Err>,
{
    spawn_blocking(move || ask(prompt)).await.map_err(|_| Failure::NoCode)?
}

/// What is shown once.
#[derive(Serialize)]
struct Offered {
    secret: String,
    url: String,
    recovery_codes: Vec<String>,
}

impl Offered {
    fn new(secret: &TotpSecret, codes: &RecoveryCodes, url: &str) -> Self {
        let (secret, recovery_codes) = (secret.expose().to_string(), texts(codes));
        Self { secret, url: url.to_owned(), recovery_codes }
    }
}

fn texts(codes: &RecoveryCodes) -> Vec<String> {
    codes.as_slice().iter().map(|code| code.expose().to_string()).collect()
}
