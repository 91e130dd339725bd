//! All templates that there are: the built-in ones and the user's own, which come first
//! where both have a name.

use std::sync::Arc;

use super::{Fault, Template};

macro_rules! embedded {
    ($($id:literal),* $(,)?) => {
        /// Built-in files, in the order of lists: name and text.
        pub const BUILT_IN: &[(&str, &str)] = &[$(($id, include_str!(concat!("../../../assets/templates/", $id, ".toml")))),*];
    };
}

embedded![
    "qlik-qseow",
    "qlik-cloud",
    "github-app",
    "google-sa-oauth",
    "google-sa-self",
    "apple-asc",
    "apple-server-api",
    "apple-signin-secret",
    "tableau-connected",
    "snowflake-keypair",
    "salesforce-bearer",
    "zoom-meeting-sdk",
    "superset-guest",
    "metabase-embed",
    "metabase-sso",
    "grafana-jwt",
    "entra-client-assertion",
    "auth0-private-key-jwt",
    "okta-client-assertion",
    "keycloak-client-jwt",
    "oauth-private-key-jwt",
    "kong-jwt",
    "nginx-plus",
    "envoy-istio",
    "test-hs256",
    "test-eddsa",
    "test-es256",
];

/// A file of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// Its name without `.toml`; empty if it is their folder that cannot be read.
    pub stem: String,
    /// Its path, for sentences; foreign text.
    pub path: String,
    /// Its text, or why it cannot be read.
    pub text: Result<String, String>,
}

/// A file of the user that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Its name without `.toml`; empty if it is their folder that cannot be read.
    pub stem: String,
    /// Its path; foreign text.
    pub path: String,
    /// What is wrong with it.
    pub fault: Fault,
}

impl OwnFile {
    /// What its text, by its name without `.toml`, is read as.
    pub fn read<T>(&self, read: impl FnOnce(&str, &str) -> Result<T, Fault>) -> Result<T, Bad> {
        let read = match &self.text {
            Ok(text) => read(text, &self.stem),
            Err(reason) => Err(Fault { line: 0, code: "unreadable", message: reason.clone(), hint: None }),
        };
        read.map_err(|fault| Bad { stem: self.stem.clone(), path: self.path.clone(), fault })
    }
}

impl Bad {
    /// Its name in lists.
    pub fn name(&self) -> String {
        if self.stem.is_empty() { self.path.clone() } else { format!("{}.toml", self.stem) }
    }
}

/// All templates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Library {
    /// Those that can be used.
    pub templates: Vec<Arc<Template>>,
    /// The user's files that cannot.
    pub bad: Vec<Bad>,
}

impl Library {
    /// The built-in templates and these files.
    pub fn with(own: &[OwnFile]) -> Self {
        let mut library = Self::default();
        for file in own {
            match file.read(Template::read) {
                Ok(template) => library.templates.push(Arc::new(template)),
                Err(bad) => library.bad.push(bad),
            }
        }
        for (stem, text) in BUILT_IN {
            if library.find(stem).is_none() {
                library.templates.extend(Template::read(text, stem).ok().map(Arc::new));
            }
        }
        library
    }

    /// The template of that name.
    pub fn find(&self, id: &str) -> Option<&Arc<Template>> {
        self.templates.iter().find(|template| template.id == id)
    }
}
