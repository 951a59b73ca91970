//! A network in a temporary folder, and the devices it signs for.

use std::{fs, path::PathBuf};

use causerie_chat::{CertificateRequest, Credential, DeviceAddress, Term, Timestamp};
use causerie_pki::{DeviceIdentity, DirectoryTls, FileAuthority, Root, init_directory};
use causerie_usecases::ports::{Authority, Credentials};
use rustls_pki_types::UnixTime;
use tempfile::TempDir;

pub(crate) const DOMAIN: &str = "chat.example.org";
pub(crate) const ALICE: &str = "d1.alice.peers.chat.example.org";
pub(crate) const BOB: &str = "d1.bob.peers.chat.example.org";

pub(crate) const HOUR: u64 = 3_600_000;
pub(crate) const DAY: u64 = 24 * HOUR;

/// Now, by the clock that TLS goes by.
pub(crate) fn now() -> Timestamp {
    let now = UnixTime::now().as_secs();
    Timestamp::from_millis(now * 1_000)
}

pub(crate) fn ago(millis: u64) -> Timestamp {
    Timestamp::from_millis(now().millis() - millis)
}

/// From an hour ago to an hour ahead.
pub(crate) fn current() -> Term {
    Term { from: ago(HOUR), until: now().plus(HOUR) }
}

/// Over since an hour.
pub(crate) fn past() -> Term {
    Term { from: ago(2 * HOUR), until: ago(HOUR) }
}

pub(crate) struct Network {
    pub(crate) folder: TempDir,
}

impl Network {
    /// As old as a day, so that terms in the past fit in.
    pub(crate) fn new() -> Self {
        Self::begun(ago(DAY))
    }

    pub(crate) fn begun(at: Timestamp) -> Self {
        Self::of(DOMAIN, at)
    }

    pub(crate) fn of(domain: &str, at: Timestamp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        init_directory(folder.path(), &domain.parse().unwrap(), at).unwrap();
        Self { folder }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn root(&self) -> Root {
        Root::read(&self.file("root.pem")).unwrap()
    }

    pub(crate) fn tls(&self) -> DirectoryTls {
        DirectoryTls::open(self.folder.path(), now()).unwrap()
    }

    pub(crate) fn authority(&self) -> FileAuthority {
        FileAuthority::open(self.folder.path()).unwrap()
    }

    /// A device with its key but without a credential, in a folder of its own.
    pub(crate) fn stranger(&self, name: &str) -> Device {
        let folder = tempfile::tempdir().unwrap();
        let address = name.parse().unwrap();
        let identity = DeviceIdentity::open(folder.path(), &address, self.root()).unwrap();
        Device { folder, address, identity }
    }

    /// A device with a credential for that term.
    pub(crate) async fn device(&self, name: &str, term: Term) -> Device {
        let device = self.stranger(name);
        let credential = self.sign(&device, term).await;
        device.identity.install(credential).await.unwrap();
        device
    }

    pub(crate) async fn sign(&self, device: &Device, term: Term) -> Credential {
        let request: CertificateRequest = device.identity.request().await.unwrap();
        self.authority().issue(&device.address, &request, term).await.unwrap()
    }

    /// Every file with what it holds.
    pub(crate) fn contents(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut all: Vec<_> = entries
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        all.sort();
        all
    }
}

pub(crate) struct Device {
    pub(crate) folder: TempDir,
    pub(crate) address: DeviceAddress,
    pub(crate) identity: DeviceIdentity,
}

impl Device {
    /// As after a restart.
    pub(crate) fn reopened(&self, root: Root) -> DeviceIdentity {
        DeviceIdentity::open(self.folder.path(), &self.address, root).unwrap()
    }
}
