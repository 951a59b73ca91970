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
mod session;
mod world;

use std::{alloc::System, net::SocketAddr, path::PathBuf, process::ExitCode};

use causerie_edge::chain;
use clap::{Parser, Subcommand};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// The system's, which also counts.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

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
    /// Sessions between two devices, with either provider, beside vodozemac in the same process: beginning one, ping-pong,
    /// a one-way stream, messages skipped and late, saving and loading; overhead, sizes and allocations
    ///
    /// On both sides a session begins with published keys as bytes and ends with the first text opened; each checks one Ed25519
    /// signature. Messages are bytes from end to end. Ours draws randomness from the operating system for each message. Saved are
    /// our encoding and vodozemac's pickle as JSON, both in the clear. Of 1,000 skipped keys vodozemac keeps 40. Times are
    /// processor time; memory that AWS-LC asks C for is not counted.
    Session {
        /// How often each is repeated; the medians count
        #[arg(long, env = "CAUSERIE_BENCH_ROUNDS", default_value_t = 11)]
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
        What::Session { rounds } => session::session(rounds),
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
