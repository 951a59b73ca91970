//! Measures Causerie beside what it is made of, in one run.
//!
//! Each comparison ends in a line `ratio NAME VALUE`, ours divided by the reference; where less is better, the name ends
//! in `_cost`.

mod appends;
mod direct;
mod echo;
mod figures;
mod idle;
mod ours;
mod world;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use causerie_edge::chain;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about = "Measures Causerie beside what it is made of")]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Messages of 1 KiB between two peer processes over mutual TLS with durable receipt, beside a bare hyper echo over
    /// the same TLS and bare appends of the same rows
    Direct {
        /// How long each measurement takes, in seconds
        #[arg(long, env = "CAUSERIE_BENCH_SECONDS", default_value_t = 3)]
        seconds: u64,
        /// How often each is repeated; the median counts
        #[arg(long, env = "CAUSERIE_BENCH_ROUNDS", default_value_t = 3)]
        rounds: usize,
    },
    /// The other end of the bare echo
    #[command(hide = true)]
    EchoServer {
        /// Whose TLS to show
        folder: PathBuf,
        /// Where to listen
        listen: SocketAddr,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Cli::parse().what {
        What::Direct { seconds, rounds } => direct::direct(seconds, rounds).await,
        What::EchoServer { folder, listen } => echo::serve(&folder, listen).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("{}", chain(failed.as_ref()));
            ExitCode::FAILURE
        }
    }
}
