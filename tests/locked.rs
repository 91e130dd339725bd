//! What the process gives up before it reads its first input. One test gives it up in this process, with a thread
//! beside it, and looks at what the system still lets it do; the others ask the kernel about the real program.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use jotbench::sys::hardening::{self, Protection};
use rustix::process::{DumpableBehavior, Resource, Rlimit, dumpable_behavior, getrlimit};
use rustix::thread::no_new_privs;

/// How long a start may take on a slow, busy machine.
const LIMIT: Duration = Duration::from_secs(30);

const FAMILIES: [libc::c_int; 7] = [
    libc::AF_INET,
    libc::AF_INET6,
    libc::AF_NETLINK,
    libc::AF_PACKET,
    libc::AF_VSOCK,
    libc::AF_BLUETOOTH,
    libc::AF_ALG,
];

/// Calls the kernel by number; what it answers to a call that it refuses.
fn refusal(call: libc::c_long, first: libc::c_int, second: libc::c_int) -> Option<i32> {
    #[expect(unsafe_code, reason = "the standard library asks for no such sockets")]
    // SAFETY: these calls take numbers; where they take an address it is null, which the kernel checks.
    let answer = unsafe { libc::syscall(call, first, second, 0, std::ptr::null_mut::<libc::c_int>()) };
    (answer < 0).then(|| std::io::Error::last_os_error().raw_os_error().unwrap())
}

#[test]
fn a_process_that_was_locked_opens_local_sockets_only() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // What is refused below is possible before.
    drop(TcpStream::connect(address).unwrap());
    assert_eq!(refusal(libc::SYS_socket, libc::AF_INET, libc::SOCK_STREAM), None);
    assert!(bash_connects(address.port()));
    let (go, gone) = mpsc::channel();
    let beside = thread::spawn(move || {
        gone.recv().unwrap();
        TcpStream::connect(address).unwrap_err().kind()
    });

    assert_eq!(hardening::apply().iter().filter(|one| !one.in_force).collect::<Vec<_>>(), Vec::<&Protection>::new());

    assert_eq!(TcpStream::connect(address).unwrap_err().kind(), ErrorKind::PermissionDenied);
    assert_eq!(TcpListener::bind("127.0.0.1:0").unwrap_err().kind(), ErrorKind::PermissionDenied);
    assert_eq!(UdpSocket::bind("[::1]:0").unwrap_err().kind(), ErrorKind::PermissionDenied);
    for family in FAMILIES {
        for call in [libc::SYS_socket, libc::SYS_socketpair] {
            assert_eq!(refusal(call, family, libc::SOCK_DGRAM), Some(libc::EACCES), "{call} {family}");
        }
    }
    assert_eq!(refusal(libc::SYS_io_uring_setup, 1, 0), Some(libc::EACCES));
    // The numbers of the x32 ABI lead to the same calls.
    #[cfg(target_arch = "x86_64")]
    for call in [libc::SYS_socket, libc::SYS_socketpair, libc::SYS_io_uring_setup] {
        assert_eq!(refusal(call | 0x4000_0000, libc::AF_INET, libc::SOCK_STREAM), Some(libc::EACCES), "{call}");
    }
    // A thread that was there already, and a program that is started from here.
    go.send(()).unwrap();
    assert_eq!(beside.join().unwrap(), ErrorKind::PermissionDenied);
    assert!(!bash_connects(address.port()));
    // A display server is reached like this.
    let (mut here, _there) = UnixStream::pair().unwrap();
    here.write_all(b"local").unwrap();

    assert!(no_new_privs().unwrap());
    assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    assert_eq!(getrlimit(Resource::Core), Rlimit { current: Some(0), maximum: Some(0) });
}

fn bash_connects(port: u16) -> bool {
    let connect = format!("exec 3<>/dev/tcp/127.0.0.1/{port}");
    Command::new("bash").args(["-c", &connect]).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn the_kernel_says_of_the_real_program_that_it_is_locked_before_it_reads_its_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_jotbench"))
        .args(["decode", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let of = |file: &str| fs::read_to_string(format!("/proc/{}/{file}", program.id())).unwrap();
    let value = |text: &str, name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // Nothing is ever written to it: whatever it does, it does before it has read anything.
    let begun = Instant::now();
    let mut status = of("status");
    // 2 is SECCOMP_MODE_FILTER.
    while value(&status, "Seccomp:") != "2" && begun.elapsed() < LIMIT {
        thread::yield_now();
        status = of("status");
    }
    assert_eq!(value(&status, "Seccomp:"), "2");
    assert_eq!(value(&status, "NoNewPrivs:"), "1");
    while value(&of("limits"), "Max core file size") != "0 0 bytes" {
        assert!(begun.elapsed() < LIMIT);
        thread::yield_now();
    }
    program.kill().unwrap();
    program.wait().unwrap();
}

#[test]
fn the_version_tells_what_is_in_force() {
    let said = Command::new(env!("CARGO_BIN_EXE_jotbench")).arg("--version").output().unwrap();
    let expected = [
        concat!("jotbench ", env!("CARGO_PKG_VERSION")),
        "offline: this program has no network code",
        "privileges: none can be gained, nor by a program started from here (no_new_privs)",
        "network: locked: no socket but a local one can be opened, nor by a program started from here (seccomp)",
        "memory: closed to other programs of this user (not dumpable)",
        "core dumps: none is ever written",
    ];
    assert_eq!(String::from_utf8(said.stdout).unwrap().lines().collect::<Vec<_>>(), expected);
    assert!(said.status.success() && said.stderr.is_empty());
}
