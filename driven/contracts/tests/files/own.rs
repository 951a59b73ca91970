use causerie_contracts::DiskKind;
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn a_file_is_read_from_any_place(#[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind) {
    let drive = kind.drive();
    let path = drive.put("a.txt", b"Hello, Bob!");

    assert_eq!(drive.own.size(&path).await.unwrap(), Some(11));
    for (from, bytes, expected) in [(0, 5, "Hello"), (7, 100, "Bob!"), (11, 5, ""), (99, 5, "")] {
        let read = drive.own.read(&path, from, bytes).await.unwrap();
        assert_eq!(read.as_deref(), Some(expected.as_bytes()), "{from}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_not_there_is_no_file(#[values(DiskKind::Memory, DiskKind::Real)] kind: DiskKind) {
    let drive = kind.drive();
    let path = drive.put("a.txt", b"Hello, Bob!");

    for none in [drive.folder.join("b.txt"), path.join("c.txt"), drive.folder.clone()] {
        assert_eq!(drive.own.size(&none).await.unwrap(), None);
        assert_eq!(drive.own.read(&none, 0, 5).await.unwrap(), None);
    }
}
