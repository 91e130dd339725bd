//! A terminal window with the program in it: bytes go in as from a keyboard, the
//! screen and every byte that was written come out. Waiting is for a condition, never
//! for a time.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long anything may take on a slow, busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// How a program is started.
pub(crate) struct Start {
    width: u16,
    height: u16,
    folder: PathBuf,
    variables: Vec<(String, String)>,
    script: Option<String>,
    arguments: Vec<String>,
}

impl Start {
    /// `jotbench` alone, 120 columns and 36 rows.
    pub(crate) fn new() -> Self {
        Self {
            width: 120,
            height: 36,
            folder: env!("CARGO_TARGET_TMPDIR").into(),
            variables: vec![],
            script: None,
            arguments: vec![],
        }
    }

    pub(crate) fn size(mut self, width: u16, height: u16) -> Self {
        (self.width, self.height) = (width, height);
        self
    }

    /// The folder that the program is started in.
    pub(crate) fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }

    pub(crate) fn var(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        self
    }

    /// Runs a shell script instead; `"$JOTBENCH" "$@"` is the program with its arguments.
    pub(crate) fn script(mut self, script: &str) -> Self {
        self.script = Some(script.to_owned());
        self
    }

    pub(crate) fn open(self) -> Window {
        let program = env!("CARGO_BIN_EXE_jotbench");
        let mut command = match &self.script {
            None => CommandBuilder::new(program),
            Some(script) => {
                let mut shell = CommandBuilder::new("/bin/sh");
                shell.args(["-c", script, "sh"]);
                shell
            }
        };
        command.args(&self.arguments);
        command.cwd(&self.folder);
        // Nothing of the display, terminal or shell that the tests are run from.
        command.env_clear();
        let fixed = [("PATH", "/usr/bin:/bin"), ("TERM", "xterm-256color"), ("JOTBENCH", program)];
        let own = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in fixed.into_iter().chain(own) {
            command.env(name, value);
        }
        Window::open(&command, self.width, self.height)
    }
}

/// What came out so far.
pub(crate) struct Seen {
    parser: vt100::Parser,
    /// Every byte that was written.
    pub(crate) raw: Vec<u8>,
    /// Nothing more will come.
    closed: bool,
}

impl Seen {
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The rows of the screen.
    pub(crate) fn text(&self) -> String {
        let (_, width) = self.screen().size();
        let rows: Vec<String> = self.screen().rows(0, width.get()).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n")
    }

    /// The main screen from its first line on, with what has scrolled out of sight.
    pub(crate) fn scrolled_back(&mut self) -> String {
        let mut pages = String::new();
        self.parser.screen_mut().set_scrollback(usize::MAX);
        for back in (0..=self.screen().scrollback()).rev() {
            self.parser.screen_mut().set_scrollback(back);
            pages.push_str(&self.text());
        }
        pages
    }

    /// Where a text stands among the bytes that were written.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        self.raw.windows(text.len()).position(|window| window == text.as_bytes())
    }
}

struct Shared {
    seen: Mutex<Seen>,
    came: Condvar,
    stop: AtomicBool,
}

/// The window.
pub(crate) struct Window {
    shared: Arc<Shared>,
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    reader: Option<JoinHandle<()>>,
}

impl Window {
    fn open(command: &CommandBuilder, width: u16, height: u16) -> Self {
        let pair = native_pty_system().openpty(pty_size(width, height)).unwrap();
        let child = pair.slave.spawn_command(command.clone()).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(NonZero::new(height).unwrap(), NonZero::new(width).unwrap(), 1000);
        let seen = Mutex::new(Seen { parser, raw: vec![], closed: false });
        let shared = Arc::new(Shared { seen, came: Condvar::new(), stop: AtomicBool::new(false) });
        let output = pair.master.try_clone_reader().unwrap();
        let theirs = Arc::clone(&shared);
        let reader = thread::spawn(move || watch(output, &theirs));
        let keyboard = Some(pair.master.take_writer().unwrap());
        Self { shared, master: Some(pair.master), keyboard, child, reader: Some(reader) }
    }

    /// Types these bytes in one write.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(bytes.as_ref()).unwrap();
        keyboard.flush().unwrap();
        self
    }

    /// The same to a program that may have ended: false if nobody is there to read it.
    pub(crate) fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let keyboard = self.keyboard.as_mut().unwrap();
        !self.shared.seen.lock().unwrap().closed
            && keyboard.write_all(bytes.as_ref()).is_ok()
            && keyboard.flush().is_ok()
    }

    /// Types a text key by key.
    pub(crate) fn keys(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(c.to_string());
        }
        self
    }

    /// Pastes as a terminal with bracketed paste does.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(format!("\x1b[200~{text}\x1b[201~"))
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        let (rows, columns) = (NonZero::new(height).unwrap(), NonZero::new(width).unwrap());
        self.seen().parser.set_size(rows, columns);
        self.master.as_ref().unwrap().resize(pty_size(width, height)).unwrap();
        self
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().unwrap()
    }

    /// Waits until something holds, and gives the screen at that moment.
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&Seen) -> bool) -> String {
        let deadline = Instant::now() + LIMIT;
        let mut seen = self.seen();
        while !holds(&seen) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !seen.closed, "{what} never came; the screen is\n{}", seen.text());
            seen = self.shared.came.wait_timeout(seen, left).unwrap().0;
        }
        seen.text()
    }

    /// Waits until all these texts are on the screen together.
    pub(crate) fn shows_all(&self, texts: &[&str]) -> String {
        self.until(&format!("{texts:?}"), |seen| {
            let text = seen.text();
            texts.iter().all(|wanted| text.contains(wanted))
        })
    }

    /// Waits until this text is on the screen.
    pub(crate) fn shows(&self, text: &str) -> String {
        self.shows_all(&[text])
    }

    /// Waits until this text is on the screen, or the program has ended: then it is false.
    pub(crate) fn shows_or_ends(&self, text: &str) -> bool {
        let deadline = Instant::now() + LIMIT;
        let mut seen = self.seen();
        while !seen.closed && !seen.text().contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{text:?} never came; the screen is\n{}", seen.text());
            seen = self.shared.came.wait_timeout(seen, left).unwrap().0;
        }
        !seen.closed
    }

    /// Waits for the end of the program, and of its output; its exit code comes back.
    pub(crate) fn ends(&mut self) -> u32 {
        let code = self.ends_within(LIMIT);
        let mut seen = self.seen();
        while !seen.closed {
            seen = self.shared.came.wait(seen).unwrap();
        }
        code
    }

    fn ends_within(&mut self, limit: Duration) -> u32 {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert_eq!(status.signal(), None, "ended by a signal");
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "did not end; the screen is\n{}", self.seen().text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the program is gone, whatever ended it.
    pub(crate) fn is_gone(&mut self) {
        self.child.wait().unwrap();
    }

    /// The program has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// The process of the window; after `exec`, the program's own.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Closes the window while the program runs, which has to end by itself.
    pub(crate) fn close(&mut self, limit: Duration) {
        // The thread that reads must see one more byte to notice, and let go.
        self.shared.stop.store(true, Ordering::SeqCst);
        self.send("x");
        self.reader.take().unwrap().join().unwrap();
        self.keyboard = None;
        self.master = None;
        self.ends_within(limit);
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(name: &str, process: u32) {
    let status = Command::new("kill").args(["-s", name, &process.to_string()]).status().unwrap();
    assert!(status.success(), "kill -s {name} {process}");
}

/// A fresh folder for the files of one test.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("terminal-{test}"));
    // There is one from an earlier run, or there is none.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn watch(mut output: Box<dyn Read + Send>, shared: &Shared) {
    let mut bytes = [0; 4096];
    loop {
        let count = output.read(&mut bytes).unwrap_or(0);
        let mut seen = shared.seen.lock().unwrap();
        seen.parser.process(&bytes[..count]);
        seen.raw.extend_from_slice(&bytes[..count]);
        seen.closed = count == 0;
        shared.came.notify_all();
        if seen.closed || shared.stop.load(Ordering::SeqCst) {
            return;
        }
    }
}

fn pty_size(width: u16, height: u16) -> PtySize {
    PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }
}
