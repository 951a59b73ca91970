//! `causerie`: a peer, and the command line that talks to it.

mod command;
mod joining;
mod machine_name;
mod sealed;

use std::process::ExitCode;

use causerie_cli::{Log, PeerCli, end, parse};

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let cli: PeerCli = match parse("CAUSERIE_JSON") {
        Ok(cli) => cli,
        Err(ended) => return ended,
    };
    // Where the log is JSON, so is the last that is said there.
    let json = cli.json || cli.logging.log == Log::Json;
    end(Box::pin(command::carry_out(cli)).await, json)
}
