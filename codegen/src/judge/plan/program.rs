//! The program that SQLite would run, and its loops over whole tables.
//!
//! `EXPLAIN` lists the main program's operations and then those of triggers and foreign keys' actions. A table is
//! opened with the page at which it starts, so a loop's table is certain whatever the statement calls it. A loop starts
//! with Rewind or Last (or VFilter for a virtual table) and comes back from Next or Prev; where no way through it gets
//! to its Next without counting down a LIMIT, it reads no more rows than asked for.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::names::{Catalog, Names, Root, is_internal};
use super::words::{Access, StepKind};
use super::{PlanStep, Scan};
use crate::judge::SqlError;

/// An operation; its position in the list is its address.
#[derive(Debug)]
struct Op {
    code: String,
    p1: i64,
    p2: i64,
    p3: i64,
}

/// Operations that go on at `p2` or behind themselves.
const BRANCHES: [&str; 50] = [
    "MustBeInt",
    "Eq",
    "Ne",
    "Lt",
    "Le",
    "Gt",
    "Ge",
    "ElseEq",
    "Once",
    "If",
    "IfNot",
    "IsNull",
    "IsType",
    "NotNull",
    "IfNullRow",
    "SeekLT",
    "SeekLE",
    "SeekGE",
    "SeekGT",
    "SeekScan",
    "IfNoHope",
    "NoConflict",
    "NotFound",
    "Found",
    "SeekRowid",
    "NotExists",
    "Last",
    "IfSizeBetween",
    "SorterSort",
    "Sort",
    "Rewind",
    "IfEmpty",
    "SorterNext",
    "Prev",
    "Next",
    "IdxLE",
    "IdxGT",
    "IdxLT",
    "IdxGE",
    "IFindKey",
    "RowSetRead",
    "RowSetTest",
    "FkIfZero",
    "IfPos",
    "IfNotZero",
    "DecrJumpZero",
    "VFilter",
    "VNext",
    "Filter",
    "SorterCompare",
];

/// What is too twisted to be followed is not bounded.
const MAX_PLACES: usize = 20_000;

/// Comparisons that end a search.
const ENDS: [&str; 8] = ["IdxLE", "IdxGT", "IdxLT", "IdxGE", "Lt", "Le", "Gt", "Ge"];

/// The walks of a statement over whole tables and indexes; gives the steps that they belong to the real tables.
pub(super) fn scans(
    conn: &Connection,
    sql: &str,
    steps: &mut [PlanStep],
    catalog: &Catalog,
    names: &Names,
) -> Result<Vec<Scan>, SqlError> {
    let mut scans = Vec::new();
    for (at, program) in programs(conn, sql)?.iter().enumerate() {
        let program = Program::new(program, catalog);
        if at == 0 {
            program.main(steps, catalog, names, &mut scans);
        } else {
            program.triggered(names, &mut scans);
        }
    }
    // The same trigger may be listed for several events, and a foreign key's action reads what its check has read.
    let mut seen: BTreeSet<String> =
        scans.iter().filter(|scan: &&Scan| !scan.triggered).map(|scan| scan.table.clone()).collect();
    scans.retain(|scan| !scan.triggered || (!scan.bounded && seen.insert(scan.table.clone())));
    Ok(scans)
}

/// The main program, then those of triggers.
fn programs(conn: &Connection, sql: &str) -> Result<Vec<Vec<Op>>, SqlError> {
    let mut statement = conn.prepare(&format!("EXPLAIN {sql}"))?;
    let mut rows = statement.raw_query();
    let mut programs: Vec<Vec<Op>> = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get::<_, i64>(0)? == 0 {
            programs.push(Vec::new());
        }
        let op = Op { code: row.get(1)?, p1: row.get(2)?, p2: row.get(3)?, p3: row.get(4)? };
        if let Some(program) = programs.last_mut() {
            program.push(op);
        }
    }
    Ok(programs)
}

struct Program<'p> {
    ops: &'p [Op],
    /// The tables and indexes behind the cursors.
    cursors: BTreeMap<i64, &'p Root>,
    /// Registers of LIMITs that are negative: no limits at all.
    endless: BTreeSet<i64>,
}

/// A loop over a table that no condition narrows, as addresses of its ends.
struct Loop<'p> {
    start: usize,
    /// `None`: it is one operation, Count.
    next: Option<usize>,
    /// `None` for a virtual table.
    root: Option<&'p Root>,
}

impl<'p> Program<'p> {
    fn new(ops: &'p [Op], catalog: &'p Catalog) -> Self {
        let mut cursors = BTreeMap::new();
        let mut endless = BTreeSet::new();
        for op in ops {
            match op.code.as_str() {
                "OpenRead" | "OpenWrite" | "ReopenIdx" if op.p3 == 0 => {
                    if let Some(root) = catalog.roots.get(&op.p2) {
                        cursors.insert(op.p1, root);
                    }
                }
                "Integer" if op.p1 < 0 => {
                    endless.insert(op.p2);
                }
                _ => {}
            }
        }
        Self { ops, cursors, endless }
    }

    fn loops(&self) -> Vec<Loop<'p>> {
        let mut loops = Vec::new();
        for (start, op) in self.ops.iter().enumerate() {
            let root = self.cursors.get(&op.p1).copied();
            let next = match op.code.as_str() {
                "Count" if root.is_some() => None,
                "Rewind" | "Last" if root.is_some() => match self.next(start, op.p1, &["Next", "Prev"]) {
                    None => continue,
                    next => next,
                },
                "VFilter" => match self.next(start, op.p1, &["VNext"]) {
                    None => continue,
                    next => next,
                },
                _ => continue,
            };
            let found = Loop { start, next, root };
            if !root.is_some_and(|root| is_internal(&root.table)) && !self.is_guarded(&found) {
                loops.push(found);
            }
        }
        loops
    }

    /// Whether the loop only runs while foreign keys are violated, as behind the INSERT of a parent.
    fn is_guarded(&self, found: &Loop<'_>) -> bool {
        let end = found.next.unwrap_or(found.start);
        let before = self.ops.get(..found.start).unwrap_or_default();
        before.iter().any(|op| op.code == "FkIfZero" && address(op.p2) > end)
    }

    /// Where a loop comes back from.
    fn next(&self, start: usize, cursor: i64, codes: &[&str]) -> Option<usize> {
        let mut behind = self.ops.iter().enumerate().skip(start + 1);
        behind
            .find(|(_, op)| op.p1 == cursor && codes.contains(&op.code.as_str()) && address(op.p2) > start)
            .map(|(at, _)| at)
    }

    fn main(&self, steps: &mut [PlanStep], catalog: &Catalog, names: &Names, scans: &mut Vec<Scan>) {
        // EXPLAIN leaves out the operations that EXPLAIN QUERY PLAN shows, each at the address that is its id.
        let mut order: Vec<(usize, usize)> =
            steps.iter().enumerate().map(|(at, step)| (address(step.id), at)).collect();
        order.sort_unstable();
        let starts: Vec<(usize, usize)> =
            order.into_iter().enumerate().map(|(before, (id, at))| (id.saturating_sub(before), at)).collect();
        // A scan that is no loop over a table goes over a CTE or sub-query, whatever its name.
        for step in steps.iter_mut().filter(|step| matches!(step.kind, StepKind::Scan { .. })) {
            step.table = None;
        }
        for found in self.loops() {
            let step = self.step_of(&found, steps, &starts, names);
            let kind = step.and_then(|at| steps.get(at)).map(|step| &step.kind);
            let alias = kind.and_then(StepKind::alias).map(str::to_owned);
            let table = match (found.root, kind) {
                (Some(_), Some(StepKind::Search { by, bound, .. }))
                    if *by != Access::Automatic && !bound.is_empty() =>
                {
                    continue;
                }
                (Some(root), _) => root.table.clone(),
                (None, Some(StepKind::Virtual { alias, number, condition })) => {
                    let table = catalog.real_name(names.table(alias).unwrap_or(alias));
                    let module = table.as_deref().and_then(|table| catalog.module(table));
                    let (Some(table), Some(module)) = (&table, module) else { continue };
                    if is_narrowed(module, *number, condition) {
                        continue;
                    }
                    table.clone()
                }
                (None, _) => continue,
            };
            if let Some(step) = step.and_then(|at| steps.get_mut(at)) {
                step.table = Some(table.clone());
            }
            if found.root.is_some_and(|root| root.partial) {
                continue;
            }
            let alias = alias.unwrap_or_else(|| table.clone());
            let at = names.place(&table, &alias);
            let bounded = self.is_bounded(&found);
            scans.push(Scan {
                by_key: at.is_none(),
                at: at.or_else(|| names.first()),
                table,
                alias,
                step,
                bounded,
                triggered: false,
            });
        }
    }

    fn triggered(&self, names: &Names, scans: &mut Vec<Scan>) {
        for found in self.loops() {
            // No words say what these loops look for; a search ends with a comparison that leaves the loop.
            let Some(root) = found.root.filter(|root| !root.partial && !self.is_search(&found)) else { continue };
            let (table, alias) = (root.table.clone(), root.table.clone());
            let bounded = self.is_bounded(&found);
            scans.push(Scan { table, alias, step: None, bounded, triggered: true, by_key: false, at: names.first() });
        }
    }

    /// The step that a loop belongs to: the last one in front of it that is about its table.
    fn step_of(&self, found: &Loop<'_>, steps: &[PlanStep], starts: &[(usize, usize)], names: &Names) -> Option<usize> {
        let kind = |at: usize| steps.get(at).map(|step| &step.kind);
        let automatic = |at| matches!(kind(at), Some(StepKind::Search { by: Access::Automatic, .. }));
        let behind = || starts.iter().filter(|(start, _)| *start > found.start).map(|(_, at)| *at);
        if self.fills_index(found.start) {
            return behind().find(|&at| automatic(at));
        }
        if found.next.is_none() {
            return behind().find(|&at| matches!(kind(at), Some(StepKind::Scan { .. })));
        }
        let before = || starts.iter().rev().filter(|(start, _)| *start <= found.start).map(|(_, at)| *at);
        let about = |at: &usize| match (kind(*at), found.root) {
            (Some(StepKind::RightJoin(_)), _) => false,
            (Some(StepKind::Virtual { .. }), None) => true,
            (Some(kind), Some(root)) => kind
                .alias()
                .is_some_and(|alias| alias.eq_ignore_ascii_case(&root.table) || names.fits(alias, &root.table)),
            _ => false,
        };
        let walks =
            |at: &usize| kind(*at).is_some_and(|kind| kind.is_walk() && !matches!(kind, StepKind::Virtual { .. }));
        before().find(about).or_else(|| before().find(walks))
    }

    /// Whether the loop fills an index that SQLite makes for this run.
    fn fills_index(&self, start: usize) -> bool {
        let before = self.ops.get(..start).unwrap_or_default().iter().rev();
        for op in before.take(6) {
            match op.code.as_str() {
                "OpenAutoindex" => return true,
                "Rewind" | "Next" | "Last" => return false,
                _ => {}
            }
        }
        false
    }

    fn is_search(&self, found: &Loop<'_>) -> bool {
        let Some(next) = found.next else { return false };
        let body = self.ops.get(found.start + 1..next).unwrap_or_default();
        body.iter().any(|op| ENDS.contains(&op.code.as_str()) && address(op.p2) > next)
    }

    /// Whether no way through the loop leads to its next round without counting a LIMIT down.
    fn is_bounded(&self, found: &Loop<'_>) -> bool {
        let Some(end) = found.next else { return false };
        let inside = |at: usize| at > found.start && at <= end;
        // With each place goes which registers are zero there: the mark of a LEFT JOIN that found no row yet decides
        // where its IfPos goes on.
        let mut open = vec![(found.start + 1, BTreeSet::new())];
        let mut seen = BTreeSet::new();
        while let Some((at, zeros)) = open.pop() {
            if at == end || seen.len() > MAX_PLACES {
                return false;
            }
            let Some(op) = self.ops.get(at).filter(|_| inside(at)) else { continue };
            if !seen.insert((at, zeros.clone())) {
                continue;
            }
            let target = address(op.p2);
            let mut go = |to: usize| open.push((to, zeros.clone()));
            match op.code.as_str() {
                "Goto" => go(target),
                "Halt" | "EndCoroutine" => {}
                "DecrJumpZero" if !inside(target) && !self.endless.contains(&op.p1) => {}
                // OFFSET steps over rows, as many as were asked for.
                "IfPos" if op.p3 > 0 || zeros.contains(&op.p1) => go(at + 1),
                "Jump" => [address(op.p1), target, address(op.p3)].into_iter().for_each(go),
                "Integer" => {
                    let mut zeros = zeros.clone();
                    if op.p1 == 0 {
                        zeros.insert(op.p2);
                    } else {
                        zeros.remove(&op.p2);
                    }
                    open.push((at + 1, zeros));
                }
                code => {
                    // A sub-routine comes back.
                    go(at + 1);
                    if BRANCHES.contains(&code) {
                        go(target);
                    }
                }
            }
        }
        true
    }
}

fn address(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Whether a virtual table was given a condition that it can look up.
fn is_narrowed(module: &str, number: i64, condition: &str) -> bool {
    match module {
        // Its plan is a number of which the lower bits are conditions on `term`.
        "fts5vocab" => number & 0b111 != 0,
        // 1 is the look-up of a row.
        "rtree" | "rtree_i32" => number == 1 || !condition.is_empty(),
        _ => !condition.is_empty(),
    }
}
