//! Random queries, and some that are known to be hard.

use williw_codegen::model::{Schema, TableKind};

use crate::Random;
use crate::rows::quote;

/// Queries over our own schema, each at a place where one could be wrong.
pub(crate) const OWN: &[&str] = &[
    "SELECT a.id, b.id FROM nodes a LEFT JOIN parts b ON b.node_id = a.id WHERE b.age > 1",
    "SELECT a.*, b.* FROM nodes a RIGHT JOIN parts b ON b.node_id = a.id",
    "SELECT * FROM parts FULL JOIN bare ON parts.age = bare.x",
    "SELECT * FROM parts NATURAL JOIN links",
    "SELECT * FROM parts NATURAL LEFT JOIN links",
    "SELECT * FROM parts NATURAL RIGHT JOIN links",
    "SELECT * FROM parts NATURAL FULL JOIN links",
    "SELECT age, parts.age, links.age FROM parts FULL JOIN links USING (age)",
    "SELECT * FROM parts JOIN links USING (age) LEFT JOIN nodes USING (age)",
    "SELECT * FROM nodes LEFT JOIN (parts JOIN bare ON parts.age = bare.x) ON node_id = nodes.id",
    "SELECT nodes.id, bare.y FROM bare, nodes RIGHT JOIN parts ON node_id = nodes.id",
    "SELECT bare.x, parts.age FROM bare JOIN nodes ON bare.x = nodes.age RIGHT JOIN parts ON node_id = nodes.id",
    "SELECT id, max(age), count(*), sum(size), total(size) FROM nodes",
    "SELECT id, max(age), min(size), sum(age), avg(size), group_concat(name) FROM nodes GROUP BY kind",
    "SELECT kind, max(age) FROM nodes GROUP BY kind HAVING max(age) > 2",
    "SELECT age FROM nodes GROUP BY age HAVING age IS NOT NULL",
    "SELECT 1, name FROM nodes HAVING count(*) >= 0",
    "SELECT id FROM nodes ORDER BY count(*)",
    "SELECT count(*), count(age), max(size) FILTER (WHERE age > 2) FROM nodes GROUP BY kind",
    "SELECT (SELECT max(o.size)) FROM void v, nodes o",
    "SELECT o.x, (SELECT max(o.x)) FROM void o",
    "SELECT o.x, (SELECT max(o.x + i.age) FROM parts i) FROM void o",
    "SELECT (SELECT count(*) FROM void), (SELECT x FROM void), (SELECT 5), (SELECT count(*) FROM void LIMIT 0)",
    "SELECT (SELECT count(*) FROM void LIMIT 1 OFFSET 1), (VALUES (1), (NULL)), (SELECT 1 WHERE 0)",
    "SELECT CASE WHEN age IS NOT NULL THEN age ELSE 0 END, CASE WHEN age IS NULL THEN 'x' ELSE age END FROM nodes",
    "SELECT CASE WHEN age > 1 THEN 1 WHEN age IS NULL THEN 0 ELSE age END, iif(note IS NULL, '', note) FROM nodes",
    "SELECT CASE age WHEN NULL THEN 1 ELSE age END, CASE WHEN NOT (age IS NOT NULL) THEN 1 ELSE age END FROM nodes",
    "SELECT age FROM nodes WHERE NOT (age IS NULL)",
    "SELECT age, note FROM nodes WHERE age > 0 OR note = 'a'",
    "SELECT age, note FROM nodes WHERE NOT (age > 0 OR note = 'a')",
    "SELECT age, note FROM nodes WHERE NOT (age > 0 AND note = 'a')",
    "SELECT age FROM nodes WHERE age NOT IN (SELECT x FROM void)",
    "SELECT age FROM nodes WHERE age NOT IN ()",
    "SELECT age FROM nodes WHERE age NOT IN (1, 2)",
    "SELECT age FROM nodes WHERE age IN (SELECT x FROM bare)",
    "SELECT age FROM nodes WHERE age IS NOT 5",
    "SELECT age FROM nodes WHERE age IS 5",
    "SELECT age, note FROM nodes WHERE age IS note",
    "SELECT age FROM nodes WHERE (age > 1) IS NOT TRUE",
    "SELECT age FROM nodes WHERE (age > 1) IS NOT FALSE",
    "SELECT age FROM nodes WHERE (age > 1) IS FALSE",
    "SELECT age, note FROM nodes WHERE (age, note) = (1, 'a')",
    "SELECT age, note FROM nodes WHERE (age, note) > (1, 'a')",
    "SELECT age, note FROM nodes WHERE NOT (age, note) = (1, 'a')",
    "SELECT age, note FROM nodes WHERE (age, note) IS NOT (1, 'a')",
    "SELECT age FROM nodes WHERE coalesce(age, 1) > 0",
    "SELECT age FROM nodes WHERE age BETWEEN 0 AND 3",
    "SELECT age, size FROM nodes WHERE size NOT BETWEEN age AND 3",
    "SELECT age, size FROM nodes WHERE size BETWEEN 0 AND age",
    "SELECT note FROM nodes WHERE note LIKE '%'",
    "SELECT note FROM nodes WHERE lower(note) <> 'x'",
    "SELECT b.age, b.x FROM bare z LEFT JOIN (SELECT 1 AS x, age FROM parts) b ON b.age = z.x",
    "SELECT b.one FROM bare LEFT JOIN (SELECT 1 AS one, x FROM void) b ON b.x = bare.x WHERE b.one IS NULL",
    "SELECT b.one, b.x FROM bare LEFT JOIN (SELECT 1 AS one, x FROM bare) b ON b.x = bare.x WHERE b.one = 1",
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c",
    "WITH RECURSIVE c(n, t) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, nullif(t, 'a') FROM c WHERE n < 5) SELECT * FROM c",
    "WITH RECURSIVE c(n, t) AS (SELECT 1, 2 UNION SELECT t, 'x' FROM c WHERE typeof(n) = 'integer') SELECT * FROM c",
    "WITH RECURSIVE c(a, b, d) AS (SELECT 1, 2, 3 UNION SELECT b, d, NULL FROM c WHERE a IS NOT NULL) SELECT * FROM c",
    "WITH b AS (SELECT * FROM a), a AS MATERIALIZED (SELECT age FROM nodes) SELECT * FROM b",
    "WITH a AS NOT MATERIALIZED (SELECT age FROM nodes) SELECT * FROM a, a b",
    "SELECT age FROM nodes UNION SELECT note FROM nodes",
    "SELECT size FROM nodes UNION ALL SELECT score FROM nodes",
    "SELECT size FROM nodes EXCEPT SELECT age FROM parts",
    "SELECT age FROM nodes INTERSECT SELECT age FROM parts",
    "SELECT age FROM nodes UNION SELECT age FROM parts INTERSECT SELECT size FROM nodes",
    "SELECT age FROM nodes EXCEPT SELECT size FROM nodes UNION SELECT NULL",
    "VALUES (1, 'a'), (2, NULL)",
    "SELECT * FROM (VALUES (1, 'a'), (2.5, 'b'))",
    "SELECT column1 FROM (VALUES (1), (NULL))",
    "SELECT row_number() OVER (), rank() OVER (ORDER BY age), lag(size) OVER (), lag(size, 1, 0) OVER () FROM nodes",
    "SELECT lag(size, 1, age) OVER (), lead(size, 2, 'x') OVER (ORDER BY id), lag(size, NULL, 1) OVER () FROM nodes",
    "SELECT first_value(size) OVER (), last_value(size) OVER (ORDER BY age), nth_value(size, 2) OVER () FROM nodes",
    "SELECT first_value(size) OVER (ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING), sum(size) OVER (ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM nodes",
    "SELECT first_value(size) OVER (ROWS 1 PRECEDING EXCLUDE CURRENT ROW), max(size) OVER (ORDER BY id EXCLUDE TIES) FROM nodes",
    "SELECT sum(size) OVER w, first_value(size) OVER (w ROWS 2 PRECEDING) FROM nodes WINDOW w AS (ORDER BY age)",
    "SELECT sum(size) OVER w FROM nodes WINDOW w AS (ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING)",
    "SELECT count(*) OVER (), sum(size) FILTER (WHERE size > 3) OVER (), ntile(2) OVER (ORDER BY id) FROM nodes",
    "SELECT max(size), row_number() OVER (), first_value(max(size)) OVER () FROM nodes",
    "SELECT percent_rank() OVER (ORDER BY age), cume_dist() OVER (ORDER BY age), dense_rank() OVER (ORDER BY id) FROM nodes",
    "SELECT 5 / 0, 5 % 0, 5 / 2, 5 / 0.5, 5 % 0.5, 7 % 2.5, size / age, size / 2, score / 2 FROM nodes",
    "SELECT age + 1, score + 1, note + 1, -note, -size, -active, ~size, ~note, size << 1, age & 3, note | 1 FROM nodes",
    "SELECT note || name, size || name, size || age, name || NULL, NULL + 1, -NULL FROM nodes",
    "SELECT NOT age, NOT name, age AND hidden, age OR 1, age = note, age IS note, name LIKE note, name GLOB 'a*' FROM nodes",
    "SELECT active = 1, hidden = 0, active AND hidden, active IS TRUE, hidden IS NOT TRUE, age ISNULL, age NOTNULL, age NOT NULL FROM nodes",
    "SELECT age IN (1, NULL), size IN (1, 2), size IN (), age NOT IN (), size IN (SELECT x FROM bare), size IN void FROM nodes",
    "SELECT size BETWEEN age AND 3, size BETWEEN 1 AND 3, age BETWEEN 1 AND 3 FROM nodes",
    "SELECT EXISTS (SELECT 1 FROM void), NOT EXISTS (SELECT 1 FROM nodes), true, false, CASE WHEN age THEN true ELSE false END FROM nodes",
    "SELECT CASE WHEN age > 1 THEN TRUE END, coalesce(age > 1, false), iif(age, true, 0), coalesce(hidden, true) FROM nodes",
    "SELECT CAST(note AS INTEGER), CAST(note AS REAL), CAST(note AS NUMERIC), CAST(size AS TEXT), CAST(size AS BLOB), CAST(score AS NUMERIC) FROM nodes",
    "SELECT CAST(note AS BOOLEAN), CAST(active AS BOOLEAN), CAST(size AS BOOLEAN), CAST(raw AS TEXT), CAST(thing AS UNSIGNED BIG INT), CAST(x'3132' AS DECIMAL(10, 2)) FROM nodes",
    "SELECT coalesce(age, 0), coalesce(age, note), coalesce(NULL, age), ifnull(note, 'x'), nullif(size, 0), ifnull(NULL, NULL) FROM nodes",
    "SELECT coalesce(avg(age), 0), coalesce(sum(age), 0), coalesce(max(age), 0), coalesce(max(note), 0) FROM nodes",
    "SELECT coalesce(kind, 'a'), coalesce(kind, 'z'), min(kind, 'a'), max(size, age), min(size, 3), max(score, size) FROM nodes",
    "SELECT abs(size), abs(score), abs(note), abs(age), abs(raw), round(size), round(score, 1), round(note), sign(size), sign(note) FROM nodes",
    "SELECT length(note), length(raw), lower(name), upper(raw), trim(size), substr(name, 2), substr(raw, 1), substr(age, 1, 1) FROM nodes",
    "SELECT instr(name, 'a'), replace(name, 'a', 'b'), replace(size, '', 'b'), replace(size, '1', 'b'), replace(thing, name, 'b') FROM nodes",
    "SELECT hex(note), quote(note), typeof(note), unicode(name), char(65, 66), char(), unhex(name), zeroblob(2), randomblob(NULL), random() FROM nodes",
    "SELECT printf('%d', age), printf(note), printf('%s', NULL), format('', 1), concat(NULL), concat(note, 1), concat_ws(note, 1, 2), concat_ws(',', NULL) FROM nodes",
    "SELECT likely(age), unlikely(size), likelihood(age, 0.5), glob('a', note), like('a', name), soundex(note), octet_length(note) FROM nodes",
    "SELECT date('now'), date(note), time(), datetime(size, 'unixepoch'), julianday(note), julianday(), unixepoch(note), unixepoch(), unixepoch('now', 'subsec'), strftime('%Y', note), strftime(note), timediff(note, 'now') FROM nodes",
    "SELECT unixepoch('subsec'), unixepoch('now', name), date(), datetime('now'), current_timestamp, current_date, current_time FROM nodes",
    "SELECT json_array(age, note), json_object('a', age), json_quote(note), json_valid(note), json_valid(name), json_group_array(age), json_group_object(name, age) FROM nodes",
    "SELECT json_group_array(x), json_group_object(y, x) FROM void",
    "SELECT key, value, type, atom, id, parent, fullkey, path FROM json_each('{\"a\":1,\"b\":[2,null],\"c\":{\"d\":\"e\"}}')",
    "SELECT * FROM json_tree('[1,\"x\",null,{\"a\":2.5}]')",
    "SELECT * FROM json_each('5')",
    "SELECT j.value, nodes.id FROM nodes, json_each('[1,2,null]') AS j",
    "SELECT j.key, j.type FROM bare LEFT JOIN json_each('[]') j",
    "SELECT json_extract('{\"a\":1}', '$.a'), json_extract('{\"a\":1}', '$.a', '$.b'), '{\"a\":1}' -> 'a', '{\"a\":1}' ->> 'b', '[1]' -> 0, json_type('[1]', '$[3]')",
    "SELECT json_array_length('[1,2]'), json_array_length('5'), json_array_length('{}', '$.x'), json_set('{}', '$.a', NULL), json_remove('[1]', '$'), json_patch('{}', NULL), json('[1]')",
    "SELECT json_insert('{}', '$.a', 1), json_replace('{}', '$.a', 1), json_set(NULL, '$.a', 1), json_set('{}', NULL, 1), json_pretty('[]'), json_error_position('[')",
    "SELECT rowid, oid, nodes._rowid_, parts.rowid FROM nodes LEFT JOIN parts ON node_id = nodes.id",
    "SELECT rowid, id FROM parts",
    "SELECT * FROM both",
    "SELECT *, doubled FROM parts",
    "SELECT sum(note), sum(age), sum(score), sum(active), sum(thing), avg(note), total(note), sum(NULL), max(NULL) FROM nodes GROUP BY kind",
    "SELECT max(thing), min(raw), max(kind), group_concat(age), group_concat(name, ''), string_agg(size, ','), count(DISTINCT age), sum(DISTINCT size) FROM nodes GROUP BY kind",
    "SELECT sqrt(size), ln(size), pow(size, 2), ceil(size), ceil(score), floor(note), trunc(score), mod(size, 0), pi(), exp(1), degrees(note) FROM nodes",
    "SELECT +note, +size, (size), size COLLATE NOCASE, - - size, NOT NOT age, 1 - -1, 0x10, 1e3, .5, 9223372036854775808, x'00' FROM nodes",
    "SELECT a.size FROM nodes a WHERE EXISTS (SELECT 1 FROM parts p WHERE p.node_id = a.id AND a.age > 0)",
    "SELECT (SELECT a.age FROM void v WHERE a.age > 0), (SELECT a.age WHERE a.age > 0), (SELECT count(*) + a.age FROM void v WHERE a.age > 0) FROM nodes a",
    "SELECT (SELECT max(p.age) FROM parts p WHERE p.node_id = a.id), (SELECT count(*) FROM parts p WHERE p.node_id = a.id) FROM nodes a",
    "SELECT x FROM (SELECT max(x) AS x FROM void)",
    "SELECT count(*) FROM (SELECT x FROM void)",
    "SELECT a, a FROM (SELECT 1 AS a, 'x' AS a)",
    "SELECT * FROM (SELECT 1 AS a, 'x' AS a), (SELECT count(*), max(x) FROM void)",
    "SELECT DISTINCT age FROM nodes LIMIT 3",
    "SELECT name FROM nodes LIMIT 2 OFFSET 1",
    "SELECT count(*) FROM nodes LIMIT 0",
    "SELECT max(x) FROM void HAVING max(x) > 0",
    "SELECT age FROM parts INDEXED BY nothing WHERE age > 0",
    "SELECT age FROM parts NOT INDEXED WHERE age > 0 AND note NOT GLOB 'a*' AND NOT note MATCH 'x'",
    "SELECT n.age key, n.size AS \"left\" FROM nodes n NATURAL JOIN (SELECT 1 AS one) ORDER BY key DESC NULLS LAST",
    "SELECT size > 1 = active, size = 1 < 2, name || 'x' = note, size + 1 || 'a', size * 2 || 3, size & 3 = 1, size BETWEEN 1 AND 2 = 1 FROM nodes",
];

/// A random query over a schema.
pub(crate) fn query(schema: &Schema, random: &mut Random) -> String {
    let tables = schema.tables.iter().filter(|table| table.kind != TableKind::Virtual);
    let tables: Vec<Table> = tables
        .map(|table| Table {
            name: table.name.source.clone(),
            columns: table.columns.iter().map(|column| column.name.source.clone()).collect(),
        })
        .collect();
    let mut maker = Maker { tables, random, next: 0, known: Vec::new() };
    if maker.tables.is_empty() {
        return "SELECT 1".to_owned();
    }
    let mut text = String::new();
    if maker.random.chance(20) {
        let name = maker.name("w");
        let (query, columns) = maker.select(2, None, &[]);
        let listed = maker.random.chance(30);
        let columns: Vec<String> = if listed { columns.iter().map(|_| maker.name("c")).collect() } else { columns };
        let list = if listed { format!("({})", columns.join(", ")) } else { String::new() };
        let kind = *maker.random.pick(&["", "MATERIALIZED ", "NOT MATERIALIZED "]);
        text = format!("WITH {name}{list} AS {kind}({query}) ");
        maker.known.push(Table { name, columns });
    }
    text.push_str(&maker.compound(3));
    if maker.random.chance(15) {
        text.push_str(" LIMIT 5");
    }
    text
}

#[derive(Clone)]
struct Table {
    name: String,
    columns: Vec<String>,
}

struct Maker<'r> {
    tables: Vec<Table>,
    random: &'r mut Random,
    next: usize,
    /// Tables of a WITH.
    known: Vec<Table>,
}

impl Maker<'_> {
    fn name(&mut self, prefix: &str) -> String {
        self.next += 1;
        format!("{prefix}{}", self.next)
    }

    fn compound(&mut self, depth: usize) -> String {
        let count = 1 + self.random.below(4);
        let (mut text, _) = self.select(depth, Some(count), &[]);
        while self.random.chance(18) {
            let op = *self.random.pick(&["UNION", "UNION ALL", "INTERSECT", "EXCEPT", "UNION ALL"]);
            let (arm, _) = self.select(depth - 1, Some(count), &[]);
            text = format!("{text} {op} {arm}");
        }
        text
    }

    /// A SELECT and the names of its columns; `outer` are columns around it.
    fn select(&mut self, depth: usize, count: Option<usize>, outer: &[String]) -> (String, Vec<String>) {
        let (from, columns) = self.from(depth);
        let mut scope = columns.clone();
        let mut filter = String::new();
        if !outer.is_empty() && self.random.chance(70) {
            scope.extend(outer.iter().cloned());
        }
        if self.random.chance(50) {
            filter = format!(" WHERE {}", self.condition(&scope, depth));
        }
        let kind = self.random.below(10);
        let mut tail = String::new();
        let (aggregates, windows) = match kind {
            0 | 1 => (true, false),
            2..=4 => {
                let terms: Vec<String> =
                    (0..1 + self.random.below(2)).map(|_| self.random.pick(&columns).clone()).collect();
                tail = format!(" GROUP BY {}", terms.join(", "));
                if self.random.chance(25) {
                    tail.push_str(&format!(" HAVING {}", self.condition(&columns, 1)));
                }
                (true, false)
            }
            5 | 6 => (false, true),
            _ => (false, false),
        };
        if count.is_none() && kind > 6 && self.random.chance(20) {
            let inner = self.name("s");
            return (format!("SELECT * FROM (SELECT {} AS {inner} FROM {from}{filter})", columns[0]), vec![inner]);
        }
        let count = count.unwrap_or(1 + self.random.below(4));
        let mut items = Vec::new();
        let mut names = Vec::new();
        for _ in 0..count {
            let expr = match () {
                () if aggregates && self.random.chance(60) => self.aggregate(&scope, depth),
                () if windows && self.random.chance(60) => self.window(&scope, depth),
                () => self.expr(&scope, depth),
            };
            let expr = match aggregates && self.random.chance(25) {
                true => format!("coalesce({expr}, {})", self.expr(&scope, 1)),
                false => expr,
            };
            let name = self.name("c");
            items.push(format!("{expr} AS {name}"));
            names.push(name);
        }
        let distinct = if self.random.chance(8) { "DISTINCT " } else { "" };
        (format!("SELECT {distinct}{} FROM {from}{filter}{tail}", items.join(", ")), names)
    }

    fn table(&mut self) -> Table {
        if !self.known.is_empty() && self.random.chance(35) {
            return self.random.pick(&self.known).clone();
        }
        self.random.pick(&self.tables).clone()
    }

    /// A source with its alias, and its columns with the alias before them.
    fn source(&mut self, depth: usize) -> (String, Vec<String>, Vec<String>) {
        let alias = self.name("t");
        let (text, columns) = if depth > 1 && self.random.chance(18) {
            let (query, columns) = self.select(depth - 1, None, &[]);
            (format!("({query}) AS {alias}"), columns)
        } else {
            let table = self.table();
            (format!("{} AS {alias}", quote(&table.name)), table.columns)
        };
        let full = columns.iter().map(|column| format!("{alias}.{}", quote(column))).collect();
        (text, full, columns)
    }

    fn from(&mut self, depth: usize) -> (String, Vec<String>) {
        let (mut text, mut columns, mut names) = self.source(depth);
        let joins = *self.random.pick(&[0, 0, 0, 1, 1, 1, 2, 2]);
        for _ in 0..joins {
            let (mut right, mut theirs, mut right_names) = self.source(depth);
            if self.random.chance(15) {
                let (inner, more, more_names) = self.source(1);
                let both: Vec<String> = theirs.iter().chain(&more).cloned().collect();
                let kind = *self.random.pick(&["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]);
                right = format!("({right} {kind} {inner} ON {})", self.condition(&both, 1));
                theirs = both;
                right_names.extend(more_names);
            }
            let common = names.iter().find(|name| right_names.contains(name)).cloned();
            let kind = *self.random.pick(&[
                "JOIN",
                "INNER JOIN",
                "LEFT JOIN",
                "LEFT JOIN",
                "LEFT OUTER JOIN",
                "RIGHT JOIN",
                "FULL JOIN",
                ",",
                "CROSS JOIN",
            ]);
            let unique = |list: &[String]| {
                common.as_ref().is_some_and(|name| list.iter().filter(|other| *other == name).count() == 1)
            };
            text = match (kind, &common) {
                ("," | "CROSS JOIN", _) => format!("{text} {kind} {right}"),
                (_, Some(name)) if unique(&names) && unique(&right_names) && self.random.chance(40) => {
                    columns.push(quote(name));
                    format!("{text} {kind} {right} USING ({})", quote(name))
                }
                _ => {
                    let both: Vec<String> = columns.iter().chain(&theirs).cloned().collect();
                    let on = match self.random.chance(60) {
                        true => {
                            format!("{} = {}", self.random.pick(&columns).clone(), self.random.pick(&theirs).clone())
                        }
                        false => self.condition(&both, 1),
                    };
                    format!("{text} {kind} {right} ON {on}")
                }
            };
            columns.extend(theirs);
            names.extend(right_names);
        }
        (text, columns)
    }

    fn literal(&mut self) -> String {
        (*self
            .random
            .pick(&["0", "1", "2", "-1", "1.5", "''", "'a'", "'12'", "NULL", "x'01'", "true", "false", "'$.a'", "3"]))
        .to_owned()
    }

    fn condition(&mut self, columns: &[String], depth: usize) -> String {
        let a = self.expr(columns, depth.saturating_sub(1).min(1));
        let column = self.random.pick(columns).clone();
        match self.random.below(if depth == 0 { 14 } else { 22 }) {
            0 => format!("{column} IS NOT NULL"),
            1 => format!("{a} IS NOT NULL"),
            2 => format!("{column} IS NULL"),
            3..=6 => {
                let op = *self.random.pick(&["=", "<", ">", "<=", ">=", "<>", "==", "!="]);
                let b = if self.random.chance(50) { self.literal() } else { self.random.pick(columns).clone() };
                format!("{column} {op} {b}")
            }
            7 => format!(
                "{a} {} {}",
                *self.random.pick(&["IS", "IS NOT", "IS NOT DISTINCT FROM", "IS DISTINCT FROM"]),
                self.literal()
            ),
            8 => format!(
                "{column} {}IN ({}, {})",
                *self.random.pick(&["", "NOT "]),
                self.literal(),
                self.expr(columns, 0)
            ),
            9 => format!("{column} {}BETWEEN {} AND {a}", *self.random.pick(&["", "NOT "]), self.literal()),
            10 => format!(
                "{column} {}{} {}",
                *self.random.pick(&["", "NOT "]),
                *self.random.pick(&["LIKE", "GLOB"]),
                *self.random.pick(&["'%'", "'a%'", "'*'", "NULL"])
            ),
            11 => format!("{a} IS {}{}", *self.random.pick(&["", "NOT "]), *self.random.pick(&["TRUE", "FALSE"])),
            12 => column,
            13 => format!(
                "({column}, {}) {} ({}, {a})",
                self.random.pick(columns).clone(),
                *self.random.pick(&["=", "<", "<>", ">="]),
                self.literal()
            ),
            14..=16 => format!("({} AND {})", self.condition(columns, depth - 1), self.condition(columns, depth - 1)),
            17 | 18 => format!("({} OR {})", self.condition(columns, depth - 1), self.condition(columns, depth - 1)),
            19 => format!("NOT ({})", self.condition(columns, depth - 1)),
            20 => {
                let (query, _) = self.select(1, Some(1), columns);
                format!("{column} {}IN ({query})", *self.random.pick(&["", "NOT "]))
            }
            _ => {
                let (query, _) = self.select(1, Some(1), columns);
                format!("{}EXISTS ({query})", *self.random.pick(&["", "NOT "]))
            }
        }
    }

    fn expr(&mut self, columns: &[String], depth: usize) -> String {
        let Some(inner) = depth.checked_sub(1) else {
            return if self.random.chance(80) { self.random.pick(columns).clone() } else { self.literal() };
        };
        match self.random.below(34) {
            0..=7 => self.random.pick(columns).clone(),
            8 => self.literal(),
            9 | 10 => {
                let op = *self.random.pick(&["+", "-", "*", "/", "%", "||", "&", "|", "<<", ">>", "->", "->>"]);
                format!("({} {op} {})", self.expr(columns, inner), self.expr(columns, inner))
            }
            11 => format!("{}{}", *self.random.pick(&["-", "+", "~", "NOT "]), self.expr(columns, 0)),
            12 | 13 => format!("coalesce({}, {})", self.expr(columns, inner), self.expr(columns, inner)),
            14 => format!("ifnull({}, {})", self.expr(columns, inner), self.literal()),
            15 => format!("nullif({}, {})", self.expr(columns, inner), self.expr(columns, inner)),
            16 => format!(
                "iif({}, {}, {})",
                self.condition(columns, inner),
                self.expr(columns, inner),
                self.expr(columns, inner)
            ),
            17..=19 => {
                let condition = self.condition(columns, inner);
                let otherwise = match self.random.below(3) {
                    0 => String::new(),
                    _ => format!(" ELSE {}", self.expr(columns, inner)),
                };
                format!("CASE WHEN {condition} THEN {}{otherwise} END", self.expr(columns, inner))
            }
            20 => {
                let column = self.random.pick(columns).clone();
                format!("CASE WHEN {column} IS NULL THEN {} ELSE {column} END", self.expr(columns, inner))
            }
            21 => format!(
                "CASE {} WHEN {} THEN {} WHEN 1 THEN {} END",
                self.expr(columns, 0),
                self.literal(),
                self.expr(columns, inner),
                self.expr(columns, 0)
            ),
            22 | 23 => {
                let ty = *self.random.pick(&[
                    "INTEGER",
                    "TEXT",
                    "REAL",
                    "BLOB",
                    "NUMERIC",
                    "BOOLEAN",
                    "VARCHAR(10)",
                    "DOUBLE PRECISION",
                ]);
                format!("CAST({} AS {ty})", self.expr(columns, inner))
            }
            24 => format!("({})", self.condition(columns, inner)),
            25 | 26 => {
                let (query, _) = self.select(inner.min(2), Some(1), columns);
                format!("({query})")
            }
            27 => {
                let (query, _) = self.select(1, Some(1), columns);
                format!("EXISTS ({query})")
            }
            28 => format!(
                "{}({}, {})",
                *self.random.pick(&["max", "min"]),
                self.expr(columns, inner),
                self.expr(columns, 0)
            ),
            29 => {
                let function = *self.random.pick(&[
                    "json_array",
                    "json_quote",
                    "json_valid",
                    "json",
                    "json_type",
                    "json_array_length",
                ]);
                format!("{function}({})", self.expr(columns, 0))
            }
            30 => format!("json_extract({}, '$.a')", self.expr(columns, 0)),
            31 => format!("json_set({}, '$.b', {})", self.expr(columns, 0), self.expr(columns, 0)),
            _ => {
                const FUNCTIONS: [&str; 40] = [
                    "abs",
                    "lower",
                    "upper",
                    "length",
                    "trim",
                    "round",
                    "hex",
                    "quote",
                    "typeof",
                    "unicode",
                    "char",
                    "date",
                    "datetime",
                    "time",
                    "julianday",
                    "unixepoch",
                    "soundex",
                    "sign",
                    "ceil",
                    "floor",
                    "sqrt",
                    "ln",
                    "octet_length",
                    "unhex",
                    "printf",
                    "concat",
                    "likely",
                    "json_pretty",
                    "json_object",
                    "exp",
                    "zeroblob",
                    "json_error_position",
                    "substr2",
                    "replace3",
                    "instr2",
                    "strftime2",
                    "concat_ws3",
                    "printf2",
                    "json_object2",
                    "mod2",
                ];
                let name = *self.random.pick(&FUNCTIONS);
                let count = name.chars().last().and_then(|last| last.to_digit(10)).unwrap_or(1);
                let args: Vec<String> = (0..count).map(|_| self.expr(columns, inner.min(1))).collect();
                format!("{}({})", name.trim_end_matches(['2', '3']), args.join(", "))
            }
        }
    }

    fn aggregate(&mut self, columns: &[String], depth: usize) -> String {
        let arg = self.expr(columns, depth.saturating_sub(2));
        let function = *self.random.pick(&[
            "count",
            "sum",
            "total",
            "avg",
            "min",
            "max",
            "max",
            "group_concat",
            "json_group_array",
        ]);
        let distinct = if self.random.chance(10) { "DISTINCT " } else { "" };
        let filter = match self.random.chance(15) {
            true => format!(" FILTER (WHERE {})", self.condition(columns, 1)),
            false => String::new(),
        };
        match self.random.chance(15) {
            true => format!("count(*){filter}"),
            false => format!("{function}({distinct}{arg}){filter}"),
        }
    }

    fn window(&mut self, columns: &[String], depth: usize) -> String {
        let arg = self.expr(columns, depth.saturating_sub(2));
        let order = self.random.pick(columns).clone();
        let frame = *self.random.pick(&[
            "",
            "",
            "",
            " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
            " ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING",
            " ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING",
            " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW",
            " RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
            " GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW",
            " ROWS 1 PRECEDING",
            " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP",
        ]);
        let call = match self.random.below(12) {
            0 => "row_number()".to_owned(),
            1 => "rank()".to_owned(),
            2 => "percent_rank()".to_owned(),
            3 => format!("lag({arg})"),
            4 => format!("lead({arg}, 1, {})", self.expr(columns, 0)),
            5 => format!("first_value({arg})"),
            6 => format!("last_value({arg})"),
            7 => format!("nth_value({arg}, 2)"),
            _ => self.aggregate(columns, depth).replace("DISTINCT ", ""),
        };
        let partition = match self.random.chance(30) {
            true => format!("PARTITION BY {} ", self.random.pick(columns)),
            false => String::new(),
        };
        format!("{call} OVER ({partition}ORDER BY {order}{frame})")
    }
}
