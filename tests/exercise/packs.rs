//! Packs: the embedded one, folders, order, and files that are broken.

use podlings::exercise::{Library, LookupError, PackFile};

const SMALL: &str = include_str!("small.toml");

fn pack(files: &[(&str, &str)]) -> Library {
    let files = files.iter().map(|(name, text)| -> PackFile { ((*name).to_owned(), Ok((*text).to_owned())) });
    let mut library = Library::default();
    library.add("pack/", "lessons", files);
    library.load_all();
    library
}

fn ids(library: &Library) -> Vec<String> {
    library.entries().map(|entry| format!("{}/{}", entry.topic, entry.id)).collect()
}

fn problems(library: &Library) -> Vec<String> {
    library.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn every_embedded_exercise_loads() {
    let library = Library::embedded();
    assert_eq!(problems(&library), Vec::<String>::new());
    for entry in library.entries() {
        let exercise = entry.exercise().unwrap_or_else(|problems| panic!("{}", problems[0]));
        assert_eq!(podlings::exercise::Header::from(exercise), entry.header);
    }
}

#[test]
fn one_embedded_exercise_is_the_same_without_the_others() {
    for entry in Library::embedded().entries() {
        let alone = Library::embedded_for(&entry.id);
        assert_eq!(problems(&alone), Vec::<String>::new());
        assert_eq!(ids(&alone), [format!("{}/{}", entry.topic, entry.id)]);
        let found = alone.entry(&format!("{}/{}", entry.topic, entry.id)).unwrap();
        assert_eq!((&found.header, found.text()), (&entry.header, entry.text()));
    }
    let near = vec!["wait-for-db".to_owned()];
    for unknown in ["wait-db", "topic", "pack", "", "adapter/wait-for-db"] {
        let library = Library::embedded_for(unknown);
        assert_eq!(library.entries().count(), Library::embedded().entries().count(), "{unknown}");
    }
    let unknown = Library::embedded_for("wait-db").find("wait-db").unwrap_err();
    assert_eq!(unknown, LookupError::Unknown { id: "wait-db".to_owned(), near });
}

#[test]
fn a_pack_is_put_in_order() {
    let hard = SMALL.replace("difficulty = 1", "difficulty = 5");
    let library = pack(&[
        ("pack.toml", "topics = [\"second\", \"first\"]"),
        ("first/a.toml", &hard),
        ("first/b.toml", SMALL),
        ("first/topic.toml", "title = \"The first\"\nexercises = [\"c\"]"),
        ("first/c.toml", SMALL),
        ("second/d.toml", SMALL),
        ("loose.toml", SMALL),
        ("images/shop.toml", "names = [\"shop\", \"docker.io/eu/shop\"]\nversions = [\"1.0\", \"2\"]\n"),
        (".git/x.toml", "not an exercise"),
    ]);
    assert_eq!(problems(&library), Vec::<String>::new());
    assert_eq!(ids(&library), ["second/d", "first/c", "first/b", "first/a", "lessons/loose"]);
    assert_eq!(library.images()[0].names, ["library/shop", "eu/shop"]);
    assert_eq!(library.find("loose").unwrap().images, library.images());
    assert_eq!(library.topics()[1].title, "The first");
    assert_eq!(library.topics()[0].title, "Second");
}

#[test]
fn broken_files_leave_the_others() {
    let library = pack(&[
        ("topic/bad.toml", "format = 1\ntitle = \n"),
        ("topic/body.toml", &SMALL.replace("points = 2", "points = 200")),
        ("topic/good.toml", SMALL),
        ("other/good.toml", SMALL),
        ("topic/No Name.toml", SMALL),
        ("a/b/c.toml", SMALL),
        ("topic/topic.toml", "title = \"T\"\nexercises = [\"gone\"]"),
        ("pack.toml", "topics = [\"nowhere\"]"),
    ]);
    assert_eq!(ids(&library), ["topic/good"]);
    insta::assert_snapshot!(problems(&library).join("\n"));
}

#[test]
fn an_exercise_is_found_by_its_name_or_its_near_name() {
    let library = pack(&[("topic/wait-for-db.toml", SMALL), ("topic/bad.toml", "format = 2")]);
    assert!(library.find("wait-for-db").is_ok());
    assert!(library.find("topic/wait-for-db").is_ok());
    let near = vec!["wait-for-db".to_owned()];
    assert_eq!(library.find("wait-db").unwrap_err(), LookupError::Unknown { id: "wait-db".to_owned(), near });
    assert!(matches!(library.find("bad").unwrap_err(), LookupError::Broken { .. }));
    assert_eq!(library.find("zzzzz").unwrap_err().to_string(), "there is no exercise `zzzzz`");
}
