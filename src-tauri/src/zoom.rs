//! How large the page is shown: Ctrl with `+`, `-`, `0` or the wheel, remembered in a file beside the till's own.

use std::path::{Path, PathBuf};

use tauri::WebviewWindow;

/// In percent; the first and the last are the limits.
const STEPS: [u16; 10] = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200];
/// In percent.
const USUAL: u16 = 100;
/// The window's own file in the till's home.
const FILE: &str = "window.json";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Larger,
    Smaller,
    Usual,
}

/// The size after this step, in percent.
fn after(percent: u16, step: Step) -> u16 {
    match step {
        Step::Larger => STEPS.into_iter().find(|it| *it > percent).unwrap_or(percent),
        Step::Smaller => STEPS.into_iter().rev().find(|it| *it < percent).unwrap_or(percent),
        Step::Usual => USUAL,
    }
}

/// Where the size is remembered. Losing it costs nobody anything, so that no failure here is told.
#[derive(Debug, Clone)]
pub(crate) struct Memory(Option<PathBuf>);

impl Memory {
    /// In this home; none remembers nothing.
    pub(crate) fn in_home(home: Option<PathBuf>) -> Self {
        let path = home.map(|home| home.join(FILE));
        // One window is open on a home: what there is was left by one that was killed.
        if let Some(path) = &path {
            let _ = std::fs::remove_file(unfinished(path));
        }
        Self(path)
    }

    /// In percent.
    fn recall(&self) -> u16 {
        let read = |path: &PathBuf| std::fs::read(path).ok();
        let file = self.0.as_ref().and_then(read).unwrap_or_default();
        let percent = serde_json::from_slice::<serde_json::Value>(&file)
            .ok()
            .and_then(|file| file.get("zoom_percent")?.as_u64())
            .and_then(|percent| u16::try_from(percent).ok());
        percent.filter(|it| STEPS.contains(it)).unwrap_or(USUAL)
    }

    /// For the home's user alone, and only where there is a home already.
    fn keep(&self, percent: u16) {
        let Some(path) = &self.0 else { return };
        let unfinished = unfinished(path);
        let mut how = std::fs::OpenOptions::new();
        how.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
        let text = serde_json::json!({ "zoom_percent": percent }).to_string();
        let write = |mut file: std::fs::File| std::io::Write::write_all(&mut file, text.as_bytes());
        let kept = how.open(&unfinished).and_then(write);
        if let Err(error) = kept.and_then(|()| std::fs::rename(&unfinished, path)) {
            tracing::debug!(%error, "the size of the page is not remembered");
        }
    }
}

/// What it is called before it is whole.
fn unfinished(path: &Path) -> PathBuf {
    path.with_extension("json.tmp")
}

/// What the page hears of keys by.
pub(crate) const SCRIPT: &str =
    if cfg!(target_os = "linux") { include_str!("zoom.js") } else { "" };

/// Shows the page as large as the last time, and follows keys and wheel from now on.
#[cfg(target_os = "linux")]
pub(crate) fn follow(window: &WebviewWindow, memory: Memory) -> tauri::Result<()> {
    window.with_webview(|webview| linux::follow(&webview.inner(), memory))
}

/// The other systems' webviews have keys of their own for it (`zoomHotkeysEnabled`).
#[cfg(not(target_os = "linux"))]
pub(crate) fn follow(window: &WebviewWindow, memory: Memory) -> tauri::Result<()> {
    window.set_zoom(f64::from(memory.recall()) / 100.0)
}

#[cfg(target_os = "linux")]
mod linux {
    use std::cell::Cell;
    use std::rc::Rc;

    use gtk::gdk::{EventScroll, ModifierType, ScrollDirection};
    use gtk::glib::Propagation;
    use gtk::prelude::WidgetExt;
    use webkit2gtk::{UserContentManagerExt, WebView, WebViewExt};

    use super::{Memory, Step, after};

    /// Under which the page's script tells of keys.
    const MESSAGE: &str = "zoom";

    struct Zoom {
        view: WebView,
        percent: Cell<u16>,
        /// A touchpad's strokes, until they make a step.
        stroke: Cell<f64>,
        memory: Memory,
    }

    pub(super) fn follow(view: &WebView, memory: Memory) {
        let percent = Cell::new(memory.recall());
        let zoom = Rc::new(Zoom { view: view.clone(), percent, stroke: Cell::new(0.0), memory });
        zoom.show();
        if let Some(page) = view.user_content_manager() {
            let of_keys = Rc::clone(&zoom);
            page.connect_script_message_received(Some(MESSAGE), move |_, told| {
                let step = told.js_value().and_then(|step| by_name(&step.to_string()));
                of_keys.take(step);
            });
            page.register_script_message_handler(MESSAGE);
        }
        view.connect_scroll_event(move |_, event| zoom.take(zoom.by_wheel(event)));
    }

    impl Zoom {
        fn show(&self) {
            self.view.set_zoom_level(f64::from(self.percent.get()) / 100.0);
        }

        fn take(&self, step: Option<Step>) -> Propagation {
            let Some(step) = step else { return Propagation::Proceed };
            let percent = after(self.percent.get(), step);
            if percent != self.percent.replace(percent) {
                self.show();
                self.memory.keep(percent);
            }
            Propagation::Stop
        }

        fn by_wheel(&self, event: &EventScroll) -> Option<Step> {
            if !has_only_control(event.state()) {
                return None;
            }
            match event.direction() {
                ScrollDirection::Up => Some(Step::Larger),
                ScrollDirection::Down => Some(Step::Smaller),
                ScrollDirection::Smooth => {
                    let stroke = self.stroke.get() + event.delta().1;
                    let is_step = stroke.abs() >= 1.0;
                    self.stroke.set(if is_step { 0.0 } else { stroke });
                    is_step.then_some(if stroke < 0.0 { Step::Larger } else { Step::Smaller })
                }
                _ => None,
            }
        }
    }

    fn by_name(step: &str) -> Option<Step> {
        match step {
            "larger" => Some(Step::Larger),
            "smaller" => Some(Step::Smaller),
            "usual" => Some(Step::Usual),
            _ => None,
        }
    }

    fn has_only_control(state: ModifierType) -> bool {
        let others = ModifierType::MOD1_MASK | ModifierType::SUPER_MASK | ModifierType::META_MASK;
        state.contains(ModifierType::CONTROL_MASK) && !state.intersects(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_from_limit_to_limit_and_back_to_the_usual() {
        let all = |step, from| std::iter::successors(Some(from), move |it| Some(after(*it, step)));
        assert_eq!(all(Step::Larger, 50).take(12).last(), Some(200));
        assert_eq!(all(Step::Smaller, 200).take(12).last(), Some(50));
        assert_eq!(after(175, Step::Usual), USUAL);
    }

    #[test]
    fn the_size_is_remembered_and_nonsense_is_the_usual() {
        let home = tempfile::tempdir().unwrap();
        let memory = Memory::in_home(Some(home.path().to_owned()));
        assert_eq!(memory.recall(), USUAL);
        memory.keep(150);
        assert_eq!(memory.recall(), 150);
        for nonsense in ["", "150", "{\"zoom_percent\":1000000}", "{\"zoom_percent\":\"x\"}"] {
            std::fs::write(home.path().join(FILE), nonsense).unwrap();
            assert_eq!(memory.recall(), USUAL, "{nonsense}");
        }
        let left = home.path().join("window.json.tmp");
        std::fs::write(&left, "half").unwrap();
        let _again = Memory::in_home(Some(home.path().to_owned()));
        assert!(!left.exists(), "of a window that was killed");
        let nowhere = Memory::in_home(Some(home.path().join("absent")));
        nowhere.keep(150);
        assert!(!home.path().join("absent").exists(), "no home is made for it");
    }
}
