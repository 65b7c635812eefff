//! The admin listener: questions with a token; health and metrics without one.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use relay_protocol::close;
use subtle::ConstantTimeEq;

use super::words::{self, path};
use crate::answer::{Refusal, question, unavailable, wrong};
use crate::directory::{CODE_LIVES_MS, Checking, Error, Passing, Refused, RouteLine, TillLine};
use crate::door::Door;
use crate::health::Health;
use crate::ids::TillId;
use crate::store::StoreError;

/// Seqs are signed in the database.
const LARGEST_SEQ: u64 = i64::MAX.unsigned_abs();

/// What the handlers share.
#[derive(Clone)]
struct Desk {
    door: Door,
    health: Arc<Health>,
    token: Arc<str>,
}

/// All routes of the admin listener.
pub fn router(door: Door, health: Arc<Health>, token: &str) -> Router {
    let desk = Desk { door, health, token: token.into() };
    let asked = Router::new()
        .route(path::MERCHANTS, post(add_merchant))
        .route(path::TILLS, post(add_till).get(list_tills))
        .route(path::CODE, post(add_code))
        .route(path::REVOKE, post(revoke))
        .route(path::REPLAY, post(replay))
        .route(path::ROUTES, post(add_route).get(list_routes))
        .route(path::KEY, post(add_key))
        .route_layer(from_fn_with_state(desk.clone(), with_token));
    let open = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics));
    asked.merge(open).with_state(desk)
}

async fn with_token(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let shown = request.headers().get(AUTHORIZATION).map(HeaderValue::as_bytes);
    let shown = shown.and_then(|value| value.strip_prefix(b"Bearer ")).unwrap_or_default();
    if !bool::from(shown.ct_eq(desk.token.as_bytes())) {
        return wrong(StatusCode::UNAUTHORIZED, "this needs the token out of admin.json");
    }
    let mut answer = next.run(request).await;
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

async fn ready(State(desk): State<Desk>) -> Response {
    match desk.health.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(not) => (StatusCode::SERVICE_UNAVAILABLE, format!("{not}\n")).into_response(),
    }
}

async fn metrics(State(desk): State<Desk>) -> Response {
    let page = desk.door.relay.metrics.page(&desk.health.measure().await);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], page).into_response()
}

type Answer<A> = Result<Json<A>, Refusal>;

/// The command line ends with 2 on a 400 or 404, with 1 on the others.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::Store(error) => return error.clone().into(),
            Error::Refused(Refused::Unknown { .. }) => StatusCode::NOT_FOUND,
            Error::Refused(Refused::Taken { .. } | Refused::Revoked) => StatusCode::CONFLICT,
            Error::Refused(
                Refused::Ambiguous { .. }
                | Refused::BadName
                | Refused::NoCheck(_)
                | Refused::NoPassing(_)
                | Refused::OtherMerchant,
            ) => StatusCode::BAD_REQUEST,
        };
        wrong(status, error.to_string()).into()
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "what an admin asked for was not done");
        unavailable(format!("the database does not do it: {error}")).into()
    }
}

async fn add_merchant(State(desk): State<Desk>, body: Body) -> Answer<words::Merchant> {
    let asked: words::NewMerchant = question(body).await?;
    let merchant = desk.door.relay.directory.add_merchant(&asked.name).await?;
    tracing::info!(%merchant, "added a merchant");
    Ok(Json(words::Merchant { merchant_id: merchant.to_string() }))
}

async fn add_till(State(desk): State<Desk>, body: Body) -> Answer<words::Till> {
    let asked: words::NewTill = question(body).await?;
    let directory = &desk.door.relay.directory;
    let till = directory.add_till(&asked.merchant, &asked.name).await?;
    tracing::info!(till = %till.id, "added a till");
    Ok(Json(words::Till {
        till_id: till.id.to_string(),
        ingest_url: desk.door.ingest_url(&till.ingest_key),
        pairing_code: till.pairing_code,
        pair_url: desk.door.public_url.to_string(),
        code_lives_s: CODE_LIVES_MS / 1000,
    }))
}

async fn list_tills(State(desk): State<Desk>) -> Answer<Vec<TillLine>> {
    let relay = &desk.door.relay;
    // So that the list is what it is now; on a full disk it is what it was.
    if let Err(error) = relay.store.write_acks().await {
        tracing::warn!(%error, "the list of tills shows older acks");
    }
    let mut tills = relay.directory.list_tills().await?;
    for till in &mut tills {
        let id = TillId::known(&till.till_id);
        till.connected = relay.sessions.has(&id);
        let (code, mark) = relay.reported.of(&id);
        (till.code, till.mark_seq) = (code, mark.map(|mark| mark.s));
    }
    Ok(Json(tills))
}

async fn add_code(State(desk): State<Desk>, body: Body) -> Answer<words::Code> {
    let asked: words::OneTill = question(body).await?;
    let (till, pairing_code) = desk.door.relay.directory.add_code(&asked.till).await?;
    tracing::info!(%till, "made a pairing code");
    Ok(Json(words::Code {
        till_id: till.to_string(),
        pairing_code,
        pair_url: desk.door.public_url.to_string(),
        code_lives_s: CODE_LIVES_MS / 1000,
    }))
}

async fn revoke(State(desk): State<Desk>, body: Body) -> Answer<words::Revoked> {
    let asked: words::OneTill = question(body).await?;
    let relay = &desk.door.relay;
    let till = relay.directory.revoke(&asked.till).await?;
    let was_connected = relay.sessions.has(&till);
    relay.sessions.close(&till, close::REVOKED, "this till was revoked");
    if let Some(till) = relay.directory.till(&till) {
        relay.reported.revoke(&till);
    }
    tracing::info!(%till, was_connected, "revoked a till");
    Ok(Json(words::Revoked { till_id: till.to_string(), was_connected }))
}

async fn replay(State(desk): State<Desk>, body: Body) -> Answer<words::Replayed> {
    let asked: words::Replay = question(body).await?;
    let relay = &desk.door.relay;
    let till = relay.directory.find_till(&asked.till).await?;
    if relay.directory.till(&till).is_none_or(|till| till.revoked) {
        return Err(Error::from(Refused::Revoked).into());
    }
    let events = relay.store.replay(&till, asked.from.min(LARGEST_SEQ)).await?;
    tracing::info!(%till, from = asked.from, events, "replay");
    Ok(Json(words::Replayed { till_id: till.to_string(), events }))
}

async fn add_route(State(desk): State<Desk>, body: Body) -> Answer<words::Route> {
    let asked: words::NewRoute = question(body).await?;
    let checking = asked.check.as_deref().map(Checking::read).transpose();
    let checking = checking.map_err(|no_check| Error::from(Refused::from(no_check)))?;
    let passing = Passing::read(&asked.pass).map_err(|error| Error::from(Refused::from(error)))?;
    let directory = &desk.door.relay.directory;
    let till = asked.till.as_deref();
    let route = directory.add_route(&asked.merchant, till, checking, passing).await?;
    tracing::info!(route = %route.id, "added a route");
    Ok(Json(words::Route {
        route_id: route.id.to_string(),
        ingest_url: desk.door.ingest_url(&route.ingest_key),
    }))
}

async fn list_routes(State(desk): State<Desk>) -> Answer<Vec<RouteLine>> {
    Ok(Json(desk.door.relay.directory.list_routes().await?))
}

async fn add_key(State(desk): State<Desk>, body: Body) -> Answer<words::Route> {
    let asked: words::OneRoute = question(body).await?;
    let route = desk.door.relay.directory.add_key(&asked.route).await?;
    tracing::info!(route = %route.id, "made a new ingest URL");
    Ok(Json(words::Route {
        route_id: route.id.to_string(),
        ingest_url: desk.door.ingest_url(&route.ingest_key),
    }))
}
