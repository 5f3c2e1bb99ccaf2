//! What each named query does when it runs, in plain words: what `cargo williw explain` prints.
//!
//! SQLite's plan is a tree of words for experts; here each step is a sentence with the tables' real names, and says
//! what it costs where that is more than going to the rows that are wanted.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diag::Diagnostics;
use crate::judge::plan::{Access, Plan, PlanStep, Scan, StepKind};
use crate::judge::{Judge, SqlError};
use crate::model::{Model, Query, Schema};
use crate::parse::sql::queries::{QuerySyntax, parse_queries};
use crate::parse::{query_files, sql::parse_script};
use crate::source::SourceMap;
use crate::{Compilation, SpecFiles};

/// A query, explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    pub name: String,
    /// `one`, `many`, `exec`, …
    pub command: &'static str,
    /// As sent to D1.
    pub sql: String,
    pub steps: Vec<StepExplanation>,
    /// The declared indexes that it goes through, sorted.
    pub indexes: Vec<String>,
    pub scans: Vec<ScanExplanation>,
    /// What is sorted or told apart in memory: `ORDER BY`, `GROUP BY`, …
    pub sorts: Vec<String>,
    /// CREATE INDEX statements that would spare it a scan or a sort, each set of them proved by SQLite.
    pub advice: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepExplanation {
    /// 0 at the top.
    pub depth: usize,
    /// In plain words.
    pub text: String,
    /// SQLite's own words; empty where its plan does not mention the step.
    pub plan: String,
}

/// A table that is read in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScanExplanation {
    pub table: String,
    /// What `-- scan:` says.
    pub reason: Option<String>,
    /// A trigger does it.
    pub triggered: bool,
}

/// Explains the queries of a compiled spec, in their order.
///
/// # Errors
/// When SQLite cannot be opened at all, which takes a lack of memory.
pub fn explain(files: &SpecFiles, compilation: &Compilation) -> Result<Vec<Explanation>, SqlError> {
    let model = &compilation.model;
    let mut judge = Judge::new()?;
    for statement in &model.schema.statements {
        judge.run(statement);
    }
    let reasons = reasons(files);
    Ok(model.queries.iter().map(|query| explain_query(&judge, model, query, &reasons)).collect())
}

/// The names of all queries that are written down, refused ones included.
pub fn query_names(files: &SpecFiles) -> Vec<String> {
    written(files).into_iter().map(|query| query.name.value).collect()
}

/// Query, table and reason of each `-- scan:`.
fn reasons(files: &SpecFiles) -> Vec<(String, String, String)> {
    let reasons = written(files).into_iter().flat_map(|query| {
        let name = query.name.value;
        let scans = query.scans.into_iter();
        scans.map(move |(table, reason)| (name.clone(), table.value.to_lowercase(), reason))
    });
    reasons.collect()
}

fn written(files: &SpecFiles) -> Vec<QuerySyntax> {
    let mut sources = SourceMap::default();
    // What is wrong was told while the spec was compiled.
    let mut cx = Diagnostics::default();
    let mut queries = Vec::new();
    for (path, text) in query_files(&files.files) {
        let file = sources.add(path, text);
        let script = parse_script(&sources, file);
        queries.extend(parse_queries(&mut cx, &sources, &script));
    }
    queries
}

fn explain_query(judge: &Judge, model: &Model, query: &Query, reasons: &[(String, String, String)]) -> Explanation {
    // Each query of the model was prepared.
    let plan = judge.plan(&query.sql).unwrap_or_default();
    let mut scans: Vec<ScanExplanation> = Vec::new();
    let mut advice: Vec<String> = Vec::new();
    let add = |advice: &mut Vec<String>, more: Vec<String>| {
        advice.extend(more);
        let mut seen = BTreeSet::new();
        advice.retain(|index| seen.insert(index.clone()));
    };
    for scan in plan.scans().iter().filter(|scan| !scan.bounded) {
        let written = scan.at.clone().and_then(|at| query.sql.get(at)).unwrap_or("").to_lowercase();
        let reason = reasons.iter().find(|(name, table, _)| {
            *name == query.name.source && (*table == scan.table.to_lowercase() || *table == written)
        });
        let reason = reason.map(|(.., reason)| reason.clone());
        if scans.iter().all(|told| told.table != scan.table) {
            scans.push(ScanExplanation { table: scan.table.clone(), reason, triggered: scan.triggered });
        }
        add(&mut advice, judge.advise_scan(&query.sql, &plan, scan));
    }
    if advice.is_empty() && plan.sorts().next().is_some() {
        add(&mut advice, judge.advise_sort(&query.sql, &plan));
    }
    let indexes: BTreeSet<String> = plan.steps.iter().filter_map(declared_index).collect();
    Explanation {
        name: query.name.source.clone(),
        command: query.command.as_str(),
        sql: query.sql.clone(),
        steps: steps(&plan, &model.schema),
        indexes: indexes.into_iter().collect(),
        scans,
        sorts: plan.sorts().map(str::to_owned).collect(),
        advice,
    }
}

fn declared_index(step: &PlanStep) -> Option<String> {
    match &step.kind {
        StepKind::Search { by: Access::Index { name, .. }, .. }
        | StepKind::Scan { by: Access::Index { name, .. }, .. } => {
            Some(name.clone()).filter(|name| !name.starts_with("sqlite_autoindex_"))
        }
        _ => None,
    }
}

/// The plan's steps as sentences, and a sentence for each scan that the plan is silent about.
fn steps(plan: &Plan, schema: &Schema) -> Vec<StepExplanation> {
    let mut told: Vec<StepExplanation> = Vec::new();
    let mut depths: Vec<(i64, usize)> = Vec::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let parent = depths.iter().find(|(id, _)| *id == step.parent).map(|(_, depth)| depth + 1);
        let depth = parent.unwrap_or(0);
        depths.push((step.id, depth));
        let scan = plan.scans().iter().find(|scan| scan.step == Some(at));
        told.push(StepExplanation { depth, text: sentence(step, scan, schema), plan: step.words.clone() });
    }
    for scan in plan.scans().iter().filter(|scan| scan.step.is_none()) {
        let by = if scan.triggered { " in a trigger" } else { "" };
        let text = format!("reads every row of {}{by}", scan.table);
        told.push(StepExplanation { depth: 0, text, plan: String::new() });
    }
    if told.is_empty() {
        let text = "reads no rows but those that it writes".to_owned();
        told.push(StepExplanation { depth: 0, text, plan: String::new() });
    }
    told
}

fn sentence(step: &PlanStep, scan: Option<&Scan>, schema: &Schema) -> String {
    let named = |alias: &str| match &step.table {
        Some(table) if table.eq_ignore_ascii_case(alias) => table.clone(),
        Some(table) => format!("{table} ({alias})"),
        None => alias.to_owned(),
    };
    let each = |correlated: bool| if correlated { " for each row" } else { "" };
    match &step.kind {
        StepKind::Search { alias, by: Access::Automatic, bound } => {
            format!("reads every row of {} into an index for this run ({})", named(alias), conditions(bound))
        }
        StepKind::Search { alias, by, bound } if bound.is_empty() => match scan.is_none_or(|scan| scan.bounded) {
            true => format!("takes the first or last row of {}{}", named(alias), through(by)),
            false => format!("reads every row of {} for its least or greatest value", named(alias)),
        },
        StepKind::Search { alias, by, bound } => {
            format!("finds {} by {}", named(alias), key(by, bound, step.table.as_deref(), schema))
        }
        StepKind::Scan { alias, by } => match scan {
            Some(scan) if scan.by_key => format!("reads every row of {} to check its foreign key", named(alias)),
            Some(scan) if !scan.bounded => format!("reads every row of {}{}", named(alias), through(by)),
            Some(_) => format!("walks {} in order, no further than asked for{}", named(alias), through(by)),
            None if matches!(by, Access::Index { .. }) => format!("reads {}{}", named(alias), through(by)),
            None if step.table.is_some() => format!("looks through {} if foreign keys are violated", named(alias)),
            None => format!("goes through the rows of {alias}"),
        },
        StepKind::Virtual { alias, .. } => match scan {
            Some(scan) if scan.bounded => format!("walks {}, no further than asked for", named(alias)),
            Some(_) => format!("reads every row of {}", named(alias)),
            None if step.table.is_some() => format!("asks {} for what fits", named(alias)),
            None => format!("goes through {alias}"),
        },
        StepKind::Constant => "makes rows of what stands in the statement".to_owned(),
        StepKind::BloomFilter { alias } => format!("notes which values {} has", named(alias)),
        StepKind::Materialize(name) => format!("keeps the rows of {name} in memory:"),
        StepKind::Coroutine(name) => format!("runs {name}, a row at a time:"),
        StepKind::ListSubquery { correlated } => format!("makes a list of a sub-query{}:", each(*correlated)),
        StepKind::ScalarSubquery { correlated } => format!("computes a sub-query{}:", each(*correlated)),
        StepKind::Sort(what) if what.contains("DISTINCT") => format!("tells rows apart in memory for {what}"),
        StepKind::Sort(what) => format!("sorts in memory for {what}"),
        StepKind::MultiIndexOr => "takes each side of OR by itself:".to_owned(),
        StepKind::RightJoin(table) => format!("adds the rows of {table} that nothing was joined to:"),
        StepKind::Recursion if step.words == "SETUP" => "starts a recursion:".to_owned(),
        StepKind::Recursion => "goes on with the rows that came of it:".to_owned(),
        StepKind::Compound => format!("{}:", step.words.to_lowercase()),
        StepKind::Other => step.words.to_lowercase(),
    }
}

fn through(by: &Access) -> String {
    match by {
        Access::Index { name, .. } if name.starts_with("sqlite_autoindex_") => " through the index of a key".to_owned(),
        Access::Index { name, .. } => format!(" through index {name}"),
        _ => String::new(),
    }
}

/// By what a row is found: `index idx_nodes_status (status = ?)`.
fn key(by: &Access, bound: &[String], table: Option<&str>, schema: &Schema) -> String {
    let table = table.and_then(|table| schema.tables.iter().find(|known| known.name.source == table));
    let on = conditions(bound);
    match by {
        Access::Index { name, .. } if name.starts_with("sqlite_autoindex_") => {
            let unique = table.is_some_and(|table| table.indexes.iter().any(|index| index.name == *name));
            format!("{} ({on})", if unique { "its UNIQUE columns" } else { "primary key" })
        }
        Access::Index { name, covering: true } => format!("index {name} ({on}), which holds all that is asked for"),
        Access::Index { name, covering: false } => format!("index {name} ({on})"),
        Access::Rowid => {
            let column = table.and_then(|table| table.columns.iter().find(|column| column.rowid_alias));
            let column = column.map_or("rowid", |column| column.name.source.as_str());
            format!("primary key ({})", on.replace("rowid", column))
        }
        Access::PrimaryKey => format!("primary key ({on})"),
        Access::Table | Access::Automatic => on,
    }
}

/// `status=?` → `status = ?`.
fn conditions(bound: &[String]) -> String {
    let spaced = |condition: &String| {
        let mark = condition.find(['=', '<', '>']);
        let parts = mark.and_then(|at| Some((condition.get(..at)?, condition.get(at..=at)?, condition.get(at + 1..)?)));
        parts.map_or_else(|| condition.clone(), |(left, mark, right)| format!("{left} {mark} {right}"))
    };
    bound.iter().map(spaced).collect::<Vec<_>>().join(" and ")
}
