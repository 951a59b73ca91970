use std::io::Write;

use causerie_wire::{ConversationPage, MarkRead, Message};

use super::{
    LocalApi, Printer,
    quotes::quotes,
    rooms::{Where, place},
    unanswered::Unanswered,
};
use crate::{
    args::Conversation,
    failure::Failure,
    show::{Here, Printable},
};

/// How many messages are asked for at once.
pub(super) const PAGE: usize = 100;

/// Prints what was said: page by page for people, as one document for scripts. What was printed is marked as read.
pub(super) async fn conversation<W: Write>(
    api: &LocalApi<'_>,
    which: &Conversation,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let at = place(api, &which.with).await?;
    let mut whole = page(api, &at, which.after).await.map_err(|none| none.at(api.data))?;
    if !printer.settings.json && whole.messages.is_empty() && which.after == 0 {
        return printer.print(&whole, |page, _| match &at.called {
            Some(room) => format!("nothing was said in {room} yet\n"),
            None => format!("nothing was said with {} yet\n", Printable(&page.with)),
        });
    }
    let mut news = last_unread(&whole, &at);
    let mut more = !whole.messages.is_empty();
    while more {
        if !printer.settings.json {
            let quotes = quotes(api, &whole.messages).await?;
            printer.print(&whole, |page, paint| {
                // What changes others shows in them; what a moderator did is told besides.
                let shown = page.messages.iter();
                let shown = shown.filter(|one| one.target.is_none() || one.moderation.is_some());
                shown.map(|one| quotes.above(one, at.here(&page.with), paint)).collect()
            })?;
            whole.messages.clear();
        }
        let next = page(api, &at, whole.next).await.map_err(|none| none.at(api.data))?;
        more = !next.messages.is_empty();
        news = last_unread(&next, &at).or(news);
        whole.messages.extend(next.messages);
        whole.next = next.next;
    }
    if printer.settings.json {
        printer.print(&whole, |_, _| String::new())?;
    }
    match news.filter(|_| !which.peek) {
        Some(up_to) => mark_read(api, &at, up_to).await.map_err(|none| none.at(api.data)),
        None => Ok(()),
    }
}

/// The piece of a conversation behind `after`; an empty one at the end.
pub(super) async fn page(
    api: &LocalApi<'_>,
    at: &Where,
    after: u64,
) -> Result<ConversationPage, Unanswered> {
    api.get(&format!("/v1/conversations/{}?after={after}&limit={PAGE}", at.path())).await
}

/// Tells the peer that everything up to there was seen.
pub(super) async fn mark_read(
    api: &LocalApi<'_>,
    at: &Where,
    up_to: u64,
) -> Result<(), Unanswered> {
    api.put(&format!("/v1/conversations/{}/read", at.path()), &MarkRead { up_to }).await
}

/// Whether it is a message of somebody else's that nobody has seen yet.
pub(super) fn unread(message: &Message, here: Here<'_>) -> bool {
    here.is_theirs(message) && message.state != "read"
}

fn last_unread(page: &ConversationPage, at: &Where) -> Option<u64> {
    let here = at.here(&page.with);
    let news = page.messages.iter().rev().find(|message| unread(message, here));
    news.map(|message| message.cursor)
}
