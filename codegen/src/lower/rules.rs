//! Rules that narrow a type: bounds, lengths, patterns, formats.

use crate::diag::{Diagnostics, nearest};
use crate::lower::fields::MAX_SAFE;
use crate::model::{Pattern, TextRules};
use crate::parse::toml::{Value, list, wrong_type};
use crate::parse::types as syntax;
use crate::pattern;
use crate::source::{Span, Spanned};

pub(super) const INT_RULES: [&str; 2] = ["min", "max"];
pub(super) const ITEM_RULES: [&str; 2] = ["min_items", "max_items"];
pub(super) const TEXT_RULES: [&str; 5] = ["min_len", "max_len", "pattern", "format", "parse_with"];

/// Well-known formats, as the patterns that they are checked with.
///
/// Where JSON Schema names a format too it means the same; `email` is what browsers accept
/// (<https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>).
const FORMATS: [(&str, &str); 9] = [
    ("base58", "[1-9A-HJ-NP-Za-km-z]+"),
    ("base64", "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
    ("base64url", "[A-Za-z0-9_-]+"),
    ("date", "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"),
    (
        "date-time",
        "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])",
    ),
    (
        "email",
        "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*",
    ),
    ("hex", "(?:[0-9A-Fa-f]{2})+"),
    ("uri", "[A-Za-z][A-Za-z0-9+.-]*:[!-~]+"),
    ("uuid", "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"),
];

impl syntax::Rules {
    fn present(&self) -> Vec<(&'static str, Span)> {
        let Self { min, max, min_len, max_len, min_items, max_items, pattern, format, parse_with } = self;
        [
            ("min", min.as_ref().map(|it| it.span)),
            ("max", max.as_ref().map(|it| it.span)),
            ("min_len", min_len.as_ref().map(|it| it.span)),
            ("max_len", max_len.as_ref().map(|it| it.span)),
            ("min_items", min_items.as_ref().map(|it| it.span)),
            ("max_items", max_items.as_ref().map(|it| it.span)),
            ("pattern", pattern.as_ref().map(|it| it.span)),
            ("format", format.as_ref().map(|it| it.span)),
            ("parse_with", parse_with.as_ref().map(|it| it.span)),
        ]
        .into_iter()
        .filter_map(|(rule, span)| Some((rule, span?)))
        .collect()
    }
}

// Diagnostic: unfit-rule
//
// `{ type = "u32", max_len = 3 }`: a rule that the type does not know and that nobody would check.
//
/// Complains of the rules that are not legal.
pub(super) fn refuse_rules(
    cx: &mut Diagnostics,
    rules: &syntax::Rules,
    legal: impl Fn(&str) -> bool,
    subject: &str,
    help: &str,
) {
    for (rule, span) in rules.present() {
        if !legal(rule) {
            cx.error("unfit-rule", span, format!("rule `{rule}` does not fit the type of {subject}")).help(help);
        }
    }
}

// Diagnostic: unsafe-integer
//
// A bound beyond ±(2^53 − 1): JSON and D1 would round values near it.
//
/// Bounds within what the type holds.
pub(super) fn lower_bounds(
    cx: &mut Diagnostics,
    rules: &syntax::Rules,
    natural: (i64, i64),
    subject: &str,
) -> (i64, i64) {
    let mut bound = |rule: &str, given: &Option<Spanned<Value>>| {
        let given = given.as_ref()?;
        let Value::Integer(number) = given.value else {
            return wrong_type(cx, given, &format!("`{rule}` of {subject}"), "an integer");
        };
        if number.unsigned_abs() > u128::from(MAX_SAFE.unsigned_abs()) {
            cx.error("unsafe-integer", given.span, format!("`{rule}` of {subject} is beyond ±(2^53 - 1)"))
                .help(format!("JSON and D1 hold no larger integer exactly; the limit is {MAX_SAFE}"));
            return None;
        }
        let number = i64::try_from(number).ok()?;
        if number < natural.0 || natural.1 < number {
            let (low, high) = natural;
            cx.error("bad-value", given.span, format!("`{rule}` of {subject} must be between {low} and {high}"));
            return None;
        }
        Some(number)
    };
    let min = bound("min", &rules.min).unwrap_or(natural.0);
    let max = bound("max", &rules.max).unwrap_or(natural.1);
    if min > max {
        empty_range(cx, rules.min.as_ref().map(|it| it.span), rules.max.as_ref().map(|it| it.span), "min", subject);
        return natural;
    }
    (min, max)
}

pub(super) fn lower_floats(cx: &mut Diagnostics, rules: &syntax::Rules, subject: &str) -> (Option<f64>, Option<f64>) {
    let mut bound = |rule: &str, given: &Option<Spanned<Value>>| {
        let given = given.as_ref()?;
        match given.value {
            Value::Float(number) if number.is_finite() => Some(number),
            // Safe integers are exact.
            Value::Integer(number) if number.unsigned_abs() <= u128::from(MAX_SAFE.unsigned_abs()) => {
                Some(number as f64)
            }
            _ => {
                cx.error("bad-value", given.span, format!("`{rule}` of {subject} must be a finite number"));
                None
            }
        }
    };
    let (min, max) = (bound("min", &rules.min), bound("max", &rules.max));
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        empty_range(cx, rules.min.as_ref().map(|it| it.span), rules.max.as_ref().map(|it| it.span), "min", subject);
        return (None, None);
    }
    (min, max)
}

/// A least and a greatest size; `rule` names the first.
pub(super) fn lower_sizes(
    cx: &mut Diagnostics,
    min: &Option<Spanned<u32>>,
    max: &Option<Spanned<u32>>,
    rule: &str,
    subject: &str,
) -> (Option<u32>, Option<u32>) {
    if let (Some(low), Some(high)) = (min, max)
        && low.value > high.value
    {
        empty_range(cx, Some(low.span), Some(high.span), rule, subject);
        return (None, None);
    }
    (min.as_ref().map(|it| it.value), max.as_ref().map(|it| it.value))
}

// Diagnostic: empty-range
//
// `min = 2, max = 1`: no value fits.
fn empty_range(cx: &mut Diagnostics, min: Option<Span>, max: Option<Span>, rule: &str, subject: &str) {
    let Some(at) = min.or(max) else { return };
    let limit = rule.replace("min", "max");
    let building = cx.error("empty-range", at, format!("`{rule}` of {subject} is greater than its `{limit}`"));
    if let Some(max) = max.filter(|it| *it != at) {
        let _ = building.label("nothing fits").secondary(max, "the upper limit");
    }
}

pub(super) fn lower_text_rules(cx: &mut Diagnostics, rules: &syntax::Rules, subject: &str) -> TextRules {
    let (min_len, max_len) = lower_sizes(cx, &rules.min_len, &rules.max_len, "min_len", subject);
    let pattern = rules.pattern.as_ref().and_then(|pattern| lower_pattern(cx, pattern, subject));
    let format = rules.format.as_ref().and_then(|format| lower_format(cx, format, subject));
    if let (Some(pattern), Some(format)) = (&rules.pattern, &rules.format) {
        cx.error("unfit-rule", format.span, format!("{subject} has a `pattern` and a `format`"))
            .label("a format is a pattern with a name")
            .secondary(pattern.span, "the other one")
            .help("keep one of the two");
    }
    let parse_with = rules.parse_with.as_ref().and_then(|path| lower_path(cx, path, subject));
    let (name, compiled) = format.unzip();
    TextRules { min_len, max_len, pattern: pattern.or(compiled), format: name, parse_with }
}

// Diagnostic: bad-pattern
//
// `pattern = "[a"`: no regular expression, or too large an automaton.
fn lower_pattern(cx: &mut Diagnostics, source: &Spanned<String>, subject: &str) -> Option<Pattern> {
    match pattern::compile(source) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            cx.error("bad-pattern", source.span, format!("`pattern` of {subject} is no usable regular expression"))
                .label(reason);
            None
        }
    }
}

// Diagnostic: unknown-format
//
// `format = "emial"`: a format that nobody checks would be a promise broken.
fn lower_format(cx: &mut Diagnostics, format: &Spanned<String>, subject: &str) -> Option<(String, Pattern)> {
    let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
    let Some((name, source)) = FORMATS.iter().find(|(name, _)| *name == format.value) else {
        let help = match nearest(format, names.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => format!("known formats: {}; for others write a `pattern`", list(&names)),
        };
        cx.error("unknown-format", format.span, format!("{subject} has the unknown format `{}`", **format)).help(help);
        return None;
    };
    Some(((*name).to_owned(), pattern::compile(source).ok()?))
}

fn lower_path(cx: &mut Diagnostics, path: &Spanned<String>, subject: &str) -> Option<String> {
    let whole = path.starts_with("crate::") || path.starts_with("::");
    if whole && syn::parse_str::<syn::Path>(path).is_ok() {
        return Some(path.value.clone());
    }
    cx.error("bad-value", path.span, format!("`parse_with` of {subject} must be a whole Rust path to a function"))
        .help("such as `crate::keys::public_key`, a `fn(&str) -> Result<String, &'static str>`");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_compile_and_mean_what_they_say() {
        let matches = |name: &str, text: &str| {
            let (_, source) = FORMATS.iter().find(|(format, _)| *format == name).unwrap();
            pattern::compile(source).unwrap().matches(text)
        };
        assert!(FORMATS.iter().all(|(_, source)| pattern::compile(source).is_ok()));
        assert!(FORMATS.is_sorted());
        for (name, good, bad) in [
            ("base58", "3yZe7d", "0OIl"),
            ("base64", "aGk=", "aGk"),
            ("date", "2026-02-28", "2026-13-01"),
            ("date-time", "2026-02-28T23:59:60.5+01:00", "2026-02-28 10:00:00Z"),
            ("email", "a.b+c@example.com", "a@b@c"),
            ("hex", "00ff", "0"),
            ("uri", "https://example.com/?q", "example.com"),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000"),
        ] {
            assert!(matches(name, good), "{name} takes {good}");
            assert!(!matches(name, bad), "{name} refuses {bad}");
        }
    }
}
