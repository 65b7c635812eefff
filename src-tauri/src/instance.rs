//! One window per home: a second start shows the first one's window.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};

/// Lets a second start for the same home end after it has brought the first one's window forward.
/// Training has a home of its own, so both may be open. (By home only on Linux: elsewhere the
/// plugin knows one instance per program.)
pub(crate) fn only_one(home: Option<&Path>, training: bool) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, _, _| show(app))
        .dbus_id(bus_name(home, training))
        .build()
}

/// The name on the session bus that stands for a home.
fn bus_name(home: Option<&Path>, training: bool) -> String {
    let home = home.map(|home| std::path::absolute(home).unwrap_or_else(|_| home.to_path_buf()));
    let mut hasher = DefaultHasher::new();
    (home, training).hash(&mut hasher);
    format!("br.com.balcao.till.h{:016x}", hasher.finish())
}

fn show(app: &AppHandle) {
    for window in app.webview_windows().into_values() {
        // A window manager may refuse; then the person finds the window without our help.
        let _ = window.unminimize().and_then(|()| window.set_focus());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_home_has_a_name_of_its_own() {
        let shop = bus_name(Some(Path::new("/shop")), false);
        assert_eq!(shop, bus_name(Some(Path::new("/shop")), false));
        assert_ne!(shop, bus_name(Some(Path::new("/shop")), true));
        assert_ne!(shop, bus_name(Some(Path::new("/other")), false));
        assert_ne!(shop, bus_name(None, false));
    }
}
