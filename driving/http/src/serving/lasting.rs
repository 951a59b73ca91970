use std::sync::Arc;

use super::activity::Activity;

/// Each request has one in its extensions, for an answer that has no end of its own: while that lasts the connection counts as in use,
/// and it ends when the connection has to.
#[derive(Clone)]
pub(crate) struct Lasting(Arc<Activity>);

impl Lasting {
    pub(super) fn new(activity: &Arc<Activity>) -> Self {
        Self(Arc::clone(activity))
    }

    /// The connection is in use until what this returns is dropped.
    pub(crate) fn begin(&self) -> impl Send + use<> {
        self.0.begin()
    }

    /// The connection ends at once, with all that is under way on it.
    pub(crate) fn hang_up(&self) {
        self.0.hang_up();
    }

    /// Ends when the server stops, or the connection is too old.
    pub(crate) async fn over(self) {
        let mut closing = self.0.closing();
        // The sender is in what this holds.
        let _ = closing.wait_for(|closing| *closing).await;
    }
}
