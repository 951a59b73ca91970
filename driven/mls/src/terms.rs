use causerie_chat::{MalformedCharter, RoomCharter};
use mls_rs::{
    ExtensionList,
    error::{ExtensionError, IntoAnyError},
    extension::{ExtensionType, MlsExtension},
};

/// What the members of a room agree on besides keys, in its group context: ours, of those for private use (RFC 9420 §17.3).
pub(crate) const TERMS: ExtensionType = ExtensionType::new(0xf0ca);

/// A [`RoomCharter`] in the group context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms(pub(crate) RoomCharter);

/// Not a [`RoomCharter`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotTerms;

impl IntoAnyError for NotTerms {}

impl From<MalformedCharter> for NotTerms {
    fn from(_: MalformedCharter) -> Self {
        Self
    }
}

impl MlsExtension for Terms {
    type SerializationError = NotTerms;
    type DeserializationError = NotTerms;

    fn extension_type() -> ExtensionType {
        TERMS
    }

    fn to_bytes(&self) -> Result<Vec<u8>, NotTerms> {
        Ok(self.0.encode())
    }

    fn from_bytes(data: &[u8]) -> Result<Self, NotTerms> {
        Ok(Self(RoomCharter::decode(data)?))
    }
}

impl Terms {
    /// Those of a room; nothing if it is none of ours. There is nothing in the context besides.
    pub(crate) fn of(context: &ExtensionList) -> Option<RoomCharter> {
        let Self(charter) = context.get_as().ok().flatten()?;
        (context.len() == 1).then_some(charter)
    }

    /// As a room has them.
    pub(crate) fn context(self) -> Result<ExtensionList, ExtensionError> {
        let mut context = ExtensionList::new();
        context.set_from(self)?;
        Ok(context)
    }
}
