//! A fault of the program itself (a panic): what is said about it. The message of a panic is kept back, and so is the
//! trace of calls: they could quote a token or a key. What remains is the place in the sources.

use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};

/// From now on a panic says where it happened and nothing else.
pub fn watch() {
    panic::set_hook(Box::new(|info| {
        // There is nowhere else to say that standard error is closed.
        let _ = writeln!(io::stderr(), "{}", farewell(info));
    }));
}

/// What the person is told: the place, and where to report it.
pub fn farewell(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", short(at.file()), at.line()));
    format!(
        "{} {} stopped because of its own fault{place}. Nothing was saved.\n\
         Please report this line and what you did before it, without token or key; \"Reporting\" in SECURITY.md tells \
         where. It holds nothing of your texts.",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
    )
}

/// The path of a source without the folders of the machine that built it: from the library's own folder on.
fn short(file: &str) -> &str {
    let packages = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    packages.map_or(file, |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn the_place_is_told_without_folders_of_a_machine() {
        assert_eq!(short("src/jose/decode/mod.rs"), "src/jose/decode/mod.rs");
        assert_eq!(short("/home/a/.cargo/registry/src/index-1/der-0.8.3/src/lib.rs"), "der-0.8.3/src/lib.rs");
        assert_eq!(short("/rustc/5980/library/core/src/str/mod.rs"), "/rustc/5980/library/core/src/str/mod.rs");
    }
}
