//! One desktop for one test, and the other program on it. The program's library reads
//! the desktop from its environment, so each test runs once more in a process of its
//! own, with the environment of its desktop.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use jotbench::sys::clipboard::{self, ClearOutcome, Clipboard, ClipboardError, CopyOutcome, HOLD_ARGUMENT};
use jotbench::sys::environment::Environment;
use zeroize::Zeroizing;

/// A kind of desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    X11,
    Wayland,
    /// One that is named but not there, and no program that reaches it.
    Bare,
}

/// The desktop's folder, in the process that runs the story.
const FOLDER: &str = "JOTBENCH_TEST_FOLDER";
/// The process id of its server.
const SERVER: &str = "JOTBENCH_TEST_SERVER";

/// Runs `story` on a new desktop, as the test called `name`.
pub(crate) fn within(kind: Kind, name: &str, story: fn(&mut Desk)) {
    if let Some(folder) = env::var_os(FOLDER) {
        story(&mut Desk { kind, folder: folder.into(), clipboard: Clipboard::start(&Environment::read()) });
        return;
    }
    let server = Server::start(kind, name);
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", name, "--nocapture"]);
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SSH_TTY", "SSH_CONNECTION", "TMUX", "STY"] {
        command.env_remove(variable);
    }
    command.env(FOLDER, &server.folder).env(SERVER, server.id().to_string());
    command.envs(server.variables.iter().map(|(name, value)| (name, value)));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A desktop, seen from the story.
pub(crate) struct Desk {
    kind: Kind,
    /// A folder for files of the story.
    pub(crate) folder: PathBuf,
    /// The clipboard under test.
    pub(crate) clipboard: Clipboard,
}

impl Desk {
    pub(crate) fn copy(&self, text: &str) -> CopyOutcome {
        let (send, answer) = mpsc::channel();
        self.clipboard.copy(Zeroizing::new(text.to_owned()), move |outcome| send.send(outcome).unwrap());
        answer.recv().unwrap()
    }

    pub(crate) fn clear(&self) -> ClearOutcome {
        let (send, answer) = mpsc::channel();
        self.clipboard.clear(move |outcome| send.send(outcome).unwrap());
        answer.recv().unwrap()
    }

    pub(crate) fn read(&self) -> Result<String, ClipboardError> {
        let (send, answer) = mpsc::channel();
        self.clipboard.read(move |text| send.send(text.map(|text| text.to_string())).unwrap());
        answer.recv().unwrap()
    }

    /// The program ends: its clipboard goes, the desktop stays.
    pub(crate) fn quit(&mut self) {
        self.clipboard = Clipboard::start(&Environment::read());
    }

    /// What another program pastes; `None` if there is nothing.
    pub(crate) fn pasted(&self) -> Option<String> {
        let (program, arguments) = match self.kind {
            Kind::X11 => ("xclip", &["-selection", "clipboard", "-out"][..]),
            Kind::Wayland => ("wl-paste", &["--no-newline"][..]),
            Kind::Bare => panic!("nothing to paste from"),
        };
        let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    /// Another program copies.
    pub(crate) fn put(&self, text: &str) {
        let (program, arguments) = match self.kind {
            Kind::X11 => ("xclip", &["-selection", "clipboard", "-in"][..]),
            Kind::Wayland => ("wl-copy", &[][..]),
            Kind::Bare => panic!("nothing to copy to"),
        };
        let mut command = Command::new(program);
        // They stay to serve the text, and must not keep this test's own output open.
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
        assert!(until(|| self.pasted().as_deref() == Some(text)), "{program} did not copy");
    }

    /// The formats in which the clipboard offers its text.
    pub(crate) fn formats(&self) -> Vec<String> {
        let (program, arguments) = match self.kind {
            Kind::X11 => ("xclip", &["-selection", "clipboard", "-out", "-target", "TARGETS"][..]),
            Kind::Wayland => ("wl-paste", &["--list-types"][..]),
            Kind::Bare => panic!("nothing to ask"),
        };
        let output = Command::new(program).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Ends the desktop.
    pub(crate) fn end(&self) {
        let server = env::var(SERVER).unwrap();
        assert!(Command::new("kill").args(["-KILL", &server]).status().unwrap().success());
        assert!(until(|| self.pasted().is_none()));
    }
}

/// Leaves the text to a holder: the real program.
pub(crate) fn hand_over(text: &str, seconds: u64) -> Result<bool, ClipboardError> {
    clipboard::hand_over(Path::new(env!("CARGO_BIN_EXE_jotbench")), &Zeroizing::new(text.to_owned()), seconds)
}

/// The folders in `/proc` of the holders that this process started and that still run.
pub(crate) fn holders() -> Vec<PathBuf> {
    let parent = format!("PPid:\t{}\n", std::process::id());
    let folders = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    folders
        .filter(|folder| {
            let read = |file: &str| fs::read(folder.join(file)).unwrap_or_default();
            String::from_utf8_lossy(&read("cmdline")).contains(HOLD_ARGUMENT)
                && String::from_utf8_lossy(&read("status")).contains(&parent)
        })
        .collect()
}

/// Whether something becomes so within ten seconds.
pub(crate) fn until(condition: impl Fn() -> bool) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(10) {
        if condition() {
            return true;
        }
        thread::park_timeout(Duration::from_millis(20));
    }
    false
}

/// The server of a desktop; ends with the test.
struct Server {
    process: Option<Child>,
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Server {
    fn start(kind: Kind, name: &str) -> Self {
        let folder = env::temp_dir().join(format!("jotbench-{}-{}", std::process::id(), name.replace("::", "-")));
        fs::create_dir_all(&folder).unwrap();
        let server = Self { process: None, folder, variables: Vec::new() };
        match kind {
            Kind::X11 => server.x11(),
            Kind::Wayland => server.wayland(),
            Kind::Bare => server.bare(),
        }
    }

    fn x11(mut self) -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "64x64x24", "-nolisten", "tcp"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut number = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut number).unwrap();
        self.process = Some(process);
        self.variables = vec![("DISPLAY", format!(":{}", number.trim()))];
        self
    }

    fn wayland(mut self) -> Self {
        let config = self.folder.join("config");
        fs::write(&config, "xwayland disable\n").unwrap();
        let mut command = unprivileged(&self.folder, "sway");
        command.arg("--config").arg(config);
        command.env("XDG_RUNTIME_DIR", &self.folder).env("HOME", &self.folder);
        command.env("WLR_BACKENDS", "headless").env("WLR_RENDERER", "pixman").env("WLR_LIBINPUT_NO_DEVICES", "1");
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        self.process = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        assert!(until(|| self.folder.join("wayland-1").exists()), "sway did not start");
        self.variables = vec![
            ("XDG_RUNTIME_DIR", self.folder.to_str().unwrap().to_owned()),
            ("WAYLAND_DISPLAY", "wayland-1".to_owned()),
        ];
        self
    }

    fn bare(mut self) -> Self {
        // The story may put programs here; the shell's own are needed to run them.
        let path = format!("{}:{}", self.folder.display(), self.shell_programs().display());
        self.variables = vec![("PATH", path), ("WAYLAND_DISPLAY", "nowhere".to_owned())];
        self
    }

    /// A folder with `cat` and nothing else.
    fn shell_programs(&self) -> PathBuf {
        let folder = self.folder.join("programs");
        fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink("/bin/cat", folder.join("cat")).unwrap();
        folder
    }

    fn id(&self) -> u32 {
        self.process.as_ref().map_or(0, Child::id)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It may have ended during the test.
            let _ = process.kill();
            process.wait().unwrap();
        }
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

/// A program that refuses to run as root, as `nobody` where this test runs as root.
fn unprivileged(folder: &Path, program: &str) -> Command {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    const NOBODY: u32 = 65_534;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Command::new(program);
    }
    chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", program]);
    command
}
