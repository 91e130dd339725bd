//! `jotbench key generate`: a new key, its public key, and a certificate if asked.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ValueHint;
use zeroize::Zeroizing;

use super::super::exit;
use super::super::report::{Answer, Failure, Json, Report};
use crate::jose::base64url;
use crate::jose::key::generate::{Made, Wish, generate, kind};
use crate::jose::key::inspect::look;
use crate::jose::key::{Found, Item};
use crate::jose::times;
use crate::sys::write::{NewFile, check, write_new};
use crate::text::visible;

/// Days that a certificate is valid for, unless another number is given.
const DAYS: u32 = 365;

const EXAMPLES: &str = "\
Kinds: rsa:2048, rsa:3072, rsa:4096, rsa:8192, p256, p384, p521, secp256k1,
ed25519, ed448, ml-dsa-44, ml-dsa-65, ml-dsa-87, and hmac:256, hmac:384,
hmac:512 (a secret of so many bits).

Files: NAME_key.pem (PKCS#8, mode 0600), NAME_public.pem (SPKI), with --cert
NAME.pem (self-signed, SHA-256); for hmac NAME_secret.txt (mode 0600), one line
that --secret-encoding base64url reads. All of them appear, or none.

Examples:
  jotbench key generate rsa:3072 --out server --cert CN=qlik-jwt --days 730
  jotbench key generate ed25519 --out keys/api
  jotbench key generate hmac:256 --out webhook

Exit code: 0 done, 2 the command line is wrong or a file of that name exists,
5 the files cannot be written.";

/// Make a key pair, and a self-signed certificate if asked; or an HMAC secret
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// rsa:2048, rsa:3072, rsa:4096, p256, p384, p521, secp256k1, ed25519, ed448 or hmac:256
    #[arg(value_name = "KIND", value_hint = ValueHint::Other)]
    kind: String,
    /// What the names of the files begin with; may have a folder in front
    #[arg(long, short, value_name = "NAME", value_hint = ValueHint::FilePath)]
    out: PathBuf,
    /// Make a self-signed certificate as well, for this subject: "CN=server.example,O=Example"
    #[arg(long, value_name = "SUBJECT", value_hint = ValueHint::Other)]
    cert: Option<String>,
    /// Days that the certificate is valid for [default: 365]
    #[arg(long, value_name = "N", value_hint = ValueHint::Other, requires = "cert", value_parser = days)]
    days: Option<u32>,
    /// Replace files of the same names
    #[arg(long)]
    force: bool,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    /// Let the certificate begin then: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = super::moment, value_hint = ValueHint::Other, allow_negative_numbers = true)]
    now: Option<i64>,
}

/// How long a certificate is valid for.
fn days(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|days| *days > 0).ok_or("it is a whole number of days, 1 or more")
}

/// A file that is to be written.
struct Output {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
    kind: &'static str,
    title: String,
}

impl Output {
    fn is_private(&self) -> bool {
        matches!(self.kind, "private" | "secret")
    }
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let wrong = |name: &'static str| move |problem| Failure::usage(Report::in_argument(name, &problem));
        let kind = kind(&self.kind).map_err(wrong("KIND"))?;
        let names = Names::of(&self.out).ok_or_else(nameless)?;
        let expected = if self.kind.starts_with("hmac") {
            vec![names.secret()]
        } else {
            let certificate = self.cert.is_some().then(|| names.certificate());
            [names.private(), names.public()].into_iter().chain(certificate).collect()
        };
        let fail = |error| Failure::output(&error, self.force);
        // A large key takes seconds: what cannot end well is told before.
        check(&expected.iter().map(PathBuf::as_path).collect::<Vec<_>>(), self.force).map_err(fail)?;
        let now = super::now(self.now);
        let days = self.days.unwrap_or(DAYS);
        let wish = self.cert.as_deref().map(|subject| Wish { subject, days, now });
        let made = generate(&kind, wish.as_ref()).map_err(wrong("command line"))?;
        let outputs = outputs(&made, &names)?;
        let files: Vec<_> = outputs
            .iter()
            .map(|output| NewFile { path: &output.path, bytes: &output.bytes, private: output.is_private() })
            .collect();
        write_new(&files, self.force).map_err(fail)?;
        let thumbprint = look(&Found::new(made.key, "PKCS#8"), now).thumbprint;
        let out = if self.json { json(&outputs, thumbprint).line() } else { words(&outputs, thumbprint) };
        Ok(Answer::of(out, exit::DONE))
    }
}

/// The names of the files, from what `--out` says.
struct Names {
    folder: PathBuf,
    stem: OsString,
}

impl Names {
    /// `server` names `server_key.pem`, `server_public.pem` and `server.pem`; and so do these names themselves,
    /// and paths that end in one of them. Nothing for a path that names a folder.
    fn of(out: &Path) -> Option<Self> {
        let text = out.to_string_lossy();
        if text.ends_with(std::path::is_separator) || out.is_dir() || out == Path::new("-") {
            return None;
        }
        let name = out.file_name()?;
        let of_file = |name: &str| {
            let stem = name.strip_suffix(".pem").or_else(|| name.strip_suffix("_secret.txt"))?;
            let stem = ["_key", "_public"].iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem);
            (!stem.is_empty()).then(|| OsString::from(stem))
        };
        let stem = name.to_str().and_then(of_file).unwrap_or_else(|| name.to_owned());
        Some(Self { folder: out.parent().map(Path::to_owned).unwrap_or_default(), stem })
    }

    fn with(&self, end: &str) -> PathBuf {
        let mut name = self.stem.clone();
        name.push(end);
        self.folder.join(name)
    }

    fn private(&self) -> PathBuf {
        self.with("_key.pem")
    }

    fn public(&self) -> PathBuf {
        self.with("_public.pem")
    }

    fn certificate(&self) -> PathBuf {
        self.with(".pem")
    }

    fn secret(&self) -> PathBuf {
        self.with("_secret.txt")
    }
}

fn nameless() -> Failure {
    let report = Report::new("folder", "--out", "--out names a folder, and several files are made");
    Failure::usage(report.hint("give what their names begin with: --out FOLDER/server makes FOLDER/server_key.pem"))
}

/// The files of what was made, the private one first.
fn outputs(made: &Made, names: &Names) -> Result<Vec<Output>, Failure> {
    let output = |path, bytes: Zeroizing<Vec<u8>>, kind, title| Output { path, bytes, kind, title };
    let plain = |text: String| Zeroizing::new(text.into_bytes());
    let mut outputs = Vec::new();
    match &made.key {
        Item::Secret(secret) => {
            let digits = Zeroizing::new(base64url::encode(secret.bytes()));
            let mut line = Zeroizing::new(Vec::with_capacity(digits.len() + 1));
            line.extend_from_slice(digits.as_bytes());
            line.push(b'\n');
            let title = format!("HMAC secret, {} bits; read it with --secret-encoding base64url", secret.bits());
            outputs.push(output(names.secret(), line, "secret", title));
        }
        Item::Private(key) => {
            let pem = Zeroizing::new(key.pkcs8_pem().as_bytes().to_vec());
            let title = format!("private key, {}, PKCS#8, not encrypted, for you alone", key.key_type());
            outputs.push(output(names.private(), pem, "private", title));
            let public = key.public().ok_or_else(incomplete)?;
            outputs.push(output(names.public(), plain(public.spki_pem()), "public", "public key, SPKI".to_owned()));
        }
        Item::Public(_) | Item::Certificate(_) => return Err(incomplete()),
    }
    if let Some(certificate) = &made.certificate {
        let title = format!("certificate, {}, until {}", certificate.subject(), times::utc(certificate.not_after()));
        outputs.push(output(names.certificate(), plain(certificate.pem()), "certificate", title));
    }
    Ok(outputs)
}

/// The pair lacks one of its halves: nothing is written then.
fn incomplete() -> Failure {
    let message = "the public key of this kind cannot be made here";
    Failure::input(Report::new("no_public_key", "KIND", message).hint("choose another kind"))
}

fn words(outputs: &[Output], thumbprint: Option<String>) -> String {
    let rows = outputs.iter().map(|output| (output.path.to_string_lossy().into_owned(), output.title.clone()));
    let rows: Vec<_> = rows.chain(thumbprint.map(|thumbprint| ("thumbprint".to_owned(), thumbprint))).collect();
    let room = rows.iter().map(|(name, _)| visible(name).chars().count()).max().unwrap_or_default();
    let line = |(name, title): &(String, String)| format!("{:room$}  {}\n", visible(name), visible(title));
    rows.iter().map(line).collect()
}

fn json(outputs: &[Output], thumbprint: Option<String>) -> Json {
    let file = |output: &Output| {
        Json::Object(vec![
            ("file", Json::text(output.path.to_string_lossy())),
            ("kind", Json::text(output.kind)),
            ("private", Json::Truth(output.is_private())),
        ])
    };
    let mut members = vec![("files", Json::List(outputs.iter().map(file).collect()))];
    members.extend(thumbprint.map(|thumbprint| ("thumbprint", Json::Text(thumbprint))));
    Json::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(out: &str) -> Option<[String; 2]> {
        let names = Names::of(Path::new(out))?;
        Some([names.private(), names.certificate()].map(|path| path.to_string_lossy().replace('\\', "/")))
    }

    #[test]
    fn the_files_are_named_like_those_of_qlik() {
        let server = Some(["server_key.pem".to_owned(), "server.pem".to_owned()]);
        for out in ["server", "server.pem", "server_key.pem", "server_public.pem", "server_secret.txt"] {
            assert_eq!(names(out), server, "{out}");
        }
        let below = Some(["none/a.b_key.pem".to_owned(), "none/a.b.pem".to_owned()]);
        assert_eq!(names("none/a.b"), below);
        assert_eq!(names(".pem").unwrap()[0], ".pem_key.pem");
    }

    #[test]
    fn a_folder_is_no_name() {
        for out in ["", ".", "..", "/", "src", "none/", "-"] {
            assert_eq!(names(out), None, "{out}");
        }
    }

    #[test]
    fn every_kind_that_the_help_names_exists() {
        let (_, list) = EXAMPLES.split_once("Kinds: ").unwrap();
        let (list, _) = list.split_once(" (").unwrap();
        let kinds: Vec<_> = list.replace('\n', " ").replace("and ", "").split(", ").map(str::to_owned).collect();
        assert_eq!(kinds.len(), 16);
        for name in kinds {
            assert!(kind(&name).is_ok(), "{name}");
        }
    }
}
