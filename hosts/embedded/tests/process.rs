//! The binary of a Worker as a process: its command line, its exit codes, its signals. This program
//! is its own child: with `TINY` in its environment it is the Worker's binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends with a panic"
)]
#![allow(clippy::disallowed_methods, reason = "how long a run takes is the machine's to say")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use support::lab::{CRON_LAB, Lab};
use support::{TINY, TINY_MANIFEST, Tiny};
use tempfile::tempdir;
use williw_workers::driver::{D1Manifest, Manifest, Migration};

fn main() -> ExitCode {
    match std::env::var("TINY").as_deref() {
        Ok("lab") => return williw_embedded::main(Lab(&CRON_LAB)),
        Ok("before") => return williw_embedded::main(Tiny(&BEFORE)),
        Ok("after") => return williw_embedded::main(Tiny(&AFTER)),
        Ok(_) => return williw_embedded::main(Tiny(&TINY)),
        Err(_) => {}
    }
    if std::env::args().any(|arg| arg == "--list") {
        return ExitCode::SUCCESS;
    }
    let tests: [(&str, fn()); 15] = [
        ("help_and_version", help_and_version),
        ("a_wrong_call_is_2", a_wrong_call_is_2),
        ("it_listens_where_it_is_told", it_listens_where_it_is_told),
        ("what_cannot_be_is_1", what_cannot_be_is_1),
        ("it_greets", it_greets),
        ("metrics_are_told_on_an_address_of_their_own", metrics_are_told_on_an_address_of_their_own),
        ("settings_come_from_the_environment_then_the_file", settings_come_from_the_environment_then_the_file),
        #[cfg(unix)]
        ("a_signal_ends_it_calmly", a_signal_ends_it_calmly),
        #[cfg(unix)]
        ("nothing_acknowledged_is_lost_when_it_is_killed", nothing_acknowledged_is_lost_when_it_is_killed),
        #[cfg(unix)]
        ("a_migration_is_killed_as_a_whole", a_migration_is_killed_as_a_whole),
        ("a_secret_is_never_shown", a_secret_is_never_shown),
        ("cron_jobs_are_listed_and_run", cron_jobs_are_listed_and_run),
        ("cron_jobs_run_for_whoever_asks_only_if_told", cron_jobs_run_for_whoever_asks_only_if_told),
        #[cfg(unix)]
        ("objects_and_alarms_survive_a_kill", objects_and_alarms_survive_a_kill),
        #[cfg(unix)]
        ("an_alarm_rings_in_the_next_process", an_alarm_rings_in_the_next_process),
    ];
    for (name, test) in tests {
        println!("test {name} …");
        test();
    }
    println!("{} tests passed", tests.len());
    ExitCode::SUCCESS
}

const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_notes.sql", sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);" },
    Migration {
        name: "0002_strict.sql",
        sql: "CREATE TABLE new_notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;\n\
              INSERT INTO new_notes SELECT id, text || '!' FROM notes;\nDROP TABLE notes;\n\
              ALTER TABLE new_notes RENAME TO notes;\nCREATE INDEX by_text ON notes (text);\n",
    },
];
const ONE: &[D1Manifest] = &[D1Manifest { binding: "DB", schema: &[], migrations: MIGRATIONS.split_at(1).0 }];
const BOTH: &[D1Manifest] = &[D1Manifest { binding: "DB", schema: &[], migrations: MIGRATIONS }];
static BEFORE: Manifest = Manifest { d1: ONE, ..TINY_MANIFEST };
static AFTER: Manifest = Manifest { d1: BOTH, ..TINY_MANIFEST };

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(args).current_dir(folder).env_clear().env("TINY", "1");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Exit code, standard output, standard error.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = command(folder, args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

struct Running {
    child: Child,
    address: String,
    greeting: String,
}

fn start(command: Command) -> Running {
    // The routes are the last paragraph, with an empty line after them.
    start_with(command, 2)
}

/// A server of the lab's, which has cron jobs: one more paragraph.
fn start_lab(folder: &Path) -> Running {
    let mut command = command(folder, &["--port", "0"]);
    command.env("TINY", "lab");
    start_with(command, 3)
}

fn start_with(mut command: Command, paragraphs: usize) -> Running {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut greeting = String::new();
    while greeting.matches("\n\n").count() < paragraphs {
        greeting += &lines.next().expect("the child ended early").unwrap();
        greeting.push('\n');
    }
    let address = greeting.lines().next().unwrap().split_once("http://").unwrap().1.to_owned();
    Running { child, address, greeting }
}

fn ask(address: &str, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.get(9..12)?.parse().ok()?, body.to_owned()))
}

impl Running {
    fn ask(&self, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        ask(&self.address, method, path, body)
    }

    fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (status, errors)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn help_and_version() {
    let folder = tempdir().unwrap();
    let (code, out, _) = run(folder.path(), &["--help"]);
    assert_eq!(code, 0);
    let words = ["Usage: tiny", "serve", "--host", "127.0.0.1", "--port", "8787", "--data", ".williw"];
    for word in words.into_iter().chain(["--client-ip-header", "--metrics", "127.0.0.1:9090"]) {
        assert!(out.contains(word), "{word}:\n{out}");
    }
    assert_eq!(run(folder.path(), &["serve", "--help"]).0, 0);
    let (code, out, _) = run(folder.path(), &["--version"]);
    assert_eq!((code, out), (0, format!("tiny {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(folder.path().read_dir().unwrap().next().is_none());
}

fn a_wrong_call_is_2() {
    let folder = tempdir().unwrap();
    for args in [&["--nosuch"][..], &["nosuch"], &["--port", "99999"], &["--port"], &["serve", "x"]] {
        let (code, out, err) = run(folder.path(), args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.starts_with("error: "), "{err}");
    }
}

fn it_listens_where_it_is_told() {
    let folder = tempdir().unwrap();
    let running = start(command(folder.path(), &["--host", "0.0.0.0", "--port", "0"]));
    assert!(running.address.starts_with("0.0.0.0:"), "{}", running.address);
    running.kill();
    // Options may stand before the command and after it.
    start(command(folder.path(), &["--host", "localhost", "serve", "--port", "0"])).kill();
}

fn what_cannot_be_is_1() {
    let folder = tempdir().unwrap();
    let running = start(command(folder.path(), &["--port", "0"]));
    let port = running.address.rsplit(':').next().unwrap();
    let (code, _, err) = run(folder.path(), &["--port", port, "--data", "other"]);
    assert_eq!(
        (code, err),
        (
            1,
            format!(
                "error: port {port} of 127.0.0.1 is in use: stop what listens there, or choose another with --port\n"
            )
        )
    );
    let (code, _, err) = run(folder.path(), &["--port", "0"]);
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "error: another process is using the data folder .williw: stop it, or choose another with --data\n"
    );
    running.kill();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for (args, expected) in [
        (["--data", "file"], "error: cannot make the data folder file: "),
        (["--data", "file/x"], "error: cannot make the data folder file/x: "),
        (["--host", "no.such.host.invalid"], "error: cannot find the host `no.such.host.invalid`: "),
    ] {
        let (code, _, err) = run(folder.path(), &[&args[..], &["--port", "0"]].concat());
        assert_eq!((code, err.lines().count()), (1, 1), "{err}");
        assert!(err.starts_with(expected), "{err}");
    }
}

fn metrics_are_told_on_an_address_of_their_own() {
    let folder = tempdir().unwrap();
    let running = start(command(folder.path(), &["--port", "0", "--metrics", "127.0.0.1:0"]));
    let line = running.greeting.lines().nth(1).unwrap();
    let (_, metrics) = line.split_once("metrics: http://").unwrap();
    let address = metrics.strip_suffix("/metrics").unwrap().to_owned();
    assert_eq!(running.ask("GET", "/health", "").unwrap(), (200, "well".to_owned()));
    assert_eq!(running.ask("GET", "/metrics", "").unwrap().0, 404);
    let (status, text) = ask(&address, "GET", "/metrics", "").unwrap();
    assert_eq!(status, 200);
    for line in [
        "williw_requests_total{route=\"none\",method=\"GET\",status=\"200\"} 1",
        "williw_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 1",
        "williw_request_duration_seconds_count{route=\"none\"} 2",
        &format!("williw_build_info{{worker=\"tiny\",version=\"{}\"}} 1", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(text.lines().any(|it| it == line), "{line} in\n{text}");
    }
    assert_eq!(ask(&address, "GET", "/", "").unwrap().0, 404);
    assert_eq!(ask(&address, "POST", "/metrics", "").unwrap().0, 405);
    let (code, _, err) = run(folder.path(), &["--port", "0", "--data", "other", "--metrics", &address]);
    assert_eq!(code, 1);
    assert!(err.starts_with(&format!("error: cannot tell metrics on {address}: ")), "{err}");
    running.kill();
    let (code, _, err) = run(folder.path(), &["--port", "0", "--client-ip-header", "a b"]);
    assert_eq!((code, err.as_str()), (1, "error: `a b` cannot be the name of a header field\n"));
}

fn it_greets() {
    let folder = tempdir().unwrap();
    let running = start(command(folder.path(), &["--port", "0", "--data", "here"]));
    let data = folder.path().canonicalize().unwrap().join("here");
    let expected = format!(
        "tiny is listening on http://{}\ndata: {}\n\n  POST  /notes   node, admin\n  GET   /health  anyone\n\n",
        running.address,
        data.display()
    );
    assert_eq!(running.greeting, expected);
    assert_eq!(running.ask("GET", "/health", ""), Some((200, "well".into())));
    running.kill();
}

fn settings_come_from_the_environment_then_the_file() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join(".dev.vars"), "GREETING=from the file\nTOKEN='f1le'\nLOG_LEVEL=debug\n").unwrap();
    let mut with = command(folder.path(), &["--port", "0"]);
    with.env("GREETING", "from the environment");
    let running = start(with);
    assert_eq!(running.ask("GET", "/var?GREETING", "").unwrap().1, "from the environment");
    assert_eq!(running.ask("GET", "/secret?TOKEN", "").unwrap().1, "f1le");
    running.kill();
    let mut odd = command(folder.path(), &["--port", "0"]);
    let output = odd.env("ODD", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("error: the Worker cannot start:\n  var `ODD`: must not be set\n  and one more\n"), "{err}");
    let mut loud = command(folder.path(), &["--port", "0"]);
    let output = loud.env("LOG_LEVEL", "loud").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

fn a_secret_is_never_shown() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join(".dev.vars"), "A=1\nTOKEN=\"s3cret\n").unwrap();
    let (code, out, err) = run(folder.path(), &["--port", "0"]);
    assert_eq!((code, out.as_str(), err.as_str()), (1, "", "error: .dev.vars: line 2: a quote is not closed\n"));
}

#[cfg(unix)]
fn a_signal_ends_it_calmly() {
    for signal in ["-INT", "-TERM"] {
        let folder = tempdir().unwrap();
        let running = start(command(folder.path(), &["--port", "0"]));
        assert_eq!(running.ask("POST", "/notes", "a").unwrap().0, 201);
        std::thread::scope(|scope| {
            let slow = scope.spawn(|| running.ask("GET", "/sleep?500", ""));
            std::thread::sleep(Duration::from_millis(200));
            let kill = Command::new("kill").args([signal, &running.child.id().to_string()]).status().unwrap();
            assert!(kill.success());
            assert_eq!(slow.join().unwrap(), Some((200, "slept".into())));
        });
        let (status, errors) = running.end();
        assert_eq!(status.code(), Some(0), "{errors}");
        assert!(errors.contains("INFO  stopping"), "{errors}");
        let wal = std::fs::metadata(folder.path().join(".williw/d1/DB.sqlite-wal")).map_or(0, |wal| wal.len());
        assert_eq!(wal, 0);
    }
}

#[cfg(unix)]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let folder = tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 0..5 {
        let running = start(command(folder.path(), &["--port", "0"]));
        let count: usize = running.ask("GET", "/notes", "").unwrap().1.parse().unwrap();
        // The one that was on its way may be there or not.
        assert!(count == acknowledged || count == acknowledged + 1, "{count} of {acknowledged}");
        acknowledged = count;
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let notes = (0..).map(|n| running.ask("POST", "/notes", &format!("{round} {n}")));
                notes.take_while(|answer| answer.as_ref().is_some_and(|(status, _)| *status == 201)).count()
            });
            std::thread::sleep(Duration::from_millis(150));
            let kill = Command::new("kill").args(["-KILL", &running.child.id().to_string()]).status().unwrap();
            assert!(kill.success());
            acknowledged += writer.join().unwrap();
        });
        running.end();
    }
    assert!(acknowledged > 5, "only {acknowledged} notes");
}

/// The old schema or the new one with its ledger, never between; and the program of before takes the old one.
#[cfg(unix)]
fn a_migration_is_killed_as_a_whole() {
    const ROWS: i64 = 50_000;
    let folder = tempdir().unwrap();
    let migrating = |mode: &str| {
        let mut command = command(folder.path(), &["--port", "0"]);
        command.env("TINY", mode);
        command
    };
    start(migrating("before")).kill();
    let data = folder.path().join(".williw/d1");
    let (file, kept) = (data.join("DB.sqlite"), folder.path().join("kept.sqlite"));
    let fill = format!(
        "INSERT INTO notes WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < {ROWS}) SELECT x, 'note ' || x FROM i"
    );
    rusqlite::Connection::open(&file).unwrap().execute_batch(&fill).unwrap();
    std::fs::copy(&file, &kept).unwrap();
    let restore = || {
        std::fs::remove_dir_all(&data).unwrap();
        std::fs::create_dir(&data).unwrap();
        std::fs::copy(&kept, &file).unwrap();
    };
    restore();
    let begin = Instant::now();
    start(migrating("after")).kill();
    let whole = begin.elapsed();
    let (mut old, mut new) = (0, 0);
    for kill in 0..12 {
        restore();
        let mut child = migrating("after").spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(kill) / 10.0));
        child.kill().unwrap();
        child.wait().unwrap();
        let connection = rusqlite::Connection::open(&file).unwrap();
        let text = |sql: &str| -> String { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
        let found = (
            text("SELECT count(*) || '-' || (SELECT count(*) FROM williw_migrations) FROM d1_migrations"),
            text("SELECT count(*) || '' FROM pragma_index_list('notes')"),
            text("SELECT count(*) || '-' || max(text) FROM notes"),
            text("PRAGMA integrity_check"),
        );
        let state = |files: &str, indexes: &str, last: &str| {
            (files.to_owned(), indexes.to_owned(), format!("{ROWS}-{last}"), "ok".to_owned())
        };
        if found == state("1-1", "0", "note 9999") {
            old += 1;
            drop(connection);
            start(migrating("before")).kill();
        } else {
            assert_eq!(found, state("2-2", "1", "note 9999!"));
            new += 1;
        }
    }
    println!("{old} killed before it was applied, {new} after");
    let running = start(migrating("after"));
    assert_eq!(running.ask("GET", "/notes", "").unwrap().1, ROWS.to_string());
    running.kill();
}

fn cron_jobs_are_listed_and_run() {
    let folder = tempdir().unwrap();
    let lab = |args: &[&str]| {
        let mut command = command(folder.path(), args);
        command.env("TINY", "lab");
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, out, _) = lab(&["cron"]);
    assert_eq!((code, out.lines().count()), (0, 3), "{out}");
    assert!(out.starts_with("  often       */5 * * * *  next 20"), "{out}");
    assert!(folder.path().read_dir().unwrap().next().is_none());
    assert_eq!(lab(&["cron", "hourly", "--data", "data"]), (0, "cron job `hourly` has run\n".into(), String::new()));
    let (code, _, err) = lab(&["cron", "nosuch"]);
    assert_eq!(
        (code, err.as_str()),
        (1, "error: there is no cron job `nosuch`; there are: often, also_often, hourly\n")
    );
    let mut fails = command(folder.path(), &["cron", "often"]);
    let output = fails.env("TINY", "lab").env("GREETING", "fail").output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(err.ends_with("error: cron job `often` failed: as told\n"), "{err}");
    // A server has the data for itself, and tells of its jobs.
    let running = start_lab(folder.path());
    assert!(running.greeting.contains("  hourly      30 * * * *   next 20"), "{}", running.greeting);
    let (code, _, err) = lab(&["cron", "hourly"]);
    assert!(code == 1 && err.contains("another process is using the data folder"), "{err}");
    running.kill();
}

fn cron_jobs_run_for_whoever_asks_only_if_told() {
    let folder = tempdir().unwrap();
    let lab = |args: &[&str], greeting: &str| {
        let mut command = command(folder.path(), &[&["--port", "0"], args].concat());
        command.env("TINY", "lab").env("GREETING", greeting);
        start(command)
    };
    const PATH: &str = "/cdn-cgi/local/scheduled";
    let deaf = lab(&[], "");
    assert_eq!(deaf.ask("GET", &format!("{PATH}?job=often"), "").unwrap().0, 404);
    deaf.kill();
    let running = lab(&["--test-scheduled"], "");
    let ask = |query: &str| running.ask("GET", &format!("{PATH}{query}"), "").unwrap();
    let said = |status: u16, text: &str| (status, text.to_owned());
    assert_eq!(ask("?cron=*/5+*+*+*+*"), said(200, "often: ok\nalso_often: ok\n"));
    assert_eq!(ask("?cron=*%2F5%20*%20*%20*%20*"), said(200, "often: ok\nalso_often: ok\n"));
    assert_eq!(ask("?job=hourly"), said(200, "hourly: ok\n"));
    // As it was called before.
    assert_eq!(running.ask("GET", "/cdn-cgi/handler/scheduled?job=hourly", ""), Some(said(200, "hourly: ok\n")));
    for (query, status) in [("", 400), ("?cron=1+*+*+*+*", 404), ("?job=nosuch", 404), ("?job=a&cron=b", 400)] {
        assert_eq!(ask(query).0, status, "{query}");
    }
    running.kill();
    let running = lab(&["serve", "--test-scheduled"], "fail");
    let (status, lines) = running.ask("GET", &format!("{PATH}?cron=*/5+*+*+*+*"), "").unwrap();
    assert_eq!((status, lines.as_str()), (500, "often: failed: as told\nalso_often: ok\n"));
    running.kill();
}

/// Objects count, and set an alarm that counts too; the process is killed in the midst of it.
#[cfg(unix)]
fn objects_and_alarms_survive_a_kill() {
    let folder = tempdir().unwrap();
    let mut acknowledged = [0u32; 4];
    for _ in 0..6 {
        let running = start_lab(folder.path());
        for (n, count) in acknowledged.iter_mut().enumerate() {
            let found = running.ask("POST", &format!("/Lab/{n}"), "get n").unwrap().1;
            let found: u32 = found.parse().unwrap_or(0);
            // The one that was on its way may be there or not.
            assert!(found == *count || found == *count + 1, "{found} of {count}");
            *count = found;
        }
        std::thread::scope(|scope| {
            let running = &running;
            let writers: Vec<_> = acknowledged
                .iter_mut()
                .enumerate()
                .map(|(n, count)| {
                    scope.spawn(move || {
                        let script = "add n; put on_alarm add rung; ring 40";
                        while let Some((200, answer)) = running.ask("POST", &format!("/Lab/{n}"), script) {
                            *count = answer.parse().unwrap();
                        }
                    })
                })
                .collect();
            std::thread::sleep(Duration::from_millis(200));
            let kill = Command::new("kill").args(["-KILL", &running.child.id().to_string()]).status().unwrap();
            assert!(kill.success());
            writers.into_iter().for_each(|writer| writer.join().unwrap());
        });
        running.end();
    }
    assert!(acknowledged.iter().all(|count| *count > 6), "{acknowledged:?}");
    // Each was killed with an alarm that had been set, which rings now, without a call.
    let running = start_lab(folder.path());
    std::thread::sleep(Duration::from_millis(500));
    let read =
        || (0..4).map(|n| running.ask("POST", &format!("/Lab/{n}"), "alarm; get rung").unwrap().1).collect::<Vec<_>>();
    for answer in read() {
        let (alarm, rung) = answer.split_once(',').unwrap();
        assert!(alarm == "none" && rung.parse::<u32>().unwrap() > 0, "{answer}");
    }
    running.kill();
}

/// An alarm that nobody has rung is the next process's.
#[cfg(unix)]
fn an_alarm_rings_in_the_next_process() {
    let folder = tempdir().unwrap();
    for round in 0..3 {
        let running = start_lab(folder.path());
        let name = format!("/Lab/{round}");
        assert_eq!(running.ask("POST", &name, "put on_alarm note rung; ring 300").unwrap().0, 200);
        running.kill();
        std::thread::sleep(Duration::from_millis(400));
        let running = start_lab(folder.path());
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(running.ask("POST", &name, "alarm").unwrap().1, "none");
        running.kill();
    }
    let database = rusqlite::Connection::open(folder.path().join(".williw/d1/DB.sqlite")).unwrap();
    let notes: i64 = database.query_row("SELECT count(*) FROM notes", [], |row| row.get(0)).unwrap();
    assert_eq!(notes, 3);
}
