use crate::{bytes::Reader, encrypt::TAG_BYTES, header::Kind, initiation};

/// A message in its parts: first byte, agreement if there is one, sealed header, sealed body.
pub(crate) struct Parts<'a> {
    pub(crate) kind: Kind,
    /// Only at the beginning of a session; by its length alone it may be one.
    pub(crate) agreement: Option<&'a [u8]>,
    pub(crate) header: &'a [u8],
    pub(crate) header_tag: &'a [u8; TAG_BYTES],
    pub(crate) body: &'a [u8],
    pub(crate) body_tag: &'a [u8; TAG_BYTES],
}

impl<'a> Parts<'a> {
    /// The parts of any message that is long enough for its kind.
    pub(crate) fn of(message: &'a [u8]) -> Option<Self> {
        let mut fields = Reader::new(message);
        let kind = Kind::parse(fields.u8()?)?;
        let agreement =
            if kind.is_initial() { Some(initiation::split_agreement(&mut fields)?) } else { None };
        let header = fields.slice(kind.header_bytes())?;
        let header_tag = fields.array()?;
        let (body, body_tag) = fields.rest().split_last_chunk()?;
        Some(Self { kind, agreement, header, header_tag, body, body_tag })
    }
}
