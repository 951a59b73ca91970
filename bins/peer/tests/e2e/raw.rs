//! Somebody who speaks TLS and HTTP by themselves, with no program of ours.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    path::Path,
    sync::Arc,
    time::Duration,
};

use causerie_pki::{DeviceIdentity, Root};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    version::TLS13,
};

use crate::world::World;

/// What a device at `localhost` is called.
pub(crate) fn device(name: &str) -> String {
    format!("d1.{name}.peers.localhost")
}

/// Calls with a certificate, or without one.
pub(crate) struct Caller(Arc<ClientConfig>);

type Line = StreamOwned<ClientConnection, TcpStream>;

impl Caller {
    /// With the key and the certificate of somebody who has signed in.
    pub(crate) fn of(world: &World, name: &str) -> Self {
        let root = Root::read(Path::new(&world.root())).unwrap();
        let folder = world.path(name);
        let identity = DeviceIdentity::open(&folder, &device(name).parse().unwrap(), root).unwrap();
        Self::with(identity.peer_client_config())
    }

    /// Without any.
    pub(crate) fn nobody(world: &World) -> Self {
        Self::with(Root::read(Path::new(&world.root())).unwrap().client_config().unwrap())
    }

    /// With a certificate for that name by a root of their own, who takes this network's servers for good.
    pub(crate) fn forger(world: &World, name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let (mut params, key) = (CertificateParams::default(), KeyPair::generate().unwrap());
        params.subject_alt_names = vec![SanType::DnsName(name.try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(&key, &*root).unwrap();
        let mut known = RootCertStore::empty();
        known.add(CertificateDer::from_pem_file(world.root()).unwrap()).unwrap();
        let chain = vec![certificate.der().clone(), root.der().clone()];
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_root_certificates(known)
            .with_client_auth_cert(chain, PrivateKeyDer::from(key))
            .unwrap();
        Self::with(config)
    }

    fn with(mut config: ClientConfig) -> Self {
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self(Arc::new(config))
    }

    /// A connection to whoever is there, if they are of that name.
    pub(crate) fn connect(&self, name: &str, at: &str) -> io::Result<Line> {
        let stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.set_write_timeout(Some(Duration::from_secs(20)))?;
        let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
        let connection = ClientConnection::new(self.0.clone(), name).map_err(io::Error::other)?;
        Ok(StreamOwned::new(connection, stream))
    }

    /// What is answered, as `"404 NOT_FOUND"`: status and code, and of what is no problem the status alone. Nothing if nothing is.
    pub(crate) fn asks(&self, name: &str, at: &str, head: &str, body: &[u8]) -> Option<String> {
        let mut line = self.connect(name, at).ok()?;
        let lengths = format!("host: {name}\r\ncontent-length: {}\r\n", body.len());
        let (first, headers) = head.split_once('\n').unwrap_or((head, ""));
        let headers: Vec<_> = headers.lines().map(|line| format!("{line}\r\n")).collect();
        let headers = headers.concat();
        let head = format!("{first} HTTP/1.1\r\n{lengths}{headers}connection: close\r\n\r\n");
        // Whoever is refused may hear of it before all is sent.
        let _ = line.write_all(&[head.as_bytes(), body].concat());
        let mut answer = Vec::new();
        let _ = line.read_to_end(&mut answer);
        outcome(&answer)
    }
}

fn outcome(answer: &[u8]) -> Option<String> {
    let answer = String::from_utf8_lossy(answer);
    let status = answer.strip_prefix("HTTP/1.1 ")?.split(' ').next()?.to_owned();
    let code = answer.split(r#""code":""#).nth(1).and_then(|rest| rest.split('"').next());
    Some(code.map_or(status.clone(), |code| format!("{status} {code}")))
}
