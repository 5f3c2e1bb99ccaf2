//! What KV refuses, in the words that it refuses it with.
//! <https://developers.cloudflare.com/kv/platform/limits/>

use super::{Expiry, KvError, KvList, KvPut};

const MAX_KEY: usize = 512;
const MAX_VALUE: usize = 26_214_400;
const MAX_METADATA: usize = 1024;
const MAX_LIST: u32 = 1000;
const MIN_TTL: u64 = 60;
const MIN_CACHE_TTL: u32 = 30;
/// The most keys of one bulk read.
pub(super) const MAX_BULK: usize = 100;

/// Checks a key; `operation` is GET, PUT or DELETE.
pub(super) fn check_key(operation: &str, key: &str) -> Result<(), KvError> {
    if key.is_empty() {
        return Err(KvError::Limit("Key name cannot be empty.".to_owned()));
    }
    if key == "." || key == ".." {
        return Err(KvError::Limit(format!("\"{key}\" is not allowed as a key name.")));
    }
    check_length(operation, key)
}

fn check_length(operation: &str, key: &str) -> Result<(), KvError> {
    let length = key.len();
    if length > MAX_KEY {
        let text = format!("UTF-8 encoded length of {length} exceeds key length limit of {MAX_KEY}.");
        return Err(refused(operation, 414, &text));
    }
    Ok(())
}

pub(super) fn check_cache_ttl(operation: &str, cache_ttl: Option<u32>) -> Result<(), KvError> {
    match cache_ttl {
        Some(ttl) if ttl < MIN_CACHE_TTL => {
            let text = format!("Invalid cache_ttl of {ttl}. Cache TTL must be at least {MIN_CACHE_TTL}.");
            Err(refused(operation, 400, &text))
        }
        _ => Ok(()),
    }
}

/// Checks a write at this time, in milliseconds since 1970.
pub(super) fn check_put(key: &str, put: &KvPut, now_ms: u64) -> Result<(), KvError> {
    check_key("PUT", key)?;
    let now = now_ms / 1000;
    let text = match put.expiry {
        Some(Expiry::After(0)) => "Invalid expiration_ttl of 0. Please specify integer greater than 0.".to_owned(),
        Some(Expiry::After(ttl)) if ttl < MIN_TTL => {
            format!("Invalid expiration_ttl of {ttl}. Expiration TTL must be at least {MIN_TTL}.")
        }
        Some(Expiry::At(at)) if at <= now => format!(
            "Invalid expiration of {at}. Please specify integer greater than the current number of seconds since the \
             UNIX epoch."
        ),
        Some(Expiry::At(at)) if at < now + MIN_TTL => {
            format!("Invalid expiration of {at}. Expiration times must be at least {MIN_TTL} seconds in the future.")
        }
        _ => String::new(),
    };
    if !text.is_empty() {
        return Err(refused("PUT", 400, &text));
    }
    let metadata = put.metadata.as_ref().map_or(0, String::len);
    if metadata > MAX_METADATA {
        return Err(refused("PUT", 413, &format!("Metadata length of {metadata} exceeds limit of {MAX_METADATA}.")));
    }
    let value = put.value.len();
    if value > MAX_VALUE {
        return Err(refused("PUT", 413, &format!("Value length of {value} exceeds limit of {MAX_VALUE}.")));
    }
    Ok(())
}

pub(super) fn check_list(list: &KvList) -> Result<(), KvError> {
    let text = match list.limit {
        Some(0) => "Invalid key_count_limit of 0. Please specify an integer greater than 0.".to_owned(),
        Some(limit) if limit > MAX_LIST => {
            format!("Invalid key_count_limit of {limit}. Please specify an integer less than {MAX_LIST}.")
        }
        _ => return check_length("GET", &list.prefix),
    };
    Err(refused("GET", 400, &text))
}

fn refused(operation: &str, status: u16, text: &str) -> KvError {
    KvError::Limit(format!("KV {operation} failed: {status} {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(expiry: Option<Expiry>) -> KvPut {
        KvPut { value: Vec::new(), expiry, metadata: None }
    }

    #[track_caller]
    fn check(result: Result<(), KvError>, words: &str) {
        assert_eq!(result.unwrap_err().to_string(), words);
    }

    #[test]
    fn keys() {
        assert_eq!(check_key("GET", &"é".repeat(256)), Ok(()));
        let words = "KV DELETE failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.";
        check(check_key("DELETE", &"x".repeat(513)), words);
        check(check_key("GET", ""), "Key name cannot be empty.");
        check(check_key("GET", ".."), "\"..\" is not allowed as a key name.");
    }

    #[test]
    fn expiry() {
        let now = 1_000_000_999;
        assert_eq!(check_put("k", &put(Some(Expiry::After(60))), now), Ok(()));
        assert_eq!(check_put("k", &put(Some(Expiry::At(1_000_060))), now), Ok(()));
        let failed = "KV PUT failed: 400 Invalid";
        for (expiry, words) in [
            (Expiry::After(0), "expiration_ttl of 0. Please specify integer greater than 0."),
            (Expiry::After(59), "expiration_ttl of 59. Expiration TTL must be at least 60."),
            (
                Expiry::At(1_000_000),
                "expiration of 1000000. Please specify integer greater than the current number of seconds since the UNIX epoch.",
            ),
            (
                Expiry::At(1_000_059),
                "expiration of 1000059. Expiration times must be at least 60 seconds in the future.",
            ),
        ] {
            check(check_put("k", &put(Some(expiry)), now), &format!("{failed} {words}"));
        }
    }

    #[test]
    fn sizes() {
        let large = KvPut { value: vec![0; MAX_VALUE + 1], ..put(None) };
        check(check_put("k", &large, 0), "KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.");
        let metadata = KvPut { metadata: Some("x".repeat(1025)), ..put(None) };
        check(check_put("k", &metadata, 0), "KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.");
        let list = |limit| KvList { limit: Some(limit), ..KvList::default() };
        assert_eq!(check_list(&list(1000)), Ok(()));
        let words = "KV GET failed: 400 Invalid key_count_limit of 1001. Please specify an integer less than 1000.";
        check(check_list(&list(1001)), words);
        check(
            check_cache_ttl("GET", Some(29)),
            "KV GET failed: 400 Invalid cache_ttl of 29. Cache TTL must be at least 30.",
        );
    }
}
