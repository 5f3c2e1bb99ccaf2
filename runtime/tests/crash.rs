//! `kill -9` at any moment: whatever was acknowledged is there after a restart.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::blocking::Client;
use serde_json::json;

const KEY: &str = "5866666666666666666666666666666666666666666666666666666666666666";

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let client = Client::new();
    let mut acknowledged: Vec<String> = Vec::new();
    // Different moments, and none is quite the same from run to run.
    for (round, millis) in [30, 71, 113, 190, 257].into_iter().enumerate() {
        let mut server = Server::start(&data);
        let (client, address) = (&client, server.address.clone());
        let address = address.as_str();
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..4)
                .map(|writer| {
                    scope.spawn(move || {
                        let ids = (0..).map(|number| format!("n{round}-{writer}-{number}"));
                        ids.take_while(|id| register(client, address, id)).collect::<Vec<_>>()
                    })
                })
                .collect();
            std::thread::sleep(Duration::from_millis(millis));
            server.kill();
            acknowledged.extend(writers.into_iter().flat_map(|writer| writer.join().unwrap()));
        });
    }
    assert!(!acknowledged.is_empty(), "no round got as far as one reply");
    let server = Server::start(&data);
    for id in &acknowledged {
        let reply = client.get(format!("{}/api/nodes/node?node_id={id}", server.address)).send().unwrap();
        assert_eq!(reply.status().as_u16(), 200, "node {id} was acknowledged and is gone");
    }
    println!("{} nodes were acknowledged, and all are there", acknowledged.len());
}

/// Whether the server has acknowledged a new node. Only a server that is gone does not.
fn register(client: &Client, address: &str, id: &str) -> bool {
    let capabilities = json!({"cpu_cores": 1, "memory_mb": 1, "network_type": "wifi", "max_bandwidth_mbps": 1});
    let body = json!({"node_id": id, "address": "a", "public_key": KEY, "capabilities": capabilities});
    let Ok(reply) = client.post(format!("{address}/api/nodes/register")).json(&body).send() else {
        return false;
    };
    assert_eq!(reply.status().as_u16(), 201, "node {id}");
    true
}

/// The real binary, on any free port.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_williw"))
            .args(["serve", "--port", "0", "--data"])
            .arg(data)
            .envs([("MAX_NODES", "1000000"), ("AUTH_MODE", "off")])
            .envs(["ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"].map(|limit| (limit, "1000000")))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut greeting).unwrap();
        let address = greeting.split_whitespace().find(|word| word.starts_with("http://"));
        let address = address.unwrap_or_else(|| panic!("the server says `{greeting}` and no address")).to_owned();
        Server { process, address }
    }

    /// SIGKILL.
    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
