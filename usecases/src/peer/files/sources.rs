use std::collections::VecDeque;

use causerie_chat::Cause;

use crate::ports::{FileSource, NotGiven};

/// Who is asked for a file at one visit, each where it may be. One that has not got it, or gives something else, is asked no more.
pub(in crate::peer) struct Sources {
    able: VecDeque<VecDeque<FileSource>>,
    /// Why the last of them was left.
    why: Cause,
}

impl Sources {
    /// Those at their places, the best first.
    pub(in crate::peer) fn new(why: Cause) -> Self {
        Self { able: VecDeque::new(), why }
    }

    /// And one more.
    pub(in crate::peer) fn add(&mut self, places: Vec<FileSource>) {
        self.able.push_back(places.into());
    }

    /// That one was not found anywhere.
    pub(in crate::peer) fn miss(&mut self, why: Cause) {
        self.why = why;
    }

    /// So many times one of them, in turn; nothing if none is left.
    pub(in crate::peer) fn some(&self, many: usize) -> Vec<FileSource> {
        self.able.iter().filter_map(|places| places.front()).cycle().take(many).cloned().collect()
    }

    /// Why none is left.
    pub(in crate::peer) fn why(&self) -> Cause {
        self.why.clone()
    }

    /// What to make of it that one gave nothing: it is asked at its next place, or not at all any more.
    pub(in crate::peer) fn leave(&mut self, from: &FileSource, why: &NotGiven) {
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

    #[test]
    fn one_that_is_not_there_is_asked_elsewhere_and_one_that_lies_no_more() {
        let carol = source("d1.carol.peers.example.org", "127.0.0.3:1");
        let mut sources = Sources::new(Cause::NO_ADDRESS);
        sources.add(vec![bob("127.0.0.1:1"), bob("127.0.0.2:1")]);
        sources.add(vec![carol.clone(), carol.clone()]);
        assert_eq!(sources.some(3), [bob("127.0.0.1:1"), carol.clone(), bob("127.0.0.1:1")]);

        let away = NotGiven::NotNow { cause: Cause::UNREACHABLE, source: "away".into() };
        sources.leave(&bob("127.0.0.1:1"), &away);
        sources.leave(&bob("127.0.0.1:1"), &away);
        assert_eq!(sources.some(2), [bob("127.0.0.2:1"), carol.clone()]);
        sources.leave(&carol, &NotGiven::Broken);
        assert_eq!(sources.some(2), [bob("127.0.0.2:1"), bob("127.0.0.2:1")]);
        sources.leave(&bob("127.0.0.2:1"), &NotGiven::NotOffered);

        assert_eq!((sources.some(2), sources.why()), (vec![], Cause::FILE_NOT_OFFERED));
    }
}
