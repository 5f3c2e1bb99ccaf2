//! `williw demo`: the whole life of a network in a minute, in one process.
//!
//! A real server on a port of its own, its data in a folder that goes with it; agents that sign, compute and are paid; an
//! operator who feeds the queue, distributes and settles. All of it goes through the generated client and the socket, as
//! it would elsewhere. What is hard is that it must end with sums that hold, whatever was under way: first nothing new
//! begins, then the agents finish, and only then is counted (`books`).

mod books;
mod operator;
mod screen;

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ScopedJoinHandle;

use clap::Parser;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::{JoinSet, LocalSet};
use williw::agent::{Agent, Event, Identity};
use williw::app::types::{DeviceCapabilities, GpuInfo, NodeId};
use williw::{Service, app};
use williw_embedded::testing::{Loopback, Server, Setup};
use williw_embedded::{Host, Own};
use williw_workers::client::Transport;

use operator::Operator;
use screen::Screen;

/// The command, as the host's command line lists it.
pub(crate) const COMMAND: Own =
    Own { name: "demo", about: "Show the whole life of a network in one process, in a minute", run: main };

/// How often the screen is drawn anew.
const FRAME_MS: u64 = 1_000;
/// How long before the end nothing new is begun: agents have five seconds to finish.
const LAST_SECONDS: u64 = 6;

/// Shows the whole life of a network in one process: a server in a temporary folder, agents that compute, an operator who
/// distributes and settles, payouts over a gateway where some go wrong. It ends with sums that must hold.
#[derive(Parser)]
#[command(name = "williw demo", bin_name = "williw demo")]
struct Args {
    /// How long it takes
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(2..=3600))]
    seconds: u64,
    /// How many nodes take part
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    nodes: u32,
}

/// 0 where all sums hold, 1 where one does not, or the network did not run; 2 where the command line is wrong.
fn main(args: Vec<OsString>) -> ExitCode {
    let name = OsString::from("williw demo");
    let args = match Args::try_parse_from(std::iter::once(name).chain(args)) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    match run(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "error: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the network, and says whether its sums hold.
fn run(args: &Args) -> Result<bool, String> {
    let folder = Folder(std::env::temp_dir().join(format!("williw-demo-{}", std::process::id())));
    let server = Server::try_start(|| app::worker(Service), setup(&folder)).map_err(|error| error.to_string())?;
    let told = Arc::new(Told::default());
    std::thread::scope(|scope| {
        // In a thread of their own: they compute, and nobody else is to wait for that. They stop when the sender is dropped.
        let (stop, stopped) = watch::channel(false);
        let agents = scope.spawn(|| run_agents(args.nodes, &server, &told, stopped));
        runtime()?.block_on(live(args, &server, &told, stop, agents))
    })
}

fn runtime() -> Result<Runtime, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| format!("cannot start: {error}"))
}

/// The server: rewards that are worth a payout, payouts that may fail, and limits for many nodes at one address.
fn setup(folder: &Folder) -> Setup {
    let limits = ["NODE_LIMIT", "ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"];
    let setup = limits.into_iter().fold(Host::in_memory(), |setup, limit| setup.var(limit, "1000000"));
    setup
        .real_time()
        .data(&folder.0)
        .test_scheduled()
        .secret("ADMIN_TOKEN", operator::TOKEN)
        .var("BASE_REWARD_LAMPORTS", "5000000")
        .var("MIN_SETTLEMENT_LAMPORTS", "890880")
        .var("PAYOUT_GATEWAY", "mock")
        .var("MOCK_GATEWAY_FAULTS", "unanswered=10,failed=10,slow=20")
}

/// What agents have told.
#[derive(Debug, Default)]
struct Told {
    /// The latest events, the newest last.
    lines: Mutex<VecDeque<String>>,
    /// How many contributions they have recorded.
    recorded: AtomicU64,
}

impl Told {
    fn hear(&self, id: &NodeId, event: &Event<'_>) {
        if let Event::Recorded(_) = event {
            self.recorded.fetch_add(1, Ordering::Relaxed);
        }
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push_back(format!("{id} {event}"));
        while lines.len() > screen::EVENTS {
            lines.pop_front();
        }
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// All agents, until they are stopped.
fn run_agents(nodes: u32, server: &Server, told: &Arc<Told>, stopped: watch::Receiver<bool>) -> Result<(), String> {
    let transport = server.transport();
    LocalSet::new().block_on(&runtime()?, async {
        let mut agents = JoinSet::new();
        for number in 1..=nodes {
            let (who, told, mut stopped) = (device(number, &transport)?, Arc::clone(told), stopped.clone());
            let id = who.node_id.clone();
            let agent = Agent::new(transport.clone(), who, move |event| told.hear(&id, &event))?;
            agents.spawn_local(async move {
                let stopped = async { drop(stopped.wait_for(|stopped| *stopped).await) };
                agent.run(false, stopped).await.map_err(|refused| format!("{agent:?} is refused: {refused}"))
            });
        }
        while let Some(ended) = agents.join_next().await {
            ended.map_err(|error| error.to_string())??;
        }
        Ok(())
    })
}

/// The operator's side: works for as long as new things may begin, lets the agents finish, and counts.
async fn live(
    args: &Args,
    server: &Server,
    told: &Told,
    stop: watch::Sender<bool>,
    agents: ScopedJoinHandle<'_, Result<(), String>>,
) -> Result<bool, String> {
    let transport = server.transport();
    let mut operator = Operator::new(transport.clone());
    let mut screen = Screen::new(server.base_url(), args.seconds);
    let began = transport.now();
    let last = args.seconds.saturating_sub(LAST_SECONDS).max(args.seconds / 2);
    let seconds = || u64::try_from(transport.now().millis_since(began) / 1_000).unwrap_or(0);
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let mut books = operator.books().await?;
    while seconds() < last && !agents.is_finished() {
        operator.work(&books).await?;
        books = operator.books().await?;
        screen.draw(seconds(), &books, &operator, told);
        tokio::select! {
            () = transport.sleep(FRAME_MS) => {}
            _ = &mut interrupted => break,
        }
    }
    let _ = stop.send(true);
    while !agents.is_finished() {
        screen.draw(seconds(), &operator.books().await?, &operator, told);
        transport.sleep(FRAME_MS / 4).await;
    }
    agents.join().map_err(|_| "the agents' thread panicked".to_owned())??;
    operator.pay().await?;
    operator.run_all_jobs().await?;
    let books = operator.books().await?;
    screen.draw(seconds(), &books, &operator, told);
    let sums = books.sums(&operator.credited, told.recorded.load(Ordering::Relaxed));
    screen.sum_up(&sums);
    Ok(sums.iter().all(|sum| sum.holds))
}

/// One of the machines of a network: some have more, every third a GPU.
fn device(number: u32, transport: &Loopback) -> Result<Identity, String> {
    let mut key = [0; 32];
    transport.random(&mut key);
    let gpu = GpuInfo { name: "RTX 4090".to_owned(), memory_mb: 24_564, compute_capability: None };
    let capabilities = DeviceCapabilities {
        cpu_cores: 4 << (number % 3),
        memory_mb: 4_096 << (number % 4),
        gpu_info: if number % 3 == 1 { vec![gpu] } else { Vec::new() },
        network_type: if number.is_multiple_of(4) { "wifi" } else { "ethernet" }.to_owned(),
        max_bandwidth_mbps: 100,
    };
    let node_id = NodeId::parse(format!("node-{number}")).map_err(|error| error.to_string())?;
    Ok(Identity { node_id, key, capabilities, wallet_address: None })
}

/// A folder that goes when this does.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // The system cleans up what stays.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
