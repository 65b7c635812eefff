//! The contract's commands as `POST /api/<command>`: a command exists in both doors or in none.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
#[allow(clippy::wildcard_imports, reason = "the table names most of the contract")]
use contract::*;

use crate::answer::{Question, Refusal};
use crate::door::Door;
use crate::session::SessionId;

macro_rules! web_commands {
    ($([$of:ident] $($name:ident($request:ty) -> $response:ty, $right:ident;)*)*) => {
        $($(
            async fn $name(
                State(door): State<Arc<Door>>,
                Extension(session): Extension<SessionId>,
                Question(request): Question<$request>,
            ) -> Result<Json<$response>, Refusal> {
                // A page that goes away or waits no longer does not cut a request to the provider in two.
                let person = door.sessions.person(session).ok_or_else(Refusal::no_session)?;
                let done = async move { door.house.desk(&person).$name(request).await };
                let done = tokio::spawn(done).await;
                let broken = |_| Failure::with(FailureCode::Internal, "a command broke off");
                Ok(Json(done.map_err(broken)??))
            }
        )*)*

        /// One route for each command of the contract.
        pub(crate) fn routes() -> Router<Arc<Door>> {
            Router::new()$($(.route(concat!("/api/", stringify!($name)), post($name)))*)*
        }
    };
}
contract::commands!(web_commands);
