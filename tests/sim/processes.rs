//! Which processes a container sees, and what becomes of those whose parent has gone.

use super::scene::{life, log, pod, run, status};

/// What `ps` in a neighbour prints once `script` has run for five seconds: PID and command.
fn seen(fields: &str, script: &str) -> Vec<String> {
    let neighbour = run("sleep 5; ps -o pid,args; sleep 60").replace("name: app", "name: neighbour");
    let life = life(&pod(&format!("{fields}containers: [{}}}, {neighbour}}}]", run(script))), 9);
    let lines = log(&life, "neighbour");
    lines.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn containers_see_their_own_processes_those_of_the_pod_or_those_of_the_node() {
    assert_eq!(seen("", "sleep 600"), ["1 sh -c sleep 5; ps -o pid,args; sleep 60", "7 ps -o pid,args"]);
    assert_eq!(
        seen("shareProcessNamespace: true, ", "exec sleep 600"),
        ["1 /pause", "6 sleep 600", "12 sh -c sleep 5; ps -o pid,args; sleep 60", "18 ps -o pid,args"]
    );
    assert_eq!(
        seen("hostPID: true, ", "exec sleep 600"),
        [
            "1 /sbin/init",
            "107 /usr/local/bin/containerd",
            "221 /usr/bin/kubelet --config=/var/lib/kubelet/config.yaml",
            "1422 /pause",
            "1427 sleep 600",
            "1433 sh -c sleep 5; ps -o pid,args; sleep 60",
            "1439 ps -o pid,args"
        ]
    );
}

#[test]
fn the_first_process_takes_orphans_that_have_ended_out_of_the_list() {
    let script = "(sh -c 'sleep 2; exit 3' &); exec sleep 600";
    for fields in ["shareProcessNamespace: true, ", "hostPID: true, "] {
        let seen = seen(fields, script);
        assert!(seen.len() > 3 && !seen.iter().any(|line| line.contains('[') || line.contains("sleep 2")), "{seen:?}");
    }
}

#[test]
fn a_container_among_the_nodes_processes_ends_with_its_main_process() {
    let fields = "hostPID: true, restartPolicy: Never, ";
    let life =
        life(&pod(&format!("{fields}containers: [{}}}]", run("sleep 600 & kill -TERM 1; echo still; exit 3"))), 9);
    assert_eq!((status(&life, 9), log(&life, "app")), ("0/1 Error".to_owned(), "still\n".to_owned()));
}
