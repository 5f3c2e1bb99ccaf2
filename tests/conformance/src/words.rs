//! The words in double braces that a case's texts may hold.
//!
//! | word | stands for |
//! | --- | --- |
//! | `{{id}}`, `{{id:2}}` | an id that no other run of any case has |
//! | `{{key}}`, `{{key:2}}` | an ed25519 public key in base58, the same in every run |
//! | `{{hex}}`, `{{hex:2}}` | the same key in hex |
//! | `{{long:300}}` | the letter `a` so many times |
//! | `{{name}}` | what the file's `[words]` say, or a step before has captured under that name |

use std::collections::BTreeMap;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use serde_json::Value;

#[derive(Debug)]
pub(crate) struct Words {
    /// What the ids of this run begin with.
    prefix: String,
    own: BTreeMap<String, String>,
}

impl Words {
    pub(crate) fn new(case: &str, own: &BTreeMap<String, String>) -> Self {
        let case: String = case.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(30).collect();
        Words { prefix: format!("{case}.{}", run()), own: own.clone() }
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
            "id" => Ok(format!("{}.{}", self.prefix, number()?)),
            "key" => Ok(bs58::encode(key(number()?)).into_string()),
            "hex" => Ok(key(number()?).iter().map(|byte| format!("{byte:02x}")).collect()),
            "long" => Ok("a".repeat(number()?.try_into().unwrap_or(0))),
            _ => match self.own.get(word) {
                Some(text) => self.fill(text),
                None => Err(format!("no step before has captured `{word}`")),
            },
        }
    }
}

/// A public key: so many times the base point, which is never of small order.
fn key(number: u32) -> [u8; 32] {
    EdwardsPoint::mul_base(&Scalar::from(number.max(1))).compress().to_bytes()
}

/// A text that no other run has.
#[expect(clippy::disallowed_methods, reason = "a client of the service, which has no WorkersClock")]
fn run() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("{:x}", now.as_micros())
}
