use std::{
    fs,
    path::{Path, PathBuf},
};

use causerie_chat::DomainName;

use crate::{FileError, files};

/// What a directory keeps in its folder.
pub(crate) struct DirectoryFiles {
    /// The domain, in text.
    pub(crate) domain: PathBuf,
    /// The network's root, which devices pin.
    pub(crate) root: PathBuf,
    /// Its key, which may be kept elsewhere.
    pub(crate) root_key: PathBuf,
    /// The issuing authority.
    pub(crate) issuer: PathBuf,
    pub(crate) issuer_key: PathBuf,
    /// The directory's own chain.
    pub(crate) tls: PathBuf,
    pub(crate) tls_key: PathBuf,
    /// What second factors are sealed with.
    pub(crate) second_factor_key: PathBuf,
    /// Who looks after the public channel, in text.
    pub(crate) moderators: PathBuf,
    /// Which rooms are the public channel after the first one, in text.
    pub(crate) public_rooms: PathBuf,
}

impl DirectoryFiles {
    pub(crate) fn of(folder: &Path) -> Self {
        Self {
            domain: folder.join("domain"),
            root: folder.join("root.pem"),
            root_key: folder.join("root.key"),
            issuer: folder.join("issuer.pem"),
            issuer_key: folder.join("issuer.key"),
            tls: folder.join("tls.pem"),
            tls_key: folder.join("tls.key"),
            second_factor_key: folder.join("second-factors.key"),
            moderators: folder.join("moderators"),
            public_rooms: folder.join("public-rooms"),
        }
    }

    /// Fails on the first file that stands, be it a link to nowhere.
    pub(crate) fn refuse_existing(&self) -> Result<(), FileError> {
        let all = [
            &self.domain,
            &self.root,
            &self.root_key,
            &self.issuer,
            &self.issuer_key,
            &self.tls,
            &self.tls_key,
            &self.second_factor_key,
            &self.moderators,
            &self.public_rooms,
        ];
        match all.into_iter().find(|path| fs::symlink_metadata(path).is_ok()) {
            Some(path) => Err(FileError::Exists(path.clone())),
            None => Ok(()),
        }
    }

    /// The domain the folder was made for.
    pub(crate) fn read_domain(&self) -> Result<DomainName, FileError> {
        let text = files::read(&self.domain, 256)?;
        str::from_utf8(&text)
            .ok()
            .and_then(|text| text.trim_end().parse().ok())
            .ok_or_else(|| FileError::Malformed(self.domain.clone(), "the name of a domain"))
    }
}
