//! The user's choices and how they are written in `settings.toml`. It must not know where that file is.

use serde::{Deserialize, Serialize};

use super::keymap::Key;
use super::signs::{ASCII, Signs, UNICODE};
use super::theme::Theme;

/// Where the editor runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditorPlace {
    /// In a pane, the task beside it.
    #[default]
    Pane,
    /// In the whole terminal.
    FullScreen,
    /// In a window of its own; the app stays as it is.
    Window,
}

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colours {
    /// What suits the terminal.
    #[default]
    Auto,
    /// 24-bit colours on dark.
    Dark,
    /// 24-bit colours on light.
    Light,
    /// The terminal's own 16.
    #[serde(rename = "16")]
    Sixteen,
    /// None.
    None,
}

/// Which signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignChoice {
    /// What the locale allows.
    #[default]
    Auto,
    /// Unicode.
    Unicode,
    /// ASCII.
    Ascii,
}

/// The user's choices.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Where the editor runs.
    pub editor: EditorPlace,
    /// The editor's command, where it is not to come from the environment.
    pub editor_command: Option<String>,
    /// Which colours.
    pub colours: Colours,
    /// Which signs.
    pub signs: SignChoice,
    /// The key that leaves the editor pane.
    pub leave: Key,
}

/// Keys that leave the editor pane, as the settings offer them. The first is the default: vim, emacs, helix, micro and
/// shells leave it alone, and nano has it for spelling only. A file may name any other control, Alt or function key.
pub const LEAVE_KEYS: [&str; 6] = ["f12", "f10", "f8", "ctrl-]", "ctrl-\\", "ctrl-o"];

impl Default for Settings {
    fn default() -> Self {
        Self {
            editor: EditorPlace::default(),
            editor_command: None,
            colours: Colours::default(),
            signs: SignChoice::default(),
            leave: Key::F12,
        }
    }
}

/// The file's shape.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    editor: EditorPlace,
    #[serde(skip_serializing_if = "Option::is_none")]
    editor_command: Option<String>,
    colours: Colours,
    signs: SignChoice,
    leave_editor: Option<String>,
}

impl Settings {
    /// Reads `settings.toml`.
    ///
    /// # Errors
    /// A sentence with the line when the text is not what the program writes.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| in_a_line(&error, text))?;
        let leave = match &file.leave_editor {
            None => Key::F12,
            Some(name) => Key::parse(name).ok_or_else(|| {
                format!("leave-editor: `{name}` is not a key that can be used; write it like `f12` or `ctrl-]`")
            })?,
        };
        Ok(Self {
            editor: file.editor,
            editor_command: file.editor_command,
            colours: file.colours,
            signs: file.signs,
            leave,
        })
    }

    /// The text of `settings.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let file = File {
            editor: self.editor,
            editor_command: self.editor_command.clone(),
            colours: self.colours,
            signs: self.signs,
            leave_editor: Some(self.leave.id()),
        };
        toml::to_string(&file).unwrap_or_default()
    }

    /// The theme, where `suited` is what suits the terminal. Without colour stays without colour: `NO_COLOR` is a wish
    /// too, and the stronger one unless a theme was chosen here.
    #[must_use]
    pub fn theme(&self, suited: Theme) -> Theme {
        match self.colours {
            Colours::Auto => suited,
            Colours::Dark => Theme::Dark,
            Colours::Light => Theme::Light,
            Colours::Sixteen => Theme::Sixteen,
            Colours::None => Theme::Plain,
        }
    }

    /// The signs, where `suited` are those that suit the locale.
    #[must_use]
    pub fn signs(&self, suited: Signs) -> Signs {
        match self.signs {
            SignChoice::Auto => suited,
            SignChoice::Unicode => UNICODE,
            SignChoice::Ascii => ASCII,
        }
    }
}

/// A mistake in the file in one line: where, and what. The parser's own words would be a picture of several lines.
fn in_a_line(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map(|before| format!("line {}: ", before.matches('\n').count() + 1)).unwrap_or_default();
    format!("{line}{}", error.message().replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_are_written() {
        let settings = Settings {
            editor: EditorPlace::Window,
            editor_command: Some("code --wait".into()),
            colours: Colours::Sixteen,
            signs: SignChoice::Ascii,
            leave: Key::parse("ctrl-o").unwrap(),
        };
        let text = settings.to_toml();
        assert_eq!(
            text,
            "editor = \"window\"\neditor-command = \"code --wait\"\ncolours = \"16\"\nsigns = \"ascii\"\nleave-editor = \"ctrl-o\"\n"
        );
        assert_eq!(Settings::parse(&text), Ok(settings));
        assert_eq!(Settings::parse(""), Ok(Settings::default()));
    }

    #[test]
    fn a_broken_file_says_where() {
        let error = Settings::parse("editor = \"somewhere\"\n").unwrap_err();
        assert!(error.contains("line 1") && error.contains("full-screen"), "{error}");
        let error = Settings::parse("leave-editor = \"o\"\n").unwrap_err();
        assert!(error.starts_with("leave-editor: `o`"), "{error}");
    }
}
