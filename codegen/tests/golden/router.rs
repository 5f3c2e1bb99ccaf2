/// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint<'p> {
    /// `/health`
    Health,
    /// `/items`
    Items,
    /// `/items/latest`
    ItemsLatest,
    /// `/items/{id}`
    ItemsById(&'p str),
    /// `/items/{id}/parts/{part}`
    ItemsByIdPartsByPart(&'p str, &'p str),
    /// `/items/`
    ItemsSlash,
}
/// Finds the endpoint of a path, which is what stands before `?` in a request's target.
#[allow(clippy::collapsible_if, clippy::collapsible_match)]
pub fn route(path: &str) -> ::core::option::Option<Endpoint<'_>> {
    use ::core::option::Option::{None, Some};
    /// Splits before the next `/` or at the end; an empty segment is no parameter.
    #[inline(always)]
    fn segment(rest: &str) -> ::core::option::Option<(&str, &str)> {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const SLASHES: u64 = ONES * b'/' as u64;
        let mut bytes = rest.as_bytes();
        let mut end = 0;
        while let Some((word, after)) = bytes.split_first_chunk::<8>() {
            let differ = u64::from_le_bytes(*word) ^ SLASHES;
            let zeros = differ.wrapping_sub(ONES) & !differ & (ONES << 7);
            if zeros != 0 {
                end += (zeros.trailing_zeros() / 8) as usize;
                bytes = &[];
                break;
            }
            end += 8;
            bytes = after;
        }
        for byte in bytes {
            if *byte == b'/' {
                break;
            }
            end += 1;
        }
        if end == 0 { None } else { rest.split_at_checked(end) }
    }
    let rest = path;
    if let Some(rest) = rest.strip_prefix("/") {
        match rest.as_bytes() {
            [b'h', ..] => {
                if rest == "health" {
                    return Some(Endpoint::Health);
                }
            }
            [b'i', ..] => {
                if let Some(rest) = rest.strip_prefix("items") {
                    if rest.is_empty() {
                        return Some(Endpoint::Items);
                    }
                    if let Some(rest) = rest.strip_prefix("/") {
                        if rest.is_empty() {
                            return Some(Endpoint::ItemsSlash);
                        }
                        if rest == "latest" {
                            return Some(Endpoint::ItemsLatest);
                        }
                        if let Some((p0, rest)) = segment(rest) {
                            if rest.is_empty() {
                                return Some(Endpoint::ItemsById(p0));
                            }
                            if let Some(rest) = rest.strip_prefix("/parts/") {
                                if let Some((p1, rest)) = segment(rest) {
                                    if rest.is_empty() {
                                        return Some(Endpoint::ItemsByIdPartsByPart(p0, p1));
                                    }
                                }
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    None
}
