//! Wipes the terminal library's input buffers after a paste, which may have been a key. The library keeps them for
//! the life of the program and empties them without wiping; what it reads next goes over what it read before. So it
//! is given something to read that is as long as the paste and holds nothing, from a pipe in the terminal's place.

use std::io::{self, Write as _};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event};
use rustix::io::fcntl_dupfd_cloexec;
use rustix::stdio::{dup2_stdin, stdin};

/// At least as much as the library reads at once, so that this buffer is gone over as a whole.
const LEAST: usize = 4096;
/// What is in a pipe is there at once; this is for a pipe that fails.
const LIMIT: Duration = Duration::from_secs(1);

/// Goes over a paste of so many bytes. For the thread that reads the terminal, when standard input is the terminal
/// and no key is on its way. What comes meanwhile beside the filler is taken.
pub(super) fn scrub(bytes: usize, take: impl FnMut(Event)) -> io::Result<()> {
    // Not one of the three standard streams.
    let terminal = fcntl_dupfd_cloexec(stdin(), 3)?;
    let (reader, mut writer) = io::pipe()?;
    let filler = "0".repeat(bytes.max(LEAST));
    let paste = format!("\x1b[200~{filler}\x1b[201~");
    // A pipe holds less than a long paste. It fails only if nobody reads to the end, and then there is nothing to do.
    thread::Builder::new().name("scrub".to_owned()).spawn(move || drop(writer.write_all(paste.as_bytes())))?;
    dup2_stdin(&reader)?;
    let taken = until_back(&filler, take);
    dup2_stdin(&terminal)?;
    taken
}

/// Reads until the filler has come back as the paste that it was sent as.
fn until_back(filler: &str, mut take: impl FnMut(Event)) -> io::Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < LIMIT {
        if event::poll(LIMIT)? {
            match event::read()? {
                Event::Paste(text) => {
                    // A paste that stood still in its middle: its beginning came with the filler, its end comes as keys.
                    match text.strip_suffix(filler).map(|before| before.trim_end_matches("\x1b[200~")) {
                        Some(beginning) if !beginning.is_empty() => take(Event::Paste(beginning.to_owned())),
                        _ => {}
                    }
                    return Ok(());
                }
                // Not read from the pipe.
                event @ Event::Resize(..) => take(event),
                _ => {}
            }
        }
    }
    Ok(())
}
