//! `causerie-server`: a directory.

mod command;
mod moderators;
mod public;
mod run;
mod say;

use std::process::ExitCode;

use causerie_cli::{Log, ServerCli, end, parse};

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let cli: ServerCli = match parse("CAUSERIE_SERVER_JSON") {
        Ok(cli) => cli,
        Err(ended) => return ended,
    };
    // Where the log is JSON, so is the last that is said there.
    let json = cli.json || cli.logging.log == Log::Json;
    end(command::carry_out(cli).await, json)
}
