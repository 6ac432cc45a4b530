//! Applets about the machine and its users: date, uname, hostname, id, whoami, uptime, free, tty, nproc, …

use crate::shell::applet::{Applet, Call, Options};
use crate::shell::calendar;
use crate::shell::users::Users;
use crate::world::Errno;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "date", usage: "[OPTIONS] [+FMT] [[-s] TIME]", run: |call| Box::pin(date(call)) },
    Applet { name: "uname", usage: "[-amnrspvio]", run: |call| Box::pin(uname(call)) },
    Applet { name: "arch", usage: "", run: |call| Box::pin(arch(call)) },
    Applet { name: "hostname", usage: "[-sidf] [HOSTNAME | -F FILE]", run: |call| Box::pin(hostname(call)) },
    Applet { name: "id", usage: "[-ugGnr] [USER]", run: |call| Box::pin(id(call)) },
    Applet { name: "whoami", usage: "", run: |call| Box::pin(whoami(call)) },
    Applet { name: "groups", usage: "[USER]", run: |call| Box::pin(groups(call)) },
    Applet { name: "uptime", usage: "", run: |call| Box::pin(uptime(call)) },
    Applet { name: "free", usage: "[-bkmgh]", run: |call| Box::pin(free(call)) },
    Applet { name: "tty", usage: "[-s]", run: |call| Box::pin(tty(call)) },
    Applet { name: "nproc", usage: "[--all] [--ignore=N]", run: |call| Box::pin(nproc(call)) },
    Applet { name: "clear", usage: "", run: |call| Box::pin(clear(call)) },
    Applet { name: "getconf", usage: "NAME", run: |call| Box::pin(getconf(call)) },
];

const LONG_DATE: [(&str, char); 6] =
    [("rfc-822", 'R'), ("rfc-2822", 'R'), ("set", 's'), ("utc", 'u'), ("date", 'd'), ("reference", 'r')];

async fn date(mut call: Call) -> u8 {
    let Ok(options) = call.options("Rs:ud:r:I::D:", &LONG_DATE).await else { return 1 };
    let zone = match call.sys.variable("TZ") {
        Some(text) if !options.has('u') => calendar::Zone::of(&text),
        _ => calendar::Zone::utc(),
    };
    let Some(own) = own_form(&options) else { return call.show_usage().await };
    let mut words = options.words.clone();
    let form = if words.first().is_some_and(|word| word.starts_with('+')) { Some(words.remove(0)) } else { None };
    let asked = options.value('d').or(options.value('s')).map(str::to_owned);
    let sets = options.has('s') || (asked.is_none() && !words.is_empty());
    let text = if asked.is_none() && !words.is_empty() { Some(words.remove(0)) } else { asked };
    if !words.is_empty() {
        return call.show_usage().await;
    }
    let mut stamp = call.sys.wall();
    if let Some(path) = options.value('r') {
        match call.sys.stat(path) {
            Ok(found) => stamp = found.mtime,
            Err(errno) => {
                call.error(&format!("can't stat '{path}': {errno}")).await;
                return 1;
            }
        }
    }
    if let Some(text) = text {
        let parsed = match options.value('D') {
            Some(pattern) => calendar::parse_as(pattern, &text, stamp),
            None => calendar::parse(&text, stamp, &zone),
        };
        let Some(parsed) = parsed else {
            call.error(&format!("invalid date '{text}'")).await;
            return 1;
        };
        stamp = parsed;
    }
    if sets {
        // No container may do this; the date is shown all the same.
        call.error(&format!("can't set date: {}", Errno::Perm)).await;
    }
    let pattern = form.as_deref().map_or(own.as_str(), |form| &form[1..]);
    call.print_line(&calendar::format_in(pattern, stamp, &zone)).await;
    call.finish(0).await
}

/// The form in which `date` shows a date that was asked for in no other; `None` for a precision that there is not.
fn own_form(options: &Options) -> Option<String> {
    if options.has('R') {
        return Some("%a, %d %b %Y %H:%M:%S %z".to_owned());
    }
    if !options.has('I') {
        return Some("%a %b %e %H:%M:%S %Z %Y".to_owned());
    }
    let wanted = options.value('I').unwrap_or("date");
    let forms = [
        ("date", "%Y-%m-%d"),
        ("hours", "%Y-%m-%dT%H%:z"),
        ("minutes", "%Y-%m-%dT%H:%M%:z"),
        ("seconds", "%Y-%m-%dT%H:%M:%S%:z"),
        ("ns", "%Y-%m-%dT%H:%M:%S,000000000%:z"),
    ];
    forms.iter().find(|(name, _)| name.starts_with(wanted)).map(|(_, form)| (*form).to_owned())
}

async fn uname(mut call: Call) -> u8 {
    let Ok(options) = call.options("amnrspvio", &[]).await else { return 1 };
    let parts = [
        ('s', "Linux".to_owned()),
        ('n', call.sys.hostname()),
        ('r', "6.1.0".to_owned()),
        ('v', "#1 SMP PREEMPT_DYNAMIC".to_owned()),
        ('m', "x86_64".to_owned()),
        ('p', "unknown".to_owned()),
        ('i', "unknown".to_owned()),
        ('o', "GNU/Linux".to_owned()),
    ];
    let shown = |letter: char| {
        let unknown = matches!(letter, 'p' | 'i');
        options.has(letter) || (options.has('a') && !unknown) || (options.all().is_empty() && letter == 's')
    };
    let words: Vec<String> = parts.into_iter().filter(|(letter, _)| shown(*letter)).map(|(_, text)| text).collect();
    call.print_line(&words.join(" ")).await;
    call.finish(0).await
}

async fn arch(mut call: Call) -> u8 {
    call.print_line("x86_64").await;
    call.finish(0).await
}

async fn hostname(mut call: Call) -> u8 {
    let Ok(options) = call.options("sidfF:", &[]).await else { return 1 };
    if !options.words.is_empty() || options.has('F') {
        call.error(&format!("sethostname: {}", Errno::Perm)).await;
        return 1;
    }
    let name = call.sys.hostname();
    let text = if options.has('i') {
        let addresses: Vec<String> = call.sys.addresses().iter().map(ToString::to_string).collect();
        addresses.join(" ")
    } else if options.has('d') {
        name.split_once('.').map(|(_, domain)| domain.to_owned()).unwrap_or_default()
    } else if options.has('s') {
        name.split('.').next().unwrap_or_default().to_owned()
    } else {
        name
    };
    if !(options.has('d') && text.is_empty()) {
        call.print_line(&text).await;
    }
    call.finish(0).await
}

/// Number and name, as id shows them.
fn named(number: u32, name: Option<&str>) -> String {
    name.map_or_else(|| number.to_string(), |name| format!("{number}({name})"))
}

async fn id(mut call: Call) -> u8 {
    let Ok(options) = call.options("ugGnr", &[]).await else { return 1 };
    let users = Users::read(&call.sys).await;
    let creds = call.sys.credentials();
    let (mut uid, mut gid, mut groups) = (creds.uid, creds.gid, creds.groups.clone());
    if let Some(name) = options.words.first() {
        let Some((user, group)) = users.user_by_name(name) else {
            call.error(&format!("unknown user {name}")).await;
            return 1;
        };
        (uid, gid) = (user, group);
        groups = users.groups_of(name);
        groups.insert(0, gid);
    }
    if !groups.is_empty() && !groups.contains(&gid) {
        groups.push(gid);
    }
    groups.dedup();
    if options.words.is_empty() {
        groups.sort_unstable();
        groups.dedup();
    }
    let one = |number: u32, name: Option<&str>| {
        name.filter(|_| options.has('n')).map_or_else(|| number.to_string(), str::to_owned)
    };
    let line = if options.has('u') {
        one(uid, users.user(uid))
    } else if options.has('g') {
        one(gid, users.group(gid))
    } else if options.has('G') {
        groups.iter().map(|gid| one(*gid, users.group(*gid))).collect::<Vec<_>>().join(" ")
    } else {
        let groups: Vec<String> = groups.iter().map(|gid| named(*gid, users.group(*gid))).collect();
        let listed = if groups.is_empty() { String::new() } else { format!(" groups={}", groups.join(",")) };
        format!("uid={} gid={}{listed}", named(uid, users.user(uid)), named(gid, users.group(gid)))
    };
    call.print_line(&line).await;
    // Who asks for a name alone, and there is none, gets the number and an error.
    let asked: Vec<(u32, Option<&str>)> = match () {
        () if options.has('u') => vec![(uid, users.user(uid))],
        () if options.has('g') => vec![(gid, users.group(gid))],
        () if options.has('G') => groups.iter().map(|gid| (*gid, users.group(*gid))).collect(),
        () => Vec::new(),
    };
    let mut code = 0;
    for (number, _) in asked.iter().filter(|(_, name)| options.has('n') && name.is_none()) {
        call.error(&format!("unknown ID {number}")).await;
        code = 1;
    }
    call.finish(code).await
}

async fn whoami(mut call: Call) -> u8 {
    let users = Users::read(&call.sys).await;
    let uid = call.sys.credentials().uid;
    match users.user(uid) {
        Some(name) => call.print_line(name).await,
        None => {
            call.error(&format!("unknown uid {uid}")).await;
            return 1;
        }
    }
    call.finish(0).await
}

async fn groups(mut call: Call) -> u8 {
    let users = Users::read(&call.sys).await;
    let creds = call.sys.credentials();
    let mut all = vec![creds.gid];
    all.extend(creds.groups.iter().filter(|gid| **gid != creds.gid));
    let names: Vec<String> =
        all.iter().map(|gid| users.group(*gid).map_or_else(|| gid.to_string(), str::to_owned)).collect();
    call.print_line(&names.join(" ")).await;
    call.finish(0).await
}

async fn uptime(mut call: Call) -> u8 {
    let clock = calendar::format("%H:%M:%S", call.sys.wall());
    let minutes = call.sys.now().as_secs() / 60 + 167;
    let line = format!(" {clock} up {:2}:{:02},  0 users,  load average: 0.00, 0.01, 0.05", minutes / 60, minutes % 60);
    call.print_line(&line).await;
    call.finish(0).await
}

async fn free(mut call: Call) -> u8 {
    let Ok(options) = call.options("bkmgth", &[]).await else { return 1 };
    let show = |kib: u64| match options.last_of("bmgh") {
        Some('b') => (kib * 1024).to_string(),
        Some('m') => (kib >> 10).to_string(),
        Some('g') => (kib >> 20).to_string(),
        Some('h') => super::listing::human(kib * 1024),
        _ => kib.to_string(),
    };
    let title = "              total        used        free      shared  buff/cache   available\n";
    let row = [25_165_824, 1_966_080, 20_971_520, 4096, 2_228_224, 22_020_096];
    let cells: Vec<String> = row.iter().map(|kib| format!("{:>12}", show(*kib))).collect();
    let swap: Vec<String> = [0, 0, 0].iter().map(|kib| format!("{:>12}", show(*kib))).collect();
    call.print(&format!("{title}Mem:   {}\nSwap:  {}\n", cells.join(""), swap.join(""))).await;
    call.finish(0).await
}

async fn tty(mut call: Call) -> u8 {
    let Ok(options) = call.options("s", &[]).await else { return 1 };
    if !options.has('s') {
        call.print_line("not a tty").await;
    }
    call.finish(1).await
}

async fn nproc(mut call: Call) -> u8 {
    call.print_line("2").await;
    call.finish(0).await
}

async fn clear(mut call: Call) -> u8 {
    call.print("\u{1b}[H\u{1b}[J").await;
    call.finish(0).await
}

async fn getconf(mut call: Call) -> u8 {
    let name = call.args.first().cloned().unwrap_or_default();
    let value = match name.as_str() {
        "PAGESIZE" | "PAGE_SIZE" => "4096",
        "CLK_TCK" => "100",
        "NPROCESSORS_ONLN" | "_NPROCESSORS_ONLN" => "2",
        "ARG_MAX" => "2097152",
        _ => {
            call.error(&format!("unknown variable '{name}'")).await;
            return 1;
        }
    };
    call.print_line(value).await;
    call.finish(0).await
}
