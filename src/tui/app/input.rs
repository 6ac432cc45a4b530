//! Keys, mouse and paste: from what the hand did to what is asked for. It must not know how it is drawn.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::{App, Deferred};
use crate::tui::keymap::{self, Action, Context};
use crate::tui::msg::{Effect, ExamEffect};
use crate::tui::screen::help::Help;
use crate::tui::screen::settings::SettingsScreen;
use crate::tui::screen::{Areas, Screen};
use crate::tui::widget::bars::footer_places;

impl App {
    pub(super) fn key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let context = self.context();
        if context == Context::Editor && !self.is_too_small() {
            return self.key_in_pane(key);
        }
        let now = self.shared.now;
        self.notice = self.notice.take().filter(|notice| !notice.yields(now));
        if self.is_meant_for_editor(key) {
            return Vec::new();
        }
        if is_without_key(context, key) {
            return self.nothing_before_end();
        }
        let Some(action) = keymap::action(context, key) else {
            if context == Context::Ready {
                return self.start_round();
            }
            if let (true, KeyCode::Char(letter)) = (context.is_typed(), key.code) {
                let (screen, shared) = self.top_mut();
                screen.view_mut().text(&letter.to_string(), shared);
            }
            return Vec::new();
        };
        if self.is_too_small() && !matches!(action, Action::Quit | Action::Suspend) {
            return Vec::new();
        }
        self.act(action)
    }

    /// Which keys work now.
    pub(super) fn context(&self) -> Context {
        if self.question.is_some() { Context::Question } else { self.top().view().context(&self.shared) }
    }

    fn key_in_pane(&mut self, key: &KeyEvent) -> Vec<Effect> {
        if self.shared.settings.leave.matches(key) {
            return self.act(Action::LeaveEditor);
        }
        let now = self.shared.now;
        self.notice = self.notice.take().filter(|notice| !notice.yields_to_typing(now));
        if may_write(key) {
            self.typed_on();
        }
        self.type_in_pane(|pane| pane.key(key))
    }

    /// Something was typed into the editor in front.
    fn typed_on(&mut self) {
        if let Some(file) = self.shared.file.clone() {
            self.shared.editors.typed(&file, true);
        }
    }

    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Yes => return self.yes(),
            Action::No => {
                self.question = None;
                return Vec::new();
            }
            Action::Quit => {
                // Asked twice is meant.
                if self.question.as_ref().is_some_and(|question| question.then == Deferred::Quit) {
                    return self.end();
                }
                return self.quit();
            }
            Action::Suspend => return vec![Effect::Suspend],
            Action::Help if !matches!(self.top(), Screen::Help(_)) => {
                let context = self.context();
                self.show(Screen::Help(Help::new(context)));
                return Vec::new();
            }
            Action::Settings if !matches!(self.top(), Screen::Settings(_)) => {
                self.show(Screen::Settings(SettingsScreen::new()));
                return Vec::new();
            }
            Action::Assignment if !matches!(self.top(), Screen::Assignment(_)) => return self.show_assignment(),
            Action::Back if self.above.is_empty() => return self.back(),
            _ => {}
        }
        let was_typing = self.context() == Context::Editor;
        let (screen, shared) = self.top_mut();
        let request = screen.view_mut().act(action, shared);
        screen.view_mut().settle(shared);
        let mut effects = request.map_or_else(Vec::new, |request| self.request(request));
        effects.extend(self.tell_focus(was_typing));
        effects
    }

    /// Tells the editor when the keyboard came or went by a turn of focus.
    fn tell_focus(&self, was_typing: bool) -> Vec<Effect> {
        let is_typing = self.context() == Context::Editor;
        if was_typing == is_typing { Vec::new() } else { self.pane_focus(is_typing) }
    }

    fn yes(&mut self) -> Vec<Effect> {
        let Some(question) = self.question.take() else { return Vec::new() };
        match question.then {
            Deferred::Hint => self.show_hint(),
            Deferred::Solution => self.show_solution(),
            Deferred::Nearest => self.show_nearest(),
            Deferred::Reset => self.reset(),
            Deferred::BringBack(text) => self.bring_back(text),
            Deferred::LastAttempt => self.grade_now(),
            Deferred::Quit => self.end(),
            Deferred::BeginExam(wish) => vec![Effect::Exam(ExamEffect::Begin(wish))],
            Deferred::DiscardExam => self.discard_exam(),
            Deferred::GoOnExam => vec![Effect::Exam(ExamEffect::GoOn)],
            Deferred::EndExam => self.end_exam(),
            Deferred::GiveUp(then) => self.give_up(then),
        }
    }

    pub(super) fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        const WHEEL: isize = 3;
        if self.is_too_small() {
            return Vec::new();
        }
        let at = Position { x: mouse.column, y: mouse.row };
        if self.question.is_none()
            && let Some(effects) = self.mouse_in_pane(mouse, at)
        {
            return effects;
        }
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => self.click(at),
            MouseEventKind::ScrollUp => self.wheel(at, -WHEEL),
            MouseEventKind::ScrollDown => self.wheel(at, WHEEL),
            _ => Vec::new(),
        }
    }

    /// What the mouse does in the editor's pane belongs to the editor.
    fn mouse_in_pane(&mut self, mouse: MouseEvent, at: Position) -> Option<Vec<Effect>> {
        let was_typing = self.context() == Context::Editor;
        let (screen, shared) = self.top_mut();
        let area = screen.view().pane_area(shared)?;
        if !area.contains(at) {
            return None;
        }
        if matches!(mouse.kind, MouseEventKind::Down(_)) {
            screen.view_mut().focus_editor(true);
        }
        let mut effects = self.tell_focus(was_typing);
        effects.extend(self.type_in_pane(|pane| pane.mouse(&mouse, area)));
        Some(effects)
    }

    fn click(&mut self, at: Position) -> Vec<Effect> {
        let footer = Areas::of(self.shared.size).footer;
        if footer.contains(at) {
            let items = self.footer_items();
            let clicked = footer_places(&items, footer).into_iter().find(|(rect, _)| rect.contains(at));
            let action = clicked.and_then(|(_, item)| item.action);
            self.notice = None;
            return action.map_or_else(Vec::new, |action| self.act(action));
        }
        if self.question.is_some() {
            return Vec::new();
        }
        self.notice = None;
        let was_typing = self.context() == Context::Editor;
        let (screen, shared) = self.top_mut();
        let request = screen.view_mut().click(at, shared);
        let mut effects = request.map_or_else(Vec::new, |request| self.request(request));
        effects.extend(self.tell_focus(was_typing));
        effects
    }

    fn wheel(&mut self, at: Position, rows: isize) -> Vec<Effect> {
        if self.question.is_none() {
            let (screen, shared) = self.top_mut();
            screen.view_mut().wheel(at, rows, shared);
        }
        Vec::new()
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        match self.context() {
            Context::Editor => {
                self.typed_on();
                self.type_in_pane(|pane| pane.paste(text))
            }
            context if context.is_typed() => {
                let (screen, shared) = self.top_mut();
                let request = screen.view_mut().paste(text, shared);
                request.map_or_else(Vec::new, |request| self.request(request))
            }
            _ => Vec::new(),
        }
    }
}

/// Whether a key can change a text in some editor: not those that go about in it.
fn may_write(key: &KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace | KeyCode::Delete)
}

/// Whether a key asks elsewhere for what an exam has not before its end: grading, a hint, the diff, the solution. A hand that knows them
/// is told, and nothing else happens.
fn is_without_key(context: Context, key: &KeyEvent) -> bool {
    context == Context::Exam && key.modifiers.is_empty() && matches!(key.code, KeyCode::Char('g' | 'h' | 'd' | 's'))
}
