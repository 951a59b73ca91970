//! A directory, Alice, Carol with one device, and Bob with several, each device a process of its own.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use causerie::{Folder, Vault};
use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Enrolment};
use rusqlite::{Connection, params};
use tempfile::TempDir;
use tokio::process::Command;

use crate::world::{Running, binary, build, peer, run, start};

/// Those who run; all of them end with this value.
pub(super) struct People {
    folder: TempDir,
    running: Vec<Running>,
}

impl People {
    pub(super) async fn begin(devices: usize) -> Result<Self, Box<dyn Error>> {
        build(&["causerie", "causerie-server"]).await?;
        let folder = TempDir::new()?;
        let mut people = Self { folder, running: Vec::new() };
        let url = people.directory().await?;
        for name in ["alice", "bob", "carol"] {
            let root = people.path("directory").join("root.pem");
            let mut command = peer(&people.path(name))?;
            run(command.args(["register", name, "--directory", &url, "--root"]).arg(root)).await?;
        }
        for number in 2..=devices {
            people.links("bob", number)?;
        }
        let bobs = (1..=devices).map(|number| called("bob", number));
        for name in bobs.chain(["carol".to_owned()]) {
            let up = start(peer(&people.path(&name))?.args(["up", "--accept-everybody"])).await?;
            people.running.push(up);
        }
        Ok(people)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn directory(&mut self) -> Result<String, Box<dyn Error>> {
        let (server, data) = (binary("causerie-server")?, self.path("directory"));
        run(Command::new(&server).args(["init", "--domain", "localhost", "--data"]).arg(&data))
            .await?;
        let mut command = Command::new(&server);
        command.args(["run", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
        let directory = start(&mut command).await?;
        let port = directory.said.rsplit(':').next().unwrap_or_default().to_owned();
        self.running.push(directory);
        Ok(format!("https://localhost:{port}"))
    }

    /// Makes another device of somebody, who has run nothing yet, and puts it on record.
    fn links(&self, name: &str, number: usize) -> Result<(), Box<dyn Error>> {
        let (first, new) = (self.path(name), self.path(&called(name, number)));
        copy(&first, &new)?;
        let (first, new) = (Folder(first), Folder(new));
        fs::remove_file(new.device_key())?;
        let vault = Vault::open(&new.0, None)?;
        let account = vault.read_secret(&first.account_key(), "account key")?;
        let account = AccountSecret::from_seed(&*account.ok_or("no account key")?);
        vault.create_secret(&new.device_key(), "device key")?;
        let own = vault.read_secret(&new.device_key(), "device key")?;
        let own = DeviceSecret::from_seed(&*own.ok_or("no device key")?);
        let profile = new.0.join("profile.json");
        let text = fs::read_to_string(&profile)?;
        fs::write(&profile, text.replace("\"d1\"", &format!("\"d{number}\"")))?;

        let device = device(name, number)?;
        let enrolment = Enrolment::sign(device.clone(), &account, &own);
        let records = Connection::open(self.path("directory").join("directory.db"))?;
        records.execute(
            "INSERT INTO devices (person_ref, device, key, account_signature)
             SELECT ref, ?, ?, ? FROM persons WHERE address = ?",
            params![
                device.device.as_str(),
                enrolment.device_key.as_bytes(),
                enrolment.account_signature.as_bytes(),
                device.person.to_string(),
            ],
        )?;
        Ok(())
    }
}

/// The devices of somebody.
pub(super) fn devices(name: &str, many: usize) -> Result<Vec<DeviceAddress>, Box<dyn Error>> {
    (1..=many).map(|number| device(name, number)).collect()
}

fn called(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}{number}") }
}

fn device(name: &str, number: usize) -> Result<DeviceAddress, Box<dyn Error>> {
    Ok(format!("d{number}.{name}.peers.localhost").parse()?)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
