//! What an exam consists of.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use podlings::exercise::Library;
use podlings::session::exam::{Candidate, DOMAINS, ExamOptions, candidates, draw, seed_from};
use proptest::prelude::*;

use super::bench::at;

fn options(seed: u64) -> ExamOptions {
    ExamOptions { seed, ..ExamOptions::default() }
}

#[test]
fn the_built_in_exercises_give_an_exam_like_the_real_one() {
    let candidates = candidates(&Library::embedded());
    let mut seen = BTreeSet::new();
    for seed in 0..50 {
        let plan = draw(&candidates, &options(seed)).unwrap();
        assert_eq!((plan.tasks.len(), plan.limit), (17, Duration::from_hours(2)));
        let mut by_domain: BTreeMap<&str, u32> = BTreeMap::new();
        for task in &plan.tasks {
            *by_domain.entry(&task.domain).or_default() += 1;
            assert!((2..=12).contains(&task.weight), "{} %", task.weight);
        }
        for (domain, weight) in DOMAINS.iter().filter(|(domain, _)| *domain != "deployment") {
            let share = 100 * by_domain[domain] / 17;
            assert!(share + 5 >= *weight && share <= weight + 12, "{domain}: {share} of {weight}");
        }
        let topics: BTreeSet<&str> = plan.tasks.iter().map(|task| task.topic.as_str()).collect();
        let kinds: BTreeSet<&str> = plan.tasks.iter().map(|task| task.kind.as_str()).collect();
        let difficulties: BTreeSet<u8> = plan.tasks.iter().map(|task| task.difficulty).collect();
        assert!(topics.len() >= 6, "{topics:?}");
        assert_eq!(kinds.len(), 3);
        assert!(difficulties.len() >= 4, "{difficulties:?}");
        let neighbours = plan.tasks.windows(2).filter(|pair| pair[0].topic == pair[1].topic).count();
        assert!(neighbours <= 1, "{neighbours} neighbours of one topic");
        let par: Duration = plan.tasks.iter().map(|task| task.par).sum();
        assert!(par <= plan.limit, "a prepared person needs {par:?}");
        seen.insert(plan.tasks.iter().map(|task| task.exercise.clone()).collect::<Vec<_>>());
    }
    assert_eq!(seen.len(), 50, "another seed is another exam");
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let candidates = candidates(&Library::embedded());
    let refused = |options: ExamOptions| {
        let error = draw(&candidates, &options).unwrap_err();
        format!("{error} / {}", error.hint().unwrap_or_default())
    };
    let there = candidates.len();
    assert_eq!(refused(ExamOptions { tasks: Some(0), ..options(1) }), "an exam has 1 to 50 tasks, not 0 / ");
    assert_eq!(refused(ExamOptions { tasks: Some(51), ..options(1) }), "an exam has 1 to 50 tasks, not 51 / ");
    assert_eq!(
        refused(ExamOptions { minutes: Some(2000), ..options(1) }),
        "an exam lasts 1 to 1440 minutes, not 2000 / "
    );
    assert_eq!(
        refused(ExamOptions { topics: vec!["sidecars".into()], ..options(1) }),
        "there is no topic `sidecars` / did you mean `sidecar`? topics: adapter, ambassador, configmaps, debugging, \
         exam-technique, init-containers, network-and-processes, probes, secrets, security, shared-volumes, sidecar"
    );
    let ambassadors = candidates.iter().filter(|c| c.topic == "ambassador").count();
    assert!(ambassadors < 20 && there > 50);
    let few = refused(ExamOptions { tasks: Some(20), topics: vec!["ambassador".into()], ..options(1) });
    assert_eq!(
        few,
        format!(
            "an exam of 20 tasks cannot be drawn: there are {ambassadors} exercises of these topics / ask for \
             {ambassadors} or fewer, or name more topics"
        )
    );
    assert_eq!(draw(&[], &options(1)).unwrap_err().to_string(), "there is no exercise to draw an exam from");
}

#[test]
fn a_short_exam_has_a_short_time() {
    let candidates = candidates(&Library::embedded());
    let drawn = |tasks, minutes| draw(&candidates, &ExamOptions { tasks, minutes, ..options(1) }).unwrap();
    assert_eq!(drawn(Some(5), None).limit, Duration::from_mins(35));
    assert_eq!(drawn(Some(15), None).limit, Duration::from_hours(2));
    assert_eq!(drawn(Some(5), Some(12)).limit, Duration::from_mins(12));
}

#[test]
fn a_seed_of_the_moment_is_short() {
    let seeds: BTreeSet<u64> = (0..100).map(|second| seed_from(at(second))).collect();
    assert!(seeds.len() > 95 && seeds.iter().all(|seed| *seed < 1_000_000));
}

fn candidate() -> impl Strategy<Value = Candidate> {
    ("[a-e][a-z]{0,2}", 0..7_usize, 0..4_u8, 1..6_u8, 0..30_u32, 0..900_u64).prop_map(
        |(id, domain, topic, difficulty, points, par)| Candidate {
            title: id.clone(),
            exercise: id,
            topic: format!("topic-{topic}"),
            topics: Vec::new(),
            domain: DOMAINS.get(domain).map_or("another", |(name, _)| *name).to_owned(),
            kind: ["build", "fix", "debug"][usize::from(difficulty) % 3].to_owned(),
            difficulty,
            par: Duration::from_secs(par),
            points,
            has_values: points % 2 == 0,
        },
    )
}

proptest! {
    #[test]
    fn any_exam_adds_up(
        pool in proptest::collection::vec(candidate(), 1..80),
        tasks in proptest::option::of(0..55_usize),
        seed in any::<u64>(),
    ) {
        let options = ExamOptions { tasks, seed, ..ExamOptions::default() };
        let Ok(plan) = draw(&pool, &options) else {
            let there = pool.iter().map(|candidate| &candidate.exercise).collect::<BTreeSet<_>>().len();
            prop_assert!(tasks.is_some_and(|tasks| tasks == 0 || tasks > 50 || tasks > there));
            return Ok(());
        };
        prop_assert_eq!(plan.tasks.iter().map(|task| task.weight).sum::<u32>(), 100);
        prop_assert!(plan.tasks.iter().all(|task| task.weight > 0));
        let ids: BTreeSet<&str> = plan.tasks.iter().map(|task| task.exercise.as_str()).collect();
        prop_assert_eq!(ids.len(), plan.tasks.len(), "an exercise twice");
        prop_assert!(tasks.is_none_or(|tasks| tasks == plan.tasks.len()));
        prop_assert_eq!(draw(&pool, &options).unwrap(), plan);
    }

    #[test]
    fn the_order_of_a_pack_does_not_matter(
        pool in proptest::collection::btree_map("[a-z]{1,3}", candidate(), 1..40),
        seed in any::<u64>(),
    ) {
        let mut pool: Vec<Candidate> =
            pool.into_iter().map(|(exercise, candidate)| Candidate { exercise, ..candidate }).collect();
        let forward = draw(&pool, &options(seed)).unwrap();
        pool.reverse();
        prop_assert_eq!(draw(&pool, &options(seed)).unwrap(), forward);
    }
}
