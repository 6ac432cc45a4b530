//! `podlings start`: puts an exercise's `pod.yaml` where the learner can edit it, and says what comes next. It must not know how
//! an answer is graded.

use super::learner::{self, ExerciseArgs, FolderArgs, quoted, quoted_path};
use super::packs::shown;
use super::{CommandError, CommandResult, Outcome, Streams};
use crate::exercise::Exercise;
use crate::system::{System, processes};
use crate::work::{Editor, Style, WorkFile};

/// Arguments of `podlings start`.
#[derive(Debug, clap::Args)]
#[command(after_help = "A pod.yaml that is there is kept as it is; `podlings reset` sets it back.
The editor is $KUBE_EDITOR, $VISUAL or $EDITOR, else vim, vi or nano.")]
pub struct Args {
    #[command(flatten)]
    exercise: ExerciseArgs,
    #[command(flatten)]
    folder: FolderArgs,
    /// Open the file in your editor
    #[arg(long)]
    edit: bool,
}

/// Creates the file where there is none, and begins an attempt.
///
/// # Errors
/// When there is no such exercise, the file cannot be created, or the editor cannot be run.
pub fn run(args: &Args, streams: &mut Streams, system: &System) -> CommandResult {
    let library = args.exercise.library(system)?;
    let exercise = args.exercise.the_exercise(&library)?;
    let mut file = args.folder.place(&args.exercise.packs, system)?.open(&exercise.folder(), &exercise.start)?;
    let mut history = learner::history(&args.exercise.packs, system)?;
    let attempt = learner::attempt(&mut history, &exercise, system)?;
    learner::warn(&history, streams)?;
    let editor = Editor::choose(&system.environment, None);
    write_place(&exercise, &file, attempt.resumed, streams)?;
    if args.edit {
        streams.out.flush()?;
        let editor = editor.map_err(|error| CommandError::environment(error.to_string()).hint(error.hint()))?;
        edit(&editor, &mut file)?;
    }
    write_next(args, &file, streams, system)?;
    Ok(Outcome::Good)
}

fn write_place(exercise: &Exercise, file: &WorkFile, resumed: bool, streams: &mut Streams) -> std::io::Result<()> {
    let seed = exercise.seed.map(|seed| format!(" (seed {seed})")).unwrap_or_default();
    writeln!(streams.out, "{}{seed}", shown(&exercise.title))?;
    let what = match (file.is_new(), resumed) {
        (true, _) => "created",
        (false, true) => "yours, as you left it",
        (false, false) => "yours from before; `podlings reset` sets it back",
    };
    writeln!(streams.out, "  {}   ({what})", shown(&file.path().display().to_string()))
}

fn write_next(args: &Args, file: &WorkFile, streams: &mut Streams, system: &System) -> std::io::Result<()> {
    let path = quoted_path(file.path());
    let mut lines = vec![("read the task", args.exercise.command("show"))];
    if !args.edit {
        let editor =
            Editor::choose(&system.environment, None).map_or_else(|_| "vim".to_owned(), |editor| editor.name());
        lines.push(("write the Pod", format!("{} {path}", quoted(&editor))));
    }
    lines.push(("see the verdict", args.exercise.command_with("grade", &path)));
    lines.push(("when you are stuck", args.exercise.command("hint")));
    writeln!(streams.out, "\nNext:")?;
    for (what, command) in lines {
        writeln!(streams.out, "  {what:<18}  {command}")?;
    }
    Ok(())
}

/// Runs the editor and waits for it, unless it has a window of its own.
fn edit(editor: &Editor, file: &mut WorkFile) -> Result<(), CommandError> {
    let arguments = editor.arguments_for(file.path());
    let not_started = |error: std::io::Error| {
        CommandError::environment(format!("{} could not be started: {error}", editor.program.display()))
    };
    match editor.style {
        Style::Graphical => {
            processes::start_apart(&editor.program, &arguments, file.folder()).map_err(not_started)?;
        }
        Style::Terminal => {
            let exit = processes::run_on_terminal(&editor.program, &arguments, file.folder()).map_err(not_started)?;
            if !exit.is_success() {
                return Err(CommandError::environment(format!("{} ended with {exit}", editor.name()))
                    .hint(format!("your file is {}", file.path().display())));
            }
        }
    }
    Ok(())
}
