//! The tag of an image's name, as far as the pull policy depends on it. It must not know containers.

/// Whether a name means the tag `latest`: it says so, or names neither a tag nor a digest. A name that is wrong does
/// not.
pub(super) fn is_latest(name: &str) -> bool {
    let (name, digest) = match name.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (name, None),
    };
    let slash = name.rfind('/').map_or(0, |slash| slash + 1);
    let (path, tag) = match name.get(slash..).and_then(|last| last.rfind(':')) {
        Some(colon) => (&name[..slash + colon], Some(&name[slash + colon + 1..])),
        None => (name, None),
    };
    let right = is_repository(path) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    right && tag.map_or(digest.is_none(), |tag| tag == "latest")
}

fn is_repository(path: &str) -> bool {
    const LONGEST: usize = 255;
    let is_id = path.len() == 64 && path.bytes().all(|byte| b"0123456789abcdef".contains(&byte));
    let (domain, remainder) = match path.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            (Some(first), rest)
        }
        _ => (None, path),
    };
    path.len() <= LONGEST && !is_id && domain.is_none_or(is_domain) && remainder.split('/').all(is_component)
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (domain, None),
    };
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_host = match is_address {
        Some(address) => address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':'),
        None => host.split('.').all(is_part),
    };
    is_host && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Lower-case letters and digits, with single dots, one or two underscores or any number of dashes between them.
fn is_component(part: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    let framed = bytes.first().is_some_and(|&byte| word(byte)) && bytes.last().is_some_and(|&byte| word(byte));
    let separators = part.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    framed
        && separators
            .into_iter()
            .all(|separator| ["", ".", "_", "__"].contains(&separator) || separator.bytes().all(|byte| byte == b'-'))
}

fn is_tag(tag: &str) -> bool {
    const LONGEST: usize = 128;
    (1..=LONGEST).contains(&tag.len())
        && !tag.starts_with(['.', '-'])
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

fn is_digest(digest: &str) -> bool {
    let length = match digest.split_once(':') {
        Some(("sha256", _)) => 64,
        Some(("sha384", _)) => 96,
        Some(("sha512", _)) => 128,
        _ => return false,
    };
    let Some((_, hex)) = digest.split_once(':') else { return false };
    hex.len() == length && hex.bytes().all(|byte| b"0123456789abcdef".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::is_latest;

    #[test]
    fn which_names_mean_latest() {
        for name in ["nginx", "nginx:latest", "localhost:5000/a/b", "ghcr.io/a/b", "a/b"] {
            assert!(is_latest(name), "{name}");
        }
        let digest = format!("nginx@sha256:{}", "a".repeat(64));
        for name in ["nginx:1", "", "NGINX", " nginx", "nginx:", "a//b", "-a", &digest, "image:latest@sha256:1"] {
            assert!(!is_latest(name), "{name}");
        }
    }
}
