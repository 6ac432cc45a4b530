//! The shell and its applets against recordings of a real busybox: see `tests/shell/record.sh`.

use std::path::PathBuf;

use podlings::shell;
use podlings::world::{
    Attributes, Budget, Capabilities, ContainerSpec, Credentials, Event, Input, Log, ProcessSpec, Stamp, Time, World,
};

/// How a script ended in the simulator.
struct Played {
    printed: String,
    code: Option<u8>,
    exhausted: bool,
}

/// Runs `sh SCRIPT` in a fresh container until it ends, or for an hour of its time.
fn play(script: &str, name: &str, budget: Budget) -> Played {
    let start = Stamp::from_secs(1_790_000_000);
    let mut world = World::new(1, start, shell::busybox());
    let mut root = shell::busybox_root();
    let plain = Attributes::mode(0o644).at(start);
    root.put_file(&format!("room/{name}"), script, plain).unwrap();
    root.put_dir("room/box", Attributes::mode(0o755).at(start)).unwrap();
    root.put_file("etc/hosts", "127.0.0.1\tlocalhost\n", plain).unwrap();
    let spec = ContainerSpec {
        name: "case".into(),
        root: world.add_fs(root),
        read_only_root: false,
        mounts: Vec::new(),
        net: world.add_network(Vec::new()),
        pids: world.add_pids(),
        cell: world.add_cell(budget),
        hostname: "case".into(),
        memory_limit: None,
    };
    let container = world.add_container(spec).unwrap();
    let log = Log::new();
    // The script is not PID 1, so that signals do to it what they do anywhere.
    let first = ProcessSpec { argv: vec!["sleep".into(), "9000".into()], ..process(&log) };
    world.start(container, first).unwrap();
    let argv = vec!["sh".into(), format!("../{name}")];
    let key = world.start(container, ProcessSpec { argv, ..process(&log) }).unwrap();
    let (mut code, mut exhausted) = (None, false);
    while code.is_none() && !exhausted {
        let progress = world.step(Time::from_secs(3600));
        for event in world.take_events() {
            match event {
                Event::Exited { process, exit, .. } if process == key => code = Some(exit.code()),
                Event::Exhausted { .. } => exhausted = true,
                _ => {}
            }
        }
        if progress.now >= Time::from_secs(3600) {
            break;
        }
    }
    Played { printed: log.text().replace(&format!("../{name}"), name), code, exhausted }
}

fn process(log: &Log) -> ProcessSpec {
    ProcessSpec {
        argv: Vec::new(),
        env: vec!["PATH=/bin".into(), "HOME=/root".into(), "TZ=UTC".into(), "LC_ALL=C".into()],
        cwd: "/room/box".into(),
        credentials: Credentials { groups: Vec::new(), ..Credentials::user(0, 0, Capabilities::DEFAULT) },
        input: Input::Null,
        log: log.clone(),
        main: false,
    }
}

#[test]
fn scripts_print_what_busybox_prints() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/shell/cases");
    let mut scripts: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "sh"));
    scripts.sort();
    assert!(!scripts.is_empty());
    let (count, mut wrong) = (scripts.len(), Vec::new());
    for path in scripts {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let expected = std::fs::read(path.with_extension("out")).unwrap();
        let expected = String::from_utf8_lossy(&expected).into_owned();
        let played = play(&std::fs::read_to_string(&path).unwrap(), &name, Budget::default());
        let code = played.code.map_or("none".to_owned(), |code| code.to_string());
        let printed = format!("{}[exit {code}]\n", played.printed);
        if printed != expected {
            wrong.push(format!("{}\n{}", name, difference(&expected, &printed)));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n\n{}", wrong.len(), wrong.join("\n"));
}

fn difference(expected: &str, printed: &str) -> String {
    let diff = similar::TextDiff::from_lines(expected, printed);
    let lines = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    lines.map(|change| format!("  {}{}", change.tag(), change.to_string_lossy())).collect()
}

#[test]
fn hostile_scripts_are_stopped_and_never_the_program() {
    let small =
        Budget { steps: 60_000, output: 200_000, files: 4 << 20, inodes: 500, memory: 8 << 20, ..Budget::default() };
    let scripts = [
        "while :; do :; done",
        "f() { f; }; f",
        "x=aaaaaaaa; while :; do x=$x$x; done",
        "yes",
        "yes > /tmp/x",
        "tail /dev/zero",
        "i=0; while :; do i=$((i+1)); : > /tmp/f$i; done",
        ":() { : | : & }; :; while :; do sh -c 'sleep 0.01'; done",
        "while :; do sh -c true; done",
        "cat /dev/zero | cat > /dev/null",
        "f() { x=$(f); }; f; while :; do :; done",
        "set -- a b; while :; do set -- \"$@\" \"$@\"; done",
        "seq 1000000000 > /dev/null",
        "trap 'kill -USR1 $$' USR1; kill -USR1 $$; while :; do :; done",
        // These end by themselves, and late: each of their steps is a long one, and counts as such.
        "yes | head -n 1000000 | uniq",
        "x=$(seq 5000); for i in $(seq 1000); do case $x in *a*b*c*d*) ;; esac; done",
        "x=$(seq 20000); for i in $(seq 300); do y=${x%a*}; done",
        "d=/tmp; for i in $(seq 500); do d=$d/d; mkdir $d; done; cd $d; for i in $(seq 1000); do [ -e x ]; done",
        "for i in $(seq 100); do head -c 1000000 /dev/urandom; done > /dev/null",
        "for i in $(seq 200); do echo | gzip > /dev/null; done",
    ];
    for script in scripts {
        let played = play(script, "hostile.sh", small);
        // Who recurses too deep ends as in a shell, by a signal.
        assert!(played.exhausted || played.code.is_some_and(|code| code > 128), "{script} went on: {:?}", played.code);
    }
}

#[test]
fn deep_recursion_fits_on_a_small_stack() {
    let run = || play("f() { f $1; }; f x", "deep.sh", Budget::default()).code;
    let ended = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
    assert_eq!(ended, Some(139));
}

#[test]
fn the_same_seed_gives_the_same_life() {
    let script = "for i in 1 2 3; do (sleep 0.$i; echo $RANDOM $i) & done; wait; ps; mktemp -u; date";
    let lives: Vec<String> = (0..2).map(|_| play(script, "life.sh", Budget::default()).printed).collect();
    assert_eq!(lives[0], lives[1]);
}
