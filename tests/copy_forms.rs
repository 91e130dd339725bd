//! Every form that a shell or a program reads, read by an independent implementation of
//! what is published about it: what arrives is the request, whatever is in it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

#[path = "copy_forms/cmd.rs"]
mod cmd;
#[path = "copy_forms/http_file.rs"]
mod http_file;
#[path = "copy_forms/postman.rs"]
mod postman;
#[path = "copy_forms/power_shell.rs"]
mod power_shell;
#[path = "copy_forms/requests.rs"]
mod requests;

use jotbench::app::copy::Request;
use proptest::prelude::*;
use requests::{Arrived, curl, made, requests};

/// The longest line that the prompt of cmd.exe takes.
const LONGEST: usize = 8191;

/// A request in pieces that are short enough for cmd.exe.
fn pieces(request: &Request) -> Vec<Request> {
    let headers: Vec<_> = request.headers.chunks(8).map(<[_]>::to_vec).collect();
    let piece = |mut headers: Vec<(String, String)>| {
        if !headers.iter().any(|(_, value)| value.contains("{{token}}")) {
            headers.push(("Authorization".to_owned(), "Bearer {{token}}".to_owned()));
        }
        Request { headers, ..request.clone() }
    };
    if headers.len() < 2 { vec![request.clone()] } else { headers.into_iter().map(piece).collect() }
}

#[test]
fn cmd_hands_curl_what_was_meant() {
    for request in requests().iter().flat_map(pieces) {
        let line = made("curl-cmd", &request);
        assert!(line.len() <= LONGEST);
        assert_eq!(curl(&cmd::arguments(&line, cmd::Mode::Prompt)), Arrived::of(&request), "{line}");
        let batch = line.replace("^%", "^%%");
        assert_eq!(curl(&cmd::arguments(&batch, cmd::Mode::Batch)), Arrived::of(&request), "{batch}");
    }
}

/// Names of headers are one and the same in whatever case.
fn lower(mut arrived: Arrived) -> Arrived {
    arrived.headers.iter_mut().for_each(|(name, _)| *name = name.to_lowercase());
    arrived.sorted()
}

#[test]
fn powershell_sends_what_was_meant() {
    for request in requests() {
        let expected = lower(Arrived::of(&request).typed());
        for form in ["powershell", "powershell7"] {
            let line = made(form, &request);
            assert_eq!(lower(power_shell::sent(&line)), expected, "{line}");
        }
    }
}

#[test]
fn only_powershell_7_is_given_what_5_1_does_not_have() {
    for request in requests() {
        let has = |form: &str| made(form, &request).contains(" -Authentication Bearer -Token (");
        let bearer = ("Authorization".to_owned(), "Bearer {{token}}".to_owned());
        let is_plain = request.headers.contains(&bearer) && format!("{request:?}").matches("{{token}}").count() == 1;
        assert_eq!((has("powershell"), has("powershell7")), (false, is_plain), "{request:?}");
    }
}

#[test]
fn a_file_of_requests_sends_what_was_meant() {
    for request in requests() {
        let text = made("http", &request);
        assert_eq!(http_file::sent(&text), Arrived::of(&request).typed(), "{text}");
    }
}

#[test]
fn postman_imports_what_was_meant() {
    for request in requests() {
        let text = made("postman", &request);
        let mut expected = Arrived::of(&request);
        // A colon behind a slash is written so that it begins no variable.
        expected.url = expected.url.replace("/:", "/%3A");
        assert_eq!(postman::sent(&text), expected, "{text}");
    }
}

#[test]
fn a_profile_sets_the_headers_for_addresses_that_begin_alike_and_for_no_others() {
    for request in requests().iter().filter(|request| !request.is_in_url() && !request.is_in_form()) {
        let profile: serde_json::Value = serde_json::from_str(&made("modheader", request)).unwrap();
        let headers = profile[0]["headers"].as_array().unwrap().iter().map(|header| {
            assert_eq!(header["enabled"], true);
            [&header["name"], &header["value"]].map(|text| text.as_str().unwrap().to_owned())
        });
        let headers: Vec<(String, String)> = headers.map(|[name, value]| (name, value)).collect();
        assert_eq!(headers, Arrived::of(request).headers);
        let filter = profile[0]["urlFilters"][0]["urlRegex"].as_str().unwrap();
        // Of a pattern that begins at the beginning and has nothing in it but escaped characters, this is the text.
        let begins = filter.strip_prefix('^').and_then(|filter| filter.strip_suffix(".*")).unwrap();
        let begins = begins.replace("\\\\", "\\").replace('\\', "");
        let address = format!("{}/", request.url);
        assert!(address.starts_with(&begins) && begins.ends_with('/') && begins.len() > "https://a/".len(), "{filter}");
    }
}

proptest! {
    #[test]
    fn any_header_arrives(value in "[!-~]([ -~]{0,40}[!-~])?", url in "[-A-Za-z0-9._~:/?#@!$&()*+,;=%\\[\\]]{0,40}") {
        let request = Request {
            headers: vec![
                ("Authorization".to_owned(), "Bearer {{token}}".to_owned()),
                ("X-A".to_owned(), value),
            ],
            ..Request::bearer(&format!("https://a.example/{url}"))
        };
        prop_assume!(request.check().is_ok());
        let expected = Arrived::of(&request);
        prop_assert_eq!(curl(&cmd::arguments(&made("curl-cmd", &request), cmd::Mode::Prompt)), expected.clone());
        prop_assert_eq!(power_shell::sent(&made("powershell", &request)), expected.clone());
        prop_assert_eq!(power_shell::sent(&made("powershell7", &request)).sorted(), expected.clone().sorted());
        prop_assert_eq!(http_file::sent(&made("http", &request)), expected.clone());
        let mut expected = expected;
        expected.url = expected.url.replace("/:", "/%3A");
        prop_assert_eq!(postman::sent(&made("postman", &request)), expected);
    }
}
