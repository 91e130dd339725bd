//! A process gives up network sockets, and more, and looks at what the system still lets it do. That holds for the
//! process and what it starts for good: this test has a program of its own.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{ErrorKind, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use jotbench::sys::hardening::{self, Protection};
use rustix::process::{DumpableBehavior, Resource, Rlimit, dumpable_behavior, getrlimit};
use rustix::thread::no_new_privs;

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
