//! GitHub's routes and requests for them; shared by the bench and the test of the router.

#![allow(clippy::indexing_slicing)]

/// Path templates, one per route; none where the corpus is absent.
pub(crate) fn templates() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/routes/github.tsv");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("{path} is absent: no routes");
        return Vec::new();
    };
    text.lines().filter_map(|line| line.split_once('\t')).map(|(_, path)| path.to_owned()).collect()
}

/// A path for each route, in an order that no branch predictor learns, and a miss for every ninth.
pub(crate) fn requests() -> Vec<String> {
    const VALUES: [&str; 5] = ["octocat", "hello-world", "42", "7638417db6d59f3c431d3e1f261cc637155684cd", "a"];
    let mut requests = Vec::new();
    for (route, template) in templates().iter().enumerate() {
        let concrete = |(position, segment): (usize, &str)| match segment.starts_with('{') {
            true => VALUES[(route + position) % VALUES.len()].to_owned(),
            false => segment.to_owned(),
        };
        let path = template.split('/').enumerate().map(concrete).collect::<Vec<_>>().join("/");
        if route % 9 == 8 {
            requests.push(format!("{path}/no/such/path"));
        }
        requests.push(path);
    }
    let mut seed = 0x9e37_79b9_u32;
    for position in (1..requests.len()).rev() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        requests.swap(position, (seed >> 8) as usize % (position + 1));
    }
    requests
}

/// A template in the syntax of `matchit` 0.7.
pub(crate) fn colons(template: &str) -> String {
    template.replace('{', ":").replace('}', "")
}
