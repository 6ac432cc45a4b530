//! A machine of its own for a test: a home, a clock that stands, an environment with next to nothing in it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use podlings::cli::{Streams, run_on};
use podlings::system::{Clock, Environment, System};

pub struct Machine {
    home: tempfile::TempDir,
    variables: Vec<(String, String)>,
    /// The terminal's width, where there is one.
    pub columns: Option<usize>,
}

impl Machine {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().display().to_string();
        let variables = vec![("HOME".to_owned(), path.clone()), ("PATH".to_owned(), format!("{path}/bin"))];
        Self { home, variables, columns: None }
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    pub fn unset(&mut self, name: &str) {
        self.variables.retain(|(other, _)| other != name);
    }

    /// Writes a file below the home, with the folders that it needs.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.home().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }

    pub fn write_program(&self, path: &str, text: &str) {
        self.write(path, text);
        fs::set_permissions(self.home().join(path), fs::Permissions::from_mode(0o755)).expect("a program");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.home().join(path)).expect("a file")
    }

    /// Runs a command line (no quotes: words are divided by blanks) and gives what it prints: standard output, then standard
    /// error and the exit code where there is something to say of them. The home is written as `~`.
    pub fn run(&self, line: &str, input: &str) -> String {
        let environment = Environment::of(self.variables.iter().cloned(), self.home());
        let clock = Clock::fixed("2026-11-23T09:00:00Z".parse().expect("a time"));
        let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), input.as_bytes());
        let mut streams = Streams { input: &mut input, out: &mut out, err: &mut err };
        let home = self.home().display().to_string();
        // The tests' own folder is not the home: a relative path in an argument is made one below it.
        let words = line.split(' ').map(|word| if word == "pack" { format!("{home}/pack") } else { word.to_owned() });
        let arguments = std::iter::once("podlings".to_owned()).chain(words).map(Into::into);
        let code = run_on(arguments, &mut streams, &System::new(clock, environment).with_columns(self.columns));
        let mut said = String::from_utf8(out).expect("UTF-8");
        if !err.is_empty() {
            said.push_str("-- stderr --\n");
            said.push_str(&String::from_utf8(err).expect("UTF-8"));
        }
        if code != 0 {
            said.extend(["-- exit code ", &code.to_string(), " --\n"]);
        }
        said.replace(&format!("{home}/pack"), "pack").replace(&home, "~")
    }
}
