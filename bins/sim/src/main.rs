//! `causerie-sim`: worlds in which everything goes wrong.

use std::process::ExitCode;

use causerie_sim::{ACTIONS, Counts, Options, simulate};
use clap::Parser;

#[derive(Parser)]
#[command(version, about = "Runs directory and peers in worlds where everything goes wrong, each grown from a seed")]
struct Cli {
    /// The seed of the first world
    #[arg(long, env = "CAUSERIE_SIM_SEED", default_value_t = 1)]
    seed: u64,
    /// How many worlds, of this seed and those behind it
    #[arg(long, env = "CAUSERIE_SIM_SEEDS", default_value_t = 1)]
    seeds: u64,
    /// How many things people do in each
    #[arg(long, env = "CAUSERIE_SIM_STEPS", default_value_t = ACTIONS)]
    steps: u64,
    /// Write down all that happens
    #[arg(long)]
    verbose: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (mut all, mut failed) = (Counts::default(), 0_u64);
    for seed in cli.seed..cli.seed.saturating_add(cli.seeds) {
        let options =
            Options { seed, actions: cli.steps, is_told: cli.verbose, sabotage: None };
        let report = simulate(&options);
        all = all.and(&report.counts);
        if cli.seeds == 1 || !report.failures.is_empty() {
            println!("{report}");
        }
        if !report.failures.is_empty() {
            failed += 1;
            println!("  again: causerie-sim --seed {seed} --steps {} --verbose", cli.steps);
        }
        let done = seed - cli.seed + 1;
        if cli.seeds > 1 && (done.is_multiple_of(100) || done == cli.seeds) {
            println!("{done} worlds, {failed} failed: {all}");
        }
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
