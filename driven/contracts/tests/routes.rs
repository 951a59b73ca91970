//! Every memory of routes tells what it learned last.

use causerie_chat::Cause;
use causerie_contracts::{BOB, at, device};
use causerie_memory::MemoryRoutes;
use causerie_usecases::ports::{Retry, Route, Routes};

#[tokio::test]
async fn the_route_learned_last_is_told_until_it_failed() {
    let routes = MemoryRoutes::default();
    let bob = device("d1", BOB);
    let (old, new) = ("192.0.2.7:7500".parse().unwrap(), "192.0.2.8:7500".parse().unwrap());
    assert_eq!(routes.route(&bob).await.unwrap(), None);

    routes.learn(&bob, old).await.unwrap();
    routes.learn(&bob, Clone::clone(&new)).await.unwrap();
    assert_eq!(routes.route(&bob).await.unwrap(), Some(Route::To(new)));
    assert_eq!(routes.route(&device("d2", BOB)).await.unwrap(), None);

    for failures in [1, 2] {
        let failed = Retry { failures, last: at(1), next: at(2), cause: Cause::UNREACHABLE };
        routes.fail(&bob, &failed).await.unwrap();
        assert_eq!(routes.route(&bob).await.unwrap(), Some(Route::None(failed)));
    }
}

#[tokio::test]
async fn what_was_learned_after_a_failure_counts() {
    let routes = MemoryRoutes::default();
    let bob = device("d1", BOB);
    let failed = Retry { failures: 1, last: at(1), next: at(2), cause: Cause::NO_ADDRESS };
    routes.fail(&bob, &failed).await.unwrap();

    routes.learn(&bob, "192.0.2.7:7500".parse().unwrap()).await.unwrap();

    assert!(matches!(routes.route(&bob).await.unwrap(), Some(Route::To(_))));
}
