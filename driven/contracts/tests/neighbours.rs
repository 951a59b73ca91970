//! Whatever shows beacons and sees those of others keeps the same promises.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{
    net::{IpAddr, Ipv4Addr, UdpSocket},
    num::NonZeroU16,
    sync::Arc,
    time::{Duration, Instant},
};

use causerie_chat::{Beacon, BeaconHour, BeaconMarks, DeviceSecret, Timestamp};
use causerie_mdns::{Mdns, Networks};
use causerie_memory::MemoryNetwork;
use causerie_usecases::ports::{Beacons, Neighbours, Sighting};
use rstest::rstest;
use tokio::time::sleep;

/// The technologies that are held to the contract.
#[derive(Clone, Copy)]
enum Air {
    Memory,
    Mdns,
}

/// Somebody on the network.
struct Member {
    beacons: Arc<dyn Beacons>,
    neighbours: Arc<dyn Neighbours>,
}

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

impl Air {
    /// So many on one network, where nobody else is.
    fn members<const N: usize>(self) -> [Member; N] {
        let network = MemoryNetwork::default();
        let free = UdpSocket::bind((HERE, 0)).unwrap().local_addr().unwrap().port();
        [(); N].map(|()| match self {
            Self::Memory => Member::of(network.join(&[HERE])),
            Self::Mdns => Member::of(Mdns::start(Networks::loopback(free)).unwrap()),
        })
    }
}

impl Member {
    fn of(both: impl Beacons + Neighbours + 'static) -> Self {
        let both = Arc::new(both);
        Self { beacons: both.clone(), neighbours: both }
    }

    /// What it sees of others, the latest first, once that is so many.
    async fn sees(&self, many: usize) -> Vec<(BeaconMarks, Vec<IpAddr>)> {
        let begin = Instant::now();
        loop {
            let seen = self.neighbours.in_sight().await.unwrap();
            if seen.len() == many || begin.elapsed() > Duration::from_secs(20) {
                let told = |it: &Arc<Sighting>| (it.marks.clone(), it.addresses.clone());
                return seen.iter().map(told).collect();
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The beacon of device `n` in that hour.
fn beacon(n: u8, hour: u64) -> Beacon {
    let hour = BeaconHour::of(Timestamp::from_millis(hour * BeaconHour::LENGTH));
    Beacon::light(&DeviceSecret::from_seed(&[n; 32]), NonZeroU16::MIN, &[], hour)
}

#[rstest]
#[tokio::test]
async fn what_one_shows_the_others_see_and_it_does_not(#[values(Air::Memory, Air::Mdns)] air: Air) {
    let [alice, bob, carol] = air.members();
    let shown = beacon(1, 500_000);

    alice.beacons.show(&shown).await.unwrap();

    let expected = [(shown.marks().clone(), vec![HERE])];
    assert_eq!([bob.sees(1).await, carol.sees(1).await], [expected.clone(), expected]);
    assert_eq!(alice.sees(0).await, []);
}

#[rstest]
#[tokio::test]
async fn who_comes_later_sees_it_too(#[values(Air::Memory, Air::Mdns)] air: Air) {
    let [alice, bob, carol] = air.members();
    let shown = [beacon(1, 500_000), beacon(2, 500_000)];

    alice.beacons.show(&shown[0]).await.unwrap();
    assert_eq!(carol.sees(1).await.len(), 1);
    bob.beacons.show(&shown[1]).await.unwrap();

    let seen: Vec<_> = carol.sees(2).await.into_iter().map(|(marks, _)| marks).collect();
    assert_eq!(seen, [shown[1].marks().clone(), shown[0].marks().clone()]);
}

#[rstest]
#[case::of_the_next_hour(1, 500_001)]
#[case::of_the_same_hour(1, 500_000)]
#[tokio::test]
async fn a_beacon_takes_the_place_of_the_former_one(
    #[values(Air::Memory, Air::Mdns)] air: Air,
    #[case] n: u8,
    #[case] hour: u64,
) {
    let [alice, bob] = air.members();
    alice.beacons.show(&beacon(1, 500_000)).await.unwrap();
    assert_eq!(bob.sees(1).await.len(), 1);

    alice.beacons.show(&beacon(n, hour)).await.unwrap();
    sleep(Duration::from_millis(1_500)).await;

    assert_eq!(bob.sees(1).await, [(beacon(n, hour).marks().clone(), vec![HERE])]);
}

#[rstest]
#[tokio::test]
async fn what_is_hidden_is_seen_no_more_and_may_be_shown_again(
    #[values(Air::Memory, Air::Mdns)] air: Air,
) {
    let [alice, bob] = air.members();
    alice.beacons.hide().await.unwrap();
    alice.beacons.show(&beacon(1, 500_000)).await.unwrap();
    assert_eq!(bob.sees(1).await.len(), 1);

    alice.beacons.hide().await.unwrap();
    alice.beacons.hide().await.unwrap();

    assert_eq!(bob.sees(0).await, []);
    alice.beacons.show(&beacon(1, 500_000)).await.unwrap();
    assert_eq!(bob.sees(1).await.len(), 1);
}
