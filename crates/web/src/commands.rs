//! The contract's commands as `POST /api/<command>`: a command exists in both doors or in none.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
#[allow(clippy::wildcard_imports, reason = "the table names most of the contract")]
use contract::*;

use crate::answer::{Question, Refusal};
use crate::door::Door;

macro_rules! web_commands {
    ($([$of:ident] $($name:ident($request:ty) -> $response:ty, $right:ident;)*)*) => {
        $($(
            async fn $name(
                State(door): State<Arc<Door>>,
                Question(request): Question<$request>,
            ) -> Result<Json<$response>, Refusal> {
                // A page that goes away or waits no longer does not cut a request to the provider in two.
                let done = tokio::spawn(async move { door.desk().$name(request).await }).await;
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
