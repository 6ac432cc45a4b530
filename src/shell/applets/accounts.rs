//! Users and groups of the container: adduser, addgroup, deluser, delgroup. Passwords are none of its business.

use crate::shell::applet::{Applet, Call};
use crate::world::{Errno, OpenHow, text};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "adduser", usage: "[OPTIONS] USER [GROUP]", run: |call| Box::pin(adduser(call)) },
    Applet { name: "addgroup", usage: "[-g GID] [-S] [USER] GROUP", run: |call| Box::pin(addgroup(call)) },
    Applet { name: "deluser", usage: "[--remove-home] USER", run: |call| Box::pin(deluser(call)) },
    Applet { name: "delgroup", usage: "[USER] GROUP", run: |call| Box::pin(delgroup(call)) },
];

const PASSWD: &str = "/etc/passwd";
const GROUP: &str = "/etc/group";
const SHADOW: &str = "/etc/shadow";

/// A file whose lines are fields between colons, the first a name.
struct Table {
    path: &'static str,
    lines: Vec<Vec<String>>,
}

impl Table {
    async fn read(call: &Call, path: &'static str) -> Table {
        let bytes = call.sys.read_file(path).await.unwrap_or_default();
        call.sys.step(1 + bytes.len() as u64 / 8).await;
        let lines = text::from_bytes(&bytes).lines().map(|line| line.split(':').map(str::to_owned).collect()).collect();
        Table { path, lines }
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.first().is_some_and(|first| first == name))
    }

    fn field(&self, line: usize, field: usize) -> &str {
        self.lines.get(line).and_then(|line| line.get(field)).map_or("", String::as_str)
    }

    fn has_number(&self, number: u32) -> bool {
        self.lines.iter().any(|line| line.get(2).is_some_and(|field| field.parse() == Ok(number)))
    }

    /// The lowest number from one on that is free here and, for a user, among the groups.
    fn free(&self, from: u32, other: Option<&Table>) -> u32 {
        let taken = |number| self.has_number(number) || other.is_some_and(|other| other.has_number(number));
        (from..u32::MAX).find(|number| !taken(*number)).unwrap_or(from)
    }

    fn add(&mut self, line: &str) {
        self.lines.push(line.split(':').map(str::to_owned).collect());
    }

    async fn write(&self, call: &mut Call) -> bool {
        let all: String = self.lines.iter().map(|line| format!("{}\n", line.join(":"))).collect();
        let result = match call.sys.open(self.path, OpenHow { create: false, ..OpenHow::WRITE }).await {
            Ok(fd) => {
                let written = call.sys.write(fd, &text::to_bytes(&all)).await;
                // It was opened a moment ago.
                let _ = call.sys.close(fd);
                written
            }
            // Without passwords there is nothing to keep of them.
            Err(Errno::NoEnt) if self.path == SHADOW => Ok(()),
            Err(errno) => Err(errno),
        };
        if let Err(errno) = result {
            call.error(&format!("can't open '{}': {errno}", self.path)).await;
        }
        result.is_ok()
    }
}

/// Only the owner of the files may change them.
async fn is_root(call: &mut Call) -> bool {
    let is_root = call.sys.credentials().uid == 0;
    if !is_root {
        call.error("must be run as root").await;
    }
    is_root
}

async fn number(call: &mut Call, text: Option<&str>) -> Result<Option<u32>, ()> {
    match text.map(str::parse) {
        None => Ok(None),
        Some(Ok(number)) => Ok(Some(number)),
        Some(Err(_)) => {
            call.error(&format!("invalid number '{}'", text.unwrap_or_default())).await;
            Err(())
        }
    }
}

async fn adduser(mut call: Call) -> u8 {
    let long = [
        ("home", 'h'),
        ("gecos", 'g'),
        ("shell", 's'),
        ("ingroup", 'G'),
        ("disabled-password", 'D'),
        ("empty-password", 'D'),
        ("system", 'S'),
        ("no-create-home", 'H'),
        ("uid", 'u'),
        ("skel", 'k'),
    ];
    let Ok(options) = call.options("h:g:s:G:DSHu:k:", &long).await else { return 1 };
    let name = match options.words.as_slice() {
        [name] => name.clone(),
        [user, group] => return join(call, user, group).await,
        _ => return call.show_usage().await,
    };
    if !is_root(&mut call).await {
        return 1;
    }
    let Ok(uid) = number(&mut call, options.value('u')).await else { return 1 };
    let mut users = Table::read(&call, PASSWD).await;
    let mut groups = Table::read(&call, GROUP).await;
    if users.named(&name).is_some() {
        call.error(&format!("user '{name}' in use")).await;
        return 1;
    }
    let system = options.has('S');
    let wanted = options.value('G').or(if system { Some("nogroup") } else { None });
    let group = match wanted {
        None => None,
        Some(group) => match groups.named(group) {
            Some(line) => Some(groups.field(line, 2).to_owned()),
            None => {
                call.error(&format!("unknown group {group}")).await;
                return 1;
            }
        },
    };
    let from = if system { 100 } else { 1000 };
    let uid = match uid {
        Some(uid) if users.has_number(uid) => {
            call.error(&format!("uid '{uid}' in use")).await;
            return 1;
        }
        Some(uid) => uid,
        None => users.free(from, if group.is_none() { Some(&groups) } else { None }),
    };
    let home = options.value('h').map_or_else(|| format!("/home/{name}"), str::to_owned);
    let gid = group.clone().unwrap_or_else(|| uid.to_string());
    let full = options.value('g').unwrap_or("Linux User,,,");
    let shell = options.value('s').unwrap_or(if system { "/bin/false" } else { "/bin/sh" });
    users.add(&format!("{name}:x:{uid}:{gid}:{full}:{home}:{shell}"));
    let mut shadow = Table::read(&call, SHADOW).await;
    let today = call.sys.wall().secs() / 86_400;
    shadow.add(&format!("{name}:!:{today}:0:99999:7:::"));
    if group.is_none() {
        groups.add(&format!("{name}:x:{gid}:"));
    } else if let Some(line) = groups.named(wanted.unwrap_or_default()) {
        add_member(&mut groups, line, &name);
    }
    for table in [&users, &groups, &shadow] {
        if !table.write(&mut call).await {
            return 1;
        }
    }
    if !options.has('H') {
        make_home(&mut call, &home, uid, gid.parse().unwrap_or(uid)).await;
    }
    if !options.has('D') && !system {
        call.not_simulated("asking for a password (give -D)").await;
        return 1;
    }
    call.finish(0).await
}

async fn make_home(call: &mut Call, home: &str, uid: u32, gid: u32) {
    match call.sys.mkdir(home, 0o755) {
        Ok(()) | Err(Errno::Exist) => {
            // Root may do both.
            let _ = call.sys.chown(home, Some(uid), Some(gid), true);
            let _ = call.sys.chmod(home, 0o2755);
        }
        Err(errno) => call.error(&format!("can't create directory '{home}': {errno}")).await,
    }
}

fn add_member(groups: &mut Table, line: usize, user: &str) {
    let members = groups.field(line, 3).to_owned();
    if members.split(',').any(|member| member == user) {
        return;
    }
    let members = if members.is_empty() { user.to_owned() } else { format!("{members},{user}") };
    if let Some(fields) = groups.lines.get_mut(line) {
        fields.resize(4, String::new());
        fields[3] = members;
    }
}

/// Makes a user a member of a group.
async fn join(mut call: Call, user: &str, group: &str) -> u8 {
    call.speaker = "addgroup".into();
    if !is_root(&mut call).await {
        return 1;
    }
    let users = Table::read(&call, PASSWD).await;
    let mut groups = Table::read(&call, GROUP).await;
    let Some(line) = groups.named(group) else {
        call.error(&format!("unknown group {group}")).await;
        return 1;
    };
    if users.named(user).is_none() {
        call.error(&format!("unknown user {user}")).await;
        return 1;
    }
    add_member(&mut groups, line, user);
    u8::from(!groups.write(&mut call).await)
}

async fn addgroup(mut call: Call) -> u8 {
    let Ok(options) = call.options("g:S", &[("gid", 'g'), ("system", 'S')]).await else { return 1 };
    let name = match options.words.as_slice() {
        [name] => name.clone(),
        [user, group] => return join(call, user, group).await,
        _ => return call.show_usage().await,
    };
    if !is_root(&mut call).await {
        return 1;
    }
    let Ok(gid) = number(&mut call, options.value('g')).await else { return 1 };
    let mut groups = Table::read(&call, GROUP).await;
    if groups.named(&name).is_some() {
        call.error(&format!("group '{name}' in use")).await;
        return 1;
    }
    let gid = match gid {
        Some(gid) if groups.has_number(gid) => {
            call.error(&format!("gid '{gid}' in use")).await;
            return 1;
        }
        Some(gid) => gid,
        None => groups.free(if options.has('S') { 100 } else { 1000 }, None),
    };
    groups.add(&format!("{name}:x:{gid}:"));
    u8::from(!groups.write(&mut call).await)
}

async fn deluser(mut call: Call) -> u8 {
    let Ok(options) = call.options("r", &[("remove-home", 'r')]).await else { return 1 };
    let [name] = options.words.as_slice() else { return call.show_usage().await };
    let name = name.clone();
    if !is_root(&mut call).await {
        return 1;
    }
    let mut users = Table::read(&call, PASSWD).await;
    let Some(line) = users.named(&name) else {
        call.error(&format!("unknown user {name}")).await;
        return 1;
    };
    let home = users.field(line, 5).to_owned();
    users.lines.remove(line);
    let mut groups = Table::read(&call, GROUP).await;
    if let Some(own) = groups.named(&name) {
        groups.lines.remove(own);
    }
    for line in 0..groups.lines.len() {
        remove_member(&mut groups, line, &name);
    }
    let mut shadow = Table::read(&call, SHADOW).await;
    shadow.lines.retain(|line| line.first() != Some(&name));
    if options.has('r') && home.len() > 1 {
        let removal = super::changing::Removal::default();
        super::changing::remove_tree(&mut call, &home, removal).await;
    }
    for table in [&users, &groups, &shadow] {
        if !table.write(&mut call).await {
            return 1;
        }
    }
    0
}

fn remove_member(groups: &mut Table, line: usize, user: &str) {
    if let Some(members) = groups.lines.get_mut(line).and_then(|fields| fields.get_mut(3)) {
        let kept: Vec<&str> = members.split(',').filter(|member| *member != user).collect();
        *members = kept.join(",");
    }
}

async fn delgroup(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let (user, name) = match options.words.as_slice() {
        [name] => (None, name.clone()),
        [user, name] => (Some(user.clone()), name.clone()),
        _ => return call.show_usage().await,
    };
    if !is_root(&mut call).await {
        return 1;
    }
    let users = Table::read(&call, PASSWD).await;
    let mut groups = Table::read(&call, GROUP).await;
    let Some(line) = groups.named(&name) else {
        call.error(&format!("unknown group {name}")).await;
        return 1;
    };
    if let Some(user) = user {
        remove_member(&mut groups, line, &user);
    } else {
        let gid = groups.field(line, 2).to_owned();
        if let Some(user) = users.lines.iter().find(|user| user.get(3) == Some(&gid)) {
            let user = user.first().cloned().unwrap_or_default();
            call.error(&format!("'{user}' still has '{name}' as their primary group!")).await;
            return 1;
        }
        groups.lines.remove(line);
    }
    u8::from(!groups.write(&mut call).await)
}
