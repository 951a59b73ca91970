use std::sync::Arc;

use causerie_chat::{DomainName, Enrolment, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{NotRegistered, Registry, Unavailable},
};

/// Take a new person on, with a first device.
#[derive(Debug)]
pub struct RegisterPerson {
    /// Who, signed by both of their keys.
    pub enrolment: Enrolment,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`RegisterPerson`].
pub struct RegisterPersonHandler {
    /// The domain whose names this directory gives.
    pub domain: DomainName,
    /// Keeps the person.
    pub registry: Arc<dyn Registry>,
}

impl CommandHandler<RegisterPerson> for RegisterPersonHandler {
    type Error = RegisterPersonError;

    async fn handle(&self, command: RegisterPerson) -> Result<(), RegisterPersonError> {
        if command.enrolment.device.person.domain != self.domain {
            return Err(RegisterPersonError::ForeignDomain);
        }
        let enrolment =
            command.enrolment.verify().map_err(|_| RegisterPersonError::BadSignature)?;
        self.registry.register(&enrolment, command.at).await.map_err(|refused| match refused {
            NotRegistered::NameInUse => RegisterPersonError::NameInUse,
            NotRegistered::KeyInUse => RegisterPersonError::KeyInUse,
            NotRegistered::Refused(code) => Unavailable::new(code.to_string()).into(),
            NotRegistered::Unavailable(cause) => cause.into(),
        })
    }
}

/// Why a person was not registered.
#[derive(Debug, Error)]
pub enum RegisterPersonError {
    /// The name ends in another directory's domain.
    #[error("this directory gives no names of that domain")]
    ForeignDomain,
    /// One of the two signatures does not fit.
    #[error("the enrolment is not signed by both keys")]
    BadSignature,
    /// The name belongs to another key or was registered with another device.
    #[error("that name is in use")]
    NameInUse,
    /// A key belongs to another name.
    #[error("that key is in use")]
    KeyInUse,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
