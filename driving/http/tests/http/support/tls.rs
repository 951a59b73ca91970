use std::{net::SocketAddr, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::{
    ClientConfig, ConfigBuilder, RootCertStore, ServerConfig,
    client::WantsClientCert,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName},
    server::WebPkiClientVerifier,
    version::TLS13,
};
use time::{Duration, OffsetDateTime};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::DOMAIN;

pub(crate) type Stream = TlsStream<TcpStream>;

/// A root, and the certificates it signs.
#[derive(Clone)]
pub(crate) struct Network {
    root: Arc<CertifiedIssuer<'static, KeyPair>>,
    /// What the server's certificate is for.
    name: &'static str,
}

impl Network {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { root: Arc::new(root), name: DOMAIN }
    }

    /// The same network, with a server of another name.
    pub(crate) fn certified(&self, name: &'static str) -> Self {
        Self { name, ..self.clone() }
    }

    /// The server's side; a caller may have a certificate of this network, or none.
    pub(crate) fn server(&self) -> Arc<ServerConfig> {
        let names = vec![SanType::DnsName(self.name.try_into().unwrap())];
        let (chain, key) = self.certificate(names, ExtendedKeyUsagePurpose::ServerAuth, 60);
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(self.store(), provider.clone())
            .allow_unauthenticated()
            .build()
            .unwrap();
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain, key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }

    /// A caller's side, with a certificate for `names` that is valid for so many minutes, or without one.
    pub(crate) fn client(&self, names: &[&str], minutes: i64, alpn: &str) -> ClientConfig {
        let names = names.iter().map(|name| match name.parse() {
            Ok(ip) => SanType::IpAddress(ip),
            Err(_) => SanType::DnsName((*name).try_into().unwrap()),
        });
        self.client_with(names.collect(), minutes, alpn)
    }

    pub(crate) fn client_with(
        &self,
        names: Vec<SanType>,
        minutes: i64,
        alpn: &str,
    ) -> ClientConfig {
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_root_certificates(self.store());
        let mut config = if names.is_empty() {
            builder.with_no_client_auth()
        } else {
            let (chain, key) =
                self.certificate(names, ExtendedKeyUsagePurpose::ClientAuth, minutes);
            builder.with_client_auth_cert(chain, key).unwrap()
        };
        config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
        config
    }

    /// A TLS connection without a certificate.
    pub(crate) async fn stranger(&self, to: SocketAddr, alpn: &str) -> std::io::Result<Stream> {
        connect(self.client(&[], 0, alpn), to).await
    }

    /// The side of a caller of another network, who takes this one's servers for good.
    pub(crate) fn befriended(&self, foreign: &Self, name: &str) -> ClientConfig {
        let name = SanType::DnsName(name.try_into().unwrap());
        let (chain, key) = foreign.certificate(vec![name], ExtendedKeyUsagePurpose::ClientAuth, 60);
        let mut config = self.trusting().with_client_auth_cert(chain, key).unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        config
    }

    fn trusting(&self) -> ConfigBuilder<ClientConfig, WantsClientCert> {
        ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_root_certificates(self.store())
    }

    fn store(&self) -> Arc<RootCertStore> {
        let mut store = RootCertStore::empty();
        store.add(self.root.der().clone()).unwrap();
        Arc::new(store)
    }

    fn certificate(
        &self,
        names: Vec<SanType>,
        usage: ExtendedKeyUsagePurpose,
        minutes: i64,
    ) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.subject_alt_names = names;
        params.extended_key_usages = vec![usage];
        params.not_before = OffsetDateTime::now_utc() - Duration::minutes(120);
        params.not_after = OffsetDateTime::now_utc() + Duration::minutes(minutes);
        let certificate = params.signed_by(&key, &*self.root).unwrap();
        (vec![certificate.der().clone()], key.into())
    }
}

pub(crate) async fn connect(config: ClientConfig, to: SocketAddr) -> std::io::Result<Stream> {
    let stream = TcpStream::connect(to).await?;
    let name = ServerName::try_from(DOMAIN).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}
