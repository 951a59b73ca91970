//! Measures Causerie beside what it is made of, in one run.
//!
//! Each comparison ends in a line `ratio NAME VALUE`, ours divided by the reference; where less is better, the name ends
//! in `_cost`.

mod appends;
mod clock;
mod devices;
mod direct;
mod echo;
mod figures;
mod files;
mod mailbox;
mod memory;
mod ours;
mod rooms;
mod search;
mod session;
mod world;

use std::{
    alloc::System, error::Error, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration,
};

use causerie_edge::chain;
use clap::{Parser, Subcommand};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::runtime::Builder;

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
    /// Messages of 1 KiB from one person to another through a directory's mailbox and push, durable, beside a least possible relay
    /// (hyper, WebSocket, the same TLS, in memory)
    ///
    /// The directory is the causerie-server binary, its client the one that peers have; envelopes are opaque, and there is no peer's
    /// store. A message counts from when it was wanted until it came on the recipient's line, which then acknowledges it. Where there
    /// are two processors, both servers run on the first and the driver on the second. Measured are: 1 pair with 1 and with 256 in
    /// flight, 16 pairs with 32 each, 16 pairs at 500 a second in all, each beside the relay; the server's processor time for each
    /// message; its memory with and without idle connections, and the throughput with them; and how long it takes to deposit and to
    /// fetch 10,000 waiting envelopes, the line's opening included. Aimed at are, over the relay's, at least 0.17 of the throughput of 16
    /// pairs with 32 each and at most 3 times the 99th percentile at 500 a second; at most 24 KiB for an idle connection; and less than
    /// 0.3 s for fetching.
    Mailbox {
        /// How long each measurement takes, in seconds
        #[arg(long, env = "CAUSERIE_BENCH_SECONDS", default_value_t = 3)]
        seconds: u64,
        /// How often each is repeated; the median counts
        #[arg(long, env = "CAUSERIE_BENCH_ROUNDS", default_value_t = 3)]
        rounds: usize,
        /// How many idle connections there are
        #[arg(long, env = "CAUSERIE_BENCH_IDLE", default_value_t = 1_000)]
        idle: u32,
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
    /// Words looked for in a sealed history on disk, beside LIKE over the same texts in the clear in a database that is not sealed
    ///
    /// Nothing of a sealed text can be indexed, so all of it is opened until enough is found. Aimed at are 150 ms for 100,000 messages.
    Search {
        /// How many messages there are
        #[arg(long, env = "CAUSERIE_BENCH_MESSAGES", default_value_t = 100_000)]
        messages: u32,
        /// How often each is repeated; the medians count
        #[arg(long, env = "CAUSERIE_BENCH_ROUNDS", default_value_t = 7)]
        rounds: usize,
    },
    /// A message of 1 KiB to somebody with five devices, beside one to somebody with one, between peer processes over mutual TLS, durable
    /// at each; and beside the bare session library sealing it five times
    ///
    /// A message counts until all devices have it. The sender is in this process; its processor time is that of all its threads, for
    /// sealing, keeping and sending. All share the processors there are.
    Devices {
        /// How long each measurement takes, in seconds
        #[arg(long, env = "CAUSERIE_BENCH_SECONDS", default_value_t = 3)]
        seconds: u64,
        /// How often each is repeated; the medians count
        #[arg(long, env = "CAUSERIE_BENCH_ROUNDS", default_value_t = 3)]
        rounds: usize,
    },
    /// Rooms of several sizes beside the bare MLS library: making one, adding, removing, sending and receiving 1 KiB
    ///
    /// Ours are the use cases over the stores that peers have; the directory is one that takes everything. A text is sealed once and kept, durably, with one
    /// envelope for each device; the library, which does neither, is measured in memory, and with its state written to a database after each operation (a
    /// commit is one, to apply it another). Both have the same primitives. Times are processor time. Aimed at are, over the library with storage, at most 1.3
    /// to send to 100 and to add to 100.
    ///
    /// Then 100 clients of one directory are connected, without peers' stores, and 1 and 8 speak at once: a message, one deposit of one sealed text for all, counts
    /// until the last of the 100 has it.
    Rooms {
        /// Of how many devices the rooms are, before one more is added: 1,000 is the most
        #[arg(long, env = "CAUSERIE_BENCH_MEMBERS", value_delimiter = ',', default_values_t = [2, 10, 100, 999])]
        members: Vec<usize>,
        /// How long each measurement of connected members takes, in seconds
        #[arg(long, env = "CAUSERIE_BENCH_SECONDS", default_value_t = 3)]
        seconds: u64,
        /// How often each is repeated; the medians count
        #[arg(long, env = "CAUSERIE_BENCH_ROUNDS", default_value_t = 9)]
        rounds: usize,
    },
    /// A file between two peer processes, beside curl fetching it from a bare hyper server over the same TLS
    ///
    /// Ours is the whole command: it is found, fetched in sealed chunks, each opened, checked and written, made durable, and given its name; curl writes what comes. Memory is
    /// the peak of what is resident while that goes on. Aimed at are 0.7 of curl's throughput, and at most 64 MiB above idle on both sides.
    Files {
        /// How large it is, in MiB
        #[arg(long, env = "CAUSERIE_BENCH_MIB", default_value_t = 1_024)]
        mib: u32,
        /// How often it is fetched; the medians count
        #[arg(long, env = "CAUSERIE_BENCH_ROUNDS", default_value_t = 3)]
        rounds: usize,
    },
    /// The other end that curl asks
    #[command(hide = true)]
    FileServer {
        /// Whose TLS to show
        folder: PathBuf,
        /// What to give
        file: PathBuf,
        /// Where to listen
        listen: SocketAddr,
    },
    /// The other end of the bare echo
    #[command(hide = true)]
    EchoServer {
        /// Whose TLS to show
        folder: PathBuf,
        /// Where to listen
        listen: SocketAddr,
    },
    /// The relay beside the mailbox
    #[command(hide = true)]
    Relay {
        /// The directory whose TLS to show
        directory: PathBuf,
        /// Where to listen
        listen: SocketAddr,
    },
}

fn main() -> ExitCode {
    match carry_out(Cli::parse().what) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("{}", chain(failed.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn carry_out(what: What) -> Result<(), Box<dyn Error>> {
    // What is to run on one processor runs on one thread.
    let mut builder = match what {
        What::Mailbox { .. } | What::Relay { .. } => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    builder.enable_all().build()?.block_on(async {
        match what {
            What::Direct { seconds, rounds } => direct::direct(seconds, rounds).await,
            What::Mailbox { seconds, rounds, idle } => {
                let (length, rounds) = (Duration::from_secs(seconds.max(1)), rounds.max(1));
                mailbox::mailbox(mailbox::Options { length, rounds, idle }).await
            }
            What::Session { rounds } => session::session(rounds),
            What::Rooms { members, seconds, rounds } => {
                Box::pin(rooms::rooms(&members, seconds, rounds)).await
            }
            What::Devices { seconds, rounds } => devices::devices(seconds, rounds).await,
            What::Search { messages, rounds } => search::search(messages, rounds).await,
            What::Files { mib, rounds } => Box::pin(files::files(mib, rounds)).await,
            What::FileServer { folder, file, listen } => files::serve(&folder, file, listen).await,
            What::EchoServer { folder, listen } => echo::serve(&folder, listen).await,
            What::Relay { directory, listen } => mailbox::relay(&directory, listen).await,
        }
    })
}
