//! Packs: folders of exercises, put in order and loaded one by one when they are asked for. It must not know where files come
//! from: a pack is a list of names and texts, and the embedded one.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::header::Header;
use super::image::Image;
use super::load::{is_id, load, load_drawn};
use super::model::Exercise;
use super::nearest::nearest;
use super::problem::Problem;
use super::source::toml_problem;
use super::values::Pick;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/exercises");

/// The file that orders the topics of a pack.
const PACK_FILE: &str = "pack.toml";
/// The file that names a topic and orders its exercises.
const TOPIC_FILE: &str = "topic.toml";
/// A folder of a pack that holds no exercises: container images of its own.
const IMAGES: &str = "images";
/// The most images of a pack.
const MAX_IMAGES: usize = 200;

/// A file of a pack: its path inside the pack with `/` between folders, and its text, or why it cannot be read.
pub type PackFile = (String, Result<String, String>);

/// The exercises of one pack or several, in the order in which they are learnt.
#[derive(Debug, Default)]
pub struct Library {
    topics: Vec<Topic>,
    entries: Vec<Entry>,
    images: Vec<Arc<Image>>,
    problems: Vec<Problem>,
}

/// A folder of exercises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The folder's name: `init-containers`.
    pub id: String,
    /// What it is called: `Init containers`.
    pub title: String,
    /// A sentence about it; may be empty.
    pub about: String,
    /// The ids of its exercises, in the order in which they are learnt.
    pub exercises: Vec<String>,
}

/// An exercise of a library, loaded when it is asked for.
#[derive(Debug)]
pub struct Entry {
    /// The file's name without `.toml`.
    pub id: String,
    /// The folder's name.
    pub topic: String,
    /// The file as messages call it.
    pub file: String,
    /// What lists show of it.
    pub header: Header,
    text: Cow<'static, str>,
    /// The images of its pack.
    images: Arc<[Arc<Image>]>,
    exercise: OnceLock<Result<Exercise, Vec<Problem>>>,
}

impl Entry {
    /// The exercise.
    ///
    /// # Errors
    /// What is wrong with its file.
    pub fn exercise(&self) -> Result<&Exercise, &[Problem]> {
        let read = || {
            let exercise = load(&self.file, &self.topic, &self.id, &self.text)?;
            Ok(Exercise { images: self.images.to_vec(), ..exercise })
        };
        self.exercise.get_or_init(read).as_ref().map_err(Vec::as_slice)
    }

    /// The exercise with values drawn by a seed; the exercise itself where it has none. This reads the file anew (a fraction of a
    /// millisecond) and proves nothing: `podlings pack check` has done that.
    ///
    /// # Errors
    /// What is wrong with its file, or with these values together.
    pub fn variant(&self, seed: u64) -> Result<Exercise, Vec<Problem>> {
        let exercise = self.exercise().map_err(<[Problem]>::to_vec)?;
        if exercise.has_values() {
            let drawn = load_drawn(&self.file, &self.topic, &self.id, &self.text, Pick::Seed(seed))?;
            Ok(Exercise { images: self.images.to_vec(), ..drawn })
        } else {
            Ok(exercise.clone())
        }
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Why a library has no exercise to give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// There is none of that name.
    #[error("there is no exercise `{id}`")]
    Unknown {
        /// What was asked for.
        id: String,
        /// What may have been meant, nearest first.
        near: Vec<String>,
    },
    /// Its file cannot be used.
    #[error("the exercise `{id}` cannot be loaded")]
    Broken {
        /// What was asked for.
        id: String,
        /// What is wrong with it.
        problems: Vec<Problem>,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackTable {
    #[serde(default)]
    topics: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicTable {
    title: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    exercises: Vec<String>,
}

impl Library {
    /// The exercises inside the program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::embedded_where(|_| true)
    }

    /// The exercise inside the program with this id (or `topic/id`) and no other, for a command that is about one: it need not wait
    /// until the heads of all are read. Where there is none it is all of them, among which near names are found.
    #[must_use]
    pub fn embedded_for(id: &str) -> Self {
        let file = format!("{id}.toml");
        let is_it =
            |path: &str| path.strip_suffix(&file).is_some_and(|before| before.is_empty() || before.ends_with('/'));
        let alone = Self::embedded_where(|path| is_it(path) || path.split('/').next() == Some(IMAGES));
        if alone.entries.is_empty() { Self::embedded() } else { alone }
    }

    fn embedded_where(wanted: impl Fn(&str) -> bool) -> Self {
        let mut library = Self::default();
        let files = embedded_files().filter(|(path, _)| wanted(path));
        library.add_files("", "exercises", files.map(|(name, text)| (name, Ok(Cow::Borrowed(text)))));
        library
    }

    /// Adds the files of a folder. `place` is put before each file's name in messages (`my-pack/`), `name` is the topic of
    /// exercises that lie in no folder of their own.
    pub fn add(&mut self, place: &str, name: &str, files: impl IntoIterator<Item = PackFile>) {
        self.add_files(place, name, files.into_iter().map(|(name, text)| (name, text.map(Cow::Owned))));
    }

    /// Loads every exercise, and lists those no longer that are broken. The embedded exercises need it not: a test has loaded
    /// them all.
    pub fn load_all(&mut self) {
        let (good, broken): (Vec<Entry>, Vec<Entry>) =
            std::mem::take(&mut self.entries).into_iter().partition(|entry| entry.exercise().is_ok());
        self.entries = good;
        for entry in broken {
            self.problems.extend(entry.exercise().err().unwrap_or_default().iter().cloned());
            for topic in &mut self.topics {
                topic.exercises.retain(|id| *id != entry.id);
            }
        }
        self.topics.retain(|topic| !topic.exercises.is_empty());
    }

    /// All exercises that can be listed, in the order in which they are learnt.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let by_id: HashMap<&str, &Entry> = self.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        self.topics.iter().flat_map(|topic| &topic.exercises).filter_map(move |id| by_id.get(id.as_str()).copied())
    }

    /// The topics that have exercises, in their order.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The images that the packs bring besides the program's own, in the order of their files.
    #[must_use]
    pub fn images(&self) -> &[Arc<Image>] {
        &self.images
    }

    /// What is wrong with files that are not listed.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The exercise with an id; `topic/id` is understood too.
    ///
    /// # Errors
    /// There is none of that name, or its file is broken.
    pub fn find(&self, id: &str) -> Result<&Exercise, LookupError> {
        self.entry(id)?
            .exercise()
            .map_err(|problems| LookupError::Broken { id: id.to_owned(), problems: problems.to_vec() })
    }

    /// The exercise with an id and with values drawn by a seed; as [`find`](Self::find) where it has none. The same seed gives the
    /// same exercise on every machine and in every version.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn variant(&self, id: &str, seed: u64) -> Result<Exercise, LookupError> {
        self.entry(id)?.variant(seed).map_err(|problems| LookupError::Broken { id: id.to_owned(), problems })
    }

    /// The exercise with an id: as it is written, or with values drawn by the seed.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn drawn(&self, id: &str, seed: Option<u64>) -> Result<Cow<'_, Exercise>, LookupError> {
        match seed {
            Some(seed) => self.variant(id, seed).map(Cow::Owned),
            None => self.find(id).map(Cow::Borrowed),
        }
    }

    /// From now on every exercise is the variant that its seed draws; those without a seed stay as they are written.
    pub fn draw(&mut self, seed: impl Fn(&str) -> Option<u64>) {
        for entry in &mut self.entries {
            if let Some(seed) = seed(&entry.id) {
                entry.exercise = OnceLock::from(entry.variant(seed));
                if let Some(Ok(exercise)) = entry.exercise.get() {
                    entry.header = Header::from(exercise);
                }
            }
        }
    }

    /// From now on every exercise is graded when that is asked for, not at each save.
    pub fn grade_on_request(&mut self) {
        for entry in &mut self.entries {
            if entry.exercise().is_ok()
                && let Some(Ok(exercise)) = entry.exercise.get_mut()
            {
                exercise.feedback.on_save = false;
            }
        }
    }

    /// The entry with an id; `topic/id` is understood too.
    ///
    /// # Errors
    /// There is none of that name, or its file is broken.
    pub fn entry(&self, id: &str) -> Result<&Entry, LookupError> {
        let matches = |entry: &&Entry| match id.split_once('/') {
            Some((topic, id)) => entry.topic == topic && entry.id == id,
            None => entry.id == id,
        };
        if let Some(entry) = self.entries.iter().find(matches) {
            return Ok(entry);
        }
        let ending = format!("{}.toml", id.rsplit('/').next().unwrap_or(id));
        let is_it = |problem: &&Problem| problem.file == ending || problem.file.ends_with(&format!("/{ending}"));
        let problems: Vec<Problem> = self.problems.iter().filter(is_it).cloned().collect();
        if !problems.is_empty() {
            return Err(LookupError::Broken { id: id.to_owned(), problems });
        }
        let name = id.rsplit('/').next().unwrap_or(id);
        let near = nearest(name, self.entries.iter().map(|entry| entry.id.as_str()));
        Err(LookupError::Unknown { id: id.to_owned(), near: near.into_iter().map(str::to_owned).collect() })
    }

    fn add_files<'a>(
        &mut self,
        place: &str,
        name: &str,
        files: impl Iterator<Item = (String, Result<Cow<'static, str>, String>)> + 'a,
    ) {
        let mut order = PackTable::default();
        let mut folders: BTreeMap<String, (Option<TopicTable>, Vec<usize>)> = BTreeMap::new();
        let is_image = |path: &str| matches!(split(path, name), Some((IMAGES, _, 1)));
        let (images, files): (Vec<_>, Vec<_>) =
            files.filter(|(path, _)| is_toml(path)).partition(|(path, _)| is_image(path));
        let images = self.add_images(place, images);
        for (path, text) in files {
            let file = format!("{place}{path}");
            let text = match text {
                Ok(text) => text,
                Err(reason) => {
                    self.problems.push(Problem::whole(&file, reason));
                    continue;
                }
            };
            match split(&path, name) {
                Some((_, PACK_FILE, 0)) => order = self.table(&file, &text).unwrap_or_default(),
                Some((topic, TOPIC_FILE, _)) => {
                    folders.entry(topic.to_owned()).or_default().0 = self.table(&file, &text);
                }
                Some((topic, exercise, _)) => {
                    let id = exercise.trim_end_matches(".toml");
                    if let Some(index) = self.add_exercise(file, topic, id, text, &images) {
                        folders.entry(topic.to_owned()).or_default().1.push(index);
                    }
                }
                None => {
                    let problem = Problem::whole(&file, "this file lies too deep: exercises are `TOPIC/EXERCISE.toml`");
                    self.problems.push(problem);
                }
            }
        }
        self.order(place, &order.topics, folders);
    }

    /// Reads the images of a pack, for its exercises. What is wrong with one is noted; the others are there all the same.
    fn add_images(
        &mut self,
        place: &str,
        files: Vec<(String, Result<Cow<'static, str>, String>)>,
    ) -> Arc<[Arc<Image>]> {
        let mut images: Vec<Arc<Image>> = Vec::new();
        for (index, (path, text)) in files.into_iter().enumerate() {
            let file = format!("{place}{path}");
            if index == MAX_IMAGES {
                let message =
                    format!("a pack has at most {MAX_IMAGES} images; this one and those after it are left out");
                self.problems.push(Problem::whole(&file, message));
                break;
            }
            let image = text
                .map_err(|reason| vec![Problem::whole(&file, reason)])
                .and_then(|text| Image::read(&file, &text.replace("\r\n", "\n")));
            match image {
                Ok(image) => images.push(Arc::new(image)),
                Err(problems) => self.problems.extend(problems),
            }
        }
        self.images.extend(images.iter().cloned());
        images.into()
    }

    /// Notes an exercise, and gives its index where it can be listed.
    fn add_exercise(
        &mut self,
        file: String,
        topic: &str,
        id: &str,
        text: Cow<'static, str>,
        images: &Arc<[Arc<Image>]>,
    ) -> Option<usize> {
        let text = if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { text };
        if let Some(other) = self.entries.iter().find(|entry| entry.id == id) {
            let message = format!("another exercise is called `{id}` already: {}", other.file);
            self.problems.push(Problem::whole(&file, message));
            return None;
        }
        let exercise = OnceLock::new();
        let header = match Header::read(&text).filter(|_| is_id(topic) && is_id(id) && text.len() <= super::MAX_FILE) {
            Some(header) => header,
            None => match load(&file, topic, id, &text) {
                Ok(loaded) => {
                    let header = Header::from(&loaded);
                    exercise.get_or_init(|| Ok(Exercise { images: images.to_vec(), ..loaded }));
                    header
                }
                Err(problems) => {
                    self.problems.extend(problems);
                    return None;
                }
            },
        };
        let (id, topic, images) = (id.to_owned(), topic.to_owned(), Arc::clone(images));
        self.entries.push(Entry { id, topic, file, header, text, images, exercise });
        Some(self.entries.len() - 1)
    }

    fn table<'t, T: Deserialize<'t>>(&mut self, file: &str, text: &'t str) -> Option<T> {
        match toml::from_str(text) {
            Ok(table) => Some(table),
            Err(error) => {
                self.problems.push(toml_problem(file, text, &error));
                None
            }
        }
    }

    /// Puts the folders of a pack in their order behind those that are there.
    fn order(&mut self, place: &str, wanted: &[String], folders: BTreeMap<String, (Option<TopicTable>, Vec<usize>)>) {
        for missing in wanted.iter().filter(|id| !folders.contains_key(*id)) {
            let message = format!("there is no folder `{missing}` with exercises");
            self.problems.push(Problem::whole(&format!("{place}{PACK_FILE}"), message));
        }
        let position = |id: &String| wanted.iter().position(|other| other == id).unwrap_or(usize::MAX);
        let mut folders: Vec<_> = folders.into_iter().filter(|(_, (_, found))| !found.is_empty()).collect();
        folders.sort_by_key(|(id, _)| position(id));
        for (id, (table, found)) in folders {
            let topic = self.topic(place, &id, table, found);
            match self.topics.iter_mut().find(|other| other.id == id) {
                Some(other) => other.exercises.extend(topic.exercises),
                None => self.topics.push(topic),
            }
        }
    }

    fn topic(&mut self, place: &str, id: &str, table: Option<TopicTable>, mut found: Vec<usize>) -> Topic {
        let table = table.unwrap_or_default();
        let file = format!("{place}{id}/{TOPIC_FILE}");
        for missing in &table.exercises {
            if !found.iter().any(|index| self.entries[*index].id == *missing) {
                self.problems.push(Problem::whole(&file, format!("there is no exercise `{missing}` in this folder")));
            }
        }
        let position = |id: &String| table.exercises.iter().position(|other| other == id).unwrap_or(usize::MAX);
        found.sort_by_key(|index| {
            let entry = &self.entries[*index];
            (position(&entry.id), entry.header.difficulty, entry.id.clone())
        });
        let title = if table.title.is_empty() { title_of(id) } else { super::problem::clean(&table.title) };
        Topic {
            id: id.to_owned(),
            title,
            about: super::problem::clean(&table.about),
            exercises: found.into_iter().map(|index| self.entries[index].id.clone()).collect(),
        }
    }
}

/// The files of the embedded pack.
pub fn embedded_files() -> impl Iterator<Item = (String, &'static str)> {
    let files = EMBEDDED.dirs().flat_map(Dir::files).chain(EMBEDDED.files());
    files.filter_map(|file| {
        let parts: Option<Vec<&str>> = file.path().iter().map(|part| part.to_str()).collect();
        Some((parts?.join("/"), file.contents_utf8()?))
    })
}

/// The folder, the file and the depth of a path in a pack; `None` where it is too deep.
fn split<'a>(path: &'a str, name: &'a str) -> Option<(&'a str, &'a str, usize)> {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [file] => Some((name, file, 0)),
        [folder, file] => Some((folder, file, 1)),
        _ => None,
    }
}

fn is_toml(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    !hidden && path.strip_suffix(".toml").is_some_and(|name| !name.is_empty())
}

/// A title for a folder that has none: `init-containers` is `Init containers`.
fn title_of(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
