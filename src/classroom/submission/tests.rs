//! Which exercise a file is an answer to.

use super::*;
use crate::classroom::assignment::load;

fn assignment(exercises: &[&str]) -> Assignment {
    let list: String = exercises.iter().map(|id| format!("[[exercises]]\nid = \"{id}\"\n")).collect();
    load("a", &format!("format = 1\nid = \"a\"\ntitle = \"A\"\n{list}")).unwrap()
}

#[test]
fn an_answer_is_found_by_the_names_that_students_platforms_and_archives_give() {
    let two = assignment(&["web", "wait-2"]);
    let of = |name: &str| match exercise_of(name, &two) {
        Answers::To(exercise) => exercise,
        Answers::Nothing => "?".to_owned(),
        Answers::NoManifest => "-".to_owned(),
    };
    let names =
        ["web.yaml", "web.yml", "web.json", "web/pod.yaml", "web.4711/pod.yaml", "work/web/pod.yaml", "work/web.yaml"];
    assert!(names.iter().all(|name| of(name) == "web"), "{:?}", names.map(of));
    assert_eq!(["web-1.yaml", "wait-2.yaml", "wait-2-1.yaml"].map(of), ["web", "wait-2", "wait-2"]);
    assert_eq!(
        ["pod.yaml", "other.yaml", "other/pod.yaml", "web/other.yaml", "notes.txt"].map(of),
        ["?", "?", "?", "?", "-"]
    );
    let one = assignment(&["web"]);
    let only = Answers::To("web".to_owned());
    assert_eq!([exercise_of("pod.yaml", &one), exercise_of("pod-3.yaml", &one)], [only, Answers::To("web".to_owned())]);
    assert_eq!(exercise_of("other/pod.yaml", &one), Answers::Nothing);
}
