use std::{
    error::Error,
    io::{Write, stdout},
};

use causerie_cli::{Failure, Health, Init, Renew, ServerCli, ServerCommand, completions};
use causerie_edge::{chain, now};
use causerie_http_client::DirectoryClient;
use causerie_pki::{Root, init_directory, read_domain, renew_issuer};
use causerie_telemetry::Telemetry;

use crate::run::run;

/// Does what the command line says.
pub(crate) async fn carry_out(cli: ServerCli) -> Result<(), Failure> {
    let outcome = match cli.command {
        ServerCommand::Init(wanted) => init(&wanted),
        ServerCommand::Renew(wanted) => renew(&wanted),
        ServerCommand::Health(wanted) => health(&wanted).await,
        ServerCommand::Completions(wanted) => {
            return Ok(completions::<ServerCli>(wanted.shell, &mut stdout())?);
        }
        ServerCommand::Run(wanted) => {
            let telemetry = Telemetry::start("causerie-server");
            let telemetry = telemetry.map_err(|failed| Failure::Other(chain(&failed)))?;
            let outcome = run(&wanted.data, wanted.listen, &telemetry).await;
            telemetry.stop().await;
            outcome
        }
    };
    outcome.map_err(|failed| Failure::Other(chain(failed.as_ref())))
}

fn init(wanted: &Init) -> Result<(), Box<dyn Error>> {
    let (data, domain) = (&wanted.data, &wanted.domain);
    if wanted.if_missing && read_domain(data).is_ok_and(|there| there == *domain) {
        return Ok(());
    }
    init_directory(data, domain, now())?;
    let data = data.display();
    writeln!(
        stdout(),
        "a directory for {domain} stands in {data}\n\
         hand {data}/root.pem to everybody who is to trust it\n\
         keep {data}/root.key somewhere safe and off this machine: it is needed once a year, for: causerie-server renew\n\
         run it: causerie-server run --data {data}"
    )?;
    Ok(())
}

fn renew(wanted: &Renew) -> Result<(), Box<dyn Error>> {
    renew_issuer(&wanted.data, &wanted.root_key, now())?;
    writeln!(stdout(), "the issuer is certified for another year; restart the directory")?;
    Ok(())
}

async fn health(wanted: &Health) -> Result<(), Box<dyn Error>> {
    let root = Root::read(&wanted.data.join("root.pem"))?;
    let domain = read_domain(&wanted.data)?;
    let location = wanted.directory.location();
    let directory = DirectoryClient::new(root.client_config()?, domain, location)?;
    directory.health().await?;
    writeln!(stdout(), "well")?;
    Ok(())
}
