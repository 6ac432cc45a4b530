//! What must hold for every text: never a panic, and one answer for one object however it is written.

use podlings::manifest::judge::{Judgement, Outcome, judge};
use podlings::manifest::words::{Form, print};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const SEEDS: [&str; 3] = [
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: &l {app: web}\nspec:\n  containers:\n  - name: app\n    image: \
     \"nginx:1.27\"\n    command: ['sh', -c, \"sleep 1\"]\n    args: |\n      a\n      b\n",
    "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"containers\": [{\"name\": \"a\"}]}}",
    "--- # one\nkind: List\napiVersion: v1\nitems:\n- {kind: Pod, apiVersion: v1}\n---\na: *b\n? {c: !!int d}\n: >-\n  x\n",
];

/// A seed with pieces cut out, doubled and replaced.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (
        any::<prop::sample::Index>(),
        0usize..6,
        vec(prop_oneof![any::<u8>(), prop::sample::select(&b"\n :-[]{}&*!|>'\"%@,#?\t"[..])], 0..4),
    );
    (0..SEEDS.len(), vec(edit, 0..8)).prop_map(|(seed, edits)| {
        let mut bytes = SEEDS[seed].as_bytes().to_vec();
        for (at, cut, insert) in edits {
            let start = at.index(bytes.len() + 1);
            let end = (start + cut).min(bytes.len());
            bytes.splice(start..end, insert);
        }
        bytes
    })
}

/// Every way in which an answer is used.
fn use_all(bytes: &[u8]) {
    let judgement = judge(bytes, "pod.yaml");
    for form in [Form::Sentence, Form::Name, Form::Json, Form::Yaml] {
        let printed = print(std::slice::from_ref(&judgement), form);
        assert_eq!(printed.code == 0, judgement.accepted());
        assert_eq!(judgement.accepted(), judgement.refusals().next().is_none() && printed.code == 0);
    }
}

/// Two spellings of one object: the same verdict, and the same object stored.
fn outcomes(judgement: &Judgement) -> Vec<Outcome> {
    judgement.objects.iter().map(|judged| judged.outcome.clone()).collect()
}

/// An object near to a Pod: known fields with likely and unlikely values, and some unknown ones.
fn object() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z][a-z0-9-]{0,8}",
        "[ -~]{0,6}",
        Just("yes".to_owned()),
        Just("0644".to_owned()),
        Just("1e3".to_owned())
    ];
    let leaf = prop_oneof![
        text.clone().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        (-10i64..70_000).prop_map(Value::from),
        Just(json!(0.5)),
        Just(Value::Null),
    ];
    let tree = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((prop::sample::select(KEYS), inner), 0..4).prop_map(|entries| {
                Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
            }),
        ]
    });
    (text, vec((prop::sample::select(KEYS), tree), 0..5)).prop_map(|(name, fields)| {
        let container: Map<_, _> = [("name".to_owned(), json!("app")), ("image".to_owned(), json!("nginx"))]
            .into_iter()
            .chain(fields.into_iter().map(|(key, value)| (key.to_owned(), value)))
            .collect();
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container]}})
    })
}

const KEYS: &[&str] = &[
    "name",
    "image",
    "command",
    "args",
    "env",
    "value",
    "valueFrom",
    "ports",
    "containerPort",
    "resources",
    "limits",
    "requests",
    "cpu",
    "memory",
    "volumeMounts",
    "mountPath",
    "livenessProbe",
    "httpGet",
    "port",
    "exec",
    "securityContext",
    "runAsUser",
    "tty",
    "imag",
    "restartPolicy",
    "lifecycle",
    "envFrom",
    "prefix",
];

/// The object in YAML's block style, keys in an order that `turn` picks.
fn block(value: &Value, depth: usize, turn: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            let mut entries: Vec<_> = map.iter().collect();
            let by = turn % entries.len();
            entries.rotate_left(by);
            for (key, inner) in entries {
                out.push_str(&format!("\n{indent}{}:", Value::from(key.as_str())));
                block(inner, depth + 1, turn, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&format!("\n{indent}-"));
                block(item, depth + 1, turn, out);
            }
        }
        other => out.push_str(&format!(" {other}")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_get_an_answer(bytes in vec(any::<u8>(), 0..200)) {
        use_all(&bytes);
    }

    #[test]
    fn any_near_manifest_gets_an_answer(bytes in mutated()) {
        use_all(&bytes);
    }

    #[test]
    fn one_object_gets_one_answer(object in object(), turn in 0usize..5) {
        let json_text = object.to_string();
        let from_json = judge(json_text.as_bytes(), "pod.yaml");
        // A leading blank line makes no difference to JSON; a comment makes it YAML in flow style.
        let flow = judge(format!("# yaml\n{json_text}").as_bytes(), "pod.yaml");
        let mut text = String::new();
        block(&object, 0, turn, &mut text);
        let block = judge(text.as_bytes(), "pod.yaml");
        prop_assert_eq!(outcomes(&from_json), outcomes(&flow));
        prop_assert_eq!(outcomes(&from_json), outcomes(&block));
        let windows = judge(text.replace('\n', "\r\n").as_bytes(), "pod.yaml");
        prop_assert_eq!(outcomes(&block), outcomes(&windows));
    }

    /// What is stored, written as YAML or JSON and read again, is taken and stored in the same form.
    #[test]
    fn what_is_stored_is_stored_again(object in object()) {
        let first = judge(object.to_string().as_bytes(), "pod.yaml");
        if first.accepted() {
            for form in [Form::Json, Form::Yaml] {
                let printed = print(std::slice::from_ref(&first), form);
                let again = judge(printed.out.as_bytes(), "pod.yaml");
                prop_assert_eq!(outcomes(&first), outcomes(&again), "{}", printed.out);
            }
        }
    }
}

#[test]
fn hostile_texts_get_an_answer() {
    let deep_block: String = (0..2000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n";
    let containers: String = (0..10_000).map(|n| format!("  - {{name: c{n}, image: nginx}}\n")).collect();
    for text in [
        "[".repeat(100_000),
        "{".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        "!a ".repeat(100_000),
        "&a ".repeat(10_000),
        deep_block,
        format!("{}{}", "[".repeat(90), "a,".repeat(500_000)),
        format!("a: \"{}\"", "x".repeat(10_000_000)),
        "---\n".repeat(100_000),
        format!("{pod}{containers}"),
    ] {
        let judgement = judge(text.as_bytes(), "pod.yaml");
        assert!(!judgement.accepted() || text.starts_with("apiVersion"));
    }
}
