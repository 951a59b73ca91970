use std::sync::Arc;

use causerie_chat::{AccountKey, DeviceAddress, DeviceSecret};

use super::{
    Peer,
    commands::{
        AnnounceHandler, DeliverWaitingHandler, LeaveHandler, ReceiveEnvelopesHandler,
        SendMessageHandler, SignInHandler,
    },
    queries::{
        DueDeliveriesHandler, ReadConversationHandler, ReadConversationsHandler,
        ReadMessageHandler, ReadWaitingHandler, WhoAmIHandler, WhoIsThatHandler,
    },
};
use crate::ports::{
    Announcements, Contacts, CredentialStatus, Credentials, Deliveries, Doorbell, History, Inbox,
    Outbox, Pending, People, Routes, SignInAnswers, SignInDesk, Whereabouts,
};

/// What a peer is made of: who it is, and an adapter for each of its ports.
#[derive(Clone)]
pub struct PeerParts {
    /// This device.
    pub device: DeviceAddress,
    /// The person's key.
    pub account_key: AccountKey,
    /// Signs as the device.
    pub own: Arc<DeviceSecret>,
    /// Keeps what goes out.
    pub outbox: Arc<dyn Outbox>,
    /// Knows what waits there.
    pub pending: Arc<dyn Pending>,
    /// Keeps what comes in.
    pub inbox: Arc<dyn Inbox>,
    /// Knows what was said.
    pub history: Arc<dyn History>,
    /// Keeps the people this device has to do with.
    pub contacts: Arc<dyn Contacts>,
    /// Knows them.
    pub known: Arc<dyn People>,
    /// Knows everybody: the directory.
    pub people: Arc<dyn People>,
    /// Tells the directory where this device is.
    pub announcements: Arc<dyn Announcements>,
    /// Asks it where others are.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Remembers where they were.
    pub routes: Arc<dyn Routes>,
    /// Reaches them.
    pub deliveries: Arc<dyn Deliveries>,
    /// Asks the directory for credentials.
    pub desk: Arc<dyn SignInDesk>,
    /// Hears its answers.
    pub answers: Arc<dyn SignInAnswers>,
    /// Keeps the credentials.
    pub credentials: Arc<dyn Credentials>,
    /// Knows the one in use.
    pub credential_status: Arc<dyn CredentialStatus>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
}

impl From<PeerParts> for Peer {
    fn from(parts: PeerParts) -> Self {
        let device = || parts.device.clone();
        let me = || parts.device.person.clone();
        Self {
            sign_in: SignInHandler {
                device: device(),
                own: parts.own,
                desk: parts.desk,
                answers: parts.answers,
                credentials: parts.credentials,
            },
            announce: AnnounceHandler {
                device: device(),
                announcements: parts.announcements.clone(),
            },
            leave: LeaveHandler { device: device(), announcements: parts.announcements },
            send_message: SendMessageHandler {
                me: me(),
                known: parts.known.clone(),
                people: parts.people.clone(),
                contacts: parts.contacts,
                outbox: parts.outbox.clone(),
                doorbell: parts.doorbell,
            },
            deliver_waiting: DeliverWaitingHandler {
                pending: parts.pending.clone(),
                outbox: parts.outbox,
                routes: parts.routes,
                whereabouts: parts.whereabouts,
                deliveries: parts.deliveries,
            },
            receive_envelopes: ReceiveEnvelopesHandler { device: device(), inbox: parts.inbox },
            read_conversation: ReadConversationHandler { history: parts.history.clone() },
            read_conversations: ReadConversationsHandler { history: parts.history.clone() },
            read_message: ReadMessageHandler {
                me: me(),
                history: parts.history,
                known: parts.known.clone(),
                pending: parts.pending.clone(),
            },
            read_waiting: ReadWaitingHandler { pending: parts.pending.clone() },
            who_am_i: WhoAmIHandler {
                device: device(),
                account_key: parts.account_key,
                credentials: parts.credential_status,
                pending: parts.pending.clone(),
            },
            who_is_that: WhoIsThatHandler { known: parts.known, people: parts.people },
            due_deliveries: DueDeliveriesHandler { pending: parts.pending },
        }
    }
}
