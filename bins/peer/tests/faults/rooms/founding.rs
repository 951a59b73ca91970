//! How the people, their devices and their room come to be.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::{Value, json};

use super::{
    book::{Book, Books},
    cast::{Manner, Person},
    changes::Changes,
    house::House,
};
use crate::{cast::DOMAIN, dice::Dice, holder::done};

const NAME: &str = "room 0";

impl House {
    /// Everybody registered, with all their devices, and up.
    pub(crate) fn found(&self) {
        let directory = self.cast.directory();
        let data = self.path(&self.cast.name(directory));
        done(self.directory().args(["init", "--domain", DOMAIN, "--data"]).arg(&data)).unwrap();
        self.start(directory);
        for person in &self.cast.people {
            let first = person.machines.start;
            let mut register = self.peer(first);
            register.args(["register", &person.address(), "--directory", &self.url(first)]);
            done(register.arg("--root").arg(data.join("root.pem"))).unwrap();
            self.start(first);
            person.machines.clone().skip(1).for_each(|who| self.link(person, who));
        }
    }

    fn url(&self, who: usize) -> String {
        format!("https://{}", self.network.directory(who))
    }

    fn link(&self, person: &Person, who: usize) {
        let mut link = self.peer(person.machines.start);
        let link = link.args(["--json", "link", "--yes"]).stdout(Stdio::piped());
        let mut linking = link.spawn().unwrap();
        let mut said = String::new();
        let mut out = BufReader::new(linking.stdout.take().unwrap());
        out.read_line(&mut said).unwrap();
        let said: Value = serde_json::from_str(&said).unwrap();
        let code = self.path(&format!("{}.code", self.cast.name(who)));
        fs::write(&code, said["code"].as_str().unwrap()).unwrap();
        let root = self.path(&self.cast.name(self.cast.directory())).join("root.pem");
        let mut join = self.peer(who);
        join.args(["join", &person.address(), "--directory", &self.url(who), "--root"]).arg(root);
        join.args(["--device", &self.cast.device(who), "--code-file"]).arg(code);
        done(&mut join).unwrap();
        assert!(linking.wait().unwrap().success(), "{} is linked", self.cast.name(who));
        self.start(who);
    }

    /// The room, with everybody in it who is to be there at its beginning: half of those who come and go are.
    pub(crate) fn room(&self, dice: &mut Dice) -> (String, Books) {
        let owner = self.cast.with(Manner::Owns).next().unwrap();
        let founder = owner.machines.start;
        let asked = self.local(founder).ask("POST", "rooms", &json!({ "name": NAME }).to_string());
        let room = asked.unwrap().1["id"].as_str().unwrap().to_owned();
        let books = Books::new(Book::new(self.cast.devices(), NAME));
        let changes = Changes { house: self, room: &room, books: &books };
        books.open().begin(owner.machines.clone(), true, 0);
        for who in owner.machines.clone() {
            let at = changes.at(who);
            let epoch = at.until("the owner is in", || at.epoch());
            books.open().end(who, epoch);
        }
        let helper = self.cast.with(Manner::Helps).next().unwrap();
        changes.lets_in(helper, &changes.at(founder));
        let path = format!("members/{}/role", helper.name);
        changes.at(founder).asked("PUT", &path, &json!({ "role": "admin" })).unwrap();
        for who in self.cast.keepers() {
            let at = changes.at(who);
            at.until("there are two who may let people in", || {
                let members = at.state()?.members;
                members.iter().any(|(_, role, _)| role == "admin").then_some(())
            });
        }
        let comers = self.cast.with(Manner::Comes);
        let half = self.cast.with(Manner::Comes).count() / 2;
        for person in self.cast.with(Manner::Stays).chain(comers.take(half)) {
            changes.lets_in(person, &changes.keeper(dice));
        }
        // From here on all are in one epoch.
        let epoch = changes.at(founder).told_epoch();
        for who in self.cast.steady() {
            let at = changes.at(who);
            at.until("all are in one epoch", || at.epoch().filter(|it| *it >= epoch));
        }
        (room, books)
    }
}
