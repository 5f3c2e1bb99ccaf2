//! What a statement takes and returns: the types and the nullability that SQLite does not tell.
//!
//! What is hard: it must be sound before it is precise. Nothing may be called NOT NULL that can be NULL, nothing
//! INTEGER that can be text; where a construct is not known here, it is anything. Columns are trusted to hold what
//! their types say, as row structs trust them. Left out of account are integers that overflow into REAL and sums of
//! infinities, which are NULL. `tests/differential.rs` holds what is said here against what SQLite returns.
//!
//! `tokens` and `dialect` read the text; `select`, `from`, `ctes` and `write` follow the statement's form, `scope`
//! its names; `expr` and `functions` type expressions as `value`s; `narrow` knows what conditions rule out and
//! `params` what places want of parameters.

mod ctes;
mod dialect;
mod expr;
mod from;
mod functions;
mod narrow;
mod params;
mod scope;
mod select;
mod tokens;
mod value;
mod write;

use std::collections::BTreeSet;

use sqlparser::ast::Expr;
use sqlparser::tokenizer::TokenWithSpan;

use crate::model::{ColumnType, Schema, SqlType};
use crate::parse::sql::lex;

/// What was found out about one statement.
#[derive(Clone, Debug, Default)]
pub struct Inference {
    /// Its result columns, stars written out, in order; `None` where the statement could not be read: then
    /// nothing is known but what SQLite says itself.
    pub columns: Option<Vec<Typed>>,
    /// The lists of result columns that stand outside of parentheses, in the order of the text: one for each
    /// SELECT of a compound, or the one of RETURNING. For each the items between its commas.
    pub lists: Vec<Vec<Item>>,
    /// By parameter number less one.
    pub params: Vec<ParamUse>,
    /// Byte offsets of the `?n` that no column's affinity turns back into an integer where one was bound.
    pub unsteady: Vec<usize>,
    /// Whether the result always has a row; of an INSERT, whether it inserts in any case.
    pub certain: bool,
    /// The table that an INSERT writes, as its position in the schema.
    pub inserted: Option<usize>,
    /// What is stored in which columns.
    pub stored: Vec<Stored>,
    /// Columns that an INSERT must give a value and does not, as positions in the schema.
    pub missing: Vec<(usize, usize)>,
}

/// A value that is stored in a table's column.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The column, as positions in the schema.
    pub into: (usize, usize),
    pub sql_type: SqlType,
    /// A string literal's text.
    pub text: Option<String>,
    /// Where it starts, as a byte offset.
    pub at: Option<usize>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// `None`: nothing is known of it.
    pub ty: Option<ColumnType>,
    pub sql_type: SqlType,
    pub nullable: bool,
    /// The table's column that it shows unchanged, as positions in the schema.
    pub origin: Option<(usize, usize)>,
    /// A name for it where it has no alias and is no column: a function's (`count`), `exists`, …
    pub name: Option<String>,
}

/// An item of a list of result columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// An expression, with an alias or without.
    Expr,
    /// `*` or `t.*`: the columns that it stands for, as SQL (`n.id`, `"t"."order"`).
    Star(Vec<String>),
}

/// How a parameter is used.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ParamUse {
    /// From the column that it is stored in or compared with; `None`: nothing is known.
    pub ty: Option<ColumnType>,
    pub sql_type: Option<SqlType>,
    /// Whether NULL makes sense: it is stored in a column that takes it, or compared by IS.
    pub nullable: bool,
    /// A name for one that has none: the column's, `limit`, `offset`, `from_price`, …
    pub name: Option<String>,
    /// Two types of which no value has both, where it is used as either.
    pub conflict: Option<(ColumnType, ColumnType)>,
}

/// Reads one statement whose parameters are all `?n` and may all be NULL.
pub fn infer(schema: &Schema, sql: &str) -> Inference {
    infer_given(schema, sql, &|_| Given { may_be_null: true, ty: None })
}

/// What its author says of a parameter.
#[derive(Clone, Debug)]
pub struct Given {
    /// Whether NULL is given where the statement itself has no use for it (`sqlc.narg`).
    pub may_be_null: bool,
    /// `-- param x: Type`.
    pub ty: Option<(ColumnType, SqlType)>,
}

/// Reads one statement whose parameters are all `?n`; `given` tells of each what is said of it, by its number less one.
pub fn infer_given(schema: &Schema, sql: &str, given: &dyn Fn(usize) -> Given) -> Inference {
    let Some(tokens) = tokens::tokens(sql) else { return Inference::default() };
    let parameters = tokens.variables.iter().map(|&(number, _)| number).max().unwrap_or(0);
    let unsteady = |steady: &BTreeSet<usize>| {
        let offsets = tokens.variables.iter().map(|&(_, offset)| offset);
        offsets.filter(|offset| !steady.contains(offset)).collect::<Vec<usize>>()
    };
    let Some(statement) = dialect::parse(tokens.tokens.clone()) else {
        let params = vec![ParamUse::default(); parameters.min(params::MAX_PARAMETERS)];
        return Inference { params, unsteady: unsteady(&BTreeSet::new()), ..Inference::default() };
    };
    // What parameters are shows in the columns of the second reading.
    let mut known: Vec<ParamUse> = Vec::new();
    for round in 0.. {
        let mut cx = Cx::new(schema, sql, &tokens, known);
        let mut relation = cx.statement(&statement, None);
        cx.uses.resize_with(parameters.min(params::MAX_PARAMETERS), Default::default);
        let params: Vec<ParamUse> = cx.uses.iter().map(|uses| uses.found.clone()).collect();
        if round == 0 && !params.is_empty() {
            known = params;
            for (at, known) in known.iter_mut().enumerate() {
                let given = given(at);
                known.nullable |= given.may_be_null;
                if let Some((ty, sql_type)) = given.ty {
                    (known.ty, known.sql_type) = (Some(ty), Some(sql_type));
                }
            }
            continue;
        }
        if cx.strange {
            for output in &mut relation.columns {
                output.val.nullable = true;
            }
        }
        let certain = relation.certain && !relation.opaque && !cx.strange;
        let columns =
            (!relation.opaque).then(|| relation.columns.into_iter().map(|output| output.val.typed()).collect());
        let unsteady = unsteady(&cx.steady);
        let Cx { lists, inserted, stored, missing, .. } = cx;
        return Inference { columns, lists, params, unsteady, certain, inserted, stored, missing };
    }
    Inference::default()
}

/// What is kept while a statement is read.
#[derive(Debug)]
struct Cx<'s> {
    schema: &'s Schema,
    text: &'s str,
    /// What the parameters turned out to be when the statement was read first.
    known: Vec<ParamUse>,
    uses: Vec<params::Uses>,
    /// Offsets of parameters that some column's affinity makes right.
    steady: BTreeSet<usize>,
    lists: Vec<Vec<Item>>,
    /// How many sources there were.
    sources: usize,
    /// What is known at the place of an expression, inside of CASE.
    facts: Vec<scope::Key>,
    inserted: Option<usize>,
    stored: Vec<Stored>,
    missing: Vec<(usize, usize)>,
    /// An aggregate belongs to an outer SELECT: its nullability is not followed.
    strange: bool,
    /// Some window frame leaves rows out.
    excludes: bool,
    depth: usize,
    alias: Option<String>,
    upserts: Vec<Vec<TokenWithSpan>>,
    /// An INSERT gives every row that it is given.
    certain_write: bool,
}

impl<'s> Cx<'s> {
    fn new(schema: &'s Schema, text: &'s str, tokens: &tokens::Tokens, known: Vec<ParamUse>) -> Self {
        let updates = tokens.upserts.iter().filter_map(|upsert| match upsert {
            tokens::Upsert::Update(tokens) => Some(tokens.clone()),
            tokens::Upsert::Nothing => None,
        });
        Self {
            schema,
            text,
            known,
            uses: Vec::new(),
            steady: BTreeSet::new(),
            lists: Vec::new(),
            sources: 0,
            facts: Vec::new(),
            inserted: None,
            stored: Vec::new(),
            missing: Vec::new(),
            strange: false,
            excludes: tokens.excludes,
            depth: 0,
            alias: tokens.alias.clone(),
            upserts: updates.collect(),
            certain_write: write::writes_all(schema, tokens),
        }
    }
}

/// An expression's parts, without those of sub-queries.
fn children(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Nested(inner)
        | Expr::Collate { expr: inner, .. }
        | Expr::Cast { expr: inner, .. }
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::InSubquery { expr: inner, .. } => vec![inner],
        Expr::BinaryOp { left, right, .. }
        | Expr::IsDistinctFrom(left, right)
        | Expr::IsNotDistinctFrom(left, right) => vec![left, right],
        Expr::Like { expr, pattern, escape_char, .. } => {
            [Some(expr), Some(pattern), escape_char.as_ref()].into_iter().flatten().map(AsRef::as_ref).collect()
        }
        Expr::Between { expr, low, high, .. } => vec![expr, low, high],
        Expr::InList { expr, list, .. } => std::iter::once(expr.as_ref()).chain(list).collect(),
        Expr::Tuple(items) => items.iter().collect(),
        Expr::Case { operand, conditions, else_result, .. } => {
            let whens = conditions.iter().flat_map(|when| [&when.condition, &when.result]);
            let ends = operand.iter().chain(else_result).map(AsRef::as_ref);
            whens.chain(ends).collect()
        }
        Expr::Function(function) => {
            let mut parts = params::arguments(function);
            parts.extend(function.filter.as_deref());
            if let Some(sqlparser::ast::WindowType::WindowSpec(window)) = &function.over {
                parts.extend(window.partition_by.iter().chain(window.order_by.iter().map(|term| &term.expr)));
            }
            parts
        }
        _ => Vec::new(),
    }
}

/// The text of an item of the list that follows the SELECT at this offset.
fn item_text(text: &str, offset: usize, item: usize) -> Option<String> {
    const ENDS: [&str; 12] =
        ["from", "where", "group", "having", "window", "order", "limit", "union", "intersect", "except", ")", ";"];
    let rest = text.get(offset..)?;
    let mut depth = 0;
    let mut at = 0;
    let mut span: Option<(usize, usize)> = None;
    for token in lex::lex(rest).into_iter().skip(1).filter(|token| token.kind != lex::TokenKind::Comment) {
        let is = |words: &[&str]| words.iter().any(|word| token.is(rest, word));
        if depth == 0 && is(&ENDS) {
            break;
        }
        if depth == 0 && is(&[","]) {
            at += 1;
            continue;
        }
        depth += i32::from(is(&["(", "case"])) - i32::from(is(&[")", "end"]));
        if at == item && !(span.is_none() && is(&["distinct", "all"])) {
            span = Some((span.map_or(token.start, |(start, _)| start), token.end));
        }
    }
    let (start, end) = span?;
    rest.get(start..end).map(str::to_owned)
}
