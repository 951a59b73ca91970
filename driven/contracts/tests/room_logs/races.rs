//! Many devices at once.

use std::{collections::BTreeMap, sync::Arc};

use causerie_chat::{DeviceAddress, RoomEntry, RoomPlace, RoomRefusal};
use causerie_contracts::{Store, at, lets_in, no_change};
use causerie_usecases::ports::{NotAppended, RoomOffer};
use rstest::rstest;

use crate::given::{Hall, alice, bob, carol, hall, phone};

/// How many entries each device gets in.
const EACH: u32 = 25;

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t27_of_all_who_race_for_a_place_one_has_it_and_everybody_reads_the_same_log(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(1, 2, 3)] round: u32,
) {
    let hall = Arc::new(hall(store).await);
    let room = hall.private().await;
    let everybody = [alice(), bob(), phone(), carol()];
    hall.put(&alice(), room, 1, lets_in(&[&bob(), &phone(), &carol()])).await;

    let racing: Vec<_> =
        everybody.iter().cloned().map(|by| tokio::spawn(race(hall.clone(), by, round))).collect();
    let (mut won, mut lost) = (BTreeMap::new(), 0);
    for racer in racing {
        let (places, refused) = racer.await.unwrap();
        for (place, commit) in places {
            assert_eq!(won.insert(place, commit), None, "two have place {place}");
        }
        lost += refused;
    }

    // No place was skipped, and each is read by all as its winner was told.
    let places: Vec<_> = won.keys().copied().collect();
    assert_eq!(places, (2..=u64::from(4 * EACH) + 1).collect::<Vec<_>>());
    for reader in &everybody {
        let read = hall.read(reader, room, 2).await.unwrap();
        let read = read.iter().map(|it| (it.place.0, it.commit.as_bytes().to_vec()));
        assert_eq!(read.collect::<BTreeMap<_, _>>(), won);
    }
    // The race was one.
    assert!(lost > 0);
}

/// Gets its entries in, each behind what others put in meanwhile, and says at which places, and how often it lost.
async fn race(hall: Arc<Hall>, by: DeviceAddress, round: u32) -> (Vec<(u64, Vec<u8>)>, u32) {
    let room = causerie_contracts::room(1);
    let (mut won, mut lost, mut place) = (Vec::new(), 0, 2);
    while won.len() < EACH as usize {
        let commit = format!("{by} {round} {}", won.len()).into_bytes();
        let entry = RoomEntry {
            commit: commit.clone().try_into().unwrap(),
            change: no_change(),
            info: None,
            welcome: None,
        };
        let offer = RoomOffer { room, by: by.clone(), place: RoomPlace(place), entry };
        let outcome = hall.store.logs.append(&offer, &hall.terms, at(2)).await;
        if outcome.is_ok() {
            won.push((place, commit));
        } else {
            assert!(
                matches!(outcome, Err(NotAppended::Refused(RoomRefusal::Taken))),
                "{outcome:?}"
            );
            lost += 1;
        }
        place = hall.rooms(&by).await[0].last.0 + 1;
        // What it saw may be old by then.
        tokio::task::yield_now().await;
    }
    (won, lost)
}
