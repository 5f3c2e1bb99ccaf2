//! A case from outside: its steps, and between them what it asks for.

/// What one step gave.
pub(crate) struct Reply {
    pub(crate) lines: Vec<String>,
    pub(crate) actions: Vec<String>,
}

/// A host with the Worker in it.
pub(crate) trait Outside {
    /// Sends one request.
    fn get(&mut self, target: &str) -> (u16, String);
    /// `wait <seconds>`: time goes by.
    fn wait(&mut self, seconds: u64);
}

/// Runs a case; its lines, and between them what was done outside.
pub(crate) fn run(outside: &mut impl Outside, subject: &str, name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for step in 0.. {
        let reply = match step_of(outside, subject, name, step) {
            Ok(reply) => reply,
            Err(problem) => {
                lines.push(problem);
                break;
            }
        };
        lines.extend(reply.lines);
        if reply.actions.is_empty() {
            break;
        }
        for action in reply.actions {
            let outcome = act(outside, &action);
            lines.push(if outcome.is_empty() { format!("~ {action}") } else { format!("~ {action}: {outcome}") });
        }
    }
    lines
}

fn step_of(outside: &mut impl Outside, subject: &str, name: &str, step: u32) -> Result<Reply, String> {
    let (status, body) = outside.get(&format!("/cases/{subject}/{name}?step={step}"));
    let reply: serde_json::Value = serde_json::from_str(&body).map_err(|_| format!("{status}: {body}"))?;
    let list = |key: &str| {
        let values = reply.get(key).and_then(|list| list.as_array()).ok_or_else(|| format!("{status}: {body}"))?;
        Ok::<_, String>(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
    };
    Ok(Reply { lines: list("lines")?, actions: list("actions")? })
}

/// Does what was asked for, and says what came of it.
fn act(outside: &mut impl Outside, action: &str) -> String {
    let (verb, rest) = action.split_once(' ').unwrap_or((action, ""));
    match verb {
        "wait" => {
            outside.wait(rest.parse().unwrap());
            String::new()
        }
        _ => "nobody knows how".to_owned(),
    }
}
