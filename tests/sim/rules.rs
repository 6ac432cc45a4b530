//! Rules of the kubelet and of images that no recorded life shows.

use podlings::sim::{Change, Images, Limits, Simulation, What, play};
use podlings::world::Budget;

use super::scene::{life, live, log, objects, pod, reasons, run, s, status};

#[test]
fn a_deadline_ends_the_pod() {
    let life = life(
        &pod(&format!(
            "activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 1, containers: [{}}}]",
            run("sleep 99")
        )),
        30,
    );
    let end = life.pod("p", s(30)).unwrap();
    assert_eq!(end["status"]["phase"], "Failed");
    assert_eq!(end["status"]["reason"], "DeadlineExceeded");
    assert!(reasons(&life).contains(&"DeadlineExceeded".to_owned()));
}

#[test]
fn a_failed_post_start_hook_ends_the_container() {
    let manifest = pod(&format!(
        "terminationGracePeriodSeconds: 1, containers: [{}, lifecycle: {{postStart: {{exec: {{command: ['false']}}}}}}}}]",
        run("sleep 99")
    ));
    let life = life(&manifest, 8);
    assert!(reasons(&life).contains(&"FailedPostStartHook".to_owned()), "{:?}", reasons(&life));
    let rows: Vec<String> = life.rows("p").iter().filter_map(|r| r.row.as_ref()).map(|r| r.status.clone()).collect();
    assert!(rows.contains(&"PostStartHookError".to_owned()), "{rows:?}");
}

#[test]
fn too_much_memory_is_fatal() {
    let manifest = pod(&format!(
        "restartPolicy: Never, containers: [{}, resources: {{limits: {{memory: 16Mi}}}}}}]",
        run("x=x; while :; do x=$x$x; done")
    ));
    let life = life(&manifest, 20);
    let ended = &life.container("p", "app", s(20)).unwrap()["state"]["terminated"];
    assert_eq!((ended["reason"].as_str(), ended["exitCode"].as_i64()), (Some("OOMKilled"), Some(137)));
}

#[test]
fn a_full_empty_dir_evicts_the_pod() {
    let manifest = pod(&format!(
        "containers: [{}, volumeMounts: [{{name: v, mountPath: /v}}]}}], volumes: [{{name: v, emptyDir: {{sizeLimit: 1Mi}}}}]",
        run("dd if=/dev/zero of=/v/f bs=1M count=4; sleep 99")
    ));
    let life = life(&manifest, 30);
    let end = life.pod("p", s(30)).unwrap();
    assert_eq!(end["status"]["reason"], "Evicted");
    assert_eq!(end["status"]["message"], "Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\". ");
}

#[test]
fn a_stop_leaves_time_to_say_goodbye() {
    let mut simulation = live(
        &pod(&format!("containers: [{}}}]", run("trap 'echo bye; exit 0' TERM; while true; do sleep 1; done"))),
        5,
    );
    assert_eq!(simulation.row("p").unwrap().status, "Running");
    assert!(simulation.delete("Pod", "default", "p"));
    assert_eq!(simulation.row("p").unwrap().status, "Terminating");
    simulation.run_until(s(12));
    assert!(simulation.pod("p").is_none());
    assert_eq!(simulation.life().log_text("p", "app", false), Some("bye\n"));
}

#[test]
fn a_config_map_appears_in_a_running_pod() {
    let map = |value: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata: {{k: {value}}}\n");
    let manifest = format!(
        "{}\n---\n{}",
        map("one"),
        pod(&format!(
            "containers: [{}, volumeMounts: [{{name: v, mountPath: /v}}, {{name: v, mountPath: /one, subPath: k}}]}}], \
             volumes: [{{name: v, configMap: {{name: c}}}}]",
            run("sleep 999")
        ))
    );
    let mut simulation = live(&manifest, 5);
    assert_eq!(simulation.file("p", "app", "/v/k").unwrap(), b"one");
    for object in objects(&map("two")) {
        simulation.schedule(Change { at: s(6), what: What::Apply(object) });
    }
    simulation.run_until(s(120));
    assert_eq!(simulation.file("p", "app", "/v/k").unwrap(), b"two");
    // A part of it is the file that was there when the container started, for ever.
    assert_eq!(simulation.file("p", "app", "/one").unwrap(), b"one");
    assert!(simulation.file("p", "app", "/nothing").is_err());
}

#[test]
fn who_may_write_to_a_volume_may_write_to_its_parts() {
    let manifest = pod(&format!(
        "restartPolicy: Never, securityContext: {{runAsUser: 1000}}, volumes: [{{name: v, emptyDir: {{}}}}], \
         containers: [{}, volumeMounts: [{{name: v, mountPath: /v, subPath: a/b}}]}}]",
        run("touch /v/x && echo wrote")
    ));
    assert_eq!(log(&life(&manifest, 10), "app"), "wrote\n");
}

#[test]
fn the_same_seed_gives_the_same_life() {
    let manifest = pod(&format!("containers: [{}}}]", run("echo $RANDOM; date; sleep 2; exit 3")));
    let (one, two) = (life(&manifest, 90), life(&manifest, 90));
    assert_eq!(one.json("p"), two.json("p"));
    assert_eq!(one.describe("p", s(60)), two.describe("p", s(60)));
}

#[test]
fn an_endless_script_ends_with_a_word() {
    let limits = Limits { budget: Budget { output: 1 << 20, ..Budget::default() }, ..Limits::default() };
    let endless = objects(&pod(&format!("restartPolicy: Never, containers: [{}}}]", run("yes"))));
    let life = play(&endless, &[], s(60), Images::default(), limits);
    let note = life.notes("p").next().expect("a note");
    assert_eq!(note.words, "stopped by the simulator: it printed too much");
}

#[test]
fn a_program_that_is_not_simulated_is_the_simulators_limit() {
    let spec =
        "restartPolicy: Never, containers: [{name: a, image: 'busybox:1.36', command: [tcpsvd, 0.0.0.0, '80', cat]}]";
    let life = life(&pod(spec), 20);
    let note = life.notes("p").next().expect("a note");
    assert_eq!(note.words, "the simulator does not have the applet tcpsvd");
    assert_eq!(log(&life, "a"), "tcpsvd: applet not found\n");
}

#[test]
fn postgres_wants_a_password() {
    let without = life(&pod("containers: [{name: db, image: 'postgres:16'}]"), 20);
    assert!(
        log(&without, "db").starts_with("Error: Database is uninitialized and superuser password is not specified.\n")
    );
    assert_eq!(without.container("p", "db", s(20)).unwrap()["lastState"]["terminated"]["exitCode"], 1);
    let with =
        life(&pod("containers: [{name: db, image: 'postgres:16', env: [{name: POSTGRES_PASSWORD, value: x}]}]"), 20);
    assert_eq!(status(&with, 20), "1/1 Running");
    assert!(log(&with, "db").contains("database system is ready to accept connections"));
}

#[test]
fn redis_answers() {
    let mut simulation = live(&pod("containers: [{name: db, image: 'redis:7'}]"), 10);
    let ask = |simulation: &mut Simulation, words: &[&str]| {
        let argv: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        simulation.exec("p", "db", &argv).unwrap().output
    };
    assert_eq!(ask(&mut simulation, &["redis-cli", "ping"]), "PONG\n");
    assert_eq!(ask(&mut simulation, &["redis-cli", "SET", "a", "1"]), "OK\n");
    assert_eq!(ask(&mut simulation, &["redis-cli", "INCR", "a"]), "2\n");
    assert_eq!(simulation.tcp("p", "db", 6379, b"PING\r\n").unwrap(), b"+PONG\r\n");
}

#[test]
fn nginx_serves_logs_and_counts() {
    let manifest = "
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data:
  default.conf: |
    server {
      listen 8080;
      location / { return 200 'hello\\n'; }
      location /stub_status { stub_status; }
    }
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: web
    image: nginx:1.27
    volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d}]
  - name: exporter
    image: nginx/nginx-prometheus-exporter:1.1
    args: [--nginx.scrape-uri=http://localhost:8080/stub_status]
  volumes: [{name: c, configMap: {name: conf}}]
";
    let mut simulation = live(manifest, 20);
    assert_eq!(simulation.row("p").unwrap().ready, "2/2");
    let answer = simulation.http_get("p", 8080, "/").unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (200, "hello\n"));
    let metrics = simulation.http_get("p", 9113, "/metrics").unwrap().body;
    assert!(metrics.contains("nginx_up 1\n"), "{metrics}");
    assert!(simulation.logs("p", "web", false).unwrap().contains("\"GET / HTTP/1.1\" 200 6 "));
}

#[test]
fn nginx_needs_to_write() {
    let life =
        life(&pod("containers: [{name: web, image: nginx, securityContext: {readOnlyRootFilesystem: true}}]"), 15);
    let log = log(&life, "web");
    let want = [
        "10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)",
        "/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh",
        "/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh",
        "/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh",
        "/docker-entrypoint.sh: Configuration complete; ready for start up",
        "nginx: [emerg] mkdir() \"/var/cache/nginx/client_temp\" failed (30: Read-only file system)",
    ];
    assert_eq!(log.lines().skip(3).collect::<Vec<_>>(), want);
}

/// What an nginx container prints, without the times of its notices.
fn nginx_says(container: &str, beside: &str) -> Vec<String> {
    let life = life(&pod(&format!("{beside}containers: [{{name: web, image: 'nginx:1.27'{container}}}]")), 15);
    let without_time = |line: &str| match line.split_once(" [notice] ") {
        Some((time, notice)) => {
            assert!(jiff::civil::DateTime::strptime("%Y/%m/%d %H:%M:%S", time).is_ok(), "{line}");
            format!("[notice] {notice}")
        }
        None => line.to_owned(),
    };
    log(&life, "web").lines().map(without_time).collect()
}

const NOTICES: [&str; 6] = [
    "[notice] 1#1: using the \"epoll\" event method",
    "[notice] 1#1: nginx/1.27.5",
    "[notice] 1#1: built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ",
    "[notice] 1#1: OS: Linux 6.1.0",
    "[notice] 1#1: getrlimit(RLIMIT_NOFILE): 1048576:1048576",
    "[notice] 1#1: start worker processes",
];

#[test]
fn nginx_tells_of_its_start_as_its_image_does() {
    let said = nginx_says("", "");
    let entrypoint = [
        "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
        "/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/",
        "/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh",
        "10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf",
        "10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf",
        "/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh",
        "/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh",
        "/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh",
        "/docker-entrypoint.sh: Configuration complete; ready for start up",
    ];
    let (workers, before) = said.split_at_checked(15).map(|(before, workers)| (workers, before)).unwrap();
    assert_eq!(before, [entrypoint.as_slice(), &NOTICES].concat());
    let numbers: Vec<u32> = workers
        .iter()
        .map(|line| line.strip_prefix("[notice] 1#1: start worker process ").unwrap().parse().unwrap())
        .collect();
    assert!(matches!(numbers[..], [first, second] if first > 1 && second == first + 1), "{numbers:?}");
}

#[test]
fn the_entrypoint_of_nginx_configures_only_what_it_starts_itself() {
    let own = nginx_says(", command: [nginx, -g, daemon off;]", "");
    assert_eq!(own[..6], NOTICES, "what stands in command: takes the entrypoint's place");
    assert!(own[6].starts_with("[notice] 1#1: start worker process "), "{own:?}");
    assert_eq!(nginx_says(", args: [echo, hello]", "").first().map(String::as_str), Some("hello"));
    let quiet = nginx_says(", env: [{name: NGINX_ENTRYPOINT_QUIET_LOGS, value: '1'}]", "");
    assert_eq!(quiet[..6], NOTICES);
    let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {default.conf.template: 'server { listen ${PORT}; location / { return 200 $uri; } }', \
               nginx.conf: 'events {} http { include /etc/nginx/conf.d/*.conf; }'}}\n---\n";
    let mount = |place: &str| {
        let manifest = pod(&format!(
            "volumes: [{{name: c, configMap: {{name: c}}}}], containers: [{{name: web, image: 'nginx:1.27', env: [{{name: PORT, value: \
             '8081'}}], volumeMounts: [{{name: c, {place}}}]}}]"
        ));
        live(&format!("{map}{manifest}"), 10)
    };
    let mut templates = mount("mountPath: /etc/nginx/templates");
    assert_eq!(templates.http_get("p", 8081, "/here").unwrap().body, "$uri", "a name that is no variable stays");
    let log = templates.logs("p", "web", false).unwrap();
    let line = "20-envsubst-on-templates.sh: Running envsubst on /etc/nginx/templates/default.conf.template to /etc/nginx/conf.d/default.conf\n";
    assert!(log.contains(line), "{log}");
    let whole = mount("mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf").logs("p", "web", false).unwrap();
    assert!(
        whole.ends_with("Configuration complete; ready for start up\n"),
        "without error_log there are no notices: {whole}"
    );
}

#[test]
fn haproxy_forwards_to_a_service() {
    let manifest = "
{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {haproxy.cfg: \"frontend f\\n  bind :6380\\n  default_backend b\\nbackend b\\n  server one db:7000\\n\"}}
---
{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {selector: {a: db}, ports: [{port: 7000}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, labels: {a: db}}, spec: {containers: [{name: c, image: 'busybox:1.36', command: [nc, -lk, -p, '7000', -e, echo, found]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, image: 'haproxy:2.9', volumeMounts: [{name: v, mountPath: /usr/local/etc/haproxy}]}], volumes: [{name: v, configMap: {name: c}}]}}
";
    let mut simulation = live(manifest, 10);
    assert_eq!(simulation.tcp("p", "app", 6380, b"").unwrap(), b"found\n");
}

#[test]
fn statsd_lines_become_metrics() {
    let manifest = pod(&format!(
        "containers: [{}}}, {{name: m, image: 'prom/statsd-exporter:v0.27.1', args: ['--statsd.listen-udp=:8125']}}]",
        run("while true; do echo 'bookings:1|c' | nc -u -w 1 localhost 8125; sleep 2; done")
    ));
    let mut simulation = live(&manifest, 20);
    let metrics = simulation.http_get("p", 9102, "/metrics").unwrap().body;
    assert!(metrics.lines().any(|line| line.starts_with("bookings ")), "{metrics}");
}

#[test]
fn who_listens_on_localhost_only_is_not_heard_from_outside() {
    let manifest = "
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data:
  default.conf: |
    server { listen 127.0.0.1:8080; location / { return 200 'hello\\n'; } }
    server { listen 127.0.0.1:8090; location / { return 200 'hello\\n'; } }
    server { listen 8090; server_name other; location / { return 200 'hello\\n'; } }
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: nginx
    image: nginx:1.27
    volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d}]
  - {name: statsd, image: 'prom/statsd-exporter:v0.27.1', args: ['--web.listen-address=127.0.0.1:9102']}
  - {name: exporter, image: 'nginx/nginx-prometheus-exporter:1.1', args: ['--web.listen-address=localhost:9113']}
  - {name: httpd, image: 'busybox:1.36', command: [sh, -c, 'httpd -p 127.0.0.1:8081; httpd -f -p 8082']}
  volumes: [{name: c, configMap: {name: conf}}]
";
    let mut simulation = live(manifest, 20);
    for (container, port, heard) in [
        ("nginx", 8080, false),
        ("nginx", 8090, true),
        ("statsd", 9102, false),
        ("statsd", 9125, true),
        ("exporter", 9113, false),
        ("httpd", 8081, false),
        ("httpd", 8082, true),
    ] {
        assert!(simulation.tcp("p", container, port, b"").is_ok(), "{container} {port}");
        assert_eq!(simulation.tcp_outside("p", container, port, b"").is_ok(), heard, "{container} {port}");
    }
}

#[test]
fn every_image_starts_or_says_why_not() {
    let images = Images::default();
    for name in images.names() {
        let short = name.strip_prefix("library/").unwrap_or(name);
        let tag = images.newest_tag(name).unwrap();
        let life = life(&pod(&format!("containers: [{{name: c, image: '{short}:{tag}'}}]")), 20);
        let rows: Vec<String> = life.rows("p").into_iter().filter_map(|r| r.row).map(|r| r.status).collect();
        let bad = ["ErrImagePull", "InvalidImageName", "RunContainerError", "CreateContainerError"];
        assert!(!rows.iter().any(|status| bad.contains(&status.as_str())), "{short}:{tag}: {rows:?}");
        let text = log(&life, "c");
        assert!(!text.contains("not found") && !text.contains("syntax error"), "{short}:{tag}: {text}");
    }
}

#[test]
fn the_description_reads_as_kubectls() {
    let manifest = pod(
        "containers: [{name: app, image: 'busybox:1.36', command: [sh, -c, 'sleep 3600'], ports: [{containerPort: 80, name: http}], \
         env: [{name: A, value: b}], resources: {limits: {memory: 64Mi}}, livenessProbe: {exec: {command: ['true']}}}], \
         volumes: [{name: v, emptyDir: {}}]",
    );
    insta::assert_snapshot!(life(&manifest, 30).describe("p", s(30)).unwrap());
}

#[test]
fn a_probe_that_cannot_be_asked_counts_for_nothing() {
    let probe = "livenessProbe: {exec: {command: [nosuch]}, periodSeconds: 1, failureThreshold: 1}";
    let life = life(&pod(&format!("containers: [{}, {probe}}}]", run("sleep 99"))), 30);
    assert_eq!(status(&life, 30), "1/1 Running");
    let events = life.events("p", s(30));
    let told: Vec<&str> = events
        .iter()
        .filter(|event| event["reason"] == "Unhealthy")
        .map(|event| event["message"].as_str().unwrap())
        .collect();
    assert!(
        told[0].starts_with(
            "Liveness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in \
             container: failed to start exec \""
        ),
        "{told:?}"
    );
    assert_eq!(told.len(), 10, "events that differ in their words alone are combined");
    assert!(told[9].starts_with("(combined from similar events): "), "{told:?}");
}

#[test]
fn a_hook_has_done_its_part_when_it_was_answered() {
    let hook = |path: &str, port: u16| {
        pod(&format!(
            "terminationGracePeriodSeconds: 1, containers: [{{name: app, image: 'myapp:1.0', lifecycle: {{postStart: {{httpGet: \
             {{port: {port}, path: {path}}}}}}}}}]"
        ))
    };
    assert_eq!(status(&life(&hook("/nothing", 8080), 8), 8), "1/1 Running");
    let life = life(&hook("/", 99), 8);
    let waiting = &life.container("p", "app", s(4)).unwrap()["state"]["waiting"];
    let message = waiting["message"].as_str().unwrap();
    assert!(message.ends_with(":99: connect: connection refused"), "{message}");
}

#[test]
fn a_grpc_probe_waits_for_a_server_until_its_time_is_up() {
    let probe = "readinessProbe: {grpc: {port: 9000}}";
    let life = life(&pod(&format!("containers: [{}, {probe}}}]", run("sleep 99"))), 20);
    let events = life.events("p", s(20));
    let words = events.iter().find(|event| event["reason"] == "Unhealthy").unwrap()["message"].as_str().unwrap();
    assert!(words.starts_with("Readiness probe failed: timeout: failed to connect service \"10."), "{words}");
    assert!(words.ends_with(":9000\" within 1s: context deadline exceeded"), "{words}");
}

#[test]
fn a_folder_is_not_mounted_on_a_file() {
    let manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {nginx.conf: 'events {}'}}\n---\n"
        .to_owned()
        + &pod(
            "restartPolicy: Never, volumes: [{name: v, configMap: {name: c}}], containers: [{name: app, image: 'nginx:1.27', \
                volumeMounts: [{name: v, mountPath: /etc/nginx/nginx.conf}]}]",
        );
    let life = life(&manifest, 10);
    assert_eq!(status(&life, 10), "0/1 StartError");
    let ended = &life.container("p", "app", s(10)).unwrap()["state"]["terminated"];
    assert_eq!(ended["exitCode"], 128);
    let words = "not a directory: Are you trying to mount a directory onto a file (or vice-versa)?";
    assert!(ended["message"].as_str().unwrap().contains(words), "{ended}");
}

#[test]
fn a_pod_that_names_its_node_may_not_fit_there() {
    let big = "nodeName: node01, containers: [{name: app, image: 'busybox:1.36', resources: {requests: {cpu: 64}}}]";
    let life = life(&pod(big), 5);
    assert_eq!(status(&life, 5), "0/1 OutOfcpu");
    let words = "Pod was rejected: Node didn't have enough resource: cpu, requested: 64000, used: 0, capacity: 2000";
    assert_eq!(life.pod("p", s(5)).unwrap()["status"]["message"], words);
}

#[test]
fn a_part_of_a_volume_stays_in_it() {
    let mounted = |value: &str| {
        pod(&format!(
            "volumes: [{{name: v, emptyDir: {{}}}}], containers: [{}, env: [{{name: PART, value: '{value}'}}], volumeMounts: [{{name: v, \
             mountPath: /d, subPathExpr: $(PART)}}]}}]",
            run("sleep 99")
        ))
    };
    for (value, words) in
        [("../x", "unable to provision SubPath `../x`: must not contain '..'"), ("", "missing value for PART")]
    {
        let life = life(&mounted(value), 5);
        assert_eq!(life.container("p", "app", s(5)).unwrap()["state"]["waiting"]["message"], words);
    }
    assert_eq!(status(&life(&mounted("logs"), 5), 5), "1/1 Running");
}

/// What a script prints in a container with this security context.
fn as_user(security: &str, script: &str) -> String {
    let life =
        life(&pod(&format!("restartPolicy: Never, containers: [{}, securityContext: {security}}}]", run(script))), 20);
    log(&life, "app")
}

#[test]
fn each_capability_allows_what_it_is_for() {
    let file = "touch /tmp/f; chmod 600 /tmp/f; ";
    let cases = [
        // (added to nothing, what is tried, without it)
        (
            "CHOWN",
            format!("{file}chown 7:8 /tmp/f && stat -c %u:%g /tmp/f"),
            "7:8",
            "chown: /tmp/f: Operation not permitted",
        ),
        (
            "DAC_OVERRIDE",
            "mkdir /tmp/d; chmod 0 /tmp/d; touch /tmp/d/f && ls /tmp/d".to_owned(),
            "f",
            "touch: /tmp/d/f: Permission denied",
        ),
        (
            "DAC_READ_SEARCH",
            "mkdir /tmp/d; touch /tmp/d/f; chmod 0 /tmp/d; ls /tmp/d".to_owned(),
            "f",
            "ls: can't open '/tmp/d': Permission denied",
        ),
    ];
    for (name, script, with, without) in cases {
        let added = format!("{{capabilities: {{drop: [ALL], add: [{name}]}}}}");
        assert_eq!(as_user(&added, &script).trim(), with, "{name}");
        assert_eq!(as_user("{capabilities: {drop: [ALL]}}", &script).trim(), without, "no {name}");
        assert_eq!(
            as_user(&format!("{{capabilities: {{drop: [{name}]}}}}"), &script).trim(),
            match name {
                "DAC_READ_SEARCH" => with,
                _ => without,
            }
        );
        assert_eq!(as_user("{}", &script).trim(), with, "the default set");
        let user = format!("{{runAsUser: 1000, capabilities: {{add: [{name}]}}}}");
        assert_eq!(as_user(&user, &script).trim(), without, "{name} is nothing to an ordinary user");
    }
}

#[test]
fn root_without_capabilities_is_a_user_like_others() {
    let given_away = "cd /tmp; mkdir d; chmod 1777 d; touch d/f; chown 7:7 d/f d; ";
    for (caps, action, expected) in [
        ("[CHOWN]", "chmod 640 d/f", "chmod: d/f: Operation not permitted"),
        ("[CHOWN, FOWNER]", "chmod 640 d/f && echo done", "done"),
        ("[CHOWN]", "rm -f d/f", "rm: can't remove 'd/f': Operation not permitted"),
        ("[CHOWN, FOWNER]", "rm -f d/f && echo done", "done"),
        ("[CHOWN]", "echo x > d/f", "sh: can't create d/f: Permission denied"),
        ("[CHOWN, DAC_OVERRIDE]", "echo x > d/f && echo done", "done"),
        ("[CHOWN, FOWNER]", "chmod 2755 d/f; stat -c %a d/f", "755"),
        ("[CHOWN, FOWNER, FSETID]", "chmod 2755 d/f; stat -c %a d/f", "2755"),
    ] {
        let security = format!("{{capabilities: {{drop: [ALL], add: {caps}}}}}");
        assert_eq!(as_user(&security, &format!("{given_away}{action}")).trim(), expected, "{caps} {action}");
    }
}

#[test]
fn capabilities_go_by_their_names() {
    let caps = |security: &str| as_user(security, "grep -E 'CapEff|CapBnd|NoNew' /proc/self/status | cut -f2 | xargs");
    for (security, expected) in [
        ("{}", "00000000a80425fb 00000000a80425fb 0"),
        ("{privileged: true}", "000001ffffffffff 000001ffffffffff 0"),
        ("{allowPrivilegeEscalation: false}", "00000000a80425fb 00000000a80425fb 1"),
        ("{capabilities: {drop: [ALL]}}", "0000000000000000 0000000000000000 0"),
        ("{capabilities: {drop: [all], add: [net_bind_service]}}", "0000000000000400 0000000000000400 0"),
        ("{capabilities: {drop: [KILL]}}", "00000000a80425db 00000000a80425db 0"),
        ("{capabilities: {add: [ALL], drop: [SYS_ADMIN]}}", "000001ffffdfffff 000001ffffdfffff 0"),
        // The runtime writes the prefix itself, and knows no CAP_CAP_SYS_TIME.
        ("{capabilities: {add: [CAP_SYS_TIME]}}", "00000000a80425fb 00000000a80425fb 0"),
        ("{runAsUser: 1000}", "0000000000000000 00000000a80425fb 0"),
        ("{runAsUser: 1000, capabilities: {add: [SYS_TIME]}}", "0000000000000000 00000000aa0425fb 0"),
    ] {
        assert_eq!(caps(security).trim(), expected, "{security}");
    }
}

#[test]
fn a_pod_may_listen_on_any_port_and_a_node_may_not() {
    let listen = "httpd -f -p 80 & sleep 1; nc -z localhost 80 && echo open";
    assert_eq!(as_user("{runAsUser: 1000, capabilities: {drop: [ALL]}}", listen).trim(), "open");
    let on_node = |security: &str| {
        let container = format!("containers: [{}, securityContext: {security}}}]", run(listen));
        log(&life(&pod(&format!("restartPolicy: Never, hostNetwork: true, {container}")), 20), "app")
    };
    assert_eq!(on_node("{}").trim(), "open");
    assert_eq!(on_node("{capabilities: {drop: [NET_BIND_SERVICE]}}").trim(), "httpd: bind: Permission denied");
    assert_eq!(on_node("{runAsUser: 1000}").trim(), "httpd: bind: Permission denied");
}

#[test]
fn nginx_needs_the_capabilities_of_its_master() {
    let nginx = |caps: &str| {
        let life = life(
            &pod(&format!(
                "containers: [{{name: app, image: 'nginx:1.27', securityContext: {{capabilities: {caps}}}}}, {}]",
                run("sleep 3; wget -T 2 -qO /dev/null http://localhost/ && echo served; sleep 600")
                    .replace("name: app", "name: asks")
                    + "}"
            )),
            15,
        );
        format!(
            "{} {} {}",
            status(&life, 12),
            log(&life, "app").lines().find(|line| line.contains("[emerg]")).unwrap_or_default(),
            log(&life, "asks").trim()
        )
    };
    assert_eq!(
        nginx("{drop: [ALL]}"),
        "1/2 CrashLoopBackOff nginx: [emerg] chown(\"/var/cache/nginx/client_temp\", 101) failed (1: Operation not permitted) \
         wget: can't connect to remote host (127.0.0.1): Connection refused"
    );
    assert!(nginx("{drop: [ALL], add: [CHOWN, SETGID, SETUID]}").ends_with(" served"));
    assert_eq!(
        nginx("{drop: [ALL], add: [CHOWN, NET_BIND_SERVICE]}"),
        "2/2 Running nginx: [emerg] setgid(101) failed (1: Operation not permitted) wget: download timed out"
    );
}

#[test]
fn signals_to_another_user_need_a_capability() {
    let kill = |security: &str| {
        let victim = run("sleep 600").replace("name: app", "name: victim") + ", securityContext: {runAsUser: 1000}}";
        let killer = run("sleep 2; kill -9 $(pgrep -f '[s]leep 600') && echo sent; sleep 60");
        let life = life(
            &pod(&format!(
                "shareProcessNamespace: true, restartPolicy: Never, containers: [{victim}, {killer}, securityContext: {security}}}]"
            )),
            20,
        );
        log(&life, "app").lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(kill("{}"), "sent");
    assert!(kill("{capabilities: {drop: [KILL]}}").ends_with("Operation not permitted"));
    assert!(kill("{runAsUser: 1001}").ends_with("Operation not permitted"));
    assert_eq!(kill("{runAsUser: 1000}"), "sent");
}
