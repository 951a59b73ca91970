//! Where a new device meets the one that may take it on.

use causerie_wire::{Base64, Leave, Left};

use crate::{
    devices::{LINK, with_alice},
    support::{Asking, alice, ask, device, get, put, put_json},
};

#[tokio::test]
async fn what_two_devices_leave_for_each_other_is_handed_to_those_two() {
    let directory = with_alice().await;
    let bob = device("bob").to_string();
    let leave = |n: u8| Leave { sealed: Base64(vec![n; 300]) };
    let (request, answer) = (&*format!("{LINK}/request"), &*format!("{LINK}/answer"));
    let outcome = async |request| ask(&directory, request).await.outcome();
    // Before somebody waits there is nobody to ask.
    assert_eq!(outcome(put_json(request, &leave(1))).await, "404 NO_SUCH_LINK");
    assert_eq!(outcome(put(LINK)).await, "401 CREDENTIAL_REQUIRED");
    assert_eq!(outcome(put(LINK).by(&alice())).await, "204");
    assert_eq!(outcome(put(LINK).by(&alice())).await, "204");
    assert_eq!(outcome(put(LINK).by(&bob)).await, "409 LINK_USED");
    let asked: Left = ask(&directory, get(request).by(&alice())).await.json();
    assert_eq!(asked, Left { sealed: None });

    assert_eq!(outcome(put_json(request, &leave(1))).await, "204");
    assert_eq!(outcome(put_json(request, &leave(1))).await, "204");
    assert_eq!(outcome(put_json(request, &leave(2))).await, "409 LINK_USED");

    let asked: Left = ask(&directory, get(request).by(&alice())).await.json();
    assert_eq!(asked, Left { sealed: Some(Base64(vec![1; 300])) });
    assert_eq!(outcome(get(request).by(&bob)).await, "404 NO_SUCH_LINK");
    assert_eq!(outcome(get(request)).await, "401 CREDENTIAL_REQUIRED");
    assert_eq!(outcome(put_json(answer, &leave(3))).await, "401 CREDENTIAL_REQUIRED");
    assert_eq!(outcome(put_json(answer, &leave(3)).by(&bob)).await, "404 NO_SUCH_LINK");
    assert_eq!(outcome(put_json(answer, &leave(3)).by(&alice())).await, "204");
    let answered: Left = ask(&directory, get(answer)).await.json();
    assert_eq!(answered, Left { sealed: Some(Base64(vec![3; 300])) });
}

#[tokio::test]
async fn t54_who_has_no_name_leaves_little_and_seldom() {
    let directory = with_alice().await;
    assert_eq!(ask(&directory, put(LINK).by(&alice())).await.outcome(), "204");
    let request = format!("{LINK}/request");
    let large = Leave { sealed: Base64(vec![1; 2_049]) };

    assert_eq!(ask(&directory, put_json(&request, &large)).await.outcome(), "413 TOO_LARGE");
    let bad = ask(&directory, put_json("/v1/links/short/request", &large)).await;
    assert_eq!(bad.outcome(), "413 TOO_LARGE");
    let mut outcomes = Vec::new();
    for _ in 0..30 {
        let small = Leave { sealed: Base64(vec![1; 10]) };
        outcomes.push(ask(&directory, put_json(&request, &small)).await.outcome());
    }
    assert_eq!(outcomes[0], "204");
    assert_eq!(outcomes.last().unwrap(), "429 QUOTA_EXCEEDED");
}
