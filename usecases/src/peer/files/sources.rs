use std::{collections::VecDeque, sync::Arc};

use causerie_chat::{Cause, DeviceAddress};

use super::stored::Stored;
use crate::ports::{FileSource, NotGiven};

/// Who is asked for a file at one visit, each where it may be. One that has not got it, or gives something else, is asked no more. What lies at the directory is
/// asked for once no device is left.
pub(in crate::peer) struct Sources {
    able: VecDeque<VecDeque<FileSource>>,
    stored: VecDeque<Arc<Stored>>,
    /// Why the last of them was left.
    why: Cause,
}

impl Sources {
    /// Those at their places, the best first.
    pub(in crate::peer) fn new(why: Cause) -> Self {
        Self { able: VecDeque::new(), stored: VecDeque::new(), why }
    }

    /// And one more.
    pub(in crate::peer) fn add(&mut self, places: Vec<FileSource>) {
        self.able.push_back(places.into());
    }

    /// And what one of whoever offered it may have at the directory.
    pub(in crate::peer) fn add_stored(&mut self, of: DeviceAddress) {
        self.stored.push_back(Arc::new(Stored::of(of)));
    }

    /// That one was not found anywhere.
    pub(in crate::peer) fn miss(&mut self, why: Cause) {
        self.why = why;
    }

    /// So many times one of them, in turn; nothing if none is left.
    pub(in crate::peer) fn some(&self, many: usize) -> Vec<Source> {
        let devices = self.able.iter().filter_map(|places| places.front()).cycle().take(many);
        let devices: Vec<_> = devices.cloned().map(Source::Device).collect();
        match self.stored.front() {
            Some(stored) if devices.is_empty() => vec![Source::Stored(stored.clone()); many],
            _ => devices,
        }
    }

    /// Why none is left.
    pub(in crate::peer) fn why(&self) -> Cause {
        self.why.clone()
    }

    /// What to make of it that one gave nothing: it is asked at its next place, or not at all any more.
    pub(in crate::peer) fn leave(&mut self, from: &Source, why: &NotGiven) {
        let from = match from {
            Source::Device(from) => from,
            Source::Stored(from) => return self.leave_stored(from, why),
        };
        let is_elsewhere = match why {
            NotGiven::NotOffered => {
                self.why = Cause::FILE_NOT_OFFERED;
                false
            }
            NotGiven::Broken => {
                self.why = Cause::FILE_BROKEN;
                false
            }
            NotGiven::NotNow { cause, .. } => {
                self.why = cause.clone();
                true
            }
        };
        // Several may have been asked of it at once.
        let asked = self.able.iter_mut().find(|places| places.front() == Some(from));
        if let Some(places) = asked {
            places.pop_front();
            if !is_elsewhere {
                places.clear();
            }
        }
        self.able.retain(|places| !places.is_empty());
    }

    fn leave_stored(&mut self, from: &Arc<Stored>, why: &NotGiven) {
        // That somebody left nothing there is no news: what keeps it is that they are away.
        if matches!(why, NotGiven::Broken) {
            self.why = Cause::FILE_BROKEN;
        }
        self.stored.retain(|it| it != from);
    }
}

/// Where a piece of a file is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::peer) enum Source {
    /// A device.
    Device(FileSource),
    /// What a device left at the directory.
    Stored(Arc<Stored>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(device: &str, at: &str) -> FileSource {
        FileSource { device: device.parse().unwrap(), at: at.parse().unwrap() }
    }

    fn bob(at: &str) -> FileSource {
        source("d1.bob.peers.example.org", at)
    }

    fn devices(sources: &Sources, many: usize) -> Vec<FileSource> {
        let some = sources.some(many).into_iter();
        some.filter_map(|it| if let Source::Device(it) = it { Some(it) } else { None }).collect()
    }

    fn away() -> NotGiven {
        NotGiven::NotNow { cause: Cause::UNREACHABLE, source: "away".into() }
    }

    #[test]
    fn one_that_is_not_there_is_asked_elsewhere_and_one_that_lies_no_more() {
        let carol = source("d1.carol.peers.example.org", "127.0.0.3:1");
        let mut sources = Sources::new(Cause::NO_ADDRESS);
        sources.add(vec![bob("127.0.0.1:1"), bob("127.0.0.2:1")]);
        sources.add(vec![carol.clone(), carol.clone()]);
        assert_eq!(devices(&sources, 3), [bob("127.0.0.1:1"), carol.clone(), bob("127.0.0.1:1")]);
        let leave = |sources: &mut Sources, from: FileSource, why: &NotGiven| {
            sources.leave(&Source::Device(from), why);
        };

        leave(&mut sources, bob("127.0.0.1:1"), &away());
        leave(&mut sources, bob("127.0.0.1:1"), &away());
        assert_eq!(devices(&sources, 2), [bob("127.0.0.2:1"), carol.clone()]);
        leave(&mut sources, carol.clone(), &NotGiven::Broken);
        assert_eq!(devices(&sources, 2), [bob("127.0.0.2:1"), bob("127.0.0.2:1")]);
        leave(&mut sources, bob("127.0.0.2:1"), &NotGiven::NotOffered);

        assert_eq!((sources.some(2), sources.why()), (vec![], Cause::FILE_NOT_OFFERED));
    }

    #[test]
    fn what_lies_at_the_directory_is_asked_for_once_no_device_is_left() {
        let own = |device: &str| device.parse::<DeviceAddress>().unwrap();
        let (first, second) = (own("d1.bob.peers.example.org"), own("d2.bob.peers.example.org"));
        let stored = |device: &DeviceAddress| Source::Stored(Arc::new(Stored::of(device.clone())));
        let mut sources = Sources::new(Cause::NO_ADDRESS);
        sources.add(vec![bob("127.0.0.1:1")]);
        sources.add_stored(first.clone());
        sources.add_stored(second.clone());
        assert_eq!(devices(&sources, 2).len(), 2);

        sources.leave(&Source::Device(bob("127.0.0.1:1")), &away());
        assert_eq!(sources.some(2), [stored(&first), stored(&first)]);
        // Two were asked at once.
        sources.leave(&stored(&first), &NotGiven::NotOffered);
        sources.leave(&stored(&first), &NotGiven::NotOffered);
        assert_eq!((sources.some(1), sources.why()), (vec![stored(&second)], Cause::UNREACHABLE));
        sources.leave(&stored(&second), &NotGiven::Broken);

        assert_eq!((sources.some(2), sources.why()), (vec![], Cause::FILE_BROKEN));
    }
}
