//! Programs: what stands behind an executable file. A script names its interpreter; any other executable names, in its
//! first bytes, a program that the owner of the world provides as Rust code.

use super::kernel::Frame;
use super::sys::Process;

/// The first bytes of an executable that stands for a program of ours.
const MAGIC: &[u8] = b"\x7fELF\x02\x01\x01\0podlings:";

/// A program: given its process, the future that is its run; the result is its exit code.
pub type Program = std::rc::Rc<dyn Fn(Process) -> Frame>;

/// Where programs come from.
pub trait Programs {
    /// The program of a name, as [`binary`] wrote it.
    fn program(&self, name: &str) -> Option<Program>;
}

/// The content of an executable file that runs the program of this name.
#[must_use]
pub fn binary(name: &str) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(b'\n');
    bytes
}

/// The name that [`binary`] wrote.
pub(super) fn name_of(content: &[u8]) -> Option<&str> {
    let rest = content.strip_prefix(MAGIC)?;
    std::str::from_utf8(rest.split(|&byte| byte == b'\n').next()?).ok()
}

/// Makes a program of an `async fn`.
#[must_use]
pub fn program<F, R>(run: F) -> Program
where
    F: Fn(Process) -> R + 'static,
    R: Future<Output = u8> + 'static,
{
    std::rc::Rc::new(move |process| Box::pin(run(process)))
}
