//! Results files: JSON lines, written and read one record at a time, so that a class of any size passes through the same few
//! kilobytes. It must not know what is made of them.

use std::io::{self, BufRead, Read, Write};

use super::result::{Assignment, FORMAT, Record, Student};

/// The longest line that is read: a student with some hundred answers.
const MAX_LINE: u64 = 16 * 1024 * 1024;

/// Why a results file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It stops the reading itself.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A line that is no record.
    #[error("line {line} is no result: {reason}")]
    NotARecord {
        /// Counted from 1.
        line: u64,
        /// What the JSON reader says.
        reason: String,
    },
    /// The line does not end within the limit.
    #[error("line {line} is longer than a result can be")]
    TooLong {
        /// Counted from 1.
        line: u64,
    },
    /// The file does not begin with its assignment.
    #[error("does not begin with an assignment: it is no results file of `podlings class grade`")]
    NoAssignment,
    /// Two assignments in one reading.
    #[error("line {line} belongs to the assignment `{found}`, the lines before it to `{expected}`")]
    OtherAssignment {
        /// Counted from 1.
        line: u64,
        /// The first one's id.
        expected: String,
        /// This one's id.
        found: String,
    },
    /// From a newer program.
    #[error("has format {0}; this version of podlings knows {FORMAT}")]
    Newer(u32),
}

/// Writes records.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Begins with the assignment.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn new(out: W, assignment: &Assignment) -> io::Result<Self> {
        let mut writer = Self::resume(out);
        writer.line(&Record::Assignment(assignment.clone()))?;
        Ok(writer)
    }

    /// Goes on behind records that are there already.
    pub fn resume(out: W) -> Self {
        Self { out }
    }

    /// Adds a student, as one whole line.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn student(&mut self, student: Student) -> io::Result<()> {
        self.line(&Record::Student(student))
    }

    fn line(&mut self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        self.out.write_all(&line)
    }

    /// Gives the output back.
    pub fn into_inner(self) -> W {
        self.out
    }
}

/// Reads records: the assignment at once, then student after student.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    assignment: Assignment,
    line: u64,
}

impl<R: BufRead> Reader<R> {
    /// Reads the assignment.
    ///
    /// # Errors
    /// When the input is no results file of a format that is known.
    pub fn new(mut input: R) -> Result<Self, ReadError> {
        let mut line = 0;
        match next_record(&mut input, &mut line)? {
            Some(Record::Assignment(assignment)) if assignment.format > FORMAT => {
                Err(ReadError::Newer(assignment.format))
            }
            Some(Record::Assignment(assignment)) => Ok(Self { input, assignment, line }),
            _ => Err(ReadError::NoAssignment),
        }
    }

    /// What was to be done.
    pub fn assignment(&self) -> &Assignment {
        &self.assignment
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Student, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            return match next_record(&mut self.input, &mut self.line) {
                Ok(None) => None,
                Ok(Some(Record::Student(student))) => Some(Ok(student)),
                Ok(Some(Record::Assignment(again))) if again == self.assignment => continue,
                Ok(Some(Record::Assignment(other))) => Some(Err(ReadError::OtherAssignment {
                    line: self.line,
                    expected: self.assignment.id.clone(),
                    found: other.id,
                })),
                Err(error) => Some(Err(error)),
            };
        }
    }
}

/// The next record; `None` at the end. Empty lines are passed over.
fn next_record(input: &mut impl BufRead, line: &mut u64) -> Result<Option<Record>, ReadError> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = Read::take(&mut *input, MAX_LINE + 1).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        *line += 1;
        if u64::try_from(read).is_ok_and(|read| read > MAX_LINE) {
            return Err(ReadError::TooLong { line: *line });
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        return serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| ReadError::NotARecord { line: *line, reason: error.to_string() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classroom::result::{AssignedExercise, Points};

    fn assignment(id: &str) -> Assignment {
        let exercise = AssignedExercise {
            id: "web".to_owned(),
            title: "A web server".to_owned(),
            points: Points::whole(5),
            par: None,
            checks: Vec::new(),
            varies: false,
        };
        Assignment {
            format: FORMAT,
            id: id.to_owned(),
            title: "Week 1".to_owned(),
            due: None,
            terms: None,
            exercises: vec![exercise],
        }
    }

    fn student(id: &str) -> Student {
        Student { id: id.to_owned(), ..Student::default() }
    }

    fn file(id: &str, students: &[&str]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), &assignment(id)).unwrap();
        for student_id in students {
            writer.student(student(student_id)).unwrap();
        }
        writer.into_inner()
    }

    #[test]
    fn what_is_written_reads_back_and_shards_go_one_behind_the_other() {
        let both = [file("week-1", &["ada"]), b"\n".to_vec(), file("week-1", &["bob"])].concat();
        let reader = Reader::new(both.as_slice()).unwrap();
        assert_eq!(reader.assignment(), &assignment("week-1"));
        let students: Vec<Student> = reader.map(Result::unwrap).collect();
        assert_eq!(students, [student("ada"), student("bob")]);
    }

    #[test]
    fn what_is_no_results_file_is_told() {
        let words = |bytes: &[u8]| match Reader::new(bytes) {
            Err(error) => error.to_string(),
            Ok(reader) => reader.filter_map(Result::err).map(|error| error.to_string()).collect(),
        };
        assert_eq!(words(b""), "does not begin with an assignment: it is no results file of `podlings class grade`");
        assert_eq!(words(b"hello\n"), "line 1 is no result: expected value at line 1 column 1");
        let mixed = [file("week-1", &[]), file("week-2", &[])].concat();
        assert_eq!(words(&mixed), "line 2 belongs to the assignment `week-2`, the lines before it to `week-1`");
        let newer = String::from_utf8(file("week-1", &[])).unwrap().replace("\"format\":1", "\"format\":2");
        assert_eq!(words(newer.as_bytes()), "has format 2; this version of podlings knows 1");
    }
}
