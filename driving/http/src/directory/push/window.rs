use std::collections::VecDeque;

use super::{PushConfig, over::Over};
use crate::directory::mail::Page;

/// What was sent on a line and not acknowledged yet.
pub(super) struct Window {
    /// The number of the last item that was sent, or that the device had before.
    pub(super) sent: u64,
    /// The number of the last item that the device says it keeps.
    pub(super) kept: u64,
    frames: VecDeque<Sent>,
    items: usize,
    bytes: usize,
    most: PushConfig,
}

struct Sent {
    last: u64,
    items: usize,
    bytes: usize,
}

impl Window {
    pub(super) fn new(after: u64, most: PushConfig) -> Self {
        Self { sent: after, kept: 0, frames: VecDeque::new(), items: 0, bytes: 0, most }
    }

    /// How many items may be sent now; nothing until some are acknowledged.
    pub(super) fn room(&self) -> Option<usize> {
        let items = self.most.items.saturating_sub(self.items);
        (items > 0 && self.bytes < self.most.bytes).then_some(items)
    }

    /// A page goes out.
    pub(super) fn send(&mut self, page: &Page) {
        let &Page { last, items, bytes, .. } = page;
        self.sent = last;
        self.items += items;
        self.bytes += bytes;
        self.frames.push_back(Sent { last, items, bytes });
    }

    /// All up to that number is kept.
    pub(super) fn keep(&mut self, up_to: u64) -> Result<(), Over> {
        if up_to > self.sent {
            return Err(Over::BeyondSent);
        }
        self.kept = self.kept.max(up_to);
        while let Some(first) = self.frames.front().filter(|first| first.last <= up_to) {
            self.items -= first.items;
            self.bytes -= first.bytes;
            self.frames.pop_front();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn page(last: u64, items: usize, bytes: usize) -> Page {
        Page { last, items, bytes, more: true, frame: Bytes::new() }
    }

    fn window(items: usize, bytes: usize) -> Window {
        Window::new(0, PushConfig { items, bytes, ..PushConfig::default() })
    }

    #[test]
    fn what_was_sent_takes_room_until_it_is_acknowledged() {
        let mut window = window(5, 1_000);

        window.send(&page(3, 3, 10));
        assert_eq!(window.room(), Some(2));
        window.send(&page(5, 2, 10));
        assert_eq!(window.room(), None);

        assert!(window.keep(3).is_ok());
        assert_eq!((window.room(), window.kept), (Some(3), 3));
        assert!(window.keep(1).is_ok() && window.keep(5).is_ok());
        assert_eq!((window.room(), window.kept), (Some(5), 5));
    }

    #[test]
    fn bytes_take_room_too() {
        let mut window = window(5, 1_000);

        window.send(&page(1, 1, 1_000));

        assert_eq!(window.room(), None);
    }

    #[test]
    fn what_was_not_sent_cannot_be_acknowledged() {
        let mut window = window(5, 1_000);
        window.send(&page(3, 3, 10));

        assert!(matches!(window.keep(4), Err(Over::BeyondSent)));
    }
}
