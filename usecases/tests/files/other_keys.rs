//! T65: what is sealed with another key, or is of another file, becomes no part of this one.

use causerie_chat::{Cause, FileKey, FileManifest};
use causerie_files::{ChunkHashes, FileHasher, FileId, FileStream};
use causerie_session::RustCrypto;
use causerie_usecases::ports::{FetchState, Retry};
use rstest::rstest;

use crate::{
    fetching::{how_often, offered},
    given::files::{CHUNK, content, folder},
};

const BYTES: usize = 8 * CHUNK;
const SEALED: usize = CHUNK + 16;

/// What a file is made into under a manifest, whether or not it is what that describes.
fn sealed(manifest: &FileManifest, file: &[u8]) -> Vec<u8> {
    let (_, hashes): (_, ChunkHashes) =
        file.chunks(CHUNK).fold(FileHasher::new(20), FileHasher::next).end();
    let stream = FileStream::new(&RustCrypto, manifest);
    let chunks = (0..).zip(file.chunks(CHUNK));
    chunks.flat_map(|(n, it)| stream.seal(hashes.chunk(n, it.to_vec()).unwrap()).unwrap()).collect()
}

#[rstest]
#[case::with_another_key(true, false)]
#[case::of_another_file_with_the_right_key(false, true)]
#[tokio::test]
async fn t65_well_sealed_chunks_that_are_not_the_files_are_not_written(
    #[case] of_another_key: bool,
    #[case] of_another_file: bool,
) {
    let (world, _alice, bob) = offered(BYTES).await;
    let mut manifest = bob.fetched().await[0].manifest.clone();
    let mut file = content(BYTES);
    if of_another_key {
        manifest.key = FileKey::from([9; 32]);
    }
    if of_another_file {
        // One bit of each chunk.
        file.iter_mut().step_by(CHUNK).for_each(|byte| *byte ^= 1);
    }
    let other = sealed(&manifest, &file);
    world.wire.files.bends(move |_, given| {
        let chunks = given.len() / SEALED;
        *given = other[..chunks * SEALED].to_vec();
    });

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, .. })) = state else { panic!("{state:?}") };
    assert_eq!((cause, bob.fetched().await[0].parts.here()), (Cause::FILE_BROKEN, 0));
    assert_eq!(world.disk.there().0.len(), 1, "nothing is there under its name");
}

/// The same file is offered once more, with another key, while the first fetch is half done.
#[tokio::test]
async fn t65_what_is_here_of_one_key_is_no_part_of_what_comes_with_another() {
    let (world, alice, bob) = offered(BYTES).await;
    world.wire.files.brings(1);
    bob.takes_file().await;
    let first = bob.fetched().await.remove(0);
    assert_eq!(first.parts.here(), 1);
    let path = world.has_file("the report.pdf", BYTES);
    alice.offers(2, "bob", &path).await;
    world.wire.files.is_mended();
    how_often(&world);

    bob.wants("alice", 2).await.unwrap();
    let second = bob.fetched().await.remove(0);
    let state = bob.takes_file().await;

    assert_eq!(first.manifest.hash, second.manifest.hash);
    assert_ne!(FileId::of(&first.manifest), FileId::of(&second.manifest));
    assert_eq!(second.parts.here(), 0, "nothing is taken over");
    assert_eq!(state, FetchState::Done(folder().join("the report.pdf")));
    assert_eq!(how_often(&world), (0..8).map(|number| (number, 1)).collect());
    let still = bob.fetched().await.remove(1);
    assert_eq!((still.id(), still.parts.here()), (first.id(), 1), "the first is as it was");
}
