//! A screen without a monitor, whose pictures can be read while something is painted on it.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::child::Server;

/// As large as the till's window, in pixels.
const SIZE: [usize; 2] = [1280, 800];
/// Bytes of a pixel in the screen's memory.
const PIXEL: usize = 4;
/// Pictures are compared in squares of so many pixels.
const SQUARE: usize = 16;
/// Of a thousand squares so many may differ in the same picture: a cursor that blinks.
const MAY_DIFFER: usize = 2;
/// Between two looks; a look costs about a millisecond.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// What has not changed for so long is finished.
const STILL: Duration = Duration::from_secs(2);
/// How long a window may take to be painted.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running Xvfb.
pub(crate) struct Display {
    _server: Server,
    /// Such as `:7`.
    name: String,
    memory: File,
    /// Where the pixels begin in it.
    begin: u64,
}

impl Display {
    /// Starts one that keeps its memory in a file of this folder.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let folder = folder.join("display");
        fs::create_dir_all(&folder)?;
        let [width, height] = SIZE;
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"]);
        command.arg(format!("{width}x{height}x24")).arg("-fbdir").arg(&folder);
        let (server, number) = Server::start_and_hear(&mut command, &folder.join("xvfb.log"))?;
        let memory = File::open(folder.join("Xvfb_screen0"))?;
        // The file has the form of `xwd`: words of four bytes, then the colours, then the pixels.
        let word = |at: u64| -> Result<usize> {
            let mut word = [0; 4];
            memory.read_exact_at(&mut word, at * 4)?;
            Ok(usize::try_from(u32::from_be_bytes(word))?)
        };
        let [header, bits, line, colours] = [word(0)?, word(11)?, word(12)?, word(19)?];
        if (bits, line) != (PIXEL * 8, PIXEL * width) {
            bail!("Xvfb draws with {bits} bits a pixel and {line} bytes a line");
        }
        let begin = u64::try_from(header + colours * 12)?;
        Ok(Self { _server: server, name: format!(":{}", number.trim()), memory, begin })
    }

    /// Has the program show its window here.
    pub(crate) fn show(&self, command: &mut Command) {
        command.env("DISPLAY", &self.name).env("GDK_BACKEND", "x11");
        command.env("NO_AT_BRIDGE", "1"); // nobody's screen reader listens here
    }

    fn picture(&self) -> Result<Vec<u8>> {
        let mut picture = vec![0; SIZE.iter().product::<usize>() * PIXEL];
        self.memory.read_exact_at(&mut picture, self.begin)?;
        Ok(picture)
    }

    /// Starts the program and looks until nothing changes any more. Says when the picture was first as it
    /// stays, counted from before the start.
    pub(crate) fn painted(
        &self,
        start: impl FnOnce() -> Result<Server>,
    ) -> Result<(Duration, Server)> {
        let empty = self.picture()?;
        let begun = Instant::now();
        let server = start()?;
        let mut pictures = vec![(Duration::ZERO, empty)];
        loop {
            let (at, picture) = (begun.elapsed(), self.picture()?);
            let (changed_at, last) = pictures.last().context("no picture")?;
            if picture != *last {
                pictures.push((at, picture));
            } else if pictures.len() > 1 && at.saturating_sub(*changed_at) > STILL {
                break;
            }
            if at > PATIENCE {
                bail!("the window is not still");
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
        let (_, last) = pictures.last().context("no picture")?;
        let as_it_stays = pictures.iter().rev().take_while(|(_, it)| is_same(it, last)).last();
        let (painted, _) = as_it_stays.context("no picture")?;
        Ok((*painted, server))
    }
}

/// Whether two pictures show the same, but for a few squares.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let [width, height] = SIZE.map(|pixels| pixels / SQUARE);
    let mut differs = vec![false; width * height];
    let rows = one.chunks(SQUARE * PIXEL).zip(other.chunks(SQUARE * PIXEL));
    for (at, (one, other)) in rows.enumerate() {
        let (line, column) = (at / width / SQUARE, at % width);
        if one != other
            && let Some(square) = differs.get_mut(line * width + column)
        {
            *square = true;
        }
    }
    differs.iter().filter(|&&it| it).count() * 1_000 <= MAY_DIFFER * differs.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints a square black, this many squares from the left and from above.
    fn painted(picture: &mut [u8], left: usize, top: usize) {
        for line in top * SQUARE..(top + 1) * SQUARE {
            let begin = (line * SIZE[0] + left * SQUARE) * PIXEL;
            picture[begin..begin + SQUARE * PIXEL].fill(0);
        }
    }

    #[test]
    fn a_cursor_changes_no_picture_and_a_key_does() {
        let white = vec![255; SIZE[0] * SIZE[1] * PIXEL];
        let mut cursor = white.clone();
        painted(&mut cursor, 40, 20);
        painted(&mut cursor, 79, 49);
        assert!(is_same(&white, &cursor));
        let mut key = white.clone();
        (0..3).for_each(|left| (0..3).for_each(|top| painted(&mut key, left, top)));
        assert!(!is_same(&white, &key));
    }
}
