//! What the words of a plan's step say (`sqlite3WhereAddExplainText` and its like in SQLite's source).

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Goes to the rows that fit `bound` (`status=?`, as SQLite writes them). Without any it looks for the least or
    /// the greatest value.
    Search {
        alias: String,
        by: Access,
        bound: Vec<String>,
    },
    /// Goes through everything.
    Scan {
        alias: String,
        by: Access,
    },
    /// Asks a virtual table; how is the table's own affair.
    Virtual {
        alias: String,
        number: i64,
        condition: String,
    },
    /// Rows that stand in the statement.
    Constant,
    /// Fills a filter with the values of a table, which reads all of it.
    BloomFilter {
        alias: String,
    },
    /// A sub-query whose rows are kept.
    Materialize(String),
    /// A sub-query whose rows are used one by one.
    Coroutine(String),
    /// `IN (SELECT …)`.
    ListSubquery {
        correlated: bool,
    },
    /// A sub-query that is a value.
    ScalarSubquery {
        correlated: bool,
    },
    /// Sorts, or tells values apart, in memory: `ORDER BY`, `GROUP BY`, `DISTINCT`, …
    Sort(String),
    /// An OR, each side through an index of its own.
    MultiIndexOr,
    /// The rows of a RIGHT JOIN's table that nothing was joined to.
    RightJoin(String),
    /// UNION and its like, or a part of one.
    Compound,
    /// The start or the step of a recursive CTE.
    Recursion,
    Other,
}

/// By what way a table is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// The table itself, in the order of its rows.
    Table,
    Rowid,
    PrimaryKey,
    Index {
        name: String,
        /// The table itself is not needed.
        covering: bool,
    },
    /// An index that SQLite makes for this one run, out of the whole table.
    Automatic,
}

impl StepKind {
    /// What the statement calls the table or sub-query that the step reads.
    pub(super) fn alias(&self) -> Option<&str> {
        match self {
            Self::Search { alias, .. }
            | Self::Scan { alias, .. }
            | Self::Virtual { alias, .. }
            | Self::BloomFilter { alias } => Some(alias),
            Self::RightJoin(table) => Some(table),
            _ => None,
        }
    }

    /// Whether it may read a whole table.
    pub(super) fn is_walk(&self) -> bool {
        match self {
            Self::Search { by, bound, .. } => *by == Access::Automatic || bound.is_empty(),
            Self::Scan { .. } | Self::Virtual { .. } | Self::BloomFilter { .. } => true,
            _ => false,
        }
    }
}

/// Reads a step's words.
pub(super) fn parse(words: &str) -> StepKind {
    if let Some(rest) = words.strip_prefix("SEARCH ") {
        return table(rest, true);
    }
    if let Some(rest) = words.strip_prefix("SCAN ") {
        let rows = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let constant = ["CONSTANT ROW", "CONSTANT ROWS", "-ROW VALUES CLAUSE"].contains(&rows);
        return if constant { StepKind::Constant } else { table(rest, false) };
    }
    if let Some(what) = words.strip_prefix("USE TEMP B-TREE FOR ") {
        return StepKind::Sort(what.to_owned());
    }
    if let Some(rest) = words.strip_prefix("BLOOM FILTER ON ") {
        let alias = rest.rsplit_once(" (").map_or(rest, |(alias, _)| alias);
        return StepKind::BloomFilter { alias: alias.to_owned() };
    }
    if let Some((head, name)) = words.split_once(' ') {
        match head {
            "MATERIALIZE" => return StepKind::Materialize(name.to_owned()),
            "CO-ROUTINE" => return StepKind::Coroutine(name.to_owned()),
            "RIGHT-JOIN" => return StepKind::RightJoin(name.to_owned()),
            _ => {}
        }
    }
    let correlated = words.starts_with("CORRELATED ");
    let starts = |heads: &[&str]| heads.iter().any(|head| words.starts_with(head));
    if words.contains("LIST SUBQUERY") {
        StepKind::ListSubquery { correlated }
    } else if words.contains("SCALAR SUBQUERY") || words.starts_with("REUSE SUBQUERY") {
        StepKind::ScalarSubquery { correlated }
    } else if words == "MULTI-INDEX OR" {
        StepKind::MultiIndexOr
    } else if starts(&["SETUP", "RECURSIVE STEP"]) {
        StepKind::Recursion
    } else if starts(&["COMPOUND", "LEFT", "RIGHT", "UNION", "EXCEPT", "INTERSECT", "MERGE"]) {
        StepKind::Compound
    } else {
        StepKind::Other
    }
}

/// What follows SEARCH or SCAN: a name, which may hold anything, and how it is read.
fn table(rest: &str, search: bool) -> StepKind {
    let rest = rest.strip_suffix(" LEFT-JOIN").unwrap_or(rest);
    if let Some((alias, how)) = rest.rsplit_once(" VIRTUAL TABLE INDEX ") {
        let (number, condition) = how.split_once(':').unwrap_or((how, ""));
        let number = match number.strip_prefix("0x") {
            Some(hex) => i64::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return StepKind::Virtual { alias: bare(alias), number: number.unwrap_or(0), condition: condition.to_owned() };
    }
    let heads = ["INTEGER PRIMARY KEY", "PRIMARY KEY", "AUTOMATIC ", "COVERING INDEX ", "INDEX "];
    let using = rest.match_indices(" USING ").find_map(|(at, using)| {
        let (alias, how) = (rest.get(..at)?, rest.get(at + using.len()..)?);
        heads.iter().any(|head| how.starts_with(head)).then_some((alias, how))
    });
    let (alias, how) = using.unwrap_or((rest, ""));
    let alias = bare(alias);
    // An index's name may hold parentheses: the columns are what the last ones hold.
    let (how, bound) = match how.strip_suffix(')').and_then(|how| how.rsplit_once(" (")) {
        Some((how, bound)) if search => (how, bound.split(" AND ").map(str::to_owned).collect()),
        _ => (how, Vec::new()),
    };
    let by = if let Some(name) = how.strip_prefix("COVERING INDEX ") {
        Access::Index { name: name.to_owned(), covering: true }
    } else if let Some(name) = how.strip_prefix("INDEX ") {
        Access::Index { name: name.to_owned(), covering: false }
    } else if how.starts_with("INTEGER PRIMARY KEY") {
        Access::Rowid
    } else if how.starts_with("PRIMARY KEY") {
        Access::PrimaryKey
    } else if how.starts_with("AUTOMATIC") {
        Access::Automatic
    } else {
        Access::Table
    };
    if search { StepKind::Search { alias, by, bound } } else { StepKind::Scan { alias, by } }
}

/// A name without its database, and without the mark of an EXISTS that became a join.
fn bare(name: &str) -> String {
    let name = name.strip_suffix(" EXISTS").unwrap_or(name);
    name.strip_prefix("main.").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_hold_anything() {
        assert_eq!(
            parse("SEARCH a USING b EXISTS USING COVERING INDEX i (x) (a=? AND b>?) LEFT-JOIN"),
            StepKind::Search {
                alias: "a USING b".to_owned(),
                by: Access::Index { name: "i (x)".to_owned(), covering: true },
                bound: vec!["a=?".to_owned(), "b>?".to_owned()],
            }
        );
        assert_eq!(
            parse("SCAN f VIRTUAL TABLE INDEX 0:M1"),
            StepKind::Virtual { alias: "f".to_owned(), number: 0, condition: "M1".to_owned() }
        );
        assert_eq!(parse("SCAN main.t"), StepKind::Scan { alias: "t".to_owned(), by: Access::Table });
        assert_eq!(parse("SCAN 2 CONSTANT ROWS"), StepKind::Constant);
    }
}
