//! Whatever is done, and in whatever order, all stores tell the same.

use causerie_chat::DeviceAddress;
use causerie_contracts::{Store, device, letter};
use causerie_usecases::ports::MailNumber;
use rstest::rstest;

use crate::given::{Post, alice, bob, carol, post_with, stranger, terms};

#[rstest]
#[tokio::test]
async fn after_any_story_the_same_lies_in_every_mailbox(#[values(1, 2, 3, 4, 5, 6)] seed: u64) {
    let terms = terms((12, 400), (17, 600));
    let (one, other) =
        (post_with(Store::Memory, terms).await, post_with(Store::Sqlite, terms).await);
    let mut dice = Dice(seed);

    for turn in 0..250 {
        let told = step(&one, Dice(dice.0), turn).await;
        assert_eq!(step(&other, Dice(dice.0), turn).await, told, "turn {turn}");
        for of in [alice(), bob(), carol()] {
            assert_eq!(other.lying(&of).await, one.lying(&of).await, "turn {turn}: {of}");
        }
        dice.roll(2);
    }
}

/// Does something, and says what was answered.
async fn step(post: &Post, mut dice: Dice, turn: u64) -> String {
    let (kind, of) = (dice.roll(10), dice.device());
    // Each turn has a time of its own, but the clock jumps to and fro.
    let second = turn + 250 * dice.roll(4);
    match kind {
        0..=5 => {
            let from = dice.device();
            let count = dice.roll(6);
            let letters = (0..count).map(|_| {
                let bytes = usize::try_from(dice.roll(90)).unwrap();
                letter(dice.roll(60), &of, bytes)
            });
            let letters = letters.collect();
            format!("{:?}", post.deposit(&from, letters, second).await)
        }
        6..=7 => {
            let last = post.lying(&of).await.last().map_or(0, |item| item.number.0);
            let up_to = dice.roll(last + 3);
            post.acknowledge(&of, up_to)
                .await
                .map_or_else(|error| error.to_string(), |()| String::new())
        }
        8 => {
            post.expire(dice.roll(1_000), second).await;
            String::new()
        }
        _ => {
            let (items, bytes) = (dice.roll(5), dice.roll(300));
            let limit = |number| usize::try_from(number).unwrap();
            let after = MailNumber(dice.roll(20));
            let told = post.store.mailbox.pending(&of, after, limit(items), limit(bytes)).await;
            format!("{:?}", told.unwrap())
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
        match self.roll(8) {
            0..=2 => alice(),
            3..=4 => bob(),
            5..=6 => carol(),
            _ if self.roll(2) == 0 => stranger(),
            _ => device("d2", causerie_contracts::BOB),
        }
    }
}
