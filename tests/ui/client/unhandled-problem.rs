use app::client::GetNodeProblem;

#[williw_workers::spec("../spec", client)]
pub mod app {}

fn tell(problem: GetNodeProblem) -> u16 {
    match problem {
        GetNodeProblem::NoNode(problem) => problem.status,
    }
}

fn main() {}
