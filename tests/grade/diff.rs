//! The difference to the nearest right answer: only what is wrong changes, in the learner's own text.

use podlings::exercise::Exercise;
use podlings::grade::diff::{Change, Pair, Row, harmless, rows, side_by_side};
use podlings::grade::{Difference, grade};

use super::fixtures::{config_loader, everything};

fn difference(exercise: &Exercise, text: &str) -> Difference {
    grade(exercise, text).diff
}

/// The unified picture with one line of context; changed parts in brackets.
fn picture(difference: &Difference) -> String {
    let mut out = String::new();
    for row in rows(&difference.yours, &difference.nearest, Some(1)) {
        match row {
            Row::Folded(count) => out.push_str(&format!("... {count}\n")),
            Row::Line { change, mut line } => {
                let sign = match change {
                    Change::Equal => ' ',
                    Change::Removed => '-',
                    Change::Added => '+',
                };
                for range in line.emphasis.iter().rev() {
                    line.text.insert(range.end, ']');
                    line.text.insert(range.start, '[');
                }
                out.push_str(&format!("{sign}{}\n", line.text));
            }
        }
    }
    out
}

const MESSY: &str = r#"# my answer
apiVersion: v1
kind: Pod
metadata: {name: config-loader}   # one line
spec:
    volumes:
      -   name: scratch
          emptyDir: {}
    containers:
      - image: "myapp:1.0"   # quoted
        name: app

        # what the app sees
        volumeMounts:
          - {name: scratch, mountPath: /etc/app/}
    initContainers:
      - name: fetch-config
        image: busybox:1.35
        args: [sh, -c, "echo '{\"logLevel\":\"info\",\"maxConnections\":100}' > /config/app-config.json"]
        volumeMount:   # oops
          - mountPath: /config
            name: scratch
"#;

#[test]
fn comments_order_names_and_quotes_stay() {
    let difference = difference(&config_loader(), MESSY);
    insta::assert_snapshot!(picture(&difference), @r#"
    ... 13
             volumeMounts:
    -          - {name: scratch, mountPath: /etc/app/}
    +          - {name: scratch, mountPath: /etc/app/[, readOnly: true]}
         initContainers:
           - name: fetch-config
    -        image: busybox:[1.35]
    +        image: busybox:[1.36]
             args: [sh, -c, "echo '{\"logLevel\":\"info\",\"maxConnections\":100}' > /config/app-config.json"]
    -        [volumeMount]:   # oops
    +        [volumeMounts]:   # oops
               - mountPath: /config
                 name: scratch
    "#);
    let fields: Vec<String> = difference
        .fields
        .iter()
        .map(|field| format!("{}: {:?} -> {:?}", field.path, field.yours, field.expected))
        .collect();
    insta::assert_snapshot!(fields.join("\n"), @r#"
    spec.containers[app].volumeMounts[scratch].readOnly: None -> Some("true")
    spec.initContainers[fetch-config].image: Some("busybox:1.35") -> Some("busybox:1.36")
    spec.initContainers[fetch-config].volumeMounts: Some("volumeMount: [{mountPath: /config, name: scratch}]") -> Some("volumeMounts: [{mountPath: /config, name: scratch}]")
    "#);
}

#[test]
fn a_whole_container_is_missing() {
    let exercise = everything();
    let end = exercise.solution.find("  - name: backup").expect("it is there");
    let volumes = exercise.solution.find("  volumes:").expect("it is there");
    let text = format!("{}{}", &exercise.solution[..end], &exercise.solution[volumes..]).replace("data", "store");
    insta::assert_snapshot!(picture(&difference(&exercise, &text)), @r#"
     apiVersion: v1
     kind: Pod
    -[metastore]:
    +[metadata]:
       name: shop
    ... 14
         - name: store
    -      mountPath: /[store]
    +      mountPath: /[data]
       containers:
    ... 32
         - name: store
    -      mountPath: /[store]
    +      mountPath: /[data]
         - name: cache
           mountPath: /cache
           subPath: app
    +  - name: backup
    +    image: busybox:1.36
    +    command: ["sh", "-c", "sleep 3600"]
    +    volumeMounts:
    +    - name: store
    +      mountPath: /backup
    +      readOnly: true
       volumes:
    ... 6
    "#);
}

#[test]
fn a_right_answer_has_no_difference() {
    let exercise = everything();
    let difference = difference(&exercise, &exercise.solution);
    assert_eq!(difference.yours, difference.nearest);
    assert!(difference.fields.is_empty());
    assert_eq!(rows(&difference.yours, &difference.nearest, Some(3)).len(), 1);
}

#[test]
fn both_sides_keep_their_numbers() {
    let pairs = side_by_side("a\nb\nc\nd\n", "a\nB\nc\nd\nx\n", None);
    let shown: Vec<String> = pairs
        .iter()
        .map(|pair| match pair {
            Pair::Folded(count) => format!("... {count}"),
            Pair::Lines { equal, yours, nearest } => {
                let side = |line: &Option<podlings::grade::diff::Line>| {
                    line.as_ref().map(|line| format!("{} {}", line.number, line.text)).unwrap_or_default()
                };
                format!("{} {} | {}", if *equal { "=" } else { "#" }, side(yours), side(nearest))
            }
        })
        .collect();
    assert_eq!(shown, ["= 1 a | 1 a", "# 2 b | 2 B", "= 3 c | 3 c", "= 4 d | 4 d", "#  | 5 x"]);
}

#[test]
fn control_characters_do_nothing() {
    assert_eq!(harmless("a\u{1b}[31mb\tc\r\nd\u{7f}\u{202e}\u{9b}"), "a^[[31mb^Ic\nd^?\u{fffd}\u{fffd}");
}

#[test]
fn variables_that_refer_ahead_are_put_in_order() {
    let library = podlings::exercise::Library::embedded_for("still-the-remote-address");
    let exercise = library.find("still-the-remote-address").unwrap();
    let text = exercise.start.replace("index.prod.example.com", "localhost");
    let difference = difference(exercise, &text);
    let env = "    - name: INDEX_HOST\n      value: localhost\n    - name: INDEX_PORT\n      value: \"9200\"\n    \
               - name: INDEX_URL\n      value: http://$(INDEX_HOST):$(INDEX_PORT)/search\n";
    assert!(difference.nearest.contains(env), "{}", difference.nearest);
    assert!(difference.nearest.contains("    ports:\n    - containerPort: 9200\n"), "{}", difference.nearest);
}
