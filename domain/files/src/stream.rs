use aead_stream::{
    NewStream, StreamBE32, StreamPrimitive,
    aead::{
        AeadCore, AeadInOut, Error, Nonce, Tag, TagPosition,
        consts::{U12, U16},
        inout::InOutBuf,
    },
};
use causerie_chat::{FileKey, FileManifest};
use causerie_session::Provider;

use crate::{Chunk, NotThatChunk};

/// Seals and opens the chunks of one file.
///
/// STREAM with a counter of 32 bits (`StreamBE32`), whose nonce begins with seven zeros: a key is of one file alone. Associated data are `causerie file 1`, the
/// file's hash, its size and the length of its chunks, so that a chunk is of that file, cut like that.
pub struct FileStream<'a> {
    stream: StreamBE32<Sealing<'a>>,
    manifest: &'a FileManifest,
    about: About,
}

/// Which file, and how it is cut.
type About = [u8; 15 + 32 + 8 + 1];

/// `causerie file 1`, the file's hash, its size and the length of its chunks.
pub(crate) fn about(manifest: &FileManifest) -> About {
    let mut about = [0; 56];
    about[..15].copy_from_slice(b"causerie file 1");
    about[15..47].copy_from_slice(&manifest.hash.0);
    about[47..55].copy_from_slice(&manifest.size().to_be_bytes());
    about[55] = manifest.chunk_bits();
    about
}

impl<'a> FileStream<'a> {
    /// What a sealed chunk is longer than what is in it, in bytes.
    pub const OVERHEAD: usize = 16;

    /// Of the file that the manifest describes.
    #[must_use]
    pub fn new(provider: &'a dyn Provider, manifest: &'a FileManifest) -> Self {
        let sealing = Sealing { provider, key: &manifest.key };
        let stream = StreamBE32::from_aead(sealing, &[0; 7].into());
        Self { stream, manifest, about: about(manifest) }
    }

    /// A chunk, sealed: longer by [`FileStream::OVERHEAD`]. An error if it is another file's.
    pub fn seal(&self, chunk: Chunk) -> Result<Vec<u8>, NotThatChunk> {
        let Chunk { number, mut bytes } = chunk;
        let is_last = self.is_last(number, bytes.len())?;
        bytes.reserve_exact(Self::OVERHEAD);
        let sealed = self.stream.encrypt_in_place(number, is_last, &self.about, &mut bytes);
        sealed.map(|()| bytes).map_err(|_| NotThatChunk)
    }

    /// What is in a sealed chunk, which is to be checked yet ([`crate::ChunkHashes::chunk`]).
    pub fn open(&self, number: u32, mut sealed: Vec<u8>) -> Result<Vec<u8>, NotThatChunk> {
        let bytes = sealed.len().checked_sub(Self::OVERHEAD).ok_or(NotThatChunk)?;
        let is_last = self.is_last(number, bytes)?;
        let opened = self.stream.decrypt_in_place(number, is_last, &self.about, &mut sealed);
        opened.map(|()| sealed).map_err(|_| NotThatChunk)
    }

    fn is_last(&self, number: u32, bytes: usize) -> Result<bool, NotThatChunk> {
        match self.manifest.chunk(number) {
            Some((_, expected)) if bytes == expected => Ok(number + 1 == self.manifest.chunks()),
            _ => Err(NotThatChunk),
        }
    }
}

/// A provider's ChaCha20-Poly1305 as the library of the construction takes it.
struct Sealing<'a> {
    provider: &'a dyn Provider,
    key: &'a FileKey,
}

impl AeadCore for Sealing<'_> {
    type NonceSize = U12;
    type TagSize = U16;
    const TAG_POSITION: TagPosition = TagPosition::Postfix;
}

impl AeadInOut for Sealing<'_> {
    fn encrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
    ) -> Result<Tag<Self>, Error> {
        let (key, text) = (self.key.as_bytes(), buffer.into_out_with_copied_in());
        Ok(self.provider.seal(key, &(*nonce).into(), associated, text).into())
    }

    fn decrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
        tag: &Tag<Self>,
    ) -> Result<(), Error> {
        let (key, text) = (self.key.as_bytes(), buffer.into_out_with_copied_in());
        let opened = self.provider.open(key, &(*nonce).into(), associated, text, &(*tag).into());
        opened.map_err(|_| Error)
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::FileHash;
    use causerie_session::RustCrypto;
    use chacha20poly1305::{
        ChaCha20Poly1305, KeyInit,
        aead::{Aead, Payload},
    };
    use rstest::rstest;

    use super::*;

    const SIZE: u64 = 2 * 65_536 + 3;

    fn manifest(hash: u8, key: u8) -> FileManifest {
        cut(hash, key, (SIZE, 16))
    }

    fn cut(hash: u8, key: u8, size: (u64, u8)) -> FileManifest {
        let (hash, key) = (FileHash([hash; 32]), FileKey::from([key; 32]));
        FileManifest::new("a".parse().unwrap(), None, size, hash, key).unwrap()
    }

    fn sealed(of: &FileManifest, number: u32, byte: u8) -> Vec<u8> {
        let (_, bytes) = of.chunk(number).unwrap();
        let chunk = Chunk { number, bytes: vec![byte; bytes] };
        FileStream::new(&RustCrypto, of).seal(chunk).unwrap()
    }

    fn opened(of: &FileManifest, number: u32, sealed: Vec<u8>) -> Result<Vec<u8>, NotThatChunk> {
        FileStream::new(&RustCrypto, of).open(number, sealed)
    }

    #[test]
    fn chunks_are_opened_in_any_order() {
        let file = manifest(1, 2);

        for number in [2, 0, 1] {
            let byte = u8::try_from(number).unwrap();
            let bytes = if number == 2 { 3 } else { 65_536 };
            assert_eq!(opened(&file, number, sealed(&file, number, byte)), Ok(vec![byte; bytes]));
        }
    }

    /// What the construction says, put together by hand over another implementation of the cipher.
    #[rstest]
    #[case::in_the_middle(1, 0)]
    #[case::the_last(2, 1)]
    fn a_chunk_is_sealed_as_the_construction_says(#[case] number: u32, #[case] last: u8) {
        let file = manifest(1, 2);
        let (_, bytes) = file.chunk(number).unwrap();
        let nonce = [&[0; 7][..], &number.to_be_bytes(), &[last]].concat();
        let nonce = <[u8; 12]>::try_from(nonce).unwrap();
        let aad = [&b"causerie file 1"[..], &[1; 32], &SIZE.to_be_bytes(), &[16]].concat();
        let payload = Payload { msg: &vec![9; bytes], aad: &aad };

        let expected = ChaCha20Poly1305::new(&[2; 32].into()).encrypt(&nonce.into(), payload);

        assert_eq!(sealed(&file, number, 9), expected.unwrap());
    }

    #[test]
    fn t65_no_chunk_stands_for_another_one() {
        let file = manifest(1, 2);
        let chunk = sealed(&file, 0, 7);

        assert_eq!(opened(&file, 1, chunk.clone()), Err(NotThatChunk), "another place");
        assert_eq!(opened(&manifest(3, 2), 0, chunk.clone()), Err(NotThatChunk), "another file");
        assert_eq!(opened(&manifest(1, 3), 0, chunk.clone()), Err(NotThatChunk), "another key");
        let longer = cut(1, 2, (SIZE + 1, 16));
        assert_eq!(opened(&longer, 0, chunk), Err(NotThatChunk), "another size");
    }

    #[test]
    fn t65_a_file_ends_where_it_ends() {
        let (whole, begin) = (manifest(1, 2), cut(1, 2, (65_536, 16)));
        let at = FileStream::new(&RustCrypto, &whole);
        let about_whole = at.about;
        let mut other = FileStream::new(&RustCrypto, &begin);
        other.about = about_whole;
        let last = other.seal(Chunk { number: 0, bytes: vec![7; 65_536] }).unwrap();

        // All but whether it is the last one is the same.
        assert_eq!(at.open(0, last), Err(NotThatChunk));
    }

    #[rstest]
    #[case::shorter(65_535)]
    #[case::longer(65_537)]
    #[case::nothing(0)]
    fn a_chunk_has_its_length(#[case] bytes: usize) {
        let file = manifest(1, 2);
        let stream = FileStream::new(&RustCrypto, &file);
        let seal = |number, bytes| stream.seal(Chunk { number, bytes: vec![0; bytes] });

        assert_eq!(seal(0, bytes), Err(NotThatChunk));
        assert_eq!(stream.open(0, vec![0; bytes + 16]), Err(NotThatChunk));
        assert_eq!(stream.open(0, vec![0; 15]), Err(NotThatChunk));
        assert_eq!(seal(3, 3), Err(NotThatChunk), "there is no such chunk");
        assert_eq!(seal(u32::MAX, 0), Err(NotThatChunk));
    }

    #[rstest]
    fn a_chunk_that_was_changed_is_none(#[values(0, 65_535, 65_536, 65_551)] place: usize) {
        let file = manifest(1, 2);
        let mut chunk = sealed(&file, 0, 7);
        chunk[place] ^= 1;

        assert_eq!(opened(&file, 0, chunk), Err(NotThatChunk));
    }

    #[test]
    fn a_file_of_nothing_is_one_chunk() {
        let empty = cut(1, 2, (0, 16));

        assert_eq!(opened(&empty, 0, sealed(&empty, 0, 0)), Ok(Vec::new()));
    }
}
