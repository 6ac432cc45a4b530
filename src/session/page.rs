//! The frame of every report that is one HTML file: nothing from elsewhere, nothing that runs, light and dark, fit for a phone. It
//! must not know what a report says.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::grade::diff::harmless;

/// A whole page. `style` is a style sheet of ours; `body` was escaped by `maud`.
#[must_use]
pub fn page(title: &str, style: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // Nothing may be loaded or run, whatever a text smuggles in.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body { main { (body) } }
        }
    };
    page.into_string()
}

/// A text in which what stands between backticks is code; nothing in it is more than text.
#[must_use]
pub fn coded(text: &str) -> Markup {
    let text = harmless(text);
    let ticks = text.matches('`').count();
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 && at < ticks { code { (part) } } @else {
                @if at % 2 == 1 { "`" } (part)
            }
        }
    }
}
