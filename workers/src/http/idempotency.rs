//! `Idempotency-Key`: a request that has its effect once, however often it is sent.
//!
//! The reply to a request is kept in a row under its key, and that row is written in the one D1 batch that has the
//! effect: there is no moment at which one of them is there without the other. A handler of such a route cannot write
//! in any other way: it is given handles that only read, and a [`Commit`], which alone makes what it must return.
//!
//! What is hard is everything at the same time: two requests with one key, a batch whose answer was lost, a key that is
//! old enough to be forgotten. The row's unique key settles all of it. Its INSERT stands before the effect, so of two
//! batches one is refused as a whole, and then finds the other's reply; and so the batch may be repeated after an error
//! that does not say whether it was applied.
//!
//! A row whose status is NULL is one of a request that is still running. Nothing here writes such a row yet; it is for
//! work of many batches, each of them safe to repeat: a `Work<R>` in the place of a `Commit<R>` would write the row
//! first, with the time until which it is taken as `reply`, renew that time in each batch with an UPDATE that finds
//! nothing where another request has taken the work over, and set status and reply in the last one. The same key would
//! be answered 409 before that time, and would go on with the work after it.

use std::fmt;
use std::marker::PhantomData;

use sha2::{Digest, Sha256};

use super::{Body, Failure, Pointer, Problem, Request, Response, StatusCode, Violations};
use crate::Timestamp;
use crate::d1::{Batch, Bound, Columns, D1Database, D1Error, DecodeError, FromRow, Query, ReadQuery, Row, Value};

/// The header field.
const HEADER: &str = "Idempotency-Key";

/// What tells a reply that was kept.
const REPLAYED: &str = "idempotent-replayed";

/// Seconds after which to ask again for a request that is still running.
const RETRY_AFTER: u32 = 5;

/// What a route with `idempotency_key = "required"` keeps, and where: generated code makes one of the spec.
#[derive(Clone, Copy, Debug)]
pub struct Once {
    /// The route's name.
    pub route: &'static str,
    /// Whether a request says something beside its body: then the same key with another path or query is a mistake too.
    pub parameters: bool,
    /// Where keys are kept.
    pub table: &'static KeyTable,
}

/// The table of `[idempotency]`, and its statements.
#[derive(Clone, Copy, Debug)]
pub struct KeyTable {
    /// The table's name.
    pub name: &'static str,
    /// A SELECT of `body_sha256`, `status`, `reply` and `created_at` of the row with the scope `?1` and the key `?2`.
    pub find: &'static str,
    /// An INSERT of scope, key, `body_sha256`, `status`, `reply` and `created_at`: `?1` to `?6`.
    pub insert: &'static str,
    /// A DELETE of the row with the scope `?1` and the key `?2`, if it was made at `?3` or before.
    pub forget: &'static str,
    /// Milliseconds for which a row counts.
    pub keep_ms: i64,
}

/// The key of a request: 1 to 128 visible ASCII characters, and blanks between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Reads the header field. One that is missing, repeated or no key is a violation.
    pub fn of(request: &Request, out: &mut Violations) -> Option<Self> {
        let at = Pointer::Header(HEADER);
        let Some(key) = request.headers.get(HEADER) else {
            return out.push(
                &at,
                "required",
                "must be given: a text that is new for each request, and the same if it is repeated",
            );
        };
        // Several fields come as one, with `, ` between: a key of its own may not look like that.
        let sound = (1..=128).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
            && !key.starts_with(' ')
            && !key.ends_with(' ')
            && !key.contains(", ");
        if sound {
            Some(Key(key.into_owned()))
        } else {
            out.push(&at, "format", "must be one text of 1 to 128 visible ASCII characters, without `, `")
        }
    }
}

/// What a request is that has a key.
#[derive(Debug)]
pub enum Begun<R> {
    /// One that was answered before.
    Answered(Response),
    /// One to be handled.
    New(Commit<R>),
}

/// Looks whether a request was answered before. Its `caller` is a kind and, where callers of the kind are told apart,
/// an id: two callers may choose the same key. `respond` makes the reply of what the handler returns.
///
/// # Errors
/// 422 `idempotency_mismatch` where the key came with another request, 409 `idempotency_in_progress` where that request
/// is still running; 500 or 503 for trouble with the database.
pub async fn begin<R>(
    database: &D1Database,
    once: &'static Once,
    key: Key,
    caller: (&'static str, Option<&str>),
    request: &Request,
    now: Timestamp,
    respond: fn(R) -> Response,
) -> Result<Begun<R>, Failure> {
    let scope = match caller {
        (kind, None) => format!("{kind} {}", once.route),
        (kind, Some(id)) => format!("{kind}:{id} {}", once.route),
    };
    let mut row = KeyRow {
        table: once.table,
        scope,
        key: key.0,
        body_sha256: digest(request, once.parameters),
        now_ms: now.as_millis(),
        replaces: false,
    };
    match row.find(database).await? {
        Some(Found::Reply(response)) => Ok(Begun::Answered(response)),
        Some(Found::Refused(failure)) => Err(failure),
        found => {
            row.replaces = found.is_some();
            Ok(Begun::New(Commit { database: database.clone(), row, respond }))
        }
    }
}

/// SHA-256 of the body, and of what else the request says.
fn digest(request: &Request, parameters: bool) -> Vec<u8> {
    let mut hash = Sha256::new();
    if parameters {
        hash.update(&request.target);
        hash.update([0]);
    }
    if let Body::Read(body) = &request.body {
        hash.update(body);
    }
    hash.finalize().to_vec()
}

/// The only way to write of a handler whose route demands an `Idempotency-Key`: once, with the reply, and as one batch.
///
/// ```ignore
/// async fn pay(&self, cx: &ReadCx, caller: Admin, body: Pay, commit: Commit<Payment>) -> Result<Committed<Payment>, PayError> {
///     let payment = Payment { … };
///     commit.batch((payments::insert(…), accounts::update(…)), payment).await.map_err(|error| …)
/// }
/// ```
#[must_use = "nothing is written before `batch` or `nothing` is called"]
pub struct Commit<R> {
    database: D1Database,
    row: KeyRow,
    respond: fn(R) -> Response,
}

impl<R> Commit<R> {
    /// For a request whose handler refuses it: another one with the same key may have been faster.
    pub fn refused(&self) -> RefusedRequest {
        RefusedRequest { database: self.database.clone(), row: self.row.clone() }
    }

    /// Runs the queries, with the key's row before them, as one transaction. Where another request with this key was
    /// faster, none of them has an effect, and the client gets that one's reply.
    ///
    /// A batch that failed for a moment is repeated, up to four times: the key's row keeps it from having its effect
    /// twice. What the queries return is not read, since the reply is written with them: what must hold for the effect
    /// to take place belongs into a constraint, which takes the key's row back too.
    ///
    /// # Errors
    /// What the database says of the queries; nothing of the batch is applied then, and the same key may be sent again.
    /// [`D1Error::TooLarge`] for a reply of more than [`MAX_VALUE`](crate::d1::MAX_VALUE) bytes.
    pub async fn batch<B: Batch>(self, queries: B, reply: R) -> Result<Committed<R>, D1Error> {
        self.attempt(queries, reply).await.map_err(|refused| refused.error)
    }

    /// The same, for who has another batch to try where this one is refused: a guard of it did not hold any more, say,
    /// because another request came between.
    ///
    /// # Errors
    /// As [`batch`](Commit::batch), with the commit, which is as good as before.
    pub async fn attempt<B: Batch>(self, queries: B, reply: R) -> Result<Committed<R>, Refused<R>> {
        let mut statements = Vec::new();
        // How to read the results is of no use.
        drop(queries.split(&mut statements));
        match self.keep(statements, reply).await {
            Ok(committed) => Ok(committed),
            Err(error) => Err(Refused { error, commit: self }),
        }
    }

    /// Writes nothing but the key's row: the request is answered, and will be answered the same.
    ///
    /// # Errors
    /// As [`batch`](Commit::batch).
    pub async fn nothing(self, reply: R) -> Result<Committed<R>, D1Error> {
        self.keep(Vec::new(), reply).await
    }

    async fn keep(&self, effect: Vec<Bound>, reply: R) -> Result<Committed<R>, D1Error> {
        let response = (self.respond)(reply);
        let outcome = self.row.clone().store(&self.database, effect, response).await?;
        Ok(Committed { outcome, reply: PhantomData })
    }
}

impl<R> fmt::Debug for Commit<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever has the key, and the body, has the reply.
        f.debug_struct("Commit").field("table", &self.row.table.name).finish_non_exhaustive()
    }
}

/// A request that its handler refuses, perhaps only because another one with its key has just had its effect.
#[derive(Clone)]
pub struct RefusedRequest {
    database: D1Database,
    row: KeyRow,
}

impl RefusedRequest {
    /// What was answered to the request with this key, where there is one by now; else the failure.
    ///
    /// # Errors
    /// The failure, or what [`begin`] would have said.
    pub async fn tell(self, failure: Failure) -> Result<Response, Failure> {
        match self.row.find(&self.database).await {
            Ok(Some(Found::Reply(response))) => Ok(response),
            Ok(Some(Found::Refused(failure))) => Err(failure),
            // Not there; or the database does not answer, and the failure says enough.
            _ => Err(failure),
        }
    }
}

impl fmt::Debug for RefusedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefusedRequest").field("table", &self.row.table.name).finish_non_exhaustive()
    }
}

/// A batch that the database refused: nothing of it is applied.
#[derive(Debug)]
pub struct Refused<R> {
    /// Why.
    pub error: D1Error,
    /// To try another.
    pub commit: Commit<R>,
}

/// That the reply is kept, together with what the request has done: only a [`Commit`] makes one.
#[derive(Debug)]
#[must_use = "the handler returns it"]
pub struct Committed<R> {
    /// The reply of this request, or of the one that was faster.
    outcome: Result<Response, Failure>,
    reply: PhantomData<fn(R)>,
}

impl<R> Committed<R> {
    /// What the client gets.
    ///
    /// # Errors
    /// Where another request was faster and was not the same: 422 `idempotency_mismatch`; where that one is still
    /// running: 409 `idempotency_in_progress`.
    pub fn into_response(self) -> Result<Response, Failure> {
        self.outcome
    }
}

// ---- the row -------------------------------------------------------------------------------

/// The row of a key, before it is there.
#[derive(Clone)]
struct KeyRow {
    table: &'static KeyTable,
    scope: String,
    key: String,
    body_sha256: Vec<u8>,
    now_ms: i64,
    /// Whether there is one that no longer counts.
    replaces: bool,
}

/// What a row that is there means for a request.
enum Found {
    /// The reply to it.
    Reply(Response),
    Refused(Failure),
    /// It no longer counts.
    Expired,
}

/// A row that is there.
struct Kept {
    body_sha256: Vec<u8>,
    status: Option<u16>,
    reply: Option<String>,
    created_at: i64,
}

impl FromRow for Kept {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        let body_sha256 = row.next("body_sha256")?;
        let status: Option<i64> = row.next("status")?;
        let status = status.map(u16::try_from).transpose();
        Ok(Kept {
            body_sha256,
            status: status.map_err(|_| DecodeError::new("a status", "another number").in_column("status"))?,
            reply: row.next("reply")?,
            created_at: row.next("created_at")?,
        })
    }
}

impl KeyRow {
    async fn find(&self, database: &D1Database) -> Result<Option<Found>, D1Error> {
        const COLUMNS: &[&str] = &["body_sha256", "status", "reply", "created_at"];
        let params = vec![self.scope.as_str().into(), self.key.as_str().into()];
        let query: ReadQuery<Option<Kept>> = Query::read(self.table.find, params, COLUMNS);
        Ok(database.run(query).await?.map(|kept| self.judge(kept)))
    }

    fn judge(&self, kept: Kept) -> Found {
        let Kept { body_sha256, status, reply, created_at } = kept;
        if created_at <= self.forgotten() {
            return Found::Expired;
        }
        if body_sha256 != self.body_sha256 {
            return Found::Refused(mismatch().into());
        }
        match status.map(StatusCode::from_u16) {
            None => Found::Refused(in_progress().into()),
            Some(Ok(status)) => {
                let response = Response::new(status).with_header(REPLAYED, "true");
                Found::Reply(match reply {
                    Some(body) => response.with_body("application/json", body.into_bytes()),
                    None => response,
                })
            }
            Some(Err(_)) => Found::Refused(Failure::internal(format!("a status in `{}` is none", self.table.name))),
        }
    }

    /// The last moment of which a row no longer counts.
    fn forgotten(&self) -> i64 {
        self.now_ms.saturating_sub(self.table.keep_ms)
    }

    /// Runs the batch. Where the key was taken meanwhile: what came of it instead.
    async fn store(
        mut self,
        database: &D1Database,
        effect: Vec<Bound>,
        response: Response,
    ) -> Result<Result<Response, Failure>, D1Error> {
        if !response.status.is_success() {
            // Never: a record can be written as JSON, and so its route's status is what there is.
            return Ok(Err(Failure::internal("the reply could not be written".to_owned())));
        }
        let reply = String::from_utf8(response.body.clone()).ok().filter(|body| !body.is_empty());
        let mut attempts = 2;
        loop {
            let mut statements = self.statements(response.status, reply.as_deref());
            statements.extend(effect.iter().cloned());
            // The key's row makes all of it idempotent: a second run is refused.
            statements.iter_mut().for_each(|statement| statement.idempotent = true);
            let taken = match database.call(&statements).await {
                Ok(_) => return Ok(Ok(response)),
                Err(error) if self.is_taken(&error) => error,
                Err(error) => return Err(error),
            };
            attempts -= 1;
            match self.find(database).await? {
                Some(Found::Reply(response)) => return Ok(Ok(response)),
                Some(Found::Refused(failure)) => return Ok(Err(failure)),
                // Deleted just now, or as old as to be.
                found if attempts > 0 => self.replaces = found.is_some(),
                _ => return Err(taken),
            }
        }
    }

    /// What comes before the effect.
    fn statements(&self, status: StatusCode, reply: Option<&str>) -> Vec<Bound> {
        let key = || vec![Value::from(self.scope.as_str()), Value::from(self.key.as_str())];
        let statement = |sql: &'static str, more: Vec<Value>| Bound {
            sql: sql.into(),
            params: [key(), more].concat(),
            columns: Columns::Known(&[]),
            reads_only: false,
            idempotent: true,
        };
        let forget = self.replaces.then(|| statement(self.table.forget, vec![Value::Integer(self.forgotten())]));
        let insert = vec![
            Value::Blob(self.body_sha256.clone()),
            Value::Integer(status.as_u16().into()),
            reply.map_or(Value::Null, Value::from),
            Value::Integer(self.now_ms),
        ];
        forget.into_iter().chain([statement(self.table.insert, insert)]).collect()
    }

    /// Whether the key's own row is what the database refused.
    fn is_taken(&self, error: &D1Error) -> bool {
        let D1Error::Unique { table, columns } = error else { return false };
        let named = |name: &&str| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
        table.eq_ignore_ascii_case(self.table.name)
            && columns.len() == 2
            && ["scope", "idempotency_key"].iter().all(named)
    }
}

fn mismatch() -> Problem {
    let title = "The key was used for another request";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_mismatch", title)
        .with_detail("a request that is repeated must be the same; another one needs another key")
}

fn in_progress() -> Problem {
    let title = "A request with this key is being answered";
    Problem { retry_after: Some(RETRY_AFTER), ..Problem::new(StatusCode::CONFLICT, "idempotency_in_progress", title) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Headers, Method};

    const TABLE: KeyTable = KeyTable { name: "keys", find: "", insert: "", forget: "", keep_ms: 1000 };

    fn request(key: Option<&str>, target: &str, body: &str) -> Request {
        let headers: Vec<(String, String)> =
            key.map(|key| ("idempotency-key".to_owned(), key.to_owned())).into_iter().collect();
        Request::new(Method::POST, target, Headers::new(headers), Body::Read(body.into()))
    }

    #[test]
    fn a_key_is_one_text() {
        let longest = "k".repeat(128);
        for key in
            ["a", "!", "\"quoted\"", "a b", "a  b", "a,b", "a ,b", "8e03978e-40d5-43dd-bc93-6894a57f9324", &longest]
        {
            assert_eq!(Key::of(&request(Some(key), "/", ""), &mut Violations::default()), Some(Key(key.to_owned())));
        }
        let too_long = "k".repeat(129);
        for (key, code) in [
            (None, "required"),
            (Some(""), "format"),
            (Some("a, b"), "format"),
            (Some("a b, c"), "format"),
            (Some(" a"), "format"),
            (Some("a "), "format"),
            (Some(" "), "format"),
            (Some("ä"), "format"),
            (Some("a\t"), "format"),
            (Some(too_long.as_str()), "format"),
        ] {
            let mut out = Violations::default();
            assert_eq!(Key::of(&request(key, "/", ""), &mut out), None);
            let told = out.into_problem().errors;
            assert_eq!(told.iter().map(|it| (it.pointer.as_str(), it.code)).collect::<Vec<_>>(), [(HEADER, code)]);
        }
    }

    #[test]
    fn what_a_request_is() {
        let sha256 = |body: &str| Sha256::digest(body).to_vec();
        assert_eq!(digest(&request(None, "/pay", "{}"), false), sha256("{}"));
        assert_eq!(digest(&request(None, "/pay/1?a=b", "{}"), true), sha256("/pay/1?a=b\0{}"));
    }

    fn row() -> KeyRow {
        let (scope, key) = ("admin pay".to_owned(), "k".to_owned());
        KeyRow { table: &TABLE, scope, key, body_sha256: vec![1], now_ms: 5000, replaces: false }
    }

    #[test]
    fn only_the_row_of_the_key_is_taken() {
        let unique = |table: &str, columns: &[&str]| D1Error::Unique {
            table: table.to_owned(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        };
        assert!(row().is_taken(&unique("keys", &["scope", "idempotency_key"])));
        assert!(row().is_taken(&unique("Keys", &["IDEMPOTENCY_KEY", "SCOPE"])));
        assert!(!row().is_taken(&unique("keys", &["scope"])));
        assert!(!row().is_taken(&unique("payments", &["scope", "idempotency_key"])));
        assert!(!row().is_taken(&D1Error::Check("scope".to_owned())));
    }

    #[test]
    fn what_a_row_means() {
        let kept = |sha: u8, status: Option<u16>, created_at: i64| {
            let found = row().judge(Kept { body_sha256: vec![sha], status, reply: Some("{}".to_owned()), created_at });
            match found {
                Found::Reply(response) => response.status.as_u16().to_string(),
                Found::Refused(failure) => format!("{failure:?}").split('"').nth(1).unwrap_or_default().to_owned(),
                Found::Expired => "expired".to_owned(),
            }
        };
        assert_eq!(kept(1, Some(201), 4001), "201");
        assert_eq!(kept(1, Some(201), 4000), "expired");
        assert_eq!(kept(2, Some(201), 4000), "expired");
        assert_eq!(kept(2, Some(201), 4001), "idempotency_mismatch");
        assert_eq!(kept(2, None, 4001), "idempotency_mismatch");
        assert_eq!(kept(1, None, 4001), "idempotency_in_progress");
        assert_eq!(kept(1, Some(7), 4001), "internal_error");
    }
}
