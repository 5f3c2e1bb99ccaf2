//! The command line of a Worker's own binary: `williw serve`, which is also what happens without a
//! command.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio::net::TcpListener;
use williw_workers::driver::{Host as _, Level, Manifest, Worker};
use williw_workers::time;

use crate::Error;
use crate::clock;
use crate::host::Host;
use crate::server::{self, App, Limits};

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
    /// Listen on an address that other machines reach, although callers are not verified yet
    #[arg(long, global = true)]
    insecure: bool,
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
    let name = worker.manifest().name;
    let parsed =
        Cli::command().name(name).bin_name(name).try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => {
            // `--help` and `--version` come this way too, with 0.
            let _ = e.print();
            return u8::try_from(e.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    let Cli { command: None | Some(Command::Serve), serve } = cli;
    match run(&worker, &serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(io::stderr(), "error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(worker: &dyn Worker, args: &Serve) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::new(format!("cannot start: {e}")))?;
    runtime.block_on(async {
        let listener = listen(args).await?;
        let address = listener.local_addr().map_err(|e| Error::new(format!("cannot listen: {e}")))?;
        time::install(clock::system_now_ms);
        let host = Rc::new(Host::of_server(worker.manifest(), &args.data)?);
        let (running, timers) = host.start(worker)?;
        let stop = stop_signal().map_err(|e| Error::new(format!("cannot wait for signals: {e}")))?;
        // Where standard output is closed, the server serves all the same.
        let _ = io::stdout().write_all(greeting(worker.manifest(), address, host.folder().as_deref()).as_bytes());
        if args.insecure && !address.ip().is_loopback() {
            host.log(Level::Warn, "callers are not verified, and other machines can reach this address");
        }
        server::serve(listener, App { running, timers, host }, Limits::default(), stop).await;
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
    if !args.insecure
        && let Some(reachable) = addresses.iter().find(|address| !address.ip().is_loopback())
    {
        return Err(Error::new(format!(
            "callers are not verified yet, and other machines can reach {}: listen on 127.0.0.1, or add --insecure",
            reachable.ip()
        )));
    }
    TcpListener::bind(addresses.as_slice()).await.map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => Error::new(format!(
            "port {port} of {host} is in use: stop what listens there, or choose another with --port"
        )),
        _ => Error::new(format!("cannot listen on port {port} of {host}: {e}")),
    })
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
fn greeting(manifest: &Manifest, address: SocketAddr, folder: Option<&Path>) -> String {
    let mut out = format!("{} is listening on http://{address}\n", manifest.name);
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
    out
}
