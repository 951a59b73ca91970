use std::{convert::Infallible, future::pending, pin::Pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{Request, Response},
    response::IntoResponse,
};
use bytes::Bytes;
use causerie_edge::jitter;
use hyper::{
    body::Incoming,
    server::conn::{http1 as one, http2 as two},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::GracefulConnection,
};
use tokio::{
    pin, select,
    time::{Instant, sleep_until, timeout},
};
use tower::Service;

use super::{
    Lasting, Limits, Patience,
    accept::Stopping,
    activity::Activity,
    takeover::{Duplex, Ends, TakenOver, Takeover},
};
use crate::{
    Caller,
    hang_up::HangUp,
    refusal::{TIMEOUT, URI_TOO_LONG},
};

/// Answers over HTTP/1.1 (RFC 9112) until the connection ends, or until one of its requests takes it over, which then goes on with it.
pub(super) async fn http1<T: Duplex + 'static>(
    stream: Box<T>,
    router: Router,
    caller: Caller,
    limits: Limits,
    stopping: Stopping,
) {
    let takeover = Takeover::default();
    // What it took to answer is gone before the connection goes on.
    let answering = answer_http1(stream, router, caller, limits, stopping.clone(), &takeover);
    let Some((stream, read)) = Box::pin(answering).await else { return };
    let Some(handler) = takeover.handler() else { return };
    let ends = Ends::new(&limits, stopping, jitter().unwrap_or_default());
    handler(TakenOver { stream, read, ends }).await;
}

/// Returns the connection if it ended in good order, and what was read of it beyond the last request.
async fn answer_http1<T: Duplex + 'static>(
    stream: Box<T>,
    router: Router,
    caller: Caller,
    limits: Limits,
    stopping: Stopping,
    takeover: &Takeover,
) -> Option<(Box<T>, Bytes)> {
    let activity = Activity::new();
    let takeover = Some(takeover.clone());
    let requests = Requests { router, caller, limits, activity: Arc::clone(&activity), takeover };
    let mut connection = one::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(Limits::HEAD_BYTES as usize)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| requests.answer(request)),
        );
    let ended = look_after(Pin::new(&mut connection), &activity, &limits, stopping).await;
    ended.then(|| {
        let parts = connection.into_parts();
        (parts.io.into_inner(), parts.read_buf)
    })
}

/// Answers over HTTP/2 (RFC 9113) until the connection ends.
pub(super) async fn http2(
    stream: Box<impl Duplex + 'static>,
    router: Router,
    caller: Caller,
    limits: Limits,
    stopping: Stopping,
) {
    let activity = Activity::new();
    let activity_of_requests = Arc::clone(&activity);
    let requests =
        Requests { router, caller, limits, activity: activity_of_requests, takeover: None };
    let connection = two::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10))
        .max_concurrent_streams(Limits::STREAMS)
        .max_header_list_size(Limits::HEAD_BYTES)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| requests.answer(request)),
        );
    pin!(connection);
    look_after(connection, &activity, &limits, stopping).await;
}

/// Drives a connection until it ends, the server stops, or it was idle too long or is too old. In the latter cases it
/// is told, so that it takes no new requests, and may finish those under way. Returns whether it ended in good order.
async fn look_after<C: GracefulConnection>(
    mut connection: Pin<&mut C>,
    activity: &Activity,
    limits: &Limits,
    mut stopping: Stopping,
) -> bool {
    let stopped = stopping.wait_for(|stopped| *stopped);
    pin!(stopped);
    loop {
        // Its first request may come at any time, and shortens its life from then on.
        let look_again = activity.ends(limits).min(Instant::now() + limits.idle);
        select! {
            biased;
            ended = connection.as_mut() => return ended.is_ok(),
            () = activity.hung_up() => return false,
            _ = &mut stopped => break,
            () = sleep_until(look_again) => if activity.ends(limits) <= Instant::now() { break },
        }
    }
    activity.close();
    connection.as_mut().graceful_shutdown();
    matches!(timeout(limits.request, connection).await, Ok(Ok(())))
}

/// Answers the requests of one connection.
struct Requests {
    router: Router,
    caller: Caller,
    limits: Limits,
    activity: Arc<Activity>,
    takeover: Option<Takeover>,
}

impl Requests {
    fn answer(
        &self,
        mut request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<Body>, Infallible>> + Send + use<> {
        let under_way = self.activity.begin();
        let patience = Patience::of(self.limits.request);
        let too_long = request
            .uri()
            .path_and_query()
            .is_some_and(|uri| uri.as_str().len() > Limits::URI_BYTES);
        request.extensions_mut().insert(self.caller.clone());
        request.extensions_mut().insert(Lasting::new(&self.activity));
        request.extensions_mut().insert(patience.clone());
        if let Some(takeover) = &self.takeover {
            request.extensions_mut().insert(takeover.clone());
        }
        let answer = (!too_long).then(|| self.router.clone().call(request));
        let activity = Arc::clone(&self.activity);
        async move {
            let response = match answer {
                None => URI_TOO_LONG.into_response(),
                Some(answer) => match patience.wait_for(answer).await {
                    Some(Ok(response)) => response,
                    None => TIMEOUT.into_response(),
                },
            };
            drop(under_way);
            if response.extensions().get::<HangUp>().is_some() {
                activity.hang_up();
                return pending().await;
            }
            Ok(response)
        }
    }
}
