//! Markdown as lines of a terminal: what task texts, hints and explanations are written in. It must not know where the
//! text came from; addresses are shown, never followed.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use ratatui::text::{Line, Span};

use super::wrap::wrap;
use crate::tui::look::{self, Look};
use crate::tui::theme::Meaning;

/// How deep lists and quotes are indented at most; deeper ones stay there.
const DEEPEST: usize = 6;

/// The text as lines of at most `columns`.
#[must_use]
pub fn markdown(text: &str, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let mut writer = Writer::new(columns, look);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        writer.event(event);
    }
    writer.finish()
}

/// One line of Markdown as styled text: code, emphasis and links, no blocks.
#[must_use]
pub fn inline(text: &str, look: &Look) -> Vec<Span<'static>> {
    let mut writer = Writer::new(usize::MAX, look);
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Emphasis | Tag::Strong) => writer.meanings.push(Meaning::Strong),
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => {
                writer.meanings.pop();
            }
            Event::Text(text) => writer.text(&text),
            Event::Code(text) => writer.push(&text, Meaning::Exact),
            Event::SoftBreak | Event::HardBreak => writer.push(" ", Meaning::Text),
            _ => {}
        }
    }
    writer.spans
}

/// What surrounds the text: a list item or a quote.
#[derive(Debug, Clone)]
enum Block {
    List(Option<u64>),
    Item { bullet: Option<String>, indent: usize },
    Quote,
}

struct Writer<'a> {
    columns: usize,
    look: &'a Look,
    lines: Vec<Line<'static>>,
    blocks: Vec<Block>,
    spans: Vec<Span<'static>>,
    meanings: Vec<Meaning>,
    code: Option<String>,
    link: Option<String>,
    table: Option<Table>,
    /// A blank line is due before the next block.
    gap: bool,
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    cell: String,
}

impl<'a> Writer<'a> {
    fn new(columns: usize, look: &'a Look) -> Self {
        Self {
            columns,
            look,
            lines: Vec::new(),
            blocks: Vec::new(),
            spans: Vec::new(),
            meanings: Vec::new(),
            code: None,
            link: None,
            table: None,
            gap: false,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => self.push(&text, Meaning::Exact),
            Event::SoftBreak => self.push(" ", Meaning::Text),
            Event::HardBreak => self.flush(),
            Event::Rule => self.rule(),
            Event::Html(text) | Event::InlineHtml(text) => self.text(text.trim_end()),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.gap = !self.lines.is_empty();
                self.meanings.push(if level == HeadingLevel::H1 { Meaning::Focus } else { Meaning::Strong });
            }
            Tag::List(first) => {
                self.flush();
                // A list inside an item follows it closely.
                self.gap = self.gap && !self.blocks.iter().any(|block| matches!(block, Block::Item { .. }));
                self.blocks.push(Block::List(first));
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                self.flush();
                self.blocks.push(Block::Quote);
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let _ = matches!(kind, CodeBlockKind::Fenced(_));
                self.code = Some(String::new());
            }
            Tag::Emphasis | Tag::Strong => self.meanings.push(Meaning::Strong),
            Tag::Link { dest_url, .. } => {
                self.link = Some(dest_url.into_string());
                self.meanings.push(Meaning::Link);
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.flush();
                self.gap = true;
            }
            TagEnd::Heading(_) => {
                self.flush();
                self.meanings.pop();
                self.gap = false;
            }
            TagEnd::List(_) => {
                self.blocks.pop();
                self.gap = true;
            }
            TagEnd::Item => {
                self.flush();
                self.blocks.pop();
                self.gap = false;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.blocks.pop();
                self.gap = true;
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::Emphasis | TagEnd::Strong => {
                self.meanings.pop();
            }
            TagEnd::Link => self.end_link(),
            TagEnd::TableCell => {
                if let Some(table) = &mut self.table {
                    let cell = std::mem::take(&mut table.cell);
                    if let Some(row) = table.rows.last_mut() {
                        row.push(cell);
                    }
                }
            }
            TagEnd::Table => self.end_table(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.flush();
        let bullet = match self.blocks.last_mut() {
            Some(Block::List(Some(number))) => {
                let bullet = format!("{number}.");
                *number += 1;
                bullet
            }
            _ => self.look.signs.bullet.to_owned(),
        };
        let indent = look::width(&bullet) + 1;
        self.blocks.push(Block::Item { bullet: Some(bullet), indent });
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
        } else {
            let meaning = self.meanings.last().copied().unwrap_or(Meaning::Text);
            self.push(text, meaning);
        }
    }

    fn push(&mut self, text: &str, meaning: Meaning) {
        if let Some(table) = &mut self.table {
            table.cell.push_str(&self.look.clean(text));
        } else {
            self.spans.push(self.look.span(text, meaning));
        }
    }

    fn end_link(&mut self) {
        self.meanings.pop();
        let Some(address) = self.link.take() else { return };
        let shown: String = self.spans.last().map(|span| span.content.to_string()).unwrap_or_default();
        if shown != address {
            self.push(&format!(" ({address})"), Meaning::Dim);
        }
    }

    /// Writes the blank line that is due.
    fn separate(&mut self) {
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    /// What the first and every other line of the current block begin with.
    fn prefixes(&mut self) -> (Vec<Span<'static>>, Vec<Span<'static>>) {
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for block in self.blocks.iter_mut().rev().take(DEEPEST).rev() {
            match block {
                Block::List(_) => {}
                Block::Item { bullet, indent } => {
                    let blank = Span::raw(" ".repeat(*indent));
                    match bullet.take() {
                        Some(bullet) => {
                            first.push(Span::styled(look::pad(&bullet, *indent, ""), self.look.style(Meaning::Dim)));
                        }
                        None => first.push(blank.clone()),
                    }
                    rest.push(blank);
                }
                Block::Quote => {
                    let bar = Span::styled(format!("{} ", self.look.signs.down), self.look.style(Meaning::Rule));
                    first.push(bar.clone());
                    rest.push(bar);
                }
            }
        }
        (first, rest)
    }

    /// Ends a paragraph, if one is open.
    fn flush(&mut self) {
        if self.spans.is_empty() {
            return;
        }
        self.separate();
        let spans = std::mem::take(&mut self.spans);
        let (first, rest) = self.prefixes();
        self.lines.extend(wrap(&spans, self.columns, &first, &rest));
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        self.separate();
        let (first, rest) = self.prefixes();
        for (number, line) in code.lines().enumerate() {
            let mut spans = if number == 0 { first.clone() } else { rest.clone() };
            let used: usize = spans.iter().map(|span| look::width(&span.content)).sum();
            let room = self.columns.saturating_sub(used + 2);
            let text = look::fit(&self.look.clean(line), room, self.look.signs.cut);
            spans.push(Span::raw("  "));
            spans.push(Span::styled(text, self.look.style(Meaning::Code)));
            self.lines.push(Line::from(spans));
        }
        self.gap = true;
    }

    fn rule(&mut self) {
        self.flush();
        self.separate();
        self.lines.push(self.look.line(&self.look.signs.across.repeat(self.columns), Meaning::Rule));
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        self.separate();
        let count = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count)
            .map(|column| {
                table.rows.iter().filter_map(|row| row.get(column)).map(|c| look::width(c)).max().unwrap_or(0)
            })
            .collect();
        for (number, row) in table.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| look::pad(cell, *width, "")).collect();
            let text = look::fit(cells.join("  ").trim_end(), self.columns, self.look.signs.cut);
            let meaning = if number == 0 { Meaning::Strong } else { Meaning::Text };
            self.lines.push(Line::styled(text, self.look.style(meaning)));
        }
        self.gap = true;
    }

    fn finish(mut self) -> Vec<Line<'static>> {
        self.flush();
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::signs::UNICODE;
    use crate::tui::theme::Theme;

    fn shown(text: &str, columns: usize) -> String {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        let lines: Vec<String> = markdown(text, columns, &look).iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn a_task_reads_well() {
        let text = "Create a Pod `config-loader`.\n\n- An init container `fetch-config` writes a line\n  to a file.\n- \
                    The app sees it:\n  1. read-only\n  2. at once\n\nDone?\n\n```yaml\nkind: Pod\n```\n";
        assert_eq!(
            shown(text, 30),
            "Create a Pod config-loader.\n\n· An init container\n  fetch-config writes a line\n  to a file.\n· The app \
             sees it:\n  1. read-only\n  2. at once\n\nDone?\n\n  kind: Pod"
        );
    }

    #[test]
    fn headings_links_quotes_and_tables() {
        let text = "# Why\nSee [the docs](https://kubernetes.io/docs/).\n\n> quoted words\n\n| a | bb |\n|---|---|\n| 1 | 2 |\n";
        assert_eq!(
            shown(text, 60),
            "Why\nSee the docs (https://kubernetes.io/docs/).\n\n│ quoted words\n\na  bb\n1  2"
        );
    }

    #[test]
    fn control_characters_and_deep_nesting_do_no_harm() {
        assert_eq!(shown("a\u{1b}[2Jb", 20), "a␛[2Jb");
        let deep = "> ".repeat(5_000) + "x";
        assert!(shown(&deep, 20).ends_with('x'));
    }
}
