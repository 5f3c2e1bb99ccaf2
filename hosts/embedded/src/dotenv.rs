//! `.dev.vars`: the file in which wrangler's users keep variables and secrets, in dotenv's syntax.
//!
//! ```text
//! # a comment
//! PLAIN = value            # white space around it is not part of it
//! export SINGLE='as it is, # and \n included'
//! DOUBLE="with \n as a line break"
//! LINES="of
//! more than one"
//! ```

use std::collections::BTreeMap;

/// The file's values by name; of a name that is there twice, the last.
///
/// # Errors
/// The line that cannot be read. Never what stands in it: it may be a secret.
pub(crate) fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut values = BTreeMap::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(values);
        }
        if rest.starts_with('#') {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        let line = text.len() - rest.len();
        let line = text.get(..line).unwrap_or_default().matches('\n').count() + 1;
        let (name, value, after) = entry(rest).map_err(|reason| format!("line {line}: {reason}"))?;
        values.insert(name.to_owned(), value);
        rest = after;
    }
}

fn entry(text: &str) -> Result<(&str, String, &str), &'static str> {
    let text = match text.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start_matches([' ', '\t']),
        _ => text,
    };
    let (name, rest) = text.split_once('=').filter(|(name, _)| !name.contains('\n')).ok_or("expected `NAME=value`")?;
    let name = name.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    if name.is_empty() || !name.chars().all(plain) {
        return Err("a name has letters, digits, `_`, `-` and `.`");
    }
    let rest = rest.trim_start_matches([' ', '\t']);
    let Some(quote) = rest.chars().next().filter(|c| ['\'', '"', '`'].contains(c)) else {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let value = line.split_once('#').map_or(line, |(value, _)| value);
        return Ok((name, value.trim().to_owned(), after));
    };
    let (value, after) = quoted(rest, quote).ok_or("a quote is not closed")?;
    let (end, after) = after.split_once('\n').unwrap_or((after, ""));
    let end = end.trim();
    if !end.is_empty() && !end.starts_with('#') {
        return Err("expected the end of the line after the closing quote");
    }
    Ok((name, value, after))
}

/// A value in quotes, and what follows it. Only double quotes know escapes.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return text.get(at + 1..).map(|after| (value, after)),
            '\\' if quote == '"' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                c @ ('"' | '\\') => value.push(c),
                c => value.extend(['\\', c]),
            },
            '\r' if text.get(at..).is_some_and(|rest| rest.starts_with("\r\n")) => {}
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let expected = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(parse(text), Ok(expected));
    }

    #[test]
    fn values() {
        check("", &[]);
        check("# only\n\n  # comments", &[]);
        check("A=1\nB = two words \nC=", &[("A", "1"), ("B", "two words"), ("C", "")]);
        check("export A=1\n\texport\tB=2\nexported=3", &[("A", "1"), ("B", "2"), ("exported", "3")]);
        check("A=x # y\nB='x # y' # z\nURL=\"http://h/#f\"", &[("A", "x"), ("B", "x # y"), ("URL", "http://h/#f")]);
        check(r#"A='a\nb' B"#.split(" B").next().unwrap(), &[("A", "a\\nb")]);
        check(r#"A="a\nb\"c\\d\e""#, &[("A", "a\nb\"c\\d\\e")]);
        check("KEY=\"-----BEGIN\nabc\r\n-----END\"\nB=`it's`", &[("KEY", "-----BEGIN\nabc\n-----END"), ("B", "it's")]);
        check("A=1\r\nB=\"2\"\r\n", &[("A", "1"), ("B", "2")]);
        check("A=1\nA=2", &[("A", "2")]);
        check("\u{feff}A=a=b", &[("A", "a=b")]);
        check("A=\nB=x", &[("A", ""), ("B", "x")]);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line_and_never_shown() {
        for (text, expected) in [
            ("A=1\n\ns3cret", "line 3: expected `NAME=value`"),
            ("s3cret\nA=1", "line 1: expected `NAME=value`"),
            ("A B=s3cret", "line 1: a name has letters, digits, `_`, `-` and `.`"),
            ("=s3cret", "line 1: a name has letters, digits, `_`, `-` and `.`"),
            ("A=\"s3cret", "line 1: a quote is not closed"),
            ("A='s3' cret", "line 1: expected the end of the line after the closing quote"),
        ] {
            assert_eq!(parse(text).unwrap_err(), expected, "{text}");
        }
    }
}
