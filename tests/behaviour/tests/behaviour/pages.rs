//! Keyset pages: whatever the rows and the page's size, each row comes once and in order.

use std::cmp::Ordering;

use proptest::prelude::*;
use williw_workers::d1::{Key, Page, PageRequest, ReadQuery};

use crate::World;
use crate::app::db::{Book, BookInsert, VoteInsert, books, votes};
use crate::{post, user};

/// Walks all pages, and checks each one's size on the way.
fn walk<K: Key>(
    world: &World,
    limit: u32,
    descending: bool,
    page: impl Fn(PageRequest<K>) -> ReadQuery<Page<K>>,
) -> Vec<K::Row> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest::after(after, limit);
        let request = if descending { request.descending() } else { request };
        let page = world.run(page(request));
        let full = page.rows.len() == limit.max(1) as usize;
        assert!(full || page.next.is_none(), "a page that is not the last is full");
        rows.extend(page.rows);
        match page.next {
            // Through the text that a client is given.
            Some(key) => after = Some(K::from_cursor(&key.to_cursor()).expect("its own cursor")),
            None => return rows,
        }
    }
}

#[track_caller]
fn check<K: Key<Row = Book>>(
    world: &World,
    limit: u32,
    mut expected: Vec<Book>,
    order: impl Fn(&Book, &Book) -> Ordering,
    page: impl Fn(PageRequest<K>) -> ReadQuery<Page<K>>,
) {
    expected.sort_by(|a, b| order(a, b).then_with(|| a.id.cmp(&b.id)));
    assert_eq!(walk(world, limit, false, &page), expected);
    expected.reverse();
    assert_eq!(walk(world, limit, true, &page), expected);
}

fn book() -> impl Strategy<Value = Book> {
    let rank = proptest::option::of(0..4_i64);
    ("[a-c\u{0}é😀]{0,3}", 0..3_i64, rank, "[aAbB%']{0,2}").prop_map(|(id, shelf, rank, title)| Book {
        id,
        shelf,
        rank,
        title,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_comes_once_and_in_order(rows in proptest::collection::vec(book(), 0..24), limit in 0..8_u32) {
        let world = World::new();
        let mut stored: Vec<Book> = Vec::new();
        for book in rows {
            if !stored.iter().any(|stored| stored.id == book.id) {
                let Book { id, shelf, rank, title } = book.clone();
                world.run(books::insert(BookInsert { id, shelf, rank, title }));
                stored.push(book);
            }
        }
        let folded = |book: &Book| book.title.to_ascii_lowercase();
        let by_title = |a: &Book, b: &Book| folded(a).cmp(&folded(b));
        check(&world, limit, stored.clone(), |_, _| Ordering::Equal, books::page);
        // NULL has no place in an order.
        let ranked = stored.iter().filter(|book| book.rank.is_some()).cloned().collect();
        check(&world, limit, ranked, |a, b| a.rank.cmp(&b.rank), books::page_by_rank);
        let good = stored.iter().filter(|book| book.rank > Some(2)).cloned().collect();
        check(&world, limit, good, by_title, books::page_by_title_in_books_good);
        // By the index's collation, which is not the column's.
        check(&world, limit, stored.clone(), |a, b| a.title.cmp(&b.title), books::page_by_title);
        for shelf in 0..3 {
            let on_it = stored.iter().filter(|book| book.shelf == shelf).cloned().collect();
            check(&world, limit, on_it, by_title, |page| books::page_by_shelf_title(shelf, page));
        }
    }

    #[test]
    fn any_text_is_a_cursor_or_none(text in any::<String>(), hex in "([0-9a-f]{2}){0,40}") {
        for cursor in [text, hex] {
            if let Some(key) = books::ByRankKey::from_cursor(&cursor) {
                prop_assert_eq!(books::ByRankKey::from_cursor(&key.to_cursor()), Some(key));
            }
        }
    }

    #[test]
    fn cursors_come_back(id in any::<String>(), title in any::<String>()) {
        let key = books::ByShelfTitleKey { title, id };
        let cursor = key.to_cursor();
        prop_assert!(cursor.bytes().all(|byte| byte.is_ascii_hexdigit()));
        prop_assert_eq!(books::ByShelfTitleKey::from_cursor(&cursor), Some(key));
    }
}

#[test]
fn a_cursor_of_another_order_is_none() {
    let key = books::ByRankKey { rank: 1, id: "a".into() };
    assert_eq!(books::ByShelfTitleKey::from_cursor(&key.to_cursor()), None);
    assert_eq!(books::ByRankKey::from_cursor(""), None);
    assert_eq!(books::ByRankKey::from_cursor(&format!("{}0", key.to_cursor())), None);
}

#[test]
fn a_composite_key_orders_by_all_its_columns() {
    let world = World::new();
    world.run(crate::app::db::users::insert(user("ann")));
    let mut expected = Vec::new();
    for number in 0..3 {
        let post = world.run(crate::app::db::posts::insert(post("ann", "a"))).last_row_id;
        for voter in ["x", "y", "z"].into_iter().take(number + 1) {
            world.run(votes::insert(VoteInsert { post, voter: voter.into(), value: 1 }));
            expected.push((post, voter.to_owned()));
        }
    }
    for limit in 1..8 {
        let keys = |descending| {
            let rows = walk(&world, limit, descending, votes::page);
            rows.into_iter().map(|vote| (vote.post, vote.voter)).collect::<Vec<_>>()
        };
        assert_eq!(keys(false), expected);
        assert!(keys(true).into_iter().eq(expected.iter().rev().cloned()));
    }
}
