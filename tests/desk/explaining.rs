//! What the member at the cursor means, in the line for notices.

use jotbench::app::pane::Pane;

use super::support::Desk;
use super::{desk, signed};

/// The row above the footer.
fn line(desk: &Desk) -> String {
    let place = desk.app.arrangement().notice;
    desk.screen().lines().nth(usize::from(place.y)).unwrap_or_default().trim_end().to_owned()
}

/// A desk on which no notice is left.
fn quiet(width: u16, height: u16, header: &str, payload: &str) -> Desk {
    let mut desk = desk(width, height);
    desk.open(&["server_key.pem", "server.pem"]);
    desk.keys("<alt-1><ctrl-a>").paste(header);
    desk.keys("<alt-2><ctrl-a>").paste(payload).keys("<ctrl-home>").wait(10_000);
    desk
}

const HEADER: &str = "{\n  \"alg\": \"RS256\",\n  \"typ\": \"at+jwt\",\n  \"own\": 1\n}";
const PAYLOAD: &str = "{\n  \"iss\": \"https://sso.corp.example/realms/prod\",\n  \"typ\": \"Bearer\",\n  \"exp\": 1795327804,\n  \
                       \"auth_time\": 1795320000,\n  \"realm_access\": {\n    \"roles\": [\n      \"admin\"\n    ]\n  },\n  \
                       \"mine\": {}\n}";

#[test]
fn a_claim_is_explained_where_the_cursor_is() {
    let mut desk = quiet(120, 36, HEADER, PAYLOAD);
    assert_eq!(line(&desk), "");
    desk.keys("<down>");
    assert_eq!(line(&desk), " iss  the issuer: who made the token (RFC 7519 section 4.1.1)");
    desk.keys("<down>");
    assert_eq!(line(&desk), " typ  what the token is for: Bearer, ID, Refresh and so on (Keycloak)");
    desk.keys("<down><down><down>");
    assert_eq!(line(&desk), " realm_access  roles that count in the whole realm (Keycloak)");
    desk.keys("<down>");
    assert_eq!(line(&desk), " realm_access.roles  the realm roles of the user (Keycloak)");
    desk.keys("<down><end>");
    assert_eq!(line(&desk), " realm_access.roles  the realm roles of the user (Keycloak)");
    desk.keys("<down><down><down>");
    assert_eq!((line(&desk).as_str(), desk.text(Pane::Payload)), ("", PAYLOAD), "a member that nobody knows");
}

#[test]
fn a_time_is_told_as_far_as_there_is_room() {
    let mut wide = quiet(120, 36, HEADER, PAYLOAD);
    wide.keys("<down><down><down>");
    assert_eq!(
        line(&wide),
        " exp  when the token ends (RFC 7519 section 4.1.4)  06:10:04 +00:00 · 2026-11-22 06:10:04 UTC · in 59 min 50 s"
    );
    wide.wait(5_000);
    assert!(line(&wide).ends_with("in 59 min 45 s"), "{}", line(&wide));
    let times = "{\n  \"exp\": 1795327804\n}";
    let mut middle = quiet(80, 24, HEADER, times);
    middle.keys("<down>");
    assert_eq!(line(&middle), " exp  when the token ends (RFC 7519 section 4.1.4)  in 59 min 50 s");
    let mut narrow = quiet(40, 12, HEADER, times);
    narrow.keys("<down>");
    assert_eq!(line(&narrow), " exp  when the token ends");
}

#[test]
fn a_line_that_is_too_long_is_cut_at_the_width() {
    let mut desk = quiet(40, 12, HEADER, "{\"sub\":\"x\"}");
    desk.keys("<right>");
    assert_eq!(line(&desk), " sub  the subject: whom the token is a…");
}

#[test]
fn an_algorithm_and_a_media_type_are_told_by_their_value() {
    let mut desk = quiet(120, 36, HEADER, PAYLOAD);
    desk.keys("<alt-1><ctrl-home><down>");
    assert_eq!(line(&desk), " alg  RS256: RSA signature (PKCS #1 v1.5) with SHA-256 (RFC 7518 section 3.3)");
    desk.keys("<down>");
    assert_eq!(line(&desk), " typ  at+jwt: an OAuth access token (RFC 9068 section 2.1)");
    desk.keys("<down>");
    assert_eq!(line(&desk), "");
}

#[test]
fn it_goes_on_while_the_text_is_broken() {
    let mut desk = quiet(120, 36, HEADER, "{\"sub\": \"x\"}");
    desk.keys("<ctrl-end><left>, \"exp\": ").wait(10_000);
    assert!(desk.verdict().starts_with("EDITING"), "{}", desk.verdict());
    assert_eq!(line(&desk), " exp  when the token ends (RFC 7519 section 4.1.4)");
}

#[test]
fn notices_overlays_and_other_panes_come_first() {
    let mut desk = quiet(120, 36, HEADER, PAYLOAD);
    desk.keys("<down>");
    assert!(line(&desk).starts_with(" iss"));
    desk.keys("<f5>");
    assert!(line(&desk).starts_with(" ✓ Copied"), "{}", line(&desk));
    desk.wait(10_000);
    assert!(line(&desk).starts_with(" iss"));
    desk.keys("<ctrl-p>");
    assert!(!line(&desk).contains("the issuer"), "{}", line(&desk));
    desk.keys("<esc><alt-4>");
    assert_eq!(line(&desk), "");
}

#[test]
fn a_time_in_the_line_counts_down_by_itself() {
    let mut desk = quiet(120, 36, HEADER, "{\"auth_time\": 1795324100}");
    assert_eq!(desk.app.wakes_at(), None);
    desk.keys("<right>");
    assert_eq!(desk.app.wakes_at(), Some(desk.now + 1_000));
}

#[test]
fn the_kind_of_token_stands_among_the_checks() {
    let mut desk = signed();
    desk.keys("<alt-6><f12>");
    let screen = desk.screen();
    assert!(screen.contains("- INFO  kind") && screen.contains("looks like a Qlik Sense on Windows token"), "{screen}");
    assert!(screen.contains("key: the certificate in the virtual proxy"), "{screen}");
    desk.keys("<f12><alt-2><ctrl-a>").paste("{\"sub\":\"x\"}").keys("<alt-6><f12>");
    assert!(!desk.screen().contains("INFO  kind"), "{}", desk.screen());
}

#[test]
fn a_large_text_is_explained_at_its_end() {
    let many = (0..16_000).map(|n| format!("  \"claim{n:06}\": \"{n:044}\"")).collect::<Vec<_>>().join(",\n");
    let mut desk = quiet(120, 36, HEADER, &format!("{{\n{many},\n  \"exp\": 1795327804\n}}"));
    desk.keys("<ctrl-end><left><left>");
    assert!(line(&desk).starts_with(" exp  when the token ends"), "{}", line(&desk));
}
