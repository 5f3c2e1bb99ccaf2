//! Statements as texts: what of one means nothing, and how much of one is shown.

/// A statement without what means nothing: comments, white space, the semicolon at its end. Editing
/// a comment must not lock anyone out.
pub fn canonical(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let comment = rest.starts_with("--") || rest.starts_with("/*");
        let length = match c {
            '\'' | '"' | '`' => quoted(rest, c),
            '[' => quoted(rest, ']'),
            '-' if comment => rest.find('\n').unwrap_or(rest.len()),
            '/' if comment => rest.get(2..).and_then(|rest| rest.find("*/")).map_or(rest.len(), |end| end + 4),
            c if c.is_whitespace() => rest.len() - rest.trim_start().len(),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if comment || c.is_whitespace() {
            if !out.ends_with([' ', '(']) {
                out.push(' ');
            }
        } else {
            if matches!(c, ',' | ')') && out.ends_with(' ') {
                out.pop();
            }
            out.push_str(token);
        }
        rest = after;
    }
    out.trim_matches([' ', ';']).to_owned()
}

/// The length of a quoted name or text with its quotes; a doubled quote is two of them in a row.
fn quoted(text: &str, end: char) -> usize {
    text.char_indices().skip(1).find(|(_, c)| *c == end).map_or(text.len(), |(at, _)| at + 1)
}

/// Two texts from shortly before the place where they part.
pub fn apart<'a>(a: &'a str, b: &'a str) -> (String, String) {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(40);
    let cut = |text: &'a str| {
        let shown: String = text.chars().skip(from).take(80).collect();
        let (before, after) =
            (if from > 0 { "…" } else { "" }, if text.chars().count() > from + 80 { "…" } else { "" });
        format!("{before}{shown}{after}")
    };
    (cut(a), cut(b))
}

/// The beginning of a statement, on one line.
pub fn excerpt(sql: &str) -> String {
    apart(&canonical(sql), "").0
}

#[cfg(test)]
mod tests {
    use super::{apart, canonical};

    #[test]
    fn what_means_nothing_is_left_out() {
        let then = "CREATE TABLE t ( -- rows\n  id  INTEGER, /* a\n b */ note TEXT DEFAULT '-- no  comment''s'\n);";
        assert_eq!(canonical(then), "CREATE TABLE t (id INTEGER, note TEXT DEFAULT '-- no  comment''s')");
        assert_eq!(canonical("SELECT [a -- b], \"c/*\" -- end"), "SELECT [a -- b], \"c/*\"");
        assert_eq!(canonical("/* open"), "");
    }

    #[test]
    fn a_difference_is_shown_with_what_stands_before_it() {
        let long = "x".repeat(100);
        let (a, b) = apart(&format!("{long} TEXT"), &format!("{long} INTEGER"));
        assert_eq!(a, format!("…{} TEXT", "x".repeat(39)));
        assert_eq!(b, format!("…{} INTEGER", "x".repeat(39)));
    }
}
