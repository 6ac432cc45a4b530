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
