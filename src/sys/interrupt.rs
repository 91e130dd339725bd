//! Whether somebody asked this program to end, for work that can stop between two steps and say how far it came. Who
//! asks a second time does not want to wait: then the program ends at once. So it does a second after the first time,
//! should it hang in a step: nobody may be reading what it writes. On systems without signals Ctrl+C is the console's
//! matter, and ends it at once always. Tested in `tests/batch/ending.rs`: a second signal would end the tests.

/// How long a step may take after a signal.
#[cfg(unix)]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// What became of SIGINT (Ctrl+C) and SIGTERM since it was made. They stay caught when it is dropped: it is meant to
/// live as long as the program.
#[derive(Debug, Default)]
pub struct Interrupt {
    #[cfg(unix)]
    caught: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

impl Interrupt {
    /// Watches from now on.
    #[cfg(unix)]
    pub fn watch() -> Self {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag;

        let interrupt = Self::default();
        let asked = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            let number = usize::try_from(signal).unwrap_or_default();
            // In this order the first signal finds the flag down, and the second one up.
            let _ = flag::register_conditional_default(signal, std::sync::Arc::clone(&asked));
            let _ = flag::register(signal, std::sync::Arc::clone(&asked));
            let _ = flag::register_usize(signal, std::sync::Arc::clone(&interrupt.caught), number);
        }
        interrupt.end_at_last();
        interrupt
    }

    /// Ends the program where the first signal did not: [`PATIENCE`] after it.
    #[cfg(unix)]
    fn end_at_last(&self) {
        let caught = std::sync::Arc::clone(&self.caught);
        let wait = move || {
            let mut signals =
                signal_hook::iterator::Signals::new([signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM])?;
            if let Some(signal) = signals.forever().next() {
                caught.fetch_max(usize::try_from(signal).unwrap_or_default(), std::sync::atomic::Ordering::SeqCst);
                std::thread::sleep(PATIENCE);
                std::process::exit(signal.saturating_add(128));
            }
            Ok::<(), std::io::Error>(())
        };
        // Without the thread a second signal still ends it.
        let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(wait);
    }

    /// Nothing to watch.
    #[cfg(not(unix))]
    pub fn watch() -> Self {
        Self::default()
    }

    /// The number of the signal that came, if one did.
    #[cfg(unix)]
    pub fn signal(&self) -> Option<u8> {
        let caught = self.caught.load(std::sync::atomic::Ordering::SeqCst);
        u8::try_from(caught).ok().filter(|signal| *signal > 0)
    }

    /// None ever comes.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "as where there are signals")]
    pub const fn signal(&self) -> Option<u8> {
        None
    }
}
