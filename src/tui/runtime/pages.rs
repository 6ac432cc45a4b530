//! Opens pages in the user's browser, where there is one. It must not know what is on them.

use std::ffi::OsStr;
use std::path::Path;

use crate::system::Environment;
use crate::system::processes::start_apart;
use crate::tui::msg::Msg;

/// Opens the pages; where that cannot be done, says their addresses, which can be copied.
pub fn open(environment: &Environment, pages: &[String]) -> Msg {
    let pages: Vec<&String> = pages.iter().filter(|page| is_address(page)).collect();
    let Some(opener) = opener(environment) else { return addresses(&pages) };
    for page in &pages {
        if start_apart(&opener, &[page.into()], Path::new("/")).is_err() {
            return addresses(&pages);
        }
    }
    Msg::Remark(match pages.as_slice() {
        [] => "This exercise names no pages.".to_owned(),
        [_] => "The page opens in your browser.".to_owned(),
        many => format!("{} pages open in your browser.", many.len()),
    })
}

fn addresses(pages: &[&String]) -> Msg {
    let pages: Vec<&str> = pages.iter().map(|page| page.as_str()).collect();
    let them = if pages.len() == 1 { "this address" } else { "these addresses" };
    Msg::Remark(format!(
        "No browser can be opened from here. Open {them} in yours; to copy with the mouse hold Shift (on a Mac Option or Fn): {}",
        pages.join(" ")
    ))
}

/// Nothing but an address: what a pack says of its pages is not ours.
fn is_address(page: &str) -> bool {
    page.starts_with("https://") && page.chars().all(|letter| letter.is_ascii_graphic())
}

/// The system's own program that opens an address. Without a screen it would only start a browser that nobody sees.
fn opener(environment: &Environment) -> Option<std::path::PathBuf> {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let seen = cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].iter().any(|name| environment.variable(name).is_some());
    if seen { environment.find_program(OsStr::new(program)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_browser_the_addresses_are_said() {
        let environment = Environment::of([("PATH", "/nowhere"), ("DISPLAY", ":0")], "/");
        let pages = ["https://kubernetes.io/docs/a".to_owned(), "https://x/\u{1b}[31m".to_owned()];
        let Msg::Remark(text) = open(&environment, &pages) else { panic!("no remark") };
        assert_eq!(
            text,
            "No browser can be opened from here. Open this address in yours; to copy with the mouse hold Shift (on a Mac Option \
             or Fn): https://kubernetes.io/docs/a"
        );
    }
}
