//! Every memory of routes tells what it learned last.

use causerie_contracts::{BOB, device};
use causerie_memory::MemoryRoutes;
use causerie_usecases::ports::Routes;

#[tokio::test]
async fn the_route_learned_last_is_told_until_it_is_forgotten() {
    let routes = MemoryRoutes::default();
    let bob = device("d1", BOB);
    let (old, new) = ("192.0.2.7:7500".parse().unwrap(), "192.0.2.8:7500".parse().unwrap());
    assert_eq!(routes.route(&bob).await.unwrap(), None);

    routes.learn(&bob, old).await.unwrap();
    routes.learn(&bob, Clone::clone(&new)).await.unwrap();
    assert_eq!(routes.route(&bob).await.unwrap(), Some(new));
    assert_eq!(routes.route(&device("d2", BOB)).await.unwrap(), None);

    routes.forget(&bob).await.unwrap();
    routes.forget(&bob).await.unwrap();
    assert_eq!(routes.route(&bob).await.unwrap(), None);
}
