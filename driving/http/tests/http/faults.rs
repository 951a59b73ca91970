//! What is answered when something here is broken.

use std::sync::{Arc, Mutex};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt};

use crate::support::{Asking, FAULT, alice, ask, broken_directory, get};

#[tokio::test]
async fn a_fault_is_told_to_the_log_and_not_to_the_caller() {
    let log = Log::default();
    let _logging =
        tracing::subscriber::set_default(tracing_subscriber::registry().with(log.clone()));

    let reply = ask(&broken_directory(), get("/v1/people/bob").by(&alice())).await;

    let logged = log.0.lock().unwrap().join("\n");
    assert_eq!(reply.outcome(), "503 UNAVAILABLE");
    assert!(reply.problem().retry);
    assert!(!String::from_utf8_lossy(&reply.body).contains(FAULT));
    assert!(logged.contains(FAULT));
    assert!(!logged.contains("bob") && !logged.contains("alice"));
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Lines(self));
    }
}

struct Lines<'a>(&'a Log);

impl Visit for Lines<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.0.lock().unwrap().push(format!("{field}={value:?}"));
    }
}
