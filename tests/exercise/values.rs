//! Values that a seed draws: how they are declared, where they stand, what is proven of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use podlings::exercise::{self, Entry, Exercise, Library, Pick, Problem};
use podlings::grade::grade;
use podlings::proof::prove;
use proptest::prelude::*;

/// The program's own pack, read once for all tests here.
static PACK: LazyLock<Library> = LazyLock::new(Library::embedded);

const WEB: &str = include_str!("values.toml");

fn with(edits: &[(&str, &str)]) -> String {
    let mut text = WEB.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from} is not in values.toml");
        text = text.replacen(from, to, 1);
    }
    text
}

fn load(text: &str, pick: Pick) -> Result<Exercise, String> {
    let said = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
    exercise::load_drawn("web.toml", "topic", "web", text, pick).map_err(said)
}

/// What is said of the exercise with some of its text changed.
fn said(edits: &[(&str, &str)]) -> String {
    load(&with(edits), Pick::First).map_or_else(|problems| problems, |_| "it loads".to_owned())
}

/// What the proof says of it.
fn proven(edits: &[(&str, &str)]) -> String {
    let text = with(edits);
    let exercise = load(&text, Pick::First).unwrap();
    prove("web.toml", &text, &exercise).iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn without_a_seed_it_is_the_first_of_each() {
    let exercise = load(WEB, Pick::First).unwrap();
    assert_eq!(exercise.seed, None);
    assert!(exercise.task.contains("a Pod `shop` with the label `tier` = `front`"), "{}", exercise.task);
    let values: Vec<(&str, &str, usize)> =
        exercise.values.iter().map(|value| (value.name.as_str(), value.text.as_str(), value.of)).collect();
    assert_eq!(
        values,
        [("app", "shop", 4), ("label.key", "tier", 3), ("label.value", "front", 3), ("port", "8080", 2)]
    );
    assert!(exercise.explanation.contains("{{ .Name }}, {{range .items}}"));
}

#[test]
fn a_value_is_a_number_where_kubernetes_takes_one() {
    let exercise = load(WEB, Pick::Round(1)).unwrap();
    assert_eq!(
        exercise.expect,
        serde_json::json!({
            "metadata": { "name": "blog", "labels": { "stage": "test" } },
            "spec": { "containers": [{
                "name": "web", "image": "busybox:1.36",
                "ports": [{ "containerPort": 9090 }], "env": [{ "name": "PORT", "value": "9090" }],
            }] },
        })
    );
    assert_eq!(exercise.checks[1].paths[0], "spec.containers[web].ports[9090]");
    let life = format!("{:?}", exercise.life[0].plays[0].facts);
    assert!(life.contains("port: 9090") && life.contains(r#""port": Number(9090)"#), "{life}");
    assert!(exercise.solution.contains("labels: {stage: test}\n"), "{}", exercise.solution);
    assert!(exercise.accept[0].manifest.contains("labels: {app: blog, stage: test}\n"));
}

#[test]
fn what_is_wrong_with_values_is_shown_at_its_place() {
    let port = "port = [8080, 9090]";
    let all = [
        said(&[(port, "port = []")]),
        said(&[(port, "port = [8080]")]),
        said(&[(port, "port = 8080")]),
        said(&[(port, "port = [8080, 8080]")]),
        said(&[(port, "port = [8080, \"9090\"]")]),
        said(&[(port, "port = [8080, 1.5]")]),
        said(&[(port, "port = [\"8080\", \"90\\n90\"]")]),
        said(&[(port, "port = [\"8080\", \" 9090\"]")]),
        said(&[(port, "port = [\"8080\", \"{{app}}\"]")]),
        said(&[(port, "Port = [8080, 9090]")]),
        said(&[("key = \"owner\", value", "key = \"owner\", valu")]),
        said(&[("key = \"owner\", value = \"team-a\"", "key = \"owner\"")]),
        said(&[("{ key = \"owner\", value = \"team-a\" }", "{ key = \"tier\", value = \"front\" }")]),
        said(&[("{ key = \"owner\", value = \"team-a\" }", "\"owner\"")]),
        said(&[("run {{app}}\"", "run {{ap}}\"")]),
        said(&[("run {{app}}\"", "run {{name}}\"")]),
        said(&[("run {{app}}\"", "run {{label}}\"")]),
        said(&[("id = \"pod\"", "id = \"{{app}}\"")]),
        said(&[("par = \"90s\"", "par = \"{{port}}s\"")]),
        said(&[("{ \"{{label.key}}\" = \"{{label.value}}\" }", "{ \"{{label.key}}\" = \"x\", tier = \"y\" }")]),
        said(&[("name = \"{{app}}\"", "name = { \"$onOf\" = [\"{{app}}\"] }")]),
        said(&[("[values]\n", "[values]\nformat = 3\n"), ("format = 1", "format = 2")]),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn values_cannot_make_a_file_grow_without_bound() {
    let long = format!("app = [\"{}\", \"b\"]", "x".repeat(200));
    let many = "{{app}}".repeat(2000);
    let text = said(&[("app = [\"shop\", \"blog\", \"wiki\", \"forum\"]", &long), ("A port is", &many)]);
    assert!(text.contains("values make this file more than 256 KiB longer"), "{text}");
}

#[test]
fn every_value_is_proven() {
    assert_eq!(proven(&[]), "");
    let all = [
        // Only one of the names is wrong.
        proven(&[("\"wiki\"", "\"Wiki\"")]),
        // An answer that was written for the first value.
        proven(&[("value: \"{{port}}\"", "value: \"8080\"")]),
        // An edit that was written for the first value.
        proven(&[(
            "edit = [[\"{containerPort: {{port}}}\", \"{containerPort: 1{{port}}}\"]]",
            "edit = [[\"containerPort: 8080\", \"containerPort: 1\"]]",
        )]),
        proven(&[(
            "[values]\n",
            "[values]\ncolour = [\"red\", \"green\"]\nsize = [{ cpu = 1, memory = 2 }, { cpu = 2, memory = 4 }]\n",
        )]),
        proven(&[("declares port `{{port}}`", "declares port `8080`"), ("`PORT` =\n`{{port}}`", "`PORT` =\n`8080`")]),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

/// The exercises of the program's own pack that declare values.
fn declaring(library: &Library) -> Vec<&Entry> {
    library.entries().filter(|entry| entry.exercise().is_ok_and(Exercise::has_values)).collect()
}

#[test]
fn many_exercises_of_every_topic_declare_values() {
    let entries = declaring(&PACK);
    let topics: BTreeSet<&str> = entries.iter().map(|entry| entry.topic.as_str()).collect();
    assert!(entries.len() >= 25, "{}", entries.len());
    assert_eq!(topics.len(), PACK.topics().len(), "{topics:?}");
}

#[test]
fn seeds_reach_every_value() {
    for entry in declaring(&PACK) {
        let mut seen: BTreeMap<(String, usize), BTreeSet<String>> = BTreeMap::new();
        let missing = |seen: &BTreeMap<(String, usize), BTreeSet<String>>| {
            // Parts of a value may be the same in two of them.
            seen.iter()
                .find(|((name, of), texts)| texts.len() < *of && !name.contains('.'))
                .map(|seen| format!("{seen:?}"))
        };
        for seed in 0..60 {
            for value in entry.variant(seed).unwrap().values {
                seen.entry((value.name, value.of)).or_default().insert(value.text);
            }
            if missing(&seen).is_none() {
                break;
            }
        }
        assert_eq!(missing(&seen), None, "{}", entry.id);
    }
}

#[test]
fn an_exercise_without_values_is_the_same_for_every_seed() {
    let small = include_str!("small.toml");
    let mut library = Library::default();
    library.add("", "topic", [("topic/small.toml".to_owned(), Ok(small.to_owned()))]);
    let drawn = library.variant("small", 7).unwrap();
    assert_eq!(&drawn, library.find("small").unwrap());
    assert_eq!((drawn.seed, drawn.folder().as_str()), (None, "small"));
    assert!(library.variant("smal", 7).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_seed_a_variant_is_whole(index in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let entry = *index.get(&declaring(&PACK));
        let drawn = entry.variant(seed).unwrap();
        prop_assert_eq!(&drawn, &PACK.variant(&entry.id, seed).unwrap());
        prop_assert_eq!(drawn.seed, Some(seed));
        let whole = format!("{drawn:?}");
        for value in &drawn.values {
            let placeholder = format!("{{{{{}}}}}", value.name);
            prop_assert!(!whole.contains(&placeholder), "{} in {}", placeholder, entry.id);
        }
        let written = entry.exercise().unwrap();
        prop_assert_eq!((drawn.points(), &drawn.id, &drawn.title), (written.points(), &written.id, &written.title));
        let verdict = grade(&drawn, &drawn.solution);
        prop_assert!(verdict.passed, "{} with seed {}: {:?}", entry.id, seed, verdict.checks);
    }
}
