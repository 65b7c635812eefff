//! The desktop shell: one window onto the till. Everything it can do stands in the contract's
//! command table and in `capabilities/main.json`.
#![cfg_attr(windows, windows_subsystem = "windows")]

mod commands;
mod door;
mod instance;
mod size;
mod webview;
mod zoom;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tauri::{App, Manager, RunEvent, WebviewWindowBuilder};
use till::{Options, Surroundings};

use crate::door::Door;
use crate::zoom::Memory;

/// The till's window.
#[derive(Parser)]
#[command(name = "balcao-till", version)]
struct Arguments {
    /// Practise against a provider on this computer: no sale is real
    #[arg(long)]
    training: bool,
    /// Begin a till in a folder that has none
    #[arg(long)]
    create: bool,
    /// Where the till keeps its files (default: `BALCAO_HOME`, else the system's folder for application data)
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

fn main() -> ExitCode {
    program::begin(program::Memory::Open);
    if let Some(done) = till::serve_probe() {
        return done;
    }
    let Arguments { training, create, home } = Arguments::parse();
    let home = till::named_home(home.as_deref());
    let log = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt()
        .with_env_filter(log)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();

    if let Err(reason) = display() {
        eprintln!("balcao-till: there is no display to open a window on ({reason})");
        return ExitCode::FAILURE;
    }
    let only_one = instance::only_one(home.as_deref(), training);
    let options = Options { home, training, create, ..Options::default() };
    let run = tauri::Builder::default()
        .plugin(only_one)
        .invoke_handler(commands::handler())
        .setup(move |app| Ok(open(app, options)?))
        .build(tauri::generate_context!());
    match run {
        Ok(app) => {
            app.run(|app, event| {
                if matches!(event, RunEvent::Exit) {
                    tauri::async_runtime::block_on(app.state::<Door>().close());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("balcao-till: the window cannot be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes sure that a window can be opened at all.
#[cfg(target_os = "linux")]
fn display() -> Result<(), String> {
    gtk::init().map_err(|error| error.to_string())
}

#[cfg(not(target_os = "linux"))]
fn display() -> Result<(), String> {
    Ok(())
}

/// Opens the window, and the till beside it; a second instance never gets here.
fn open(app: &App, options: Options) -> tauri::Result<()> {
    let memory = Memory::in_home(till::place(options.home.as_deref(), options.training));
    app.manage(Door::begin(app.handle().clone(), options));
    for window in &app.config().app.windows {
        let opening = size::opening(app, (window.width, window.height));
        let window = WebviewWindowBuilder::from_config(app, window)?
            .inner_size(opening.width, opening.height)
            .maximized(opening.maximized)
            .initialization_script(zoom::SCRIPT)
            .zoom_hotkeys_enabled(cfg!(not(target_os = "linux")))
            .build()?;
        webview::paint_without_graphics_card(&window)?;
        zoom::follow(&window, memory.clone())?;
    }
    let surroundings =
        Surroundings { webview: tauri::webview_version().ok(), screen: size::pixels(app) };
    app.state::<Door>().shown_by(surroundings);
    Ok(())
}
