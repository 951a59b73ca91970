//! The folder of a directory: how it begins, and how its issuer is renewed.

use std::{path::Path, slice};

use causerie_chat::{DomainName, Timestamp};
use rustls_pki_types::CertificateDer;

use crate::{
    FileError, PkiError, certificates, chain,
    directory_files::DirectoryFiles,
    files::{self, Readers},
    issuer::Issuer,
    key_file, second_factor_key,
    signing_key::CertificateKey,
    validity::term_of_days,
};

const ROOT_DAYS: u64 = 3652;
const ISSUER_DAYS: u64 = 365;
const TLS_DAYS: u64 = 90;

/// Makes a network: its root (ten years), the issuer for `domain` (a year) and the directory's certificate
/// (90 days), each with a key, and the key that second factors are sealed with, in `folder`.
///
/// Nothing that stands there is written over: if one of the files exists, it is named and nothing is done.
pub fn init_directory(folder: &Path, domain: &DomainName, now: Timestamp) -> Result<(), PkiError> {
    let paths = DirectoryFiles::of(folder);
    paths.refuse_existing()?;

    let key = new_key()?;
    let root = certificates::root(term_of_days(now, ROOT_DAYS))?.self_signed(&key)?.into();
    let root = Issuer::of(&paths.root, root, &paths.root_key, key)?;
    let issuer = new_issuer(&paths, &root, domain, new_key()?, now)?;
    let tls_key = new_key()?;
    let tls = new_tls(&issuer, domain, &tls_key, now)?;

    files::create_folder(folder)?;
    key_file::create(&paths.root_key, &root.key().0)?;
    key_file::create(&paths.issuer_key, &issuer.key().0)?;
    key_file::create(&paths.tls_key, &tls_key.0)?;
    second_factor_key::create(&paths.second_factor_key)?;
    files::create(&paths.root, Readers::Everybody, pem_of(&root).as_bytes())?;
    files::create(&paths.issuer, Readers::Everybody, pem_of(&issuer).as_bytes())?;
    files::create(&paths.tls, Readers::Everybody, chain::to_pem(&tls).as_bytes())?;
    files::create(&paths.domain, Readers::Everybody, format!("{domain}\n").as_bytes())?;
    Ok(())
}

/// Certifies the issuer's key for another year, by the root's key, which may lie on another disk; and the directory's
/// key by it. Devices notice nothing. A directory that runs takes it up when it starts again.
pub fn renew_issuer(folder: &Path, root_key: &Path, now: Timestamp) -> Result<(), PkiError> {
    let paths = DirectoryFiles::of(folder);
    let domain = paths.read_domain()?;
    let root = Issuer::open(&paths.root, root_key)?;
    let issuer_key = CertificateKey(key_file::read(&paths.issuer_key)?);
    let tls_key = CertificateKey(key_file::read(&paths.tls_key)?);

    let issuer = new_issuer(&paths, &root, &domain, issuer_key, now)?;
    let tls = new_tls(&issuer, &domain, &tls_key, now)?;

    // Whichever of the two a crash leaves undone, the other is whole without it.
    files::replace(&paths.issuer, Readers::Everybody, pem_of(&issuer).as_bytes())?;
    files::replace(&paths.tls, Readers::Everybody, chain::to_pem(&tls).as_bytes())?;
    Ok(())
}

/// The domain that `folder` was made for.
pub fn read_domain(folder: &Path) -> Result<DomainName, FileError> {
    DirectoryFiles::of(folder).read_domain()
}

/// The directory's chain, for 90 days or as long as the issuer lasts.
pub(crate) fn new_tls(
    issuer: &Issuer,
    domain: &DomainName,
    key: &CertificateKey,
    now: Timestamp,
) -> Result<Vec<CertificateDer<'static>>, PkiError> {
    let term = issuer.clip(term_of_days(now, TLS_DAYS))?;
    let leaf = issuer.sign(&certificates::directory(domain, term)?, key)?;
    Ok(vec![leaf, issuer.certificate().clone()])
}

fn new_issuer(
    paths: &DirectoryFiles,
    root: &Issuer,
    domain: &DomainName,
    key: CertificateKey,
    now: Timestamp,
) -> Result<Issuer, PkiError> {
    let term = root.clip(term_of_days(now, ISSUER_DAYS))?;
    let certificate = root.sign(&certificates::issuer(domain, term)?, &key)?;
    Issuer::of(&paths.issuer, certificate, &paths.issuer_key, key)
}

fn new_key() -> Result<CertificateKey, PkiError> {
    Ok(CertificateKey(key_file::generate()?))
}

fn pem_of(issuer: &Issuer) -> String {
    chain::to_pem(slice::from_ref(issuer.certificate()))
}
