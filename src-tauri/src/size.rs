//! How large the window opens: as configured where the screen has the room, else as large as the screen.

use tauri::{App, Monitor};

/// What a window manager may put around a window, in logical pixels: width and height.
const FRAME: (f64, f64) = (16.0, 48.0);

/// How a window opens, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Opening {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// A window manager makes it fill the screen, frame and all; without one the size alone does.
    pub(crate) maximized: bool,
}

/// How a window of this size opens on the screen before whoever starts the till.
pub(crate) fn opening(app: &App, wanted: (f64, f64)) -> Opening {
    on_screen(wanted, screen(app).map(|screen| room(&screen)))
}

/// The screen's width and height in pixels.
pub(crate) fn pixels(app: &App) -> Option<[u32; 2]> {
    screen(app).map(|screen| [screen.size().width, screen.size().height])
}

/// The screen with the pointer, where a window manager opens windows.
fn screen(app: &App) -> Option<Monitor> {
    let pointed = app.cursor_position().ok().and_then(|at| app.monitor_from_point(at.x, at.y).ok());
    let first = || app.available_monitors().ok().and_then(|all| all.into_iter().next());
    pointed.flatten().or_else(|| app.primary_monitor().ok().flatten()).or_else(first)
}

/// What the screen's panels leave, in logical pixels.
fn room(screen: &Monitor) -> (f64, f64) {
    let area = screen.work_area().size.to_logical::<f64>(screen.scale_factor());
    (area.width, area.height)
}

fn on_screen((width, height): (f64, f64), room: Option<(f64, f64)>) -> Opening {
    let Some((most_width, most_height)) = room else {
        return Opening { width, height, maximized: false };
    };
    Opening {
        width: width.min(most_width),
        height: height.min(most_height),
        maximized: width + FRAME.0 > most_width || height + FRAME.1 > most_height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_window_is_larger_than_its_screen() {
        for room in [(1024.0, 600.0), (768.0, 1024.0), (1366.0, 768.0), (800.0, 480.0)] {
            let opening = on_screen((1280.0, 800.0), Some(room));
            assert!(opening.width <= room.0 && opening.height <= room.1, "{opening:?}");
            assert!(opening.maximized);
        }
    }

    #[test]
    fn a_window_with_its_frame_fits_or_fills_the_screen() {
        let opening = |room| on_screen((1280.0, 800.0), room);
        let as_wanted = Opening { width: 1280.0, height: 800.0, maximized: false };
        assert_eq!(opening(Some((1920.0, 1080.0))), as_wanted);
        assert_eq!(opening(None), as_wanted);
        assert!(
            opening(Some((1280.0, 800.0))).maximized,
            "a title bar would push it off the screen"
        );
    }
}
