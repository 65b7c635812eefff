//! The till's voice: the system's own, which says in Portuguese that money has come. It is beside everything: it waits
//! for nobody, nobody waits for it, and where there is none nothing else changes.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use contract::{Failure, FailureCode};
use domain::order::Happening;
use domain::{Centavos, spoken};
use tokio::sync::broadcast::error::RecvError;

use crate::child_ends;
use crate::open::Till;

/// More sentences than this do not wait: who hears of a payment minutes later takes it for another one's.
const MOST_WAITING: usize = 4;
/// A sentence takes no longer; then its program is ended.
const LONGEST: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// What is said as a test.
const TEST_CENTAVOS: i64 = 1_250;

/// A thread that says one sentence after the other. It ends when this does.
pub(crate) struct Voice {
    sentences: SyncSender<(String, u32)>,
}

impl Voice {
    /// `None` where the system gives no thread.
    pub(crate) fn begin() -> Option<Self> {
        let (sentences, said) = sync_channel(MOST_WAITING);
        thread::Builder::new().name("voice".into()).spawn(move || say_all(&said)).ok()?;
        Some(Self { sentences })
    }

    /// Has a sentence said; one that too many wait before is left out. `volume`: 0 to 100.
    fn say(&self, sentence: String, volume: u32) {
        if self.sentences.try_send((sentence, volume)).is_err() {
            tracing::debug!("a sentence is left out: the voice is busy");
        }
    }
}

fn say_all(sentences: &Receiver<(String, u32)>) {
    while let Ok((sentence, volume)) = sentences.recv() {
        if let Err(error) = say(&sentence, volume) {
            tracing::info!(%error, "the system has no voice");
        }
    }
}

/// Says of each sale of this log that it is paid, as long as the settings want it. For a process with a screen.
pub(crate) async fn follow(till: Arc<Till>) {
    let mut changes = till.checkout.changes();
    let Some(voice) = Voice::begin() else { return };
    let mut seen = till.opened_at;
    loop {
        match changes.recv().await {
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
        let said = if till.current_settings().voice() {
            till.say_paid_since(&mut seen, &voice)
        } else {
            // Nobody looks into what nobody will say.
            till.checkout.head().map(|head| seen = head)
        };
        if let Err(error) = said {
            tracing::warn!(%error, "what was paid is not said");
        }
    }
}

impl Till {
    /// Says what has come for each sale that was paid since a place in the log, which moves on.
    fn say_paid_since(&self, seen: &mut i64, voice: &Voice) -> Result<(), checkout::Error> {
        let volume = self.current_settings().sound_volume();
        loop {
            let news = self.checkout.news(*seen)?;
            if news.upto == *seen {
                return Ok(());
            }
            *seen = news.upto;
            for (number, happened) in news.orders {
                if happened.into_iter().any(is_paid) {
                    let received = self.checkout.order(number)?.order.received();
                    voice.say(spoken::pix_received(received), volume);
                }
            }
        }
    }

    /// Says a sentence, so that a person hears whether there is a voice. Errors: `NoVoice`.
    pub(crate) async fn say_test(&self) -> Result<(), Failure> {
        let volume = self.current_settings().sound_volume();
        let sentence = spoken::pix_received(Centavos::new(TEST_CENTAVOS));
        let said = tokio::task::spawn_blocking(move || say(&sentence, volume)).await;
        let said = said.map_err(std::io::Error::other).flatten();
        said.map_err(|error| Failure::with(FailureCode::NoVoice, error.to_string()))
    }
}

/// Money has come that makes the sale a paid one.
const fn is_paid(happening: Happening) -> bool {
    matches!(
        happening,
        Happening::Paid
            | Happening::PaidLate
            | Happening::PaidAfterCancelling
            | Happening::Overpaid
    )
}

/// Says a sentence to its end, or for the longest time.
fn say(sentence: &str, volume: u32) -> std::io::Result<()> {
    let mut last = Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    for mut program in programs(sentence, volume.min(100)) {
        program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        last = program.spawn().and_then(end_of);
        if last.is_ok() {
            break;
        }
    }
    last
}

fn end_of(mut child: Child) -> std::io::Result<()> {
    let status = child_ends::within(&mut child, LONGEST, LOOK_EVERY)?;
    let failed = || std::io::Error::other(format!("the voice's program ended with {status}"));
    if status.success() { Ok(()) } else { Err(failed()) }
}

/// speech-dispatcher, which most desktops have; it is waited for (`-w`), so that sentences do not cut each other off.
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn programs(sentence: &str, volume: u32) -> Vec<Command> {
    let mut spd = Command::new("spd-say");
    // Its volume goes from -100 to 100.
    let volume = i64::from(volume) * 2 - 100;
    spd.args(["-w", "-l", "pt-BR", "-i", &volume.to_string(), "--", sentence]);
    vec![spd]
}

/// SAPI, by the shell that every Windows has. The sentence is no part of the script.
// ASSUMED: not run by us yet; 416 is the language id of Brazilian Portuguese (MS-LCID).
#[cfg(target_os = "windows")]
fn programs(sentence: &str, volume: u32) -> Vec<Command> {
    const SCRIPT: &str = "$v = New-Object -ComObject SAPI.SpVoice; $t = $v.GetVoices('Language=416'); \
        if ($t.Count -gt 0) { $v.Voice = $t.Item(0) }; $v.Volume = [int]$env:BALCAO_VOLUME; \
        [void]$v.Speak($env:BALCAO_SENTENCE)";
    let mut shell = Command::new("powershell.exe");
    shell.args(["-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command", SCRIPT]);
    shell.env("BALCAO_SENTENCE", sentence).env("BALCAO_VOLUME", volume.to_string());
    vec![shell]
}

/// `say`, with the Portuguese voice that a Mac comes with, else its own.
// ASSUMED: not run by us yet; `[[volm]]` is from Apple's speech synthesis guide.
#[cfg(target_os = "macos")]
fn programs(sentence: &str, volume: u32) -> Vec<Command> {
    let said = format!("[[volm {}.{:02}]] {sentence}", volume / 100, volume % 100);
    let program = |voice: &[&str]| {
        let mut say = Command::new("say");
        say.args(voice).arg(&said);
        say
    };
    vec![program(&["-v", "Luciana"]), program(&[])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_money_that_makes_a_sale_paid_is_said() {
        let said = [Happening::Paid, Happening::PaidLate, Happening::Overpaid];
        assert!(said.into_iter().all(is_paid));
        let silent = [
            Happening::Underpaid,
            Happening::PaidAgain,
            Happening::Unproven,
            Happening::Refunded,
            Happening::ConfirmedByHand,
        ];
        assert!(!silent.into_iter().any(is_paid));
    }

    #[test]
    fn a_voice_that_is_busy_leaves_out_what_comes_too_late_and_keeps_nobody_waiting() {
        let (sentences, said) = sync_channel(MOST_WAITING);
        let voice = Voice { sentences };
        for sentence in 0..10 {
            voice.say(sentence.to_string(), 60);
        }
        drop(voice);
        let said: Vec<_> = said.iter().map(|(sentence, _)| sentence).collect();
        assert_eq!(said, ["0", "1", "2", "3"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_is_told() {
        let end = |program: &str| end_of(Command::new(program).spawn().unwrap());
        end("true").unwrap();
        assert!(end("false").unwrap_err().to_string().contains("ended with"));
    }

    #[cfg(not(any(target_os = "windows", target_os = "macos")))]
    #[test]
    fn a_sentence_is_an_argument_and_never_an_option() {
        let spd = programs("--help", 60).pop().unwrap();
        let arguments: Vec<_> = spd.get_args().map(|it| it.to_string_lossy()).collect();
        assert_eq!(arguments, ["-w", "-l", "pt-BR", "-i", "20", "--", "--help"]);
    }
}
