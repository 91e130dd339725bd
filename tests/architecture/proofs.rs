//! The checks of `architecture.rs` are proven on sources that break them, and on
//! sources that only look as if they did.

use super::source::Source;
use super::{
    banned_crates, homes, imports, macs, outside_crates, placeholders, printed_secrets, reaches_out, too_long,
    unsafe_code,
};

fn refused(path: &str, text: &str, check: impl Fn(&Source) -> Vec<String>) {
    assert!(!check(&Source::new(path, text)).is_empty(), "{path} passes with\n{text}");
}

fn passes(path: &str, text: &str, check: impl Fn(&Source) -> Vec<String>) {
    assert_eq!(check(&Source::new(path, text)), Vec::<String>::new(), "{path} with\n{text}");
}

#[test]
fn imports_against_the_map_are_refused() {
    for (path, text) in [
        ("src/jose/a.rs", "use crate::text::Editor;"),
        ("src/jose/a.rs", "use crate::{jose::b, app::App};"),
        ("src/jose/a.rs", "use {std::fmt, crate::{jose::{b, c}, sys::{self, clock}}};"),
        ("src/text/a.rs", "fn f() -> crate::jose::Problem { todo() }"),
        ("src/text/a/b.rs", "use super::super::super::app::App;"),
        ("src/text/mod.rs", "pub use super::app as hidden;"),
        ("src/text/mod.rs", "use self::super::app::App;"),
        ("src/text/mod.rs", "mod inner { use super::super::app::App; }"),
        ("src/text/mod.rs", "mod inner { fn f() {} } use super::app::App;"),
        ("src/app/a.rs", "#[cfg(test)]\nmod tests { use super::*; use crate::ui::draw; }"),
        ("src/app/a.rs", "macro_rules! m { () => { $crate::tui::run() } }"),
        ("src/ui/a.rs", "fn f(x: &[u8; { crate::sys::N }]) {}"),
        ("src/ui/a.rs", "fn f() { let c = '\"'; crate::sys::now(); let d = '\"'; }"),
        ("src/sys/a.rs", "use crate as it; fn f() { it::app::x() }"),
        ("src/sys/a.rs", "use crate::*;"),
        ("src/sys/a.rs", "extern crate self as it;"),
        ("src/sys/a.rs", "#[path = \"../app/mod.rs\"] mod a;"),
        ("src/sys/a.rs", "#[cfg_attr(unix, path = \"../app/mod.rs\")] mod a;"),
        ("src/sys/a.rs", "include!(\"../app/mod.rs\");"),
        ("src/tui/mod.rs", "use crate::text::Editor;"),
        ("src/cli/a.rs", "use crate::text::Editor;"),
        ("src/cli/a.rs", "use crate::text::{self, visible};"),
        ("src/cli/a.rs", "use crate::app::App;"),
        ("src/cli/a.rs", "use crate::app;"),
        ("src/main.rs", "use jotbench::app::App;"),
        ("src/lib.rs", "pub use crate::app::App;"),
        ("src/new/mod.rs", ""),
    ] {
        refused(path, text, imports);
    }
}

#[test]
fn imports_that_the_map_allows_pass() {
    for (path, text) in [
        ("src/jose/key/mod.rs", "use super::problem::Problem; use super::super::jose::claims; pub(crate) struct A;"),
        (
            "src/jose/a.rs",
            "//! like `crate::app::App`\n/* use crate::app; /* nested */ */ fn f() { g(\"crate::app\") }",
        ),
        (
            "src/jose/a.rs",
            "const A: &str = r#\"use crate::app::App; \"quoted\" \"#; const B: &[u8] = b\"\\\"crate::app\";",
        ),
        ("src/text/a.rs", "impl<'a> A<'a> { fn f(&'a self) -> impl Iterator + use<'a> { crate::text::b() } }"),
        ("src/app/mod.rs", "#[cfg(test)]\nmod tests { use super::*; use super::super::jose::claims; }"),
        ("src/app/a.rs", "use crate::{jose::{claims::{self, Time}, key}, text::Editor as E};"),
        ("src/app/a.rs", "fn f() { let path = 1; g(a, path = path) }"),
        ("src/cli/a.rs", "use crate::{app::{copy::COPY_FORMS, theme::ThemeName}, text::visible, sys::files};"),
        ("src/main.rs", "use jotbench::{cli, tui::Start};"),
        ("src/lib.rs", "pub mod app; pub(crate) struct A;"),
    ] {
        passes(path, text, imports);
    }
}

#[test]
fn crates_away_from_home_are_refused() {
    let check = |source: &Source| homes(source, &outside_crates());
    for (path, text) in [
        ("src/app/a.rs", "use serde_json::Value;"),
        ("src/sys/a.rs", "fn f() { base64::engine::x() }"),
        ("src/cli/a.rs", "use ::jsonwebtoken as j;"),
        ("src/tui/mod.rs", "use {std::fmt, aws_lc_rs::{rand, digest}};"),
        ("src/sys/files.rs", "use arboard;"),
        ("src/ui/a.rs", "use crossterm::event::Event;"),
        ("src/ui/a.rs", "use ratatui::crossterm::event::Event;"),
        ("src/tui/mod.rs", "use signal_hook::consts::SIGTERM;"),
        ("src/main.rs", "use clap::Parser;"),
        ("src/app/a.rs", "use unicode_width::UnicodeWidthStr as _;"),
        ("src/app/a.rs", "use ratatui::{layout::Rect, style::Style};"),
        ("src/app/a.rs", "use ratatui;"),
        ("src/app/mod.rs", "use jiff::Timestamp;"),
        ("src/jose/claims.rs", "use jiff::tz::TimeZone;"),
    ] {
        refused(path, text, check);
    }
    for (path, text) in [
        ("src/jose/key/a.rs", "use der::{asn1::Any, Decode as _}; use serde_json::value::RawValue;"),
        ("src/sys/clipboard/board.rs", "use arboard::Error;"),
        ("src/app/view.rs", "use ratatui::layout::{Rect, Size};"),
        ("src/app/mod.rs", "use jiff::tz::TimeZone; fn f(base64: u8) -> u8 { base64 }"),
        ("src/text/a.rs", "use zeroize::Zeroizing; use thiserror::Error;"),
    ] {
        passes(path, text, check);
    }
}

#[test]
fn the_network_everywhere_and_the_outside_in_the_core_are_refused() {
    for (path, text) in [
        ("src/sys/a.rs", "use std::net::ToSocketAddrs;"),
        ("src/tui/a.rs", "use std::{fmt, net};"),
        ("src/cli/a.rs", "use std::os::unix::net::SocketAddr;"),
        ("src/sys/a.rs", "use std as s;"),
        ("src/sys/a.rs", "use std::*;"),
        ("src/sys/a.rs", "fn f(s: TcpStream) {}"),
        ("src/jose/a.rs", "use std::fs::File;"),
        ("src/text/a.rs", "fn f() { std::env::var(\"A\"); }"),
        ("src/app/a.rs", "use std::{thread::{self, JoinHandle}};"),
        ("src/ui/a.rs", "use std::process::Command;"),
        ("src/app/a.rs", "use std::time::*; fn f() -> Instant { x }"),
        ("src/jose/a.rs", "use std::time::{Duration, SystemTime};"),
        ("src/jose/times.rs", "fn f() { jiff::Timestamp::now() }"),
        ("src/app/a.rs", "#[cfg(test)] mod tests { use std::fs; }"),
    ] {
        refused(path, text, reaches_out);
    }
    passes("src/sys/a.rs", "use std::{env, fs, thread, time::{Instant, SystemTime}};", reaches_out);
    passes(
        "src/app/a.rs",
        "// std::net\nuse std::{fmt, io, ops::Range, time::Duration}; const A: &str = \"Instant\";",
        reaches_out,
    );
}

#[test]
fn a_secret_that_prints_itself_is_refused() {
    for text in [
        "#[derive(Debug)]\npub struct A {\n    /// Doc.\n    pub text: Zeroizing<String>,\n}",
        "#[derive(Clone, Debug)]\n#[non_exhaustive]\nenum A { One(u8), Two(Vec<Zeroizing<Vec<u8>>>) }",
        "#[derive(Debug)]\nstruct A(Zeroizing<String>);",
    ] {
        refused("src/sys/a.rs", text, printed_secrets);
    }
    for text in [
        "#[derive(Clone)]\nstruct A(Zeroizing<String>);",
        "#[derive(Debug)]\nstruct A { a: (u8, u8) }\nstruct B(Zeroizing<String>);",
        "#[derive(Debug)]\nstruct A;\nfn f(text: Zeroizing<String>) {}",
        "#[derive(Debug)]\nenum A { B(u8) }\n#[derive(Clone)]\nenum C { D(Zeroizing<String>) }",
    ] {
        passes("src/sys/a.rs", text, printed_secrets);
    }
}

#[test]
fn unsafe_long_and_unfinished_files_are_refused() {
    refused("src/tui/a.rs", "fn f() { unsafe { g() } }", unsafe_code);
    refused("src/tui/a.rs", "#[expect(unsafe_code, reason = \"x\")] mod a;", unsafe_code);
    passes("src/sys/hardening.rs", "fn f() { unsafe { g() } }", unsafe_code);
    passes("src/tui/a.rs", "// unsafe\nconst A: &str = \"unsafe\";", unsafe_code);
    refused("src/a.rs", &"\n".repeat(451), too_long);
    passes("src/a.rs", &"\n".repeat(450), too_long);
    refused("src/a.rs", "// FIXME", placeholders);
    refused("src/a.rs", "fn f() { todo!() }", placeholders);
    refused("src/a.rs", "fn f() { unimplemented!() }", placeholders);
}

#[test]
fn macs_that_are_compared_byte_by_byte_are_refused() {
    for (path, text) in [
        ("src/jose/algorithm/hmac.rs", "fn verify() -> bool { sign(key, input) == signature }"),
        ("src/jose/algorithm/ecdsa.rs", "fn verify() -> bool { a != b }"),
        ("src/jose/verify.rs", "fn f() -> bool { hmac::sign(&key, input).as_ref() == signature }"),
        ("src/jose/why/a.rs", "use aws_lc_rs::hmac::{self, sign}; fn f() { sign(&key, input); }"),
        ("src/jose/why/a.rs", "fn f() { aws_lc_rs::hmac::Context::with_key(&key); }"),
        ("src/jose/key/a.rs", "use aws_lc_rs::hmac::*;"),
    ] {
        refused(path, text, macs);
    }
    for (path, text) in [
        ("src/jose/algorithm/hmac.rs", "fn verify() { match a { 1 => hmac::verify(&key, input, signature) } }"),
        ("src/jose/verify.rs", "fn f() -> bool { kind == Kind::Jwe && hmac::verify(&key, input, tag).is_ok() }"),
        ("src/jose/why/a.rs", "fn f() { verify_slices_are_equal(hmac::sign(&key, input).as_ref(), tag); }"),
        ("src/cli/a.rs", "fn f() -> bool { a == b }"),
    ] {
        passes(path, text, macs);
    }
}

#[test]
fn network_crates_are_found_however_deep() {
    let manifest = "[dependencies]\n# hyper = 1\na = \"1\"\n\n[target.'cfg(unix)'.dependencies]\nb = { version = \"1\" }\n\
                    \n[dev-dependencies]\ntokio = \"1\"\n";
    let package = |name: &str, uses: &str| format!("[[package]]\nname = \"{name}\"\ndependencies = [\n{uses}]\n\n");
    let lock = |deep: &str| {
        [package("a", " \"c 1.0.0\",\n"), package("b", " \"mio\",\n"), package("c", deep), package("tokio", "")]
            .concat()
    };
    assert_eq!(banned_crates(manifest, &lock(" \"rustls\",\n \"d\",\n")), ["b uses mio", "rustls"]);
    assert_eq!(banned_crates(&manifest.replace("b =", "crossterm ="), &lock("")), Vec::<String>::new());
}
