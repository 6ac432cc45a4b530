//! The user's choices, to be changed. It must not know where they are kept.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled};
use crate::tui::keymap::{Action, Context, Key};
use crate::tui::look;
use crate::tui::settings::{Colours, EditorPlace, LEAVE_KEYS, Settings, SignChoice};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::Canvas;
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::textbox::TextBox;
use crate::tui::widget::wrap::wrap;
use crate::work::editor::Source;

/// The choices, one of them chosen.
#[derive(Debug, Default)]
pub struct SettingsScreen {
    chosen: usize,
    /// The editor's command while it is typed.
    typed: Option<TextBox>,
}

/// A thing to choose: its name, its choice now, what that means.
struct Row {
    name: &'static str,
    value: String,
    explanation: String,
}

const ROWS: usize = 5;
/// The row of the editor's command.
const COMMAND: usize = 4;
/// Columns of the names.
const NAME: usize = 20;

fn rows(settings: &Settings, shared: &Shared) -> [Row; ROWS] {
    let (editor, editor_means) = match settings.editor {
        EditorPlace::Pane => ("in the pane", "The editor runs inside the app, the task and the checklist beside it."),
        EditorPlace::FullScreen => {
            ("full screen", "The editor takes the whole terminal; the app comes back when it ends.")
        }
        EditorPlace::Window => {
            ("own window", "For graphical editors such as `code --wait`: the app stays as it is and grades every save.")
        }
    };
    let (colours, colours_mean) = match settings.colours {
        Colours::Auto => ("automatic", "What suits the terminal; none where `NO_COLOR` is set."),
        Colours::Dark => ("dark", "24-bit colours for a dark background."),
        Colours::Light => ("light", "24-bit colours for a light background."),
        Colours::Sixteen => ("16 colours", "The terminal's own colours, on dark or light."),
        Colours::None => ("none", "Bold, underlined and reversed only."),
    };
    let (signs, signs_mean) = match settings.signs {
        SignChoice::Auto => ("automatic", "Unicode where the locale says UTF-8, else ASCII."),
        SignChoice::Unicode => ("Unicode", "Signs such as ✓ and ✗."),
        SignChoice::Ascii => ("ASCII", "Signs that every terminal and font has."),
    };
    let leave_means = "The key that gives the keyboard back to the app while the editor runs in the pane. Choose one that your \
                       editor does not need; `settings.toml` takes any control, Alt or function key.";
    [
        Row { name: "Editor", value: editor.to_owned(), explanation: editor_means.to_owned() },
        Row { name: "Colours", value: colours.to_owned(), explanation: colours_mean.to_owned() },
        Row { name: "Signs", value: signs.to_owned(), explanation: signs_mean.to_owned() },
        Row {
            name: "Leave the editor",
            value: settings.leave.name(&shared.look.signs),
            explanation: leave_means.to_owned(),
        },
        Row {
            name: "Editor command",
            value: settings.editor_command.clone().unwrap_or_else(|| "from the environment".to_owned()),
            explanation:
                "What starts your editor, with its arguments: `nano -l`, `emacs -nw`, `code --wait`. Empty: what \
                          KUBE_EDITOR, VISUAL or EDITOR say, else vim, vi or nano."
                    .to_owned(),
        },
    ]
}

/// The choice `by` steps after `current`, around the end.
fn turned<T: Copy + PartialEq>(choices: &[T], current: T, by: isize) -> T {
    let place = choices.iter().position(|choice| *choice == current).unwrap_or(0);
    let count = isize::try_from(choices.len()).unwrap_or(1).max(1);
    let next = (isize::try_from(place).unwrap_or(0) + by).rem_euclid(count);
    usize::try_from(next).ok().and_then(|next| choices.get(next)).copied().unwrap_or(current)
}

impl SettingsScreen {
    /// The screen, the first choice chosen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn change(&self, settings: &Settings, by: isize) -> Settings {
        let mut changed = settings.clone();
        match self.chosen {
            0 => {
                let choices = [EditorPlace::Pane, EditorPlace::FullScreen, EditorPlace::Window];
                changed.editor = turned(&choices, settings.editor, by);
            }
            1 => {
                let choices = [Colours::Auto, Colours::Dark, Colours::Light, Colours::Sixteen, Colours::None];
                changed.colours = turned(&choices, settings.colours, by);
            }
            2 => {
                let choices = [SignChoice::Auto, SignChoice::Unicode, SignChoice::Ascii];
                changed.signs = turned(&choices, settings.signs, by);
            }
            COMMAND => {}
            _ => {
                let mut choices: Vec<Key> = LEAVE_KEYS.iter().filter_map(|name| Key::parse(name)).collect();
                if !choices.contains(&settings.leave) {
                    choices.push(settings.leave);
                }
                changed.leave = turned(&choices, settings.leave, by);
            }
        }
        changed
    }
}

/// The longest command, in letters.
const LONGEST: usize = 200;

impl SettingsScreen {
    /// Takes the command that was typed.
    fn keep(&mut self, shared: &Shared) -> Option<Request> {
        let typed = self.typed.take()?;
        let command = typed.text().trim();
        let editor_command = (!command.is_empty()).then(|| command.to_owned());
        Some(Request::Set(Settings { editor_command, ..shared.settings.clone() }))
    }
}

impl View for SettingsScreen {
    fn context(&self, _shared: &Shared) -> Context {
        if self.typed.is_some() { Context::Typing } else { Context::Settings }
    }

    fn header(&self, shared: &Shared) -> Header {
        Header { place: vec![shared.look.span("Settings", Meaning::Strong)], standing: Vec::new() }
    }

    fn works(&self, action: Action, _shared: &Shared) -> bool {
        action != Action::Settings
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        if let Some(typed) = &mut self.typed {
            match action {
                Action::Submit => return self.keep(shared),
                Action::Back => self.typed = None,
                _ => typed.act(action),
            }
            return None;
        }
        match action {
            Action::Enter | Action::Left if self.chosen == COMMAND => {
                let command = shared.settings.editor_command.as_deref().unwrap_or_default();
                self.typed = Some(TextBox::line(command, LONGEST));
                return None;
            }
            Action::Back | Action::Settings => return Some(Request::Back),
            Action::Enter => return Some(Request::Set(self.change(&shared.settings, 1))),
            Action::Left => return Some(Request::Set(self.change(&shared.settings, -1))),
            _ => {}
        }
        self.chosen = scrolled(self.chosen, action, 2).unwrap_or(self.chosen);
        None
    }

    fn text(&mut self, text: &str, _shared: &Shared) {
        if let Some(typed) = &mut self.typed {
            typed.insert(text);
        }
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let body = Areas::of(shared.size).body;
        let row = usize::from(at.y.checked_sub(body.y + 1)?);
        if row >= ROWS {
            return None;
        }
        if self.typed.is_some() {
            return None;
        }
        if self.chosen == row && row == COMMAND {
            return self.act(Action::Enter, shared);
        }
        if self.chosen == row {
            return Some(Request::Set(self.change(&shared.settings, 1)));
        }
        self.chosen = row;
        None
    }

    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.chosen = self.chosen.saturating_add_signed(rows.signum());
    }

    fn settle(&mut self, _shared: &Shared) {
        self.chosen = self.chosen.min(ROWS - 1);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let look = &shared.look;
        areas.rules(canvas, &[]);
        let area = inset(areas.body);
        let rows = rows(&shared.settings, shared);
        let mut cursor = None;
        for ((y, number), row) in (1..area.height).zip(0..).zip(&rows) {
            let pointer = if number == self.chosen { look.signs.pointer } else { " " };
            let [.., left, right] = look.signs.arrows;
            let value = if number == self.chosen && number != COMMAND {
                format!("{left} {} {right}", row.value)
            } else {
                format!("  {}", row.value)
            };
            canvas.line(
                area,
                y,
                &Line::from(vec![
                    look.span(pointer, Meaning::Focus),
                    Span::raw(" "),
                    look.span(&look::pad(row.name, NAME, look.signs.cut), Meaning::Text),
                    look.span(&value, Meaning::Strong),
                ]),
            );
            if let (COMMAND, Some(typed)) = (number, &self.typed) {
                let x = area.x + u16::try_from(NAME + 4).unwrap_or(0);
                let field = Rect { x, y: area.y + y, width: area.right().saturating_sub(x), height: 1 };
                let blank = Line::from(" ".repeat(usize::from(field.width)));
                canvas.line(field, 0, &blank);
                cursor = typed.draw(canvas, field);
            } else if number == self.chosen {
                canvas.paint(area, y, Meaning::Chosen);
            }
        }
        let below = u16::try_from(ROWS + 1).unwrap_or(0).min(area.height);
        let below = Rect { y: area.y + below, height: area.height - below, ..area };
        let lines = rows.get(self.chosen).map_or_else(Vec::new, |row| explanation(row, below, shared));
        canvas.text(below, &lines, 0);
        cursor
    }
}

/// Who chose the editor, in words.
fn chosen(by: Source) -> String {
    match by {
        Source::Setting => "settings.toml says so".to_owned(),
        Source::Variable(name) => format!("{name} says so"),
        Source::Usual => "nothing names one, and of vim, vi and nano it is the first that is here".to_owned(),
    }
}

/// What the chosen row means, and what the editor is where there is room for it in the area.
fn explanation(row: &Row, area: Rect, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let columns = usize::from(area.width).min(72);
    let mut lines = vec![Line::default()];
    lines.extend(markdown(&row.explanation, columns, look));
    let (editor, meaning) = match &shared.editor_command {
        Ok(command) => (
            format!(
                "Your editor is {}: {}. `editor-command` in settings.toml counts first, then KUBE_EDITOR, VISUAL and EDITOR.",
                command.name,
                chosen(command.chosen)
            ),
            Meaning::Dim,
        ),
        Err(reason) => (reason.clone(), Meaning::Wrong),
    };
    let editor = wrap(&[look.span(&editor, meaning)], columns, &[], &[]);
    if lines.len() + 1 + editor.len() <= usize::from(area.height) {
        lines.push(Line::default());
        lines.extend(editor);
    }
    lines
}
