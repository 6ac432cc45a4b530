//! postStart and preStop hooks, and the order in which a Pod's containers end.

use super::scene::{deleted, life, log, pod, rows, run, state, told};

fn hooked(hook: &str, rest: &str, script: &str) -> String {
    pod(&format!("{rest}containers: [{}, lifecycle: {{{hook}}}}}]", run(script)))
}

#[test]
fn a_failed_pre_stop_hook_is_told_and_the_container_stopped() {
    let grace = "terminationGracePeriodSeconds: 4, ";
    let script = "trap 'echo bye; exit 0' TERM; while true; do sleep 1; done";
    for hook in
        ["exec: {command: ['false']}", "exec: {command: [nosuch]}", "httpGet: {port: 99}", "tcpSocket: {port: 99}"]
    {
        let life = deleted(&hooked(&format!("preStop: {{{hook}}}"), grace, script), 5, 20);
        assert_eq!(told(&life, "FailedPreStopHook"), ["1x PreStopHook failed"], "{hook}");
        assert_eq!(log(&life, "app"), "bye\n", "{hook}");
    }
}

#[test]
fn a_pre_stop_hook_has_no_more_than_the_grace_period() {
    let grace = "terminationGracePeriodSeconds: 3, ";
    let life = deleted(&hooked("preStop: {exec: {command: [sleep, '60']}}", grace, "sleep 99"), 5, 30);
    // Three seconds for the hook, two more for the container, which does not listen.
    assert_eq!(rows(&life).last().unwrap(), "10 (deleted)");
    assert_eq!(told(&life, "FailedPreStopHook"), ["1x PreStopHook failed"], "it was killed with its container");
}

#[test]
fn a_nap_before_the_end_is_taken_from_the_grace_period() {
    let grace = "terminationGracePeriodSeconds: 10, ";
    let script = "trap 'echo bye; exit 0' TERM; while true; do sleep 1; done";
    let life = deleted(&hooked("preStop: {sleep: {seconds: 4}}", grace, script), 5, 30);
    assert_eq!(rows(&life).last().unwrap(), "9 (deleted)");
    assert_eq!(told(&life, "FailedPreStopHook"), [""; 0]);
}

#[test]
fn a_failed_post_start_hook_says_why_in_the_status() {
    let grace = "terminationGracePeriodSeconds: 1, ";
    let said = |hook: &str| {
        let life = life(&hooked(&format!("postStart: {{{hook}}}"), grace, "sleep 99"), 6);
        let waiting = &state(&life, "app")["waiting"];
        assert_eq!(waiting["reason"], "PostStartHookError", "{hook}");
        assert_eq!(told(&life, "Killing")[0], "2x FailedPostStartHook");
        let words = waiting["message"].as_str().unwrap();
        let (before, after) = words.split_once("\"p_default(").unwrap_or(("", words));
        format!("{before}P{}", after.split_once(")\"").map_or(after, |(_, rest)| rest))
    };
    assert_eq!(
        said("exec: {command: [sh, -c, 'echo out; echo err >&2; exit 3']}"),
        "Exec lifecycle hook ([sh -c echo out; echo err >&2; exit 3]) for Container \"app\" in Pod P failed - error: command \
         'sh -c echo out; echo err >&2; exit 3' exited with 3: err\n, message: \"out\\nerr\\n\""
    );
    assert_eq!(
        said("httpGet: {port: 99, path: /up, host: localhost}"),
        "HTTP lifecycle hook (/up) for Container \"app\" in Pod P failed - error: Get \"http://localhost:99/up\": dial tcp \
         localhost:99: connect: connection refused"
    );
    assert_eq!(
        said("httpGet: {port: web}"),
        "HTTP lifecycle hook (/) for Container \"app\" in Pod P failed - error: strconv.Atoi: parsing \"web\": invalid syntax"
    );
    assert_eq!(
        said("tcpSocket: {port: 80}"),
        "PCannot run handler: invalid handler: &LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{0 80 \
         },Host:,},Sleep:nil,}"
    );
}

#[test]
fn a_hook_by_https_is_asked_again_without() {
    let life = life(&hooked("postStart: {httpGet: {port: 8080, scheme: HTTPS}}", "", "httpd -f -p 8080"), 6);
    let words = told(&life, "LifecycleHTTPFallback");
    assert!(words[0].ends_with(":8080 got HTTP response, retry with HTTP succeeded"), "{words:?}");
    assert_eq!(rows(&life).last().unwrap(), "1 1/1 Running 0");
}

#[test]
fn sidecars_hear_of_the_end_at_once_and_end_last() {
    let sidecar = |name: &str| {
        let script = format!("trap 'date +%s; exit 0' TERM; while true; do sleep 1; done; # {name}");
        format!("{}, restartPolicy: Always}}", run(&script)).replace("name: app", &format!("name: {name}"))
    };
    let main = run("trap 'sleep 3; date +%s; exit 0' TERM; while true; do sleep 1; done");
    let manifest = pod(&format!("initContainers: [{}, {}], containers: [{main}}}]", sidecar("one"), sidecar("two")));
    let life = deleted(&manifest, 10, 30);
    let killing = life.occurrences("p").filter(|(_, event)| event["reason"] == "Killing");
    assert_eq!(killing.map(|(at, _)| at.as_secs()).collect::<Vec<_>>(), [10, 10, 10]);
    let ended = |name: &str| log(&life, name).trim().parse::<u64>().unwrap();
    assert!(ended("app") <= ended("two") && ended("two") <= ended("one"));
    assert!(ended("two") >= 1_767_258_000 + 13, "it waited for the main container");
}
