//! `williw-node`: lends this machine's idle time to a network.
//!
//! All that a node does is `williw::agent`; here are the command line, the key's file, and Ctrl-C.

mod key;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tokio::sync::watch;
use tokio::task::{JoinSet, LocalSet};
use williw::agent::{Agent, Event, Identity};
use williw::app::types::{DeviceCapabilities, NodeId, WalletAddress};
use williw_workers::client::Reqwest;

/// Lends this machine's idle time: takes tasks, works on them, and earns lamports for it. Ctrl-C stops it calmly, a
/// second one at once.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Where the service is
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8787")]
    server: String,
    /// What the node is called; it keeps the key that it first came with
    #[arg(long, value_name = "ID", value_parser = |id: &str| NodeId::parse(id).map_err(|error| error.to_string()))]
    node_id: NodeId,
    /// Its key, as solana-keygen writes it; made where there is none [default: ID.json]. With --nodes a folder [default:
    /// ID.keys]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// How many nodes to be, called ID-1, ID-2 and so on, each with a key of its own
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    nodes: Option<u16>,
    /// Do one task and stop
    #[arg(long)]
    once: bool,
    /// Where to be paid [default: the address of the node's key]
    #[arg(long, value_name = "ADDRESS", value_parser = |it: &str| WalletAddress::parse(it).map_err(|error| error.to_string()))]
    wallet: Option<WalletAddress>,
    /// How much memory to offer
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    memory_mb: u64,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), String> {
    let nodes = identities(args)?;
    let transport = Reqwest::new(&args.server).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot start: {error}"))?;
    LocalSet::new().block_on(&runtime, async {
        let stop = stop_signal();
        let mut agents = JoinSet::new();
        for who in nodes {
            let (id, mut stop) = (who.node_id.clone(), stop.clone());
            let agent = Agent::new(transport.clone(), who, move |event| tell(&id, event))?;
            let once = args.once;
            agents.spawn_local(async move {
                let stopped = async { drop(stop.wait_for(|stopped| *stopped).await) };
                agent.run(once, stopped).await.map_err(|refused| format!("{agent:?} is refused: {refused}"))
            });
        }
        // One that is refused does not stop the others.
        let mut result = Ok(());
        while let Some(ended) = agents.join_next().await {
            result = result.and(ended.unwrap_or_else(|error| Err(error.to_string())));
        }
        result
    })
}

/// Who to be: one node, or several with a key each.
fn identities(args: &Args) -> Result<Vec<Identity>, String> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1));
    let id = &args.node_id;
    let identity = |node_id: NodeId, file: &Path| {
        let key = key::load(file).map_err(|error| format!("cannot use the key {}: {error}", file.display()))?;
        let capabilities = DeviceCapabilities {
            cpu_cores: cores,
            memory_mb: args.memory_mb,
            gpu_info: Vec::new(),
            network_type: "ethernet".to_owned(),
            max_bandwidth_mbps: 100,
        };
        Ok(Identity { node_id, key, capabilities, wallet_address: args.wallet.clone() })
    };
    let path = |ending: &str| args.key.clone().unwrap_or_else(|| format!("{id}.{ending}").into());
    let Some(nodes) = args.nodes else { return Ok(vec![identity(id.clone(), &path("json"))?]) };
    let folder = path("keys");
    let one = |number| {
        let node_id = NodeId::parse(format!("{id}-{number}")).map_err(|error| error.to_string())?;
        let file = folder.join(format!("{node_id}.json"));
        identity(node_id, &file)
    };
    (1..=nodes).map(one).collect()
}

/// Turns true at the first Ctrl-C or SIGTERM. A second one ends the process at once: what it held runs out by itself.
fn stop_signal() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::task::spawn_local(async move {
        asked_to_stop().await;
        let _ = stop.send(true);
        asked_to_stop().await;
        std::process::exit(130);
    });
    stopped
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// A line for each event. Where nobody reads, it works all the same.
fn tell(id: &NodeId, event: Event<'_>) {
    let _ = writeln!(io::stdout(), "{id} {event}");
}
