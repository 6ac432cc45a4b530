//! One exercise: what a learner reads, what is expected of the Pod, and the answers that prove it. It must not know how
//! answers are graded, nor where the file came from.

use std::sync::Arc;
use std::time::Duration;

use super::image::Image;
use super::values::Value;

/// An exercise, checked and ready: every value is in its range and every path in `checks` exists in `expect`.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// The file's name without `.toml`; unique in a pack.
    pub id: String,
    /// The folder that it lies in: `init-containers`, `sidecar`, …
    pub topic: String,
    /// A line for lists.
    pub title: String,
    /// One of the CKAD's five domains: `design-and-build`, …
    pub domain: String,
    /// What it trains besides its folder's topic.
    pub topics: Vec<String>,
    /// How the learner starts.
    pub kind: Kind,
    /// 1 (one new field) to 5 (several things, one wrong assumption).
    pub difficulty: u8,
    /// What a prepared person needs.
    pub par: Duration,
    /// The Kubernetes version that it was written for: `1.36`.
    pub kubernetes: String,
    /// Paths below <https://kubernetes.io/docs/>.
    pub docs: Vec<String>,
    /// Markdown: what the candidate reads.
    pub task: String,
    /// Graded values that the task says in other words (`Always`, where it asks for a sidecar container).
    pub implied: Vec<String>,
    /// What `pod.yaml` holds at first; may be empty.
    pub start: String,
    /// From far to near.
    pub hints: Vec<Hint>,
    /// The requirements with their points, in the order in which they are shown. Every expected field belongs to one:
    /// the one with the longest matching path.
    pub checks: Vec<CheckSpec>,
    /// The expected part of the Pod, in Kubernetes' own shape; what is not written is not graded. `$name` texts are free
    /// names, objects with one `$…` key are matchers (see [`crate::exercise::matcher`]).
    pub expect: serde_json::Value,
    /// What must be true of the running Pod.
    pub life: Vec<LifeCheck>,
    /// What else is in the cluster while the Pod lives, in the order of time.
    pub world: Vec<WorldChange>,
    /// A right answer, as it is shown.
    pub solution: String,
    /// Markdown: why it works; read after it is solved.
    pub explanation: String,
    /// Other right answers.
    pub accept: Vec<Accept>,
    /// Wrong answers, each with the checks that it must fail.
    pub reject: Vec<Reject>,
    /// The container images that its pack brings besides the program's own.
    pub images: Vec<Arc<Image>>,
    /// What its values were drawn by; `None` where they are the first of each, or where it has none to draw.
    pub seed: Option<u64>,
    /// The declared values that stand in it.
    pub values: Vec<Value>,
    /// What a learner may see of all this; what is not allowed is not in the file of a handout.
    pub feedback: Feedback,
    /// Its file is a handout: what `feedback` does not allow was taken out.
    pub is_handout: bool,
}

/// What a learner sees while working on an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "things that are allowed or not, each by itself")]
pub struct Feedback {
    /// Which requirements are met. Without it only the API server's word is given.
    pub verdict: bool,
    /// The hints, for their price.
    pub hints: bool,
    /// How the text differs from the nearest right answer.
    pub diff: bool,
    /// The answer and its explanation.
    pub solution: bool,
    /// Each save is graded at once. Where gradings are counted they are asked for.
    pub on_save: bool,
}

impl Feedback {
    /// Everything, as outside of an assignment.
    pub const ALL: Self = Self { verdict: true, hints: true, diff: true, solution: true, on_save: true };
}

impl Exercise {
    /// Full marks: the points of all its checks.
    #[must_use]
    pub fn points(&self) -> u32 {
        let checks = self.checks.iter().map(|check| check.points);
        checks.chain(self.life.iter().map(|life| life.points)).sum()
    }

    /// Whether it declares values, so that another seed gives another exercise.
    #[must_use]
    pub fn has_values(&self) -> bool {
        !self.values.is_empty()
    }

    /// The name of the folder that a learner's file lies in: the id, and the seed behind a dot where values were drawn, so that one
    /// variant's file is never taken for another's.
    #[must_use]
    pub fn folder(&self) -> String {
        match self.seed {
            Some(seed) => format!("{}.{seed}", self.id),
            None => self.id.clone(),
        }
    }

    /// The file's name in its pack: `init-containers/wait-for-db.toml`.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{}/{}.toml", self.topic, self.id)
    }
}

/// How the learner starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// From nothing, or from a skeleton.
    Build,
    /// A manifest that is refused, or does not do what it should.
    Fix,
    /// A Pod that is broken; status, logs and events lead to the cause.
    Debug,
}

impl Kind {
    /// The kind as files and lists write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Build => "build",
            Kind::Fix => "fix",
            Kind::Debug => "debug",
        }
    }
}

/// A hint and its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Markdown.
    pub text: String,
    /// Points that it costs.
    pub cost: u32,
}

/// A requirement: some of the expected fields, with points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckSpec {
    /// Unique in the exercise; `reject` names it.
    pub id: String,
    /// What must be true, in the learner's words.
    pub text: String,
    /// Full points.
    pub points: u32,
    /// Where the fields are: `spec.containers[app].volumeMounts[$shared].readOnly`. A path covers all below it.
    pub paths: Vec<String>,
    /// Why it matters in a cluster.
    pub why: String,
}

/// A requirement of the Pod's life, played in virtual time.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeCheck {
    /// Unique in the exercise, among `checks` too.
    pub id: String,
    /// What must be true, in the learner's words.
    pub text: String,
    /// Full points.
    pub points: u32,
    /// Why it matters in a cluster.
    pub why: String,
    /// What shows that it is met: one play, or several in different worlds, all of which must be as they should.
    pub plays: Vec<Play>,
}

/// A play of the Pod: in which world, until when, and what is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Play {
    /// Counted from the Pod's creation, or from what `since` says: true at some moment until then. With `never`: at no moment
    /// until then.
    pub by: Duration,
    /// What the time is counted from.
    pub since: Option<Since>,
    /// The fact must not become true.
    pub never: bool,
    /// In a world that stays as it is when the Pod is created: no later [`WorldChange`] comes. This is how a script that
    /// waits for its time is told from one that waits for what it should.
    pub frozen: bool,
    /// In a world without these. This is how what passes something on is told from what makes it up.
    pub without: Vec<Without>,
    /// Containers of the Pod that run another script than their own. This is how what passes something on is told from what
    /// knows beforehand what is to come.
    pub instead: Vec<Instead>,
    /// What is in the cluster in place of [`Exercise::world`]; where it is empty, that is.
    pub world: Vec<WorldChange>,
    /// What is looked at. All of several must hold at one moment.
    pub facts: Vec<LifeFact>,
}

/// What a requirement's time is counted from: the first moment at which all of this is so.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// Counted from the Pod's creation: where it is not so until then, the requirement is not met.
    pub by: Duration,
    /// Lines of logs, and files.
    pub facts: Vec<LifeFact>,
}

/// A container of the Pod with another script than its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead {
    /// Its name, or its free name.
    pub container: String,
    /// What busybox's shell runs there.
    pub script: String,
}

/// What a world does without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Without {
    /// A container of the Pod does nothing: it sleeps.
    Container(String),
    /// An object of the exercise's world never comes.
    Object {
        /// Its kind in small letters.
        kind: String,
        /// Its name.
        name: String,
    },
}

/// Something that can be seen of a running Pod.
#[derive(Debug, Clone, PartialEq)]
pub enum LifeFact {
    /// The STATUS column of `kubectl get pods`.
    Status(String),
    /// The READY column: `2/2`.
    Ready(String),
    /// A container, or all of the Pod's together, has been restarted at least that often.
    Restarts { container: Option<String>, at_least: u32 },
    /// So many lines in a container's log (its previous runs' too) match.
    Log { container: String, text: TextMatch, at_least: u32 },
    /// The lines of a container's log that match the pattern (all, without one), one under the other, its previous runs' too.
    Lines { container: String, of: Option<String>, text: TextMatch },
    /// A file's content as the container sees it.
    File { container: String, path: String, text: TextMatch },
    /// What answers on the Pod's localhost, or at its address where that is asked from `outside`. With `http` a GET of that path,
    /// otherwise `send` is sent and the reply read.
    Port { port: u16, http: Option<String>, send: Option<String>, outside: bool, text: TextMatch },
    /// A container's last run ended with that code.
    Exit { container: String, code: i32 },
    /// A process whose command line matches runs in the container.
    Process { container: String, text: TextMatch },
    /// A command, executed in the container as by `kubectl exec`, exits with 0 and prints what matches.
    Exec { container: String, command: Vec<String>, text: TextMatch },
}

/// How a text is looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum TextMatch {
    /// Anything at all.
    Any,
    /// The same, blanks at both ends aside.
    Equals(String),
    /// Part of it.
    Contains(String),
    /// A regular expression that is found in it.
    Matches(String),
    /// The same JSON value.
    Json(serde_json::Value),
}

/// An object that is there beside the Pod, or comes later.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldChange {
    /// Counted from the Pod's creation; zero is before it.
    pub at: Duration,
    /// Manifests of Pods, Services, `ConfigMaps`, Secrets …
    pub manifest: String,
}

/// Another right answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// What is special about it.
    pub name: String,
    /// The answer.
    pub manifest: String,
}

/// A wrong answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// What is wrong about it.
    pub name: String,
    /// The answer.
    pub manifest: String,
    /// The ids of the checks that it must fail: these and no others.
    pub fails: Vec<String>,
}
