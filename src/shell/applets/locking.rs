//! flock: one at a time.

use std::time::Duration;

use super::run::run_and_wait;
use crate::shell::applet::{Applet, Call};
use crate::world::{Errno, OpenHow};

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "flock", usage: "[-sxun] FD | { FILE [-c] PROG ARGS }", run: |call| Box::pin(flock(call)) }];

/// How often a lock that another holds is asked for again.
const AGAIN: Duration = Duration::from_millis(5);
/// After this time it is asked for the less often the longer it was waited for: it may never be free.
const PATIENCE: Duration = Duration::from_secs(10);

async fn flock(mut call: Call) -> u8 {
    let long = [("shared", 's'), ("exclusive", 'x'), ("unlock", 'u'), ("nonblock", 'n')];
    let Ok(options) = call.options("+sxnu", &long).await else { return 1 };
    let mut words = options.words.clone();
    if words.is_empty() {
        return call.show_usage().await;
    }
    let file = words.remove(0);
    let fd = if words.is_empty() {
        match file.parse::<i32>() {
            Ok(fd) => fd,
            Err(_) => {
                call.error(&format!("invalid number '{file}'")).await;
                return 1;
            }
        }
    } else {
        match open(&call, &file).await {
            Ok(fd) => fd,
            Err(errno) => {
                call.error(&format!("can't open '{file}': {errno}")).await;
                return 1;
            }
        }
    };
    let exclusive = if options.has('u') { None } else { Some(!options.has('s')) };
    let began = call.sys.now();
    loop {
        match call.sys.try_lock(fd, exclusive) {
            Ok(true) => break,
            Ok(false) if options.has('n') => return 1,
            Ok(false) => {
                let waited = call.sys.now().since(began);
                let pause = if waited < PATIENCE { AGAIN } else { waited / 16 };
                if call.sys.sleep(pause).await.is_err() {
                    return 1;
                }
            }
            Err(errno) => {
                call.error(&errno.to_string()).await;
                return 1;
            }
        }
    }
    if words.is_empty() {
        return 0;
    }
    if words[0] == "-c" && words.len() == 2 {
        words = vec!["sh".to_owned(), "-c".to_owned(), words.remove(1)];
    }
    let name = words[0].clone();
    match run_and_wait(&call.sys, words).await {
        Ok(exit) => exit.code(),
        Err(errno) => {
            call.error(&format!("{name}: {errno}")).await;
            255
        }
    }
}

/// A directory can be locked too.
async fn open(call: &Call, file: &str) -> Result<i32, Errno> {
    let how = OpenHow { create: true, ..OpenHow::READ };
    match call.sys.open(file, how).await {
        Err(Errno::IsDir) => call.sys.open(file, OpenHow::READ).await,
        other => other,
    }
}
