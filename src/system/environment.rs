//! The environment as a value: variables, home, the XDG folders, the search path. It must not read the real one anywhere but
//! in [`Environment::of_this_process`].

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::processes;

/// The variables that a run sees, and the folder that it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    current_folder: PathBuf,
}

/// The folders that the XDG base directory specification gives to programs. macOS gets the same ones: people look for the
/// files of command-line programs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// `$XDG_DATA_HOME` or `~/.local/share`: the learner's work.
    Data,
    /// `$XDG_CONFIG_HOME` or `~/.config`: settings.
    Config,
    /// `$XDG_STATE_HOME` or `~/.local/state`: history and logs.
    State,
}

impl Folder {
    fn variable(self) -> &'static str {
        match self {
            Self::Data => "XDG_DATA_HOME",
            Self::Config => "XDG_CONFIG_HOME",
            Self::State => "XDG_STATE_HOME",
        }
    }

    fn below_home(self) -> &'static str {
        match self {
            Self::Data => ".local/share",
            Self::Config => ".config",
            Self::State => ".local/state",
        }
    }
}

/// The command line of this process, its own name first.
pub fn command_line() -> impl Iterator<Item = OsString> {
    std::env::args_os()
}

impl Environment {
    /// What this process was started with. Without `HOME` the home of the user's account is taken.
    #[must_use]
    pub fn of_this_process() -> Self {
        let mut variables: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
        if variables.get(OsStr::new("HOME")).is_none_or(|home| home.is_empty())
            && let Ok(home) = etcetera::home_dir()
        {
            variables.insert("HOME".into(), home.into());
        }
        Self { variables, current_folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")) }
    }

    /// An environment of its own, for tests.
    #[must_use]
    pub fn of<K: Into<OsString>, V: Into<OsString>>(
        variables: impl IntoIterator<Item = (K, V)>,
        current_folder: impl Into<PathBuf>,
    ) -> Self {
        Self {
            variables: variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
            current_folder: current_folder.into(),
        }
    }

    /// The same environment with one variable set.
    #[must_use]
    pub fn with(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// All variables, in the order of their names.
    pub fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The folder that the program was started in.
    #[must_use]
    pub fn current_folder(&self) -> &Path {
        &self.current_folder
    }

    /// A variable's value; an empty one counts as not set, as with every variable that this program reads.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// A variable's value as text; `None` also where it is not UTF-8.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.variable(name).and_then(OsStr::to_str)
    }

    /// The user's home, where there is one.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        self.variable("HOME").map(PathBuf::from).filter(|home| home.is_absolute())
    }

    /// This program's own folder of that sort, not created yet; `None` where the user has no home. A relative
    /// `$XDG_…_HOME` is ignored, as the specification demands.
    #[must_use]
    pub fn folder(&self, folder: Folder) -> Option<PathBuf> {
        let base = self
            .variable(folder.variable())
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| Some(self.home()?.join(folder.below_home())))?;
        Some(base.join("podlings"))
    }

    /// `NO_COLOR` is set to something (<https://no-color.org>).
    #[must_use]
    pub fn no_color(&self) -> bool {
        self.variable("NO_COLOR").is_some()
    }

    /// The locale can show more than ASCII. Without any locale variable macOS speaks UTF-8, other systems do not.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        match ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| self.text(name)) {
            Some(locale) => {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            }
            None => cfg!(target_os = "macos"),
        }
    }

    /// The terminal's name says that it shows 16 million colours.
    #[must_use]
    pub fn is_true_color(&self) -> bool {
        matches!(self.text("COLORTERM"), Some("truecolor" | "24bit"))
    }

    /// The system's own program that opens a page in the user's browser: `open` on macOS, `xdg-open` elsewhere, there only where
    /// there is a screen, since it would start a browser that nobody sees.
    #[must_use]
    pub fn page_opener(&self) -> Option<PathBuf> {
        if cfg!(target_os = "macos") {
            return self.find_program(OsStr::new("open"));
        }
        let seen = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].iter().any(|name| self.variable(name).is_some());
        if seen { self.find_program(OsStr::new("xdg-open")) } else { None }
    }

    /// The path of a program: one with a slash is taken as it is (below the current folder where relative), any other is
    /// looked up in `$PATH`. `None` where it is not there or may not be executed.
    #[must_use]
    pub fn find_program(&self, name: &OsStr) -> Option<PathBuf> {
        if name.is_empty() {
            return None;
        }
        let path = Path::new(name);
        if path.components().count() > 1 || path.is_absolute() {
            let path = self.current_folder.join(path);
            return processes::is_executable(&path).then_some(path);
        }
        let search = self.variable("PATH")?;
        std::env::split_paths(search)
            .map(|folder| self.current_folder.join(folder).join(path))
            .find(|candidate| processes::is_executable(candidate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Environment {
        Environment::of(variables.iter().copied(), "/somewhere")
    }

    #[test]
    fn folders_follow_the_xdg_rules() {
        let plain = of(&[("HOME", "/home/ada")]);
        assert_eq!(plain.folder(Folder::Data).unwrap(), Path::new("/home/ada/.local/share/podlings"));
        assert_eq!(plain.folder(Folder::Config).unwrap(), Path::new("/home/ada/.config/podlings"));
        assert_eq!(plain.folder(Folder::State).unwrap(), Path::new("/home/ada/.local/state/podlings"));
        let own = plain.clone().with("XDG_DATA_HOME", "/data");
        assert_eq!(own.folder(Folder::Data).unwrap(), Path::new("/data/podlings"));
        let relative = plain.with("XDG_DATA_HOME", "data");
        assert_eq!(relative.folder(Folder::Data).unwrap(), Path::new("/home/ada/.local/share/podlings"));
        assert_eq!(of(&[]).folder(Folder::Data), None);
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let environment = of(&[("NO_COLOR", ""), ("EDITOR", "")]);
        assert!(!environment.no_color());
        assert_eq!(environment.text("EDITOR"), None);
        assert!(environment.with("NO_COLOR", "1").no_color());
    }

    #[test]
    fn the_first_locale_variable_decides() {
        assert!(of(&[("LANG", "de_DE.UTF-8")]).is_utf8());
        assert!(of(&[("LANG", "C"), ("LC_CTYPE", "en_US.utf8")]).is_utf8());
        assert!(!of(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]).is_utf8());
    }

    #[test]
    fn a_program_is_looked_up_as_a_shell_does() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("my editor");
        std::fs::write(&program, "#!/bin/sh\n").unwrap();
        let environment = Environment::of([("PATH", folder.path())], folder.path());
        assert_eq!(environment.find_program(OsStr::new("my editor")), None, "it may not be executed");
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        assert_eq!(environment.find_program(OsStr::new("my editor")), Some(program.clone()));
        assert_eq!(environment.find_program(OsStr::new("./my editor")).map(|found| found.exists()), Some(true));
        assert_eq!(environment.find_program(program.as_os_str()), Some(program));
        assert_eq!(environment.find_program(OsStr::new("other")), None);
        assert_eq!(environment.find_program(OsStr::new("")), None);
    }
}
