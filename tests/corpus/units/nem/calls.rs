use super::app::{db, queries};
use db::ScadaValueInsert;
use williw_workers::d1::PageRequest;

crate::calls! {
    queries::output(1_735_689_600, 1_735_689_900),
    queries::output(0, 1),
    queries::record(1_735_690_200, "{\"TEST1\": 0.30000000000000004, \"TEST2\": \"1e-7\", \"UNKNOWN\": 1}"),
    queries::record(1_735_690_200, "{\"TEST1\": -5}"),
    queries::rollup(1_735_689_600),
    queries::rollup(0),
    queries::prices(0),
    queries::prices(4),
    queries::intensity(20_250_101, &["A", "B", "Ç"]),
    queries::intensity(20_250_101, &["B"]),
    queries::intensity(20_250_101, &[]),
    queries::in_state("ZZ", 0.0),
    queries::in_state("NSW1", 1_000.5),
    queries::scrape("b.zip", -1),
    queries::scrape("a.zip", 1),
    queries::ingested("b.zip"),
    queries::ingested("c.zip"),
    db::scada_values::insert_many((0..60).map(|n| ScadaValueInsert { scrape_time: 1, generator_id: n, value: n as f64 / 7.0 })),
    db::scada_values::page(PageRequest::first(2)),
    db::scada_values::page(PageRequest::first(2).descending()),
    db::generators::by_duid_name("TEST3", "Tëst Wind"),
}
