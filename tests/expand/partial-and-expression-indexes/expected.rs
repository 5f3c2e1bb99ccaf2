/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `jobs`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Job {
        /// `jobs.id INTEGER`
        pub id: i64,
        /// `jobs.queue TEXT`
        pub queue: ::std::string::String,
        /// `jobs.done_at INTEGER`
        pub done_at: ::core::option::Option<i64>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Job {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                queue: __row.next("queue")?,
                done_at: __row.next("done_at")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Job {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, queue, done_at",
        );
    }

    /// What a new row of `jobs` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct JobInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub queue: ::std::string::String,
        pub done_at: ::core::option::Option<i64>,
    }

    /// What an update of `jobs` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct JobPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl JobPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            JobPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> JobPatch<State> {
        /// Sets `queue`.
        pub fn queue(self, value: ::std::string::String) -> JobPatch {
            JobPatch {
                sets: self.sets.set("queue = ?", &value),
            }
        }

        /// Sets `done_at`.
        pub fn done_at(self, value: ::core::option::Option<i64>) -> JobPatch {
            JobPatch {
                sets: self.sets.set("done_at = ?", &value),
            }
        }
    }

    /// Statements of `jobs`.
    pub mod jobs {
        const COLUMNS: &[&str] = &["id", "queue", "done_at"];

        /// The row of `jobs` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Job>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, queue, done_at FROM jobs WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `jobs` with this key.
        pub fn update(
            id: i64,
            patch: super::JobPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE jobs SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::JobPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Job>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE jobs SET ",
                    " WHERE id = ? RETURNING id, queue, done_at",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `jobs` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM jobs WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::JobInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.queue),
                ::williw_workers::d1::Column::encode(&row.done_at),
            ])
        }

        /// Adds a row to `jobs`.
        pub fn insert(
            row: super::JobInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO jobs (id, queue, done_at) VALUES (?1, ?2, ?3)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `jobs`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::JobInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Job>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO jobs (id, queue, done_at) VALUES (?1, ?2, ?3) RETURNING id, queue, done_at",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `jobs`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::JobInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO jobs (id, queue, done_at) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET queue = excluded.queue, done_at = excluded.done_at",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `jobs`: all or none, 33 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::JobInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO jobs (id, queue, done_at) VALUES ", "(?, ?, ?)", 33, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::JobInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Job>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO jobs (id, queue, done_at) VALUES ", "(?, ?, ?)", 33,
                " RETURNING id, queue, done_at"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// The row with these values (unique index `jobs_last`).
        pub fn by_done_at(
            done_at: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Job>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, queue, done_at FROM jobs WHERE done_at = ?1 AND (done_at > 0)",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&done_at)]),
                COLUMNS,
            )
        }

        /// Up to `limit` rows with these values (index `jobs_open`).
        pub fn by_queue(
            queue: &str,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Job>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, queue, done_at FROM jobs WHERE queue = ?1 AND (done_at IS NULL) LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(queue),
                    ::williw_workers::d1::Column::encode(&limit),
                ]),
                COLUMNS,
            )
        }

        /// Where a page of [`page`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct Key {
            pub id: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Job;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `id`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, queue, done_at FROM jobs ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, queue, done_at FROM jobs WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, queue, done_at FROM jobs ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, queue, done_at FROM jobs WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.id)],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_done_at`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByDoneAtKey {
            pub done_at: i64,
            pub id: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByDoneAtKey {
            type Row = super::Job;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    done_at: ::core::clone::Clone::clone(&row.done_at)?,
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `done_at`, `id` (index `jobs_last`).
        pub fn page_by_done_at(
            page: ::williw_workers::d1::PageRequest<ByDoneAtKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByDoneAtKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, queue, done_at FROM jobs WHERE done_at IS NOT NULL AND (done_at > 0) ORDER BY done_at, id LIMIT ?1",
                    ascending_after: "SELECT id, queue, done_at FROM jobs WHERE done_at IS NOT NULL AND (done_at > 0) AND (done_at, id) > (?1, ?2) ORDER BY done_at, id LIMIT ?3",
                    descending: "SELECT id, queue, done_at FROM jobs WHERE done_at IS NOT NULL AND (done_at > 0) ORDER BY done_at DESC, id DESC LIMIT ?1",
                    descending_after: "SELECT id, queue, done_at FROM jobs WHERE done_at IS NOT NULL AND (done_at > 0) AND (done_at, id) < (?1, ?2) ORDER BY done_at DESC, id DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.done_at),
                    ::williw_workers::d1::Column::encode(&after.id),
                ],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_queue`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByQueueKey {
            pub queue: ::std::string::String,
            pub id: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByQueueKey {
            type Row = super::Job;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    queue: ::core::clone::Clone::clone(&row.queue),
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `queue`, `id` (index `jobs_open`).
        pub fn page_by_queue(
            page: ::williw_workers::d1::PageRequest<ByQueueKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByQueueKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, queue, done_at FROM jobs WHERE (done_at IS NULL) ORDER BY queue, id LIMIT ?1",
                    ascending_after: "SELECT id, queue, done_at FROM jobs WHERE (done_at IS NULL) AND (queue, id) > (?1, ?2) ORDER BY queue, id LIMIT ?3",
                    descending: "SELECT id, queue, done_at FROM jobs WHERE (done_at IS NULL) ORDER BY queue DESC, id DESC LIMIT ?1",
                    descending_after: "SELECT id, queue, done_at FROM jobs WHERE (done_at IS NULL) AND (queue, id) < (?1, ?2) ORDER BY queue DESC, id DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.queue),
                    ::williw_workers::d1::Column::encode(&after.id),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Job, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Job, queue : ::std::string::String, "queue", "queue"
            );
            ::williw_workers::__column!(
                super::super::Job, done_at : ::core::option::Option <
                ::core::primitive::i64 >, "done_at", "done_at"
            );
        }
    }
}
