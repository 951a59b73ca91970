//! The two programs, as this test's own build has them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::holder::done;

pub(crate) fn peer() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_causerie"))
}

/// `causerie-server`, which stands beside `causerie`. It is built with the workspace's tests; where only this package's are
/// built it may be missing, or an older one, and is built here: if it is missing, or if `anew`.
pub(crate) fn server(anew: bool) -> PathBuf {
    let path = peer().with_file_name("causerie-server");
    if anew || !path.exists() {
        let profile = peer().parent().and_then(Path::file_name).unwrap().to_str().unwrap();
        let profile = if profile == "debug" { "dev" } else { profile };
        let mut build = Command::new(env!("CARGO"));
        done(build.args(["build", "-p", "causerie-server", "--profile", profile])).unwrap();
    }
    path
}

/// Takes the developer's own settings from a command.
pub(crate) fn forget_settings(command: &mut Command) {
    for (variable, _) in std::env::vars_os() {
        let text = variable.to_string_lossy();
        if text.starts_with("CAUSERIE_") || text.starts_with("OTEL_") {
            command.env_remove(&variable);
        }
    }
}
