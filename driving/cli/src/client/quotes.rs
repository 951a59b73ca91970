use std::collections::HashMap;

use causerie_wire::{Message, MessageRef};

use super::{LocalApi, kinds::find};
use crate::{
    failure::Failure,
    show::{self, Here, Paint},
};

/// What messages answer, as far as it is here.
pub(super) struct Quotes(HashMap<MessageRef, Message>);

/// What these answer: found among them, or asked for.
pub(super) async fn quotes(api: &LocalApi<'_>, messages: &[Message]) -> Result<Quotes, Failure> {
    let mut quotes = HashMap::new();
    for of in messages.iter().filter_map(|message| message.reply_to.as_ref()) {
        if quotes.contains_key(of) {
            continue;
        }
        let among = messages.iter().find(|it| it.id == of.id && it.from == of.from);
        let answered = match among {
            Some(message) => Some(message.clone()),
            None => find(api, &of.id, Some(&of.from)).await?.map(|report| report.message),
        };
        quotes.extend(answered.map(|answered| (of.clone(), answered)));
    }
    Ok(Quotes(quotes))
}

impl Quotes {
    /// A message, and above it what it answers.
    pub(super) fn above(&self, message: &Message, here: Here<'_>, paint: Paint) -> String {
        let quote =
            message.reply_to.as_ref().map(|of| show::quote(of, self.0.get(of), here, paint));
        quote.unwrap_or_default() + &show::message(message, here, paint)
    }
}
