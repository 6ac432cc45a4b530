//! What nginx writes into its error log when it has started: only where a configuration asks for notices. It must not know what is
//! served.

use super::conf::Conf;
use crate::sim::servers::moment;
use crate::world::Process;

/// Says that the server has started, and its workers.
pub(super) async fn started(sys: &Process, conf: &Conf, name: &str) {
    let mut lines: Vec<String> = [
        "using the \"epoll\" event method",
        name,
        // The blank at the end is nginx's own.
        "built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ",
        "OS: Linux 6.1.0",
        "getrlimit(RLIMIT_NOFILE): 1048576:1048576",
        "start worker processes",
    ]
    .map(str::to_owned)
    .into();
    // The workers are no processes here, but have the numbers that the next processes would get.
    let first = sys.next_pid();
    lines.extend((first..first + conf.workers).map(|worker| format!("start worker process {worker}")));
    let now = moment(sys, "%Y/%m/%d %H:%M:%S");
    for line in lines {
        let line = format!("{now} [notice] {pid}#{pid}: {line}", pid = sys.pid());
        for log in &conf.notices {
            super::log_line(sys, log, &line, 2).await;
        }
    }
}
