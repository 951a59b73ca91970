use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

/// Prints completions for a shell.
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// Which shell
    pub shell: Shell,
}

/// Writes what makes `shell` complete the command line of `C` to `out`.
pub fn completions<C: CommandFactory>(shell: Shell, out: &mut impl Write) -> io::Result<()> {
    let mut command = C::command();
    let name = command.get_name().to_owned();
    // Not straight to `out`: a pipe that closes would be a panic in there.
    let mut script = Vec::new();
    generate(shell, &mut command, name, &mut script);
    out.write_all(&script)
}
