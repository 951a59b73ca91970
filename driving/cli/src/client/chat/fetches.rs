//! Files that are fetched meanwhile.

use causerie_wire::File;
use tracing::Instrument;

use super::session::Session;
use crate::{
    client::{span, unanswered::Unanswered},
    failure::Failure,
    show::fetched,
};

impl Session<'_> {
    /// Tells what came of a file that was asked for here, once nothing more comes.
    pub(super) async fn see_file(&self, id: &str) -> Result<(), Unanswered> {
        if !self.state().fetching.contains(id) {
            return Ok(());
        }
        let path = format!("/v1/files/{id}");
        let file = match self.api.get::<File>(&path).instrument(span("chat")).await {
            Ok(file) => file,
            // It was cancelled elsewhere.
            Err(Unanswered::Failed(Failure::Refused(problem)))
                if problem.code == "NO_SUCH_FETCH" =>
            {
                self.state().fetching.remove(id);
                return Ok(());
            }
            Err(none) => return Err(none),
        };
        let is_over = file
            .fetch
            .as_ref()
            .is_some_and(|it| matches!(&*it.state, "done" | "failed" | "paused"));
        if is_over && self.state().fetching.remove(id) {
            self.print(&fetched(&file, self.paint)).map_err(Unanswered::Failed)?;
        }
        Ok(())
    }

    /// The same of all.
    pub(super) async fn see_files(&self) -> Result<(), Unanswered> {
        let all: Vec<_> = self.state().fetching.iter().cloned().collect();
        for id in all {
            self.see_file(&id).await?;
        }
        Ok(())
    }
}
