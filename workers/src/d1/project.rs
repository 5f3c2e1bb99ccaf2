//! Projections: a query that is read as some of its row's columns.
//!
//! A projection must be the same rows with fewer cells. What is hard: only where nothing else of the statement speaks
//! of the list between SELECT and FROM may another list stand there. So a statement of a table is rewritten where it
//! is as plain as those that the compiler writes; any other (RETURNING, a compound, ORDER BY a position, the row of a
//! named query) runs as it is, and the columns are picked out of its result by their names.

use std::borrow::Cow;

use super::D1Error;
use super::column::{DecodeError, Projection, TableRow};
use super::statement::{Asked, Bound, Columns, Executed, FromResult, Query, ResultSet};

impl<R: TableRow, A> Query<Option<R>, A> {
    /// The same query, reading only the columns of `P`.
    pub fn project<P: Projection<Of = R>>(self) -> Query<Option<P>, A> {
        Query::decoded(select::<P, _, _>(self), read::<P, _>)
    }
}

impl<R: TableRow, A> Query<Vec<R>, A> {
    /// The same query, reading only the columns of `P`.
    pub fn project<P: Projection<Of = R>>(self) -> Query<Vec<P>, A> {
        Query::decoded(select::<P, _, _>(self), read::<P, _>)
    }
}

impl<R: TableRow, A> Query<Executed<R>, A> {
    /// The same query, reading only the columns of `P`.
    pub fn project<P: Projection<Of = R>>(self) -> Query<Executed<P>, A> {
        Query::decoded(select::<P, _, _>(self), read::<P, _>)
    }
}

impl<R: TableRow, A> Query<R, A> {
    /// The same query, reading only the columns of `P`.
    pub fn project<P: Projection<Of = R>>(self) -> Query<P, A> {
        Query::decoded(select::<P, _, _>(self), |result, asked| {
            read::<P, Executed<P>>(result, asked).map(|Executed(row)| row)
        })
    }
}

/// The statement with the projection's own list where it may have one.
fn select<P: Projection, T, A>(query: Query<T, A>) -> Bound {
    let (mut bound, _) = query.split();
    let rest = P::Of::SELECT.and_then(|list| bound.sql.strip_prefix(list)).filter(|rest| is_plain(rest));
    if let Some(rest) = rest {
        bound.sql = Cow::Owned(format!("SELECT {}{rest}", P::LIST.join(", ")));
        bound.columns = Columns::Known(P::COLUMNS);
    }
    bound
}

/// Whether what follows a list of columns means the same behind a shorter list. A word within a string counts too,
/// which at worst leaves a statement as it is.
fn is_plain(rest: &str) -> bool {
    if !rest.starts_with(" FROM ") {
        return false;
    }
    let mut ordered = false;
    for word in rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '?') {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        if is("union") || is("intersect") || is("except") || is("group") {
            return false;
        }
        ordered = is("by") || ordered && !is("limit");
        // `ORDER BY 2`
        if ordered && word.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
    }
    true
}

/// Reads a result whose columns may be more than the projection's, and in another order.
fn read<P: Projection, T: FromResult>(result: ResultSet, asked: Asked) -> Result<T, D1Error> {
    if asked.columns() == Columns::Known(P::COLUMNS) {
        return T::from_result(result);
    }
    T::from_result(pick(result, asked.columns(), P::COLUMNS)?)
}

fn pick(mut result: ResultSet, columns: Columns, wanted: &[&'static str]) -> Result<ResultSet, D1Error> {
    let position = |wanted: &&'static str| {
        let found = match columns {
            Columns::Known(names) => names.iter().position(|name| name == wanted),
            Columns::Ask => result.names.iter().position(|name| name == wanted),
        };
        found.ok_or_else(|| DecodeError::new("a column of this name", "none").in_column(wanted))
    };
    let positions: Vec<usize> = wanted.iter().map(position).collect::<Result<_, _>>()?;
    let mut cells = Vec::with_capacity(result.cells.len() / result.width.max(1) * wanted.len());
    for row in result.cells.chunks_mut(result.width.max(1)) {
        // A row is never shorter; if it were, its lack would be read as NULL, and told where that does not fit.
        cells.extend(positions.iter().map(|&at| row.get_mut(at).map(std::mem::take).unwrap_or_default()));
    }
    Ok(ResultSet { cells, width: wanted.len(), ..result })
}

#[cfg(test)]
mod tests {
    use super::super::column::{FromRow, Row};
    use super::super::query::Statement;
    use super::super::statement::{ReadQuery, Write};
    use super::super::value::Value;
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Node(i64, String, Option<String>);

    impl FromRow for Node {
        fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
            Ok(Node(row.next("id")?, row.next("name")?, row.next("note")?))
        }
    }

    impl TableRow for Node {
        const SELECT: Option<&'static str> = Some("SELECT id, name, note");
    }

    /// In another order than the table's.
    #[derive(Debug, PartialEq)]
    struct Brief(Option<String>, i64);

    impl FromRow for Brief {
        fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
            Ok(Brief(row.next("note")?, row.next("id")?))
        }
    }

    impl Projection for Brief {
        type Of = Node;
        const LIST: &'static [&'static str] = &["note", "id"];
        const COLUMNS: &'static [&'static str] = &["note", "id"];
    }

    const COLUMNS: &[&str] = &["id", "name", "note"];

    fn read(sql: &'static str) -> ReadQuery<Vec<Node>> {
        Query::read(sql, vec![], COLUMNS)
    }

    #[test]
    fn a_plain_statement_is_rewritten() {
        for rest in [
            " FROM nodes WHERE id = ?1",
            " FROM nodes WHERE name = ?1 ORDER BY note DESC, id LIMIT 10",
            " FROM nodes ORDER BY id LIMIT ?2",
        ] {
            let sql: &'static str = format!("SELECT id, name, note{rest}").leak();
            let query = read(sql).project::<Brief>();
            assert_eq!(query.bound().sql, format!("SELECT note, id{rest}"));
            assert_eq!(query.bound().columns, Columns::Known(Brief::COLUMNS));
        }
    }

    #[test]
    fn what_another_list_would_change_stays() {
        for sql in [
            "SELECT id, name, note AS note FROM nodes",
            "SELECT id, name, note FROM nodes ORDER BY 2",
            "SELECT id, name, note FROM nodes ORDER BY lower(name), (2) LIMIT 1",
            "SELECT id, name, note FROM nodes UNION SELECT id, name, note FROM old",
            "SELECT id, name, note FROM nodes group by 2",
            "SELECT DISTINCT id, name, note FROM nodes",
            "UPDATE nodes SET name = 'a' RETURNING id, name, note",
        ] {
            let query = read(sql).project::<Brief>();
            assert_eq!((&*query.bound().sql, query.bound().columns), (sql, Columns::Known(COLUMNS)));
        }
    }

    fn cells() -> Vec<Value> {
        let text = |text: &str| Value::Text(text.to_owned());
        vec![Value::Integer(1), text("a"), text("x"), Value::Integer(2), text("b"), Value::Null]
    }

    fn run<T, A>(query: Query<T, A>) -> T {
        let (_, decoder) = query.split();
        decoder.decode(ResultSet { cells: cells(), width: 3, ..ResultSet::default() }).expect("sound")
    }

    #[test]
    fn columns_are_picked_by_name() {
        let statement = Statement { sql: "UPDATE …", columns: COLUMNS, access: Write, idempotent: false };
        let (first, second) = (Brief(Some("x".into()), 1), Brief(None, 2));
        assert_eq!(run(statement.optional::<Node>(vec![]).project::<Brief>()).as_ref(), Some(&first));
        assert_eq!(run(statement.one::<Node>(vec![]).project::<Brief>()), first);
        let query: Query<Executed<Node>> = Query::write("UPDATE …", vec![], COLUMNS);
        assert_eq!(run(query.project::<Brief>()).0, first);
        assert_eq!(run(statement.many::<Node>(vec![]).project::<Brief>()), [first, second]);
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let query: Query<Vec<Node>> = Query::write("UPDATE …", vec![], &["id", "name", "remark"]);
        let (_, decoder) = query.project::<Brief>().split();
        let error = decoder.decode(ResultSet { cells: cells(), width: 3, ..ResultSet::default() });
        let expected = "unexpected data: column `note`: expected a column of this name, found none";
        assert_eq!(error.map_err(|e| e.to_string()), Err(expected.into()));
    }

    #[test]
    fn a_row_within_a_row_is_left_out_where_it_is_null() {
        let mut values = vec![Value::Null, Value::Null, Value::Null, Value::Integer(7)];
        let mut row = Row::new(&mut values);
        assert_eq!(row.optional::<Node>(3), Ok(None));
        assert_eq!(row.next::<i64>("after"), Ok(7));
        assert!(row.optional::<Node>(1).is_err(), "no cells are left");

        let mut values = cells();
        let mut row = Row::new(&mut values);
        assert_eq!(row.optional::<Node>(3), Ok(Some(Node(1, "a".into(), Some("x".into())))));
        assert_eq!(row.optional::<Node>(3), Ok(Some(Node(2, "b".into(), None))));

        let mut values = vec![Value::Null, Value::Text("a".into()), Value::Null];
        let error = Row::new(&mut values).optional::<Node>(3).map_err(|e| e.to_string());
        assert_eq!(error, Err("column `id`: expected INTEGER, found NULL".into()));
    }
}
