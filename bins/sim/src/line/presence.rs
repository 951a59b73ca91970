use causerie_chat::{PresenceMark, SealedPresence};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{HidePresence, ShowPresence},
        queries::WatchPresence,
    },
    peer::queries::ToShow,
    ports::MarkNews,
};

use super::Line;
use crate::{answer::Lost, ledger::at_once};

impl Line {
    /// Shows what there is to show, and asks how it stands where others show themselves: what goes over a push line all the time goes in one
    /// request here, again and again.
    pub(crate) async fn presence(&self, to_show: &ToShow) -> Result<Vec<MarkNews>, Lost> {
        let (by, visit) = (self.me(), self.world.now());
        let ToShow { shown, watched, .. } = to_show.clone();
        let answer = self.ask("presence", move |directory, _| {
            let (by, shown): (_, Option<Vec<(PresenceMark, SealedPresence)>>) =
                (by.clone(), shown.clone());
            let marks = watched.clone();
            async move {
                let Ok(()) = match shown {
                    Some(shown) => {
                        directory.show_presence.handle(ShowPresence { by, visit, shown }).await
                    }
                    None => directory.hide_presence.handle(HidePresence { by, visit }).await,
                };
                let Ok(mut news) = directory.watch_presence.handle(WatchPresence { marks }).await;
                // What stands there is told at once; what changes, next time.
                at_once(news.next(PresenceMark::MOST)).unwrap_or_default()
            }
        });
        answer.await
    }
}
