use std::io::Write;

use causerie_wire::ConversationPage;

use super::{LocalApi, Printer, unanswered::Unanswered};
use crate::{args::Conversation, failure::Failure, show};

/// Prints what was said: page by page for people, as one document for scripts.
pub(super) async fn conversation<W: Write>(
    api: &LocalApi<'_>,
    which: &Conversation,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let mut whole = page(api, which, which.after).await.map_err(|none| none.at(api.data))?;
    if !printer.settings.json && whole.messages.is_empty() && which.after == 0 {
        return printer.print(&whole, |page, _| {
            format!("nothing was said with {} yet\n", show::Printable(&page.with))
        });
    }
    let mut more = !whole.messages.is_empty();
    while more {
        if !printer.settings.json {
            printer.print(&whole, |page, paint| {
                page.messages.iter().map(|one| show::message(one, &page.with, paint)).collect()
            })?;
            whole.messages.clear();
        }
        let next = page(api, which, whole.next).await.map_err(|none| none.at(api.data))?;
        more = !next.messages.is_empty();
        whole.messages.extend(next.messages);
        whole.next = next.next;
    }
    if printer.settings.json { printer.print(&whole, |_, _| String::new()) } else { Ok(()) }
}

/// The piece of a conversation behind `after`; an empty one at the end.
pub(super) async fn page(
    api: &LocalApi<'_>,
    which: &Conversation,
    after: u64,
) -> Result<ConversationPage, Unanswered> {
    api.get(&format!("/v1/conversations/{}?after={after}&limit=100", which.name)).await
}
