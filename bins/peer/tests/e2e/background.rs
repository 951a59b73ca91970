//! A peer in the background of a terminal at which somebody types.

use std::{fs, process::Command};

use crate::{
    terminal::Terminal,
    world::{World, eventually},
};

#[test]
fn what_is_logged_in_the_background_stands_in_a_file_and_not_in_the_line_that_is_typed() {
    let mut world = World::begin();
    world.register("alice");
    let up = world.command("alice", &["up"]);
    // A session of its own, with job control: as a person's shell has it.
    let mut shell = Command::new("setsid");
    shell.args([
        "--ctty",
        "--wait",
        "sh",
        "-m",
        "-c",
        "\"$@\" & cat > /dev/null; kill $!; wait",
        "sh",
    ]);
    shell.arg(up.get_program()).args(up.get_args());
    for (name, value) in up.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let mut terminal = Terminal::start(shell, 24, 120);
    terminal.shows("that it is up, and where it logs", |screen| {
        screen.contains("alice@localhost is up") && screen.contains("up.log while it runs")
    });

    terminal.types("half a line");
    world.directory.end();

    let log = world.path("alice").join("up.log");
    eventually("it is logged", || {
        fs::read_to_string(&log).ok().filter(|log| log.contains("not announced"))
    });
    let screen = terminal.screen();
    assert!(!screen.contains("WARN") && screen.contains("half a line"), "{screen}");
    // The end of what is typed, behind half a line and then at the beginning of one: the shell ends its job, and then itself.
    terminal.types("\u{4}");
    terminal.types("\u{4}");
    terminal.ends();
}
