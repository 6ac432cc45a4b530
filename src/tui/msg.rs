//! What happens to the app, and what the app wants done. It must not know how either is carried out.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;
use ratatui::layout::Size;

use super::attempt::{Answer, End};
use super::catalog::Standing;
use super::editors::{EditorId, FileKey};
use super::exam::{GradedExam, Offer, OpenExam, Wish};
use super::play::{Played, Script};
use super::settings::{EditorPlace, Settings};
use super::shared::EditorCommand;
use crate::exercise::Exercise;
use crate::grade::Verdict;
use crate::history::{DiscardedExam, ExamEnd, ExamEvent};
use crate::session::drill::{Best, Wanted};
use crate::session::exam::{Past, SavedFile};
use crate::session::overview::Overview;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size.
    Resize(Size),
    /// Time has passed.
    Tick(Timestamp),
    /// The program was suspended for so long, which is no time worked.
    Away(Duration),
    /// An exercise's file and attempt are there.
    Opened(Opened),
    /// A file was saved, deleted or made unreadable.
    Changed {
        /// Which.
        file: FileKey,
        /// What is in the file now.
        answer: Answer,
    },
    /// A text was graded.
    Graded {
        /// Which text: the number that came with it.
        generation: u64,
        /// The verdict.
        verdict: Arc<Verdict>,
    },
    /// Grading failed by a mistake of the program.
    GradingFailed {
        /// Which text.
        generation: u64,
    },
    /// A Pod was played.
    Played {
        /// Which wish: the number that came with it.
        generation: u64,
        /// What came of it.
        played: Arc<Played>,
    },
    /// A Pod is being played.
    PlayGoesOn {
        /// Which wish.
        generation: u64,
        /// How far it is.
        until: Duration,
    },
    /// Playing failed by a mistake of the program.
    PlayFailed {
        /// Which wish.
        generation: u64,
    },
    /// An editor in a pane has written something.
    PaneOutput {
        /// Which.
        editor: EditorId,
        /// What.
        bytes: Vec<u8>,
    },
    /// An editor, wherever it ran, has ended.
    EditorEnded {
        /// Which.
        editor: EditorId,
        /// What went wrong, if anything.
        trouble: Option<String>,
    },
    /// A round's exercise and file are there.
    Round(Box<FetchedRound>),
    /// A round could not be fetched; a sentence says why.
    NoRound {
        /// The round's number.
        round: u64,
        /// Why.
        trouble: String,
    },
    /// Where the learner stands: what is due, the statistics.
    Overview(Arc<Overview>),
    /// The learner's standings have changed.
    Standings(HashMap<String, Standing>),
    /// The editor that would be started is another now, or there is none.
    EditorCommand(Result<EditorCommand, String>),
    /// Something about the mock exam.
    Exam(ExamMsg),
    /// Something could not be done; a sentence says what.
    Trouble(String),
    /// Something is worth knowing.
    Remark(String),
}

/// What is said of the mock exam.
#[derive(Debug)]
pub enum ExamMsg {
    /// The app was started for one like this.
    Asked(Wish),
    /// One was going on when the program was started.
    Offered(Offer),
    /// It was begun, or is gone on with.
    Opened(Box<OpenExam>),
    /// What lies in its files now.
    Files {
        /// The files.
        files: Vec<SavedFile>,
        /// The candidate ends it.
        end: bool,
    },
    /// An exam was graded, or its result was asked for.
    Graded(Box<GradedExam>),
    /// It has ended, and not on a screen of this program.
    Over {
        /// In another podlings, or on the command line.
        elsewhere: bool,
        /// It has a result, or will have one; else it was discarded.
        graded: bool,
    },
    /// The exams that were taken, the oldest first, and those that were discarded.
    Past(Vec<Past>, Vec<DiscardedExam>),
}

/// What is to be done about the mock exam.
#[derive(Debug, Clone, PartialEq)]
pub enum ExamEffect {
    /// Draw and begin one; answer with [`ExamMsg::Opened`].
    Begin(Wish),
    /// Go on with the one that is going on; answer with [`ExamMsg::Opened`].
    GoOn,
    /// Keep what happened.
    Keep {
        /// What.
        events: Vec<ExamEvent>,
        /// When the program was running last.
        seen: Timestamp,
    },
    /// Look what lies in its files; answer with [`ExamMsg::Files`].
    Collect {
        /// To be handed back.
        end: bool,
    },
    /// It has ended: keep that, and grade it.
    End {
        /// What happened last.
        events: Vec<ExamEvent>,
        /// When.
        at: Timestamp,
        /// How.
        how: ExamEnd,
    },
    /// End the one that is going on and that no screen holds: grade it, or discard it.
    Close {
        /// It is discarded.
        discard: bool,
    },
    /// Find the exams that were taken; answer with [`ExamMsg::Past`].
    Past,
    /// Find the result of the exam with this number; answer with [`ExamMsg::Graded`].
    Result(i64),
    /// Write the report on the exam with this number, and say where.
    Save(i64),
}

/// An exercise as it was found.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The exercise's id.
    pub exercise: String,
    /// Where its file is, as it is shown.
    pub path: String,
    /// What is in the file.
    pub answer: Answer,
    /// The attempt that is going on.
    pub attempt: Option<Going>,
    /// What was graded last in that attempt, where its file was not there any more.
    pub graded_last: Option<String>,
}

/// An attempt that is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Going {
    /// Time already spent.
    pub spent: Duration,
    /// Hints already shown.
    pub hints: usize,
}

/// A round of a drill as it was fetched.
#[derive(Debug, Clone)]
pub struct FetchedRound {
    /// The round's number.
    pub round: u64,
    /// Which variant was asked for.
    pub seed: u64,
    /// The exercise, with the variant's values.
    pub exercise: Arc<Exercise>,
    /// Where its file is, as it is shown.
    pub path: String,
    /// What is in the file.
    pub answer: Answer,
    /// The personal best.
    pub best: Option<Best>,
}

/// Something that the app wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// End the program.
    Quit,
    /// Suspend the program, as Ctrl-Z does.
    Suspend,
    /// Find the exercise's file and attempt; answer with [`Msg::Opened`].
    Open {
        /// The exercise's id.
        exercise: String,
    },
    /// Begin an attempt.
    Begin {
        /// The exercise's id.
        exercise: String,
    },
    /// Fetch the exercise and a new file for a drill's round; answer with [`Msg::Round`] or [`Msg::NoRound`].
    Round {
        /// The round's number.
        round: u64,
        /// Which exercise and which variant.
        wanted: Wanted,
    },
    /// Begin the attempt of a drill's round.
    BeginRound {
        /// The exercise's id.
        exercise: String,
        /// What its values were drawn by.
        seed: Option<u64>,
    },
    /// Remember that a hint was shown.
    Hint {
        /// The exercise's id.
        exercise: String,
        /// Which, from 1.
        number: usize,
        /// Points that it costs.
        cost: u32,
    },
    /// Remember a graded text with the attempt that is going on.
    Keep {
        /// The exercise's id.
        exercise: String,
        /// The text.
        text: String,
        /// The verdict.
        verdict: Arc<Verdict>,
        /// Time worked on the attempt until then.
        elapsed: Duration,
    },
    /// Remember how long the attempt has been worked on.
    KeepClock {
        /// The exercise's id.
        exercise: String,
        /// How long.
        elapsed: Duration,
    },
    /// The attempt is over.
    End {
        /// The exercise's id.
        exercise: String,
        /// How.
        how: End,
        /// After how long.
        after: Duration,
    },
    /// Put the file back to its start, with a backup; answer with [`Msg::Opened`].
    Reset {
        /// Its editor was open and is closed, with text that was not saved.
        unsaved: bool,
        /// The exercise's id.
        exercise: String,
    },
    /// Write a text into a file that is gone, or that holds nothing but its start; answer with [`Msg::Changed`].
    BringBack {
        /// The file.
        file: FileKey,
        /// What it begins with.
        start: String,
        /// The text.
        text: String,
    },
    /// Grade a text; answer with [`Msg::Graded`].
    Grade {
        /// The number that the answer is to bear.
        generation: u64,
        /// The exercise.
        exercise: Arc<Exercise>,
        /// The text.
        text: String,
    },
    /// Play a Pod; answer with [`Msg::Played`].
    Play {
        /// The number that the answer is to bear.
        generation: u64,
        /// What is played.
        script: Script,
    },
    /// Start the editor on a file.
    Edit {
        /// The number that it is to have.
        editor: EditorId,
        /// Which file.
        file: FileKey,
        /// Where.
        place: EditorPlace,
        /// The size of the pane.
        size: Size,
    },
    /// Let go of an editor: tell one in a pane that its terminal is gone, forget one in a window.
    CloseEditor(EditorId),
    /// Type into an editor in a pane.
    PaneInput {
        /// Which.
        editor: EditorId,
        /// What.
        bytes: Vec<u8>,
    },
    /// A pane has a new size.
    PaneResize {
        /// Which editor's.
        editor: EditorId,
        /// The size.
        size: Size,
    },
    /// Remember the settings.
    SaveSettings(Settings),
    /// Open pages, by their addresses.
    OpenPages(Vec<String>),
    /// Something about the mock exam.
    Exam(ExamEffect),
}
