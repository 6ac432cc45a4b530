//! From the program's screen to cells of ours. It must not know how the screen came about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// Draws the upper left part of the screen that fits into `area`.
pub fn draw(screen: &vt100::Screen, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    for row in 0..area.height {
        for col in 0..area.width {
            let Some(target) = buffer.cell_mut((area.x + col, area.y + row)) else { continue };
            target.reset();
            let Some(cell) = screen.cell(row, col) else { continue };
            if !cell.has_contents() {
                // What was erased has a background, and nothing else of what was set when it was.
                target.set_bg(color(cell.bgcolor()));
                continue;
            }
            target.set_style(style(cell));
            if cell.is_wide() && col + 1 >= area.width {
                // Half of a wide character cannot be shown.
                continue;
            }
            target.set_symbol(cell.contents());
        }
    }
}

fn style(cell: &vt100::Cell) -> Style {
    let mut modifiers = Modifier::empty();
    for (on, modifier) in [
        (cell.bold(), Modifier::BOLD),
        (cell.dim(), Modifier::DIM),
        (cell.italic(), Modifier::ITALIC),
        (cell.underline(), Modifier::UNDERLINED),
        (cell.inverse(), Modifier::REVERSED),
    ] {
        modifiers.set(modifier, on);
    }
    Style::new().fg(color(cell.fgcolor())).bg(color(cell.bgcolor())).add_modifier(modifiers)
}

fn color(color: vt100::Color) -> Color {
    match color {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(index) => Color::Indexed(index),
        vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}
