//! The Pod's life: the timeline, the panels below it, and the prompt.

use insta::assert_snapshot;
use podlings::tui::attempt::Answer;
use podlings::tui::editors::FileKey;
use podlings::tui::msg::{Effect, Msg};

use super::stage::{NARROW, Setting, Stage, WIDE};

const GOOD: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: config-loader
spec:
  initContainers:
  - name: fetch-config
    image: busybox:1.36
    command: ["sh", "-c", "echo fetching; sleep 2; echo '{\"logLevel\":\"info\"}' > /config/app-config.json"]
    volumeMounts:
    - name: data
      mountPath: /config
  containers:
  - name: app
    image: myapp:1.0
    volumeMounts:
    - name: data
      mountPath: /etc/app
  volumes:
  - name: data
    emptyDir: {}
"#;

pub const CRASHING: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: shipper
spec:
  containers:
  - name: web
    image: nginx:1.27
  - name: ship
    image: busybox:1.36
    command: ["sh", "-c", "echo following /logs/access.log; sleep 2; tail -f /logs/access.log"]
"#;

const ORDERED: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: ordered
spec:
  initContainers:
  - name: first
    image: busybox:1.36
    command: ["sh", "-c", "echo one; sleep 3"]
  - name: second
    image: busybox:1.36
    command: ["sh", "-c", "echo two; sleep 2"]
  - name: proxy
    image: busybox:1.36
    restartPolicy: Always
    command: ["sh", "-c", "echo proxy is up; sleep 3600"]
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "echo warming up; sleep 12; touch /tmp/ready; sleep 3600"]
    readinessProbe:
      exec:
        command: ["test", "-e", "/tmp/ready"]
      periodSeconds: 3
"#;

const REFUSED: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    volumeMounts:\n    - name: date\n      mountPath: /data\n  volumes:\n  - name: data\n    emptyDir: {}\n";

/// On the life of a Pod, played.
fn on_run(size: (u16, u16), text: &str) -> Stage {
    let mut stage = Stage::on_task(size, text);
    stage.press("r");
    stage.play();
    stage
}

#[test]
fn a_good_pod_from_its_beginning() {
    let mut stage = on_run(NARROW, GOOD);
    stage.pass(1);
    stage.press("f");
    stage.pass(1);
    assert_snapshot!("run_good_playing_narrow", stage.screen());
    stage.press("Space End");
    assert_snapshot!("run_good_end_narrow", stage.screen());
    stage.press("v");
    assert_snapshot!("run_good_events_narrow", stage.screen());
    stage.press("y");
    assert_snapshot!("run_good_describe_narrow", stage.screen());
    let mut stage = on_run(WIDE, GOOD);
    stage.press("End");
    assert_snapshot!("run_good_wide", stage.screen());
    stage.press("y");
    assert_snapshot!("run_good_describe_wide", stage.screen());
}

#[test]
fn a_crash_loop_with_the_log_of_the_run_before() {
    let mut stage = on_run(NARROW, CRASHING);
    stage.press("End Tab");
    assert_snapshot!("run_crash_narrow", stage.screen());
    stage.press("p");
    assert!(stage.screen().contains("kubectl logs shipper -c ship --previous"), "{}", stage.screen());
    let mut stage = on_run(WIDE, CRASHING);
    stage.press("End Tab");
    assert_snapshot!("run_crash_wide", stage.screen());
}

#[test]
fn init_containers_in_order_and_failing_probes() {
    let mut stage = on_run(NARROW, ORDERED);
    stage.press("0 Right Right Right Right");
    assert_snapshot!("run_order_stepped_narrow", stage.screen());
    stage.press("End");
    assert_snapshot!("run_order_narrow", stage.screen());
    let mut stage = on_run(WIDE, ORDERED);
    stage.press("End + +");
    assert_snapshot!("run_order_wide", stage.screen());
}

#[test]
fn without_unicode() {
    let mut stage = Stage::with(Setting { unicode: false, ..Setting::of(NARROW) });
    stage.opened("config-loader", ORDERED, None);
    stage.press("r");
    stage.play();
    stage.press("End");
    let screen = stage.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!("run_order_ascii", screen);
}

#[test]
fn a_refused_manifest_in_the_servers_words() {
    assert_snapshot!("run_refused_narrow", on_run(NARROW, REFUSED).screen());
    assert_snapshot!("run_refused_wide", on_run(WIDE, REFUSED).screen());
}

/// Containers that end well, crash, and are killed by probes, beside one whose readiness fails.
const PROBED: &str = "apiVersion: v1
kind: Pod
metadata:
  name: probed
spec:
  initContainers:
  - name: prepare
    image: busybox:1.36
    command: [sh, -c, 'sleep 1']
  - name: proxy
    image: busybox:1.36
    command: [sh, -c, 'sleep 3600']
    restartPolicy: Always
    startupProbe:
      exec: {command: [sh, -c, '[ -f /tmp/up ] || { touch /tmp/up; exit 1; }']}
      periodSeconds: 2
  containers:
  - name: deadly
    image: busybox:1.36
    command: [sh, -c, \"trap 'exit 0' TERM; sleep 3600 & wait\"]
    livenessProbe: {exec: {command: ['false']}, periodSeconds: 3, failureThreshold: 2}
  - name: closed
    image: busybox:1.36
    command: [sh, -c, 'sleep 3600']
    readinessProbe: {exec: {command: ['false']}, periodSeconds: 5}
  - name: crasher
    image: busybox:1.36
    command: [sh, -c, 'sleep 2; exit 3']
";

#[test]
fn each_failed_probe_and_each_end_has_a_mark() {
    let marks = |size| {
        let mut stage = on_run(size, PROBED);
        stage.press("- End");
        stage.screen()
    };
    assert_snapshot!("run_marks_narrow", marks(NARROW));
    assert_snapshot!("run_marks_wide", marks(WIDE));
    // A step goes to each of them: the next change after the first failure is at a mark.
    let mut stage = on_run(WIDE, PROBED);
    stage.press("Home");
    let mut seen = Vec::new();
    for _ in 0..40 {
        stage.press("Right");
        seen.push(stage.screen().lines().next().unwrap_or_default().to_owned());
    }
    seen.dedup();
    assert!(seen.len() >= 25, "each step shows another moment: {seen:#?}");
}

#[test]
fn nothing_to_play() {
    assert_snapshot!("run_empty_narrow", on_run(NARROW, "").screen());
    assert_snapshot!("run_empty_wide", on_run(WIDE, "").screen());
    let stage = on_run(NARROW, "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 80}]}\n");
    assert!(stage.screen().contains("The file holds a Service."), "{}", stage.screen());
}

/// Types a command, and does what it asks for.
fn command(stage: &mut Stage, line: &str) {
    let wishes = |stage: &Stage| stage.effects.iter().filter(|effect| matches!(effect, Effect::Play { .. })).count();
    let before = wishes(stage);
    stage.type_text(line);
    stage.press("Enter");
    if wishes(stage) > before {
        stage.play();
    }
}

#[test]
fn the_prompt_investigates() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    assert_snapshot!("run_prompt_empty_narrow", stage.screen());
    command(&mut stage, "kubectl logs config-loader -c fetch-config");
    command(&mut stage, "k exec config-loader -c app -- cat /etc/app/app-config.json");
    command(&mut stage, "kubectl top pod");
    stage.type_text("kubectl get p");
    assert_snapshot!("run_prompt_narrow", stage.screen());
    let mut stage = on_run(WIDE, CRASHING);
    stage.press("End $");
    command(&mut stage, "kubectl get pods -o wide");
    command(&mut stage, "kubectl logs shipper -c ship --previous");
    command(&mut stage, "kubectl logs shiper");
    command(&mut stage, "kubectl get events");
    assert_snapshot!("run_prompt_wide", stage.screen());
}

#[test]
fn the_typed_line_is_edited_as_in_a_shell() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    stage.type_text("kubectl gte pods");
    stage.press("Left Left Left Left Left Backspace Backspace");
    stage.type_text("et");
    assert!(stage.screen().contains("\n $ kubectl get pods\n"), "{}", stage.screen());
    stage.press("^A ^E Enter");
    assert!(stage.screen().contains("config-loader   1/1     Running"), "{}", stage.screen());
    // Ctrl-C forgets what is typed, ends what follows, and only then leaves; it never ends the program.
    stage.type_text("kubectl logs -f");
    stage.press("^C");
    assert!(stage.screen().contains("\n $\n"), "{}", stage.screen());
    command(&mut stage, "kubectl logs -f config-loader");
    assert!(stage.screen().contains("playing"), "{}", stage.screen());
    stage.press("^C");
    assert!(stage.screen().contains("paused") && stage.screen().contains("Enter do it"), "{}", stage.screen());
    stage.press("^C");
    assert!(stage.screen().contains("$ kubectl  q back"), "{}", stage.screen());
}

#[test]
fn pasted_lines_run_one_after_the_other() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    stage.tell(Msg::Paste("kubectl get pods\nkubectl top pod\r\nkubectl get se".to_owned()));
    let screen = stage.screen();
    assert!(screen.contains("$ kubectl get pods\n NAME            READY"), "{screen}");
    assert!(screen.contains("$ kubectl top pod\n error: Metrics API not available\n $ kubectl get se\n"), "{screen}");
}

#[test]
fn lines_that_are_typed_while_a_command_runs_wait_for_their_turn() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $ ^l");
    stage.tell(Msg::Paste("kubectl exec -it config-loader -c app -- sh\ncd /etc/app\nls\n".to_owned()));
    stage.type_text("pwd");
    stage.press("Enter");
    stage.type_text("ech");
    assert!(stage.screen().contains("\n cd /etc/app\n ls\n pwd\n"), "{}", stage.screen());
    for _ in 0..4 {
        stage.play();
    }
    let screen = stage.screen();
    let at = |text: &str| screen.find(text).unwrap_or_else(|| panic!("no {text:?} in {screen}"));
    let parts = [" / # cd /etc/app\n", " /etc/app # ls\n app-config.json\n", "# pwd\n /etc/app\n /etc/app # ech\n"];
    assert!(parts.map(at).is_sorted(), "{screen}");
    // Ctrl-C forgets them, Ctrl-L keeps what is still at work.
    stage.press("^u");
    stage.tell(Msg::Paste("pwd\nls\n".to_owned()));
    stage.press("^C ^L");
    stage.play();
    assert!(stage.screen().contains("/etc/app # pwd\n /etc/app\n /etc/app #\n"), "{}", stage.screen());
    stage.press("^L");
    assert!(!stage.screen().contains("pwd"), "{}", stage.screen());
    stage.type_text("a b c");
    stage.press("Left Left ^K");
    assert!(stage.screen().contains(" # a b\n"), "{}", stage.screen());
    stage.press("^W ^W ^K ^A ^E");
    assert!(stage.screen().contains("/etc/app #\n"), "{}", stage.screen());
}

#[test]
fn a_shell_in_a_container_is_talked_to() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    command(&mut stage, "kubectl exec -it config-loader -c app -- sh");
    command(&mut stage, "cd /etc/app");
    command(&mut stage, "ls");
    command(&mut stage, "NAME=podling");
    command(&mut stage, "echo \"hi $NAME\"; cd");
    command(&mut stage, "if");
    command(&mut stage, "nosuch");
    assert_snapshot!("run_shell_narrow", stage.screen());
    stage.press("^D");
    assert!(stage.screen().contains("\n $\n"), "{}", stage.screen());
    command(&mut stage, "kubectl exec -it config-loader -c app -- bash");
    assert!(
        stage.screen().contains("\"bash\": executable file not found in $PATH") && stage.screen().contains("\n $ "),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_shell_keeps_functions_and_exit_codes_and_ends_with_its_own() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    command(&mut stage, "kubectl exec -it config-loader -c app -- sh");
    for line in ["f() { echo \"called $1\"; }", "f once", "false", "echo $?", "echo $?", "echo bye; exit 3"] {
        command(&mut stage, line);
    }
    assert_snapshot!("run_shell_state_narrow", stage.screen());
}

#[test]
fn a_shell_at_a_terminal_is_a_fresh_one() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    command(&mut stage, "kubectl exec -it config-loader -c app -- sh");
    command(&mut stage, "cd /nope");
    command(&mut stage, "env | grep -e OLD -e TERM");
    let screen = stage.screen();
    assert!(screen.contains("/ # cd /nope\n sh: cd: can't cd to /nope: No such file or directory\n"), "{screen}");
    assert!(screen.contains("-e TERM\n TERM=xterm\n / #\n"), "{screen}");
    // Once it has moved it knows from where.
    command(&mut stage, "cd /etc/app");
    command(&mut stage, "cd -");
    command(&mut stage, "cd -");
    let screen = stage.screen();
    assert!(screen.contains("/etc/app # cd -\n /\n"), "{screen}");
    assert!(screen.contains(" / # cd -\n /etc/app\n"), "{screen}");
}

#[test]
fn tabs_are_printed_as_a_terminal_prints_them() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    command(&mut stage, "kubectl get pods -o jsonpath='{.items[0].metadata.name}{\"\\t\"}{.items[0].status.phase}'");
    assert!(stage.screen().contains("\n config-loader   Running\n"), "{}", stage.screen());
}

#[test]
fn a_command_that_follows_prints_on_while_the_life_plays() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("Home $");
    command(&mut stage, "kubectl get pods -w");
    assert!(!stage.screen().contains("1/1     Running"), "{}", stage.screen());
    stage.press("Esc End");
    assert!(stage.screen().contains("1/1     Running"), "{}", stage.screen());
}

#[test]
fn what_is_done_in_a_container_becomes_part_of_its_life() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    command(&mut stage, "kubectl exec config-loader -c app -- sh -c 'echo mine > /tmp/x'");
    command(&mut stage, "kubectl exec config-loader -c app -- cat /tmp/x");
    assert!(stage.screen().contains("\n mine\n"), "{}", stage.screen());
    command(&mut stage, "kubectl delete pod config-loader");
    stage.press("Esc End l");
    assert!(
        stage.screen().contains("The Pod is gone.") || stage.screen().contains("Terminating"),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_deleted_pod_is_gone_with_its_containers() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    command(&mut stage, "kubectl delete pod config-loader --force --grace-period=0");
    stage.press("Esc End");
    let screen = stage.screen();
    assert!(screen.contains("The Pod is gone. Home: back to its beginning. q, then r: play it anew.\n"), "{screen}");
    assert_eq!(screen.matches("gone with its Pod").count(), 2, "{screen}");
    assert!(!screen.contains("not there yet"), "{screen}");
    // What the keys say is true.
    stage.press("Home");
    assert!(!stage.screen().contains("gone"), "{}", stage.screen());
    stage.press("q r");
    stage.play();
    stage.press("End");
    assert!(stage.screen().contains("config-loader   1/1     Running"), "{}", stage.screen());
}

#[test]
fn long_rows_are_broken_at_blanks_near_the_edge() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    let row = format!("a  {} {} {}", "b".repeat(60), "c".repeat(30), "d".repeat(90));
    command(&mut stage, &format!("kubectl exec config-loader -c app -- echo '{row}'"));
    let screen = stage.screen();
    let rows = format!("\n a  {}\n {} {}\n {}\n $\n", "b".repeat(60), "c".repeat(30), "d".repeat(45), "d".repeat(45));
    assert!(screen.contains(&rows), "{screen}");
}

#[test]
fn words_are_completed_and_recalled() {
    let mut stage = on_run(NARROW, GOOD);
    stage.press("End $");
    stage.type_text("k");
    stage.press("Tab");
    stage.type_text("lo");
    stage.press("Tab");
    stage.type_text("c");
    stage.press("Tab");
    stage.type_text("-c f");
    stage.press("Tab");
    assert!(stage.screen().contains("$ kubectl logs config-loader -c fetch-config"), "{}", stage.screen());
    stage.press("Enter ^u Up");
    assert!(stage.screen().contains("fetching\n $ kubectl logs config-loader"), "{}", stage.screen());
}

#[test]
fn a_debug_exercise_is_found_as_it_is_after_a_minute() {
    let mut stage = Stage::new(NARROW);
    stage.opened("crash-loop", CRASHING, None);
    stage.press("r");
    assert!(stage.screen().contains("Playing the Pod…"), "{}", stage.screen());
    stage.play();
    assert!(stage.screen().contains("1:00.0 of 1:00   ■ paused"), "{}", stage.screen());
    // At the end of what was played a longer life is wished for.
    stage.press("Right");
    stage.play();
    stage.press("Right");
    assert!(stage.screen().contains(" of 5:00"), "{}", stage.screen());
}

#[test]
fn a_saved_file_is_played_anew() {
    let mut stage = on_run(NARROW, CRASHING);
    stage.press("End");
    stage.tell(Msg::Changed { file: FileKey::exercise("config-loader"), answer: Answer::Text(GOOD.into()) });
    stage.play();
    assert!(stage.screen().contains("config-loader   1/1     Running"), "{}", stage.screen());
}

#[test]
fn a_click_on_the_timeline_goes_there() {
    let mut stage = on_run(NARROW, GOOD);
    let row = stage.screen().lines().position(|line| line.contains(" app ")).unwrap();
    stage.click(30, u16::try_from(row).unwrap());
    let screen = stage.screen();
    assert!(screen.contains("■ paused") && screen.contains("▸     app"), "{screen}");
    stage.press("Tab");
    assert!(stage.screen().contains("▸init fetch-config"), "{}", stage.screen());
}

#[test]
fn a_limit_of_the_simulator_is_said_to_be_one() {
    let large = GOOD.replace("sleep 2;", "dd if=/dev/zero of=/x bs=1M count=500;");
    let mut stage = on_run(NARROW, &large);
    stage.press("End");
    assert!(stage.screen().contains("the simulator's limit, not your Pod's"), "{}", stage.screen());
}

#[test]
fn the_prompt_explains_where_no_pod_lives() {
    for size in [NARROW, WIDE] {
        let mut stage = on_run(size, REFUSED);
        stage.press("$");
        assert!(stage.screen().contains("There is no Pod in the cluster."), "{}", stage.screen());
        command(&mut stage, "kubectl get pods");
        assert!(stage.screen().contains("No resources found in default namespace."), "{}", stage.screen());
        command(&mut stage, "kubectl explain pod.spec.volumes.emptyDir");
        assert_snapshot!(format!("run_explain_{}", if size == NARROW { "narrow" } else { "wide" }), stage.screen());
        command(&mut stage, "exit");
        assert!(stage.screen().contains("$ kubectl   e edit"), "{}", stage.screen());
    }
}

#[test]
fn what_kubectl_cannot_read_is_not_said_to_be_the_servers() {
    let stage = on_run(NARROW, "apiVersion: v1\n kind: Pod\n");
    assert!(stage.screen().contains("kubectl refuses this, so no Pod comes to life."), "{}", stage.screen());
    assert!(!stage.screen().contains("API server"), "{}", stage.screen());
}
