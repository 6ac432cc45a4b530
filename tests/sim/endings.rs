//! How Pods end as a whole: by their time, their disk, their deletion.

use serde_json::{Value, json};

use super::scene::{deleted, life, pod, rows, run, s, state, told};

const LOST: &str = "The container could not be located when the pod was terminated";

#[test]
fn a_deadline_is_told_whenever_the_status_is_worked_out() {
    let life = life(
        &pod(&format!(
            "activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 1, containers: [{}}}]",
            run("sleep 99")
        )),
        20,
    );
    assert_eq!(told(&life, "DeadlineExceeded"), ["4x Pod was active on the node longer than the specified deadline"]);
    assert_eq!(rows(&life)[2..], ["1 1/1 Running 0", "7 0/1 Error 0"]);
    // As long as a container may run, the Pod has not ended for those who ask.
    let status = |seconds| life.pod("p", s(seconds)).unwrap()["status"].clone();
    assert_eq!((&status(6)["phase"], &status(6)["reason"]), (&json!("Running"), &Value::Null));
    assert_eq!((&status(8)["phase"], &status(8)["reason"]), (&json!("Failed"), &json!("DeadlineExceeded")));
}

#[test]
fn a_container_that_never_began_ends_in_an_unknown_way() {
    let life = life(&pod("activeDeadlineSeconds: 5, containers: [{name: app, image: nosuch}]"), 20);
    assert_eq!(rows(&life).last().unwrap(), "5 0/1 ContainerStatusUnknown 0");
    let ended = &state(&life, "app")["terminated"];
    assert_eq!((ended["exitCode"].as_i64(), ended["message"].as_str()), (Some(137), Some(LOST)));
    let text = life.describe("p", life.until).unwrap();
    assert!(text.contains("      Started:      Mon, 01 Jan 0001 00:00:00 +0000\n"), "{text}");
}

#[test]
fn a_pod_that_did_not_get_beyond_its_init_containers_leaves_the_others_waiting() {
    let init = run("sleep 99").replace("name: app", "name: first");
    let spec = format!(
        "activeDeadlineSeconds: 4, terminationGracePeriodSeconds: 1, initContainers: [{init}}}], containers: [{}}}]",
        run("true")
    );
    let life = life(&pod(&spec), 20);
    assert_eq!(state(&life, "first")["terminated"]["exitCode"], 137);
    assert_eq!(state(&life, "app")["waiting"]["reason"], "PodInitializing");
    assert_eq!(rows(&life).last().unwrap(), "6 0/1 Init:Error 0");
}

#[test]
fn all_that_a_pod_writes_counts_against_the_limits_together() {
    let container = format!(
        "{}, resources: {{limits: {{ephemeral-storage: 2Mi}}}}, volumeMounts: [{{name: v, mountPath: /v}}]}}",
        run("dd if=/dev/zero of=/v/f bs=1M count=3; sleep 99")
    );
    let life = life(&pod(&format!("containers: [{container}], volumes: [{{name: v, emptyDir: {{}}}}]")), 30);
    let words = "Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. ";
    assert_eq!(told(&life, "Evicted"), [format!("1x {words}")]);
    assert_eq!(life.pod("p", life.until).unwrap()["status"]["message"], words);
}

#[test]
fn a_pod_that_waits_for_its_image_is_deleted_at_once() {
    let life = deleted(&pod("containers: [{name: app, image: nosuch}]"), 6, 20);
    assert_eq!(rows(&life).last().unwrap(), "6 (deleted)");
    assert_eq!(told(&life, "Killing"), [""; 0], "there is nothing to kill");
}

#[test]
fn a_main_container_that_is_done_ends_its_sidecars() {
    let sidecar = run("trap 'exit 0' TERM; while true; do sleep 1; done").replace("name: app", "name: side");
    let spec = |policy: &str, code: u8| {
        pod(&format!(
            "restartPolicy: {policy}, initContainers: [{sidecar}, restartPolicy: Always}}], containers: [{}}}]",
            run(&format!("sleep 2; exit {code}"))
        ))
    };
    let end = |policy, code| {
        let life = life(&spec(policy, code), 20);
        let end = life.pod("p", life.until).unwrap()["status"]["phase"].as_str().unwrap().to_owned();
        (end, told(&life, "Killing").len())
    };
    assert_eq!(end("Never", 0), ("Succeeded".to_owned(), 1));
    assert_eq!(end("Never", 2), ("Failed".to_owned(), 1));
    assert_eq!(end("OnFailure", 0), ("Succeeded".to_owned(), 1));
    assert_eq!(end("OnFailure", 2), ("Running".to_owned(), 0));
}

#[test]
fn what_runs_out_of_memory_does_so_at_once() {
    for script in
        ["tail /dev/zero", "sort /dev/zero", "x=$(cat /dev/zero)", "awk 'BEGIN { s = \"x\"; while (1) s = s s }'"]
    {
        let container = format!("{}, resources: {{limits: {{memory: 50Mi}}}}}}", run(script));
        let life = life(&pod(&format!("restartPolicy: Never, containers: [{container}]")), 8);
        let ended = &state(&life, "app")["terminated"];
        assert_eq!((ended["reason"].as_str(), ended["exitCode"].as_i64()), (Some("OOMKilled"), Some(137)), "{script}");
    }
}

#[test]
fn all_last_words_of_a_pod_together_have_a_limit() {
    let one =
        |name: &str| run("seq 1 3000 > /dev/termination-log").replace("name: app", &format!("name: {name}")) + "}";
    let containers: Vec<String> = ["a", "b", "c", "d"].map(one).to_vec();
    let life = life(&pod(&format!("restartPolicy: Never, containers: [{}]", containers.join(", "))), 8);
    let words = state(&life, "d")["terminated"]["message"].as_str().unwrap().len();
    assert_eq!(words, 12 * 1024 / 4);
}

#[test]
fn a_pod_without_a_grace_period_is_gone_at_once_and_its_containers_end_later() {
    let life = deleted(&pod(&format!("terminationGracePeriodSeconds: 0, containers: [{}}}]", run("sleep 99"))), 4, 12);
    assert_eq!(rows(&life).last().unwrap(), "4 (deleted)");
    assert_eq!(told(&life, "Killing"), ["1x Stopping container app"]);
}

#[test]
fn a_container_that_ended_before_it_is_killed_is_killed_all_the_same() {
    let hook = "lifecycle: {postStart: {exec: {command: [sleep, '10']}}}";
    let life = life(&pod(&format!("restartPolicy: Never, containers: [{}, {hook}}}]", run("sleep 2; exit 5"))), 12);
    assert_eq!(told(&life, "Killing"), ["1x FailedPostStartHook"]);
    assert_eq!(state(&life, "app")["terminated"]["exitCode"], 5);
}
