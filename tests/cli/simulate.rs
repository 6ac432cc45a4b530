//! `podlings simulate`: what it plays, and what it says of what cannot be played.

use super::machine::Machine;

const POD: &str =
    "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: 'myapp:1.0'}]}}\n";

fn machine() -> Machine {
    let machine = Machine::new();
    machine.write("pod.yaml", POD);
    machine
}

/// Runs a line whose files lie in the home.
fn ask(machine: &Machine, line: &str) -> String {
    machine.run(&line.replace('~', &machine.home().display().to_string()), "")
}

/// What is printed to standard error, with a code.
fn refusal(words: &str, code: u8) -> String {
    format!("-- stderr --\n{words}\n-- exit code {code} --\n")
}

#[test]
fn it_prints_what_a_watch_prints() {
    insta::assert_snapshot!(ask(&machine(), "simulate ~/pod.yaml --for 8s --delete 5s=pod/web"));
}

#[test]
fn it_reads_standard_input() {
    assert!(machine().run("simulate - --for 2s", POD).contains("web    1/1     Running"));
}

#[test]
fn it_refuses_as_kubectl_does() {
    let machine = machine();
    machine.write("two.yaml", &format!("{POD}---\n{POD}"));
    machine.write(
        "bad.yaml",
        &format!("{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c}}}}\n---\n{}", POD.replace("web", "Web")),
    );
    machine.write("empty.yaml", "# nothing\n");
    let refused = |line: &str| ask(&machine, line);
    assert_eq!(
        refused("simulate ~/two.yaml"),
        refusal(
            "Error from server (AlreadyExists): error when creating \"~/two.yaml\": pods \"web\" already exists",
            1
        )
    );
    assert_eq!(
        refused("simulate ~/pod.yaml --delete 5s=svc/web"),
        refusal("Error from server (NotFound): services \"web\" not found", 1)
    );
    assert_eq!(refused("simulate ~/empty.yaml"), refusal("error: no objects passed to create", 1));
    let bad = refused("simulate ~/pod.yaml --at 3s=~/bad.yaml");
    assert!(
        bad.starts_with(
            "-- stderr --\nError from server (Invalid): error when creating \"~/bad.yaml\": Pod \"Web\" is invalid: metadata.name:"
        ),
        "{bad}"
    );
    assert!(bad.ends_with("-- exit code 1 --\n"), "{bad}");
}

#[test]
fn it_says_what_cannot_be_played() {
    let machine = machine();
    machine.write(
        "deploy.yaml",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: \
         {labels: {a: b}}, spec: {containers: [{name: app, image: nginx}]}}}}\n",
    );
    for line in [
        "simulate ~/deploy.yaml",
        "simulate ~/nope.yaml",
        "simulate ~/pod.yaml --for soon",
        "simulate ~/pod.yaml --for 400d",
        "simulate ~/pod.yaml --at ~/pod.yaml",
        "simulate ~/pod.yaml --delete 5s=web",
    ] {
        let said = ask(&machine, line);
        insta::with_settings!({description => line}, { insta::assert_snapshot!(said) });
        assert!(said.ends_with("-- exit code 2 --\n"), "{line}: {said}");
    }
}

#[test]
fn what_lies_behind_the_end_is_told() {
    let said = ask(&machine(), "simulate ~/pod.yaml --for 5s --delete 9s=pod/web");
    assert!(said.contains("note: what is to happen after 9s is not played: --for 5s ends it before\n"), "{said}");
}

#[test]
fn an_applied_pod_keeps_its_life_and_takes_another_image() {
    let machine = machine();
    let pod = |image: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: app, image: '{image}', command: [sleep, '99']}}]}}}}\n"
        )
    };
    machine.write("broken.yaml", &pod("nosuch:1"));
    machine.write("good.yaml", &pod("busybox:1.36"));
    machine.write("other.yaml", &pod("alpine:3.20"));
    let mended = ask(&machine, "simulate ~/broken.yaml --at 8s=~/good.yaml --for 12s");
    assert!(mended.contains("1/1     Running             0          9s"), "{mended}");
    let same = ask(&machine, "simulate ~/good.yaml --at 5s=~/good.yaml --for 12s");
    assert!(same.contains("p, container app: running\n"), "{same}");
    let changed = ask(&machine, "simulate ~/good.yaml --at 5s=~/other.yaml --for 12s -o json");
    assert!(changed.contains("\"message\": \"Container app definition changed, will be restarted\""), "{changed}");
}

#[test]
fn a_change_that_the_server_refuses_is_told_and_the_life_goes_on() {
    let machine = machine();
    let change = |name: &str, from: &str, to: &str| machine.write(name, &POD.replace(from, to));
    change("image.yaml", "myapp:1.0", "nginx:1.27");
    change("command.yaml", "'myapp:1.0'", "'myapp:1.0', command: [sleep, 1d]");
    change("cpu.yaml", "'myapp:1.0'", "'myapp:1.0', resources: {requests: {cpu: 100m}}");
    change("labels.yaml", "name: web", "name: web, labels: {a: b}");
    let refused = |at: &str, path: &str| {
        format!(
            "after {at}s: The Pod \"web\" is invalid: spec: Forbidden: pod updates may not change fields other than \
             `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only \
             additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was \
             previously negative)\n  changed: {path}\n"
        )
    };
    let life = ask(&machine, "simulate ~/pod.yaml --for 20s");
    let both = refused("8", "spec.containers[0].command") + &refused("9.5", "spec.containers[0].resources.requests");
    assert_eq!(
        ask(&machine, "simulate ~/pod.yaml --for 20s --at 8s=~/command.yaml --at 9.5s=~/cpu.yaml"),
        format!("{life}-- stderr --\n{both}-- exit code 1 --\n")
    );
    assert_eq!(ask(&machine, "simulate ~/pod.yaml --for 20s --at 8s=~/labels.yaml"), life);
    let changed = ask(&machine, "simulate ~/pod.yaml --for 20s --at 8s=~/image.yaml");
    assert!(!changed.contains("stderr"), "{changed}");
    // A Pod that is gone by then is a new one, which may be as it likes.
    let anew = ask(&machine, "simulate ~/pod.yaml --for 60s --delete 5s=pod/web --at 45s=~/command.yaml");
    assert!(!anew.contains("stderr"), "{anew}");
}

/// A Pod whose variable comes from a file that an init container writes.
fn with_file(script: &str, reference: &str) -> String {
    let machine = machine();
    machine.write(
        "file.yaml",
        &format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  volumes: [{{name: data, emptyDir: {{}}}}]
  initContainers:
  - name: write
    image: busybox:1.36
    command: [sh, -c, {script:?}]
    volumeMounts: [{{name: data, mountPath: /data}}]
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, 'echo \"[$LEVEL]\"; sleep 1d']
    env:
    - name: LEVEL
      valueFrom: {{fileKeyRef: {{volumeName: data, path: app/env, key: LEVEL{reference}}}}}
"
        ),
    );
    ask(&machine, "simulate ~/file.yaml --for 20s")
}

#[test]
fn a_variable_comes_from_a_file_of_a_volume() {
    let write = |text: &str| format!("mkdir /data/app; printf '%s\\n' {text} > /data/app/env");
    let life = with_file(&write("\"LEVEL='debug' # loud\""), "");
    assert!(life.contains("[debug]\n"), "{life}");
    let life = with_file(&write("\"OTHER='x'\""), ", optional: true");
    assert!(life.contains("[]\n"), "{life}");
    let life = with_file(&write("\"OTHER='x'\""), "");
    assert!(life.contains("CreateContainerConfigError"), "{life}");
    assert!(life.contains("  environment variable key \"LEVEL\" not found in file \"/var/lib/kubelet/pods/"), "{life}");
    for script in ["true".to_owned(), write("LEVEL=debug")] {
        let life = with_file(&script, "");
        assert!(life.contains("app: never started, CreateContainerConfigError\n  couldn't parse env file\n"), "{life}");
    }
}
