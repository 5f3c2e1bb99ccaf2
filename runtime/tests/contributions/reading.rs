//! What is shown of contributions, and what that costs.

use serde_json::{Value as Json, json};
use williw_workers::http::Method;

use crate::{claim, lease, network, quick, record, stats};

#[test]
fn a_list_is_newest_first_in_pages() {
    let network = network();
    let list = |query: &str| network.call(&format!("GET /api/contributions/list?node_id=n{query}"), None);
    assert_eq!(list(""), (200, json!({"contributions": []})));
    // Several of the same millisecond, too.
    for (i, passed) in [0, 0, 0, 1, 0, 5].into_iter().enumerate() {
        network.wait(passed);
        quick(&network, &format!("c{i}"), if i == 3 { "training" } else { "data_upload" }, json!({}));
    }
    let ids = |page: &Json| -> Vec<String> {
        page["contributions"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    let newest = ["c5", "c4", "c3", "c2", "c1", "c0"];
    let (status, page) = list("");
    assert_eq!((status, ids(&page)), (200, newest.map(str::to_owned).to_vec()));
    assert_eq!(page["contributions"][2]["status"], "rejected");
    assert_eq!(page["next_cursor"], Json::Null);
    for limit in 1..=6 {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let (status, page) = list(&format!("&limit={limit}{cursor}"));
            assert_eq!(status, 200);
            assert!(ids(&page).len() <= limit);
            seen.extend(ids(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, newest, "{limit}");
    }
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let foreign =
        ["abc".to_owned(), hex("[1]"), hex("[9223372036854775807,\"a\"]"), hex("[-1,\"a\"]"), hex("[1,\"?\"]")];
    for cursor in foreign {
        let (status, problem) = list(&format!("&cursor={cursor}"));
        assert_eq!((status, &problem["errors"][0]["pointer"]), (400, &json!("?cursor")), "{cursor}");
    }
    assert_eq!(network.call("GET /api/contributions/list?node_id=m", None).1["code"], "node_not_found");
    // Another's is not shown to a node.
    let reply = network.0.fetch(Method::GET, "/api/contributions/list?node_id=n", &[("x-node-id", "m")], "");
    assert_eq!(reply.status, 403);
    let reply = network.0.fetch(Method::GET, "/api/contributions/stats?node_id=n", &[("x-node-id", "m")], "");
    assert_eq!(reply.status, 403);
}

#[test]
fn what_it_costs() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(1000);
    let calls = |what: &str| {
        let logs = network.0.logs();
        let last = logs.iter().rev().find(|(_, line)| line.starts_with('{')).unwrap();
        let told: Json = serde_json::from_str(&last.1).unwrap();
        assert_eq!(told["route"], what);
        (told["d1_calls"].as_u64().unwrap(), told["kv_calls"].as_u64().unwrap(), told["object_calls"].as_u64().unwrap())
    };
    record(&network, &claim("a"));
    assert_eq!(calls("record_contribution"), (2, 0, 0));
    record(&network, &claim("a"));
    assert_eq!(calls("record_contribution"), (1, 0, 0));
    stats(&network);
    assert_eq!(calls("contribution_stats"), (1, 0, 0));
    network.call("GET /api/contributions/list?node_id=n", None);
    assert_eq!(calls("list_contributions"), (1, 0, 0));
}
