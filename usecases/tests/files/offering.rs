use causerie_chat::{Body, SharedFile};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{OfferFile, OfferFileError, SendMessageError},
    ports::{History, OfferBook},
};

use crate::given::{address, files::content, message_id, world::world};

#[tokio::test]
async fn a_file_is_offered_in_a_message_with_its_hash_and_stays_where_it_is() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    let path = world.has_file("the report.pdf", 3_000_000);

    let offer = OfferFile {
        caption: Some("for you".parse().unwrap()),
        media_type: Some("application/pdf".parse().unwrap()),
        ..alice.offering(1, address("bob").into(), &path)
    };
    alice.peer.files.offer.handle(offer).await.unwrap();
    alice.delivers("bob").await;

    let heard = bob.conversation("alice").await;
    let Body::File(file) = &heard[0].body else { panic!("a file") };
    let SharedFile { manifest, caption } = &**file;
    assert_eq!(
        (manifest.name.as_str(), manifest.size(), manifest.chunks()),
        ("the report.pdf", 3_000_000, 3)
    );
    assert_eq!(caption.as_ref().unwrap().as_str(), "for you");
    assert_eq!(manifest.media_type.as_ref().unwrap().as_str(), "application/pdf");
    let offers = alice.store.offers().await.unwrap();
    assert_eq!(offers.iter().map(|it| &it.2).collect::<Vec<_>>(), [&path]);
    assert!(world.file(&path).await.unwrap() == content(3_000_000));
}

#[tokio::test]
async fn each_file_has_a_key_of_its_own_though_it_is_offered_twice() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    let path = world.has_file("a.txt", 10);

    for n in [1, 2] {
        alice.offers(n, "bob", &path).await;
    }

    let offers = alice.store.offers().await.unwrap();
    assert_eq!(offers.len(), 2);
    assert_ne!(offers[0].1.key, offers[1].1.key);
}

#[tokio::test]
async fn what_is_offered_again_under_its_id_is_offered_once() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    let path = world.has_file("a.txt", 10);
    alice.offers(1, "bob", &path).await;
    alice.says(2, "bob").await;

    alice.tries_to_offer(1, "bob", &path).await.unwrap();
    let taken = alice.tries_to_offer(2, "bob", &path).await;

    assert!(matches!(taken, Err(OfferFileError::NotSaid(SendMessageError::IdInUse))), "{taken:?}");
    assert_eq!(
        (alice.store.offers().await.unwrap().len(), bob.conversation("alice").await.len()),
        (1, 1)
    );
}

#[tokio::test]
async fn what_cannot_be_offered_is_not_said() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    let path = world.has_file("a.txt", 10);

    let missing = alice.tries_to_offer(1, "bob", &path.with_extension("pdf")).await;
    let relative = alice.tries_to_offer(1, "bob", "a.txt".as_ref()).await;
    let folder = alice.tries_to_offer(1, "bob", "/".as_ref()).await;
    let nobody = alice.tries_to_offer(1, "nobody", &path).await;
    let caption = Some("a".repeat(SharedFile::MAX_CAPTION + 1).parse().unwrap());
    let long = OfferFile { caption, ..alice.offering(1, address("bob").into(), &path) };
    let long = alice.peer.files.offer.handle(long).await;

    for refused in [missing, relative, folder] {
        assert!(matches!(refused, Err(OfferFileError::NoSuchFile)), "{refused:?}");
    }
    assert!(matches!(long, Err(OfferFileError::LongCaption)), "{long:?}");
    assert!(
        matches!(nobody, Err(OfferFileError::NotSaid(SendMessageError::UnknownRecipient))),
        "{nobody:?}"
    );
    assert_eq!(alice.store.message(&address("alice"), message_id(1)).await.unwrap(), None);
    assert_eq!(alice.store.offers().await.unwrap(), []);
}
