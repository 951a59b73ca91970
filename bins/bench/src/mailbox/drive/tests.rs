use std::ops::Range;

use async_trait::async_trait;
use rstest::rstest;

use super::*;
use crate::mailbox::people::Person;

/// Carries in memory, and does `what` to a batch on its way.
struct Channel(fn(Vec<u64>) -> Vec<u64>);

#[async_trait]
impl Carrier for Channel {
    async fn outlet(&self, _: &Person, _: &Person) -> io::Result<Box<dyn Outlet>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    async fn inlet(&self, _: &Person) -> io::Result<Box<dyn Inlet>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn visits(&self, _: Duration) -> u32 {
        20
    }

    fn process(&self) -> Option<u32> {
        None
    }
}

struct In(UnboundedSender<Vec<u64>>, fn(Vec<u64>) -> Vec<u64>);

#[async_trait]
impl Outlet for In {
    async fn send(&mut self, numbers: Range<u64>) -> io::Result<()> {
        self.0.send((self.1)(numbers.collect())).map_err(io::Error::other)
    }
}

#[async_trait]
impl Inlet for UnboundedReceiver<Vec<u64>> {
    async fn next(&mut self, numbers: &mut Vec<u64>) -> io::Result<()> {
        numbers.extend(self.recv().await.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    async fn keep(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Channel {
    fn pairs(&self, count: usize) -> Vec<Pair> {
        let pair = || {
            let (sender, receiver) = unbounded_channel();
            Pair::new(Box::new(In(sender, self.0)), Box::new(receiver))
        };
        (0..count).map(|_| pair()).collect()
    }
}

#[tokio::test]
async fn as_many_are_sent_in_a_second_as_were_asked_for() {
    let channel = Channel(|numbers| numbers);
    let mut pairs = channel.pairs(3);

    let figures =
        drive(&channel, &mut pairs, Load::PerSecond(150), Duration::from_millis(200)).await;

    assert_eq!(figures.unwrap().count(), 30);
}

#[tokio::test]
async fn who_was_at_the_outlet_often_enough_ends_and_can_go_on_later() {
    let channel = Channel(|numbers| numbers);
    let mut pairs = channel.pairs(2);

    for _ in 0..2 {
        let figures = drive(&channel, &mut pairs, Load::InFlight(1), Duration::from_secs(10)).await;

        assert_eq!(figures.unwrap().count(), 40);
    }
}

#[rstest]
#[case::lost(|numbers: Vec<u64>| numbers.into_iter().filter(|number| *number != 5).collect())]
#[case::doubled(|numbers: Vec<u64>| numbers.into_iter().flat_map(|number| [number, number]).collect())]
#[case::out_of_order(|numbers: Vec<u64>| numbers.into_iter().rev().collect())]
#[tokio::test]
async fn what_does_not_come_once_and_in_order_is_an_error(#[case] what: fn(Vec<u64>) -> Vec<u64>) {
    let channel = Channel(what);
    let mut pairs = channel.pairs(1);

    let figures = drive(&channel, &mut pairs, Load::InFlight(4), Duration::from_millis(50)).await;

    assert!(figures.is_err());
}
