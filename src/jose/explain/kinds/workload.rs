//! Tokens that platforms give to what runs on them.

use super::told::Told;

type Found = Option<(String, String)>;

/// A bound token has an object `kubernetes.io`; an older one of a Secret has names that begin so.
pub(super) fn kubernetes(told: &Told<'_>) -> Found {
    let account = told.text("sub")?.starts_with("system:serviceaccount:");
    let bound = told.begins("kubernetes.io", '{') || told.has("kubernetes.io/serviceaccount/namespace");
    (account && bound).then(|| {
        let key =
            "keys: kubectl get --raw /openid/v1/jwks, run in its cluster (save the output; F2 opens it, -k takes it)";
        ("Kubernetes service account token".to_owned(), key.to_owned())
    })
}

/// GitHub itself, an enterprise there, or a server of one's own (`https://host/_services/token`).
pub(super) fn github_actions(told: &Told<'_>) -> Found {
    let issuer = told.issuer()?;
    let run =
        told.has_all(&["repository", "run_id"]) && told.has_any(&["job_workflow_ref", "workflow_ref", "workflow"]);
    let own_server = issuer.path().as_slice() == ["_services", "token"];
    (run && (issuer.is("token.actions.githubusercontent.com") || own_server))
        .then(|| ("GitHub Actions token".to_owned(), issuer.keys("/.well-known/jwks")))
}

/// The issuer is whatever host GitLab runs on, so the claims must be there together.
pub(super) fn gitlab_ci(told: &Told<'_>) -> Found {
    told.has_all(&["project_path", "namespace_path", "pipeline_id", "job_id"]).then_some(())?;
    let key = match told.issuer() {
        Some(issuer) => issuer.keys("/oauth/discovery/keys"),
        None => super::published("/oauth/discovery/keys of the GitLab host"),
    };
    Some(("GitLab CI token".to_owned(), key))
}

/// A JWT-SVID.
pub(super) fn spiffe(told: &Told<'_>) -> Found {
    (told.text("sub")?.starts_with("spiffe://") && told.has("aud")).then(|| {
        let key = "keys: the trust bundle of its trust domain, such as: spire-server bundle show -format spiffe";
        ("SPIFFE workload token (JWT-SVID)".to_owned(), key.to_owned())
    })
}
