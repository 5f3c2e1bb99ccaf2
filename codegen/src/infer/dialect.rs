//! SQLite's expressions for `sqlparser`: its own precedences, and the operators that no other dialect has.
//!
//! What is hard: a wrongly grouped expression would give wrong types, and `sqlparser` groups some operators
//! otherwise than SQLite. So every operator is read here, by the precedences of SQLite's grammar
//! (<https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes>).

use std::any::TypeId;

use sqlparser::ast::{BinaryOperator, CastKind, DataType, Expr, Ident, ObjectName, Statement, UnaryOperator, Value};
use sqlparser::dialect::{Dialect, SQLiteDialect};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// SQLite as SQLite reads it.
#[derive(Debug)]
struct Sqlite;

/// Reads one statement.
pub(super) fn parse(tokens: Vec<TokenWithSpan>) -> Option<Statement> {
    let mut parser = Parser::new(&Sqlite).with_tokens_with_locations(tokens);
    let statement = parser.parse_statement().ok()?;
    (parser.peek_token().token == Token::EOF).then_some(statement)
}

const OR: u8 = 10;
const AND: u8 = 20;
const NOT: u8 = 30;
const EQUAL: u8 = 40;
const LESS: u8 = 50;
const BITS: u8 = 60;
const SUM: u8 = 70;
const PRODUCT: u8 = 80;
const CONCAT: u8 = 90;
const COLLATE: u8 = 95;
const SIGN: u8 = 100;

impl Dialect for Sqlite {
    fn dialect(&self) -> TypeId {
        TypeId::of::<SQLiteDialect>()
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        SQLiteDialect {}.is_identifier_start(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        SQLiteDialect {}.is_identifier_part(ch)
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_cross_join_constraint(&self) -> bool {
        true
    }

    fn supports_limit_comma(&self) -> bool {
        true
    }

    fn supports_parens_around_table_factor(&self) -> bool {
        true
    }

    fn supports_notnull_operator(&self) -> bool {
        true
    }

    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        Some(Ok(precedence(parser)))
    }

    fn parse_prefix(&self, parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
        let op = match &parser.peek_token_ref().token {
            Token::Minus => UnaryOperator::Minus,
            Token::Plus => UnaryOperator::Plus,
            Token::Tilde => UnaryOperator::BitwiseNot,
            Token::Word(word) if word.keyword == Keyword::NOT => UnaryOperator::Not,
            Token::Word(word) if word.keyword == Keyword::CAST => return Some(cast(parser)),
            _ => return None,
        };
        parser.advance_token();
        let strength = if op == UnaryOperator::Not { NOT } else { SIGN };
        Some(parser.parse_subexpr(strength).map(|expr| match (op, expr) {
            (UnaryOperator::Not, Expr::Exists { subquery, negated }) => Expr::Exists { subquery, negated: !negated },
            (op, expr) => Expr::UnaryOp { op, expr: Box::new(expr) },
        }))
    }

    fn parse_infix(&self, parser: &mut Parser<'_>, left: &Expr, _: u8) -> Option<Result<Expr, ParserError>> {
        Some(infix(parser, left.clone()))
    }
}

/// The precedence of what comes next, 0 where it is no operator.
fn precedence(parser: &Parser<'_>) -> u8 {
    match &parser.peek_token_ref().token {
        Token::Word(word) => match word.keyword {
            Keyword::OR => OR,
            Keyword::AND => AND,
            Keyword::IS | Keyword::IN | Keyword::BETWEEN | Keyword::NULL | Keyword::NOTNULL => EQUAL,
            Keyword::LIKE | Keyword::GLOB | Keyword::MATCH | Keyword::REGEXP => EQUAL,
            Keyword::COLLATE => COLLATE,
            Keyword::NOT => match &parser.peek_nth_token_ref(1).token {
                Token::Word(word) => match word.keyword {
                    Keyword::IN | Keyword::BETWEEN | Keyword::NULL => EQUAL,
                    Keyword::LIKE | Keyword::GLOB | Keyword::MATCH | Keyword::REGEXP => EQUAL,
                    _ => 0,
                },
                _ => 0,
            },
            _ => 0,
        },
        Token::Eq | Token::Neq => EQUAL,
        Token::Lt | Token::LtEq | Token::Gt | Token::GtEq => LESS,
        Token::Ampersand | Token::Pipe | Token::ShiftLeft | Token::ShiftRight => BITS,
        Token::Plus | Token::Minus => SUM,
        Token::Mul | Token::Div | Token::Mod => PRODUCT,
        Token::StringConcat | Token::Arrow | Token::LongArrow => CONCAT,
        _ => 0,
    }
}

/// The rest of an expression from its operator on.
fn infix(parser: &mut Parser<'_>, left: Expr) -> Result<Expr, ParserError> {
    let strength = precedence(parser);
    let token = parser.next_token();
    let op = match &token.token {
        Token::Word(word) => return keyword(parser, left, word.keyword),
        Token::Eq => BinaryOperator::Eq,
        Token::Neq => BinaryOperator::NotEq,
        Token::Lt => BinaryOperator::Lt,
        Token::LtEq => BinaryOperator::LtEq,
        Token::Gt => BinaryOperator::Gt,
        Token::GtEq => BinaryOperator::GtEq,
        Token::Ampersand => BinaryOperator::BitwiseAnd,
        Token::Pipe => BinaryOperator::BitwiseOr,
        Token::ShiftLeft => BinaryOperator::PGBitwiseShiftLeft,
        Token::ShiftRight => BinaryOperator::PGBitwiseShiftRight,
        Token::Plus => BinaryOperator::Plus,
        Token::Minus => BinaryOperator::Minus,
        Token::Mul => BinaryOperator::Multiply,
        Token::Div => BinaryOperator::Divide,
        Token::Mod => BinaryOperator::Modulo,
        Token::StringConcat => BinaryOperator::StringConcat,
        Token::Arrow => BinaryOperator::Arrow,
        Token::LongArrow => BinaryOperator::LongArrow,
        _ => return parser.expected("an operator", token),
    };
    binary(parser, left, op, strength)
}

fn binary(parser: &mut Parser<'_>, left: Expr, op: BinaryOperator, strength: u8) -> Result<Expr, ParserError> {
    let right = parser.parse_subexpr(strength)?;
    Ok(Expr::BinaryOp { left: Box::new(left), op, right: Box::new(right) })
}

fn keyword(parser: &mut Parser<'_>, left: Expr, keyword: Keyword) -> Result<Expr, ParserError> {
    let (negated, keyword) = match keyword {
        Keyword::NOT => match parser.next_token().token {
            Token::Word(word) => (true, word.keyword),
            _ => (true, Keyword::NoKeyword),
        },
        keyword => (false, keyword),
    };
    let left_box = || Box::new(left.clone());
    let negate = |expr: Expr| match negated {
        true => Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(expr) },
        false => expr,
    };
    match keyword {
        Keyword::AND => binary(parser, left, BinaryOperator::And, AND),
        Keyword::OR => binary(parser, left, BinaryOperator::Or, OR),
        Keyword::NULL if !negated => Ok(Expr::IsNull(Box::new(left))),
        Keyword::NULL | Keyword::NOTNULL => Ok(Expr::IsNotNull(Box::new(left))),
        Keyword::COLLATE => {
            let collation = parser.parse_object_name(false)?;
            Ok(Expr::Collate { expr: Box::new(left), collation })
        }
        Keyword::GLOB => binary(parser, left, BinaryOperator::Glob, EQUAL).map(negate),
        Keyword::MATCH => binary(parser, left, BinaryOperator::Match, EQUAL).map(negate),
        Keyword::REGEXP => binary(parser, left, BinaryOperator::Regexp, EQUAL).map(negate),
        Keyword::LIKE => {
            let pattern = Box::new(parser.parse_subexpr(EQUAL)?);
            let escape_char = match parser.parse_keyword(Keyword::ESCAPE) {
                true => Some(Box::new(parser.parse_subexpr(EQUAL)?)),
                false => None,
            };
            Ok(Expr::Like { negated, any: false, expr: Box::new(left), pattern, escape_char })
        }
        Keyword::BETWEEN => {
            // Up to the AND everything belongs to the lower bound.
            let low = Box::new(parser.parse_subexpr(AND)?);
            parser.expect_keyword(Keyword::AND)?;
            let high = Box::new(parser.parse_subexpr(EQUAL)?);
            Ok(Expr::Between { expr: Box::new(left), negated, low, high })
        }
        Keyword::IS => {
            let not = parser.parse_keyword(Keyword::NOT);
            let distinct = parser.parse_keywords(&[Keyword::DISTINCT, Keyword::FROM]);
            let right = parser.parse_subexpr(EQUAL)?;
            Ok(is(left_box(), not != distinct, distinct, right))
        }
        Keyword::IN => {
            parser.expect_token(&Token::LParen)?;
            let query = [Keyword::SELECT, Keyword::VALUES, Keyword::WITH];
            let result = if parser.consume_token(&Token::RParen) {
                return Ok(Expr::InList { expr: Box::new(left), list: Vec::new(), negated });
            } else if parser.peek_one_of_keywords(&query).is_some() {
                Expr::InSubquery { expr: Box::new(left), subquery: parser.parse_query()?, negated }
            } else {
                let list = parser.parse_comma_separated(Parser::parse_expr)?;
                Expr::InList { expr: Box::new(left), list, negated }
            };
            parser.expect_token(&Token::RParen)?;
            Ok(result)
        }
        _ => parser.expected_ref("an operator", parser.peek_token_ref()),
    }
}

/// `left IS right`, or `left IS NOT right`; NULL, TRUE and FALSE have meanings of their own unless DISTINCT FROM
/// stands there.
fn is(left: Box<Expr>, not: bool, distinct: bool, right: Expr) -> Expr {
    let value = match &right {
        Expr::Value(value) => Some(&value.value),
        _ => None,
    };
    match (value, not) {
        (Some(Value::Null), false) => Expr::IsNull(left),
        (Some(Value::Null), true) => Expr::IsNotNull(left),
        (Some(Value::Boolean(true)), false) if !distinct => Expr::IsTrue(left),
        (Some(Value::Boolean(true)), true) if !distinct => Expr::IsNotTrue(left),
        (Some(Value::Boolean(false)), false) if !distinct => Expr::IsFalse(left),
        (Some(Value::Boolean(false)), true) if !distinct => Expr::IsNotFalse(left),
        (_, false) => Expr::IsNotDistinctFrom(left, Box::new(right)),
        (_, true) => Expr::IsDistinctFrom(left, Box::new(right)),
    }
}

/// `CAST(x AS any words (1, 2))`: the words are kept as one name.
fn cast(parser: &mut Parser<'_>) -> Result<Expr, ParserError> {
    parser.expect_keyword(Keyword::CAST)?;
    parser.expect_token(&Token::LParen)?;
    let expr = Box::new(parser.parse_expr()?);
    parser.expect_keyword(Keyword::AS)?;
    let mut words: Vec<String> = Vec::new();
    let mut depth = 0;
    loop {
        let token = parser.next_token();
        match &token.token {
            Token::RParen if depth == 0 => break,
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Word(word) if depth == 0 => words.push(word.value.clone()),
            Token::EOF => return parser.expected("a closing parenthesis", token),
            _ => {}
        }
    }
    let name = ObjectName::from(vec![Ident::new(words.join(" "))]);
    Ok(Expr::Cast { kind: CastKind::Cast, expr, data_type: DataType::Custom(name, Vec::new()), format: None })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]
mod tests {
    use super::*;

    /// An expression with every operation in parentheses.
    fn grouped(expr: &Expr) -> String {
        let negated = |negated: bool| if negated { "NOT " } else { "" };
        match expr {
            Expr::Value(value) => value.to_string(),
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => format!("(NOT {})", grouped(expr)),
            Expr::UnaryOp { op, expr } => format!("({op} {})", grouped(expr)),
            Expr::BinaryOp { left, op, right } => {
                let op = match op {
                    BinaryOperator::PGBitwiseShiftLeft => "<<".to_owned(),
                    BinaryOperator::PGBitwiseShiftRight => ">>".to_owned(),
                    op => op.to_string(),
                };
                format!("({} {op} {})", grouped(left), grouped(right))
            }
            Expr::IsNull(inner) => format!("({} IS NULL)", grouped(inner)),
            Expr::IsNotNull(inner) => format!("({} IS NOT NULL)", grouped(inner)),
            Expr::IsTrue(inner) => format!("({} IS TRUE)", grouped(inner)),
            Expr::IsNotDistinctFrom(left, right) => format!("({} IS {})", grouped(left), grouped(right)),
            Expr::IsDistinctFrom(left, right) => format!("({} IS NOT {})", grouped(left), grouped(right)),
            Expr::Like { negated: not, expr, pattern, escape_char, .. } => {
                let escape = escape_char.as_ref().map(|escape| format!(" ESCAPE {}", grouped(escape)));
                let escape = escape.unwrap_or_default();
                format!("({} {}LIKE {}{escape})", grouped(expr), negated(*not), grouped(pattern))
            }
            Expr::Between { expr, negated: not, low, high } => {
                format!("({} {}BETWEEN {} AND {})", grouped(expr), negated(*not), grouped(low), grouped(high))
            }
            Expr::InList { expr, list, negated: not } => {
                let list: Vec<String> = list.iter().map(grouped).collect();
                format!("({} {}IN ({}))", grouped(expr), negated(*not), list.join(", "))
            }
            Expr::Collate { expr, collation } => format!("({} COLLATE {collation})", grouped(expr)),
            expr => panic!("{expr:?}"),
        }
    }

    /// SQLite gives the same for an expression and for our grouping of it.
    #[test]
    fn operators_group_as_in_sqlite() {
        const BETWEEN: [&str; 33] = [
            "+",
            "-",
            "*",
            "/",
            "%",
            "||",
            "&",
            "|",
            "<<",
            ">>",
            "<",
            "<=",
            ">",
            ">=",
            "=",
            "==",
            "<>",
            "!=",
            "IS",
            "IS NOT",
            "AND",
            "OR",
            "LIKE",
            "NOT LIKE",
            "GLOB",
            "NOT GLOB",
            "BETWEEN 1 AND",
            "NOT BETWEEN 0 AND",
            "IN (1, 2) =",
            "NOT NULL =",
            "ISNULL <",
            "IS NOT DISTINCT FROM",
            "IS TRUE +",
        ];
        const OPERANDS: [&str; 10] = ["0", "1", "2", "3", "NULL", "'1'", "'a'", "- 2", "~ 1", "NOT 1"];
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        let mut state = 7_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        let mut compared = 0;
        for _ in 0..8_000 {
            let mut text = OPERANDS[random(OPERANDS.len())].to_owned();
            for _ in 0..=random(4) {
                text = format!("{text} {} {}", BETWEEN[random(BETWEEN.len())], OPERANDS[random(OPERANDS.len())]);
            }
            let value = |text: &str| {
                conn.query_row(&format!("SELECT {text}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
            };
            let Ok(wanted) = value(&text) else { continue };
            let tokens = super::super::tokens::tokens(&format!("SELECT {text}")).unwrap().tokens;
            let Some(Statement::Query(query)) = parse(tokens) else { panic!("not read: {text}") };
            let select = query.body.as_select().unwrap();
            let sqlparser::ast::SelectItem::UnnamedExpr(expr) = &select.projection[0] else { panic!("{text}") };
            let ours = grouped(expr);
            assert_eq!(wanted, value(&ours).unwrap(), "{text} as {ours}");
            compared += 1;
        }
        assert!(compared > 4_000, "{compared} compared");
    }
}
