//! A screen as an SVG picture: text runs on a grid of cells.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 14.0;
const GROUND: &str = "#0d1117";
const TEXT: &str = "#e6edf3";

/// The picture of a buffer, with the cursor where there is one.
pub fn picture(buffer: &Buffer, cursor: Option<(u16, u16)>, title: &str) -> String {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let width = f32::from(columns) * CELL.0 + 2.0 * MARGIN;
    let height = f32::from(rows) * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" role=\"img\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n<g font-family=\"ui-monospace, 'DejaVu Sans Mono', \
         Menlo, Consolas, monospace\" font-size=\"14\" fill=\"{TEXT}\" xml:space=\"preserve\">\n",
        escape(title)
    );
    for y in 0..rows {
        row(&mut svg, buffer, y);
    }
    if let Some((x, y)) = cursor {
        let (left, top) = corner(x, y);
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{TEXT}\" opacity=\"0.6\"/>",
            CELL.0, CELL.1
        );
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn corner(x: u16, y: u16) -> (f32, f32) {
    (MARGIN + f32::from(x) * CELL.0, MARGIN + f32::from(y) * CELL.1)
}

/// Draws the runs of cells that look the same.
fn row(svg: &mut String, buffer: &Buffer, y: u16) {
    let mut x = 0;
    while x < buffer.area.width {
        let first = &buffer[(x, y)];
        let start = x;
        let mut text = String::new();
        while x < buffer.area.width && looks(&buffer[(x, y)]) == looks(first) {
            let symbol = buffer[(x, y)].symbol();
            text.push_str(symbol);
            x += u16::try_from(symbol.width()).unwrap_or(1).max(1);
        }
        run(svg, first, (start, y), x - start, &text);
    }
}

fn looks(cell: &Cell) -> (Color, Color, Modifier) {
    (cell.fg, cell.bg, cell.modifier)
}

fn run(svg: &mut String, cell: &Cell, (x, y): (u16, u16), cells: u16, text: &str) {
    let (left, top) = corner(x, y);
    let wide = f32::from(cells) * CELL.0;
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (mut ink, mut ground) = (colour(cell.fg), colour(cell.bg));
    if reversed {
        (ink, ground) = (ground.or(Some(GROUND.into())), ink.or(Some(TEXT.into())));
    }
    if let Some(ground) = ground {
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{:.1}\" fill=\"{ground}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    if let Some(ink) = ink {
        let _ = write!(style, " fill=\"{ink}\"");
    }
    if cell.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    let base = top + CELL.1 * 0.75;
    let _ = writeln!(
        svg,
        "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{wide:.1}\" lengthAdjust=\"spacingAndGlyphs\"{style}>{}</text>",
        escape(text)
    );
}

fn colour(colour: Color) -> Option<String> {
    const SIXTEEN: [&str; 16] = [
        "#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4", "#6e7681", "#ffa198",
        "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff",
    ];
    match colour {
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        Color::Indexed(index) => SIXTEEN.get(usize::from(index)).map(|name| (*name).to_owned()),
        _ => None,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
