//! Questions before something goes to the clipboard: each is about one thing, and a yes to it is a yes to nothing else.

use jotbench::app::event::Effect;
use jotbench::app::pane::Pane;

use super::support::vector;
use super::{desk, signed};

#[test]
fn a_question_about_one_private_key_answers_for_no_other() {
    let mut desk = desk(120, 36);
    desk.open(&["ec.pem"]).keys("<alt-3><alt-e>sec1private<enter><enter>");
    assert_eq!(desk.notice(), "This is a PRIVATE key: Enter again copies it all the same");
    // The list that asks is left, and the next key goes the same way.
    desk.open(&["server_key.pem"]).keys("<alt-e>pkcs1<enter><enter>");
    assert_eq!(desk.notice(), "This is a PRIVATE key: Enter again copies it all the same");
    assert_eq!(desk.copied, Vec::<String>::new());
    desk.keys("<enter>");
    assert_eq!(desk.copied, [vector("keys/qlik-like/server_key.pem").replace("\r\n", "\n")]);
}

#[test]
fn a_question_about_a_selection_answers_for_no_whole_key() {
    let mut desk = desk(120, 36);
    desk.open(&["ec.pem"]).keys("<alt-3><f9><ctrl-a><ctrl-c>");
    assert_eq!(desk.notice(), "This is key material: Ctrl+C again copies it all the same");
    desk.keys("<alt-e>sec1private<enter><enter>");
    assert_eq!(desk.copied, Vec::<String>::new());
    desk.keys("<enter>");
    assert_eq!(desk.copied, [vector("keys/p256/private.sec1.pem")]);
}

#[test]
fn a_question_that_names_its_key_is_over_with_the_next_key() {
    let question = "This is key material: Ctrl+C again copies it all the same";
    // A list, a prompt that Alt+X does not leave, and help.
    for between in ["<f6>x", "<alt-y>x<alt-x>", "<f1>"] {
        let mut desk = signed();
        desk.keys("<alt-3><f9><ctrl-a><ctrl-c>");
        assert_eq!(desk.notice(), question);
        desk.keys(between).keys("<ctrl-c>");
        assert_eq!((desk.notice().as_str(), desk.copied.len()), (question, 0), "{between}");
        desk.keys("<ctrl-c>");
        assert_eq!(desk.copied, [desk.text(Pane::Signing).to_owned()]);
        let mut desk = signed();
        desk.keys("<ctrl-c>").keys(between).keys("<ctrl-c>");
        assert_eq!(desk.effects, [], "{between}");
        desk.keys("<ctrl-c>");
        assert_eq!(desk.effects, [Effect::Quit { hold: None }]);
    }
}

#[test]
fn a_private_key_is_key_material_in_the_public_pane_too() {
    let mut desk = signed();
    let private = vector("keys/p256/private.sec1.pem");
    // Typed, for a paste would go to pane 3; what is begun is masked at once.
    let (begun, rest) = private.split_at("-----BEGIN EC PRIVATE".len());
    desk.keys("<alt-4><alt-x>").keys(begun).keys("<f9>").keys(rest);
    assert_eq!(desk.text(Pane::Public), private);
    desk.keys("<ctrl-a><ctrl-c>");
    assert_eq!(desk.notice(), "This is key material: Ctrl+C again copies it all the same");
    assert_eq!(desk.copied, Vec::<String>::new());
    desk.keys("<ctrl-c>");
    assert_eq!(desk.copied, [private]);
    // A certificate is nobody's secret.
    let mut desk = signed();
    desk.keys("<alt-4><ctrl-a><ctrl-c>");
    assert_eq!(desk.copied, [vector("keys/qlik-like/server.pem").replace("\r\n", "\n")]);
}
