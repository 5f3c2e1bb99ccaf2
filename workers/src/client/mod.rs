//! What generated clients call: a service's routes over any transport, with typed replies and problems.
//!
//! `#[spec("../spec", client)]` makes `app::client::Client`, with a method for each route; what does not depend on the spec
//! is here. It knows no socket and no clock: a [`Transport`] is the whole world of a client, so that the same client
//! runs over HTTP, and in a test without any. What is hard is to repeat a call: only what may happen twice, not before
//! the service wants it, and signed anew each time, for a signature holds once.
//!
//! ```ignore
//! let client = Client::new(Reqwest::new("https://api.example.com")?).with_node(&node_id, &secret_key)?;
//! loop {
//!     match client.heartbeat(&HeartbeatQuery { node_id: Some(node_id.clone()) }, None).await {
//!         Ok(reply) => sleep(reply.next_heartbeat_ms).await,
//!         Err(ClientError::Problem(HeartbeatProblem::NodeBanned(problem))) => return Err(problem.to_string()),
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! ```

mod call;
mod connection;
mod error;
mod reply;
#[cfg(all(feature = "client-reqwest", not(target_arch = "wasm32")))]
mod reqwest;
mod transport;

pub use call::Call;
pub use connection::{Connection, Credentials, Retry};
pub use error::{ClientError, Problem, ProblemDetails, RouteProblem, UnexpectedReply, Violation};
pub use reply::Reply;
#[cfg(all(feature = "client-reqwest", not(target_arch = "wasm32")))]
pub use reqwest::Reqwest;
pub use transport::{Request, Response, Transport, TransportError};
