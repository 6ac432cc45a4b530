//! What keeps a container from starting, and what a probe may do.

use podlings::sim::{Images, Limits, play};

use super::scene::{life, log, objects, pod, rows, run, s, state, told};

const RUNC: &str = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create \
                    failed: unable to start container process: ";

fn refusal(rest: &str) -> String {
    let life =
        life(&pod(&format!("restartPolicy: Never, containers: [{{name: app, image: 'busybox:1.36', {rest}}}]")), 8);
    assert_eq!(rows(&life).last().unwrap(), "1 0/1 StartError 0", "{rest}");
    let words = state(&life, "app")["terminated"]["message"].as_str().unwrap().to_owned();
    words.strip_prefix(RUNC).and_then(|words| words.strip_suffix(": unknown")).unwrap_or(&words).to_owned()
}

#[test]
fn the_runtime_says_why_a_command_cannot_be_run() {
    assert_eq!(refusal("command: [nosuch]"), "exec: \"nosuch\": executable file not found in $PATH");
    assert_eq!(refusal("command: [/app/run]"), "exec: \"/app/run\": stat /app/run: no such file or directory");
    assert_eq!(refusal("command: [/etc]"), "exec: \"/etc\": is a directory");
    assert_eq!(refusal("command: [/etc/passwd]"), "exec: \"/etc/passwd\": permission denied");
    assert_eq!(
        refusal("workingDir: /etc/passwd, command: [pwd]"),
        "error during container init: mkdir /etc/passwd: not a directory"
    );
}

#[test]
fn a_script_that_is_no_program_ends_at_once() {
    let scripts =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: s}, data: {plain: 'echo hi', far: \"#!/bin/nosuch\\n\"}}";
    for (name, words) in [("plain", "exec format error"), ("far", "no such file or directory")] {
        let spec = format!(
            "restartPolicy: Never, volumes: [{{name: s, configMap: {{name: s, defaultMode: 0755}}}}], containers: [{{name: app, \
             image: 'busybox:1.36', command: [/s/{name}], volumeMounts: [{{name: s, mountPath: /s}}]}}]"
        );
        let life = life(&format!("{scripts}\n---\n{}", pod(&spec)), 8);
        assert_eq!(log(&life, "app"), format!("exec /s/{name}: {words}\n"));
        assert_eq!(state(&life, "app")["terminated"]["exitCode"], 255);
    }
}

#[test]
fn a_path_of_the_node_must_be_what_was_asked_for() {
    for (kind, words) in [
        ("Directory", "a directory"),
        ("File", "a file"),
        ("Socket", "a socket file"),
        ("CharDevice", "a character device"),
        ("BlockDevice", "a block device"),
    ] {
        let spec = format!("{}, volumeMounts: [{{name: h, mountPath: /h}}]}}", run("sleep 99"));
        let life = life(
            &pod(&format!("containers: [{spec}], volumes: [{{name: h, hostPath: {{path: /data/x, type: {kind}}}}}]")),
            3,
        );
        let said = told(&life, "FailedMount");
        let want =
            format!("MountVolume.SetUp failed for volume \"h\" : hostPath type check failed: /data/x is not {words}");
        assert!(said[0].ends_with(&want), "{said:?}");
    }
}

#[test]
fn a_projected_volume_names_all_that_is_missing() {
    let mount = format!("{}, volumeMounts: [{{name: v, mountPath: /v}}]}}", run("sleep 99"));
    let spec = format!(
        "containers: [{mount}], volumes: [{{name: v, projected: {{sources: [{{secret: {{name: a}}}}, {{configMap: {{name: b}}}}]}}}}]"
    );
    let said = told(&life(&pod(&spec), 3), "FailedMount");
    assert!(said[0].ends_with(": [secret \"a\" not found, configmap \"b\" not found]"), "{said:?}");
}

#[test]
fn a_volume_lies_on_disk_or_in_memory() {
    let maps = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: '1'}}\n---\n\
                {apiVersion: v1, kind: Secret, metadata: {name: c}, stringData: {a: '1'}}\n---\n";
    let mounts = "volumeMounts: [{name: c, mountPath: /c}, {name: s, mountPath: /s}, {name: m, mountPath: /m}]";
    let script = "stat -c '%A %s' /c /s /m; mount | grep -E ' /[csm] ' | cut -d' ' -f3,5";
    let spec = format!(
        "restartPolicy: Never, containers: [{}, {mounts}}}], volumes: [{{name: c, configMap: {{name: c}}}}, {{name: s, secret: \
         {{secretName: c}}}}, {{name: m, emptyDir: {{medium: Memory}}}}]",
        run(script)
    );
    let life = life(&format!("{maps}{}", pod(&spec)), 8);
    let want = "drwxrwxrwx 4096\ndrwxrwxrwt 100\ndrwxrwxrwt 40\n/c ext4\n/s tmpfs\n/m tmpfs\n";
    assert_eq!(log(&life, "app"), want);
}

#[test]
fn names_are_looked_up_where_the_pod_says() {
    let text = |rest: &str| {
        log(
            &life(&pod(&format!("restartPolicy: Never, {rest}containers: [{}}}]", run("cat /etc/resolv.conf"))), 8),
            "app",
        )
    };
    let search = "search default.svc.cluster.local svc.cluster.local cluster.local";
    assert_eq!(text(""), format!("{search}\nnameserver 10.96.0.10\noptions ndots:5\n"));
    assert_eq!(
        text(
            "dnsConfig: {options: [{name: ndots, value: '2'}, {name: edns0}], searches: [x.y], nameservers: [9.9.9.9]}, "
        ),
        format!("{search} x.y\nnameserver 10.96.0.10\nnameserver 9.9.9.9\noptions ndots:2 edns0\n")
    );
    assert_eq!(text("dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1]}, "), "nameserver 1.1.1.1\n");
    assert!(!text("dnsPolicy: Default, ").contains("cluster.local"));
    assert!(!text("hostNetwork: true, ").contains("cluster.local"));
    assert!(text("hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet, ").contains("cluster.local"));
}

#[test]
fn a_probe_may_name_plain_variables() {
    let probe = "env: [{name: FILE, value: /tmp/up}], readinessProbe: {exec: {command: [cat, $(FILE), $(NONE)]}, periodSeconds: 1}";
    let life = life(&pod(&format!("containers: [{}, {probe}}}]", run("sleep 99"))), 4);
    let words = &told(&life, "Unhealthy")[0];
    assert!(
        words.contains("cat: can't open '/tmp/up': No such file or directory\ncat: can't open '$(NONE)'"),
        "{words}"
    );
}

#[test]
fn a_probe_follows_a_redirect_to_its_own_host_only() {
    let site = "\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {default.conf: \"server { listen 80; location = \
                /near { return 302 /far; } location = /far { return 500; } location = /away { return 302 http://example.com/; } }\"}}";
    let play_with = |path: &str| {
        let spec = format!(
            "volumes: [{{name: c, configMap: {{name: c}}}}], containers: [{{name: app, image: 'nginx:1.27', volumeMounts: [{{name: c, \
             mountPath: /etc/nginx/conf.d}}], readinessProbe: {{httpGet: {{port: 80, path: {path}}}, periodSeconds: 1}}}}]"
        );
        play(&objects(&(pod(&spec) + site)), &[], s(20), Images::default(), Limits::default())
    };
    assert!(told(&play_with("/near"), "Unhealthy")[0].ends_with("HTTP probe failed with statuscode: 500"));
    let away = play_with("/away");
    assert!(
        told(&away, "ProbeWarning")[0].contains("Readiness probe warning: Probe terminated redirects, Response body: ")
    );
    assert!(rows(&away).last().unwrap().contains("1/1 Running"));
}

#[test]
fn images_answer_grpc_health_checks() {
    let etcd = "containers: [{name: app, image: 'registry.k8s.io/etcd:3.5.1-0', command: [etcd, '--listen-client-urls=http://0.0.0.0:2379'], \
                livenessProbe: {grpc: {port: 2379}, periodSeconds: 1}}]";
    let healthy = life(&pod(&etcd.replace("[etcd,", "[/usr/local/bin/etcd,")), 20);
    assert_eq!(told(&healthy, "Unhealthy"), [""; 0]);
    let agnhost = |service: &str| {
        life(
            &pod(&format!(
                "containers: [{{name: app, image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', args: [grpc-health-checking, \
                 --delay-unhealthy-sec=6], readinessProbe: {{grpc: {{port: 5000, service: '{service}'}}, periodSeconds: 2}}}}]"
            )),
            20,
        )
    };
    let late = agnhost("");
    assert!(told(&late, "Unhealthy")[0].ends_with("service unhealthy (responded with \"NOT_SERVING\")"));
    let strange = told(&agnhost("x"), "Unhealthy");
    let want = "error: health rpc probe failed: rpc error: code = NotFound desc = unknown service";
    assert!(strange[0].ends_with(want), "{strange:?}");
}

#[test]
fn secrets_for_pulling_that_are_not_there_are_told_and_left_out() {
    let life = life(&pod(&format!("imagePullSecrets: [{{name: nope}}], containers: [{}}}]", run("sleep 99"))), 8);
    let words = "Unable to retrieve some image pull secrets (nope); attempting to pull the image may not succeed.";
    assert_eq!(told(&life, "FailedToRetrieveImagePullSecret"), [format!("2x {words}")]);
    assert_eq!(rows(&life).last().unwrap(), "1 1/1 Running 0");
}

#[test]
fn three_name_servers_are_asked_and_no_more() {
    let spec = "restartPolicy: Never, dnsConfig: {nameservers: [1.1.1.1, 2.2.2.2, 3.3.3.3]}";
    let life = life(&pod(&format!("{spec}, containers: [{}}}]", run("grep nameserver /etc/resolv.conf"))), 4);
    assert_eq!(log(&life, "app"), "nameserver 10.96.0.10\nnameserver 1.1.1.1\nnameserver 2.2.2.2\n");
    assert!(told(&life, "DNSConfigForming")[0].ends_with("line is: 10.96.0.10 1.1.1.1 2.2.2.2"));
}
