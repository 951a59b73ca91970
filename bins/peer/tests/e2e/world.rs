//! A directory and peers as processes, in a folder that goes away with them.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Once, mpsc},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long anything may take before a test gives up on it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

const ACCEPT_EVERYBODY: &str = "CAUSERIE_ACCEPT_EVERYBODY";

/// A directory for `localhost`, and the folders of whoever takes part.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) directory: Process,
    pub(crate) port: u16,
    variables: Vec<(String, String)>,
}

impl World {
    /// A new directory, running; its people accept everybody.
    pub(crate) fn begin() -> Self {
        Self::begin_with(&[])
    }

    /// The same, where people are asked to be accepted.
    pub(crate) fn of_strangers() -> Self {
        Self::begin_with(&[(ACCEPT_EVERYBODY, "0")])
    }

    /// The same, its processes and those of its people with these variables.
    pub(crate) fn begin_with(variables: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let owned = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
        let variables: Vec<_> =
            [(ACCEPT_EVERYBODY, "1")].iter().chain(variables).map(owned).collect();
        let data = folder.path().join("directory");
        let init = server(&variables)
            .args(["init", "--domain", "localhost", "--data"])
            .arg(&data)
            .output();
        assert_success(&init.unwrap());
        let (directory, port) = run_directory(&data, 0, &variables);
        Self { folder, directory, port, variables }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Starts the directory again after it was killed, where it was.
    pub(crate) fn restart_directory(&mut self) {
        (self.directory, _) = run_directory(&self.path("directory"), self.port, &self.variables);
    }

    /// `causerie` for the person of that name.
    pub(crate) fn causerie(&self, name: &str, arguments: &[&str]) -> Output {
        self.command(name, arguments).output().unwrap()
    }

    pub(crate) fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_causerie"));
        clean(&mut command, &self.variables);
        command.arg("--data").arg(self.path(name)).args(arguments).stdin(Stdio::null());
        command
    }

    /// What `causerie` says to that person, once it succeeded.
    pub(crate) fn says(&self, name: &str, arguments: &[&str]) -> String {
        let output = self.causerie(name, arguments);
        assert_success(&output);
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn register(&self, name: &str) {
        self.register_at(name, &self.url());
    }

    pub(crate) fn register_at(&self, name: &str, url: &str) {
        let root = self.root();
        self.says(name, &["register", name, "--directory", url, "--root", &root]);
    }

    /// Registers somebody in a folder that is not called as they are, with more to say.
    pub(crate) fn register_in(&self, folder: &str, name: &str, arguments: &[&str]) {
        let (url, root) = (self.url(), self.root());
        let register = ["register", name, "--directory", &url, "--root", &root];
        self.says(folder, &[&register, arguments].concat());
    }

    /// The file with the root of the network.
    pub(crate) fn root(&self) -> String {
        self.path("directory").join("root.pem").into_os_string().into_string().unwrap()
    }

    /// Brings that person's peer up, announced and ready.
    pub(crate) fn up(&self, name: &str) -> Up {
        self.up_with(name, &[])
    }

    pub(crate) fn up_with(&self, name: &str, arguments: &[&str]) -> Up {
        let mut command = self.command(name, &["--json", "up"]);
        let (process, said) = Process::start(command.args(arguments));
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        let text = |key: &str| said[key].as_str().unwrap().to_owned();
        assert_eq!(said["announced"], true, "{said}");
        Up { peers: text("peers"), process }
    }

    /// Registers somebody and brings them up.
    pub(crate) fn newcomer(&self, name: &str) -> Up {
        self.register(name);
        self.up(name)
    }

    /// A file with a passphrase.
    pub(crate) fn words(&self, words: &str) -> String {
        let path = self.path(&format!("words-{}", words.replace(' ', "-")));
        let mut options = fs::OpenOptions::new();
        let mut file = options.write(true).create(true).mode(0o600).open(&path).unwrap();
        writeln!(file, "{words}").unwrap();
        path.into_os_string().into_string().unwrap()
    }
}

/// A running peer.
pub(crate) struct Up {
    pub(crate) process: Process,
    pub(crate) peers: String,
}

/// A process that ends with this value. What it writes to standard error is kept.
pub(crate) struct Process {
    child: Child,
    log: Option<thread::JoinHandle<String>>,
}

impl Process {
    /// Starts it, and waits for its first line.
    pub(crate) fn start(command: &mut Command) -> (Self, String) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut text = String::new();
            let _ = errors.read_to_string(&mut text);
            text
        });
        let out = child.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let mut process = Self { child, log: Some(log) };
        match told.recv_timeout(PATIENCE) {
            Ok(line) => (process, line),
            Err(mpsc::RecvTimeoutError::Timeout | mpsc::RecvTimeoutError::Disconnected) => {
                panic!("a process was not ready: {}", process.end())
            }
        }
    }

    /// Ends it as `kill -9` does; returns what it logged.
    pub(crate) fn end(&mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.log.take().map(|log| log.join().unwrap()).unwrap_or_default()
    }

    /// Waits until it ends by itself; returns whether it ended well.
    pub(crate) fn ends_well(&mut self) -> bool {
        eventually("a process ends", || self.child.try_wait().unwrap()).success()
    }

    /// How much memory it has now (`VmRSS`), or had at most (`VmHWM`), in bytes.
    pub(crate) fn memory(&self, which: &str) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(which)?.strip_prefix(':'));
        let line = line.unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1_024
    }

    /// Asks it to end by SIGTERM; returns whether it ended well, and what it logged.
    pub(crate) fn stop(&mut self) -> (bool, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let begin = Instant::now();
        let ended = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status.success(),
                None if begin.elapsed() > PATIENCE => break false,
                None => thread::sleep(Duration::from_millis(20)),
            }
        };
        (ended, self.end())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

fn run_directory(data: &Path, port: u16, variables: &[(String, String)]) -> (Process, u16) {
    let listen = format!("127.0.0.1:{port}");
    let mut command = server(variables);
    let (process, said) =
        Process::start(command.args(["run", "--listen", &listen, "--data"]).arg(data));
    let port = said.rsplit(':').next().unwrap().parse().unwrap();
    (process, port)
}

/// `causerie-server`, which stands beside `causerie`. It is built with the workspace's tests; where only this package's
/// are built, it is built here.
pub(crate) fn server(variables: &[(String, String)]) -> Command {
    static BUILT: Once = Once::new();
    let path = Path::new(env!("CARGO_BIN_EXE_causerie")).with_file_name("causerie-server");
    BUILT.call_once(|| {
        if !path.exists() {
            let build =
                Command::new(env!("CARGO")).args(["build", "-p", "causerie-server"]).output();
            assert_success(&build.unwrap());
        }
    });
    let mut command = Command::new(path);
    clean(&mut command, variables);
    command
}

/// Takes the developer's own settings out of a process's environment.
fn clean(command: &mut Command, variables: &[(String, String)]) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CAUSERIE_") || text.starts_with("OTEL_") {
            command.env_remove(&name);
        }
    }
    command.envs(variables.iter().cloned()).env("NO_COLOR", "1");
}

pub(crate) fn assert_success(output: &Output) {
    assert!(
        output.status.success(),
        "{:?}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Waits until `done` gives something.
pub(crate) fn eventually<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(value) = done() {
            return value;
        }
        assert!(begin.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}
