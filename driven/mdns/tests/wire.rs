//! What really goes over the network: everything that is sent to the group, on loopback.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{
    collections::HashSet,
    net::{Ipv4Addr, SocketAddrV4, UdpSocket},
    num::NonZeroU16,
    thread,
    time::{Duration, Instant},
};

use causerie_chat::{Beacon, BeaconHour, BeaconMarks, DeviceSecret, Timestamp};
use causerie_mdns::{Mdns, Networks};
use causerie_usecases::ports::{Beacons, Neighbours, Sighting};
use socket2::{Domain, Protocol, Socket, Type};

const GROUP: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(224, 0, 0, 251), 0);

/// A port of this test's own.
fn port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// One that hears all, and may say anything.
fn tap(port: u16) -> UdpSocket {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP)).unwrap();
    socket.set_reuse_address(true).unwrap();
    socket.set_reuse_port(true).unwrap();
    socket.bind(&SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port).into()).unwrap();
    socket.join_multicast_v4(GROUP.ip(), &Ipv4Addr::LOCALHOST).unwrap();
    socket.set_multicast_if_v4(&Ipv4Addr::LOCALHOST).unwrap();
    socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    socket.into()
}

/// All that is said for so long.
fn heard(tap: &UdpSocket, millis: u64) -> Vec<Vec<u8>> {
    let (begin, mut all, mut packet) = (Instant::now(), Vec::new(), vec![0; 9_000]);
    while begin.elapsed() < Duration::from_millis(millis) {
        if let Ok(length) = tap.recv(&mut packet) {
            all.push(packet[..length].to_vec());
        }
    }
    all
}

/// The beacon of device 1 for device 2 in that hour.
fn beacon(hour: u64) -> Beacon {
    let [own, contact] = [1, 2].map(|n| DeviceSecret::from_seed(&[n; 32]));
    let hour = BeaconHour::of(Timestamp::from_millis(hour * BeaconHour::LENGTH));
    Beacon::light(&own, NonZeroU16::new(7_500).unwrap(), &[contact.public()], hour)
}

/// Everything of so many bytes in a row that stands in any of the packets.
fn runs(packets: &[Vec<u8>], length: usize) -> HashSet<&[u8]> {
    packets.iter().flat_map(|packet| packet.windows(length)).collect()
}

/// What goes over the network when a device that showed nothing shows that.
async fn sent(beacon: &Beacon) -> Vec<Vec<u8>> {
    let port = port();
    let (tap, device) = (tap(port), Mdns::start(Networks::loopback(port)).unwrap());
    device.show(beacon).await.unwrap();
    let packets = heard(&tap, 1_500);
    drop(device);
    [packets, heard(&tap, 500)].concat()
}

#[tokio::test]
async fn t45_what_is_sent_in_two_hours_has_nothing_in_common_but_what_every_device_sends() {
    // A digit beside what every device sends would count where it happens to be the same.
    let ends = |hour| (beacon(hour).name()[..1].to_owned(), beacon(hour).name()[31..].to_owned());
    let differ = |hour: &u64| ends(*hour).0 != ends(500_000).0 && ends(*hour).1 != ends(500_000).1;
    let next = (500_001..500_100).find(differ).unwrap();

    let (now, later) = (sent(&beacon(500_000)).await, sent(&beacon(next)).await);
    let other = [3, 4].map(|n| DeviceSecret::from_seed(&[n; 32]));
    let hour = BeaconHour::of(Timestamp::from_millis(900_000 * BeaconHour::LENGTH));
    let port = NonZeroU16::new(6_500).unwrap();
    let anybody = sent(&Beacon::light(&other[0], port, &[other[1].public()], hour)).await;
    let everybodys = runs(&anybody, 5);
    let (of_now, of_later) = (runs(&now, 5), runs(&later, 5));
    let linked: Vec<_> =
        of_now.intersection(&of_later).filter(|run| !everybodys.contains(**run)).collect();

    assert!(linked.is_empty(), "{linked:?}");
    assert!(of_now.iter().any(|run| beacon(500_000).marks().as_bytes().starts_with(run)));
    assert!(of_now.len() > BeaconMarks::BYTES && everybodys.len() > BeaconMarks::BYTES);
}

#[tokio::test]
async fn t45_no_name_of_a_person_or_of_this_machine_is_sent() {
    let names = ["USER", "LOGNAME", "HOSTNAME"].map(|name| std::env::var(name).ok());
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let names = names.into_iter().flatten().chain(host).map(|name| name.trim().to_lowercase());
    let names: Vec<_> = names.filter(|name| name.len() > 3 && name != "localhost").collect();

    let packets = sent(&beacon(500_000)).await;

    assert!(!packets.is_empty());
    let told = packets.concat().to_ascii_lowercase();
    for name in names {
        assert!(!told.windows(name.len()).any(|run| run == name.as_bytes()), "{name}");
    }
}

#[tokio::test]
async fn t45_of_a_flood_little_is_kept_and_that_not_for_long_and_who_comes_then_is_seen() {
    let port = port();
    let (tap, device) = (tap(port), Mdns::start(Networks::loopback(port)).unwrap());
    let sees = async || device.in_sight().await.unwrap();

    let mut most = 0;
    // Where it is looked after in the midst of one, another is needed.
    for round in 0..5 {
        flood(&tap, port, round * 1_500);
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(8) {
            tokio::time::sleep(Duration::from_millis(50)).await;
            most = most.max(sees().await.len());
            if most > 0 && sees().await.is_empty() {
                break;
            }
        }
        if sees().await.is_empty() {
            break;
        }
    }
    let left = sees().await.len();
    let friend = Mdns::start(Networks::loopback(port)).unwrap();
    friend.show(&beacon(500_000)).await.unwrap();
    let begin = Instant::now();
    let finds = async || sees().await.iter().any(|it| it.marks == *beacon(500_000).marks());
    while !finds().await && begin.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    assert_eq!((most, left), (Sighting::MOST, 0));
    assert!(finds().await);
}

#[tokio::test]
async fn t45_addresses_that_lead_elsewhere_do_not_count_and_few_of_the_others() {
    let port = port();
    let (tap, device) = (tap(port), Mdns::start(Networks::loopback(port)).unwrap());
    tokio::time::sleep(Duration::from_millis(500)).await;
    let group = SocketAddrV4::new(*GROUP.ip(), port);
    let elsewhere = [[203, 0, 113, 5], [198, 51, 100, 7]];
    let many: Vec<_> = (1..=9).map(|n| [10, 9, 8, n]).chain(elsewhere).collect();

    tap.send_to(&forged(1, &elsewhere), group).unwrap();
    tap.send_to(&forged(2, &many), group).unwrap();
    tokio::time::sleep(Duration::from_millis(1_500)).await;

    let seen = device.in_sight().await.unwrap();
    let addresses: Vec<_> = seen.iter().map(|it| it.addresses.clone()).collect();
    assert_eq!(addresses.len(), 1, "{addresses:?}");
    assert_eq!(addresses[0].len(), Sighting::ADDRESSES);
    assert!(addresses[0].iter().all(|ip| ip.to_string().starts_with("10.9.8.")), "{addresses:?}");
}

/// Beacons of 1,500 who are nobody, numbered from there, and noise.
fn flood(tap: &UdpSocket, port: u16, from: u32) {
    let group = SocketAddrV4::new(*GROUP.ip(), port);
    for n in from..from + 1_500 {
        tap.send_to(&forged(n, &[[127, 0, 0, 1]]), group).unwrap();
        if n % 7 == 0 {
            let noise: Vec<u8> = (0..n % 900).map(|at| (at * n % 251) as u8).collect();
            tap.send_to(&noise, group).unwrap();
        }
        if n % 25 == 0 {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A well-formed answer that shows beacon number `n`, of somebody who is nobody, at these addresses (RFC 1035 §4.1, RFC 6762 §18).
fn forged(n: u32, at: &[[u8; 4]]) -> Vec<u8> {
    let name = |labels: &[&str]| {
        let labels =
            labels.iter().map(|it| [&[u8::try_from(it.len()).unwrap()], it.as_bytes()].concat());
        [labels.collect::<Vec<_>>().concat(), vec![0]].concat()
    };
    let (service, host) = (["_causerie", "_tcp", "local"], format!("{n:032x}"));
    let instance = [&[&host[..]], &service[..]].concat();
    let record = |name: Vec<u8>, kind: u16, class: u16, data: Vec<u8>| {
        let length = u16::try_from(data.len()).unwrap();
        let fixed = [kind.to_be_bytes(), class.to_be_bytes()].concat();
        [name, fixed, 4_500_u32.to_be_bytes().to_vec(), length.to_be_bytes().to_vec(), data]
            .concat()
    };
    let pieces = ["0", "1", "2", "3"].map(|key| {
        let value = n.to_be_bytes().repeat(BeaconMarks::BYTES / 16);
        [&[162], key.as_bytes(), b"=", &value[..]].concat()
    });
    let text = [b"\x03v=1".to_vec(), pieces.concat()].concat();
    let target = [vec![0, 0, 0, 0, 0, 9], name(&[&host, "local"])].concat();
    let records = [
        record(name(&service), 12, 1, name(&instance)),
        record(name(&instance), 33, 0x8001, target),
        record(name(&instance), 16, 0x8001, text),
    ];
    let own = at.iter().map(|ip| record(name(&[&host, "local"]), 1, 0x8001, ip.to_vec()));
    let own: Vec<_> = own.collect();
    let count = u8::try_from(records.len() + own.len()).unwrap();
    [vec![0, 0, 0x84, 0, 0, 0, 0, count, 0, 0, 0, 0], records.concat(), own.concat()].concat()
}
