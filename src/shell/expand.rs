//! Words into fields: parameters, substitutions, arithmetic, splitting and file names. It must not know how commands run,
//! but for the one call that runs a substitution.

#![expect(clippy::missing_errors_doc, reason = "every expansion fails as `Expanded` says")]

mod fields;
mod files;
mod parameter;

use std::pin::Pin;

use super::arith;
use super::ast::{Piece, Word};
use super::run::Flow;
use super::state::Shell;
use fields::Fields;

/// An expansion, or how the shell goes on after one that failed (the message was said).
pub type Expanded<T> = Result<T, Flow>;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Expanded<T>> + 'a>>;

impl Shell {
    /// The words of a command as its arguments.
    pub async fn expand_words(&mut self, words: &[Word]) -> Expanded<Vec<String>> {
        let mut arguments = Vec::with_capacity(words.len());
        for word in words {
            self.expand_word(word, &mut arguments).await?;
        }
        Ok(arguments)
    }

    /// One word as any number of arguments.
    pub async fn expand_word(&mut self, word: &Word, arguments: &mut Vec<String>) -> Expanded<()> {
        if let [Piece::Literal(text)] = word.as_slice()
            && !text.contains(['*', '?', '['])
        {
            arguments.push(text.clone());
            return Ok(());
        }
        let mut fields = Fields::new(self.get("IFS"));
        self.expand_into(word, &mut fields, false).await?;
        for field in fields.finish() {
            if field.may_match && !self.flags.has('f') {
                self.glob(&field, arguments).await;
            } else {
                arguments.push(field.text);
            }
        }
        self.sys.step(arguments.len() as u64 / 4).await;
        Ok(())
    }

    /// A word as one text: assignments, here-documents, the word of `case`.
    pub async fn expand_text(&mut self, word: &Word) -> Expanded<String> {
        if let [Piece::Literal(text) | Piece::Quoted(text)] = word.as_slice() {
            return Ok(text.clone());
        }
        let mut fields = Fields::text(self.get("IFS"));
        self.expand_into(word, &mut fields, false).await?;
        Ok(fields.finish().into_iter().next().map(|field| field.text).unwrap_or_default())
    }

    /// A word as a pattern: what was quoted stands for itself.
    pub async fn expand_pattern(&mut self, word: &Word) -> Expanded<String> {
        let mut fields = Fields::whole(self.get("IFS"));
        self.expand_into(word, &mut fields, false).await?;
        Ok(fields.finish().into_iter().next().map(|field| field.pattern).unwrap_or_default())
    }

    /// Expands pieces one after the other. `splits`: literal text is split too, as in the word of an unquoted `${x:-w}`.
    fn expand_into<'a>(&'a mut self, word: &'a [Piece], fields: &'a mut Fields, splits: bool) -> Boxed<'a, ()> {
        Box::pin(async move {
            for piece in word {
                match piece {
                    Piece::Literal(text) if splits => fields.split(text),
                    Piece::Literal(text) => fields.literal(text),
                    Piece::Quoted(text) => fields.quoted(text),
                    Piece::Tilde(name) => {
                        let home = self.home_of(name).await;
                        fields.quoted(&home);
                    }
                    Piece::Parameter(parameter, quoted) => {
                        self.expand_parameter(parameter, *quoted, fields).await?;
                    }
                    Piece::Substitution(command, quoted) => {
                        let output = self.substitute(command).await?;
                        fields.value(&output, *quoted);
                    }
                    Piece::Process(command, writes) => {
                        let path = self.substitute_process(command, *writes).await?;
                        fields.value(&path, true);
                    }
                    Piece::Arithmetic(expression, quoted) => {
                        let value = self.arithmetic(expression).await?;
                        fields.value(&value.to_string(), *quoted);
                    }
                }
            }
            Ok(())
        })
    }

    /// The value of an arithmetic expression.
    pub async fn arithmetic(&mut self, expression: &Word) -> Expanded<i64> {
        let text = self.expand_text(expression).await?;
        self.calculate(&text).await
    }

    /// The value of an expression given as text.
    pub async fn calculate(&mut self, text: &str) -> Expanded<i64> {
        self.sys.owe(32 + 4 * text.len() as u64);
        match arith::evaluate(text, self) {
            Ok(value) => Ok(value),
            Err(message) => Err(self.fail(&message).await),
        }
    }

    /// Says a message and ends the command, and a shell that is not interactive.
    pub async fn fail(&mut self, message: &str) -> Flow {
        self.say(message).await;
        self.status = 2;
        Flow::Error
    }

    /// The same for a mistake that belongs to the text: its line is the one up to which the text was read.
    pub(super) async fn fail_where_read(&mut self, message: &str) -> Flow {
        self.say_at(message, self.read_line).await;
        self.status = 2;
        Flow::Error
    }

    async fn home_of(&self, name: &str) -> String {
        if name.is_empty() {
            return self.get("HOME").unwrap_or_else(|| "~".into());
        }
        let passwd = self.sys.read_file("/etc/passwd").await.unwrap_or_default();
        let passwd = String::from_utf8_lossy(&passwd).into_owned();
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name));
        line.and_then(|line| line.split(':').nth(5)).map_or_else(|| format!("~{name}"), str::to_owned)
    }
}
