//! What lies in a mailbox, as it came.

use causerie_chat::{DeviceAddress, Envelope, EnvelopeId};
use causerie_usecases::ports::{Mail, MailItem, MailNumber, Outgoing};
use causerie_wire::WireMail;
use tracing::warn;

/// What of it can be understood, if the numbers grow from `after` on. The rest is passed over, or it would be in the way of
/// all behind it.
pub(super) fn items(
    raw: Vec<WireMail>,
    of: &DeviceAddress,
    after: &mut MailNumber,
) -> Option<Vec<MailItem>> {
    let mut items = Vec::with_capacity(raw.len());
    for raw in raw {
        let number = MailNumber(raw.number);
        if number <= *after {
            return None;
        }
        *after = number;
        if let Some(mail) = mail(raw, of) {
            items.push(MailItem { number, mail });
        } else {
            warn!(number = number.0, "an item in the mailbox makes no sense");
        }
    }
    Some(items)
}

fn mail(raw: WireMail, of: &DeviceAddress) -> Option<Mail> {
    let id = EnvelopeId::try_from(raw.id.as_slice()).ok()?;
    let from = raw.from.parse().ok()?;
    let to = match raw.to {
        Some(to) => to.parse().ok()?,
        None => of.clone(),
    };
    let Some(sealed) = raw.sealed else { return Some(Mail::Expired { id, from, to }) };
    let envelope = Envelope { id, recipient: to, sealed: sealed.try_into().ok()? };
    let trace = raw.trace.and_then(|trace| trace.parse().ok());
    Some(Mail::Envelope { from, sent: Outgoing { envelope, trace } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of() -> DeviceAddress {
        "d1.bob.peers.example.org".parse().unwrap()
    }

    fn raw(number: u64) -> WireMail {
        let from = "d1.alice.peers.example.org".to_owned();
        let (sealed, id) = (Some(b"hi".to_vec()), vec![7; 16]);
        WireMail { number, from, id, sealed, to: None, trace: None }
    }

    #[test]
    fn t63_what_makes_no_sense_is_not_in_the_way_of_what_does() {
        let mut after = MailNumber(0);
        let nobody = WireMail { from: "nobody".to_owned(), ..raw(2) };
        let short = WireMail { id: vec![7; 15], ..raw(3) };

        let items = items(vec![raw(1), nobody, short, raw(4)], &of(), &mut after).unwrap();

        let numbers: Vec<_> = items.iter().map(|item| item.number.0).collect();
        assert_eq!((numbers, after), (vec![1, 4], MailNumber(4)));
    }

    #[test]
    fn numbers_that_do_not_grow_are_refused() {
        assert_eq!(items(vec![raw(3)], &of(), &mut MailNumber(3)), None);
        assert_eq!(items(vec![raw(2), raw(1)], &of(), &mut MailNumber(0)), None);
    }

    #[test]
    fn what_comes_is_what_was_sent() {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let traced = WireMail { trace: Some(trace.to_owned()), ..raw(1) };
        let to = "d1.carol.peers.example.org";
        let expired = WireMail { sealed: None, to: Some(to.to_owned()), ..raw(2) };

        let items = items(vec![traced, expired], &of(), &mut MailNumber(0)).unwrap();

        let from: DeviceAddress = raw(1).from.parse().unwrap();
        let id = EnvelopeId::try_from([7; 16].as_slice()).unwrap();
        let sealed = b"hi".to_vec().try_into().unwrap();
        let envelope = Envelope { id, recipient: of(), sealed };
        let sent = Outgoing { envelope, trace: Some(trace.parse().unwrap()) };
        assert_eq!(items[0].mail, Mail::Envelope { from: from.clone(), sent });
        assert_eq!(items[1].mail, Mail::Expired { id, from, to: to.parse().unwrap() });
    }
}
