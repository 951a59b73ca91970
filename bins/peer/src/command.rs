use std::{
    error::Error,
    io::{Write, stdout},
    path::{Path, PathBuf},
    sync::Arc,
};

use causerie::{
    CodeRequired, Codes, Folder, Listen, Passphrase, Profile, Registration, Strangers, Vault,
    register, see_beforehand, up,
};
use causerie_chat::{Cause, DeviceAddress, DomainName, NetworkAddress, SecondFactorCode};
use causerie_cli::{
    Failure, Log, Name, PeerCli, PeerCommand, Register, Up, passphrase, run, second_factor_code,
};
use causerie_edge::chain;
use causerie_telemetry::{LogFormat, Service, Telemetry};
use serde_json::json;

use crate::{joining, sealed};

/// Does what the command line says.
pub(crate) async fn carry_out(cli: PeerCli) -> Result<(), Failure> {
    let folder = Folder(cli.data.clone());
    let given = cli.passphrase_file.as_deref();
    match &cli.command {
        PeerCommand::Register(wanted) => {
            let telemetry = telemetry("causerie".to_owned(), None, cli.logging.log, None)?;
            let outcome = registered(&folder, wanted, given, cli.json).await;
            telemetry.stop().await;
            outcome
        }
        PeerCommand::Join(wanted) => {
            let telemetry = telemetry("causerie".to_owned(), None, cli.logging.log, None)?;
            let outcome = joining::joined(&folder, wanted, given, cli.json).await;
            telemetry.stop().await;
            outcome
        }
        PeerCommand::Up(wanted) => {
            let profile = profile(&folder).map_err(other)?;
            let passphrase = to_open(&folder, given)?;
            let name = format!("causerie-peer-{}", profile.device.person.username);
            let telemetry =
                telemetry(name, Some("causerie-peer"), cli.logging.log, Some(folder.log()))?;
            let listen = listen(wanted, cli.json);
            let codes = codes(wanted.code.clone(), cli.json);
            let passphrase = passphrase.as_ref();
            let outcome = up(&folder, &profile, passphrase, codes, listen, &telemetry).await;
            telemetry.stop().await;
            outcome.map_err(not_up)
        }
        PeerCommand::Passphrase(wanted) => sealed::passphrase(&folder, given, wanted, cli.json),
        PeerCommand::Export(wanted) => sealed::export(&folder, given, wanted, cli.json).await,
        PeerCommand::Import(wanted) => sealed::import(&folder, given, wanted, cli.json).await,
        PeerCommand::Client(asked) => {
            let telemetry = telemetry("causerie".to_owned(), None, cli.logging.log, None)?;
            let outcome = run(asked.clone(), &cli.settings(), &mut stdout()).await;
            telemetry.stop().await;
            outcome
        }
    }
}

/// The passphrase that opens the folder, if it is locked.
pub(crate) fn to_open(
    folder: &Folder,
    given: Option<&Path>,
) -> Result<Option<Passphrase>, Failure> {
    if !Vault::exists(&folder.0) || !Vault::is_locked(&folder.0).map_err(failed)? {
        return Ok(None);
    }
    let words = match given {
        Some(file) => passphrase::read(file)?,
        None => passphrase::ask(&format!("passphrase of {}: ", folder.0.display()))?,
    };
    checked(words.as_bytes()).map(Some)
}

/// The passphrase of the folder, which a new one gets if that is wanted.
pub(crate) fn to_register(
    folder: &Folder,
    given: Option<&Path>,
    wanted: bool,
) -> Result<Option<Passphrase>, Failure> {
    if Vault::exists(&folder.0) {
        return to_open(folder, given);
    }
    match given {
        Some(file) => checked(passphrase::read_new(file)?.as_bytes()).map(Some),
        None if wanted => {
            checked(passphrase::ask_new("passphrase for your data folder: ")?.as_bytes()).map(Some)
        }
        None => Ok(None),
    }
}

/// The words as a passphrase.
pub(crate) fn checked(words: &[u8]) -> Result<Passphrase, Failure> {
    Passphrase::try_from(words).map_err(failed)
}

async fn registered(
    folder: &Folder,
    wanted: &Register,
    given: Option<&Path>,
    as_json: bool,
) -> Result<(), Failure> {
    let directory = wanted.directory.location().clone();
    let domain = domain(&wanted.name, &directory).map_err(Failure::Other)?;
    let person = wanted.name.clone().at(&domain);
    let device = DeviceAddress { person: person.clone(), device: wanted.device.clone() };
    let seen = see_beforehand(folder, &device, &directory, &wanted.root).await;
    seen.map_err(joining::not_joined)?;
    let passphrase = to_register(folder, given, wanted.passphrase)?;
    let registration = Registration { device, directory, root: wanted.root.clone(), passphrase };
    register(folder, registration).await.map_err(other)?;

    let mut out = stdout();
    if as_json {
        let told = json!({ "address": person.to_string(), "device": wanted.device.to_string() });
        writeln!(out, "{told}")?;
    } else {
        let data = folder.0.display();
        writeln!(out, "{person} is registered; come up with: causerie up --data {data}")?;
    }
    Ok(())
}

/// The domain of a person who registers or is linked there.
pub(crate) fn domain(name: &Name, directory: &NetworkAddress) -> Result<DomainName, String> {
    match &name.domain {
        Some(domain) => Ok(domain.clone()),
        None => directory.host().parse().map_err(|_| {
            format!(
                "the directory's URL has a number and no name, so say the domain too: {name}@DOMAIN"
            )
        }),
    }
}

fn profile(folder: &Folder) -> Result<Profile, Box<dyn Error>> {
    folder.read_profile()?.ok_or_else(|| {
        let data = folder.0.display();
        format!("nobody registered in {data} yet; do so: causerie register NAME --directory URL --root FILE --data {data}").into()
    })
}

/// The code that was given, or those that somebody types at the terminal.
fn codes(given: Option<SecondFactorCode>, as_json: bool) -> Codes {
    if given.is_some() || as_json || !second_factor_code::can_ask() {
        return Codes { given, ask: None };
    }
    let ask = |cause: &Cause| match cause.as_str() {
        "TOTP_REQUIRED" => second_factor_code::ask("code of your second factor: ").ok(),
        "TOTP_WRONG" => {
            second_factor_code::ask("that is not it, or was used before; another: ").ok()
        }
        _ => None,
    };
    Codes { given: None, ask: Some(Arc::new(ask)) }
}

/// A peer that did not come up, with the code of the directory if it asks for one of the second factor.
fn not_up(why: Box<dyn Error>) -> Failure {
    match why.downcast::<CodeRequired>() {
        Ok(required) => Failure::refused(required.0.as_str(), &required.to_string()),
        Err(why) => other(why),
    }
}

fn listen(wanted: &Up, json: bool) -> Listen {
    Listen {
        peers: wanted.listen,
        local: wanted.local.socket(),
        advertise: wanted.advertise.clone(),
        lan: !wanted.no_lan,
        strangers: if wanted.accept_everybody { Strangers::Welcome } else { Strangers::Ask },
        json,
    }
}

fn telemetry(
    name: String,
    measured_as: Option<&'static str>,
    log: Log,
    aside: Option<PathBuf>,
) -> Result<Telemetry, Failure> {
    let log = match log {
        Log::Text => LogFormat::Text,
        Log::Json => LogFormat::Json,
    };
    let service = Service { name, measured_as, log, aside };
    Telemetry::start(&service).map_err(|failed| Failure::Other(chain(&failed)))
}

/// An error as the command line tells it.
#[allow(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
pub(crate) fn failed(failed: impl Error + 'static) -> Failure {
    Failure::Other(chain(&failed))
}

/// The same for one of any kind.
#[allow(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
pub(crate) fn other(failed: Box<dyn Error>) -> Failure {
    Failure::Other(chain(failed.as_ref()))
}
