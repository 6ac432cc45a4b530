//! The report on an exam, for the terminal, as Markdown and as a page. It must not know where it is written.
