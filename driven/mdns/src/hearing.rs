use std::{
    net::IpAddr,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use causerie_usecases::ports::Sighting;
use if_addrs::IfAddr;
use mdns_sd::{
    DaemonEvent, Receiver, RecvTimeoutError, ResolvedService, Result, ServiceDaemon, ServiceEvent,
    ServiceInfo, UnregisterStatus,
};

use crate::{
    near::{is_near, own_addresses},
    networks::Networks,
    record::{SERVICE, addresses, marks},
    seen::Seen,
};

/// How soon the end is noticed, where nothing is heard.
const MOMENT: Duration = Duration::from_millis(500);
/// How often it is looked after how much was heard, and after this machine's addresses.
const ROUND: Duration = Duration::from_secs(5);
/// How many records of others are remembered before all are forgotten: some 1,000 beacons' worth. The library that hears them has no limit of
/// its own.
const MOST_RECORDS: i64 = 4_096;
/// How many rounds what is shown may take to go out somewhere before it is said that it does not.
const PATIENCE: u32 = 3;

/// What is shown, what is heard, and by what.
pub(crate) struct Hearing {
    pub(crate) networks: Networks,
    pub(crate) seen: Seen,
    daemon: Mutex<ServiceDaemon>,
    shown: Mutex<Option<ServiceInfo>>,
    is_over: AtomicBool,
}

/// What one daemon tells.
pub(crate) struct Ears {
    events: Receiver<ServiceEvent>,
    doings: Receiver<DaemonEvent>,
}

impl Hearing {
    pub(crate) fn begin(networks: Networks) -> Result<(Self, Ears)> {
        let (daemon, ears) = listen(networks)?;
        let hearing = Self {
            networks,
            seen: Seen::default(),
            daemon: Mutex::new(daemon),
            shown: Mutex::default(),
            is_over: AtomicBool::new(false),
        };
        Ok((hearing, ears))
    }

    /// Shows `info` in place of what was shown before.
    pub(crate) fn show(&self, info: ServiceInfo) -> Result<()> {
        let (daemon, name) = (self.daemon(), info.get_fullname().to_owned());
        let before = lock(&self.shown).replace(info.clone());
        if let Err(failed) = daemon.register(info) {
            *lock(&self.shown) = before;
            return Err(failed);
        }
        let before = before.filter(|before| before.get_fullname() != name);
        before.map_or(Ok(()), |before| daemon.unregister(before.get_fullname()).map(drop))
    }

    /// Shows nothing any more; whether there was anything is told once others were.
    pub(crate) fn hide(&self) -> Result<Option<Receiver<UnregisterStatus>>> {
        let Some(before) = lock(&self.shown).take() else { return Ok(None) };
        self.daemon().unregister(before.get_fullname()).map(Some)
    }

    pub(crate) fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        let _ = self.daemon().shutdown();
    }

    fn note(&self, event: ServiceEvent, own: &[IfAddr]) {
        match event {
            ServiceEvent::ServiceResolved(found) => self.see(&found, own),
            ServiceEvent::ServiceRemoved(_, instance) => self.seen.forget(&instance),
            _ => {}
        }
    }

    fn see(&self, found: &ResolvedService, own: &[IfAddr]) {
        let is_own = |shown: &ServiceInfo| shown.get_fullname() == found.get_fullname();
        if lock(&self.shown).as_ref().is_some_and(is_own) {
            return;
        }
        let at_home = self.networks.is_loopback();
        let near = |ip: &IpAddr| at_home && ip.is_loopback() || is_near(*ip, own);
        let near = addresses(found.get_addresses()).into_iter().filter(near);
        let addresses: Vec<_> = near.take(Sighting::ADDRESSES).collect();
        match marks(found.get_properties()) {
            Some(marks) if !addresses.is_empty() => {
                self.seen.note(found.get_fullname().to_owned(), Sighting { marks, addresses });
            }
            _ => self.seen.forget(found.get_fullname()),
        }
    }

    /// Forgets all that was heard, and begins to listen anew, showing what was shown.
    fn begin_anew(&self) -> Result<Ears> {
        let _ = self.daemon().shutdown();
        self.seen.clear();
        let (daemon, ears) = listen(self.networks)?;
        *lock(&self.daemon) = daemon.clone();
        let shown = lock(&self.shown).clone();
        shown.map_or(Ok(()), |shown| daemon.register(shown))?;
        Ok(ears)
    }

    /// How many records of others the library remembers; nothing if it does not say.
    fn remembered(&self) -> Option<i64> {
        let counted = self.daemon().get_metrics().ok()?.recv_timeout(ROUND).ok()?;
        Some(counted.iter().filter(|(what, _)| what.starts_with("cached-")).map(|(_, n)| n).sum())
    }

    fn daemon(&self) -> ServiceDaemon {
        lock(&self.daemon).clone()
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

/// Takes in what is heard until it is over.
pub(crate) fn hear(hearing: &Hearing, mut ears: Ears) {
    let (mut own, mut looked) = (own_addresses(), Instant::now());
    let (mut is_out, mut silent) = (false, 0);
    while !hearing.is_over() {
        let lost = match ears.events.recv_timeout(MOMENT) {
            Ok(event) => {
                hearing.note(event, &own);
                false
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => true,
        };
        is_out |= ears.doings.try_iter().any(|did| matches!(did, DaemonEvent::Announce(..)));
        let mut flooded = false;
        if looked.elapsed() >= ROUND {
            (own, looked) = (own_addresses(), Instant::now());
            flooded = hearing.remembered().is_some_and(|records| records > MOST_RECORDS);
            silent += u32::from(!is_out && lock(&hearing.shown).is_some());
            if silent == PATIENCE {
                tracing::warn!("no network here takes multicast: contacts on it are not met");
            }
        }
        if (lost || flooded) && !hearing.is_over() {
            tracing::warn!(
                "more was heard on the network than is remembered: all of it is forgotten"
            );
            thread::sleep(MOMENT);
            match hearing.begin_anew() {
                Ok(fresh) => ears = fresh,
                Err(failed) => tracing::warn!("the network is not listened to: {failed}"),
            }
        }
    }
}

fn listen(networks: Networks) -> Result<(ServiceDaemon, Ears)> {
    let daemon = ServiceDaemon::new_with_port(networks.port)?;
    networks.bound(&daemon)?;
    let ears = Ears { doings: daemon.monitor()?, events: daemon.browse(SERVICE)? };
    Ok((daemon, ears))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
