//! Which editor the user wants, and whether it can run inside a terminal. It must not start it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::words;
use crate::system::Environment;

/// The variables that are asked, in this order: kubectl's own first, then what every Unix program asks.
const VARIABLES: [&str; 3] = ["KUBE_EDITOR", "VISUAL", "EDITOR"];

/// What is tried where no variable is set.
const USUAL: [&str; 3] = ["vim", "vi", "nano"];

/// Editors that open a window of their own.
const GRAPHICAL: &[&str] = &[
    "atom",
    "bbedit",
    "code",
    "code-insiders",
    "codium",
    "cursor",
    "geany",
    "gedit",
    "gnome-text-editor",
    "goland",
    "gvim",
    "gview",
    "idea",
    "kate",
    "kwrite",
    "lapce",
    "leafpad",
    "macvim",
    "mate",
    "mousepad",
    "mvim",
    "neovide",
    "notepadqq",
    "nvim-qt",
    "open",
    "pluma",
    "pycharm",
    "subl",
    "sublime_text",
    "vscodium",
    "webstorm",
    "windsurf",
    "xdg-open",
    "xed",
    "zed",
    "zeditor",
];

/// How an editor wants to be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In a terminal: in the pane, or with the whole screen.
    Terminal,
    /// In a window of its own, beside this program.
    Graphical,
}

/// An editor that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// Where it was found.
    pub program: PathBuf,
    /// What the user wrote behind it; the file comes last.
    pub arguments: Vec<OsString>,
    /// How it wants to be run.
    pub style: Style,
    /// Who chose it.
    pub source: Source,
}

/// Who chose the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The setting `editor`.
    Setting,
    /// A variable of the environment.
    Variable(&'static str),
    /// Nobody: it is the first of the usual ones that is installed.
    Usual,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Setting => f.write_str("the setting editor"),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Usual => f.write_str("the usual editors"),
        }
    }
}

/// Why there is no editor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditorError {
    /// What the user chose is not there.
    #[error("{chosen} says \"{value}\", but there is no program \"{program}\" that can be run")]
    Missing {
        /// Where the choice comes from.
        chosen: Source,
        /// The whole value.
        value: String,
        /// Its first word.
        program: String,
    },
    /// The user's choice cannot be split into words.
    #[error("{chosen} says \"{value}\", where a quote is not closed")]
    OpenQuote {
        /// Where the choice comes from.
        chosen: Source,
        /// The whole value.
        value: String,
    },
    /// Nothing is set and nothing is installed.
    #[error(
        "no editor was found: $KUBE_EDITOR, $VISUAL and $EDITOR are not set, and none of vim, vi, nano is installed"
    )]
    NoneFound,
}

impl EditorError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing { chosen: Source::Setting, .. } | Self::OpenQuote { chosen: Source::Setting, .. } => {
                "clear the setting or change it: press , in the app"
            }
            Self::Missing { .. } | Self::OpenQuote { .. } | Self::NoneFound => {
                "install vim or nano, or set EDITOR to the editor that you like: export EDITOR=nano"
            }
        }
    }
}

impl Editor {
    /// The setting where there is one, else `$KUBE_EDITOR`, `$VISUAL`, `$EDITOR`, else the first of vim, vi and nano that is
    /// installed. What the user has chosen is never passed over in silence: if it is not there, that is an error.
    ///
    /// # Errors
    /// See [`EditorError`].
    pub fn choose(environment: &Environment, setting: Option<&str>) -> Result<Self, EditorError> {
        let setting = setting.filter(|value| !value.trim().is_empty()).map(|value| (Source::Setting, value.to_owned()));
        let variable = || {
            VARIABLES.into_iter().find_map(|name| {
                let value = environment.variable(name)?.to_string_lossy().into_owned();
                (!value.trim().is_empty()).then_some((Source::Variable(name), value))
            })
        };
        if let Some((source, value)) = setting.or_else(variable) {
            return Self::of_value(environment, source, &value);
        }
        USUAL
            .into_iter()
            .find_map(|name| {
                let program = environment.find_program(OsStr::new(name))?;
                Some(Self { program, arguments: Vec::new(), style: Style::Terminal, source: Source::Usual })
            })
            .ok_or(EditorError::NoneFound)
    }

    fn of_value(environment: &Environment, source: Source, value: &str) -> Result<Self, EditorError> {
        // A path with blanks that nobody quoted is more likely than a program with that first word.
        let whole = value.trim();
        if whole.contains('/')
            && let Some(program) = find(environment, whole)
        {
            let style = style_of(environment, &program, &[]);
            return Ok(Self { program, arguments: Vec::new(), style, source });
        }
        let mut words = words::split(value)
            .ok_or_else(|| EditorError::OpenQuote { chosen: source, value: whole.to_owned() })?
            .into_iter();
        let first = words.next().unwrap_or_default();
        let program = find(environment, &first).ok_or_else(|| EditorError::Missing {
            chosen: source,
            value: whole.to_owned(),
            program: first.clone(),
        })?;
        let arguments: Vec<OsString> = words.map(OsString::from).collect();
        let style = style_of(environment, &program, &arguments);
        Ok(Self { program, arguments, style, source })
    }

    /// The program's name, for people: `vim`.
    #[must_use]
    pub fn name(&self) -> String {
        base_name(&self.program)
    }

    /// All arguments for editing `file`, which comes last.
    #[must_use]
    pub fn arguments_for(&self, file: &Path) -> Vec<OsString> {
        self.arguments.iter().cloned().chain([file.as_os_str().to_owned()]).collect()
    }
}

fn find(environment: &Environment, word: &str) -> Option<PathBuf> {
    match (word.strip_prefix("~/"), environment.home()) {
        (Some(rest), Some(home)) => environment.find_program(home.join(rest).as_os_str()),
        _ => environment.find_program(OsStr::new(word)),
    }
}

fn base_name(program: &Path) -> String {
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

fn style_of(environment: &Environment, program: &Path, arguments: &[OsString]) -> Style {
    let name = base_name(program).to_ascii_lowercase();
    let has = |wanted: &[&str]| arguments.iter().any(|argument| wanted.iter().any(|word| argument == word));
    let windows = environment.variable("DISPLAY").is_some() || environment.variable("WAYLAND_DISPLAY").is_some();
    let graphical = match name.as_str() {
        "emacs" => windows && !has(&["-nw", "--no-window-system", "-t", "--terminal", "-batch"]),
        "emacsclient" => has(&["-c", "--create-frame", "-n", "--no-wait"]) && !has(&["-t", "-nw", "--tty"]),
        "vim" | "vi" | "view" => has(&["-g"]),
        name => GRAPHICAL.contains(&name),
    };
    if graphical { Style::Graphical } else { Style::Terminal }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with programs of these names, and an environment whose `PATH` is that folder.
    fn machine(programs: &[&str]) -> (tempfile::TempDir, Environment) {
        let folder = tempfile::tempdir().unwrap();
        for name in programs {
            let path = folder.path().join(name);
            std::fs::write(&path, "#!/bin/sh\n").unwrap();
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        let environment = Environment::of([("PATH", folder.path()), ("HOME", folder.path())], folder.path());
        (folder, environment)
    }

    fn choose(environment: &Environment) -> (String, Vec<String>, Style) {
        let editor = Editor::choose(environment, None).unwrap();
        let arguments = editor.arguments_for(Path::new("/w/pod.yaml"));
        (editor.name(), arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect(), editor.style)
    }

    #[test]
    fn a_setting_that_is_wrong_is_mended_in_the_settings() {
        let (_folder, environment) = machine(&["vi"]);
        for setting in ["nowhere", "'vi"] {
            assert_eq!(
                Editor::choose(&environment, Some(setting)).unwrap_err().hint(),
                "clear the setting or change it: press , in the app",
                "{setting}"
            );
        }
        let environment = environment.with("EDITOR", "nowhere");
        let error = Editor::choose(&environment, None).unwrap_err();
        assert_eq!(error.hint(), "install vim or nano, or set EDITOR to the editor that you like: export EDITOR=nano");
    }

    #[test]
    fn kubectls_own_variable_comes_first() {
        let (_folder, environment) = machine(&["a", "b", "c", "d", "vi", "nano"]);
        assert_eq!(choose(&environment).0, "vi");
        let environment = environment.with("EDITOR", "a");
        assert_eq!(choose(&environment).0, "a");
        let environment = environment.with("VISUAL", "b");
        assert_eq!(choose(&environment).0, "b");
        let environment = environment.with("KUBE_EDITOR", "c");
        assert_eq!(choose(&environment).0, "c");
        assert_eq!(Editor::choose(&environment, Some("d")).unwrap().name(), "d");
        assert_eq!(Editor::choose(&environment, Some(" ")).unwrap().name(), "c");
    }

    #[test]
    fn arguments_are_kept_and_the_file_is_last() {
        let (_folder, environment) = machine(&["code", "emacs", "vim"]);
        let (name, arguments, style) = choose(&environment.clone().with("EDITOR", "code --wait"));
        assert_eq!((name.as_str(), style), ("code", Style::Graphical));
        assert_eq!(arguments, ["--wait", "/w/pod.yaml"]);
        let (_, arguments, style) = choose(&environment.clone().with("EDITOR", "emacs -nw").with("DISPLAY", ":0"));
        assert_eq!((arguments, style), (vec!["-nw".to_owned(), "/w/pod.yaml".to_owned()], Style::Terminal));
        let (_, arguments, _) = choose(&environment.with("EDITOR", "vim -c 'set ft=yaml'"));
        assert_eq!(arguments, ["-c", "set ft=yaml", "/w/pod.yaml"]);
    }

    #[test]
    fn paths_with_blanks_work_quoted_or_not() {
        let (folder, environment) = machine(&["my editor"]);
        let path = folder.path().join("my editor").display().to_string();
        for value in [path.clone(), format!("'{path}'"), format!("\"{path}\""), path.replace(' ', "\\ ")] {
            assert_eq!(choose(&environment.clone().with("EDITOR", value)).0, "my editor");
        }
        assert_eq!(choose(&environment.clone().with("EDITOR", "~/my\\ editor")).0, "my editor");
        assert_eq!(choose(&environment.with("EDITOR", "'my editor' -x")).1, ["-x", "/w/pod.yaml"]);
    }

    #[test]
    fn a_missing_editor_says_what_was_looked_for() {
        let (_folder, environment) = machine(&[]);
        let error = |environment: &Environment| Editor::choose(environment, None).unwrap_err().to_string();
        assert_eq!(
            error(&environment),
            "no editor was found: $KUBE_EDITOR, $VISUAL and $EDITOR are not set, and none of vim, vi, nano is installed"
        );
        assert_eq!(
            error(&environment.clone().with("VISUAL", "hx --config x")),
            "$VISUAL says \"hx --config x\", but there is no program \"hx\" that can be run"
        );
        assert_eq!(
            error(&environment.with("EDITOR", "vim 'x")),
            "$EDITOR says \"vim 'x\", where a quote is not closed"
        );
    }

    #[test]
    fn graphical_editors_are_known() {
        let (_folder, environment) = machine(&["emacs", "emacsclient", "gvim", "vim", "subl", "hx", "micro"]);
        let style = |value: &str, windows: bool| {
            let environment = environment.clone().with("EDITOR", value);
            choose(&if windows { environment.with("DISPLAY", ":0") } else { environment }).2
        };
        for value in ["gvim", "vim -g", "subl -w", "emacsclient -c"] {
            assert_eq!(style(value, true), Style::Graphical, "{value}");
        }
        for value in ["vim", "hx", "micro", "emacsclient -t", "emacsclient -c -nw"] {
            assert_eq!(style(value, true), Style::Terminal, "{value}");
        }
        assert_eq!(style("emacs", true), Style::Graphical);
        assert_eq!(style("emacs", false), Style::Terminal);
    }
}
