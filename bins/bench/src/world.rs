use std::{
    error::Error,
    path::{Path, PathBuf},
    process::Stdio,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A directory with Alice and Bob registered, and Bob up, each a process of its own.
pub(crate) struct World {
    folder: TempDir,
    bob: Running,
    directory: Running,
}

/// A process that ends with this value, and the line it said when it was ready.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) said: String,
}

impl Running {
    /// Ends the process and waits until it has.
    pub(crate) async fn stop(mut self) -> std::io::Result<()> {
        self.child.kill().await
    }
}

impl World {
    pub(crate) async fn begin() -> Result<Self, Box<dyn Error>> {
        build(&["causerie", "causerie-server"]).await?;
        let folder = TempDir::new()?;
        let at = |name: &str| folder.path().join(name);
        let server = binary("causerie-server")?;
        run(Command::new(&server)
            .args(["init", "--domain", "localhost", "--data"])
            .arg(at("directory")))
        .await?;
        let directory = start(
            Command::new(&server)
                .args(["run", "--listen", "127.0.0.1:0", "--data"])
                .arg(at("directory")),
        )
        .await?;
        let port = directory
            .said
            .rsplit(':')
            .next()
            .ok_or("the directory did not say where it listens")?;
        let url = format!("https://localhost:{port}");
        for name in ["alice", "bob"] {
            let root = at("directory").join("root.pem");
            run(peer(&at(name))?.args(["register", name, "--directory", &url, "--root"]).arg(root))
                .await?;
        }
        let bob = start(peer(&at("bob"))?.args(["up", "--accept-everybody"])).await?;
        Ok(Self { folder, bob, directory })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The process ids of Bob's peer and of the directory.
    pub(crate) fn ids(&self) -> (Option<u32>, Option<u32>) {
        (self.bob.child.id(), self.directory.child.id())
    }
}

/// The `causerie` of a data folder.
pub(crate) fn peer(folder: &Path) -> Result<Command, Box<dyn Error>> {
    let mut command = Command::new(binary("causerie")?);
    command.arg("--data").arg(folder);
    Ok(command)
}

/// The binaries stand beside this one.
pub(crate) fn binary(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    Ok(std::env::current_exe()?.with_file_name(name))
}

/// Builds the binaries of these packages as this one was built.
pub(crate) async fn build(packages: &[&str]) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["build", "--quiet"]).args(packages.iter().flat_map(|package| ["-p", package]));
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    run(&mut command).await
}

/// Waits for a process to end well.
pub(crate) async fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    output(command).await.map(drop)
}

/// The same, and what it said.
pub(crate) async fn output(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = command.stdin(Stdio::null()).output().await?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }
}

/// Starts a process and waits for its first line.
pub(crate) async fn start(command: &mut Command) -> Result<Running, Box<dyn Error>> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let out = child.stdout.take().ok_or("no output to read")?;
    let line = BufReader::new(out).lines().next_line().await?;
    Ok(Running { said: line.ok_or("a process ended before it was ready")?, child })
}
