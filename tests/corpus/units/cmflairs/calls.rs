use super::app::{db, queries};
use db::SummonerChampionMasteryInsert;

fn mastery(champ_id: i64) -> SummonerChampionMasteryInsert {
    SummonerChampionMasteryInsert { id: None, summoner_id: 102, champ_id, points: champ_id * 10, level: -champ_id }
}

crate::calls! {
    queries::user_by_name("TEEMO_ö"),
    queries::user_by_name("teemo_Ö"),
    queries::mains(100, 10),
    queries::mains(100, 1),
    queries::set_mastery(100, 17, 5, 1),
    queries::set_mastery(1000, 17, 5, 1),
    queries::mains(100, 10),
    queries::link(100, "p1", "Néw", "tag", "euw1"),
    queries::link(101, "p9", "N", "T", ""),
    queries::stale(0, 10),
    queries::updated(Some(77), &[100, 101, 5_000]),
    queries::updated(None, &[102]),
    queries::updated(None, &[]),
    queries::public_flair(100),
    queries::public_flair(101),
    queries::public_flair(-1),
    db::summoner_champion_mastery::insert_many((0..45).map(mastery)),
    db::summoner_champion_mastery::insert_many([mastery(50), mastery(50)]),
    db::user::by_reddit_id(9_007_199_254_740_991),
    db::summoner::by_puuid("p2"),
    (queries::mains(101, 3), db::summoner::delete(100)),
}
