//! What the system's webview is to do without.

use tauri::WebviewWindow;

/// Has WebKit paint on the processor. A till shows forms: with a graphics card there is nothing to gain, and
/// without one WebKit starts a driver that imitates it, which takes 80 MB and longer to paint.
#[cfg(target_os = "linux")]
pub(crate) fn paint_without_graphics_card(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// The other systems' webviews choose well themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn paint_without_graphics_card(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
