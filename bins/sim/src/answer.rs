use std::sync::{Arc, Mutex};

use crate::{lock::lock, task::Flag};

/// No answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lost;

/// Where an answer is expected.
pub(crate) struct Answer<A>(Arc<Place<A>>);

/// Whoever owes it. If they are gone without one, it is [`Lost`].
pub(crate) struct Promise<A>(Arc<Place<A>>);

struct Place<A> {
    given: Mutex<Option<Result<A, Lost>>>,
    is_there: Flag,
}

/// A promise, and where it will be kept.
pub(crate) fn promise<A>() -> (Promise<A>, Answer<A>) {
    let place = Arc::new(Place { given: Mutex::new(None), is_there: Flag::default() });
    (Promise(place.clone()), Answer(place))
}

impl<A> Promise<A> {
    pub(crate) fn keep(self, answer: Result<A, Lost>) {
        self.0.give(answer);
    }
}

impl<A> Drop for Promise<A> {
    fn drop(&mut self) {
        self.0.give(Err(Lost));
    }
}

impl<A> Answer<A> {
    /// Up once it is there.
    pub(crate) fn is_there(&self) -> Flag {
        self.0.is_there.clone()
    }

    /// What came until now.
    pub(crate) fn open(self) -> Result<A, Lost> {
        lock(&self.0.given).take().unwrap_or(Err(Lost))
    }
}

impl<A> Place<A> {
    fn give(&self, answer: Result<A, Lost>) {
        lock(&self.given).get_or_insert(answer);
        self.is_there.raise();
    }
}
