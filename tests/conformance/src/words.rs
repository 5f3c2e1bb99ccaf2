//! The words in double braces that a case's texts may hold.
//!
//! | word | stands for |
//! | --- | --- |
//! | `{{id}}`, `{{id:2}}` | an id that no other run of any case has |
//! | `{{key}}`, `{{key:2}}` | an ed25519 public key in base58, the same in every run |
//! | `{{hex}}`, `{{hex:2}}` | the same key in hex |
//! | `{{HEX}}`, `{{HEX:2}}` | the same in upper case |
//! | `{{wallet}}`, `{{wallet:2}}` | a wallet address that no other run of any case has |
//! | `{{admin}}` | the operator's token |
//! | `{{now}}`, `{{now:2}}` | the time in milliseconds, and so many milliseconds more |
//! | `{{long:300}}` | the letter `a` so many times |
//! | `{{name}}` | what the file's `[words]` say, or a step before has captured under that name |

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::sign;

#[derive(Debug)]
pub(crate) struct Words {
    /// What the ids of this run begin with.
    prefix: String,
    admin: String,
    own: BTreeMap<String, String>,
}

impl Words {
    pub(crate) fn new(case: &str, admin: &str, own: &BTreeMap<String, String>) -> Self {
        let case: String = case.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(30).collect();
        Words { prefix: format!("{case}.{}", run()), admin: admin.to_owned(), own: own.clone() }
    }

    /// The id of this number.
    pub(crate) fn id(&self, number: u32) -> String {
        format!("{}.{number}", self.prefix)
    }

    /// The number of an id of this run.
    pub(crate) fn number_of_id(&self, id: &str) -> Option<u32> {
        id.strip_prefix(&self.prefix)?.strip_prefix('.')?.parse().ok()
    }

    /// The number of a key of this run, in base58 or hex.
    pub(crate) fn number_of_key(&self, text: &str) -> Option<u32> {
        (1..20).find(|number| {
            let key = sign::public_key(*number);
            text == bs58::encode(key).into_string() || text.eq_ignore_ascii_case(&hex(&key))
        })
    }

    pub(crate) fn admin(&self) -> &str {
        &self.admin
    }

    pub(crate) fn capture(&mut self, name: &str, value: &Value) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.own.insert(name.to_owned(), text);
    }

    /// The text with every word replaced.
    pub(crate) fn fill(&self, text: &str) -> Result<String, String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (word, after) = after.split_once("}}").ok_or("a word in double braces has no end")?;
            out.push_str(before);
            out.push_str(&self.word(word)?);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn word(&self, word: &str) -> Result<String, String> {
        let (kind, number) = word.split_once(':').unwrap_or((word, "1"));
        let number = || number.parse::<u32>().map_err(|_| format!("`{{{{{word}}}}}` has no number"));
        match kind {
            "id" => Ok(self.id(number()?)),
            "key" => Ok(bs58::encode(sign::public_key(number()?)).into_string()),
            "hex" => Ok(hex(&sign::public_key(number()?))),
            "HEX" => Ok(hex(&sign::public_key(number()?)).to_uppercase()),
            "wallet" => Ok(bs58::encode(Sha256::digest(self.id(number()?))).into_string()),
            "admin" => Ok(self.admin.clone()),
            "now" => Ok((sign::now_ms() + i64::from(number()?) - 1).to_string()),
            "long" => Ok("a".repeat(number()?.try_into().unwrap_or(0))),
            _ => match self.own.get(word) {
                Some(text) => self.fill(text),
                None => Err(format!("no step before has captured `{word}`")),
            },
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text that no other run has.
#[expect(clippy::disallowed_methods, reason = "a client of the service, which has no WorkersClock")]
fn run() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("{:x}", now.as_micros())
}
