//! `causerie`: a peer, and the command line that talks to it.

mod command;
mod sealed;

use std::process::ExitCode;

use causerie_cli::{PeerCli, end};
use clap::Parser;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let cli = PeerCli::parse();
    let json = cli.json;
    end(command::carry_out(cli).await, json)
}
