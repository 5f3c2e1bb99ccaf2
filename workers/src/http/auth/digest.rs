//! `Content-Digest` (RFC 9530) with sha-256: what binds a body to a signature that covers the field.

use sfv::GenericBareItem;
use sha2::{Digest, Sha256};

use super::AuthError;
use super::fields::{self, Value};

/// The field's name.
pub(super) const CONTENT_DIGEST: &str = "content-digest";

/// Whether the field's sha-256 is the body's. Digests of other algorithms beside it are passed over.
///
/// # Errors
/// [`AuthError::Digest`] where it is not, where there is none, and where there are several.
pub(super) fn check(field: &str, body: &[u8]) -> Result<(), AuthError> {
    let members = fields::dictionary(field);
    let members = members.ok_or(AuthError::Digest("`Content-Digest` is not as RFC 9530 says"))?;
    let mut digests = members.iter().filter(|member| member.key.as_str() == "sha-256");
    let (Some(digest), None) = (digests.next(), digests.next()) else {
        return Err(AuthError::Digest("`Content-Digest` must hold one sha-256"));
    };
    match &digest.value {
        Value::Item(GenericBareItem::ByteSequence(digest))
            if digest[..] == Sha256::digest(body)[..] && fields::is_canonical(field, digest) =>
        {
            Ok(())
        }
        _ => Err(AuthError::Digest("the sha-256 in `Content-Digest` is not that of the body")),
    }
}

/// The field's value for a body.
#[cfg(feature = "client")]
pub(super) fn write(body: &[u8]) -> String {
    let mut out = sfv::DictSerializer::new();
    out.bare_item(sfv::key_ref("sha-256"), &Sha256::digest(body)[..]);
    out.finish().unwrap_or_default()
}
