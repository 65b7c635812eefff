//! `balcao export`.

use std::io::{BufWriter, Error, ErrorKind, Write, stdout};
use std::path::Path;

use contract::{ExportFormat, ExportKind, ExportRequest, Failure, FailureCode};
use serde_json::json;
use till::{Exported, Options, Till};

use crate::args::{Export, export};
use crate::commands::{desk, open_to_look_at_sales};
use crate::exit;
use crate::output::Output;

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

fn to_standard_output(till: &Till, request: &ExportRequest) -> Result<(), Failure> {
    write_into(stdout().lock(), |out| desk(till).export(request, out))
}

/// Writes all of it, or fails. A reader that has gone (`| head`) ends it, and is no failure.
fn write_into<T>(
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<(), Failure> {
    let mut out = Pipe { out: BufWriter::new(out), is_closed: false };
    let not_saved = |error: Error| Failure::with(FailureCode::FileNotSaved, error.to_string());
    let written = write(&mut out).and_then(|_| out.flush().map_err(not_saved));
    if out.is_closed { Ok(()) } else { written }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes nothing, for this reason.
    struct Shut(ErrorKind);

    impl Write for Shut {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_does_not_reach_its_file_is_told_and_a_reader_that_has_gone_is_no_failure() {
        let row = |out: &mut dyn Write| {
            out.write_all(b"1;12,50\r\n").map_err(|_| Failure::new(FailureCode::FileNotSaved))
        };
        let code = |written: Result<(), Failure>| written.map_err(|failure| failure.code);
        assert_eq!(
            code(write_into(Shut(ErrorKind::StorageFull), row)),
            Err(FailureCode::FileNotSaved)
        );
        assert_eq!(code(write_into(Shut(ErrorKind::BrokenPipe), row)), Ok(()));
        let mut file = Vec::new();
        assert_eq!(code(write_into(&mut file, row)), Ok(()));
        assert_eq!(file, b"1;12,50\r\n");
    }
}
