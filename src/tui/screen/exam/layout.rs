//! Where the parts of a mock exam are on the terminal: the list of tasks, the task, the notes, the file. It must not draw them.

use ratatui::layout::Rect;

use super::super::{Areas, inset, task};
use super::Focus;
use crate::tui::shared::Shared;

/// From so many columns on the list has a column of its own.
const THREE_COLUMNS: u16 = 150;
/// Columns of the list beside the task, where it has no room for titles.
const LIST: u16 = 24;
/// Columns of a list with titles beside the task: at least, and at most.
const LIST_WITH_TITLES: std::ops::RangeInclusive<u16> = 44..=64;
/// Columns that the file keeps before the list gets more.
const FILE: u16 = 80;
/// Rows of the notes with their heading while they are written.
const NOTE_ROWS: u16 = 8;

/// Where the parts of the screen are; what is not seen is `None`.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// Columns of the rules between them.
    pub rules: Vec<u16>,
    pub list: Option<Rect>,
    pub task: Option<Rect>,
    pub notes: Option<Rect>,
    pub file: Option<Rect>,
}

/// The list's, the task's and the file's column, where the terminal is wide enough for all three.
fn three(areas: &Areas) -> Option<(Rect, Rect, Rect)> {
    if areas.all.width < THREE_COLUMNS {
        return None;
    }
    let body = areas.body;
    let width = ((body.width - LIST) * 2 / 5).min(60);
    let spare = body.width.saturating_sub(width + FILE + 1);
    let titles = LIST_WITH_TITLES;
    let list = Rect { width: if spare < *titles.start() { LIST } else { spare.min(*titles.end()) }, ..body };
    let task = Rect { x: list.right() + 2, width: width - 2, ..body };
    let file_x = task.right() + 1;
    Some((list, task, Rect { x: file_x + 1, width: body.right() - file_x - 1, ..body }))
}

/// The parts of a terminal, by what the keyboard is at.
#[must_use]
pub(super) fn layout(areas: &Areas, focus: &Focus, shared: &Shared) -> Layout {
    let noting = matches!(focus, Focus::Notes { .. });
    let split = |column: Rect| {
        let height = if noting { NOTE_ROWS.min(column.height / 2) } else { 0 };
        let task = Rect { height: column.height - height, ..column };
        (Some(task), noting.then_some(Rect { y: task.bottom(), height, ..column }))
    };
    if let Some((list, column, file)) = three(areas) {
        // While a task is chosen the list has room for the titles, in the place of the task that is left.
        if matches!(focus, Focus::List(_)) && list.width < *LIST_WITH_TITLES.start() {
            let list = Rect { width: column.right() - list.x, ..list };
            return Layout { rules: vec![file.x - 1], list: Some(list), file: Some(file), ..Layout::default() };
        }
        let (task, notes) = split(column);
        let rules = vec![list.right(), file.x - 1];
        return Layout { rules, list: Some(list), task, notes, file: Some(file) };
    }
    if let Some(columns) = areas.columns() {
        let rules = vec![columns.rule];
        if let Focus::List(_) = focus {
            return Layout { rules, list: Some(columns.left), file: Some(columns.right), ..Layout::default() };
        }
        let (task, notes) = split(columns.left);
        return Layout { rules, task, notes, file: Some(columns.right), list: None };
    }
    match focus {
        Focus::List(_) => Layout { list: Some(inset(areas.body)), ..Layout::default() },
        Focus::Task | Focus::Notes { .. } => {
            let (task, notes) = split(inset(areas.body));
            Layout { task, notes, ..Layout::default() }
        }
        Focus::File if shared.pane().is_some() => Layout { file: Some(task::alone(areas)), ..Layout::default() },
        Focus::File => Layout { file: Some(areas.body), ..Layout::default() },
    }
}

/// Where the editor's pane would be on a terminal of that size.
#[must_use]
pub fn pane_area(shared: &Shared) -> Rect {
    let areas = Areas::of(shared.size);
    three(&areas).map_or_else(|| task::pane_area(shared), |(_, _, file)| file)
}
