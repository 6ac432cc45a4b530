//! top, as a script uses it: pictures of all processes, one after the other.

use std::time::Duration;

use super::process::{command_of, duration};
use crate::shell::applet::{Applet, Call};
use crate::shell::users::Users;

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "top", usage: "[-bmH] [-n COUNT] [-d SECONDS]", run: |call| Box::pin(top(call)) }];

/// What a process of a small program maps, in KiB.
const MAPPED: u32 = 4400;

async fn top(mut call: Call) -> u8 {
    let mut words = std::mem::take(&mut call.args);
    // "top bn1" needs no dash.
    if let Some(first) = words.first_mut().filter(|first| !first.starts_with('-')) {
        first.insert(0, '-');
    }
    call.args = words;
    let Ok(options) = call.options("d:n:bHm", &[]).await else { return 1 };
    let times = match options.value('n').map(str::parse::<u32>) {
        None => u32::MAX,
        Some(Ok(times)) => times.max(1),
        Some(Err(_)) => {
            call.error(&format!("invalid number '{}'", options.value('n').unwrap_or_default())).await;
            return 1;
        }
    };
    let pause = options.value('d').and_then(duration).unwrap_or(Duration::from_secs(5));
    for round in 0..times {
        if round > 0 && call.sys.sleep(pause.max(Duration::from_millis(100))).await.is_err() {
            break;
        }
        picture(&mut call).await;
        if !call.flush().await {
            break;
        }
    }
    call.finish(0).await
}

async fn picture(call: &mut Call) {
    // Looking takes a moment, in which what has just started becomes what it is to be.
    let _ = call.sys.sleep(Duration::from_millis(2)).await;
    let users = Users::read(&call.sys).await;
    let mut all = call.sys.processes();
    all.sort_by_key(|info| std::cmp::Reverse(info.cpu));
    let pid = call.sys.pid();
    call.print("Mem: 4194304K used, 20971520K free, 4096K shrd, 102400K buff, 2125824K cached\n").await;
    call.print("CPU:   0.0% usr   0.0% sys   0.0% nic 100.0% idle   0.0% io   0.0% irq   0.0% sirq\n").await;
    call.print(&format!("Load average: 0.00 0.01 0.05 1/{} {pid}\n", all.len() + 180)).await;
    call.print("  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n").await;
    for info in all {
        let user = users.user(info.uid).map_or_else(|| info.uid.to_string(), str::to_owned);
        let command = command_of(&info);
        call.print_line(&format!(
            "{:5} {:5} {user:<8.8} {:<4}{MAPPED:6}  0.0   0  0.0 {command}",
            info.pid, info.ppid, info.state
        ))
        .await;
    }
    call.print("\n").await;
}
