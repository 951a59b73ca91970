use std::{error::Error, io::stdout};

use causerie_cli::{Failure, Health, Init, Log, Renew, ServerCli, ServerCommand, completions};
use causerie_edge::{chain, now};
use causerie_http_client::DirectoryClient;
use causerie_pki::{Root, init_directory, read_domain, renew_issuer};
use causerie_telemetry::{LogFormat, Service, Telemetry};

use serde_json::json;

use crate::{moderators::moderators, public::public, run::run, say::say};

/// Does what the command line says.
pub(crate) async fn carry_out(cli: ServerCli) -> Result<(), Failure> {
    let outcome = match cli.command {
        ServerCommand::Init(wanted) => init(&wanted, cli.json),
        ServerCommand::Moderators(wanted) => moderators(&wanted, cli.json),
        ServerCommand::Public(wanted) => public(&wanted, cli.json),
        ServerCommand::Renew(wanted) => renew(&wanted, cli.json),
        ServerCommand::Health(wanted) => health(&wanted, cli.json).await,
        ServerCommand::Completions(wanted) => {
            return Ok(completions::<ServerCli>(wanted.shell, &mut stdout())?);
        }
        ServerCommand::Run(wanted) => {
            let telemetry = Telemetry::start(&service(cli.logging.log));
            let telemetry = telemetry.map_err(|failed| Failure::Other(chain(&failed)))?;
            let outcome = run(&wanted, cli.json, &telemetry).await;
            telemetry.stop().await;
            outcome
        }
    };
    outcome.map_err(|failed| Failure::Other(chain(failed.as_ref())))
}

fn service(log: Log) -> Service {
    let log = match log {
        Log::Text => LogFormat::Text,
        Log::Json => LogFormat::Json,
    };
    let name = "causerie-server";
    Service { name: name.to_owned(), measured_as: Some(name), log, aside: None }
}

fn init(wanted: &Init, json: bool) -> Result<(), Box<dyn Error>> {
    let (data, domain) = (&wanted.data, &wanted.domain);
    if wanted.if_missing && read_domain(data).is_ok_and(|there| there == *domain) {
        let told = json!({ "domain": domain.to_string(), "data": data });
        return say(json.then_some(told), "it stands already");
    }
    init_directory(data, domain, now())?;
    let told = json!({ "domain": domain.to_string(), "data": data, "root": data.join("root.pem") });
    let data = data.display();
    say(
        json.then_some(told),
        &format!(
            "a directory for {domain} stands in {data}\n\
             hand {data}/root.pem to everybody who is to trust it\n\
             keep {data}/root.key somewhere safe and off this machine: it is needed once a year, for: causerie-server renew\n\
             run it: causerie-server run --data {data}"
        ),
    )
}

fn renew(wanted: &Renew, json: bool) -> Result<(), Box<dyn Error>> {
    renew_issuer(&wanted.data, &wanted.root_key, now())?;
    let told = json!({ "renewed": true });
    say(json.then_some(told), "the issuer is certified for another year; restart the directory")
}

async fn health(wanted: &Health, json: bool) -> Result<(), Box<dyn Error>> {
    let root = Root::read(&wanted.data.join("root.pem"))?;
    let domain = read_domain(&wanted.data)?;
    let location = wanted.directory.location();
    let directory = DirectoryClient::new(root.client_config()?, domain, location)?;
    directory.readiness().await?;
    say(json.then_some(json!({ "well": true })), "well")
}
