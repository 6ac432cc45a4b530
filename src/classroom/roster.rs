//! Who is in the class: a CSV file whose columns are found by their names, a gradebook that Canvas or Moodle exported too. It
//! must not know results.

use std::collections::HashMap;

/// The most bytes that are read of a roster.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// One person of the roster. Texts that the file does not have are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// As the file writes it.
    pub name: String,
    /// Canvas' own number.
    pub canvas_id: String,
    /// The school's id: Canvas' `SIS User ID`, Moodle's `ID number`.
    pub id: String,
    /// The name to log in with.
    pub login: String,
    /// The e-mail address.
    pub email: String,
    /// The section or group.
    pub section: String,
}

impl Person {
    /// What people call this person in lists: the name, else an id.
    #[must_use]
    pub fn label(&self) -> &str {
        self.keys().into_iter().fold(self.name.as_str(), |label, key| if label.is_empty() { key } else { label })
    }

    /// The name as people write it: `Lovelace, Ada` is `Ada Lovelace` too.
    fn names(&self) -> Vec<String> {
        let turned = self.name.split_once(',').map(|(last, first)| format!("{} {}", first.trim(), last.trim()));
        [Some(self.name.clone()), turned]
            .into_iter()
            .flatten()
            .map(|name| fold(&name))
            .filter(|n| !n.is_empty())
            .collect()
    }

    /// Everything that a submission's id may be, the surest first.
    fn keys(&self) -> [&str; 4] {
        [&self.id, &self.login, &self.email, &self.canvas_id]
    }
}

/// The class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    people: Vec<Person>,
    by_key: HashMap<String, usize>,
    /// Full names, as Moodle calls folders by them; of one that several have nobody.
    by_name: HashMap<String, Option<usize>>,
    /// The titles of further columns: assignments, in a gradebook that was exported.
    columns: Vec<String>,
}

/// Why a file is no roster.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// The CSV reader stumbles.
    #[error("is no CSV file: {0}")]
    NotCsv(String),
    /// No column tells who it is.
    #[error("has no column with ids: one of the columns must be called id, login or email")]
    NoIds,
    /// Two people with the same id.
    #[error("line {line}: `{key}` is there twice")]
    Twice {
        /// Counted from 1.
        line: u64,
        /// The id that is not unique.
        key: String,
    },
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    FirstName,
    LastName,
    CanvasId,
    Id,
    Login,
    Email,
    Section,
}

impl Column {
    /// By the names that people, Canvas and Moodle give them.
    fn of(title: &str, is_canvas: bool) -> Option<Self> {
        let title: String = title.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        Some(match title.as_str() {
            "student" | "name" | "fullname" | "studentname" | "vollständigername" => Self::Name,
            "firstname" | "givenname" | "vorname" => Self::FirstName,
            "lastname" | "surname" | "familyname" | "nachname" => Self::LastName,
            "id" if is_canvas => Self::CanvasId,
            "canvasid" | "canvasuserid" => Self::CanvasId,
            "id" | "studentid" | "sisuserid" | "idnumber" | "idnummer" | "matrikelnummer" | "sisid" | "userid" => {
                Self::Id
            }
            "login" | "sisloginid" | "username" | "anmeldename" | "loginid" | "user" | "githubusername" | "github" => {
                Self::Login
            }
            "email" | "emailaddress" | "mail" => Self::Email,
            "section" | "sections" | "group" | "groups" | "class" | "gruppe" | "gruppen" => Self::Section,
            _ => return None,
        })
    }
}

impl Roster {
    /// Reads a roster: comma, semicolon or tab between the columns, in any order.
    ///
    /// # Errors
    /// When it is no CSV file, nobody could be told apart by it, or an id is there twice.
    pub fn read(text: &str) -> Result<Self, RosterError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let titles = reader.headers().map_err(|error| RosterError::NotCsv(error.to_string()))?.clone();
        let is_canvas = titles
            .iter()
            .any(|title| title.eq_ignore_ascii_case("SIS User ID") || title.eq_ignore_ascii_case("SIS Login ID"))
            || (titles.get(0) == Some("Student") && titles.get(1) == Some("ID"));
        let columns: Vec<Option<Column>> = titles.iter().map(|title| Column::of(title, is_canvas)).collect();
        let is_key = |column: &Column| matches!(column, Column::Id | Column::Login | Column::Email | Column::CanvasId);
        if !columns.iter().flatten().any(is_key) {
            return Err(RosterError::NoIds);
        }
        let others = titles.iter().zip(&columns).filter(|(_, column)| column.is_none());
        let mut roster = Self { columns: others.map(|(title, _)| title.to_owned()).collect(), ..Self::default() };
        for record in reader.records() {
            let record = record.map_err(|error| RosterError::NotCsv(error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            if let Some(person) = person(&record, &columns) {
                roster.add(person, line)?;
            }
        }
        Ok(roster)
    }

    fn add(&mut self, person: Person, line: u64) -> Result<(), RosterError> {
        let index = self.people.len();
        for key in person.keys().into_iter().filter(|key| !key.is_empty()) {
            let before = self.by_key.insert(fold(key), index);
            if before.is_some_and(|before| before != index) {
                return Err(RosterError::Twice { line, key: key.to_owned() });
            }
        }
        for name in person.names() {
            self.by_name
                .entry(name)
                .and_modify(|known| *known = known.filter(|known| *known == index))
                .or_insert(Some(index));
        }
        self.people.push(person);
        Ok(())
    }

    /// Everybody, in the file's order.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Whom a submission is from: its id may be a school id, a login, an address, in any case; or a full name that only one has.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        let id = fold(id);
        // No id has a blank, so none can pass for a name.
        let by_name = || self.by_name.get(&id).copied().flatten().filter(|_| id.contains(' '));
        self.by_key.get(&id).copied().or_else(by_name)
    }

    /// The column of an exported gradebook that is this assignment's: `Week 1 (4711)` for `Week 1`.
    #[must_use]
    pub fn column(&self, title: &str) -> Option<&str> {
        let is_its = |column: &&String| {
            let rest = column.strip_prefix(title).map(str::trim);
            rest.is_some_and(|rest| {
                let number = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
                rest.is_empty() || number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
            })
        };
        self.columns.iter().find(is_its).map(String::as_str)
    }
}

/// Ids are compared without their case and the blanks around them.
fn fold(id: &str) -> String {
    id.trim().to_lowercase()
}

/// The character between columns: the one that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| first.bytes().filter(|b| b == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// A person of a row; `None` for rows that are none: empty ones, Canvas' `Points Possible`, its test student.
fn person(record: &csv::StringRecord, columns: &[Option<Column>]) -> Option<Person> {
    let mut person = Person::default();
    let (mut first, mut last) = (String::new(), String::new());
    for (value, column) in record.iter().zip(columns) {
        let place = match column {
            None => continue,
            Some(Column::Name) => &mut person.name,
            Some(Column::FirstName) => &mut first,
            Some(Column::LastName) => &mut last,
            Some(Column::CanvasId) => &mut person.canvas_id,
            Some(Column::Id) => &mut person.id,
            Some(Column::Login) => &mut person.login,
            Some(Column::Email) => &mut person.email,
            Some(Column::Section) => &mut person.section,
        };
        if place.is_empty() {
            value.clone_into(place);
        }
    }
    if person.name.is_empty() {
        format!("{first} {last}").trim().clone_into(&mut person.name);
    }
    let is_nobody = person.keys().iter().all(|key| key.is_empty());
    (!is_nobody && person.name != "Student, Test").then_some(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let roster = Roster::read("Email;First name;Last name;ID number\nada@x.org;Ada;Lovelace;007\n").unwrap();
        let ada = Person {
            name: "Ada Lovelace".to_owned(),
            id: "007".to_owned(),
            email: "ada@x.org".to_owned(),
            ..Person::default()
        };
        assert_eq!(roster.people(), [ada]);
        assert_eq!(roster.find(" ADA@x.org"), Some(0));
        assert_eq!(roster.find("ada"), None);
        let german =
            Roster::read("\u{feff}Vorname;Nachname;ID-Nummer;E-Mail-Adresse\nZoë;Müller;7;zoe@x.org\n").unwrap();
        assert_eq!((german.people()[0].name.as_str(), german.find("zoe@x.org")), ("Zoë Müller", Some(0)));
    }

    #[test]
    fn a_canvas_export_keeps_its_ids_and_its_column() {
        let text = "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (4711),Final Score\n\
            \x20   Points Possible,,,,,10,(read only)\n\
            \"Lovelace, Ada\",31,s-1,ada,A,,\n";
        let roster = Roster::read(text).unwrap();
        assert_eq!(roster.people().len(), 1);
        assert_eq!(roster.people()[0].canvas_id, "31");
        assert_eq!(roster.find("ada"), Some(0));
        assert_eq!(roster.column("Week 1"), Some("Week 1 (4711)"));
        assert_eq!(roster.column("Week"), None);
    }

    #[test]
    fn a_number_that_moodle_gives_its_rows_is_no_id() {
        let text = "Identifier,Full name,ID number,Email address\nParticipant 1,Ada Lovelace,s-1,ada@x.org\n";
        let roster = Roster::read(text).unwrap();
        assert_eq!((roster.find("s-1"), roster.find("Participant 1")), (Some(0), None));
        assert_eq!(roster.people()[0].id, "s-1");
    }

    #[test]
    fn a_full_name_that_only_one_has_finds_somebody() {
        let text = "name,id\n\"Lovelace, Ada\",1\nZoë Müller,2\nBob Bo,3\nBob Bo,4\n";
        let roster = Roster::read(text).unwrap();
        let found = ["Ada Lovelace", "lovelace, ada", "ZOË MÜLLER", "Bob Bo", "Ada"].map(|name| roster.find(name));
        assert_eq!(found, [Some(0), Some(0), Some(1), None, None]);
    }

    #[test]
    fn what_is_no_roster_is_told() {
        assert_eq!(Roster::read("a,b\n1,2\n"), Err(RosterError::NoIds));
        let twice = Roster::read("id,name\n1,Ada\n1,Bob\n").unwrap_err();
        assert_eq!(twice.to_string(), "line 3: `1` is there twice");
    }
}
