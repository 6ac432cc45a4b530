//! Where a Pod goes, and ports of the node that lead to it.

use podlings::sim::{Change, Images, Limits, What, play};

use super::scene::{life, log, objects, pod, rows, run, s, told};

#[test]
fn the_scheduler_says_what_is_missing_and_whether_room_would_help() {
    let said = |rest: &str, others: &str| {
        let text = format!("{others}{}", pod(&format!("{rest}, containers: [{}}}]", run("sleep 99"))));
        let words = told(&life(&text, 5), "FailedScheduling").remove(0);
        let (reasons, end) = words.split_once(" no new claims to deallocate, preemption: ").unwrap();
        (reasons.to_owned(), end.rsplit(": 1 ").next().unwrap().to_owned())
    };
    let hopeless = "Preemption is not helpful for scheduling.".to_owned();
    let victims = "No preemption victims found for incoming pod.".to_owned();
    let big = "resources: {requests: {cpu: '64', memory: 1Ti}}, terminationGracePeriodSeconds: 1";
    assert_eq!(
        said(big, ""),
        ("1x 0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.".to_owned(), hopeless)
    );
    let other = |rest: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a, labels: {{app: a}}}}, spec: {{{rest}containers: [{}}}]}}}}\n---\n",
            run("sleep 99")
        )
    };
    let away = "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, \
                labelSelector: {matchLabels: {app: a}}}]}}";
    assert_eq!(
        said(away, &other("")),
        ("1x 0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.".to_owned(), victims)
    );
}

#[test]
fn a_port_of_the_node_leads_to_the_pod() {
    let web = "{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: app, image: \
               'myapp:1.0', ports: [{containerPort: 8080, hostPort: 18080}]}]}}\n---\n{apiVersion: v1, kind: Service, metadata: \
               {name: web}, spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}}\n---\n";
    let env = "env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]";
    let script = "sleep 3; for port in 18080 30080 1; do wget -qO- http://$NODE:$port/ 2>&1; done";
    let spec = |network: &str| pod(&format!("restartPolicy: Never, {network}containers: [{}, {env}}}]", run(script)));
    let refused = "wget: can't connect to remote host (192.0.2.2): Connection refused\n";
    for network in ["", "hostNetwork: true, "] {
        let life = life(&format!("{web}{}", spec(network)), 20);
        assert_eq!(log(&life, "app"), format!("myapp\nmyapp\n{refused}"), "{network}");
    }
}

#[test]
fn a_gate_keeps_a_pod_from_the_scheduler_until_it_is_taken_away() {
    let gated = pod(&format!("schedulingGates: [{{name: example.com/wait}}], containers: [{}}}]", run("sleep 99")));
    let free = pod(&format!("containers: [{}}}]", run("sleep 99")));
    let change = Change { at: s(4), what: What::Apply(objects(&free).remove(0)) };
    let life = play(&objects(&gated), &[change], s(8), Images::default(), Limits::default());
    assert_eq!(rows(&life)[0], "0 0/1 SchedulingGated 0");
    assert_eq!(rows(&life).last().unwrap(), "5 1/1 Running 0");
}

#[test]
fn what_a_pod_asks_for_as_a_whole_makes_its_class() {
    let class = |rest: &str| {
        let life = life(&pod(&format!("{rest}containers: [{}}}]", run("sleep 99"))), 2);
        life.pod("p", s(2)).unwrap()["status"]["qosClass"].as_str().unwrap().to_owned()
    };
    assert_eq!(class(""), "BestEffort");
    assert_eq!(class("resources: {requests: {cpu: 100m}}, "), "Burstable");
    assert_eq!(class("resources: {limits: {cpu: 100m, memory: 16Mi}}, "), "Guaranteed");
}

#[test]
fn a_node_refuses_what_it_cannot_be_for() {
    let ended = |rest: &str| {
        let life = life(&pod(&format!("{rest}, containers: [{}}}]", run("sleep 99"))), 4);
        let status = life.pod("p", s(4)).unwrap()["status"].clone();
        (rows(&life).last().unwrap().clone(), status["message"].as_str().unwrap_or("").to_owned())
    };
    let (row, words) = ended("securityContext: {sysctls: [{name: kernel.msgmax, value: '65536'}]}");
    assert_eq!(row, "0 0/1 SysctlForbidden 0");
    assert_eq!(words, "Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted");
    let (row, words) = ended("os: {name: windows}");
    assert_eq!(row, "0 0/1 PodOSNotSupported 0");
    assert_eq!(words, "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS");
    let (row, _) = ended("securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]}");
    assert_eq!(row, "1 1/1 Running 0");
}
