//! `podlings pack`: makes a pack of exercises, and proves one. It must not know what makes an exercise good.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::packs::{PackArgs, prefix};
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::exercise::{Entry, Problem};
use crate::proof::prove;
use crate::system::files::create_new;

/// The files of a new pack.
const SCAFFOLD: [(&str, &str); 5] = [
    ("pack.toml", include_str!("../../assets/pack/pack.toml")),
    ("README.md", include_str!("../../assets/pack/README.md")),
    ("images/my-app.toml", include_str!("../../assets/pack/images/my-app.toml")),
    ("my-topic/topic.toml", include_str!("../../assets/pack/my-topic/topic.toml")),
    ("my-topic/my-first-exercise.toml", include_str!("../../assets/pack/my-topic/my-first-exercise.toml")),
];

/// Arguments of `podlings pack`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Prove a pack: right answers get full marks, wrong ones lose what they should, everything graded is said
    #[command(after_help = "Looks at every exercise:
  - the solution and every `accept` get full marks, and the API server would take them
  - the start does not pass, and every `reject` fails at exactly the checks that it names
  - breaking the solution at any expected field costs points, and only at the check that owns it
  - everything graded is said in the task; hints, docs, par time and enough answers are there
  - all of this holds for every value that an exercise declares under [values]

Ends with 0 where all is proven, 1 where something is wrong, 2 where the pack cannot be read.")]
    Check {
        /// The pack's folder; the built-in exercises where it is left out
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// Only these exercises (may be given more than once)
        #[arg(long = "only", value_name = "EXERCISE")]
        only: Vec<String>,
    },
    /// Make a folder with a pack that `podlings pack check` proves, to start from
    New {
        /// The folder; it is made where it does not exist, and no file in it is overwritten
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
}

/// Makes or proves a pack.
///
/// # Errors
/// When the folder cannot be read or written, or the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams) -> CommandResult {
    match &args.command {
        Command::Check { folder, only } => check(folder.as_deref(), only, streams),
        Command::New { folder } => new(folder, streams),
    }
}

fn check(folder: Option<&Path>, only: &[String], streams: &mut Streams) -> CommandResult {
    let packs = PackArgs {
        folders: folder.map(Path::to_owned).into_iter().collect(),
        with_builtin: false,
        ..PackArgs::default()
    };
    let mut library = packs.open_packs()?;
    library.load_all();
    for id in only {
        super::packs::find(&library, id)?;
    }
    let is_wanted = |entry: &&Entry| only.is_empty() || only.iter().any(|id| id.rsplit('/').next() == Some(&entry.id));
    let entries: Vec<&Entry> = library.entries().filter(is_wanted).collect();
    let mut problems: Vec<Problem> = if only.is_empty() { library.problems().to_vec() } else { Vec::new() };
    problems.extend(prove_all(&entries));
    for problem in &problems {
        writeln!(streams.out, "{problem}\n")?;
    }
    let exercises = plural(entries.len(), "exercise");
    if problems.is_empty() {
        writeln!(streams.out, "{exercises}: all proven")?;
        return Ok(Outcome::Good);
    }
    let files: std::collections::BTreeSet<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    let (count, files) = (plural(problems.len(), "problem"), plural(files.len(), "file"));
    writeln!(streams.out, "{exercises}: {count} in {files}")?;
    Ok(Outcome::NotGood)
}

/// Proves exercises beside each other, as many as the machine has processors; what is wrong comes in their order.
fn prove_all(entries: &[&Entry]) -> Vec<Problem> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((index, entry)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, entries.get(i)?)))
        {
            let problems = match entry.exercise() {
                Ok(exercise) => prove(&entry.file, entry.text(), exercise),
                Err(problems) => problems.to_vec(),
            };
            if let Ok(mut found) = found.lock() {
                found.push((index, problems));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from).min(entries.len()) {
            scope.spawn(work);
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().flat_map(|(_, problems)| problems).collect()
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn new(folder: &Path, streams: &mut Streams) -> CommandResult {
    let mut made = Vec::new();
    for (name, text) in SCAFFOLD {
        let path = folder.join(name);
        let write = || {
            path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            create_new(&path, text.as_bytes())
        };
        match write() {
            Ok(true) => made.push(name),
            Ok(false) => writeln!(streams.err, "{} is there already and stays as it is", path.display())?,
            Err(error) => {
                return Err(CommandError::environment(format!("cannot write {}: {error}", path.display())));
            }
        }
    }
    let place = prefix(folder);
    for name in &made {
        writeln!(streams.out, "{place}{name}")?;
    }
    let shown = folder.display();
    writeln!(streams.out, "\nTry it:\n  podlings pack check {shown}\n  podlings --pack {shown}")?;
    Ok(Outcome::Good)
}
