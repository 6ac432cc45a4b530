//! The smallest applets: true, false, echo, pwd, yes.

use crate::shell::applet::{Applet, Call};
use crate::shell::escape::echo_escapes;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "true", usage: "", run: |_| Box::pin(async { 0 }) },
    Applet { name: "false", usage: "", run: |_| Box::pin(async { 1 }) },
    Applet { name: "echo", usage: "[-neE] [ARG]...", run: |call| Box::pin(echo(call)) },
    Applet { name: "pwd", usage: "", run: |call| Box::pin(pwd(call)) },
    Applet { name: "yes", usage: "[STRING]", run: |call| Box::pin(yes(call)) },
];

async fn echo(mut call: Call) -> u8 {
    let args = std::mem::take(&mut call.args);
    let (mut newline, mut escapes, mut first) = (true, false, 0);
    for arg in &args {
        let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) else { break };
        if !letters.chars().all(|letter| "neE".contains(letter)) {
            break;
        }
        newline &= !letters.contains('n');
        // -E is taken, and takes nothing back.
        escapes |= letters.contains('e');
        first += 1;
    }
    let line = args[first..].join(" ");
    if escapes {
        let (bytes, stopped) = echo_escapes(&line);
        call.write(&bytes).await;
        newline &= !stopped;
    } else {
        call.print(&line).await;
    }
    if newline {
        call.print("\n").await;
    }
    call.finish(0).await
}

async fn pwd(mut call: Call) -> u8 {
    let cwd = call.sys.cwd();
    call.print(&cwd).await;
    call.print("\n").await;
    call.finish(0).await
}

async fn yes(mut call: Call) -> u8 {
    let args = std::mem::take(&mut call.args);
    let line = if args.is_empty() { "y\n".to_owned() } else { format!("{}\n", args.join(" ")) };
    let block = line.repeat(4096 / line.len() + 1);
    while !call.is_broken() {
        call.print(&block).await;
    }
    call.finish(1).await
}
