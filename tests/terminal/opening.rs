//! Files by the picker: right ones and wrong ones.

use super::window::{Start, folder};
use super::{QLIK, sample};

#[test]
fn a_typed_path_and_enter_open_a_file() {
    let mut window = sample(120, 36);
    window.send("\x1bOQ").shows("Open");
    window.keys(&format!("{QLIK}/server_key.pem")).send("\r");
    window.shows_all(&["SIGNED  with server_key.pem", "Opened server_key.pem in 3 (RSA 2048 private key)"]);
}

#[test]
fn f2_a_path_and_enter_in_one_write_open_a_file() {
    let mut window = sample(120, 36);
    window.send(format!("\x1bOQ{QLIK}/server_key.pem\r"));
    window.shows("SIGNED  with server_key.pem");
    window.send(format!("\x1bOQ{QLIK}/server.pem\r"));
    window.shows_all(&["verifies with server.pem", "pair matches"]);
}

#[test]
fn a_path_pasted_with_brackets_waits_for_enter() {
    let mut window = sample(120, 36);
    window.send("\x1bOQ").shows("Open");
    window.paste(&format!("{QLIK}/server_key.pem\n"));
    window.shows("qlik-like/server_key.pem");
    window.send("\r").shows("SIGNED  with server_key.pem");
}

#[test]
fn a_wrong_file_is_named_and_the_verdict_stays() {
    let folder = folder("wrong-files");
    for name in ["server_key.pem", "server.pem"] {
        std::fs::copy(format!("{QLIK}/{name}"), folder.join(name)).unwrap();
    }
    // A linear congruential generator: no text, and no start of a key.
    let noise = (0..3000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect::<Vec<u8>>();
    std::fs::write(folder.join("noise.bin"), noise).unwrap();
    std::fs::write(folder.join("empty.pem"), "").unwrap();
    std::fs::write(folder.join("large.pem"), vec![b'A'; (1 << 20) + 1]).unwrap();
    std::fs::create_dir(folder.join("keys.d")).unwrap();
    let mut window = Start::new().folder(folder).arguments(&["server_key.pem", "server.pem"]).open();
    let verdict = "SIGNED  with server_key.pem · verifies with server.pem";
    window.shows(verdict);
    for (name, sentence) in [
        ("missing.pem", "\"missing.pem\" does not exist"),
        ("empty.pem", "empty.pem is empty"),
        ("noise.bin", "noise.bin is no token, key, certificate or JSON"),
        ("large.pem", "\"large.pem\" is larger than 1 MiB"),
    ] {
        window.send(format!("\x1bOQ{name}\r"));
        let screen = window.shows(sentence);
        assert!(screen.contains(verdict), "{name}\n{screen}");
    }
}

#[test]
fn a_folder_as_operand_is_named_and_the_sample_stays() {
    let folder = folder("folder-as-operand");
    std::fs::create_dir(folder.join("keys.d")).unwrap();
    let window = Start::new().folder(folder).arguments(&["keys.d"]).open();
    window.shows_all(&["\"keys.d\" is a folder, not a file", "SIGNED  with a THROW-AWAY KEY"]);
}

#[test]
fn enter_on_a_folder_goes_into_it() {
    let folder = folder("into-a-folder");
    std::fs::create_dir(folder.join("keys.d")).unwrap();
    std::fs::copy(format!("{QLIK}/server_key.pem"), folder.join("keys.d/inner.pem")).unwrap();
    let mut window = Start::new().folder(folder).open();
    window.shows("SIGNED");
    window.send("\x1bOQ").shows("keys.d");
    window.send("keys.d").shows("keys.d");
    window.send("\r").shows("inner.pem");
    window.send("\x1b[B").send("\r").shows("SIGNED  with inner.pem");
}

#[test]
fn nothing_but_the_name_of_a_wrong_operand_is_needed_to_end() {
    let mut window = Start::new().arguments(&["no-such-file.pem"]).open();
    assert_eq!(window.ends(), 5);
    let screen = window.until("the message", |_| true);
    assert!(screen.contains("\"no-such-file.pem\" is neither a file nor a token"), "{screen}");
    assert!(!window.seen().raw.contains(&0x1b));
}

#[test]
fn a_key_that_others_can_read_is_used_and_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("open-to-others");
    let key = folder.join("server_key.pem");
    std::fs::copy(format!("{QLIK}/server_key.pem"), &key).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let window = Start::new().folder(&folder).arguments(&["server_key.pem"]).open();
    window.shows_all(&["SIGNED  with server_key.pem", "Other users of this machine can read server_key.pem"]);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let window = Start::new().folder(&folder).arguments(&["server_key.pem"]).open();
    let screen = window.shows_all(&["SIGNED  with server_key.pem", "Opened server_key.pem"]);
    assert!(!screen.contains("Other users"), "{screen}");
}
