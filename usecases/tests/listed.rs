//! A directory's people show who is there, and find each other if they want to be found.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{DeviceSecret, PresenceKeys, PresenceMark, PresenceState, ShownPresence};
use causerie_memory::{MemoryDirectory, MemoryPresenceBoard};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{
            HidePresence, HidePresenceHandler, ListPerson, ListPersonHandler, ShowPresence,
            ShowPresenceHandler,
        },
        queries::{ReadListed, ReadListedHandler, WatchPresence, WatchPresenceHandler},
    },
    ports::{Listed, MarkNews, Registry},
};
use given::{address, at, device, enrolment, secrets};

struct Directory {
    show: ShowPresenceHandler,
    hide: HidePresenceHandler,
    watch: WatchPresenceHandler,
    list: ListPersonHandler,
    read: ReadListedHandler,
}

async fn directory() -> Directory {
    let store = Arc::new(MemoryDirectory::default());
    for name in ["alice", "bob"] {
        store.register(&enrolment(name), at(0)).await.unwrap();
    }
    let board = Arc::new(MemoryPresenceBoard::default());
    Directory {
        show: ShowPresenceHandler { board: board.clone() },
        hide: HidePresenceHandler { board: board.clone() },
        watch: WatchPresenceHandler { watch: board.clone() },
        list: ListPersonHandler { listings: store.clone() },
        read: ReadListedHandler { attendance: board, book: store },
    }
}

impl Directory {
    async fn comes(&self, name: &str, visit: u64) {
        let command = ShowPresence { by: device(name), visit, shown: Vec::new() };
        self.show.handle(command).await.unwrap();
    }

    async fn told(&self, who: &str) -> Listed {
        self.read.handle(ReadListed { who: address(who) }).await.unwrap()
    }
}

#[tokio::test]
async fn t43_nobody_is_found_who_is_not_listed_or_not_there() {
    let directory = directory().await;
    directory.comes("bob", 1).await;
    assert_eq!(directory.told("alice").await, Listed::default());

    let listing = |listed| ListPerson { who: address("bob"), listed };
    directory.list.handle(listing(true)).await.unwrap();

    assert_eq!(directory.told("alice").await, Listed { me: false, people: vec![address("bob")] });
    directory.hide.handle(HidePresence { by: device("bob"), visit: 1 }).await.unwrap();
    assert_eq!(directory.told("bob").await, Listed { me: true, people: Vec::new() });
    directory.comes("bob", 2).await;
    directory.list.handle(listing(false)).await.unwrap();
    assert_eq!(directory.told("bob").await, Listed::default());
}

#[tokio::test]
async fn t54_of_more_marks_than_a_device_may_have_the_first_ones_count() {
    let directory = directory().await;
    let keys = PresenceKeys::of(&secrets("alice").1, &DeviceSecret::from_seed(&[9; 32]).public());
    let shown = ShownPresence { state: PresenceState::Online, since: at(1), at: at(2) };
    let sealed = keys.seal(shown).unwrap();
    let mark = |n: usize| PresenceMark::try_from(&u128::to_be_bytes(n as u128)[..]).unwrap();
    let marks: Vec<_> = (0..=PresenceMark::MOST).map(mark).collect();

    let all = marks.iter().map(|mark| (*mark, sealed)).collect();
    let command = ShowPresence { by: device("alice"), visit: 1, shown: all };
    directory.show.handle(command).await.unwrap();

    let everything = WatchPresence { marks: marks.clone() };
    let mut news = directory.watch.handle(everything).await.unwrap();
    let seen = news.next(usize::MAX).await;
    assert_eq!(seen.len(), PresenceMark::MOST);
    assert!(seen.iter().all(|news| news.sealed == Some(sealed)));
    let last = WatchPresence { marks: vec![mark(PresenceMark::MOST)] };
    let mut news = directory.watch.handle(last).await.unwrap();
    let nothing = MarkNews { mark: mark(PresenceMark::MOST), sealed: None };
    assert_eq!(news.next(10).await, [nothing]);
}
