use std::{
    error::Error,
    io::{Write, stdout},
};

use causerie::{Folder, Listen, Profile, Registration, register, up};
use causerie_chat::{DeviceAddress, DomainName};
use causerie_cli::{Failure, PeerCli, PeerCommand, Register, Up, run};
use causerie_edge::chain;
use causerie_telemetry::Telemetry;
use serde_json::json;

/// Does what the command line says.
pub(crate) async fn carry_out(cli: PeerCli) -> Result<(), Failure> {
    let folder = Folder(cli.data.clone());
    match &cli.command {
        PeerCommand::Register(wanted) => {
            let telemetry = telemetry("causerie")?;
            let outcome = registered(&folder, wanted, cli.json).await;
            telemetry.stop().await;
            outcome.map_err(other)
        }
        PeerCommand::Up(wanted) => {
            let profile = profile(&folder).map_err(other)?;
            let name = format!("causerie-peer-{}", profile.device.person.username);
            let telemetry = telemetry(&name)?;
            let outcome = up(&folder, &profile, listen(wanted, cli.json), &telemetry).await;
            telemetry.stop().await;
            outcome.map_err(other)
        }
        PeerCommand::Client(asked) => {
            let telemetry = telemetry("causerie")?;
            let outcome = run(asked.clone(), &cli.settings(), &mut stdout()).await;
            telemetry.stop().await;
            outcome
        }
    }
}

async fn registered(
    folder: &Folder,
    wanted: &Register,
    as_json: bool,
) -> Result<(), Box<dyn Error>> {
    let directory = wanted.directory.location().clone();
    let domain = match &wanted.name.domain {
        Some(domain) => domain.clone(),
        None => directory.host().parse::<DomainName>().map_err(|_| {
            let name = &wanted.name;
            format!(
                "the directory's URL has a number and no name, so say the domain too: {name}@DOMAIN"
            )
        })?,
    };
    let person = wanted.name.clone().at(&domain);
    let device = DeviceAddress { person: person.clone(), device: wanted.device.clone() };
    let registration = Registration { device, directory, root: wanted.root.clone() };
    register(folder, registration).await?;

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

fn profile(folder: &Folder) -> Result<Profile, Box<dyn Error>> {
    folder.read_profile()?.ok_or_else(|| {
        let data = folder.0.display();
        format!("nobody registered in {data} yet; do so: causerie register NAME --directory URL --root FILE --data {data}").into()
    })
}

fn listen(wanted: &Up, json: bool) -> Listen {
    Listen {
        peers: wanted.listen,
        local: wanted.local.socket(),
        advertise: wanted.advertise.clone(),
        json,
    }
}

fn telemetry(service: &str) -> Result<Telemetry, Failure> {
    Telemetry::start(service).map_err(|failed| Failure::Other(chain(&failed)))
}

#[allow(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn other(failed: Box<dyn Error>) -> Failure {
    Failure::Other(chain(failed.as_ref()))
}
