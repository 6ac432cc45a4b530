//! The terminal: taken, drawn on, and given back, whatever happens. It must not know what is drawn.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread;

use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Size;
use signal_hook::consts::signal::{SIGCONT, SIGHUP, SIGINT, SIGTERM};

use super::Event;
use crate::tui::app::App;
use crate::tui::pane::CursorShape;

/// Set while the terminal is ours; read by the panic hook, which knows nothing else.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours. It is given back when this is dropped.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<io::Stdout>>,
    shape: CursorShape,
}

/// Whether input and output are a terminal.
#[must_use]
pub fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::Release);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableMouseCapture, Clear(ClearType::All))
}

fn give_back() -> io::Result<()> {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return Ok(());
    }
    let written = execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        SetCursorStyle::DefaultUserShape,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    disable_raw_mode()?;
    written
}

impl Screen {
    /// Takes the terminal.
    pub fn enter() -> io::Result<Self> {
        if let Err(error) = take() {
            let _ = give_back();
            return Err(error);
        }
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        Ok(Self { terminal, shape: CursorShape::Default })
    }

    /// Takes it again after another program had it.
    pub fn enter_again(&mut self) -> io::Result<()> {
        take()?;
        // What stands on the screen is not known any more: everything is drawn anew.
        self.terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        self.shape = CursorShape::Default;
        Ok(())
    }

    /// Gives it back.
    pub fn leave() -> io::Result<()> {
        give_back()
    }

    /// The terminal's size.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Draws one frame.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        queue!(io::stdout(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(|frame| app.view(frame)).map(|_| ());
        let shape = app.cursor_shape();
        if shape != self.shape {
            self.shape = shape;
            queue!(io::stdout(), style(shape))?;
        }
        queue!(io::stdout(), EndSynchronizedUpdate)?;
        io::stdout().flush()?;
        drawn
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Where the terminal is gone there is nothing to give back.
        let _ = give_back();
    }
}

fn style(shape: CursorShape) -> SetCursorStyle {
    match shape {
        CursorShape::Default => SetCursorStyle::DefaultUserShape,
        CursorShape::Block => SetCursorStyle::SteadyBlock,
        CursorShape::Underline => SetCursorStyle::SteadyUnderScore,
        CursorShape::Bar => SetCursorStyle::SteadyBar,
    }
}

/// From now on a panic gives the terminal back before it says anything. Panics that are caught and reported otherwise say
/// nothing here: those of the YAML scanner's guard, and those of other threads.
pub fn restore_on_panic() {
    let ours = thread::current().id();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if crate::manifest::text::is_guarded() {
            return;
        }
        if TAKEN.load(Ordering::Acquire) && thread::current().id() != ours {
            return;
        }
        let _ = give_back();
        before(panic);
        eprintln!("Your pod.yaml and your history are on disk and safe.");
    }));
}

/// Reports the signals that end or continue the program.
pub fn watch_signals(events: SyncSender<Event>) {
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT]) else { return };
    thread::spawn(move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGCONT => Event::Continued,
                // Ctrl-C in an editor that has the terminal is not meant for us.
                SIGINT if !TAKEN.load(Ordering::Acquire) => continue,
                _ => Event::End,
            };
            if events.send(event).is_err() {
                break;
            }
        }
    });
}
