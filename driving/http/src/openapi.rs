use axum::{Router, http::header, routing::get};
use bytes::Bytes;
use utoipa::{
    OpenApi,
    openapi::{
        OpenApi as Document,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::refusal::{METHOD_NOT_ALLOWED, NOT_FOUND};

/// A router that describes itself, to which routes are added.
pub(crate) fn described<S: Clone + Send + Sync + 'static>(title: &str) -> OpenApiRouter<S> {
    let mut document = Described::openapi();
    title.clone_into(&mut document.info.title);
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "credential",
        SecurityScheme::MutualTls {
            description: Some("A device's certificate.".to_owned()),
            deprecated: None,
            extensions: None,
        },
    );
    components
        .add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    OpenApiRouter::with_openapi(document)
}

/// The finished router: the routes, the description of them, and problems for everything else.
pub(crate) fn finished<S: Clone + Send + Sync + 'static>(routes: OpenApiRouter<S>) -> Router<S> {
    let (router, document) = routes.split_for_parts();
    let json = Bytes::from(json(&document));
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], json) };
    router
        .route("/v1/openapi.json", get(answer))
        .fallback(async || NOT_FOUND)
        .method_not_allowed_fallback(async || METHOD_NOT_ALLOWED)
}

/// The document is data of our own, so there is nothing in it that JSON cannot say.
fn json(document: &Document) -> String {
    document.to_json().unwrap_or_default()
}

#[derive(OpenApi)]
#[openapi(paths(openapi_json), components(schemas(causerie_wire::Problem)))]
struct Described;

/// This description.
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    responses((status = 200, content_type = "application/json", description = "OpenAPI 3.1"))
)]
#[allow(dead_code, reason = "documents the route that `finished` adds, once the document is known")]
fn openapi_json() {}
