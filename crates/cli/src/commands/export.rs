//! `balcao export`.

use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::path::Path;

use contract::{ExportFormat, ExportKind, ExportRequest, Failure};
use serde_json::json;
use till::{Exported, Options, Till};

use crate::args::{Export, export};
use crate::commands::{desk, open_to_look_at_sales};
use crate::exit;
use crate::output::{Output, warn};

pub(crate) async fn run(output: &Output, options: &Options, args: Export) -> Result<u8, Failure> {
    let till = open_to_look_at_sales(output, options).await?;
    let request = ExportRequest {
        kind: kind(args.kind),
        from_day: args.from.to_string(),
        to_day: args.to.to_string(),
        format: format(args.format),
    };
    match args.output {
        Some(path) => {
            let exported = desk(&till).export_into(&request, &path)?;
            told(output, &path, exported);
        }
        None => to_standard_output(&till, &request)?,
    }
    Ok(exit::DONE)
}

fn told(output: &Output, path: &Path, Exported { rows, total_centavos }: Exported) {
    let path = path.display().to_string();
    output.emit(&json!({
        "event": "exported",
        "path": path,
        "rows": rows,
        "total_centavos": total_centavos,
    }));
    let words = output.words.export;
    let total = total_centavos.map(|total| format!(" · {}", words.total(total)));
    let total = total.unwrap_or_default();
    output.say(format!("{} {path}: {rows} {}{total}", words.saved, words.rows));
}

/// A reader that has gone (`| head`) ends it, and is no failure.
fn to_standard_output(till: &Till, request: &ExportRequest) -> Result<(), Failure> {
    let mut out = Pipe { out: BufWriter::new(stdout().lock()), is_closed: false };
    let written = desk(till).export(request, &mut out);
    let flushed = out.flush();
    if out.is_closed {
        return Ok(());
    }
    written?;
    if let Err(error) = flushed {
        warn(&error.to_string());
    }
    Ok(())
}

/// What notes that nobody reads any more.
struct Pipe<W> {
    out: W,
    is_closed: bool,
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.write(bytes).inspect_err(|error| {
            self.is_closed |= error.kind() == ErrorKind::BrokenPipe;
        })
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush().inspect_err(|error| {
            self.is_closed |= error.kind() == ErrorKind::BrokenPipe;
        })
    }
}

const fn kind(kind: export::Kind) -> ExportKind {
    match kind {
        export::Kind::Orders => ExportKind::Orders,
        export::Kind::Payments => ExportKind::Payments,
        export::Kind::Refunds => ExportKind::Refunds,
        export::Kind::Payouts => ExportKind::Payouts,
        export::Kind::Unmatched => ExportKind::Unmatched,
        export::Kind::Shifts => ExportKind::Shifts,
        export::Kind::Acts => ExportKind::Acts,
    }
}

const fn format(format: export::Format) -> ExportFormat {
    match format {
        export::Format::Csv => ExportFormat::Csv,
        export::Format::CsvMachine => ExportFormat::CsvMachine,
        export::Format::Jsonl => ExportFormat::Jsonl,
        export::Format::Ofx => ExportFormat::Ofx,
    }
}
