//! Every job of the program, watched by the kernel's tracer: no network system call but those of the clipboard to the
//! display server's local socket.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::QLIK;
use super::display::Display;
use super::window::{Start, folder};

/// The calls in a log of `strace -f`: name, and its line without the process.
fn calls(log: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(log).unwrap();
    let line = |line: &str| {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let (name, _) = call.split_once('(').filter(|_| !call.starts_with("<..."))?;
        name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()).then(|| (name.to_owned(), call.to_owned()))
    };
    text.lines().filter_map(line).collect()
}

/// Runs a shell script with the program as `$JOTBENCH`, each call of it traced.
fn traced(script: &str, test: &str) -> Vec<(String, String)> {
    let folder = folder(test);
    let log = folder.join("log");
    let traced = Command::new("strace")
        .args(["-f", "-e", "trace=network", "-o"])
        .arg(&log)
        .args(["sh", "-euc", script])
        .current_dir(&folder)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("JOTBENCH_CONFIG_DIR", &folder)
        .env("JOTBENCH", env!("CARGO_BIN_EXE_jotbench"))
        .env("QLIK", QLIK)
        .output()
        .unwrap();
    assert!(traced.status.success(), "{}", String::from_utf8_lossy(&traced.stderr));
    calls(&log)
}

#[test]
fn the_tracer_sees_a_socket_where_one_is_opened() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let calls = traced(&format!("bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}'"), "network-control");
    let connects: Vec<_> = calls.iter().filter(|(name, _)| name == "connect").collect();
    assert!(connects.iter().any(|(_, call)| call.contains(&format!("sin_port=htons({port})"))), "{calls:?}");
}

#[test]
fn no_command_makes_a_network_call() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let script = format!(
        r#"
        key=$QLIK/server_key.pem cert=$QLIK/server.pem
        "$JOTBENCH" --version >version
        "$JOTBENCH" --help >help
        "$JOTBENCH" keys >keys
        "$JOTBENCH" man >man
        "$JOTBENCH" completions bash >completions
        "$JOTBENCH" template list >list
        "$JOTBENCH" template show qlik-qseow >shown
        "$JOTBENCH" key inspect "$key" "$cert" >inspected
        "$JOTBENCH" key match "$key" "$cert" >matched
        "$JOTBENCH" key convert "$cert" --to jwk >jwk
        "$JOTBENCH" key generate ec:P-256 --out made --cert CN=made
        "$JOTBENCH" sign -t qlik-qseow -s user=jde -s directory=CORP -k "$key" >token
        "$JOTBENCH" sign -t qlik-qseow -s user=jde -s directory=CORP -s host=qlik.example -k "$key" --as curl >curl
        "$JOTBENCH" decode token >decoded
        "$JOTBENCH" verify -k "$cert" token >verified
        "$JOTBENCH" template check qlik-qseow token >checked
        ! "$JOTBENCH" verify -k made_key.pem token >refused
        echo '{{"alg":"RS256","kid":"http://{address}/kid","jku":"http://{address}/jwks","x5u":"http://{address}/cert"}}' >header
        echo '{{"iss":"http://{address}"}}' >payload
        "$JOTBENCH" sign -k "$key" --header header --payload payload >lures
        "$JOTBENCH" verify -k "$cert" lures >lured
        "$JOTBENCH" decode lures --json >lures.json
        "#
    );
    assert_eq!(traced(&script, "network-commands"), []);
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_batch_may_have_a_pair_of_sockets_for_signals_and_makes_no_other_network_call() {
    let script = r#""$JOTBENCH" sign -k "$QLIK/server_key.pem" --claim sub=a --exp +1h >token
        cat token token | "$JOTBENCH" verify -k "$QLIK/server.pem" --batch - >lines"#;
    let calls = traced(script, "network-batch");
    // What a signal handler writes to, the thread that waits for signals reads: both ends in this process, without a
    // name. A short batch may end before that thread begins.
    let has_address = |call: &str| ["sa_family", "sun_path", "AF_INET"].iter().any(|word| call.contains(word));
    let names: BTreeSet<&str> = calls.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.is_subset(&BTreeSet::from(["socketpair", "recvfrom"])), "{calls:?}");
    assert!(calls.iter().filter(|(name, _)| name == "socketpair").all(|(_, call)| call.contains("(AF_UNIX, ")));
    assert!(!calls.iter().any(|(_, call)| has_address(call)), "{calls:?}");
}

#[test]
fn a_session_reaches_the_display_server_and_nothing_else() {
    let display = Display::start();
    let folder = folder("network-session");
    let log = folder.join("log");
    let mut window = Start::new()
        .folder(QLIK)
        .script(r#"exec strace -f -e trace=network -o "$LOG" "$JOTBENCH" "$@""#)
        .arguments(&["server_key.pem", "server.pem"])
        .var("LOG", log.to_str().unwrap())
        .var("DISPLAY", &display.name)
        .var("JOTBENCH_CONFIG_DIR", folder.to_str().unwrap())
        .open();
    window.shows("SIGNED  with server_key.pem · verifies with server.pem");
    // F5 copies, F3 pastes what was copied: a token, which then is the source.
    window.send("\x1b[15~").shows("Copied");
    window.send("\x1bOR").shows("VERIFIED");
    // F7 lists the templates, Esc closes the list.
    window.send("\x1b[18~").shows("Templates ·");
    window.send("\x1b").until("the list closed", |seen| !seen.text().contains("Templates ·"));
    // The end of the help says what protects the process.
    window.send("\x1bOP").shows("Help · Esc closes");
    for _ in 0..10 {
        window.send("\x1b[6~");
    }
    window.shows("locked: no socket but a local one");
    window.send("\x1b").until("the help closed", |seen| !seen.text().contains("Help · Esc closes"));
    window.send("\x11").until("the end of the workbench", |seen| !seen.screen().alternate_screen());
    // The holder of what was copied gives way to another program's text; it has been watched too. It may not have begun
    // to hold at the first time.
    let give_way = "printf other | xclip -selection clipboard";
    let begun = Instant::now();
    while !window.has_ended() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the holder goes on");
        let mut copies = Command::new("sh");
        copies.args(["-c", give_way]).env("DISPLAY", &display.name).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(copies.status().unwrap().success());
    }

    let calls = calls(&log);
    // Whatever takes an address or a family names the local one only.
    let named: BTreeSet<&str> = calls
        .iter()
        .flat_map(|(_, call)| call.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .filter(|word| word.starts_with("AF_") || word.starts_with("PF_"))
        .collect();
    assert_eq!(named, BTreeSet::from(["AF_UNIX"]), "{calls:?}");
    let number = display.name.trim_start_matches(':');
    let connects: Vec<&str> =
        calls.iter().filter(|(name, _)| name == "connect").map(|(_, call)| call.as_str()).collect();
    assert!(!connects.is_empty(), "{calls:?}");
    let server = format!("/tmp/.X11-unix/X{number}\"");
    assert!(connects.iter().all(|call| call.contains(&server)), "{connects:?}");
}

#[test]
fn where_the_kernel_refuses_the_program_says_so_and_works() {
    let refused = |calls: &str, injected: &[&str], arguments: &[&str]| {
        let mut command = Command::new("strace");
        command.args(["-f", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
        command.args(injected.iter().flat_map(|one| ["-e", one]));
        let output = command.arg(env!("CARGO_BIN_EXE_jotbench")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let all = ["inject=seccomp:error=EINVAL", "inject=prctl:error=EPERM", "inject=prlimit64:error=EPERM"];
    let said = refused("seccomp,prctl,prlimit64", &all, &["--version"]);
    let expected = [
        concat!("jotbench ", env!("CARGO_PKG_VERSION")),
        "offline: this program has no network code",
        "privileges: not given up (Operation not permitted (os error 1))",
        "network: not locked, though this program has no network code (the kernel refuses: Operation not permitted (os error 1))",
        "memory: open to other programs of this user (Operation not permitted (os error 1))",
        "core dumps: not prevented (Operation not permitted (os error 1))",
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);

    let filters = ["inject=seccomp:error=ENOSYS"];
    let said = refused("seccomp", &filters, &["--version"]);
    let network = "network: not locked, though this program has no network code (the kernel refuses: Function not implemented (os error 38))";
    assert_eq!(said.lines().nth(3), Some(network));
    let key = format!("{QLIK}/server_key.pem");
    let token = refused("seccomp", &filters, &["sign", "-k", &key, "--claim", "sub=a", "--exp", "+1h"]);
    assert!(token.starts_with("eyJ"), "{token}");
}
