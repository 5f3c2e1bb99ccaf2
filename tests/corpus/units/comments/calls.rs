use super::app::queries;
use queries::AddParams;

fn comment(parent_id: Option<i64>) -> AddParams<'static> {
    AddParams {
        created: 1_735_689_600_002,
        post_slug: "post",
        name: "\u{0}\u{1}\u{7f}\u{fffd}",
        email: "",
        url: None,
        text: "it's \"quoted\" \\ and\nbroken",
        html: "<b>&amp;</b>",
        parent_id,
        site_id: "s",
    }
}

crate::calls! {
    queries::thread(1, 3),
    queries::thread(3, 0),
    queries::thread(99, 3),
    queries::of_post("post", "approved", 10, 0),
    queries::of_post("post", "approved", 1, 1),
    queries::add(comment(Some(2))),
    queries::add(comment(None)),
    queries::add(comment(Some(-1))),
    queries::like(1, 2),
    queries::like(-1, 1),
    queries::like(1, 99),
    queries::moderate(Some("spam"), &[4, 5, 99]),
    queries::moderate(None, &[4, 5]),
    queries::moderate(None, &[4, 5]),
    queries::sites(),
    queries::remove(1),
    queries::thread(2, 100),
}
