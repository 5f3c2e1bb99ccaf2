use app::client::{ClientError, GetNodeProblem};

#[williw_workers::spec("../spec", client)]
pub mod app {}

// `invalid_request` is common to all routes, and `no_wallet` is no error of this one.
fn tell(error: ClientError<GetNodeProblem>) -> &'static str {
    match error {
        ClientError::Problem(GetNodeProblem::NoNode(_)) => "no such node",
        ClientError::Problem(GetNodeProblem::NoWallet(_)) => "no such wallet",
        ClientError::Problem(GetNodeProblem::Other(_)) => "something common",
        ClientError::Transport(_) | ClientError::Unexpected(_) | ClientError::Request(_) => "no answer",
    }
}

fn main() {}
