//! What is shown: on a terminal a table that is drawn in place, elsewhere a line every few seconds.

use std::io::{self, IsTerminal, Write};

use williw::app::types::{PayoutStatus, TaskStatus};

use super::Told;
use super::books::{Account, Books, Sum, group};
use super::operator::{Operator, TOKEN};

/// How many of the latest events are shown.
pub(super) const EVENTS: usize = 4;
/// How many nodes are shown one by one.
const NODES: usize = 12;
/// Seconds from line to line where there is no terminal.
const LINES_APART: u64 = 5;

pub(super) struct Screen {
    origin: String,
    seconds: u64,
    is_terminal: bool,
    /// How many lines there are to draw over.
    drawn: usize,
    next_line: u64,
}

impl Screen {
    pub(super) fn new(origin: String, seconds: u64) -> Self {
        let screen = Screen { origin, seconds, is_terminal: io::stdout().is_terminal(), drawn: 0, next_line: 0 };
        let Screen { origin, .. } = &screen;
        print(&format!("williw demo on {origin}, the operator's token is `{TOKEN}`; docs: {origin}/api/docs\n\n"));
        screen
    }

    pub(super) fn draw(&mut self, second: u64, books: &Books, operator: &Operator, told: &Told) {
        if !self.is_terminal {
            if second >= self.next_line {
                self.next_line = second + LINES_APART;
                print(&line(second, books, operator));
            }
            return;
        }
        let table = self.table(second, books, operator, told);
        // Up to where it began; without wrapping, so that a line stays one.
        let up = if self.drawn > 0 { format!("\x1b[{}A", self.drawn) } else { String::new() };
        print(&format!("\x1b[?7l{up}\x1b[J{table}\x1b[?7h"));
        self.drawn = table.lines().count();
    }

    fn table(&self, second: u64, books: &Books, operator: &Operator, told: &Told) -> String {
        let mut out = row(["node", "status", "at work on", "done", "hashes", "pending", "in flight", "paid"]);
        for it in books.nodes.iter().take(NODES) {
            let task = books.at_work.get(&it.id);
            let task = task.map(|task| format!("{} ({}, {})", task.id, task.task_type, task.priority));
            out += &row([
                it.id.as_str(),
                &it.status.to_string(),
                &task.unwrap_or_default(),
                &it.contributions.to_string(),
                &group(it.hashes.into()),
                &group(it.pending),
                &group(it.in_flight),
                &group(it.paid),
            ]);
        }
        if let more @ 1.. = books.nodes.len().saturating_sub(NODES) {
            out += &format!("and {more} more\n");
        }
        let all = |of: fn(&Account) -> i128| group(books.total(of));
        out += &row([
            "together",
            "",
            "",
            &all(|it| it.contributions.into()),
            &all(|it| it.hashes.into()),
            &all(|it| it.pending),
            &all(|it| it.in_flight),
            &all(|it| it.paid),
        ]);
        out.push('\n');
        out += &format!("tasks     {}\npayouts   {}\n", tasks(books), payouts(books));
        out += &format!("credited  {} lamports\n\n", group(operator.credited.values().sum()));
        for line in told.lines() {
            out += &format!("  {line}\n");
        }
        out += &format!("\n{second} of {} s\n", self.seconds);
        out
    }

    /// The end: what was to hold, and whether it does.
    pub(super) fn sum_up(&self, sums: &[Sum]) {
        let mut out = String::from("\nat the end:\n");
        for Sum { words, sides, holds } in sums {
            out += &format!("  {} {words:<14} {sides}\n", if *holds { "ok  " } else { "FAIL" });
        }
        print(&out);
    }
}

fn row([node, status, task, done, hashes, pending, in_flight, paid]: [&str; 8]) -> String {
    format!("{node:<9} {status:<8} {task:<26} {done:>5} {hashes:>13} {pending:>14} {in_flight:>14} {paid:>15}\n")
}

fn line(second: u64, books: &Books, operator: &Operator) -> String {
    format!(
        "{second:>3} s  tasks: {}; payouts: {}; lamports: {} credited, {} pending ({} in flight), {} paid\n",
        tasks(books),
        payouts(books),
        group(operator.credited.values().sum()),
        group(books.total(|it| it.pending)),
        group(books.total(|it| it.in_flight)),
        group(books.total(|it| it.paid))
    )
}

fn tasks(books: &Books) -> String {
    // What is assigned and what is running differ by a heartbeat.
    let at_work = books.tasks_of(TaskStatus::Assigned) + books.tasks_of(TaskStatus::Running);
    format!(
        "{} pending, {at_work} at work, {} completed, {} failed, {} cancelled",
        books.tasks_of(TaskStatus::Pending),
        books.tasks_of(TaskStatus::Completed),
        books.tasks_of(TaskStatus::Failed),
        books.tasks_of(TaskStatus::Cancelled)
    )
}

fn payouts(books: &Books) -> String {
    let ended = [PayoutStatus::Completed, PayoutStatus::Failed].map(|status| books.payouts_of(status));
    let [completed, failed] = ended;
    format!("{} under way, {completed} completed, {failed} failed", books.payouts.len() - completed - failed)
}

/// Where standard output is closed, the network runs all the same.
fn print(text: &str) {
    let mut out = io::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
