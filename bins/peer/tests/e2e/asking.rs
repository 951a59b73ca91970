//! What is asked of peers again and again.

use serde_json::Value;

use crate::{
    look::pre_keys_left,
    world::{World, eventually},
};

impl World {
    /// What `causerie --json` says to that person.
    pub(crate) fn json(&self, name: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.says(name, &[&["--json"], arguments].concat())).unwrap()
    }

    /// Has one say something to another, who is there, and waits until it has arrived.
    pub(crate) fn tells(&self, from: &str, to: &str, text: &str) {
        self.says(from, &["tell", to, text, "--wait", "20", "--require-delivery"]);
    }

    /// Waits until the directory has pre-keys of somebody; how many one-time ones.
    pub(crate) fn pre_keys_of(&self, name: &str) -> i64 {
        let directory = self.path("directory").join("directory.db");
        eventually("pre-keys are at the directory", || {
            Some(pre_keys_left(&directory, name)).filter(|left| *left > 0)
        })
    }

    /// The messages of a conversation, as JSON.
    pub(crate) fn conversation(&self, of: &str, with: &str) -> Vec<Value> {
        self.json(of, &["conversation", with, "--peek"])["messages"].as_array().unwrap().clone()
    }

    /// What was said in it.
    pub(crate) fn texts(&self, of: &str, with: &str) -> Vec<String> {
        let text = |message: &Value| message["text"].as_str().unwrap().to_owned();
        self.conversation(of, with).iter().map(text).collect()
    }

    /// The files that somebody knows of, as JSON.
    pub(crate) fn files(&self, of: &str) -> Vec<Value> {
        self.json(of, &["files"])["files"].as_array().unwrap().clone()
    }

    /// Why each envelope could not be opened that could not.
    pub(crate) fn unopened(&self, of: &str) -> Vec<String> {
        let unopened = self.json(of, &["unopened"]);
        let cause = |one: &Value| one["cause"].as_str().unwrap().to_owned();
        unopened["envelopes"].as_array().unwrap().iter().map(cause).collect()
    }
}
