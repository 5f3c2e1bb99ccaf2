//! The tables in `cases/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use williw_workers::Timestamp;
use williw_workers::http::auth::Signed;

use super::{RULES, Raw};

/// The server's clock in all cases.
const NOW: i64 = 1_700_000_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// A request, `POST /a?b=c` unless it says something else, and what is made of it. A `signature-input` without a
/// `signature` gets one of its label.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    does: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The code of the problem; without it, the request is taken.
    problem: Option<String>,
    /// What the detail holds.
    #[serde(default)]
    because: String,
}

#[test]
fn each_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/auth/cases");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file: File = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for case in file.case {
            check(&path, case);
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} cases were found");
}

fn check(path: &Path, case: Case) {
    let mut raw = Raw::new("POST", "/a?b=c", case.body.as_bytes());
    raw.headers = case.headers.into_iter().collect();
    if let Some((_, input)) = raw.headers.iter().find(|(name, _)| name == "signature-input")
        && !raw.headers.iter().any(|(name, _)| name == "signature")
    {
        let label = input.split(['=', ';']).next().unwrap();
        raw.headers.push(("signature".to_owned(), format!("{label}=:{}A==:", "A".repeat(85))));
    }
    let got = match Signed::of(&raw.request().unwrap(), Timestamp::from_millis(NOW), &RULES) {
        Ok(Some(_)) => (None, String::new()),
        Ok(None) => (Some("credentials_missing".to_owned()), String::new()),
        Err(error) => {
            let problem = error.problem();
            (Some(problem.code.into_owned()), problem.detail.into_owned())
        }
    };
    let at = format!("{}: {}", path.file_name().unwrap_or_default().display(), case.does);
    assert_eq!(got.0, case.problem, "{at}: {}", got.1);
    assert!(got.1.contains(&case.because), "{at}: {}", got.1);
    assert!(got.1.len() < 200, "{at}: {}", got.1);
}

#[test]
fn long_fields_are_not_read() {
    for name in ["signature-input", "signature", "content-digest"] {
        let headers = [
            ("signature-input", r#"sig=("@method" "@path" "@query");created=1700000000;nonce="0123456789abcdef";keyid="n";alg="ed25519""#.to_owned()),
            ("signature", format!("sig=:{}A==:", "A".repeat(85))),
            ("content-digest", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:".to_owned()),
        ];
        let taken = |length: usize| {
            let mut raw = Raw::new("POST", "/a?b=c", b"");
            raw.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let field = raw.field(name);
            let more = length - field.len() - ", x=".len();
            field.push_str(&format!(", x={}", "y".repeat(more)));
            Signed::of(&raw.request().unwrap(), Timestamp::from_millis(NOW), &RULES)
        };
        assert!(taken(4096).is_ok(), "{name}");
        assert!(taken(4097).is_err(), "{name}");
    }
}
