//! `set` and `getopts`.

use std::rc::Rc;

use crate::shell::escape::quoted;
use crate::shell::run::{Flow, How};
use crate::shell::state::{FLAGS, Shell};

type Speaker = Option<Rc<str>>;

pub(super) async fn set(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    if args.len() < 2 {
        let lines: Vec<String> = shell
            .variables
            .iter()
            .filter_map(|(name, variable)| Some(format!("{name}={}\n", quoted(variable.value.as_deref()?))))
            .collect();
        shell.print(&lines.concat()).await;
        return shell.done(0);
    }
    match shell.set_options(args.get(1..).unwrap_or_default()).await {
        Ok(Some(rest)) => shell.parameters = Rc::new(rest),
        Ok(None) => {}
        Err(flow) => return flow,
    }
    shell.done(0)
}

impl Shell {
    /// Sets options as `set` and the shell's own command line have them; the words after them, if any were given.
    pub(crate) async fn set_options(&mut self, args: &[String]) -> Result<Option<Vec<String>>, Flow> {
        let mut args = args.iter();
        let mut rest = None;
        while let Some(word) = args.next() {
            if word == "--" || word == "-" {
                if word == "--" || args.len() > 0 {
                    rest = Some(args.cloned().collect());
                }
                break;
            }
            let on = match word.chars().next() {
                Some('-') => true,
                Some('+') => false,
                _ => {
                    rest = Some(std::iter::once(word).chain(args).cloned().collect());
                    break;
                }
            };
            for letter in word.chars().skip(1) {
                if letter == 'o' {
                    match args.next() {
                        Some(name) => self.set_by_name(name, on).await?,
                        None => self.show_options(on).await,
                    }
                } else if letter == 'm' && on && !self.has_terminal() {
                    self.say("can't access tty; job control turned off").await;
                } else if letter != 'p' && letter != 'V' && FLAGS.iter().any(|(known, _)| *known == letter) {
                    self.flags.set(letter, on);
                } else {
                    return Err(self.refuse(&format!("illegal option -{letter}")).await);
                }
            }
        }
        Ok(rest)
    }

    /// Jobs can be controlled from a terminal alone.
    fn has_terminal(&self) -> bool {
        (0..3).any(|fd| self.sys.is_terminal(fd))
    }

    async fn set_by_name(&mut self, name: &str, on: bool) -> Result<(), Flow> {
        match FLAGS.iter().find(|(_, known)| *known == name) {
            Some((letter, _)) => {
                self.flags.set(*letter, on);
                Ok(())
            }
            None => {
                self.say(&format!("illegal option {}o {name}", if on { '-' } else { '+' })).await;
                self.status = 1;
                Err(Flow::Next)
            }
        }
    }

    async fn show_options(&mut self, readable: bool) {
        let mut text = String::new();
        for (letter, name) in FLAGS {
            let on = self.flags.has(letter);
            if readable {
                text.push_str(&format!("{name:<16}{}\n", if on { "on" } else { "off" }));
            } else {
                text.push_str(&format!("set {}o {name}\n", if on { '-' } else { '+' }));
            }
        }
        self.print(&text).await;
    }
}

pub(super) async fn getopts(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let (Some(letters), Some(variable)) = (args.get(1), args.get(2)) else {
        return shell.refuse("usage: getopts optstring var [arg...]").await;
    };
    let words: Vec<String> = if args.len() > 3 { args[3..].to_vec() } else { shell.parameters.as_ref().clone() };
    let mut index = shell.get("OPTIND").and_then(|text| text.parse::<usize>().ok()).unwrap_or(1).max(1);
    let mut place = shell.option_place;
    // OPTIND is already past the word whose letters are being read.
    if place == 0 {
        match words.get(index - 1) {
            Some(word) if word == "--" => return finish(shell, variable, index + 1).await,
            Some(word) if word.starts_with('-') && word.len() > 1 => {
                place = 1;
                index += 1;
            }
            _ => return finish(shell, variable, index).await,
        }
    }
    let word: Vec<char> = words.get(index.wrapping_sub(2)).map(|word| word.chars().collect()).unwrap_or_default();
    let Some(&letter) = word.get(place) else { return finish(shell, variable, index).await };
    place = if place + 1 < word.len() { place + 1 } else { 0 };
    let quiet = letters.starts_with(':');
    let known = letters.trim_start_matches(':');
    let takes = known.find(letter).filter(|_| letter != ':').map(|at| known[at + letter.len_utf8()..].starts_with(':'));
    let (mut found, mut value) = (letter.to_string(), Some(String::new()));
    match takes {
        None => {
            found = "?".into();
            value = quiet.then(|| letter.to_string());
            if !quiet {
                shell.complain(&format!("Illegal option -{letter}\n")).await;
            }
        }
        Some(false) => {}
        Some(true) => {
            value = if place > 0 {
                Some(word[place..].iter().collect())
            } else {
                index += 1;
                words.get(index - 2).cloned()
            };
            place = 0;
            if value.is_none() {
                index -= 1;
                found = if quiet { ":".into() } else { "?".into() };
                value = quiet.then(|| letter.to_string());
                if !quiet {
                    shell.complain(&format!("No arg for -{letter} option\n")).await;
                }
            }
        }
    }
    let set = match value {
        Some(value) => shell.set("OPTARG", &value),
        None => shell.unset("OPTARG"),
    };
    if let Err(message) =
        set.and_then(|()| shell.set(variable, &found)).and_then(|()| shell.set("OPTIND", &index.to_string()))
    {
        return shell.refuse(&message).await;
    }
    shell.option_place = place;
    shell.done(0)
}

async fn finish(shell: &mut Shell, variable: &str, index: usize) -> Flow {
    let set = shell.unset("OPTARG").and_then(|()| shell.set(variable, "?"));
    if let Err(message) = set.and_then(|()| shell.set("OPTIND", &index.to_string())) {
        return shell.refuse(&message).await;
    }
    shell.option_place = 0;
    shell.done(1)
}
