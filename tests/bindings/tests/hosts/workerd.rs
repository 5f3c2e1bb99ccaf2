//! The Worker on workerd, which `scripts/bindings.mjs` has started, in real time.

use std::time::Duration;

use reqwest::blocking::Client;

use crate::outside::Outside;

#[derive(Clone)]
pub(crate) struct Server {
    url: String,
    client: Client,
}

impl Server {
    pub(crate) fn from_environment() -> Option<Self> {
        let url = std::env::var("WILLIW_BINDINGS_URL").ok()?;
        let client = Client::builder().timeout(Duration::from_secs(120)).build().unwrap();
        Some(Server { url, client })
    }
}

impl Outside for Server {
    fn get(&mut self, target: &str) -> (u16, String) {
        let reply = self.client.get(format!("{}{target}", self.url)).send().unwrap();
        (reply.status().as_u16(), reply.text().unwrap())
    }

    fn wait(&mut self, seconds: u64) {
        std::thread::sleep(Duration::from_secs(seconds));
    }
}
