//! A window of the till's size with an empty page: the least that a Tauri window can cost.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
