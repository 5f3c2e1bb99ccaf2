//! The node's key in a file: a JSON list of 64 numbers, the secret half and the public one, as solana-keygen writes it, so
//! that the file is the wallet that the node is paid to, too.
//!
//! What is hard: nobody else may read it, not even for the moment in which it is made; and two programs that make it at the
//! same time must end with one key.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use williw_workers::http::auth::Signer;

/// Reads the key; makes it where there is no file.
pub(crate) fn load(file: &Path) -> io::Result<[u8; 32]> {
    match std::fs::read_to_string(file) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == ErrorKind::NotFound => match make(file) {
            // Somebody else was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => parse(&std::fs::read_to_string(file)?),
            made => made,
        },
        Err(error) => Err(error),
    }
}

fn parse(text: &str) -> io::Result<[u8; 32]> {
    let invalid = |reason| io::Error::new(ErrorKind::InvalidData, reason);
    // What serde would say of it has some of it in it.
    let pair: Option<[u8; 64]> = serde_json::from_str::<Vec<u8>>(text).ok().and_then(|bytes| bytes.try_into().ok());
    let pair = pair.ok_or_else(|| invalid("it must be a JSON list of 64 numbers"))?;
    let key = *pair.first_chunk::<32>().unwrap_or(&[0; 32]);
    if key_pair(&key)? == pair { Ok(key) } else { Err(invalid("its second half is not the public key of its first")) }
}

fn key_pair(key: &[u8; 32]) -> io::Result<[u8; 64]> {
    let signer = Signer::new("", key).map_err(io::Error::other)?;
    let mut pair = [0; 64];
    pair.iter_mut().zip(key.iter().copied().chain(signer.public_key())).for_each(|(byte, from)| *byte = from);
    Ok(pair)
}

fn make(file: &Path) -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let text = serde_json::to_string(&key_pair(&key)?[..])?;
    if let Some(folder) = file.parent() {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)?;
    }
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(file)?.write_all(text.as_bytes())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys").join("one.json");
        let key = load(&file).unwrap();
        assert_eq!(load(&file).unwrap(), key);
        assert_ne!(load(&folder.path().join("two.json")).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_a_word_of_it() {
        let pair = key_pair(&[7; 32]).unwrap();
        assert_eq!(parse(&format!(" {:?}\n", &pair[..])).unwrap(), [7; 32]);
        let mut other = pair;
        other[63] ^= 1;
        for text in ["", "[]", "[256]", "{}", &format!("{:?}", &pair[..63]), &format!("{:?}", &other[..])] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("it"), "{error}");
        }
    }
}
