//! `install`: copies files and makes folders, with owner and mode at once. It must not know other applets.

use super::changing::{inside, make_with_parents};
use super::copying::Copier;
use crate::shell::applet::{Applet, Call, Options};
use crate::shell::mode;
use crate::shell::users::Users;
use crate::world::Kind;

pub(super) const APPLETS: &[Applet] = &[Applet {
    name: "install",
    usage: "[-cdDsp] [-o USER] [-g GRP] [-m MODE] [-t DIR] [SOURCE]... DEST",
    run: |call| Box::pin(install(call)),
}];

/// What everything that is installed gets.
struct Finish {
    owner: Option<(u32, u32)>,
    mode: u32,
}

async fn install(mut call: Call) -> u8 {
    let long = [
        ("directory", 'd'),
        ("preserve-timestamps", 'p'),
        ("strip", 's'),
        ("group", 'g'),
        ("mode", 'm'),
        ("owner", 'o'),
        ("target-directory", 't'),
        ("verbose", 'v'),
    ];
    let Ok(options) = call.options("cvbDdpsg:m:o:t:", &long).await else { return 1 };
    if options.has('d') && (options.has('t') || options.has('s')) || options.has('t') && options.has('s') {
        return call.show_usage().await;
    }
    if options.has('s') {
        return call.not_simulated("-s").await;
    }
    let finish = match finish(&call, &options).await {
        Ok(finish) => finish,
        Err(message) => {
            call.error(&message).await;
            return 1;
        }
    };
    let mut sources = options.words.clone();
    let target = match options.value('t') {
        Some(dir) => Some((dir.to_owned(), true)),
        None if options.has('d') => None,
        None => sources.pop().map(|last| {
            let is_dir = call.sys.stat(&last).is_ok_and(|found| found.kind == Kind::Dir);
            (last, is_dir)
        }),
    };
    if sources.is_empty() {
        return call.show_usage().await;
    }
    let mut code = 0;
    for source in &sources {
        call.sys.step(1).await;
        let made = match &target {
            None => make_with_parents(&call, source).map(|_| source.clone()),
            Some((last, is_dir)) => match copy(&mut call, &options, source, last, *is_dir).await {
                Some(path) => Ok(path),
                None => {
                    code = 1;
                    continue;
                }
            },
        };
        match made {
            Ok(path) if finish.give(&mut call, &path).await => {}
            Ok(_) => code = 1,
            Err((path, errno)) => {
                call.error(&format!("can't create directory '{path}': {errno}")).await;
                code = 1;
            }
        }
    }
    call.finish(code).await
}

/// Copies a file; where to, if it could be done.
async fn copy(call: &mut Call, options: &Options, source: &str, last: &str, is_dir: bool) -> Option<String> {
    if options.has('D') {
        let dir = if options.has('t') { Some(last) } else { last.rsplit_once('/').map(|(dir, _)| dir) };
        if let Some(dir) = dir.filter(|dir| !dir.is_empty()) {
            // A folder that is not there is what the copy then says.
            let _ = make_with_parents(call, dir);
        }
    }
    let path = if is_dir { inside(last, source) } else { last.to_owned() };
    Copier::installing(options.has('p')).copy(call, source, &path).await.then_some(path)
}

/// The owner and the mode that the options ask for.
async fn finish(call: &Call, options: &Options) -> Result<Finish, String> {
    let text = options.value('m').unwrap_or("755");
    let mode = mode::parse(text, 0o755, false, 0).ok_or_else(|| format!("invalid mode '{text}'"))?;
    if !options.has('o') && !options.has('g') {
        return Ok(Finish { owner: None, mode });
    }
    let users = Users::read(&call.sys).await;
    let own = call.sys.credentials();
    let uid = match options.value('o') {
        None => own.uid,
        Some(name) => {
            let known = name.parse().ok().or_else(|| users.user_by_name(name).map(|(uid, _)| uid));
            known.ok_or_else(|| format!("unknown user {name}"))?
        }
    };
    let gid = match options.value('g') {
        None => own.gid,
        Some(name) => {
            let known = name.parse().ok().or_else(|| users.group_by_name(name));
            known.ok_or_else(|| format!("unknown group {name}"))?
        }
    };
    Ok(Finish { owner: Some((uid, gid)), mode })
}

impl Finish {
    /// Gives a file what everything gets; a failure is said.
    async fn give(&self, call: &mut Call, path: &str) -> bool {
        let mut fine = true;
        if let Some((uid, gid)) = self.owner
            && let Err(errno) = call.sys.chown(path, Some(uid), Some(gid), false)
        {
            call.error(&format!("can't change ownership of {path}: {errno}")).await;
            fine = false;
        }
        if let Err(errno) = call.sys.chmod(path, self.mode) {
            call.error(&format!("can't change permissions of {path}: {errno}")).await;
            fine = false;
        }
        fine
    }
}
