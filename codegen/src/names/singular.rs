//! The singular of a table's name. English has no rule without exceptions, so a word that is not known ends up
//! with its `s` gone and nothing else; a wrong guess costs a row struct an odd name and nothing more.

/// Words whose plural is no rule's, or that a rule below would get wrong; compared with the name's last word.
const IRREGULAR: [(&str, &str); 59] = [
    ("aliases", "alias"),
    ("analyses", "analysis"),
    ("apis", "apis"),
    ("atlases", "atlas"),
    ("biases", "bias"),
    ("caches", "cache"),
    ("calves", "calf"),
    ("canvases", "canvas"),
    ("children", "child"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("diagnoses", "diagnosis"),
    ("echoes", "echo"),
    ("excuses", "excuse"),
    ("feet", "foot"),
    ("gases", "gas"),
    ("geese", "goose"),
    ("halves", "half"),
    ("heroes", "hero"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("lens", "lens"),
    ("lives", "life"),
    ("loaves", "loaf"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("mice", "mouse"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("calories", "calorie"),
    ("zombies", "zombie"),
    ("niches", "niche"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("potatoes", "potato"),
    ("quizzes", "quiz"),
    ("recluses", "recluse"),
    ("scarves", "scarf"),
    ("selves", "self"),
    ("shelves", "shelf"),
    ("synopses", "synopsis"),
    ("teeth", "tooth"),
    ("theses", "thesis"),
    ("thieves", "thief"),
    ("tomatoes", "tomato"),
    ("torpedoes", "torpedo"),
    ("uses", "use"),
    ("reuses", "reuse"),
    ("fuses", "fuse"),
    ("muses", "muse"),
    ("refuses", "refuse"),
    ("vertices", "vertex"),
    ("vetoes", "veto"),
    ("wives", "wife"),
    ("wolves", "wolf"),
    ("women", "woman"),
    ("accuses", "accuse"),
];

/// Words that are their own singular, or no plural at all.
const SAME: [&str; 25] = [
    "analytics",
    "aws",
    "canvas",
    "chaos",
    "cors",
    "dns",
    "fts",
    "gas",
    "gps",
    "has",
    "https",
    "js",
    "kudos",
    "logistics",
    "mathematics",
    "news",
    "os",
    "physics",
    "rss",
    "series",
    "sms",
    "species",
    "sports",
    "tls",
    "was",
];

/// Endings in the order in which they are tried: what goes, and what comes in its place.
const ENDINGS: [(&str, &str); 14] = [
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("zzes", "zz"),
    // causes, houses
    ("auses", "ause"),
    ("ouses", "ouse"),
    // statuses, viruses, buses
    ("uses", "us"),
    ("eies", "eie"),
    ("ies", "y"),
    ("s", ""),
];

/// The singular of a `snake_case` name: of its last word.
pub fn singular(name: &str) -> String {
    let (head, word) = name.rsplit_once('_').map_or(("", name), |(head, word)| (head, word));
    let joint = if head.is_empty() { "" } else { "_" };
    let singular = match IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        Some((_, singular)) => (*singular).to_owned(),
        None if SAME.contains(&word) => word.to_owned(),
        None => by_ending(word),
    };
    format!("{head}{joint}{singular}")
}

fn by_ending(word: &str) -> String {
    // `ties`, `pies`, `dies`
    if word.len() == 4 && word.ends_with("ies") {
        return word.strip_suffix('s').unwrap_or(word).to_owned();
    }
    for (ending, instead) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending)
            && !stem.is_empty()
        {
            return format!("{stem}{instead}");
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let pairs = "nodes node,entries entry,addresses address,statuses status,news news,data data,access access,status status,\
            analysis analysis,boxes box,matches match,databases database,responses response,user_settings user_setting,people person,\
            children child,caches cache,movies movie,ties tie,causes cause,houses house,buses bus,sizes size,archives archive,keys key,\
            media media,s s,ids id,d1_migrations d1_migration,indexes index,aliases alias,series series,quizzes quiz,wolves wolf";
        for pair in pairs.split(',') {
            let (plural, expected) = pair.trim().split_once(' ').expect("two words");
            assert_eq!(singular(plural), expected, "{plural}");
        }
    }
}
