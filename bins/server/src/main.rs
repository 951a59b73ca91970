//! `causerie-server`: a directory.

mod command;
mod run;
mod say;

use std::process::ExitCode;

use causerie_cli::{ServerCli, end};
use clap::Parser;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let cli = ServerCli::parse();
    let json = cli.json;
    end(command::carry_out(cli).await, json)
}
