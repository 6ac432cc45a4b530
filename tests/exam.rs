//! Mock exams: the plan, what happens in one, and what comes out.

mod bench;
mod commands;
mod killed;
mod plan;
mod report;
mod running;
