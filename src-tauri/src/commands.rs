//! The contract's commands as the window's: a command exists in both doors or in none.

#[allow(clippy::wildcard_imports, reason = "the table names most of the contract")]
use contract::*;
use tauri::ipc::Invoke;
use tauri::{State, generate_handler};

use crate::door::Door;

macro_rules! window_commands {
    ($([$of:ident] $($name:ident($request:ty) -> $response:ty, $right:ident;)*)*) => {
        $($(
            #[tauri::command]
            async fn $name(door: State<'_, Door>, request: $request) -> Result<$response, Failure> {
                door.desk().$name(request).await
            }
        )*)*

        /// Answers the commands that the user interface sends.
        pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            generate_handler![$($($name,)*)*]
        }
    };
}
contract::commands!(window_commands);

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn the_window_may_call_the_commands_of_the_contract_and_nothing_else() {
        let capability: Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let mut expected: Vec<String> = super::COMMAND_NAMES
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        expected.extend(["listen", "unlisten"].map(|name| format!("core:event:allow-{name}")));
        assert_eq!(capability["permissions"], Value::from(expected));
        assert_eq!(capability["windows"], Value::from(vec!["main"]));
    }
}
