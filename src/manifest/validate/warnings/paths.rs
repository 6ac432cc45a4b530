//! Files of one volume that would stand in each other's way. It must not know other warnings.

use super::super::object::Object;
use super::recorder::Recorder;
use crate::manifest::golang::quote;

/// A path in a volume with what it comes from; nothing where the volume has one source only.
#[derive(Clone, PartialEq)]
struct File {
    path: String,
    source: String,
}

impl File {
    fn shown(&self) -> String {
        if self.source.is_empty() { quote(&self.path) } else { format!("{} ({})", quote(&self.path), self.source) }
    }

    /// Whether two files are the same, or one stands below the other.
    fn collides(&self, other: &File) -> bool {
        let below = |path: &str, parent: &str| {
            path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let (a, b) = (self.path.as_str(), other.path.as_str());
        !a.is_empty() && !b.is_empty() && (below(a, b) || below(b, a))
    }
}

fn files(source: Object, name: &str) -> Vec<File> {
    let file =
        |item: Object| File { path: item.text("path").trim_end_matches('/').to_owned(), source: name.to_owned() };
    source.objects("items").map(file).collect()
}

/// Each file is compared with all before it; a volume of more is not looked at any further.
const MOST_FILES: usize = 5000;

/// Adds files to those before them and warns of each collision.
fn add(before: &mut Vec<File>, added: Vec<File>, volume: &str, kind: &str, warnings: &mut Recorder) {
    for file in added {
        if warnings.is_full() || before.len() > MOST_FILES {
            return;
        }
        for other in before.iter().filter(|other| other.collides(&file)) {
            warnings.push(format!(
                "volume {} ({kind}): overlapping paths: {} with {}",
                quote(volume),
                file.shown(),
                other.shown()
            ));
        }
        before.push(file);
    }
}

/// Warns of the files of all volumes of a Pod.
pub(super) fn overlapping(spec: Object, warnings: &mut Recorder) {
    for volume in spec.objects("volumes") {
        let name = volume.text("name");
        for (field, named) in [("configMap", "name"), ("secret", "secretName"), ("downwardAPI", "")] {
            if let Some(source) = volume.maybe_object(field) {
                let kind = match field {
                    "configMap" => format!("ConfigMap {}", quote(source.text(named))),
                    "secret" => format!("Secret {}", quote(source.text(named))),
                    _ => "DownwardAPI".to_owned(),
                };
                add(&mut Vec::new(), files(source, ""), name, &kind, warnings);
            }
        }
        if let Some(projected) = volume.maybe_object("projected") {
            of_projected(projected, name, warnings);
        }
    }
}

fn of_projected(projected: Object, volume: &str, warnings: &mut Recorder) {
    let mut before = Vec::new();
    // A source without a list of files repeats the files of the one before it: the server's own slip.
    let mut latest: Vec<File> = Vec::new();
    for source in projected.objects("sources") {
        if source.is_empty() {
            warnings.push(format!("volume {} (Projected) has no sources provided", quote(volume)));
            continue;
        }
        let with_items = |field| source.maybe_object(field).filter(|found| found.has("items"));
        if let Some(map) = with_items("configMap") {
            latest = files(map, &format!("ConfigMap {}", quote(map.text("name"))));
        } else if let Some(secret) = with_items("secret") {
            latest = files(secret, &format!("Secret {}", quote(secret.text("name"))));
        } else if let Some(fields) = with_items("downwardAPI") {
            latest = files(fields, "DownwardAPI");
        } else if let Some(token) = source.maybe_object("serviceAccountToken") {
            latest = vec![File {
                path: token.text("path").trim_end_matches('/').to_owned(),
                source: "ServiceAccountToken".to_owned(),
            }];
        }
        add(&mut before, latest.clone(), volume, "Projected", warnings);
    }
}
