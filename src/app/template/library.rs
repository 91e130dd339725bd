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
    /// Its name without `.toml`.
    pub stem: String,
    /// Its path, for sentences; foreign text.
    pub path: String,
    /// Its text, or why it cannot be read.
    pub text: Result<String, String>,
}

/// A file of the user that is no template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Its name without `.toml`.
    pub stem: String,
    /// Its path; foreign text.
    pub path: String,
    /// What is wrong with it.
    pub fault: Fault,
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
            let read = match &file.text {
                Ok(text) => Template::read(text, &file.stem),
                Err(reason) => Err(Fault { line: 1, code: "unreadable", message: reason.clone(), hint: None }),
            };
            match read {
                Ok(template) => library.templates.push(Arc::new(template)),
                Err(fault) => library.bad.push(Bad { stem: file.stem.clone(), path: file.path.clone(), fault }),
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
