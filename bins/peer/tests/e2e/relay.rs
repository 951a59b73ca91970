//! A wire that remembers all that crossed it, and can spoil it.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// Passes connections on to another address, and keeps a copy of what crosses, in both directions.
pub(crate) struct Relay {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
    to: Arc<Mutex<Option<String>>>,
    bends: Arc<AtomicBool>,
}

impl Relay {
    pub(crate) fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, to) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(None::<String>)));
        let (seen_by_all, target) = (seen.clone(), to.clone());
        let bends = Arc::new(AtomicBool::new(false));
        let bent = bends.clone();
        thread::spawn(move || {
            for caller in listener.incoming().map_while(Result::ok) {
                let to = target.lock().unwrap().clone();
                let Some(Ok(called)) = to.map(TcpStream::connect) else { continue };
                copy(&caller, &called, &seen_by_all, &bent);
                copy(&called, &caller, &seen_by_all, &bent);
            }
        });
        Self { port, seen, to, bends }
    }

    /// From now on one bit is flipped in whatever crosses, or none any more.
    pub(crate) fn bends(&self, whether: bool) {
        self.bends.store(whether, Ordering::SeqCst);
    }

    /// Where connections go from now on.
    pub(crate) fn lead_to(&self, address: &str) {
        *self.to.lock().unwrap() = Some(address.to_owned());
    }

    pub(crate) fn seen(&self) -> Vec<u8> {
        self.streams().concat()
    }

    /// What crossed in each direction of each connection.
    pub(crate) fn streams(&self) -> Vec<Vec<u8>> {
        self.seen.lock().unwrap().clone()
    }
}

fn copy(
    from: &TcpStream,
    to: &TcpStream,
    seen: &Arc<Mutex<Vec<Vec<u8>>>>,
    bends: &Arc<AtomicBool>,
) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    let (seen, bends) = (seen.clone(), bends.clone());
    let mut all = seen.lock().unwrap();
    let mine = all.len();
    all.push(Vec::new());
    drop(all);
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            seen.lock().unwrap()[mine].extend_from_slice(&buffer[..length]);
            if bends.load(Ordering::SeqCst) {
                buffer[length / 2] ^= 1;
            }
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
