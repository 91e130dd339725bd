//! Tokens shaped as their makers' documentation shows them, with made-up names; look-alikes; hostile values.

use std::collections::HashSet;

use super::*;

const RS256: &str = r#"{"typ":"JWT","alg":"RS256","kid":"k1"}"#;
const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
const SAVE: &str = " (save the page; F2 opens it, -k takes it)";

fn told(header: &str, payload: &str) -> (&'static str, String, String) {
    match recognise(header, payload) {
        Some(kind) => (kind.code, kind.name, kind.key),
        None => ("-", String::new(), String::new()),
    }
}

fn code(payload: &str) -> &'static str {
    told(RS256, payload).0
}

fn is(header: &str, payload: &str, code: &str, name: &str, key: &str) {
    assert_eq!(told(header, payload), (recognise(header, payload).map_or("-", |k| k.code), name.into(), key.into()));
    assert_eq!(told(header, payload).0, code);
}

#[test]
fn codes_are_stable_names_of_their_own() {
    let mut seen = HashSet::new();
    for row in KINDS {
        assert!(seen.insert(row.code), "{} stands twice", row.code);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        assert!(row.code.starts_with("kind_") && row.code.bytes().all(plain), "{}", row.code);
    }
}

#[test]
fn entra_tokens_by_version_and_use() {
    let v1 = format!(
        r#"{{"aud":"api://0f0e","iss":"https://sts.windows.net/{TENANT}/","iat":1537231048,"nbf":1537231048,"exp":1537234948,"acr":"1","aio":"AXQAi/8IAAAA","amr":["pwd"],"appid":"6731de76","appidacr":"0","name":"A B","oid":"690222be","rh":"I","scp":"user_impersonation","sub":"HKZpfaHy","tid":"{TENANT}","uti":"fqiBqXLP","ver":"1.0"}}"#
    );
    let keys = format!("keys: https://login.microsoftonline.com/{TENANT}/discovery/keys{SAVE}");
    is(RS256, &v1, "kind_entra_v1_access", "Entra ID access token, v1.0", &keys);
    let id = v1.replace(r#""appid":"6731de76","appidacr":"0","#, "").replace(r#""scp":"user_impersonation","#, "");
    is(RS256, &id, "kind_entra_v1_id", "Entra ID ID token, v1.0", &keys);

    let v2 = format!(
        r#"{{"aud":"6e74172b","iss":"https://login.microsoftonline.com/{TENANT}/v2.0","iat":1537231048,"nbf":1537231048,"exp":1537234948,"azp":"6e74172b","azpacr":"0","name":"A B","oid":"690222be","scp":"access_as_user","sub":"HKZpfaHy","tid":"{TENANT}","ver":"2.0"}}"#
    );
    let keys = format!("keys: https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys{SAVE}");
    is(RS256, &v2, "kind_entra_v2_access", "Entra ID access token, v2.0", &keys);
    let id =
        v2.replace(r#""azp":"6e74172b","azpacr":"0","#, "").replace(r#""scp":"access_as_user","#, r#""nonce":"1","#);
    is(RS256, &id, "kind_entra_v2_id", "Entra ID ID token, v2.0", &keys);
    let external = v2.replace("login.microsoftonline.com", "contoso.ciamlogin.com");
    assert!(told(RS256, &external).2.starts_with("keys: https://contoso.ciamlogin.com/aaaabbbb"));
    let us = v2.replace("login.microsoftonline.com", "login.microsoftonline.us");
    assert_eq!(code(&us), "kind_entra_v2_access");
}

#[test]
fn microsoft_graph_tokens_have_no_key_for_others() {
    let payload = format!(
        r#"{{"aud":"00000003-0000-0000-c000-000000000000","iss":"https://sts.windows.net/{TENANT}/","appid":"22f","scp":"User.Read","ver":"1.0"}}"#
    );
    let nonce = r#"{"typ":"JWT","nonce":"QltrBofYb5am","alg":"RS256","x5t":"CNv0","kid":"CNv0"}"#;
    let key = "key: none for you; the published keys do not verify it, for the header's \"nonce\" was changed before signing; Microsoft Graph alone checks it";
    is(nonce, &payload, "kind_entra_graph", "Microsoft Graph access token (Entra ID)", key);
    let (code, _, key) = told(RS256, &payload);
    assert_eq!(
        (code, key.contains("nonce"), key.contains("Microsoft Graph alone checks it")),
        ("kind_entra_graph", false, true)
    );
    let other = payload.replace("00000003-0000-0000-c000-000000000000", "https://outlook.office.com");
    assert_eq!(told(nonce, &other).1, "Microsoft API access token (Entra ID)");
    assert_eq!(told(RS256, &other).0, "kind_entra_v1_access");
}

#[test]
fn look_alike_hosts_are_not_taken_for_their_models() {
    for iss in [
        format!("https://evil.example/login.microsoftonline.com/{TENANT}/v2.0"),
        format!("https://login.microsoftonline.com.evil.example/{TENANT}/v2.0"),
        format!("https://login.microsoftonline.com@evil.example/{TENANT}/v2.0"),
        format!("http://login.microsoftonline.com/{TENANT}/v2.0"),
        format!("https://sts.windows.net.evil.example/{TENANT}/"),
        format!("https://login.microsoftonline.com/{TENANT}/v2.0/more"),
        "https://login.microsoftonline.com/common/v2.0".to_owned(),
        format!("https://login.microsoftonline.com/{TENANT}/v2.0?x=1"),
        "https://evilauth0.com/".to_owned(),
        "https://tenant.auth0.com.evil.example/".to_owned(),
        "https://tenant.okta.com.evil.example/oauth2/default".to_owned(),
        "https://evil.example/cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a".to_owned(),
        "https://cognito-idp.eu-west-1.amazonaws.com.evil.example/eu-west-1_a".to_owned(),
        "https://cognito-idp.evil.example.amazonaws.com/eu-west-1_a".to_owned(),
        "https://accounts.google.com.evil.example".to_owned(),
        "https://token.actions.githubusercontent.com.evil.example".to_owned(),
        "https://evil.example/realms".to_owned(),
        "https://appleid.apple.com.evil.example".to_owned(),
    ] {
        let payload = format!(
            r#"{{"iss":"{iss}","aud":"a","scp":"s","appid":"x","tid":"{TENANT}","token_use":"access","repository":"o/r","run_id":"1","workflow":"w","typ":"Bearer"}}"#
        );
        assert_eq!(code(&payload), "-", "{iss}");
    }
}

#[test]
fn keycloak_by_its_realm_and_its_claims() {
    let access = r#"{"exp":1,"iat":1,"auth_time":1,"jti":"a","iss":"https://sso.corp.example/realms/prod","aud":"account","sub":"s","typ":"Bearer","azp":"app","session_state":"x","realm_access":{"roles":["offline_access"]},"resource_access":{"account":{"roles":["view-profile"]}},"scope":"openid"}"#;
    let keys = format!("keys: https://sso.corp.example/realms/prod/protocol/openid-connect/certs{SAVE}");
    is(RS256, access, "kind_keycloak", "Keycloak access token", &keys);
    let old = access.replace("/realms/prod", "/auth/realms/prod").replace("https://", "http://");
    assert!(told(RS256, &old).2.starts_with("keys: http://sso.corp.example/auth/realms/prod/protocol"));
    assert_eq!(told(RS256, &access.replace("Bearer", "ID")).1, "Keycloak ID token");
    let refresh = told(RS256, &access.replace("Bearer", "Refresh"));
    assert_eq!((refresh.1.as_str(), refresh.2.starts_with("key: none for you")), ("Keycloak refresh token", true));
    // The path alone is not enough.
    assert_eq!(code(r#"{"iss":"https://sso.corp.example/realms/prod","sub":"s"}"#), "-");
}

#[test]
fn auth0_okta_and_cognito_by_their_hosts() {
    let auth0 = r#"{"iss":"https://dev-a.us.auth0.com/","sub":"abc@clients","aud":"https://api.example/","iat":1,"exp":2,"scope":"read:x","gty":"client-credentials","azp":"abc"}"#;
    is(
        RS256,
        auth0,
        "kind_auth0",
        "Auth0 access token",
        &format!("keys: https://dev-a.us.auth0.com/.well-known/jwks.json{SAVE}"),
    );
    assert_eq!(
        told(RS256, r#"{"iss":"https://dev-a.auth0.com/","sub":"a","aud":"c","nonce":"n"}"#).1,
        "Auth0 ID token"
    );

    let okta = r#"{"ver":1,"jti":"AT.x","iss":"https://dev-1.okta.com/oauth2/default","aud":"api://default","sub":"u@x.example","iat":1,"exp":2,"cid":"nmdP1fcyvdVO11AL7ECm","uid":"00ucmukel4KHsPARU0h7","scp":["openid"]}"#;
    is(
        RS256,
        okta,
        "kind_okta",
        "Okta access token",
        &format!("keys: https://dev-1.okta.com/oauth2/default/v1/keys{SAVE}"),
    );
    let own_domain = okta.replace("dev-1.okta.com", "id.corp.example");
    assert_eq!(told(RS256, &own_domain).0, "kind_okta");
    let org = okta.replace("/oauth2/default", "");
    assert!(told(RS256, &org).2.starts_with("key: none for you; Okta alone"));
    let id = r#"{"ver":1,"iss":"https://dev-1.okta.com","aud":"c","sub":"s","idp":"00o","amr":["pwd"]}"#;
    is(RS256, id, "kind_okta", "Okta ID token", &format!("keys: https://dev-1.okta.com/oauth2/v1/keys{SAVE}"));

    let cognito = r#"{"sub":"s","cognito:groups":["a"],"iss":"https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example","client_id":"c","origin_jti":"o","event_id":"e","token_use":"access","scope":"aws.cognito.signin.user.admin","auth_time":1,"exp":2,"iat":1,"jti":"j","username":"u"}"#;
    let keys =
        format!("keys: https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example/.well-known/jwks.json{SAVE}");
    is(RS256, cognito, "kind_cognito", "AWS Cognito access token", &keys);
    assert_eq!(told(RS256, &cognito.replace("\"access\"", "\"id\"")).1, "AWS Cognito ID token");
}

#[test]
fn google_and_apple() {
    let google = r#"{"iss":"https://accounts.google.com","azp":"a","aud":"b","sub":"1","hd":"x.example","email":"e","iat":1,"exp":2,"nonce":"n"}"#;
    is(
        RS256,
        google,
        "kind_google_id",
        "Google ID token",
        &format!("keys: https://www.googleapis.com/oauth2/v3/certs{SAVE}"),
    );
    let iap = r#"{"iss":"https://cloud.google.com/iap","aud":"/projects/1/apps/p","sub":"accounts.google.com:1","email":"e","exp":2,"iat":1,"google":{"access_levels":[]}}"#;
    let keys = format!("keys: https://www.gstatic.com/iap/verify/public_key-jwk{SAVE}");
    is(RS256, iap, "kind_google_iap", "Google Identity-Aware Proxy token", &keys);
    assert_eq!(
        code(r#"{"iss":"https://securetoken.google.com/my-app","aud":"my-app","firebase":{}}"#),
        "kind_firebase"
    );
    let account = r#"{"iss":"bot@my-app.iam.gserviceaccount.com","scope":"https://www.googleapis.com/auth/drive","aud":"https://oauth2.googleapis.com/token","iat":1,"exp":3601}"#;
    let (code_of, _, key) = told(RS256, account);
    assert_eq!(code_of, "kind_google_service");
    assert!(key.contains("/v1/jwk/bot@my-app.iam.gserviceaccount.com ") && key.contains("you sign with"), "{key}");
    let odd = account.replace("bot@", "bot @");
    assert_eq!(code(&odd), "-");

    assert_eq!(
        code(r#"{"iss":"https://appleid.apple.com","aud":"com.x","sub":"1","nonce_supported":true}"#),
        "kind_apple_id"
    );
    let connect = r#"{"iss":"57246542-96fe","iat":1,"exp":900,"aud":"appstoreconnect-v1"}"#;
    assert_eq!(told(RS256, connect).1, "App Store Connect token");
    assert_eq!(told(RS256, &connect.replace('}', r#","bid":"com.x"}"#)).1, "App Store Server API token");
    assert_eq!(
        code(r#"{"iss":"DEF123","iat":1,"exp":9,"aud":"https://appleid.apple.com","sub":"com.x"}"#),
        "kind_apple_secret"
    );
}

#[test]
fn what_runs_on_a_platform() {
    let kubernetes = r#"{"aud":["https://kubernetes.default.svc.cluster.local"],"exp":1749207355,"iat":1717671355,"iss":"https://kubernetes.default.svc.cluster.local","jti":"e","kubernetes.io":{"namespace":"default","node":{"name":"n","uid":"u"},"pod":{"name":"shell","uid":"u"},"serviceaccount":{"name":"default","uid":"u"},"warnafter":1717674962},"nbf":1717671355,"sub":"system:serviceaccount:default:default"}"#;
    let key = "keys: kubectl get --raw /openid/v1/jwks, run in its cluster (save the output; F2 opens it, -k takes it)";
    is(RS256, kubernetes, "kind_kubernetes", "Kubernetes service account token", key);
    let old = r#"{"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"d","sub":"system:serviceaccount:d:d"}"#;
    assert_eq!(code(old), "kind_kubernetes");
    assert_eq!(code(r#"{"sub":"system:serviceaccount:d:d"}"#), "-");

    let github = r#"{"jti":"e","sub":"repo:octo-org/octo-repo:environment:prod","environment":"prod","aud":"https://github.com/octo-org","ref":"refs/heads/main","sha":"s","repository":"octo-org/octo-repo","run_id":"e","actor":"o","workflow":"w","job_workflow_ref":"octo-org/a/.github/workflows/o.yml@refs/heads/main","iss":"https://token.actions.githubusercontent.com","nbf":1,"exp":2,"iat":1}"#;
    let keys = format!("keys: https://token.actions.githubusercontent.com/.well-known/jwks{SAVE}");
    is(RS256, github, "kind_github_actions", "GitHub Actions token", &keys);
    let own = github.replace("token.actions.githubusercontent.com", "git.corp.example/_services/token");
    assert!(told(RS256, &own).2.starts_with("keys: https://git.corp.example/_services/token/.well-known/jwks"));

    let gitlab = r#"{"namespace_id":"72","namespace_path":"my-group","project_id":"20","project_path":"my-group/my-project","user_login":"u","pipeline_id":"574","pipeline_source":"push","job_id":"302","ref":"main","ref_type":"branch","ref_protected":"true","runner_id":1,"sha":"7","iss":"https://gitlab.example.com","iat":1,"nbf":1,"exp":2,"sub":"project_path:my-group/my-project:ref_type:branch:ref:main","aud":"https://vault.example.com"}"#;
    is(
        RS256,
        gitlab,
        "kind_gitlab_ci",
        "GitLab CI token",
        &format!("keys: https://gitlab.example.com/oauth/discovery/keys{SAVE}"),
    );
    assert_eq!(code(r#"{"sub":"spiffe://corp.example/ns/a","aud":["b"],"exp":1}"#), "kind_spiffe");
}

#[test]
fn what_users_make() {
    let qlik = r#"{"userId":"jde","userDirectory":"CORP","name":"J","groups":["A"],"exp":2}"#;
    let (code_of, name, key) = told(RS256, qlik);
    assert_eq!((code_of, name.as_str()), ("kind_qlik_windows", "Qlik Sense on Windows token"));
    assert!(key.contains("virtual proxy"), "{key}");
    assert_eq!(code(r#"{"user":"jde","directory":"CORP"}"#), "kind_qlik_windows");
    assert_eq!(code(r#"{"iss":"me","userId":"jde","userDirectory":"CORP"}"#), "kind_qlik_windows");
    assert_eq!(code(r#"{"iss":"me","user":"jde","directory":"CORP"}"#), "-");
    assert_eq!(code(r#"{"userId":"jde"}"#), "-");
    assert_eq!(code(r#"{"user":{"a":1},"directory":"CORP"}"#), "-");

    let cloud = r#"{"iss":"xxxx.eu.qlikcloud.com","aud":"qlik.api/login/jwt-session","sub":"user1","subType":"user","iat":1711610797,"nbf":1711610797,"exp":1711614397,"name":"J","email":"e","email_verified":true,"jti":"17"}"#;
    assert_eq!(code(cloud), "kind_qlik_cloud");
    let access = r#"{"subType":"user","purpose":"accessToken","jti":"K","iat":1701174495,"exp":1701196095,"aud":"https://tenant.us.example.com","iss":"qlik.api"}"#;
    assert_eq!(code(access), "kind_qlik_access");

    for (payload, expected) in [
        (r#"{"iat":1795324144,"exp":1795324504,"iss":12345}"#, "kind_github_app"),
        (r#"{"iat":1795324144,"exp":1795324504,"iss":"Iv23liABC"}"#, "kind_github_app"),
        (r#"{"iat":1795324144,"exp":1795327804,"iss":12345}"#, "kind_github_app"),
        (r#"{"iat":1795324144,"exp":1795924144,"iss":12345}"#, "-"),
        (r#"{"iat":1795324144,"exp":1795324504,"iss":12345,"sub":"x"}"#, "-"),
        (r#"{"iss":"ORG-ACC.USER.SHA256:n4bQ=","sub":"ORG-ACC.USER","iat":1,"exp":60}"#, "kind_snowflake"),
        (
            r#"{"iss":"c1","sub":"u@x.example","aud":"tableau","jti":"j","exp":9,"scp":["tableau:views:embed"]}"#,
            "kind_tableau",
        ),
        (r#"{"iss":"3MVG","sub":"u","aud":"https://login.salesforce.com","exp":9}"#, "kind_salesforce"),
        (r#"{"appKey":"k","sdkKey":"k","mn":"123","role":0,"iat":1,"exp":7201,"tokenExp":7201}"#, "kind_zoom_meeting"),
        (r#"{"app_key":"k","tpc":"s","role_type":1,"version":1,"iat":1,"exp":2}"#, "kind_zoom_video"),
        (
            r#"{"user":{"username":"g"},"resources":[{"type":"dashboard","id":"1"}],"rls_rules":[],"exp":9,"aud":"a","type":"guest"}"#,
            "kind_superset",
        ),
        (r#"{"resource":{"dashboard":1},"params":{},"exp":9}"#, "kind_metabase"),
    ] {
        assert_eq!(code(payload), expected, "{payload}");
    }
    // GitHub's limit is told where it is passed.
    let limit = |exp: &str| {
        told(RS256, &format!("{{\"iat\":1795324144,\"exp\":{exp},\"iss\":12345}}")).2.contains("10 minutes")
    };
    assert_eq!((limit("1795324804"), limit("1795324805")), (false, true));
    let assertion =
        r#"{"aud":"https://login.example.com/oauth2/v2.0/token","iss":"client-7","sub":"client-7","jti":"j","exp":9}"#;
    let (code_of, _, key) = told(RS256, assertion);
    assert_eq!(code_of, "kind_client_assertion");
    assert!(key.ends_with("of client \"client-7\""), "{key}");
    assert_eq!(code(r#"{"iss":"a","sub":"a","aud":"b","exp":9}"#), "-");
}

#[test]
fn what_standards_define() {
    let dpop = r#"{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC"}}"#;
    assert_eq!(
        told(
            dpop,
            r#"{"jti":"-BwC3ESc6acc2lTc","htm":"POST","htu":"https://server.example.com/token","iat":1562262616}"#
        )
        .0,
        "kind_dpop"
    );
    let binding = r#"{"alg":"ES256","typ":"kb+jwt"}"#;
    assert_eq!(
        told(binding, r#"{"nonce":"1234567890","aud":"https://verifier.example.org","iat":1,"sd_hash":"x"}"#).0,
        "kind_key_binding"
    );
    let logout = r#"{"iss":"https://server.example.com","sub":"s","aud":"c","iat":1,"jti":"b","sid":"8","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}"#;
    let page = "keys: at the address \"jwks_uri\" in https://server.example.com/.well-known/openid-configuration (save that page; F2 opens it, -k takes it)";
    is(RS256, logout, "kind_logout", "logout token (OpenID Connect)", page);
    assert_eq!(told(r#"{"typ":"application/logout+JWT"}"#, logout).0, "kind_logout");
    assert_eq!(told(r#"{"typ":"secevent+jwt"}"#, r#"{"iss":"i","events":{"e":{}}}"#).0, "kind_security_event");
    let access = r#"{"iss":"https://authorization-server.example.com/","sub":"5ba552d67","aud":"https://rs.example.com/","exp":1639528912,"iat":1618354090,"jti":"d","client_id":"s6BhdRkqt3","scope":"openid"}"#;
    assert_eq!(told(r#"{"typ":"at+JWT","alg":"RS256"}"#, access).0, "kind_access_token");
    assert_eq!(code(access), "-");
    let id = r#"{"iss":"https://server.example.com","sub":"24400320","aud":"s6BhdRkqt3","nonce":"n-0S6_WzA2Mj","exp":1311281970,"iat":1311280970}"#;
    assert_eq!(code(id), "kind_id_token");
}

#[test]
fn ordinary_and_broken_tokens_are_of_no_kind() {
    for payload in [
        "",
        "{}",
        "[]",
        "{\"iss\":",
        "{\"iss\":\"joe\",\"exp\":1300819380}",
        "{\"iss\":null,\"aud\":{},\"sub\":[]}",
        "hello",
    ] {
        assert_eq!(code(payload), "-", "{payload}");
    }
    assert_eq!(told("", ""), ("-", String::new(), String::new()));
}

#[test]
fn hostile_values_stay_short_and_out() {
    let evil = "\\u001b[2J\\u202e\\n".repeat(2_000);
    for payload in [
        format!(r#"{{"iss":"{evil}","sub":"{evil}","aud":"https://x.example/token","jti":"1","exp":1}}"#),
        format!(r#"{{"iss":"https://a.okta.com/oauth2/{}","sub":"s"}}"#, "x".repeat(1_900)),
        format!(r#"{{"iss":"https://{}.auth0.com/","sub":"s"}}"#, "x".repeat(1_900)),
        format!(r#"{{"iss":"{0}","sub":"{0}","aud":"https://x.example/token"}}"#, "\\u001b\u{202e}".repeat(300)),
        format!(r#"{{"iss":"https://a.example/realms/{}","typ":"Bearer"}}"#, "x".repeat(1_000_000)),
        format!(r#"{{"iss":"https://a.example/realms/x","typ":"Bearer","aud":[{}]}}"#, vec!["\"a\""; 20_000].join(",")),
    ] {
        if let Some(kind) = recognise(RS256, &payload) {
            let length = kind.name.len() + kind.key.len();
            assert!(length <= 500, "{length}: {}", kind.code);
            assert!(kind.code == "kind_client_assertion" || !kind.key.contains(char::is_control), "{}", kind.key);
        }
    }
}

#[test]
fn sentences_have_their_article() {
    let kind = |name: &str| TokenKind { code: "kind_x", name: name.into(), key: String::new() }.sentence();
    assert_eq!(kind("Okta access token"), "looks like an Okta access token");
    assert_eq!(kind("Keycloak access token"), "looks like a Keycloak access token");
    assert_eq!(kind("ID token (OpenID Connect)"), "looks like an ID token (OpenID Connect)");
}
