//! The command line of a Worker's own binary: `williw serve`, which is also what happens without a
//! command, `williw cron`, and what else the binary can do.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::LocalSet;
use williw_workers::cron::{Schedule, Trigger};
use williw_workers::driver::{CronManifest, Host as _, Manifest, Worker};
use williw_workers::{TimestampUtils, time};

use crate::Error;
use crate::clock;
use crate::host::Host;
use crate::server::{self, App, Limits, Options};

/// Serves a Worker from one process, with its data in SQLite files.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Answer HTTP requests until stopped by Ctrl-C or SIGTERM (this is the default)
    Serve,
    /// List the cron jobs, or run one now; not while a server uses the data
    Cron {
        /// The job to run
        job: Option<String>,
    },
}

#[derive(Args)]
struct Serve {
    /// The address to listen on
    #[arg(long, global = true, default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; 0 takes any that is free
    #[arg(long, global = true, default_value_t = 8787)]
    port: u16,
    /// The folder with the data; made where there is none
    #[arg(long, global = true, value_name = "DIR", default_value = ".williw")]
    data: PathBuf,
    /// The header field in which a proxy that all clients pass tells their addresses, such as X-Forwarded-For; the last
    /// address in it counts
    #[arg(long, global = true, value_name = "NAME")]
    client_ip_header: Option<String>,
    /// The address to tell metrics on, at /metrics in Prometheus's format, such as 127.0.0.1:9090; without it nobody is
    /// told
    #[arg(long, global = true, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// Run cron jobs for whoever asks at /cdn-cgi/local/scheduled?cron=EXPRESSION, or ?job=NAME: for tests, as wrangler has
    /// it
    #[arg(long, global = true)]
    test_scheduled: bool,
}

/// The `main` of a binary that serves this Worker: reads the command line, serves, and returns 0
/// after a calm end, 1 where serving is not possible, 2 where the command line is wrong.
///
/// ```
/// use std::process::ExitCode;
/// use williw_workers::driver::Worker;
///
/// fn main_of(worker: impl Worker + 'static) -> ExitCode {
///     williw_embedded::main(worker) // `app::worker(Service)`
/// }
/// ```
pub fn main(worker: impl Worker + 'static) -> ExitCode {
    main_with(worker, &[])
}

/// A command of a binary's own, beside those that every Worker has. It reads its arguments by itself: the server's options
/// are not its own.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    /// What it is called by.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Runs it with the arguments after its name.
    pub run: fn(Vec<OsString>) -> ExitCode,
}

/// [`main`] for a binary that can do something else, too.
pub fn main_with(worker: impl Worker + 'static, own: &[Own]) -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let first = args.next();
    if let Some(command) = own.iter().find(|own| first.as_ref().is_some_and(|first| first == own.name)) {
        return (command.run)(args.collect());
    }
    let name = worker.manifest().name;
    let listed = own.iter().map(|own| clap::Command::new(own.name).about(own.about));
    let parsed = Cli::command().name(name).bin_name(name).subcommands(listed).try_get_matches();
    let parsed = parsed.and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => {
            // `--help` and `--version` come this way too, with 0.
            let _ = e.print();
            return u8::try_from(e.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    let Cli { command, serve } = cli;
    let result = match command {
        None | Some(Command::Serve) => run(&worker, &serve),
        Some(Command::Cron { job: None }) => list_crons(worker.manifest()),
        Some(Command::Cron { job: Some(job) }) => run_cron(&worker, &job, &serve.data),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(io::stderr(), "error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> Result<Runtime, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|e| Error::new(format!("cannot start: {e}")))
}

/// Prints the jobs with their schedules and next times.
fn list_crons(manifest: &Manifest) -> Result<(), Error> {
    let lines = cron_lines(manifest, clock::system_now_ms())?;
    // Where standard output is closed there is nobody to tell.
    let _ = io::stdout().write_all(lines.as_bytes());
    Ok(())
}

/// Runs one job on the data, and prints how it ended.
fn run_cron(worker: &dyn Worker, job: &str, data: &Path) -> Result<(), Error> {
    let manifest = worker.manifest();
    if manifest.crons.iter().all(|cron| cron.job != job) {
        let jobs: Vec<_> = manifest.crons.iter().map(|cron| cron.job).collect();
        return Err(Error::new(format!("there is no cron job `{job}`; there are: {}", jobs.join(", "))));
    }
    let runtime = runtime()?;
    time::install(clock::system_now_ms);
    let host = Rc::new(Host::of_server(worker, data)?);
    let (_, timers) = host.start(worker)?;
    let tasks = LocalSet::new();
    let outcomes = tasks.block_on(&runtime, async {
        let outcomes = timers.run_now(Trigger::Job(job), host.clock().now_ms()).await;
        // What it has set going in objects ends, too.
        host.objects().idle().await;
        outcomes
    });
    drop(tasks);
    host.checkpoint();
    host.close();
    let failed = outcomes.map_err(Error::new)?.into_iter().find_map(|outcome| outcome.error);
    if let Some(reason) = failed {
        return Err(Error::new(format!("cron job `{job}` failed: {reason}")));
    }
    let _ = io::stdout().write_all(format!("cron job `{job}` has run\n").as_bytes());
    Ok(())
}

fn run(worker: &dyn Worker, args: &Serve) -> Result<(), Error> {
    runtime()?.block_on(async {
        let listener = listen(args).await?;
        let address = listener.local_addr().map_err(|e| Error::new(format!("cannot listen: {e}")))?;
        let (options, metrics) = options(args).await?;
        time::install(clock::system_now_ms);
        let host = Rc::new(Host::of_server(worker, &args.data)?);
        let (running, timers) = host.start(worker)?;
        let stop = stop_signal().map_err(|e| Error::new(format!("cannot wait for signals: {e}")))?;
        // Where standard output is closed, the server serves all the same.
        let _ =
            io::stdout().write_all(greeting(worker.manifest(), address, metrics, host.folder().as_deref())?.as_bytes());
        server::serve(listener, App { running, timers, host, options }, Limits::default(), stop).await;
        Ok(())
    })
}

async fn listen(args: &Serve) -> Result<TcpListener, Error> {
    let Serve { host, port, .. } = args;
    // `[::1]` is how an IPv6 address stands in a URL.
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let addresses: Vec<SocketAddr> = match bare.parse::<IpAddr>() {
        Ok(ip) => vec![(ip, *port).into()],
        Err(_) => {
            let found = tokio::net::lookup_host((bare, *port)).await;
            found.map_err(|e| Error::new(format!("cannot find the host `{host}`: {e}")))?.collect()
        }
    };
    TcpListener::bind(addresses.as_slice()).await.map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => Error::new(format!(
            "port {port} of {host} is in use: stop what listens there, or choose another with --port"
        )),
        _ => Error::new(format!("cannot listen on port {port} of {host}: {e}")),
    })
}

/// What the command line asks for beside the server, and where the metrics are.
async fn options(args: &Serve) -> Result<(Options, Option<SocketAddr>), Error> {
    let client_ip_header = args.client_ip_header.as_deref().map(server::header_name).transpose()?;
    let mut options = Options { client_ip_header, metrics: None, test_scheduled: args.test_scheduled };
    let Some(wanted) = args.metrics else { return Ok((options, None)) };
    let trouble = |e: io::Error| Error::new(format!("cannot tell metrics on {wanted}: {e}"));
    let listener = TcpListener::bind(wanted).await.map_err(trouble)?;
    let address = listener.local_addr().map_err(trouble)?;
    options.metrics = Some(listener);
    Ok((options, Some(address)))
}

/// Ready at the first SIGINT or SIGTERM. A second one ends the process at once.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut next = {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        async move || {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
    };
    #[cfg(not(unix))]
    let mut next = async || {
        let _ = tokio::signal::ctrl_c().await;
    };
    Ok(async move {
        next().await;
        tokio::spawn(async move {
            next().await;
            // What was acknowledged is on disk already.
            std::process::exit(130);
        });
    })
}

/// What a person wants to know once the server is up.
fn greeting(
    manifest: &Manifest,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    folder: Option<&Path>,
) -> Result<String, Error> {
    let mut out = format!("{} is listening on http://{address}\n", manifest.name);
    if !manifest.openapi.is_empty() && !manifest.docs_path.is_empty() {
        out += &format!("docs: http://{address}{}\n", manifest.docs_path);
    }
    if let Some(metrics) = metrics {
        out += &format!("metrics: http://{metrics}/metrics\n");
    }
    if let Some(folder) = folder {
        out += &format!("data: {}\n", folder.display());
    }
    let width =
        |of: fn(&williw_workers::driver::RouteManifest) -> usize| manifest.routes.iter().map(of).max().unwrap_or(0);
    let (methods, paths) = (width(|route| route.method.len()), width(|route| route.path.len()));
    if !manifest.routes.is_empty() {
        out.push('\n');
    }
    for route in manifest.routes {
        let callers = route.caller.join(", ");
        out += &format!("  {:methods$}  {:paths$}  {callers}\n", route.method, route.path);
    }
    if !manifest.routes.is_empty() {
        out.push('\n');
    }
    if !manifest.crons.is_empty() {
        out += &cron_lines(manifest, clock::system_now_ms())?;
        out.push('\n');
    }
    Ok(out)
}

/// The cron jobs, a line each.
fn cron_lines(manifest: &Manifest, now: u64) -> Result<String, Error> {
    let width = |of: fn(&CronManifest) -> usize| manifest.crons.iter().map(of).max().unwrap_or(0);
    let (jobs, schedules) = (width(|cron| cron.job.len()), width(|cron| cron.schedule.len()));
    let mut out = String::new();
    for CronManifest { job, schedule } in manifest.crons {
        let parsed = Schedule::parse(schedule).map_err(|e| Error::new(format!("cron job `{job}`: {e}")))?;
        let next = parsed.next_after(now).and_then(|next| i64::try_from(next).ok());
        let next =
            next.map_or_else(|| "never".to_owned(), |next| format!("next {}", TimestampUtils::format_iso8601(next)));
        out += &format!("  {job:jobs$}  {schedule:schedules$}  {next}\n");
    }
    Ok(out)
}
