//! What the editor pane costs: a frame at 200x60 while the program in it scrolls, and vim's whole screen drawn anew.

use criterion::{Criterion, criterion_group, criterion_main};
use podlings::tui::pane::PaneView;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const ROWS: u16 = 60;
const COLS: u16 = 200;

/// A line of coloured YAML, as long as the screen is wide.
fn line(number: usize) -> String {
    let value = "x".repeat(usize::from(COLS) - 40);
    format!("\r\n\x1b[36mkey-{number:08}\x1b[m\x1b[35m:\x1b[m \x1b[38;5;200m\"{value}\"\x1b[m # 漢字 ü")
}

/// Everything of a frame that is the pane's: taking what was printed, and drawing it.
fn frame(view: &mut PaneView, buffer: &mut Buffer, printed: &[u8]) {
    let answer = view.process(printed);
    assert!(answer.is_empty());
    view.render(buffer.area, buffer);
}

fn pane(criterion: &mut Criterion) {
    let mut view = PaneView::new(ROWS, COLS);
    let mut buffer = Buffer::empty(Rect::new(0, 0, COLS, ROWS));
    let lines: Vec<String> = (0..1000).map(line).collect();
    let mut next = lines.iter().cycle();
    criterion.bench_function("one line scrolls, 200x60", |bench| {
        bench.iter(|| frame(&mut view, &mut buffer, next.next().expect("a line").as_bytes()));
    });
    let page: String = std::iter::once("\x1b[H\x1b[2J").chain(lines.iter().take(60).map(String::as_str)).collect();
    criterion.bench_function("a whole page anew, 200x60", |bench| {
        bench.iter(|| frame(&mut view, &mut buffer, page.as_bytes()));
    });
}

criterion_group!(benches, pane);
criterion_main!(benches);
