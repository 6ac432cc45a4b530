//! The images that can be pulled, as data: names and tags, files, entrypoint, user. An image that is not here cannot be
//! pulled. It must not know how a container runs.

mod reference;

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use include_dir::{Dir, include_dir};
use serde::Deserialize;

pub use reference::Reference;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/images");

/// The images of the program itself, read once.
static BUILT_IN: LazyLock<Vec<Arc<Image>>> = LazyLock::new(|| {
    let mut files: Vec<_> = FILES.files().filter(|file| file.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|file| file.path());
    files.iter().filter_map(|file| Image::read(file.contents_utf8()?).ok()).map(Arc::new).collect()
});

/// An image: what is in it and how it is started.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Full names without a registry where that is Docker Hub: `library/nginx`, `ghcr.io/org/app`.
    pub names: Vec<String>,
    /// The lowest and the highest version that exist, by their first two numbers.
    pub versions: [String; 2],
    /// Tags that are words.
    #[serde(default = "latest")]
    pub words: Vec<String>,
    /// What may follow a version or stand for it: `alpine`, `slim-bookworm`.
    #[serde(default)]
    pub suffixes: Vec<String>,
    /// Tags that lie on the node already.
    #[serde(default)]
    pub present: Vec<String>,
    /// Bytes to pull.
    #[serde(default = "usual_size")]
    pub size: u64,
    #[serde(default)]
    pub entrypoint: Vec<String>,
    #[serde(default)]
    pub command: Vec<String>,
    /// The environment, in order.
    #[serde(default, rename = "env", deserialize_with = "pairs")]
    pub env: Vec<(String, String)>,
    /// The user that it runs as.
    #[serde(default)]
    pub user: u32,
    #[serde(default)]
    pub group: u32,
    /// Where the image names its user instead of giving a number.
    #[serde(default)]
    pub user_name: Option<String>,
    #[serde(default = "root")]
    pub working_dir: String,
    /// Which commands its `/bin` has.
    #[serde(default)]
    pub commands: Commands,
    /// Folders besides the usual.
    #[serde(default)]
    pub dirs: Vec<DirSpec>,
    #[serde(default)]
    pub files: Vec<FileSpec>,
    /// Symbolic links: path and target.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
}

/// Which commands an image has besides its own files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Commands {
    /// All of busybox.
    #[default]
    Busybox,
    /// Alpine: busybox and its package manager's file.
    Alpine,
    /// A Debian image: a shell and the coreutils; no `ps`, `nc`, `wget`, `vi`.
    Debian,
    /// Nothing, not even a shell.
    None,
}

/// A folder of an image.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirSpec {
    pub path: String,
    /// Octal digits.
    #[serde(default)]
    pub mode: Option<String>,
    #[serde(default)]
    pub owner: [u32; 2],
}

/// A file of an image: text, or a program of the simulator's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSpec {
    pub path: String,
    #[serde(default)]
    pub text: String,
    /// A program by name instead of text.
    #[serde(default)]
    pub program: Option<String>,
    /// Octal digits.
    #[serde(default)]
    pub mode: Option<String>,
    #[serde(default)]
    pub owner: [u32; 2],
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
#[derive(Debug, Clone)]
pub struct Images {
    list: Vec<Arc<Image>>,
}

impl Default for Images {
    fn default() -> Self {
        Self { list: BUILT_IN.clone() }
    }
}

impl Image {
    /// Reads an image's TOML.
    ///
    /// # Errors
    /// With the place where it is not an image.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    fn has(&self, tag: &str) -> bool {
        if self.words.iter().any(|word| word == tag) || self.suffixes.iter().any(|suffix| suffix == tag) {
            return true;
        }
        let tag = tag.strip_prefix('v').unwrap_or(tag);
        let (version, suffix) = tag.split_once('-').map_or((tag, None), |(version, suffix)| (version, Some(suffix)));
        let known_suffix = suffix.is_none_or(|suffix| self.suffixes.iter().any(|s| s == suffix));
        let Some(own) = numbers(version) else { return false };
        let [Some(low), Some(high)] = [&self.versions[0], &self.versions[1]].map(|text| numbers(text)) else {
            return false;
        };
        // A tag with fewer numbers stands for the newest of them.
        let depth = own.len().min(2);
        known_suffix && own[..depth] >= low[..depth.min(low.len())] && own[..depth] <= high[..depth.min(high.len())]
    }
}

/// The numbers of a version: one to three of them.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let all: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
    all.filter(|all| (1..=3).contains(&all.len()))
}

impl Images {
    /// Adds an image; it comes before one of the same name.
    pub fn add(&mut self, image: Image) {
        self.list.insert(0, Arc::new(image));
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
        let named: Vec<&Arc<Image>> = self.list.iter().filter(|image| image.names.contains(&own)).collect();
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
        self.list.iter().flat_map(|image| image.names.iter().map(String::as_str))
    }
}

impl Images {
    /// A tag that an image surely has: its highest version.
    #[must_use]
    pub fn newest_tag(&self, name: &str) -> Option<&str> {
        self.list.iter().find(|image| image.names.iter().any(|own| own == name)).map(|image| image.versions[1].as_str())
    }
}

/// 64 hexadecimal digits that belong to a text.
fn fingerprint(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
}

fn latest() -> Vec<String> {
    vec!["latest".to_owned()]
}

const fn usual_size() -> u64 {
    30_000_000
}

fn root() -> String {
    "/".to_owned()
}

fn pairs<'de, D: serde::Deserializer<'de>>(source: D) -> Result<Vec<(String, String)>, D::Error> {
    let lines = Vec::<String>::deserialize(source)?;
    let split = |line: String| {
        let pair = line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        pair.ok_or_else(|| serde::de::Error::custom(format!("{line:?} is not NAME=value")))
    };
    lines.into_iter().map(split).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_an_image() {
        for file in FILES.files() {
            let text = file.contents_utf8().unwrap();
            if let Err(error) = Image::read(text) {
                panic!("{}: {error}", file.path().display());
            }
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
