/// The database: `schema.sql`.
pub mod db {
    /// What the CHECK of `tasks.state` allows.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum TaskState {
        ///`open`
        Open,
        ///`in-progress`
        InProgress,
        ///`5xx`
        _5xx,
        ///``
        Empty,
    }

    impl TaskState {
        /// Every value.
        pub const ALL: &'static [Self] = &[
            Self::Open,
            Self::InProgress,
            Self::_5xx,
            Self::Empty,
        ];
        const KNOWN: &'static str = "`open`, `in-progress`, `5xx`, ``";
        /// The value's text.
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Open => "open",
                Self::InProgress => "in-progress",
                Self::_5xx => "5xx",
                Self::Empty => "",
            }
        }
    }

    ::williw_workers::__enum_type!(TaskState, eq);
    /// A row of the table `tasks`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Task {
        /// `tasks.id INTEGER`
        pub id: i64,
        /// `tasks.state TEXT`
        pub state: TaskState,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Task {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                state: __row.next("state")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Task {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, state",
        );
    }

    /// What a new row of `tasks` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TaskInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub state: TaskState,
    }

    /// What an update of `tasks` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct TaskPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl TaskPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            TaskPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> TaskPatch<State> {
        /// Sets `state`.
        pub fn state(self, value: TaskState) -> TaskPatch {
            TaskPatch {
                sets: self.sets.set("state = ?", &value),
            }
        }
    }

    /// Statements of `tasks`.
    pub mod tasks {
        const COLUMNS: &[&str] = &["id", "state"];

        /// The row of `tasks` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Task>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, state FROM tasks WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `tasks` with this key.
        pub fn update(
            id: i64,
            patch: super::TaskPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE tasks SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::TaskPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Task>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE tasks SET ",
                    " WHERE id = ? RETURNING id, state",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `tasks` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM tasks WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::TaskInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.state),
            ])
        }

        /// Adds a row to `tasks`.
        pub fn insert(
            row: super::TaskInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO tasks (id, state) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `tasks`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::TaskInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Task>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO tasks (id, state) VALUES (?1, ?2) RETURNING id, state",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `tasks`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::TaskInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO tasks (id, state) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET state = excluded.state",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `tasks`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::TaskInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO tasks (id, state) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::TaskInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Task>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO tasks (id, state) VALUES ", "(?, ?)", 50,
                " RETURNING id, state"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit` rows with these values (index `tasks_state`).
        pub fn by_state_id(
            state: &super::TaskState,
            id: i64,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Task>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, state FROM tasks WHERE state = ?1 AND id = ?2 LIMIT ?3",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(state),
                    ::williw_workers::d1::Column::encode(&id),
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
            type Row = super::Task;
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
                    ascending: "SELECT id, state FROM tasks ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, state FROM tasks WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, state FROM tasks ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, state FROM tasks WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.id)],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_state_id`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByStateIdKey {
            pub id: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByStateIdKey {
            type Row = super::Task;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `id` (index `tasks_state`).
        pub fn page_by_state_id(
            state: &super::TaskState,
            page: ::williw_workers::d1::PageRequest<ByStateIdKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByStateIdKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, state FROM tasks WHERE state = ?1 ORDER BY id LIMIT ?2",
                    ascending_after: "SELECT id, state FROM tasks WHERE state = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                    descending: "SELECT id, state FROM tasks WHERE state = ?1 ORDER BY id DESC LIMIT ?2",
                    descending_after: "SELECT id, state FROM tasks WHERE state = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
                },
                [::williw_workers::d1::Column::encode(state)],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.id)],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Task, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Task, state : super::super::super::db::TaskState, "state",
                "state"
            );
        }
    }
}
