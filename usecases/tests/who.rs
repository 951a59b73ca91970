//! Asking who somebody is: at a directory, at a peer, and of the peer itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Address, Person, Term};
use causerie_memory::{MemoryDirectory, MemoryPeer};
use causerie_usecases::{
    QueryHandler,
    directory::queries::{WhoIs, WhoIsHandler},
    peer::queries::{Me, WhoAmI, WhoAmIHandler, WhoIsThat, WhoIsThatHandler},
    ports::{Contacts, CredentialStatus, Event, Events, People, Registry, Unavailable, Waiting},
};
use given::{address, at, device, enrolment, person, person_with_keys, secrets, world::world};
use rstest::rstest;

/// A directory where Bob is on record.
async fn directory() -> Arc<MemoryDirectory> {
    let directory = Arc::new(MemoryDirectory::default());
    directory.register(&enrolment("bob"), at(1)).await.unwrap();
    directory
}

/// A directory that is away.
struct Away;

#[async_trait]
impl People for Away {
    async fn person(&self, _: &Address) -> Result<Option<Person>, Unavailable> {
        Err(Unavailable::new("nobody at home"))
    }
}

#[rstest]
#[case::on_record("bob@example.org", Some(person("bob")))]
#[case::with_no_such_name("carol@example.org", None)]
#[case::with_half_that_name("bo@example.org", None)]
#[case::of_another_domain("bob@example.com", None)]
#[tokio::test]
async fn a_directory_knows_somebody_by_their_exact_name(
    #[case] who: Address,
    #[case] expected: Option<Person>,
) {
    let who_is = WhoIsHandler { people: directory().await };

    let found = who_is.handle(WhoIs { who }).await.unwrap();

    assert_eq!(found, expected);
}

#[tokio::test]
async fn whom_this_device_knows_needs_no_directory() {
    let known = Arc::new(MemoryPeer::new(address("alice")));
    known.remember(&person("bob")).await.unwrap();
    let who_is_that = WhoIsThatHandler { known, people: Arc::new(Away) };

    let found = who_is_that.handle(WhoIsThat { who: address("bob") }).await.unwrap();

    assert_eq!(found, Some(person("bob")));
}

#[tokio::test]
async fn what_this_device_knows_goes_before_what_the_directory_says() {
    let known = Arc::new(MemoryPeer::new(address("alice")));
    let as_first_met = person_with_keys("bob", "carol");
    known.remember(&as_first_met).await.unwrap();
    let who_is_that = WhoIsThatHandler { known, people: directory().await };

    let found = who_is_that.handle(WhoIsThat { who: address("bob") }).await.unwrap();

    assert_eq!(found, Some(as_first_met));
}

#[tokio::test]
async fn a_stranger_is_looked_up_at_the_directory_and_not_remembered() {
    let known = Arc::new(MemoryPeer::new(address("alice")));
    let who_is_that = WhoIsThatHandler { known: known.clone(), people: directory().await };

    let bob = who_is_that.handle(WhoIsThat { who: address("bob") }).await.unwrap();
    let nobody = who_is_that.handle(WhoIsThat { who: address("carol") }).await.unwrap();

    assert_eq!((bob, nobody), (Some(person("bob")), None));
    assert_eq!(known.person(&address("bob")).await.unwrap(), None);
}

#[tokio::test]
async fn a_stranger_is_not_taken_for_nobody_while_the_directory_is_away() {
    let known = Arc::new(MemoryPeer::new(address("alice")));
    let who_is_that = WhoIsThatHandler { known, people: Arc::new(Away) };

    let outcome = who_is_that.handle(WhoIsThat { who: address("bob") }).await;

    assert!(outcome.is_err());
}

/// Holds a credential with that term, if any.
struct Held(Option<Term>);

#[async_trait]
impl CredentialStatus for Held {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        Ok(self.0)
    }
}

#[rstest]
#[case::before_it_first_signed_in(None)]
#[case::with_a_credential(Some(Term { from: at(1), until: at(2) }))]
#[tokio::test]
async fn a_peer_says_who_it_is_and_how_it_stands(#[case] term: Option<Term>) {
    let world = world();
    let alice = world.joins("alice").await;
    for name in ["bob", "carol"] {
        world.registers(name).await;
    }
    for (n, to) in [(1, "bob"), (2, "bob"), (3, "carol")] {
        alice.says(n, to).await;
    }
    let (account_key, device) = (secrets("alice").0.public(), device("alice"));
    let who_am_i = WhoAmIHandler {
        device: device.clone(),
        account_key,
        credentials: Arc::new(Held(term)),
        pending: alice.store,
        log: alice.events,
    };

    let me = who_am_i.handle(WhoAmI).await.unwrap();

    let waiting = Waiting { envelopes: 3, devices: 2 };
    let (synced, is_revoked) = (None, false);
    assert_eq!(me, Me { device, account_key, credential: term, waiting, synced, is_revoked });
}

#[tokio::test]
async fn a_peer_says_since_when_all_its_mail_is_here_until_it_may_not_be() {
    let alice = world().joins("alice").await;
    let mut said = Vec::new();
    for event in [Event::Synced(at(7)), Event::Synced(at(8)), Event::Behind] {
        alice.events.tell(event);
        said.push(alice.peer.who_am_i.handle(WhoAmI).await.unwrap().synced);
    }

    assert_eq!(said, [Some(at(7)), Some(at(8)), None]);
}

#[tokio::test]
async fn a_device_that_was_revoked_says_so() {
    let alice = world().joins("alice").await;

    alice.events.tell(Event::Revoked);

    assert!(alice.peer.who_am_i.handle(WhoAmI).await.unwrap().is_revoked);
}
