//! Files that are not what they should be, and keys that hide.

use jotbench::app::event::{Event, Listing};
use jotbench::app::pane::Pane;

use super::desk;
use super::support::{Desk, vector};

#[test]
fn a_bad_file_gets_a_sentence_with_its_name_and_the_panes_keep_what_they_had() {
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("empty.pem", b" \n".to_vec(), "empty.pem is empty"),
        ("noise.bin", vec![0, 255, 3, 200, 0], "noise.bin is no token, key, certificate or JSON"),
        ("huge.pem", vec![b'A'; (1 << 20) + 1], "huge.pem is over 1 MiB"),
        ("notes.txt", b"call Jane\nabout the proxy".to_vec(), "notes.txt is no token, key, certificate or JSON"),
        ("cut.pem", vector("keys/negative/truncated.pem").into_bytes(), "cut.pem: "),
        ("csr.pem", vector("keys/negative/csr-label.pem").into_bytes(), "csr.pem: "),
    ];
    for (name, bytes, says) in cases {
        let mut desk = desk(120, 36).file(name, bytes);
        desk.open(&["server_key.pem", "server.pem"]);
        let before = desk.verdict();
        desk.open(&[name]);
        assert!(desk.notice().starts_with(says), "{name}: {}", desk.notice());
        assert_eq!(desk.verdict(), before);
        assert!(desk.screen().contains(says.split(' ').next().unwrap()), "the notice is on screen");
    }
    let mut desk = desk(120, 36);
    desk.open(&["gone.pem"]);
    assert_eq!(desk.notice(), "gone.pem: there is no such file");
}

#[test]
fn one_bad_file_among_good_ones_does_not_keep_them_out() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem", "gone.pem", "server.pem"]);
    assert!(
        desk.notice().starts_with("gone.pem: there is no such file. Opened server_key.pem in 3"),
        "{}",
        desk.notice()
    );
    assert_eq!(desk.verdict(), "SIGNED with server_key.pem · verifies with server.pem");
}

#[test]
fn a_hidden_key_shows_its_kind_and_reveals_for_twenty_seconds() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem", "server.pem"]);
    let body: String = vector("keys/qlik-like/server_key.pem").lines().nth(3).unwrap().chars().take(30).collect();
    let hidden = desk.screen();
    assert!(hidden.contains("server_key.pem   RSA 2048   PKCS#1") && hidden.contains("hidden, F9 reveals"), "{hidden}");
    assert!(!hidden.contains(&body));
    desk.keys("<alt-3><f12><f9>");
    assert!(desk.screen().contains(&body), "{}", desk.screen());
    desk.wait(19_999);
    assert!(desk.screen().contains(&body));
    desk.wait(1);
    assert!(!desk.screen().contains(&body));
    desk.keys("<f9>").send(Event::Focus(false));
    assert!(!desk.screen().contains(&body), "hidden when the window loses the focus");
}

#[test]
fn a_key_on_one_line_shows_nothing_of_itself() {
    let one_line = vector("keys/p256/private.pkcs8.pem").replace('\n', " ");
    let mut desk = Desk::new(120, 36);
    desk.paste(&one_line);
    let body: String = one_line.split(' ').nth(3).unwrap().chars().take(12).collect();
    assert!(!desk.screen().contains(&body), "{}", desk.screen());
}

#[test]
fn typing_into_a_hidden_key_is_refused_with_the_way_out() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem"]).keys("<alt-3>x<backspace>");
    assert_eq!(desk.text(Pane::Signing), vector("keys/qlik-like/server_key.pem").replace("\r\n", "\n"));
    assert!(desk.notice().starts_with("The key is hidden: F9"), "{}", desk.notice());
}

#[test]
fn the_picker_narrows_marks_and_opens_several_files() {
    let mut desk = desk(120, 36);
    desk.keys("<f2>serv");
    let screen = desk.screen();
    assert!(screen.contains("server.pem") && !screen.contains("root.pem"), "{screen}");
    desk.keys("<down><space><space><enter>");
    assert_eq!(desk.verdict(), "SIGNED with server_key.pem · verifies with server.pem");
    desk.keys("<f2>ro<tab><enter>");
    assert!(desk.notice().starts_with("Opened root.pem in 4"), "{}", desk.notice());
    desk.keys("<f2>nowhere.pem<enter>");
    assert_eq!(desk.notice(), "nowhere.pem: there is no such file");
    desk.keys("<f2><esc>");
    assert!(desk.app.overlay.is_none());
}

#[test]
fn a_certificate_as_signing_key_says_what_is_missing() {
    let mut desk = desk(120, 36);
    desk.keys("<alt-3>");
    desk.open(&["server.pem"]);
    assert!(desk.verdict().starts_with("UNSIGNED signing key: there is none"), "{}", desk.verdict());
    assert_eq!(desk.text(Pane::Signing), "");
}

#[test]
fn another_key_is_hidden_although_the_one_before_was_revealed() {
    let other = vector("keys/rsa2048/private.pkcs8.pem");
    let body: String = other.lines().nth(3).unwrap().chars().take(30).collect();
    let mut desk = desk(120, 36).file("other.pem", other.clone());
    desk.open(&["server_key.pem"]).keys("<alt-3><f12><f9>").paste(&other);
    assert!(!desk.screen().contains(&body), "pasted");
    desk.keys("<ctrl-z><f9>").open(&["other.pem"]);
    assert!(!desk.screen().contains(&body), "opened");
    desk.keys("<ctrl-z><f9><ctrl-y>");
    assert!(!desk.screen().contains(&body), "undone and done again");
    desk.keys("<f9>");
    assert!(desk.screen().contains(&body));
}

#[test]
fn a_private_key_that_lost_its_first_lines_is_hidden_all_the_same() {
    let key = vector("keys/rsa2048/private.pkcs8.pem");
    let tail = key.lines().skip(4).collect::<Vec<_>>().join("\n");
    let body = key.lines().skip(4).take(8).collect::<Vec<_>>().join("\n");
    for cut in [tail, body] {
        for focus in ["<alt-2>", "<alt-3>", "<alt-4>"] {
            let mut desk = desk(120, 36);
            desk.keys(focus).paste(&cut);
            let part: String = key.lines().nth(5).unwrap().chars().take(10).collect();
            assert!(!desk.screen().contains(&part), "{}", desk.screen());
            assert!(
                desk.notice().starts_with("What was pasted into 3 Signing key cannot be used"),
                "{}",
                desk.notice()
            );
        }
    }
}

#[test]
fn a_key_and_its_certificate_in_one_file_fill_both_panes() {
    let both = format!("{}{}", vector("keys/qlik-like/server.pem"), vector("keys/qlik-like/server_key.pem"));
    let mut desk = desk(120, 36).file("bag.pem", both);
    desk.open(&["bag.pem"]);
    assert_eq!(desk.verdict(), "SIGNED with bag.pem · verifies with bag.pem");
    assert!(desk.screen().contains("pair matches ✓"));
    assert_eq!(desk.text(Pane::Public).lines().next(), Some("-----BEGIN CERTIFICATE-----"));
    desk.open(&["bag.pem", "other_cert.pem"]);
    assert_eq!(desk.verdict(), "SIGNED with bag.pem · does NOT verify with other_cert.pem");
}

#[test]
fn two_files_for_one_pane_and_several_keys_in_one_file_are_said() {
    let chain = format!("{}{}", vector("keys/rsa2048/cert.selfsigned.pem"), vector("keys/qlik-like/server.pem"));
    let mut desk = desk(120, 36).file("chain.pem", chain);
    desk.open(&["server.pem", "chain.pem"]);
    assert_eq!(
        desk.notice(),
        "server.pem gave way to chain.pem: a pane holds one. Opened chain.pem in 4 (RSA 2048 certificate, the first of 2)"
    );
}

#[test]
fn a_broken_key_in_pane_four_is_never_passed_over() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem", "server.pem"]);
    let token = desk.token();
    desk.paste(&token);
    assert!(desk.verdict().starts_with("VERIFIED"), "{}", desk.verdict());
    desk.keys("<alt-4><ctrl-home><down><right><delete>");
    assert!(
        desk.verdict().starts_with("UNCHECKED the key to check with cannot be used: public key"),
        "{}",
        desk.verdict()
    );
}

#[test]
fn a_path_that_led_nowhere_stays_with_the_reason_until_something_is_typed() {
    let mut desk = desk(120, 36);
    desk.keys("<f2>nowhere.pem<enter>");
    let listing = Listing { asked: "nowhere.pem".to_owned(), folder: "/keys".to_owned(), entries: Ok(vec![]) };
    desk.send(Event::Listed(listing));
    assert!(desk.screen().contains("║ nowhere.pem: there is no such file"), "{}", desk.screen());
    desk.keys("server_key.pem<enter>");
    assert!(desk.app.overlay.is_none());
    assert!(desk.verdict().starts_with("SIGNED with server_key.pem"), "{}", desk.verdict());
}
