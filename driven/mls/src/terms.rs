use causerie_chat::{InvalidRoomKind, RoomKind};
use mls_rs::{
    ExtensionList,
    error::{ExtensionError, IntoAnyError},
    extension::{ExtensionType, MlsExtension},
};

/// What the members of a room agree on besides keys, in its group context: ours, of those for private use (RFC 9420 §17.3).
pub(crate) const TERMS: ExtensionType = ExtensionType::new(0xf0ca);

/// A [`RoomKind`] in the group context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms(pub(crate) RoomKind);

/// Not a [`RoomKind`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotTerms;

impl IntoAnyError for NotTerms {}

impl From<InvalidRoomKind> for NotTerms {
    fn from(_: InvalidRoomKind) -> Self {
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
        Ok(self.0.encode().to_vec())
    }

    fn from_bytes(data: &[u8]) -> Result<Self, NotTerms> {
        Ok(Self(RoomKind::decode(data)?))
    }
}

impl Terms {
    /// Those of a room; nothing if it is none of ours.
    pub(crate) fn of(context: &ExtensionList) -> Option<Self> {
        context.get_as().ok().flatten()
    }

    /// As a room is made with them.
    pub(crate) fn context(self) -> Result<ExtensionList, ExtensionError> {
        let mut context = ExtensionList::new();
        context.set_from(self)?;
        Ok(context)
    }
}
