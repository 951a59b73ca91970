//! Listed people: found by others of their directory, while they are there.

use axum::http::StatusCode;
use causerie_http_api::{DirectoryConfig, Quota};
use causerie_usecases::ports::{Listed, ListingAnswers, ListingDesk, MailLine, NotListed, Pushed};

use crate::support::{Post, ask, caught_up, device, get, patient};

async fn there(post: &Post, name: &str) -> Box<dyn MailLine> {
    let mut line = post.line(name, 0).await;
    caught_up(&mut *line).await;
    shows(&mut *line, Some(())).await;
    line
}

/// Shows something, to nobody, or nothing; and waits until the directory has read it.
async fn shows(line: &mut dyn MailLine, something: Option<()>) {
    line.show(something.map(|()| [].as_slice())).await.unwrap();
    line.watch(&[[7; 16].as_slice().try_into().unwrap()]).await.unwrap();
    while !matches!(patient(line.next()).await.unwrap(), Pushed::Presence(_)) {}
}

async fn seen(post: &Post, by: &str) -> Listed {
    post.client(by).listed().await.unwrap()
}

#[tokio::test]
async fn t43_only_those_who_said_so_are_listed_and_only_while_they_are_there() {
    let post = Post::open().await;
    let (_alice, mut bob) = (there(&post, "alice").await, there(&post, "bob").await);
    assert_eq!(seen(&post, "carol").await, Listed::default());

    post.client("bob").be_listed(true).await.unwrap();

    let people = vec![device("bob").person];
    assert_eq!(seen(&post, "carol").await, Listed { me: false, people: people.clone() });
    assert_eq!(seen(&post, "bob").await, Listed { me: true, people });
    shows(&mut *bob, None).await;
    assert_eq!(seen(&post, "carol").await, Listed::default());
    shows(&mut *bob, Some(())).await;
    post.client("bob").be_listed(false).await.unwrap();
    assert_eq!(seen(&post, "bob").await, Listed::default());
}

#[tokio::test]
async fn t43_a_stranger_is_told_nothing_and_nobody_asks_without_end() {
    let config = DirectoryConfig { look_ups: Quota::new(1, 3), ..DirectoryConfig::default() };
    let post = Post::configured(config).await;

    let stranger = ask(&post.router, get("/v1/listed")).await;
    let mut refused = None;
    for _ in 0..8 {
        refused = refused.or(post.client("carol").listed().await.err());
    }

    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert!(matches!(refused, Some(NotListed::TooOften)), "{refused:?}");
}
