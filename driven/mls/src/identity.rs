use mls_rs::{
    ExtensionList, IdentityProvider,
    error::IntoAnyError,
    identity::{CredentialType, SigningIdentity},
    time::MlsTime,
};
use mls_rs_core::identity::MemberValidationContext;
use thiserror::Error;

use crate::credential::{CREDENTIAL, decode, verified};

/// Says who a credential is: the account's word for the device is checked of everybody who comes in, and of every new key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vouched;

/// Nobody vouches for that device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a device nobody vouches for")]
pub(crate) struct NotVouchedFor;

impl IntoAnyError for NotVouchedFor {
    fn into_dyn_error(self) -> Result<Box<dyn std::error::Error + Send + Sync>, Self> {
        Ok(self.into())
    }
}

impl IdentityProvider for Vouched {
    type Error = NotVouchedFor;

    fn validate_member(
        &self,
        identity: &SigningIdentity,
        _: Option<MlsTime>,
        _: MemberValidationContext<'_>,
    ) -> Result<(), NotVouchedFor> {
        verified(identity).map(drop).ok_or(NotVouchedFor)
    }

    /// Nobody proposes from outside.
    fn validate_external_sender(
        &self,
        _: &SigningIdentity,
        _: Option<MlsTime>,
        _: Option<&ExtensionList>,
    ) -> Result<(), NotVouchedFor> {
        Err(NotVouchedFor)
    }

    /// The device's name: it is in a room once, whatever its keys.
    fn identity(
        &self,
        identity: &SigningIdentity,
        _: &ExtensionList,
    ) -> Result<Vec<u8>, NotVouchedFor> {
        let (member, _) = decode(identity).ok_or(NotVouchedFor)?;
        Ok(member.device.to_string().into_bytes())
    }

    /// A member's place goes to nobody else: name, account key and device key stay.
    fn valid_successor(
        &self,
        before: &SigningIdentity,
        after: &SigningIdentity,
        _: &ExtensionList,
    ) -> Result<bool, NotVouchedFor> {
        let (before, _) = decode(before).ok_or(NotVouchedFor)?;
        Ok(verified(after).is_some_and(|after| after == before))
    }

    fn supported_types(&self) -> Vec<CredentialType> {
        vec![CREDENTIAL]
    }
}
