//! `podlings validate`: what `kubectl create --dry-run=server` would answer. It finds and reads the files as kubectl does,
//! and must not know any rule of Kubernetes.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::visible;
use super::{CommandResult, Outcome, Streams};
use crate::manifest::golang::quote;
use crate::manifest::judge::{Judgement, Stop, judge};
use crate::manifest::words::{Form, print};

/// The most bytes that are read of one file.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The file names that kubectl takes from a folder.
const ENDINGS: [&str; 3] = ["json", "yaml", "yml"];

/// Arguments of `podlings validate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Answers word for word as `kubectl create --dry-run=server -f FILE` would on a fresh Kubernetes 1.36
cluster, without one. Pods and PodTemplates are checked in full; objects of other kinds (Deployments,
Services, Jobs, ConfigMaps, …) as far as their fields and types go: where these are right it says that
it cannot know the rest, and ends with 2.

Exit codes: 0 every object would be taken, 1 one is refused or a file is not there, 2 one could not be judged.

Examples:
  podlings validate pod.yaml
  podlings validate -o yaml pod.yaml      the Pod as it would be stored, with every default
  kubectl run web --image=nginx --dry-run=client -o yaml | podlings validate -")]
pub struct Args {
    /// Manifests to judge: files, folders, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to print of each object that would be taken
    #[arg(short, long, value_enum)]
    output: Option<Output>,
}

/// Forms of an accepted object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    /// Kind and name
    Name,
    /// The object as it would be stored, as JSON
    Json,
    /// The object as it would be stored, as YAML
    Yaml,
}

/// Answers for every file.
///
/// # Errors
/// When the output cannot be written.
pub fn run(args: &Args, streams: &mut Streams) -> CommandResult {
    let (sources, problems) = find(&args.files);
    if !problems.is_empty() {
        let words = match problems.as_slice() {
            [only] => format!("error: {only}\n"),
            many => many.iter().map(|problem| format!("{problem}\n")).collect(),
        };
        write!(streams.err, "{}", visible(&words))?;
        return Ok(Outcome::NotGood);
    }
    let judgements: Vec<_> = sources.iter().map(|source| judge_source(source, streams.input)).collect();
    let form = match args.output {
        None => Form::Sentence,
        Some(Output::Name) => Form::Name,
        Some(Output::Json) => Form::Json,
        Some(Output::Yaml) => Form::Yaml,
    };
    let printed = print(&judgements, form);
    streams.out.write_all(printed.out.as_bytes())?;
    streams.out.flush()?;
    streams.err.write_all(visible(&printed.err).as_bytes())?;
    Ok(match printed.code {
        0 => Outcome::Good,
        1 => Outcome::NotGood,
        _ => Outcome::NotDone,
    })
}

/// Something to read.
enum Source {
    StandardInput,
    File(PathBuf),
}

/// The files to read, and kubectl's words for paths that are none.
fn find(paths: &[PathBuf]) -> (Vec<Source>, Vec<String>) {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let shown = path.to_string_lossy();
        if path.as_os_str() == OsStr::new("-") {
            sources.push(Source::StandardInput);
            continue;
        }
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                problems.push(format!("the path {} does not exist", quote(&shown)));
            }
            Err(error) => problems.push(format!(
                "the path {} cannot be accessed: stat {shown}: {}",
                quote(&shown),
                system_words(&error)
            )),
            Ok(found) if found.is_dir() => match folder(path) {
                Err(error) => {
                    let words = format!("open {shown}: {}", system_words(&error));
                    problems.push(format!("error reading {}: {words}", quote(&shown)));
                }
                Ok(files) if files.is_empty() && sources.is_empty() => {
                    problems
                        .push(format!("error reading [{shown}]: recognized file extensions are [.json .yaml .yml]"));
                }
                Ok(files) => sources.extend(files.into_iter().map(Source::File)),
            },
            Ok(_) => sources.push(Source::File(path.clone())),
        }
    }
    (sources, problems)
}

/// The manifests of a folder by name, not those of folders in it.
fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let file = entry.path();
        let ends_well = file.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == OsStr::new(known)));
        if ends_well && !entry.file_type()?.is_dir() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn judge_source(source: &Source, input: &mut dyn Read) -> Judgement {
    match source {
        Source::StandardInput => {
            let mut bytes = Vec::new();
            match input.take(MOST_BYTES + 1).read_to_end(&mut bytes) {
                Ok(_) => judge_bytes(&bytes, "STDIN"),
                Err(error) => unread("STDIN", format!("read /dev/stdin: {}", system_words(&error))),
            }
        }
        Source::File(path) => {
            let name = path.to_string_lossy();
            match read_file(path) {
                Ok(bytes) => judge_bytes(&bytes, &name),
                Err(error) => unread(&name, format!("open {name}: {}", system_words(&error))),
            }
        }
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn judge_bytes(bytes: &[u8], name: &str) -> Judgement {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
        return unread(name, format!("error parsing {name}: more than {MOST_BYTES} bytes are not read"));
    }
    judge(bytes, name)
}

fn unread(name: &str, message: String) -> Judgement {
    Judgement { file: name.to_owned(), objects: Vec::new(), stop: Some(Stop { message, refusals: Vec::new() }) }
}

/// An operating system's error as Go words it: `permission denied`.
fn system_words(error: &io::Error) -> String {
    super::error::system_words(error).to_lowercase()
}
