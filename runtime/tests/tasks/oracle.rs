//! The rules of the next task, a second time: over plain values, one after the other, with no thought of speed.

use serde_json::{Value as Json, json};

/// A task that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) id: String,
    pub(crate) target: Option<String>,
    pub(crate) priority: i64,
    pub(crate) created_at: i64,
    pub(crate) scheduled_at: i64,
    pub(crate) needs: Needs,
    pub(crate) failed: Vec<String>,
}

/// What a node must have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needs {
    pub(crate) cores: Option<u64>,
    pub(crate) memory: Option<u64>,
    pub(crate) bandwidth: Option<u64>,
    pub(crate) gpu: bool,
    pub(crate) gpu_memory: Option<u64>,
    pub(crate) capability: Option<f64>,
    pub(crate) networks: Vec<String>,
}

impl Needs {
    /// As the service stores it.
    pub(crate) fn json(&self) -> Json {
        let mut json = json!({"require_gpu": self.gpu, "network_types": self.networks});
        let given = [
            ("min_cpu_cores", self.cores.map(Json::from)),
            ("min_memory_mb", self.memory.map(Json::from)),
            ("min_bandwidth_mbps", self.bandwidth.map(Json::from)),
            ("min_gpu_memory_mb", self.gpu_memory.map(Json::from)),
            ("min_compute_capability", self.capability.map(Json::from)),
        ];
        for (name, value) in given {
            if let Some(value) = value {
                json[name] = value;
            }
        }
        json
    }
}

/// What a node has.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) cores: u64,
    pub(crate) memory: u64,
    pub(crate) bandwidth: u64,
    pub(crate) network: String,
    /// Memory, and the capability as a text, a number, or nothing.
    pub(crate) gpus: Vec<(u64, Json)>,
}

impl Machine {
    pub(crate) fn json(&self) -> Json {
        let gpu = |(memory, capability): &(u64, Json)| match capability {
            Json::Null => json!({"name": "g", "memory_mb": memory}),
            capability => json!({"name": "g", "memory_mb": memory, "compute_capability": capability}),
        };
        json!({
            "cpu_cores": self.cores, "memory_mb": self.memory, "max_bandwidth_mbps": self.bandwidth,
            "network_type": self.network, "gpu_info": self.gpus.iter().map(gpu).collect::<Vec<_>>(),
        })
    }

    /// One GPU must have both the memory and the capability.
    pub(crate) fn meets(&self, needs: &Needs) -> bool {
        let memory = needs.gpu_memory.unwrap_or(0);
        let capability = needs.capability.unwrap_or(0.0);
        let of = |value: &Json| value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(0.0);
        self.cores >= needs.cores.unwrap_or(0)
            && self.memory >= needs.memory.unwrap_or(0)
            && self.bandwidth >= needs.bandwidth.unwrap_or(0)
            && (needs.networks.is_empty() || needs.networks.contains(&self.network))
            && (!(needs.gpu || memory > 0 || capability > 0.0)
                || self.gpus.iter().any(|gpu| gpu.0 >= memory && of(&gpu.1) >= capability))
    }
}

pub(crate) fn urgency(task: &Waiting, now: i64) -> i64 {
    let age = (now - task.created_at.max(task.scheduled_at)).div_euclid(60_000);
    (task.priority + age).min(200)
}

/// Which of the tasks the node is given.
pub(crate) fn pick<'t>(tasks: &'t [Waiting], node: &str, machine: &Machine, now: i64) -> Option<&'t Waiting> {
    let candidates = tasks.iter().filter(|task| {
        task.scheduled_at <= now
            && task.target.as_deref().is_none_or(|target| target == node)
            && machine.meets(&task.needs)
            && !task.failed.iter().any(|failed| failed == node)
    });
    candidates.min_by_key(|task| (-urgency(task, now), task.scheduled_at, task.created_at, &task.id))
}
