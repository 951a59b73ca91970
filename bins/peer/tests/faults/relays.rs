//! Where no namespaces can be had: connections through this process, which can be cut.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use crate::network::Cut;

/// For each peer a way from it to the directory and one from the others to it. What a peer itself begins with others cannot be
/// told apart from what they begin with each other, and is not cut.
pub(crate) struct Relays {
    to_directory: Vec<Relay>,
    to_peers: Vec<Relay>,
    ports: Vec<u16>,
    local: Vec<u16>,
}

impl Relays {
    /// For so many peers, and the directory behind them.
    pub(crate) fn begin(peers: usize) -> Self {
        let ports = free(peers + 1);
        let to_directory = (0..peers).map(|_| Relay::to(ports[peers])).collect();
        let to_peers = ports[..peers].iter().map(|port| Relay::to(*port)).collect();
        Self { to_directory, to_peers, ports, local: free(peers) }
    }

    /// Where a machine listens.
    pub(crate) fn listen(&self, who: usize) -> String {
        format!("127.0.0.1:{}", self.ports[who])
    }

    /// Where the others find a peer.
    pub(crate) fn advertise(&self, who: usize) -> String {
        format!("127.0.0.1:{}", self.to_peers[who].port)
    }

    /// Where a peer finds the directory.
    pub(crate) fn directory(&self, who: usize) -> String {
        format!("127.0.0.1:{}", self.to_directory[who].port)
    }

    /// Where a peer has its local API.
    pub(crate) fn local(&self, who: usize) -> String {
        format!("127.0.0.1:{}", self.local[who])
    }

    pub(crate) fn cut(&self, who: usize, how: Cut) {
        self.of(who).for_each(|relay| relay.set(Some(how)));
    }

    pub(crate) fn heal(&self, who: usize) {
        self.of(who).for_each(|relay| relay.set(None));
    }

    fn of(&self, who: usize) -> impl Iterator<Item = &Relay> {
        let own = self.to_directory.get(who).into_iter().chain(self.to_peers.get(who));
        own.chain(self.to_directory.iter().filter(move |_| who == self.to_peers.len()))
    }
}

/// Ports that are free at this moment.
fn free(count: usize) -> Vec<u16> {
    let taken: Vec<_> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    taken.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

/// Passes connections on, as long as it is not cut.
struct Relay {
    port: u16,
    line: Arc<Mutex<Line>>,
}

#[derive(Default)]
struct Line {
    cut: Option<Cut>,
    open: Vec<TcpStream>,
}

impl Relay {
    fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Arc::new(Mutex::new(Line::default()));
        let all = line.clone();
        thread::spawn(move || {
            for caller in listener.incoming().map_while(Result::ok) {
                let line = all.clone();
                thread::spawn(move || pass(&caller, target, &line));
            }
        });
        Self { port, line }
    }

    fn set(&self, cut: Option<Cut>) {
        let mut line = self.line.lock().unwrap();
        line.cut = cut;
        if cut == Some(Cut::Told) {
            for connection in line.open.drain(..) {
                let _ = connection.shutdown(Shutdown::Both);
            }
        }
    }
}

fn pass(caller: &TcpStream, target: u16, line: &Arc<Mutex<Line>>) -> Option<()> {
    if !passable(line) {
        return None;
    }
    let called = TcpStream::connect(("127.0.0.1", target)).ok()?;
    {
        let mut line = line.lock().unwrap();
        line.open.extend([caller.try_clone().ok()?, called.try_clone().ok()?]);
    }
    copy(caller, &called, line)?;
    copy(&called, caller, line)
}

fn copy(from: &TcpStream, to: &TcpStream, line: &Arc<Mutex<Line>>) -> Option<()> {
    let (mut from, mut to, line) = (from.try_clone().ok()?, to.try_clone().ok()?, line.clone());
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if !passable(&line) || to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = (to.shutdown(Shutdown::Both), from.shutdown(Shutdown::Both));
    });
    Some(())
}

/// Waits while nothing is said about what does not cross; whether it may cross then.
fn passable(line: &Mutex<Line>) -> bool {
    loop {
        match line.lock().unwrap().cut {
            None => return true,
            Some(Cut::Told) => return false,
            Some(Cut::Silent) => {}
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody who says everything back, and a relay to them.
    fn scene() -> (Relay, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = Relay::to(listener.local_addr().unwrap().port());
        thread::spawn(move || {
            for caller in listener.incoming().map_while(Result::ok) {
                thread::spawn(move || std::io::copy(&mut &caller, &mut &caller));
            }
        });
        let caller = TcpStream::connect(("127.0.0.1", relay.port)).unwrap();
        caller.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        (relay, caller)
    }

    fn answers(caller: &mut TcpStream) -> bool {
        caller.write_all(b"x").is_ok() && matches!(caller.read(&mut [0]), Ok(1))
    }

    #[test]
    fn nothing_crosses_a_silent_cut_until_it_is_healed() {
        let (relay, mut caller) = scene();
        assert!(answers(&mut caller));

        relay.set(Some(Cut::Silent));
        assert!(!answers(&mut caller));

        relay.set(None);
        assert!(matches!(caller.read(&mut [0]), Ok(1)));
    }

    #[test]
    fn a_cut_that_is_told_ends_connections() {
        let (relay, mut caller) = scene();
        assert!(answers(&mut caller));

        relay.set(Some(Cut::Told));
        assert!(!answers(&mut caller));
        let mut again = TcpStream::connect(("127.0.0.1", relay.port)).unwrap();
        assert!(!answers(&mut again));

        relay.set(None);
        assert!(answers(&mut TcpStream::connect(("127.0.0.1", relay.port)).unwrap()));
    }
}
