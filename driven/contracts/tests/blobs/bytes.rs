use causerie_contracts::{BlobKind, blob};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn what_is_put_is_read_piece_by_piece(
    #[values(BlobKind::Memory, BlobKind::Folder)] kind: BlobKind,
) {
    let place = kind.place();
    let it = blob(1, 100_000);
    let read = async |from, bytes| place.files.read(&it.hash(), from, bytes).await.unwrap();
    assert_eq!(read(0, 10).await, None);

    for _ in 0..2 {
        place.files.put(it.clone()).await.unwrap();
    }

    assert_eq!(read(0, u32::MAX).await, Some(it.as_bytes().to_vec()));
    assert_eq!(read(0, 2).await, Some(vec![1, 7]));
    assert_eq!(read(99_999, 10).await, Some(vec![7]));
    assert_eq!(read(100_000, 10).await, Some(vec![]));
    assert_eq!(read(u32::MAX, 10).await, Some(vec![]));
    assert_eq!(place.files.all().await.unwrap(), [(it.hash(), 100_000)]);
}

#[rstest]
#[tokio::test]
async fn what_is_removed_is_gone_and_nothing_else(
    #[values(BlobKind::Memory, BlobKind::Folder)] kind: BlobKind,
) {
    let place = kind.place();
    let (one, other) = (blob(1, 10), blob(2, 10));
    place.files.put(one.clone()).await.unwrap();
    place.files.put(other.clone()).await.unwrap();

    for _ in 0..2 {
        place.files.remove(&one.hash()).await.unwrap();
    }

    assert_eq!(place.files.read(&one.hash(), 0, 9).await.unwrap(), None);
    assert_eq!(place.files.all().await.unwrap(), [(other.hash(), 10)]);
}
