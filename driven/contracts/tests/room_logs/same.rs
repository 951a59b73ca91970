//! Whatever is done, and in whatever order, all stores tell the same.

use causerie_chat::{DeviceAddress, RoomChange, RoomId, RoomKind, RoomPlace};
use causerie_contracts::{Store, at, info, lets_in, room, room_entry};
use causerie_usecases::ports::RoomTerms;
use rstest::rstest;

use crate::given::{Hall, alice, bob, carol, hall_with, phone, stranger};

#[rstest]
#[tokio::test]
async fn after_any_story_the_same_is_told_to_everybody(#[values(1, 2, 3, 4, 5, 6)] seed: u64) {
    let terms = RoomTerms {
        rooms_per_person: 2,
        entries_per_day: 40,
        bytes_per_room: 2_500,
        ..RoomTerms::default()
    };
    let (one, other) =
        (hall_with(Store::Memory, terms).await, hall_with(Store::Sqlite, terms).await);
    let mut dice = Dice(seed);
    let mut kinds = std::collections::BTreeMap::new();

    for hall in [&one, &other] {
        hall.private().await;
        hall.public().await;
        hall.put(&alice(), room(1), 1, lets_in(&[&bob(), &phone()])).await;
    }

    for turn in 0..400 {
        let told = step(&one, Dice(dice.0), turn).await;
        assert_eq!(step(&other, Dice(dice.0), turn).await, told, "turn {turn}");
        *kinds.entry(told.chars().take(30).collect::<String>()).or_insert(0) += 1;
        for of in everybody() {
            assert_eq!(told_to(&other, &of).await, told_to(&one, &of).await, "turn {turn}: {of}");
        }
        dice.roll(2);
    }

    // It was a story, and not one refusal after the other.
    assert!(kinds.len() > 8 && kinds["Some(None)"] > 40, "{kinds:?}");
}

fn everybody() -> [DeviceAddress; 5] {
    [alice(), bob(), phone(), carol(), stranger()]
}

/// All that somebody can learn.
async fn told_to(hall: &Hall, of: &DeviceAddress) -> Vec<String> {
    let mut told = vec![format!("{:?}", hall.rooms(of).await)];
    for n in 1..=3 {
        for from in [0, 3, 9] {
            told.push(format!("{:?}", hall.places_from(of, room(n), from).await));
        }
        told.push(format!("{:?}", hall.store.book.info(of, room(n)).await.unwrap()));
        told.push(format!("{:?}", hall.readers(room(n), 5).await));
    }
    told
}

/// Does something, and says what was answered.
async fn step(hall: &Hall, mut dice: Dice, turn: u64) -> String {
    let (kind, by) = (dice.roll(12), dice.device());
    let which = dice.room();
    match kind {
        0 => {
            let kind = if which == room(1) { RoomKind::Private } else { RoomKind::Public };
            let founded = hall.found(&by, which, kind).await;
            founded.map_or_else(|error| error.to_string(), |()| String::new())
        }
        1 => {
            hall.store.logs.expire(at(turn.saturating_sub(dice.roll(90)))).await.unwrap();
            String::new()
        }
        2 => {
            let limit = |number| usize::try_from(number).unwrap();
            let (from, items) = (RoomPlace(dice.roll(20)), limit(dice.roll(5)));
            let bytes = limit(dice.roll(200));
            match hall.store.book.entries(&by, which, from, items, bytes).await {
                Ok(entries) => format!("{entries:?}"),
                Err(error) => error.to_string(),
            }
        }
        _ => {
            let last = hall.rooms(&by).await.iter().find(|it| it.room == which).map(|it| it.last.0);
            // Mostly the next one.
            let place = last.unwrap_or_else(|| dice.roll(30));
            let place = place + dice.roll(8) / 6 + u64::from(dice.roll(9) > 0);
            let mut entry = room_entry(u8::try_from(dice.roll(3)).unwrap(), dice.change());
            let is_public = dice.roll(10) > 0 && which != room(1);
            entry.info = is_public.then(|| info(u8::try_from(dice.roll(9)).unwrap(), 20));
            let refused = hall.offer(&by, which, place, entry, turn).await;
            format!("{:?}", Some(refused))
        }
    }
}

/// Numbers that look random and are the same each time (the generator of Lehmer, with Knuth's multiplier).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn device(&mut self) -> DeviceAddress {
        match self.roll(12) {
            0..=4 => alice(),
            5..=7 => bob(),
            8..=9 => phone(),
            10 => carol(),
            _ => stranger(),
        }
    }

    fn room(&mut self) -> RoomId {
        room(u8::try_from(self.roll(3)).unwrap() + 1)
    }

    fn change(&mut self) -> RoomChange {
        if self.roll(2) == 0 {
            return RoomChange::default();
        }
        let mut list = |likely| if self.roll(4) < likely { vec![self.device()] } else { vec![] };
        let lists = (list(2), list(1), list(1), list(1));
        RoomChange::new(lists.0, lists.1, lists.2, lists.3).unwrap_or_default()
    }
}
