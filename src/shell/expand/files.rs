//! File names that match a pattern.

use super::fields::Field;
use crate::shell::pattern::Pattern;
use crate::shell::state::Shell;
use crate::world::Kind;

/// The most names that one pattern gives.
const MOST_NAMES: usize = 100_000;

impl Shell {
    /// Adds the files that a field matches, or its text if there are none.
    pub(super) async fn glob(&self, field: &Field, arguments: &mut Vec<String>) {
        let absolute = field.pattern.starts_with('/');
        let parts: Vec<&str> = field.pattern.split('/').filter(|part| !part.is_empty()).collect();
        let mut found = vec![if absolute { "/".to_owned() } else { String::new() }];
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == parts.len();
            let pattern = Pattern::new(part);
            let mut next = Vec::new();
            for dir in found {
                self.sys.step(2).await;
                if next.len() > MOST_NAMES {
                    break;
                }
                match pattern.literal() {
                    Some(name) => {
                        let path = format!("{dir}{name}");
                        if self.sys.lstat(&path).is_ok() {
                            next.push(path);
                        }
                    }
                    None => self.matching(&dir, &pattern, &mut next).await,
                }
            }
            if !last {
                next.retain(|path| self.sys.stat(path).is_ok_and(|metadata| metadata.kind == Kind::Dir));
                for path in &mut next {
                    path.push('/');
                }
            }
            found = next;
        }
        if field.pattern.ends_with('/') {
            found.retain(|path| self.sys.stat(path).is_ok_and(|metadata| metadata.kind == Kind::Dir));
            for path in &mut found {
                path.push('/');
            }
        }
        if found.is_empty() || parts.is_empty() {
            arguments.push(field.text.clone());
        } else {
            found.sort_unstable();
            arguments.append(&mut found);
        }
    }

    async fn matching(&self, dir: &str, pattern: &Pattern, found: &mut Vec<String>) {
        let listed = if dir.is_empty() { "." } else { dir };
        let mut names = self.sys.read_dir(listed).unwrap_or_default();
        if pattern.starts_with_dot() {
            names.extend([".".to_owned(), "..".to_owned()]);
        }
        self.sys.step(1 + names.len() as u64 / 16).await;
        for name in names {
            if name.starts_with('.') && !pattern.starts_with_dot() {
                continue;
            }
            if pattern.matches(&name.chars().collect::<Vec<_>>()) {
                found.push(format!("{dir}{name}"));
            }
        }
    }
}
