//! An exercise file as TOML has it, field by field; the published JSON Schema is made from these types. It must not know
//! what makes a file good: that is the loader's, and the proof's.

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::model::{Feedback, Kind};

/// The newest format that this program reads.
pub const FORMAT: i64 = 1;

/// An exercise for podlings, the trainer for the CKAD exam.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "podlings exercise")]
pub struct File {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: i64,
    /// A line for lists, without a full stop: what the learner will do.
    pub title: String,
    /// One of the five domains of the CKAD curriculum.
    pub domain: Domain,
    /// What it trains besides the topic of its folder.
    #[serde(default)]
    pub topics: Vec<String>,
    /// How the learner starts.
    pub kind: KindName,
    /// 1 (one new field) to 5 (three containers, two volumes, one wrong assumption).
    #[schemars(range(min = 1, max = 5))]
    pub difficulty: i64,
    /// What a prepared person needs: "5m", "90s".
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h))+$"))]
    pub par: String,
    /// The Kubernetes version that it was written for: "1.36".
    pub kubernetes: String,
    /// Pages below <https://kubernetes.io/docs/>, without a leading slash.
    #[schemars(inner(regex(pattern = "^[a-z0-9][a-z0-9/_.-]*/(#[A-Za-z0-9_-]+)?$")))]
    pub docs: Vec<String>,
    /// Values that are drawn anew by a seed, so that fingers learn the structure and not the text: lists of texts, of whole numbers,
    /// or of rows whose fields go together. The first of each list is the exercise as it is written. {{name}} stands for a value,
    /// {{name.field}} for a row's, in every text and in the keys of `expect`.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, ValueList>")]
    pub values: IgnoredAny,
    /// Markdown: what the candidate reads. Everything that is graded is said here.
    pub task: String,
    /// Written by `podlings class bundle`: the answers were taken out, and this is what learners may see.
    pub handout: Option<Vec<FeedbackName>>,
    /// Graded values that the task says in other words ("Always", where it asks for a sidecar container), so that the
    /// proof does not look for them.
    #[serde(default)]
    pub implied: Vec<String>,
    /// What pod.yaml holds at first; empty where the learner starts from nothing.
    #[serde(default)]
    pub start: String,
    /// Markdown, read once it is solved: why it works, what happens without it, what the exam varies.
    #[serde(default)]
    #[schemars(required)]
    pub explanation: Option<String>,
    /// From far to near: where to look, what is missing, the field. Never the whole answer.
    #[serde(default)]
    pub hints: Vec<HintTable>,
    /// The requirements, in the order in which they are shown. Each expected field belongs to exactly one.
    #[serde(default)]
    pub checks: Vec<CheckTable>,
    /// The expected part of the Pod in Kubernetes' own shape; what is not written is not graded. "$name" texts are free
    /// names; one-key tables ($matches, $oneOf, $contains, $any, $absent, $only) are matchers.
    #[serde(default)]
    #[schemars(with = "ExpectTable")]
    pub expect: Map<String, Value>,
    /// What must be true of the running Pod.
    #[serde(default)]
    pub life: Vec<LifeTable>,
    /// What else is in the cluster, or comes while the Pod lives.
    #[serde(default)]
    pub world: Vec<WorldTable>,
    /// A right answer, as it is shown.
    #[serde(default)]
    #[schemars(required)]
    pub solution: Option<SolutionTable>,
    /// Other right answers, each in a style of its own.
    #[serde(default)]
    pub accept: Vec<AcceptTable>,
    /// Wrong answers that people give, each with the checks that it fails.
    #[serde(default)]
    pub reject: Vec<RejectTable>,
}

/// Something that learners may see while they work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FeedbackName {
    /// Which requirements are met.
    Verdict,
    /// The hints, for their price.
    Hints,
    /// How the text differs from the nearest right answer.
    Diff,
    /// The answer and its explanation.
    Solution,
}

impl Feedback {
    /// What a list allows.
    #[must_use]
    pub fn of(names: &[FeedbackName]) -> Self {
        Self {
            verdict: names.contains(&FeedbackName::Verdict),
            hints: names.contains(&FeedbackName::Hints),
            diff: names.contains(&FeedbackName::Diff),
            solution: names.contains(&FeedbackName::Solution),
            on_save: true,
        }
    }
}

/// What a value can be: two things at least, all of one kind and each another.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used: values stand in the document before it is read")]
enum ValueList {
    /// Texts.
    Texts(#[schemars(length(min = 2, max = 50), extend("uniqueItems" = true))] Vec<String>),
    /// Whole numbers, which stand as numbers where Kubernetes takes numbers.
    Numbers(#[schemars(length(min = 2, max = 50), extend("uniqueItems" = true))] Vec<i64>),
    /// Rows with the same fields, which are drawn together.
    Rows(
        #[schemars(length(min = 2, max = 50), extend("uniqueItems" = true))]
        Vec<std::collections::BTreeMap<String, TextOrNumber>>,
    ),
}

/// A field of a row.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum TextOrNumber {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// A number, or the value that stands for one.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used: no placeholder is left when a file is read")]
enum NumberOr<T> {
    /// The number.
    Number(T),
    /// `{{name}}`.
    Value(#[schemars(regex(pattern = r"^\{\{[a-z][a-z0-9.-]*\}\}$"))] String),
}

/// The five domains of the CKAD curriculum.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// Application Design and Build.
    DesignAndBuild,
    /// Application Deployment.
    Deployment,
    /// Application Observability and Maintenance.
    ObservabilityAndMaintenance,
    /// Application Environment, Configuration and Security.
    EnvironmentConfigurationAndSecurity,
    /// Services and Networking.
    ServicesAndNetworking,
}

impl Domain {
    /// The domain as files write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Domain::DesignAndBuild => "design-and-build",
            Domain::Deployment => "deployment",
            Domain::ObservabilityAndMaintenance => "observability-and-maintenance",
            Domain::EnvironmentConfigurationAndSecurity => "environment-configuration-and-security",
            Domain::ServicesAndNetworking => "services-and-networking",
        }
    }
}

/// How the learner starts.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindName {
    /// From nothing, or from a skeleton.
    Build,
    /// A manifest that is refused, or does not do what it should.
    Fix,
    /// A Pod that is broken; status, logs and events lead to the cause.
    Debug,
}

impl From<KindName> for Kind {
    fn from(kind: KindName) -> Self {
        match kind {
            KindName::Build => Kind::Build,
            KindName::Fix => Kind::Fix,
            KindName::Debug => Kind::Debug,
        }
    }
}

/// A hint and its price.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HintTable {
    /// Markdown.
    pub text: String,
    /// Points that it costs; 0 where it is not written.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    pub cost: i64,
}

/// A requirement: some of the expected fields, with points.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CheckTable {
    /// Unique in the exercise, in kebab-case.
    pub id: String,
    /// What must be true, in the learner's words.
    pub text: String,
    /// Full points.
    #[schemars(range(min = 1, max = 100))]
    pub points: i64,
    /// The fields: `spec.containers[app].volumeMounts[$shared].readOnly`. A path covers all below it; the longest path that
    /// leads to a field decides whose it is.
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// Why it matters in a cluster.
    pub why: String,
}

/// The expected Pod.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used: the loader keeps the expectation as a value")]
pub struct ExpectTable {
    /// The expected part of the Pod's metadata.
    metadata: Option<Map<String, Value>>,
    /// The expected part of the Pod's spec.
    spec: Option<Map<String, Value>>,
}

/// A requirement of the Pod's life, with one fact or several that hold at one moment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LifeTable {
    /// Unique in the exercise, among the checks too.
    pub id: String,
    /// What must be true, in the learner's words.
    pub text: String,
    /// Full points.
    #[schemars(range(min = 1, max = 100))]
    pub points: i64,
    /// Why it matters in a cluster.
    pub why: String,
    /// Counted from the Pod's creation, or from what `since` says: true at some moment until then; with `never`, at no moment until
    /// then.
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h))+$"))]
    pub by: String,
    /// What `by` is counted from.
    pub since: Option<SinceTable>,
    /// The facts must not become true.
    #[serde(default)]
    pub never: bool,
    /// In a world that stays as it is when the Pod is created: what `[[world]]` brings later does not come.
    #[serde(default)]
    pub frozen: bool,
    /// In a world without these: `container/web`, a container of the Pod that does nothing, or `pod/db`, `service/db`, an
    /// object of `[[world]]` that never comes.
    #[serde(default)]
    pub without: Vec<String>,
    /// In a world in which a container of the Pod runs another script than its own. Its image is busybox's then; mounts, environment
    /// and probes stay.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<InsteadTable>")]
    pub instead: Vec<InsteadTable>,
    /// What is in the cluster, in place of the exercise's `[[world]]`.
    #[serde(default)]
    pub world: Vec<WorldTable>,
    /// The STATUS column of kubectl get pods: "Running".
    pub status: Option<String>,
    /// The READY column: "2/2".
    pub ready: Option<String>,
    /// A container has been restarted.
    pub restarts: Option<RestartsTable>,
    /// A line in a container's log.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<LogTable>")]
    pub log: Vec<LogTable>,
    /// The lines of a container's log.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<LinesTable>")]
    pub lines: Vec<LinesTable>,
    /// A file as a container sees it.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<FileTable>")]
    pub file: Vec<FileTable>,
    /// What answers inside the Pod's network.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<PortTable>")]
    pub port: Vec<PortTable>,
    /// A container has ended.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<ExitTable>")]
    pub exit: Vec<ExitTable>,
    /// A process runs in a container.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<ProcessTable>")]
    pub process: Vec<ProcessTable>,
    /// A command run in a container, as by kubectl exec, ends with 0.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<ExecTable>")]
    pub exec: Vec<ExecTable>,
}

/// The first moment at which all of this is so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SinceTable {
    /// Counted from the Pod's creation: where it is not so until then, the requirement is not met.
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h))+$"))]
    pub by: String,
    /// A line in a container's log.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<LogTable>")]
    pub log: Vec<LogTable>,
    /// A file as a container sees it.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<FileTable>")]
    pub file: Vec<FileTable>,
}

/// A container of the Pod with another script than its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct InsteadTable {
    /// The container's name, or its free name.
    pub container: String,
    /// What busybox's shell runs there.
    pub script: String,
}

/// A container has been restarted at least so often.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RestartsTable {
    /// The container's name, or its free name.
    pub container: String,
    /// How often at least.
    #[schemars(with = "NumberOr<u32>")]
    pub at_least: u32,
}

/// A line in a container's log, its earlier runs' too; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LogTable {
    /// The container's name, or its free name.
    pub container: String,
    /// So many such lines at least; 1 where nothing is said.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1000))]
    pub at_least: u32,
    /// The line is this, blanks at both ends aside.
    pub equals: Option<String>,
    /// The line has this in it.
    pub contains: Option<String>,
    /// The line matches this regular expression.
    pub matches: Option<String>,
    /// The line is this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// The lines of a container's log, one under the other, its earlier runs' too; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LinesTable {
    /// The container's name, or its free name.
    pub container: String,
    /// Those lines alone that match this regular expression.
    pub of: Option<String>,
    /// The lines are these, blanks at both ends aside.
    pub equals: Option<String>,
    /// The lines have this in them.
    pub contains: Option<String>,
    /// The lines as one text match this regular expression.
    pub matches: Option<String>,
    /// The lines as one text are this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// A file as a container sees it; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FileTable {
    /// The container's name, or its free name.
    pub container: String,
    /// An absolute path in the container.
    pub path: String,
    /// Its content is this, blanks at both ends aside.
    pub equals: Option<String>,
    /// Its content has this in it.
    pub contains: Option<String>,
    /// Its content matches this regular expression.
    pub matches: Option<String>,
    /// Its content is this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// What answers at a port of the Pod's localhost; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PortTable {
    /// The port.
    #[schemars(with = "NumberOr<u16>")]
    pub port: u16,
    /// Ask with a GET of this path.
    pub http: Option<String>,
    /// Send this and read the reply.
    pub send: Option<String>,
    /// Ask at the Pod's own address, as others in the cluster do: who listens on `127.0.0.1` only is not heard.
    #[serde(default)]
    pub outside: bool,
    /// The reply is this, blanks at both ends aside.
    pub equals: Option<String>,
    /// The reply has this in it.
    pub contains: Option<String>,
    /// The reply matches this regular expression.
    pub matches: Option<String>,
    /// The reply is this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// A container's last run has ended with a code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExitTable {
    /// The container's name, or its free name.
    pub container: String,
    /// The exit code.
    #[schemars(with = "NumberOr<i32>")]
    pub code: i32,
}

/// A process runs; at most one of `equals`, `contains`, `matches`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProcessTable {
    /// The container's name, or its free name.
    pub container: String,
    /// Its command line is this.
    pub equals: Option<String>,
    /// Its command line has this in it.
    pub contains: Option<String>,
    /// Its command line matches this regular expression.
    pub matches: Option<String>,
}

/// A command, executed in a container; at most one of `equals`, `contains`, `matches`, `json`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExecTable {
    /// The container's name, or its free name.
    pub container: String,
    /// The command with its arguments.
    #[schemars(length(min = 1))]
    pub command: Vec<String>,
    /// It prints this, blanks at both ends aside.
    pub equals: Option<String>,
    /// It prints something with this in it.
    pub contains: Option<String>,
    /// What it prints matches this regular expression.
    pub matches: Option<String>,
    /// It prints this JSON value: a table, or its text.
    pub json: Option<Value>,
}

/// Objects that are in the cluster beside the Pod, from a moment on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WorldTable {
    /// Counted from the Pod's creation; "0s", or nothing, is before it.
    #[serde(default)]
    #[schemars(regex(pattern = "^([0-9]+(ms|s|m|h))+$"))]
    pub at: Option<String>,
    /// Manifests of Pods, Services, `ConfigMaps`, Secrets, divided by `---`.
    pub manifest: String,
}

/// A right answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SolutionTable {
    /// The answer.
    pub manifest: String,
}

/// Another right answer: a manifest, or the solution with some of its text changed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AcceptTable {
    /// What is special about it.
    pub name: String,
    /// The answer.
    pub manifest: Option<String>,
    /// Instead of a manifest: what is changed in the solution, as pairs of the text there and the text that takes its place.
    #[serde(default)]
    pub edit: Vec<[String; 2]>,
}

/// A wrong answer: a manifest, or the solution with some of its text changed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RejectTable {
    /// What is wrong about it.
    pub name: String,
    /// The answer.
    pub manifest: Option<String>,
    /// Instead of a manifest: what is changed in the solution, as pairs of the text there and the text that takes its place.
    #[serde(default)]
    pub edit: Vec<[String; 2]>,
    /// The ids of the checks that it fails: these and no others.
    #[schemars(length(min = 1))]
    pub fails: Vec<String>,
}

fn one() -> u32 {
    1
}

/// A table, or a list of such tables.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMany<T> {
    /// One.
    One(T),
    /// Several.
    Many(Vec<T>),
}

/// Reads a table, or a list of tables. By hand, since an untagged enum would lose the place of what is wrong in them.
fn one_or_many<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table or a list of tables")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(vec![T::deserialize(MapAccessDeserializer::new(map))?])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq))
    }
}
