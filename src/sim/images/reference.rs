//! An image's name, taken apart as a container runtime does. It must not know which images exist.

/// A name with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// `docker.io`
    pub domain: String,
    /// `library/nginx`
    pub path: String,
    pub tag: Option<String>,
    pub digest: Option<String>,
}

impl Reference {
    /// Takes a name apart.
    ///
    /// # Errors
    /// In the words of the reference parser.
    pub fn parse(name: &str) -> Result<Self, String> {
        const INVALID: &str = "invalid reference format";
        let (rest, digest) = match name.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (name, None),
        };
        if digest.is_some_and(|digest| !is_digest(digest)) {
            return Err(INVALID.to_owned());
        }
        let slash = rest.rfind('/').map_or(0, |at| at + 1);
        let (path, tag) = match rest[slash..].find(':') {
            Some(colon) => (&rest[..slash + colon], Some(&rest[slash + colon + 1..])),
            None => (rest, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(INVALID.to_owned());
        }
        let (domain, path) = match path.split_once('/') {
            Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest.to_owned()),
            _ => ("docker.io", path.to_owned()),
        };
        let domain = if domain == "index.docker.io" { "docker.io" } else { domain };
        let path = if domain == "docker.io" && !path.contains('/') { format!("library/{path}") } else { path };
        if path.chars().any(|c| c.is_ascii_uppercase())
            && path.chars().all(|c| c.is_ascii_uppercase() || is_path_char(c))
        {
            return Err(format!("{INVALID}: repository name ({path}) must be lowercase"));
        }
        let good = |part: &str| {
            !part.is_empty()
                && part.chars().all(is_path_char)
                && part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part.ends_with(|c: char| c.is_ascii_alphanumeric())
        };
        if !path.split('/').all(good) {
            return Err(INVALID.to_owned());
        }
        Ok(Self {
            domain: domain.to_owned(),
            path,
            tag: tag.map(ToOwned::to_owned),
            digest: digest.map(ToOwned::to_owned),
        })
    }

    /// The name in full: `docker.io/library/nginx:latest`.
    #[must_use]
    pub fn full(&self) -> String {
        let name = format!("{}/{}", self.domain, self.path);
        match (&self.tag, &self.digest) {
            (_, Some(digest)) => format!("{name}@{digest}"),
            (Some(tag), None) => format!("{name}:{tag}"),
            (None, None) => format!("{name}:latest"),
        }
    }

    /// The path, with its registry where that is not Docker Hub.
    #[must_use]
    pub fn short_path(&self) -> String {
        if self.domain == "docker.io" { self.path.clone() } else { format!("{}/{}", self.domain, self.path) }
    }
}

fn is_path_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | '/')
}

fn is_tag(tag: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    !tag.is_empty() && tag.len() <= 128 && tag.chars().all(good) && !tag.starts_with(['.', '-'])
}

fn is_digest(digest: &str) -> bool {
    digest
        .split_once(':')
        .is_some_and(|(kind, hex)| !kind.is_empty() && hex.len() >= 32 && hex.chars().all(|c| c.is_ascii_hexdigit()))
}
