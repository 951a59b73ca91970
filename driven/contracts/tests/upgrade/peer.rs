//! A peer.

use std::sync::Arc;

use causerie_chat::{Cause, DeliveryState, Message, Person};
use causerie_contracts::{InSession, address, addressed, at, device, person, trace};
use causerie_usecases::ports::{Batch, Cursor, Due, Waiting};
use tempfile::TempDir;

use crate::given::{ME, THEM, YOU, old_peer, open, said, you};

#[tokio::test]
async fn t57_all_that_a_peer_had_is_there_in_its_order() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));

    let peer = open(&file);

    let direct = || DeliveryState::Delivered(causerie_chat::Path::Direct);
    let with = async |who| {
        let told = peer.history.conversation(&address(who).into(), Cursor(0), 100).await.unwrap();
        told.into_iter().map(|it| (it.message, it.changed_at, it.state)).collect::<Vec<_>>()
    };
    let expected = [
        (said(1, ME, YOU), at(1), DeliveryState::Queued),
        (said(2, YOU, ME), at(12), direct()),
        (said(3, ME, YOU), at(13), direct()),
        (said(4, ME, YOU), at(14), DeliveryState::Failed(Cause::MALFORMED)),
        (said(5, YOU, ME), at(15), direct()),
    ];
    assert_eq!(with(YOU).await, expected);
    assert_eq!(with(ME).await, [(said(6, ME, ME), at(6), DeliveryState::Queued)]);
    assert_eq!(with(THEM).await, [(said(7, THEM, ME), at(17), direct())]);
    let told = peer.history.conversations().await.unwrap();
    let told: Vec<_> = told.into_iter().map(|it| (it.with, it.messages)).collect();
    assert_eq!(told, [(THEM, 1), (ME, 1), (YOU, 5)].map(|(who, n)| (address(who).into(), n)));
}

#[tokio::test]
async fn t57_its_contacts_are_known_by_their_keys() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));

    let peer = open(&file);

    let known = peer.identities.identities().await.unwrap();
    let [known] = &known[..] else { unreachable!("{known:?}") };
    assert_eq!((known.verified, &known.offered), (None, &None));
    let told = &known.person;
    assert_eq!((&told.address, &told.account_key), (&you().address, &you().account_key));
    let ids = |person: &Person| {
        person.devices.iter().map(|it| (it.id.clone(), it.key)).collect::<Vec<_>>()
    };
    assert_eq!(ids(told), ids(&you()));
    // Nobody is a contact who only wrote, or a device known that was given up.
    assert_eq!(peer.people.person(&address(THEM)).await.unwrap(), None);
    // What the directory says next puts the signatures right.
    peer.contacts.remember(&you()).await.unwrap();
    assert_eq!(peer.people.person(&address(YOU)).await.unwrap(), Some(you()));
    peer.contacts.remember(&person(YOU, 9, &[("d1", 2)])).await.unwrap_err();
}

#[tokio::test]
async fn t57_what_waited_waits_unsealed_in_its_order_and_is_due_at_once() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));

    let peer = open(&file);

    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 4, devices: 3 });
    let due = |id, of, trace| Due { to: device(id, of), not_before: None, trace };
    let expected =
        [due("laptop", YOU, Some(trace())), due("d1", YOU, None), due("d1", ME, Some(trace()))];
    assert_eq!(peer.pending.due().await.unwrap(), expected);
    for (id, of) in [("laptop", YOU), ("d1", YOU), ("d1", ME)] {
        let waiting = peer.pending.waiting(&device(id, of), false, 10, 1_000).await.unwrap();
        assert_eq!(waiting, Batch { unsealed_next: true, ..Batch::default() });
    }
    let laptop = device("laptop", YOU);
    peer.outbox.seal(&laptop, Arc::new(InSession::fresh(1))).await.unwrap();
    let sealed = peer.pending.waiting(&laptop, false, 10, 100_000).await.unwrap().sealed;
    let ids: Vec<_> = sealed.iter().map(|it| it.envelope.id).collect();
    assert_eq!(ids, [said(4, ME, YOU), said(1, ME, YOU)].map(|m| addressed(&m, &laptop).id));
    let (_, text) = causerie_contracts::counterpart(1, sealed[0].envelope.sealed.as_bytes());
    assert_eq!(Message::decode(&text).unwrap(), said(4, ME, YOU));
}

#[tokio::test]
async fn what_comes_again_after_the_upgrade_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(old_peer(&file));
    let peer = open(&file);
    let before = peer.history.conversations().await.unwrap();

    peer.hears(&[said(2, YOU, ME), said(7, THEM, ME)], at(99)).await;
    let (again, sealing) = (said(1, ME, YOU), Arc::new(InSession::known()));
    peer.outbox.enqueue(&again, vec![], sealing).await.unwrap();

    assert_eq!(peer.history.conversations().await.unwrap(), before);
}
