use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::{
    task::{Flag, Wait},
    world::World,
};

/// Lets others have their turn, at least once.
pub(crate) struct Pause {
    world: Arc<World>,
    wait: Wait,
    begun: bool,
}

impl World {
    /// A point between two steps: others may go first, and the machine may crash.
    pub(crate) fn step(self: &Arc<Self>) -> Pause {
        self.pause(Wait::default())
    }

    pub(crate) fn sleep(self: &Arc<Self>, millis: u64) -> Pause {
        self.pause(Wait { flag: None, until: self.now() + millis })
    }

    /// Waits for `flag`, at most that long.
    pub(crate) fn wait_for(self: &Arc<Self>, flag: &Flag, millis: u64) -> Pause {
        self.pause(Wait { flag: Some(flag.clone()), until: self.now() + millis })
    }

    fn pause(self: &Arc<Self>, wait: Wait) -> Pause {
        Pause { world: self.clone(), wait, begun: false }
    }
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.begun && self.wait.is_over(self.world.now()) {
            return Poll::Ready(());
        }
        self.begun = true;
        self.world.waits(self.wait.clone());
        Poll::Pending
    }
}
