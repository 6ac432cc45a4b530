//! The task as it is read: its text, links into the docs, the hints that were shown. It must not know where it stands.

use ratatui::text::Line;

use super::checks::points;
use crate::tui::look::{self, Look};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::wrap::wrap;

/// The task with its hints and links, as lines.
#[must_use]
pub fn task_lines(columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let mut lines = markdown(&open.exercise.task, columns, look);
    lines.extend(docs(&open.exercise.docs, columns, look));
    for (number, hint) in (1..).zip(open.exercise.hints.iter().take(open.hints)) {
        lines.push(Line::default());
        let price = match hint.cost {
            _ if shared.assigned.is_some() => "takes nothing off".to_owned(),
            0 => "free".to_owned(),
            cost => format!("cost {}", points(cost)),
        };
        let count = open.exercise.hints.len();
        lines.push(Line::from(vec![
            look.span(&format!("Hint {number} of {count}"), Meaning::Focus),
            look.span(&format!("  {price}"), Meaning::Dim),
        ]));
        lines.extend(markdown(&hint.text, columns, look));
    }
    lines
}

/// Rows of the task and its links alone: the part that is there from the beginning.
pub(super) fn length(columns: usize, shared: &Shared) -> usize {
    let Some(open) = &shared.open else { return 0 };
    markdown(&open.exercise.task, columns, &shared.look).len() + docs(&open.exercise.docs, columns, &shared.look).len()
}

/// Where the pages of the Kubernetes docs are.
pub const DOCS: &str = "https://kubernetes.io/docs/";

/// Links into the Kubernetes docs: in full where they fit, else as short as they can be.
#[must_use]
pub fn docs(paths: &[String], columns: usize, look: &Look) -> Vec<Line<'static>> {
    if paths.is_empty() {
        return Vec::new();
    }
    let longest = paths.iter().map(|path| look::width(path)).max().unwrap_or(0);
    let (heading, before) = if longest + DOCS.len() <= columns {
        ("Kubernetes docs (o opens them)", DOCS)
    } else {
        ("Docs (o), below https://kubernetes.io/docs/", "")
    };
    let mut lines = vec![Line::default(), look.line(heading, Meaning::Dim)];
    for path in paths {
        for line in link_lines(&format!("{before}{path}"), columns) {
            lines.extend(wrap(&[look.span(&line, Meaning::Link)], columns, &[], &[]));
        }
    }
    lines
}

/// A link in lines of at most `columns`, broken behind a `/` or before a `#`, and indented from the second line on.
fn link_lines(link: &str, columns: usize) -> Vec<String> {
    const INDENT: &str = "  ";
    let (mut lines, mut indent, mut rest) = (Vec::new(), "", link);
    while look::width(rest) + indent.len() > columns {
        let head = look::fit(rest, columns.saturating_sub(indent.len()), "");
        let place = head.rfind('#').or(head.rfind('/').map(|slash| slash + 1));
        let Some((head, tail)) = place.filter(|place| *place > 0).and_then(|place| rest.split_at_checked(place)) else {
            break;
        };
        lines.push(format!("{indent}{head}"));
        (indent, rest) = (INDENT, tail);
    }
    lines.push(format!("{indent}{rest}"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_breaks_between_its_parts() {
        let link = "tasks/configure-pod-container/configure-pod-initialization/#create-a-pod";
        assert_eq!(link_lines(link, 80), [link]);
        let parts = ["tasks/configure-pod-container/configure-pod-initialization/", "  #create-a-pod"];
        assert_eq!(link_lines(link, 62), parts);
        let parts = ["tasks/configure-pod-container/", "  configure-pod-initialization/", "  #create-a-pod"];
        assert_eq!(link_lines(link, 40), parts);
        assert_eq!(link_lines("no-place-to-break", 5), ["no-place-to-break"]);
    }
}
