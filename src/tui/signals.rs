//! Signals of the system as values. What to do about them is the loop's to decide;
//! on systems without signals there is nothing to watch.

/// What the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End, because of this signal (SIGTERM, SIGHUP, SIGINT or SIGQUIT, by number).
    Quit(i32),
    /// Stop until continued (SIGTSTP).
    Suspend,
    /// The terminal may have another size (SIGWINCH).
    Resize,
    /// The process was continued (SIGCONT): the terminal may have been another's since.
    Resume,
}

impl Signal {
    /// The exit code of a process that ends because of this signal: 128 and its number.
    pub fn exit_code(self) -> Option<u8> {
        match self {
            Self::Quit(number) => number.checked_add(128).and_then(|code| u8::try_from(code).ok()),
            Self::Suspend | Self::Resize | Self::Resume => None,
        }
    }
}

/// Watches for signals as long as it lives. Dropping it leaves them caught and
/// ignored: it is meant to live as long as the program.
pub struct Watch {
    #[cfg(unix)]
    handle: signal_hook::iterator::Handle,
}

/// Stops this process as SIGTSTP would if it were not caught; returns when it is
/// continued. Without signals it returns at once.
#[cfg(unix)]
pub fn stop() -> std::io::Result<()> {
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
}

/// There is no stopping here.
#[cfg(not(unix))]
pub fn stop() -> std::io::Result<()> {
    Ok(())
}

/// Passes every signal to `report`, on a thread of its own.
#[cfg(unix)]
pub fn watch(report: impl Fn(Signal) + Send + 'static) -> std::io::Result<Watch> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};

    let mut signals =
        signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let handle = signals.handle();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for number in signals.forever() {
            report(match number {
                SIGTSTP => Signal::Suspend,
                SIGCONT => Signal::Resume,
                SIGWINCH => Signal::Resize,
                number => Signal::Quit(number),
            });
        }
    })?;
    Ok(Watch { handle })
}

/// Nothing to watch: closing the window or pressing Ctrl+C is the terminal's matter.
#[cfg(not(unix))]
pub fn watch(_: impl Fn(Signal) + Send + 'static) -> std::io::Result<Watch> {
    Ok(Watch {})
}

impl Drop for Watch {
    fn drop(&mut self) {
        #[cfg(unix)]
        self.handle.close();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_signal_is_reported_as_what_it_asks_for() {
        let (send, received) = mpsc::channel();
        let watch = watch(move |signal| send.send(signal).unwrap()).unwrap();
        for (name, expected) in [
            ("TERM", Signal::Quit(15)),
            ("HUP", Signal::Quit(1)),
            ("INT", Signal::Quit(2)),
            ("QUIT", Signal::Quit(3)),
            ("TSTP", Signal::Suspend),
            ("CONT", Signal::Resume),
            ("WINCH", Signal::Resize),
        ] {
            let kill = Command::new("kill").args(["-s", name, &std::process::id().to_string()]).status().unwrap();
            assert!(kill.success());
            assert_eq!(received.recv_timeout(Duration::from_secs(5)), Ok(expected), "{name}");
        }
        drop(watch);
    }

    #[test]
    fn the_exit_code_of_a_signal_is_128_and_its_number() {
        assert_eq!(Signal::Quit(15).exit_code(), Some(143));
        assert_eq!(Signal::Quit(1).exit_code(), Some(129));
        assert_eq!(Signal::Resume.exit_code(), None);
        assert_eq!(Signal::Quit(i32::MAX).exit_code(), None);
    }
}
