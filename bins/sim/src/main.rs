//! `causerie-sim`: worlds in which everything goes wrong.

use std::process::ExitCode;

use causerie_sim::{ACTIONS, Counts, Options, Report, broken, in_rooms, outage, simulate};
use clap::{Parser, ValueEnum};

#[derive(Parser)]
#[command(
    version,
    about = "Runs directory and peers in worlds where everything goes wrong, each grown from a seed"
)]
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
    /// What happens in them
    #[arg(long, value_enum, env = "CAUSERIE_SIM_SCENARIO", default_value_t = Scenario::Trouble)]
    scenario: Scenario,
    /// Write down all that happens
    #[arg(long)]
    verbose: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scenario {
    /// Two to four people talk; crashes, cut and bad networks, full disks, clocks that jump
    Trouble,
    /// The same, where people also make rooms, come and go there, lose them, and are told lies by the directory
    Rooms,
    /// Nobody reaches anybody for a day
    Outage,
    /// Most of those written to refuse everything, never answer, or cannot keep anything
    Broken,
}

impl Scenario {
    fn name(self) -> &'static str {
        match self {
            Self::Trouble => "trouble",
            Self::Rooms => "rooms",
            Self::Outage => "outage",
            Self::Broken => "broken",
        }
    }

    fn run(self, options: &Options) -> Report {
        match self {
            Self::Trouble => simulate(options),
            Self::Rooms => in_rooms(options),
            Self::Outage => outage(options),
            Self::Broken => broken(options, 9),
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (mut all, mut failed, mut attempts) = (Counts::default(), 0_u64, 0);
    for seed in cli.seed..cli.seed.saturating_add(cli.seeds) {
        let options = Options { seed, actions: cli.steps, is_told: cli.verbose, sabotage: None };
        let report = cli.scenario.run(&options);
        all = all.and(&report.counts);
        attempts = attempts.max(report.most_attempts);
        if cli.seeds == 1 || !report.failures.is_empty() {
            println!("{report}");
        }
        if !report.failures.is_empty() {
            failed += 1;
            let (scenario, steps) = (cli.scenario.name(), cli.steps);
            println!(
                "  again: causerie-sim --scenario {scenario} --seed {seed} --steps {steps} --verbose"
            );
        }
        let done = seed - cli.seed + 1;
        if cli.seeds > 1 && (done.is_multiple_of(100) || done == cli.seeds) {
            println!("{done} worlds, {failed} failed: {all}, most attempts in an hour {attempts}");
        }
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
