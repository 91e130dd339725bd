//! Whole screens: the text, and under it the role of each cell as a letter
//! (a = text, b = quiet, …: the order of `ui::theme::Role`).

use super::{desk, signed, support::Desk};

const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (40, 12)];

fn at(width: u16, height: u16, act: impl Fn(&mut Desk)) -> String {
    let mut desk = desk(width, height);
    desk.open(&["server_key.pem", "server.pem"]);
    act(&mut desk);
    desk.screen_with_roles()
}

fn each_size(name: &str, act: impl Fn(&mut Desk)) {
    for (width, height) in SIZES {
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), at(width, height, &act));
    }
}

#[test]
fn signed_with_the_users_key() {
    each_size("signed", |_| {});
}

#[test]
fn a_pasted_token_that_expired() {
    let token = signed().token();
    each_size("expired", |desk| {
        desk.wait(4_000_000).paste(&format!("Bearer {token}"));
    });
}

#[test]
fn json_broken_while_typing() {
    each_size("editing", |desk| {
        desk.keys("<alt-2><ctrl-home><down><end><backspace>");
    });
}

#[test]
fn the_palette() {
    each_size("palette", |desk| {
        desk.keys("<ctrl-p>co");
    });
}

#[test]
fn the_algorithms() {
    each_size("algorithms", |desk| {
        desk.keys("<f4>");
    });
}

#[test]
fn the_forms_to_copy() {
    each_size("copy_as", |desk| {
        desk.keys("<f6>");
    });
}

#[test]
fn the_picker() {
    each_size("picker", |desk| {
        desk.keys("<f2>se<down><space>");
    });
}

#[test]
fn a_claim_explained() {
    each_size("explained", |desk| {
        desk.keys("<alt-2><ctrl-end><up><up><end>").wait(10_000);
    });
}

#[test]
fn no_token() {
    each_size("no_token", |desk| {
        desk.paste("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0");
    });
}
