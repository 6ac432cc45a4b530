//! The images that can be pulled, as data: names and tags, files, entrypoint, user. An image that is not here cannot be
//! pulled. It must not know how a container runs.

mod reference;

use std::sync::{Arc, LazyLock, OnceLock};

use include_dir::{Dir, include_dir};

use crate::exercise::Image;

pub use reference::Reference;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/images");

/// The images of the program itself, each read when it is first looked for: most Pods run one or two of them.
static BUILT_IN: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| {
    let mut files: Vec<_> = FILES.files().filter(|file| file.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|file| file.path());
    let texts = files.iter().filter_map(|file| file.contents_utf8());
    texts.map(|text| BuiltIn { text, image: OnceLock::new() }).collect()
});

struct BuiltIn {
    text: &'static str,
    image: OnceLock<Option<Arc<Image>>>,
}

impl BuiltIn {
    /// The image; a test has read them all.
    fn image(&self) -> Option<&Arc<Image>> {
        self.image.get_or_init(|| Image::read("", self.text).ok().map(Arc::new)).as_ref()
    }

    /// The image, where it has that name.
    fn named(&self, name: &str) -> Option<&Arc<Image>> {
        // What the file nowhere writes is not its name.
        if !self.text.contains(&format!("\"{name}\"")) {
            return None;
        }
        self.image().filter(|image| has_name(image, name))
    }
}

fn has_name(image: &Image, name: &str) -> bool {
    image.names.iter().any(|own| own == name)
}

/// An image that was found under a name.
#[derive(Debug, Clone)]
pub struct Found {
    pub image: Arc<Image>,
    /// `docker.io/library/busybox:1.36`
    pub reference: String,
    /// `sha256:…`
    pub id: String,
    /// It need not be pulled.
    pub present: bool,
}

/// What a name leads to.
#[derive(Debug, Clone)]
pub enum Lookup {
    Found(Found),
    /// It is no name; the words of the parser.
    Invalid(String),
    /// There is no such image; the words of the registry.
    Unknown(String),
}

/// The images of a simulation: the program's own and those that a pack brings.
#[derive(Debug, Clone, Default)]
pub struct Images {
    /// Those of a pack.
    own: Vec<Arc<Image>>,
}

impl Images {
    /// The program's own images, and before them those of a pack: of two with the same name and tag, the pack's is used.
    #[must_use]
    pub fn with(own: &[Arc<Image>]) -> Self {
        Self { own: own.to_vec() }
    }

    /// All images that have a name, those of a pack first.
    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Arc<Image>> {
        let own = self.own.iter().filter(move |image| has_name(image, name));
        own.chain(BUILT_IN.iter().filter_map(move |image| image.named(name)))
    }

    /// The image under a name, where there is one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Found> {
        match self.look_up(name) {
            Lookup::Found(found) => Some(found),
            _ => None,
        }
    }

    /// What a name leads to.
    #[must_use]
    pub fn look_up(&self, name: &str) -> Lookup {
        let reference = match Reference::parse(name) {
            Ok(reference) => reference,
            Err(words) => return Lookup::Invalid(format!("couldn't parse image name {name:?}: {words}")),
        };
        let full = reference.full();
        let own = reference.short_path();
        let named: Vec<&Arc<Image>> = self.named(&own).collect();
        let unresolved = format!("failed to pull and unpack image {full:?}: failed to resolve reference {full:?}");
        if named.is_empty() {
            return Lookup::Unknown(format!(
                "{unresolved}: pull access denied, repository does not exist or may require authorization: server \
                 message: insufficient_scope: authorization failed"
            ));
        }
        let tag = reference.tag.as_deref().unwrap_or("latest");
        match named.into_iter().find(|image| reference.digest.is_some() || image.has(tag)) {
            None => Lookup::Unknown(format!("{unresolved}: {full}: not found")),
            Some(image) => Lookup::Found(Found {
                image: Arc::clone(image),
                id: format!("sha256:{}", fingerprint(&full)),
                present: image.present.iter().any(|present| present == tag),
                reference: full,
            }),
        }
    }

    /// The names of all images, for help and completion.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let all = self.own.iter().chain(BUILT_IN.iter().filter_map(BuiltIn::image));
        all.flat_map(|image| image.names.iter().map(String::as_str))
    }
}

impl Images {
    /// A tag that an image surely has: its highest version.
    #[must_use]
    pub fn newest_tag(&self, name: &str) -> Option<String> {
        self.named(name).next().map(|image| image.versions[1].clone())
    }
}

/// 64 hexadecimal digits that belong to a text.
fn fingerprint(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_an_image() {
        for file in FILES.files() {
            let text = file.contents_utf8().unwrap();
            if let Err(problems) = Image::read(&file.path().display().to_string(), text) {
                panic!("{}", problems[0]);
            }
        }
    }

    #[test]
    fn every_image_is_found_by_each_of_its_names() {
        let images = Images::default();
        for name in images.names() {
            assert!(images.newest_tag(name).is_some(), "{name}");
        }
    }

    #[test]
    fn names_resolve_as_on_docker_hub() {
        let images = Images::default();
        for name in [
            "busybox:1.36",
            "docker.io/library/busybox:1.36",
            "library/busybox",
            "index.docker.io/library/busybox:latest",
        ] {
            assert!(images.find(name).is_some(), "{name}");
        }
        assert!(images.find("busybox:1.36").unwrap().present);
        for name in ["nosuch-image:9.9", "busybox:9.9", "busybox:latst", "quay.io/busybox:1.36"] {
            assert!(matches!(images.look_up(name), Lookup::Unknown(_)), "{name}");
        }
        for name in ["busybox:1:2", "Busybox", "busybox:", "a b"] {
            assert!(matches!(images.look_up(name), Lookup::Invalid(_)), "{name}");
        }
    }
}
