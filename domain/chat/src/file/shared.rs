use minicbor::Decoder;

use super::{FileManifest, MalformedManifest};
use crate::{
    Text,
    cbor::{Fields, written},
};

/// A file, and what its sender says with it.
///
/// As bytes: CBOR (RFC 8949), a map of 0, the manifest (bytes), and 1, the caption (text), which may be left out. Keys from 8 on may follow and are passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedFile {
    /// What it is, and where its key is.
    pub manifest: FileManifest,
    /// What goes with it; at most [`SharedFile::MAX_CAPTION`] bytes.
    pub caption: Option<Text>,
}

impl SharedFile {
    /// The longest caption, in bytes.
    pub const MAX_CAPTION: usize = 4 * 1_024;

    /// The bytes that [`SharedFile::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|cbor| {
            cbor.map(1 + u64::from(self.caption.is_some()))?;
            cbor.u8(0)?.bytes(&self.manifest.encode())?;
            if let Some(caption) = &self.caption {
                cbor.u8(1)?.str(caption.as_str())?;
            }
            Ok(())
        })
    }

    /// The file in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedManifest> {
        let mut fields = Fields::of(bytes)?;
        let manifest = FileManifest::decode(fields.needed(0)?.bytes()?)?;
        let caption = fields.known(1)?.map(Decoder::str).transpose()?;
        fields.end()?;
        if caption.is_some_and(|caption| caption.len() > Self::MAX_CAPTION) {
            return Err(MalformedManifest);
        }
        let caption = caption.map(str::parse).transpose().map_err(|_| MalformedManifest)?;
        Ok(Self { manifest, caption })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileHash, FileKey};

    fn shared(caption: Option<&str>) -> SharedFile {
        let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
        let manifest = FileManifest::new("a.txt".parse().unwrap(), None, (70_000, 16), hash, key);
        let caption = caption.map(|raw| raw.parse().unwrap());
        SharedFile { manifest: manifest.unwrap(), caption }
    }

    #[test]
    fn a_shared_file_has_fixed_bytes() {
        let manifest = shared(None).manifest.encode();
        let length = u8::try_from(manifest.len()).unwrap();

        let expected = [&[0xa2, 0x00, 0x58, length], &manifest[..], b"\x01\x62hi"].concat();
        assert_eq!(shared(Some("hi")).encode(), expected);
    }

    #[test]
    fn a_shared_file_is_read_back() {
        for caption in [None, Some("hi"), Some(&*"a".repeat(SharedFile::MAX_CAPTION))] {
            let shared = shared(caption);

            assert_eq!(SharedFile::decode(&shared.encode()), Ok(shared));
        }
    }

    #[test]
    fn t54_what_is_no_shared_file_is_refused() {
        let longer = shared(Some(&"a".repeat(SharedFile::MAX_CAPTION + 1))).encode();
        let whole = shared(Some("hi")).encode();
        let mut empty = whole[..whole.len() - 3].to_vec();
        empty.push(0x60);

        for wrong in
            [&longer[..], &empty, &whole[..whole.len() - 1], &[&whole[..], &[0]].concat(), &[0xa0]]
        {
            assert_eq!(SharedFile::decode(wrong), Err(MalformedManifest));
        }
    }
}
