//! Runs the cases against the server at `WILLIW_BASE_URL`, whose operator's token is `WILLIW_ADMIN_TOKEN`, or else
//! against the embedded host. Where a case needs a server of its own, `WILLIW_NEW_SERVER` is asked for one: it takes the
//! variables, a JSON object, and answers with the address.
//!
//! `cargo test -p williw-conformance` runs all of them; an argument, such as `-- nodes/list`, those
//! with that in their name. A new case is a new file in `cases/`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use williw_conformance::{Servers, run};
use williw_embedded::Host;
use williw_embedded::testing::Server;

/// The operator's token of the servers that are started here.
const ADMIN_TOKEN: &str = "the-operator-of-this-test";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-')).map_or("", String::as_str);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let report = match std::env::var("WILLIW_BASE_URL") {
        Ok(address) => {
            let token = std::env::var("WILLIW_ADMIN_TOKEN").unwrap_or_default();
            run(&folder, filter, &mut Given { address, token, new_server: std::env::var("WILLIW_NEW_SERVER").ok() })
        }
        Err(_) => run(&folder, filter, &mut Embedded::default()),
    };
    println!("{} held, {} failed, {} skipped", report.passed, report.failed, report.skipped);
    if report.failed == 0 && report.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A server that somebody else has started, such as workerd; not one in production.
struct Given {
    address: String,
    token: String,
    /// Whom to ask for another one.
    new_server: Option<String>,
}

impl Servers for Given {
    fn address(&mut self, vars: &BTreeMap<String, String>) -> Option<String> {
        if vars.is_empty() {
            return Some(self.address.clone());
        }
        let reply = reqwest::blocking::Client::new().post(self.new_server.as_ref()?).json(vars).send();
        let reply = reply.and_then(|reply| reply.error_for_status()).and_then(|reply| reply.text());
        Some(reply.expect("a server with variables of its own starts"))
    }

    fn admin_token(&self) -> String {
        self.token.clone()
    }
}

/// The embedded host: one server for all cases without variables of their own, on a new data folder.
#[derive(Default)]
struct Embedded {
    shared: Option<Started>,
    own: Option<Started>,
}

/// The folder goes after the server has stopped.
struct Started {
    server: Server,
    _data: tempfile::TempDir,
}

impl Servers for Embedded {
    fn address(&mut self, vars: &BTreeMap<String, String>) -> Option<String> {
        let started = if vars.is_empty() {
            self.shared.get_or_insert_with(|| Started::new(vars))
        } else {
            self.own.insert(Started::new(vars))
        };
        Some(started.server.base_url())
    }

    fn admin_token(&self) -> String {
        ADMIN_TOKEN.to_owned()
    }
}

impl Started {
    fn new(vars: &BTreeMap<String, String>) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder can be made");
        let setup = Host::in_memory().real_time().data(data.path()).secret("ADMIN_TOKEN", ADMIN_TOKEN).test_scheduled();
        let setup = vars.iter().fold(setup, |setup, (name, value)| setup.var(name, value));
        Started { server: Server::start(|| williw::app::worker(williw::Service), setup), _data: data }
    }
}
