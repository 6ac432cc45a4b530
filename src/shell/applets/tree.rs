//! tree: a folder and what is below it, as a picture.

use crate::shell::applet::{Applet, Call};
use crate::world::Kind;

pub(super) const APPLETS: &[Applet] = &[Applet { name: "tree", usage: "[DIR]...", run: |call| Box::pin(tree(call)) }];

async fn tree(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let roots = if options.words.is_empty() { vec![".".to_owned()] } else { options.words.clone() };
    let (mut folders, mut files) = (0, 0);
    for root in roots {
        if call.sys.read_dir(&root).is_err() {
            call.print_line(&format!("{root} [error opening dir]")).await;
            continue;
        }
        call.print_line(&root).await;
        // What is still to be shown: path, name, what stands before it, whether it is the last of its folder.
        let mut rest = below(&call, &root, "");
        while let Some((path, name, before, last)) = rest.pop() {
            call.sys.step(1).await;
            let found = call.sys.lstat(&path);
            let is_dir = found.is_ok_and(|found| found.kind == Kind::Dir);
            let target = if found.is_ok_and(|found| found.kind == Kind::Link) {
                call.sys.read_link(&path).map_or_else(|_| String::new(), |target| format!(" -> {target}"))
            } else {
                String::new()
            };
            call.print_line(&format!("{before}{} {name}{target}", if last { "└──" } else { "├──" })).await;
            if is_dir {
                folders += 1;
                let before = format!("{before}{}", if last { "    " } else { "│   " });
                rest.extend(below(&call, &path, &before));
            } else {
                files += 1;
            }
        }
    }
    call.print(&format!("\n{folders} directories, {files} files\n")).await;
    call.finish(0).await
}

/// What is in a folder, the last first; what begins with a dot is not shown.
fn below(call: &Call, folder: &str, before: &str) -> Vec<(String, String, String, bool)> {
    let mut names = call.sys.read_dir(folder).unwrap_or_default();
    names.retain(|name| !name.starts_with('.'));
    names.sort_unstable();
    let count = names.len();
    let entry = |(index, name): (usize, String)| {
        (format!("{}/{name}", folder.trim_end_matches('/')), name, before.to_owned(), index + 1 == count)
    };
    names.into_iter().enumerate().map(entry).rev().collect()
}
