//! What somebody types at our own terminal, line by line as the terminal itself edits them, and Ctrl-C. It must not know what is
//! done with it.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsFd as _;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use signal_hook::consts::signal::SIGINT;
use signal_hook::iterator::Signals;

/// So much may be typed ahead; more waits in the terminal.
const AHEAD: usize = 16;

/// Something that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// A line with its newline, or without one a line that Ctrl-D sent off.
    Text(Vec<u8>),
    /// Ctrl-D at the beginning of a line: the end of what whoever reads now is given.
    End,
    /// Ctrl-C.
    Interrupt,
}

/// Listens to our terminal from now on: Ctrl-C no longer ends this program. Threads wait for both, because a signal does not end
/// a read that waits.
///
/// # Errors
/// When the system does not let us listen.
pub fn listen() -> io::Result<Receiver<Typed>> {
    let (sender, typed) = sync_channel(AHEAD);
    let mut signals = Signals::new([SIGINT])?;
    let interrupts = sender.clone();
    thread::spawn(move || {
        for _ in signals.forever() {
            if interrupts.send(Typed::Interrupt).is_err() {
                break;
            }
        }
    });
    // A descriptor of our own: whoever holds the lock of standard input would keep us from reading.
    let terminal = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    thread::spawn(move || read(terminal, &sender));
    Ok(typed)
}

/// The terminal gives one line to a read; nothing at all is Ctrl-D, and there may be more behind it.
fn read(mut terminal: File, sender: &SyncSender<Typed>) {
    let mut line = [0; 4096];
    loop {
        let typed = match terminal.read(&mut line) {
            Ok(0) => Typed::End,
            Ok(count) => Typed::Text(line[..count].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // A terminal that is gone has no more to say.
            Err(_) => Typed::End,
        };
        if sender.send(typed).is_err() {
            break;
        }
    }
}
