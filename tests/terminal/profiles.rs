//! The config folder: a profile is saved there when that is asked, and the next start
//! has it; templates of one's own are in the list.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::QLIK;
use super::window::{Start, folder};

const F7: &str = "\x1b[18~";
const CTRL_A: &str = "\x01";
const CTRL_S: &str = "\x13";

#[test]
fn a_profile_is_saved_for_this_user_alone_and_opened_by_its_name() {
    let folder = folder("profiles");
    let config = folder.join("config");
    let start = || Start::new().var("JOTBENCH_CONFIG_DIR", config.to_str().unwrap());
    // As wide as the longest notice: the path in it is as long as the path of the build's folder.
    let mut window = start().size(300, 36).folder(QLIK).arguments(&["server_key.pem", "server.pem"]).open();
    window.shows("SIGNED  with server_key.pem · verifies with server.pem");
    window.send(F7).shows("what is the token for");
    window.keys("sense on win").send("\r").shows("User directory");
    window.keys("jde\tCORP").send("\r").shows("template: Qlik Sense on Windows");
    assert!(!config.exists(), "nothing is made unasked");
    window.send(CTRL_S).shows("Save a profile");
    window.send(CTRL_A).keys("prod").send("\r");
    let file = config.join("profiles/prod.toml");
    window.shows(&format!("Saved the profile as {}: no key text is in it", file.display()));
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(&config)), (0o600, 0o700));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(&format!("key = \"{QLIK}/server_key.pem\"\n")), "{text}");
    let key = fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap();
    assert!(key.lines().all(|line| !text.contains(line)), "{text}");
    window.send("\x11").ends();
    // From another folder, by its name.
    let window = start().folder(&folder).arguments(&["--profile", "prod"]).open();
    window.shows_all(&[
        "SIGNED  with server_key.pem · verifies with server.pem",
        "template: Qlik Sense on Windows",
        "\"userDirectory\": \"CORP\"",
        "Profile prod: Qlik Sense on Windows, server_key.pem in 3",
    ]);
}

#[test]
fn a_key_that_is_named_beside_a_profile_counts_before_the_profiles() {
    let config = folder("profile-and-key").join("config");
    fs::create_dir_all(config.join("profiles")).unwrap();
    let profile = format!("key = \"{QLIK}/server_key.pem\"\ncertificate = \"{QLIK}/server.pem\"\n");
    fs::write(config.join("profiles/prod.toml"), profile).unwrap();
    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/p256");
    let start = Start::new().folder(keys).var("JOTBENCH_CONFIG_DIR", config.to_str().unwrap());
    let window = start.arguments(&["--profile", "prod", "private.sec1.pem"]).open();
    window.shows_all(&["SIGNED  with private.sec1.pem", "server.pem   X.509"]);
}

#[test]
fn templates_of_ones_own_are_in_the_list_and_bad_files_say_why() {
    let config = folder("own-templates").join("config");
    fs::create_dir_all(config.join("templates")).unwrap();
    let built_in =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/templates/test-hs256.toml")).unwrap();
    let own = built_in.replace("id = \"test-hs256\"", "id = \"corp\"");
    let title = own.lines().find(|line| line.starts_with("title = ")).unwrap().to_owned();
    let own = own.replace(&title, "title = \"Corporate gateway\"");
    fs::write(config.join("templates/corp.toml"), own).unwrap();
    fs::write(config.join("templates/torn.toml"), "id = \"torn\"\ntitle = \"Torn").unwrap();
    let mut window = Start::new().var("JOTBENCH_CONFIG_DIR", config.to_str().unwrap()).open();
    window.shows("SIGNED");
    window.send(F7).shows("Corporate gateway");
    window.keys("torn").shows("torn.toml");
    window.send("\r").shows("torn.toml: line 2: this is not TOML");
}
