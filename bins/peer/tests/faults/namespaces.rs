//! A network of its own for each process, all joined by a switch that stands in one more. Nothing of the host's is touched.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    door,
    holder::{Holder, done},
    network::Cut,
};

/// A namespace for the directory and each peer (network and mounts), and one with the bridge that joins them by veth pairs.
pub(crate) struct Namespaces {
    doors: Vec<Holder>,
    members: Vec<Holder>,
    switch: Holder,
    /// Whether they are in a user namespace, in which this user is root.
    pub(crate) in_user: bool,
}

/// What a namespace's first process does: it says that it stands, and waits for its end.
const STAY: [&str; 3] = ["sh", "-c", "echo up && exec cat"];

impl Namespaces {
    /// Makes them for so many peers, and the directory behind them: as root, or in a user namespace where that is allowed. Doors into them are kept in
    /// `folder`.
    pub(crate) fn begin(folder: &Path, peers: usize) -> Result<Self, String> {
        Self::make(folder, peers, false).or_else(|as_root| {
            Self::make(folder, peers, true)
                .map_err(|in_user| format!("{as_root}; and in a user namespace: {in_user}"))
        })
    }

    fn make(folder: &Path, peers: usize, in_user: bool) -> Result<Self, String> {
        let mut unshare = Command::new("unshare");
        if in_user {
            unshare.args(["--user", "--map-root-user"]);
        }
        let switch = Holder::start(unshare.args(["--net", "--mount"]).args(STAY))?;
        let mut all = Self { doors: Vec::new(), members: Vec::new(), switch, in_user };
        all.at_switch("add name switch type bridge")?;
        all.at_switch("set switch up")?;
        for who in 0..=peers {
            let mut member = all.enter(&all.switch);
            let member = Holder::start(member.args(["unshare", "--net", "--mount"]).args(STAY))?;
            let veth = format!("add port{who} type veth peer name eth0 netns {}", member.id());
            all.members.push(member);
            all.at_switch(&veth)?;
            all.at_switch(&format!("set port{who} master switch up"))?;
            let address = format!("{}/24", address(who));
            done(all.within(who).args(["ip", "address", "add", &address, "dev", "eth0"]))?;
            all.at_member(who, "set eth0 up")?;
            all.at_member(who, "set lo up")?;
        }
        for who in 0..peers {
            let mut command = all.within(who);
            all.doors.push(Holder::start(door::keep(&mut command, &door(folder, who)))?);
        }
        Ok(all)
    }

    /// What carries out there what is added to it.
    pub(crate) fn within(&self, who: usize) -> Command {
        self.enter(&self.members[who])
    }

    /// The file system as it is seen there.
    pub(crate) fn root_of(&self, who: usize) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root", self.members[who].id()))
    }

    pub(crate) fn cut(&self, who: usize, how: Cut) {
        match how {
            Cut::Silent => self.at_switch(&format!("set port{who} down")).unwrap(),
            Cut::Told => self.at_member(who, "set eth0 down").unwrap(),
        }
    }

    pub(crate) fn heal(&self, who: usize) {
        self.at_switch(&format!("set port{who} up")).unwrap();
        self.at_member(who, "set eth0 up").unwrap();
    }

    /// Changes an interface of the switch.
    fn at_switch(&self, link: &str) -> Result<(), String> {
        done(self.enter(&self.switch).args(["ip", "link"]).args(link.split(' ')))
    }

    /// Changes an interface of that machine.
    fn at_member(&self, who: usize, link: &str) -> Result<(), String> {
        done(self.within(who).args(["ip", "link"]).args(link.split(' ')))
    }

    fn enter(&self, holder: &Holder) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &holder.id().to_string(), "--net", "--mount"]);
        if self.in_user {
            command.args(["--user", "--preserve-credentials"]);
        }
        command
    }
}

/// One of those for documentation (RFC 5737): outside these namespaces it leads nowhere.
pub(crate) fn address(who: usize) -> String {
    format!("192.0.2.{}", 11 + who)
}

/// Where one gets in to a peer's loopback address from here.
pub(crate) fn door(folder: &Path, who: usize) -> PathBuf {
    folder.join(format!("door-{who}"))
}
