//! The way in to a peer's loopback address that is another network's: a socket in the file system, which all networks share.

use std::{
    io::{copy, stdin},
    net::{Shutdown, TcpStream},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    process::{Command, exit},
    thread,
};

const AT: &str = "FAULTS_DOOR_AT";
/// Where a peer's local API is in its own network.
pub(crate) const LOCAL: &str = "127.0.0.1:7600";

/// A way in.
#[derive(Clone, Debug)]
pub(crate) enum Door {
    /// By a socket in the file system.
    File(PathBuf),
    /// There is none: it is this network.
    Here(String),
}

/// Adds to a command that enters a network what keeps a door there: this program.
pub(crate) fn keep<'a>(command: &'a mut Command, at: &Path) -> &'a mut Command {
    let this = std::env::current_exe().unwrap();
    command.env(AT, at).arg(this).args(["--exact", "door::a_door", "--ignored", "--nocapture"])
}

#[test]
#[ignore = "a process of the other test, which starts it"]
fn a_door() {
    let Some(at) = std::env::var_os(AT) else { return };
    let listener = UnixListener::bind(at).unwrap();
    println!("open");
    thread::spawn(|| {
        let _ = copy(&mut stdin(), &mut std::io::sink());
        exit(0);
    });
    for caller in listener.incoming().map_while(Result::ok) {
        thread::spawn(move || through(&caller));
    }
}

fn through(caller: &UnixStream) -> Option<()> {
    let called = TcpStream::connect(LOCAL).ok()?;
    let (mut from, mut to) = (caller.try_clone().ok()?, called.try_clone().ok()?);
    thread::spawn(move || {
        let _ = copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (called, caller.try_clone().ok()?);
    let _ = copy(&mut from, &mut to);
    caller.shutdown(Shutdown::Both).ok()
}
