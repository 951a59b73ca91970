//! `causerie-server`: a directory.

mod command;
mod run;

use std::process::ExitCode;

use causerie_cli::{ServerCli, end};
use clap::Parser;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    end(command::carry_out(ServerCli::parse()).await, false)
}
