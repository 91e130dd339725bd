//! The forms for POSIX shells, run by such shells: what curl is handed and what it sends,
//! what HTTPie would send, what stands in the variable. PowerShell, cmd.exe and the rest
//! are read by independent parsers in `tests/copy_forms.rs`.

#![cfg(all(unix, feature = "outside-tests"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "copy_forms/requests.rs"]
mod requests;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use jotbench::app::copy::{COPY_FORMS, Request, Wanted};
use requests::{Arrived, TOKEN, curl, fields, made, requests};

const SHELLS: [&str; 3] = ["bash", "dash", "zsh"];

/// A folder of its own with one program in it, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn with(test: &str, program: &str, script: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("jotbench-copy-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(program);
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    /// What a shell prints that reads a script in this folder, with its program in front of all others.
    fn run(&self, shell: &str, script: &str) -> String {
        let file = self.0.join("script");
        fs::write(&file, script).unwrap();
        let path = format!("{}:{}", self.0.display(), std::env::var("PATH").unwrap());
        let mut command = Command::new(shell);
        command.arg(&file).current_dir(&self.0).env("PATH", path).env("HOME", &self.0).stdin(Stdio::null());
        let output = command.output().unwrap_or_else(|error| panic!("{shell}: {error}"));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && told.is_empty(), "{shell}: {told}\n{script}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_shell_hands_curl_what_was_meant() {
    let folder = Folder::with("curl", "curl", "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    for request in requests() {
        let line = made("curl", &request);
        for shell in SHELLS {
            let printed = folder.run(shell, &line);
            let arguments: Vec<String> = printed.split_terminator('\0').map(str::to_owned).collect();
            assert_eq!(curl(&arguments), Arrived::of(&request), "{shell}: {line}");
        }
    }
    assert_eq!(folder.files(), ["curl", "script"], "something else was run");
}

#[test]
fn every_shell_exports_the_token_and_nothing_else() {
    let folder = Folder::with("env", "unused", "");
    let form = COPY_FORMS.iter().find(|form| form.name == "env-sh").unwrap();
    for token in [TOKEN, "a+/b==", "a~b~"] {
        let line = form.of(token, &Wanted::default()).unwrap().text.to_string();
        for shell in SHELLS {
            assert_eq!(folder.run(shell, &format!("{line}\nsh -c 'printf %s \"$TOKEN\"'")), token, "{shell}");
        }
    }
}

/// A request as it is sent (RFC 9112 section 2.1), without what the program adds of itself.
fn sent(message: &str, scheme: &str, program: &str) -> Arrived {
    let message = message.replace("\r\n", "\n");
    let (head, body) = message.split_once("\n\n").unwrap_or_else(|| panic!("{message}"));
    let mut lines = head.lines();
    let words: Vec<&str> = lines.next().unwrap().split(' ').collect();
    let [method, path, "HTTP/1.1"] = words.as_slice() else { panic!("{words:?}") };
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let host = headers.iter().find(|(name, _)| name == "Host").unwrap().1.clone();
    let own = ["Host", "Accept", "Accept-Encoding", "Connection", "Proxy-Connection", "Content-Length"];
    let is_own = |(name, value): &(String, String)| {
        own.contains(&name.as_str()) || (name == "User-Agent" && value.starts_with(program))
    };
    let others = headers.into_iter().filter(|header| !is_own(header));
    let form = if body.trim().is_empty() { Vec::new() } else { fields(body.trim_end()) };
    // A proxy is told the whole address.
    let url = if path.starts_with('/') { format!("{scheme}://{host}{path}") } else { (*path).to_owned() };
    Arrived { method: (*method).to_owned(), url, headers: others.collect(), form }
}

/// Takes one request, as a proxy does, and answers that there is nothing.
fn one_request(proxy: &TcpListener) -> String {
    let (mut stream, _) = proxy.accept().unwrap();
    let mut message = Vec::new();
    loop {
        let mut part = [0; 8192];
        let length = stream.read(&mut part).unwrap();
        message.extend(part.iter().take(length));
        let text = String::from_utf8_lossy(&message);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let announced = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
        if body.len() >= announced.map_or(0, |length| length.parse().unwrap()) {
            break;
        }
    }
    stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
    String::from_utf8(message).unwrap()
}

#[test]
fn curl_sends_what_was_meant() {
    let folder = Folder::with("sent", "unused", "");
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap();
    for mut request in requests() {
        // Through a proxy no name is looked up, and what is not encrypted can be read.
        request.url = request.url.replacen("https:", "http:", 1);
        let line = made("curl", &request);
        let rest = line.strip_prefix("curl ").unwrap();
        let script =
            format!("curl --silent --max-time 20 --output headers --noproxy '' --proxy http://{address} {rest}");
        let (send, message) = mpsc::channel();
        let listener = proxy.try_clone().unwrap();
        std::thread::spawn(move || send.send(one_request(&listener)));
        folder.run("bash", &script);
        let message = message.recv_timeout(Duration::from_secs(30)).unwrap();
        let mut expected = Arrived::of(&request).typed().sorted();
        expected.url = expected.url.split('#').next().unwrap().to_owned();
        if !expected.url.trim_start_matches("http://").contains('/') {
            expected.url.push('/');
        }
        assert_eq!(sent(&message, "http", "curl/").sorted(), expected, "{line}");
    }
}

/// Without the headers that HTTPie cannot be given: the form says so.
fn fitting(mut request: Request) -> Request {
    let form = COPY_FORMS.iter().find(|form| form.name == "httpie").unwrap();
    request.headers.retain(|header| {
        let alone = [header.clone(), ("X-T".to_owned(), "{{token}}".to_owned())];
        let request = Request { headers: alone.to_vec(), ..Request::bearer("https://a.example/") };
        form.of(TOKEN, &Wanted { request: Some(&request), ..Wanted::default() }).is_ok()
    });
    request
}

/// An address as HTTPie's library writes it: with a path, without a fragment, with brackets encoded.
fn normal(url: &str) -> String {
    let url = url.split('#').next().unwrap().replace('[', "%5B").replace(']', "%5D");
    if url.split("://").last().unwrap().contains('/') { url } else { format!("{url}/") }
}

#[test]
fn httpie_would_send_what_was_meant() {
    let folder = Folder::with("httpie", "unused", "");
    // What becomes of a % that encodes nothing is the library's own affair.
    let is_clear = |request: &Request| !request.url.contains("%PATH%") && !request.url.contains("%USERNAME");
    for request in requests().into_iter().filter(is_clear).map(fitting) {
        let line = made("httpie", &request);
        let rest = line.strip_prefix("http ").unwrap();
        let printed = folder.run("bash", &format!("http --offline {rest}"));
        let scheme = request.url.split(':').next().unwrap();
        let mut arrived = sent(&printed, scheme, "HTTPie/").sorted();
        let mut expected = Arrived::of(&request).typed().sorted();
        (arrived.url, expected.url) = (normal(&arrived.url), normal(&expected.url));
        assert_eq!(arrived, expected, "{line}");
    }
}
