//! Applets that show texts and keep logs: more, less, logger. In a Pod nobody turns pages, so all of a text is shown.

use crate::shell::applet::{Applet, Call};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "more", usage: "[FILE]...", run: |call| Box::pin(more(call)) },
    Applet { name: "less", usage: "[-EFIMmNSRh~] [FILE]...", run: |call| Box::pin(less(call)) },
    Applet { name: "logger", usage: "[-s] [-t TAG] [-p PRIO] [MESSAGE]", run: |call| Box::pin(logger(call)) },
];

async fn more(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let mut code = 0;
    for file in options.files() {
        code |= show(&mut call, &file).await;
    }
    call.finish(code).await
}

async fn less(mut call: Call) -> u8 {
    let Ok(options) = call.options("EFIMmNSRXh~", &[]).await else { return 1 };
    let mut code = 0;
    for file in options.files() {
        code = show(&mut call, &file).await;
        if code != 0 {
            break;
        }
    }
    call.finish(code).await
}

async fn show(call: &mut Call, file: &str) -> u8 {
    let mut input = match call.try_input(file).await {
        Ok(input) => input,
        Err(errno) => {
            call.error(&format!("can't open '{file}': {errno}")).await;
            return 1;
        }
    };
    while let Some(bytes) = input.bytes().await {
        call.write(&bytes).await;
        if call.is_broken() {
            break;
        }
    }
    0
}

/// Nobody listens for what is logged; with `-s` it is shown too.
async fn logger(mut call: Call) -> u8 {
    let Ok(options) = call.options("sp:t:", &[]).await else { return 1 };
    let tag = match options.value('t') {
        Some(tag) => tag.to_owned(),
        None => {
            let users = crate::shell::users::Users::read(&call.sys).await;
            let uid = call.sys.credentials().uid;
            users.user(uid).map_or_else(|| uid.to_string(), str::to_owned)
        }
    };
    if options.words.is_empty() {
        let Some(mut input) = call.input("-").await else { return 1 };
        while let Some(line) = input.line(&call).await {
            if options.has('s') && !line.is_empty() {
                call.complain(&format!("{tag}: {line}\n")).await;
            }
        }
    } else if options.has('s') {
        let line = format!("{tag}: {}\n", options.words.join(" "));
        call.complain(&line).await;
    }
    call.finish(0).await
}
