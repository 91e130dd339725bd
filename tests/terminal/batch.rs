//! What `jotbench verify --batch` shows on a terminal while it works, and that it takes it away.

use std::fs;

use super::window::{Start, folder};
use super::{QLIK, qlik_token};

#[test]
fn a_batch_shows_how_far_it_is_and_in_the_end_only_what_came_of_it() {
    let folder = folder("batch");
    fs::write(folder.join("tokens.txt"), format!("{}\n", qlik_token()).repeat(1_001)).unwrap();
    let script = r#"stty -echo; { cat tokens.txt; read go < /dev/tty; echo none; } |
        "$JOTBENCH" verify --batch --key "$QLIK/server.pem" > verdicts.jsonl; echo "EXIT $?.""#;
    let mut window = Start::new().folder(&folder).var("QLIK", QLIK).script(script).open();
    window.until("the progress", |seen| {
        let text = seen.text();
        text.starts_with("1,001 tokens, ") && text.trim_end().ends_with("/s")
    });
    window.send("\r");
    assert_eq!(window.ends(), 0, "the shell");
    let text = window.seen().text();
    let told: Vec<&str> = text.trim_end().lines().collect();
    assert_eq!(told.len(), 2, "{text}");
    assert!(told[0].starts_with("1,002 tokens: 1,001 valid, 1 unreadable ("), "{text}");
    assert!(told[0].ends_with("/s)") && told[1] == "EXIT 5.", "{text}");
    assert_eq!(fs::read_to_string(folder.join("verdicts.jsonl")).unwrap().lines().count(), 1_002);
}
