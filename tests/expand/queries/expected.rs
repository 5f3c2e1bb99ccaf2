/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `posts`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Post {
        /// `posts.id INTEGER`
        pub id: i64,
        /// `posts.author_id INTEGER`
        pub author_id: i64,
        /// `posts.title TEXT`
        pub title: ::std::string::String,
        /// `posts.score REAL`
        pub score: ::core::option::Option<f64>,
        /// `posts.hidden BOOLEAN`
        pub hidden: bool,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Post {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                author_id: __row.next("author_id")?,
                title: __row.next("title")?,
                score: __row.next("score")?,
                hidden: __row.next("hidden")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Post {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, author_id, title, score, hidden",
        );
    }

    /// What a new row of `posts` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PostInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub author_id: i64,
        pub title: ::std::string::String,
        pub score: ::core::option::Option<f64>,
        /// `None`: the default, `0`.
        pub hidden: ::core::option::Option<bool>,
    }

    /// What an update of `posts` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct PostPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl PostPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            PostPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> PostPatch<State> {
        /// Sets `author_id`.
        pub fn author_id(self, value: i64) -> PostPatch {
            PostPatch {
                sets: self.sets.set("author_id = ?", &value),
            }
        }

        /// Sets `title`.
        pub fn title(self, value: ::std::string::String) -> PostPatch {
            PostPatch {
                sets: self.sets.set("title = ?", &value),
            }
        }

        /// Sets `score`.
        pub fn score(self, value: ::core::option::Option<f64>) -> PostPatch {
            PostPatch {
                sets: self.sets.set("score = ?", &value),
            }
        }

        /// Sets `hidden`.
        pub fn hidden(self, value: bool) -> PostPatch {
            PostPatch {
                sets: self.sets.set("hidden = ?", &value),
            }
        }
    }

    /// Statements of `posts`.
    pub mod posts {
        const COLUMNS: &[&str] = &["id", "author_id", "title", "score", "hidden"];

        /// The row of `posts` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Post>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, author_id, title, score, hidden FROM posts WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `posts` with this key.
        pub fn update(
            id: i64,
            patch: super::PostPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE posts SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::PostPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Post>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE posts SET ",
                    " WHERE id = ? RETURNING id, author_id, title, score, hidden",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `posts` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM posts WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::PostInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.author_id),
                ::williw_workers::d1::Column::encode(&row.title),
                ::williw_workers::d1::Column::encode(&row.score),
                ::williw_workers::d1::Column::encode(&row.hidden),
            ])
        }

        /// Adds a row to `posts`.
        pub fn insert(
            row: super::PostInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO posts (id, author_id, title, score, hidden) VALUES (?1, ?2, ?3, ?4, COALESCE(?5, 0))",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `posts`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::PostInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Post>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO posts (id, author_id, title, score, hidden) VALUES (?1, ?2, ?3, ?4, COALESCE(?5, 0)) RETURNING id, author_id, title, score, hidden",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `posts`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::PostInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO posts (id, author_id, title, score, hidden) VALUES (?1, ?2, ?3, ?4, COALESCE(?5, 0)) ON CONFLICT (id) DO UPDATE SET author_id = excluded.author_id, title = excluded.title, score = excluded.score, hidden = excluded.hidden",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `posts`: all or none, 20 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::PostInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO posts (id, author_id, title, score, hidden) VALUES ",
                "(?, ?, ?, ?, COALESCE(?, 0))", 20, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::PostInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Post>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO posts (id, author_id, title, score, hidden) VALUES ",
                "(?, ?, ?, ?, COALESCE(?, 0))", 20,
                " RETURNING id, author_id, title, score, hidden"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit` rows with these values (index `posts_by_author`).
        pub fn by_author_id(
            author_id: i64,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Post>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, author_id, title, score, hidden FROM posts WHERE author_id = ?1 LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&author_id),
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
            type Row = super::Post;
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
                    ascending: "SELECT id, author_id, title, score, hidden FROM posts ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, author_id, title, score, hidden FROM posts WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, author_id, title, score, hidden FROM posts ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, author_id, title, score, hidden FROM posts WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.id)],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_author_id`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByAuthorIdKey {
            pub author_id: i64,
            pub id: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByAuthorIdKey {
            type Row = super::Post;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    author_id: ::core::clone::Clone::clone(&row.author_id),
                    id: ::core::clone::Clone::clone(&row.id),
                })
            }
        }

        /// A page of rows in the order of `author_id`, `id` (index `posts_by_author`).
        pub fn page_by_author_id(
            page: ::williw_workers::d1::PageRequest<ByAuthorIdKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByAuthorIdKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT id, author_id, title, score, hidden FROM posts ORDER BY author_id, id LIMIT ?1",
                    ascending_after: "SELECT id, author_id, title, score, hidden FROM posts WHERE (author_id, id) > (?1, ?2) ORDER BY author_id, id LIMIT ?3",
                    descending: "SELECT id, author_id, title, score, hidden FROM posts ORDER BY author_id DESC, id DESC LIMIT ?1",
                    descending_after: "SELECT id, author_id, title, score, hidden FROM posts WHERE (author_id, id) < (?1, ?2) ORDER BY author_id DESC, id DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.author_id),
                    ::williw_workers::d1::Column::encode(&after.id),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Post, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Post, author_id : ::core::primitive::i64, "author_id",
                "author_id"
            );
            ::williw_workers::__column!(
                super::super::Post, title : ::std::string::String, "title", "title"
            );
            ::williw_workers::__column!(
                super::super::Post, score : ::core::option::Option <
                ::core::primitive::f64 >, "score", "score"
            );
            ::williw_workers::__column!(
                super::super::Post, hidden : ::core::primitive::bool, "hidden", "hidden"
            );
        }
    }

    /// People.
    ///
    /// A row of the table `users`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct User {
        /// `users.id INTEGER`
        pub id: i64,
        /// As shown.
        ///
        /// `users.name TEXT`
        pub name: ::std::string::String,
        /// `users.bio TEXT`
        pub bio: ::core::option::Option<::std::string::String>,
        /// `users.joined_at INTEGER`
        pub joined_at: ::williw_workers::Timestamp,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for User {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                name: __row.next("name")?,
                bio: __row.next("bio")?,
                joined_at: __row.next("joined_at")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for User {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, name, bio, joined_at",
        );
    }

    /// What a new row of `users` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct UserInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        /// As shown.
        pub name: ::std::string::String,
        pub bio: ::core::option::Option<::std::string::String>,
        pub joined_at: ::williw_workers::Timestamp,
    }

    /// What an update of `users` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct UserPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl UserPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            UserPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> UserPatch<State> {
        /// As shown.
        ///
        /// Sets `name`.
        pub fn name(self, value: ::std::string::String) -> UserPatch {
            UserPatch {
                sets: self.sets.set("name = ?", &value),
            }
        }

        /// Sets `bio`.
        pub fn bio(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> UserPatch {
            UserPatch {
                sets: self.sets.set("bio = ?", &value),
            }
        }

        /// Sets `joined_at`.
        pub fn joined_at(self, value: ::williw_workers::Timestamp) -> UserPatch {
            UserPatch {
                sets: self.sets.set("joined_at = ?", &value),
            }
        }
    }

    /// Statements of `users`.
    pub mod users {
        const COLUMNS: &[&str] = &["id", "name", "bio", "joined_at"];

        /// The row of `users` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::User>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, name, bio, joined_at FROM users WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `users` with this key.
        pub fn update(
            id: i64,
            patch: super::UserPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE users SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::UserPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::User>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE users SET ",
                    " WHERE id = ? RETURNING id, name, bio, joined_at",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `users` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM users WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::UserInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.name),
                ::williw_workers::d1::Column::encode(&row.bio),
                ::williw_workers::d1::Column::encode(&row.joined_at),
            ])
        }

        /// Adds a row to `users`.
        pub fn insert(
            row: super::UserInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO users (id, name, bio, joined_at) VALUES (?1, ?2, ?3, ?4)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `users`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::UserInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::User>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO users (id, name, bio, joined_at) VALUES (?1, ?2, ?3, ?4) RETURNING id, name, bio, joined_at",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `users`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::UserInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO users (id, name, bio, joined_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET name = excluded.name, bio = excluded.bio, joined_at = excluded.joined_at",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `users`: all or none, 25 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::UserInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO users (id, name, bio, joined_at) VALUES ", "(?, ?, ?, ?)",
                25, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::UserInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::User>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO users (id, name, bio, joined_at) VALUES ", "(?, ?, ?, ?)",
                25, " RETURNING id, name, bio, joined_at"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
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
            type Row = super::User;
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
                    ascending: "SELECT id, name, bio, joined_at FROM users ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, name, bio, joined_at FROM users WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, name, bio, joined_at FROM users ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, name, bio, joined_at FROM users WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.id)],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::User, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::User, name : ::std::string::String, "name", "name"
            );
            ::williw_workers::__column!(
                super::super::User, bio : ::core::option::Option < ::std::string::String
                >, "bio", "bio"
            );
            ::williw_workers::__column!(
                super::super::User, joined_at : ::williw_workers::Timestamp, "joined_at",
                "joined_at"
            );
        }
    }
}

/// The named queries: `queries.sql`.
pub mod queries {
    /// The columns of `User`: those of `users`.
    pub mod user {
        pub use super::super::db::users::columns;
    }

    /// A table's row needs no struct of its own.
    ///
    /// The query `User`.
    pub fn user(
        id: i64,
    ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::db::User>> {
        const STATEMENT: ::williw_workers::d1::Statement<::williw_workers::d1::Read> = ::williw_workers::d1::Statement {
            sql: "SELECT id, name, bio, joined_at FROM users WHERE id = ?1",
            columns: &["id", "name", "bio", "joined_at"],
            access: ::williw_workers::d1::Read,
            idempotent: false,
        };
        STATEMENT
            .optional(::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]))
    }

    /// It cannot miss, and a single column is its value.
    ///
    /// The query `CountUsers`.
    /// Reads every row of `users`.
    pub fn count_users() -> ::williw_workers::d1::ReadQuery<i64> {
        const STATEMENT: ::williw_workers::d1::Statement<::williw_workers::d1::Read> = ::williw_workers::d1::Statement {
            sql: "SELECT count(*) AS count FROM users",
            columns: &["count"],
            access: ::williw_workers::d1::Read,
            idempotent: false,
        };
        STATEMENT.cell(::std::vec::Vec::from([]))
    }

    /// A row of `PostsOf`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PostsOfRow {
        pub id: i64,
        pub title: ::std::string::String,
        pub id_2: i64,
        pub score: f64,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for PostsOfRow {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                title: __row.next("title")?,
                id_2: __row.next("id_2")?,
                score: __row.next("score")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for PostsOfRow {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::None;
    }

    /// The columns of `PostsOf` as types; `#[derive(Row)]` checks its fields against them.
    pub mod posts_of {
        #[allow(missing_docs, non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::PostsOfRow, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::PostsOfRow, title : ::std::string::String, "title", "title"
            );
            ::williw_workers::__column!(
                super::super::PostsOfRow, id_2 : ::core::primitive::i64, "id_2", "id_2"
            );
            ::williw_workers::__column!(
                super::super::PostsOfRow, score : ::core::primitive::f64, "score",
                "score"
            );
        }
    }

    /// Lists of any length are one parameter; a name that comes twice is told apart.
    ///
    /// The query `PostsOf`.
    pub fn posts_of(
        authors: &[i64],
        hidden: bool,
    ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<PostsOfRow>> {
        const STATEMENT: ::williw_workers::d1::Statement<::williw_workers::d1::Read> = ::williw_workers::d1::Statement {
            sql: "SELECT p.id, p.title, u.id AS id_2, coalesce(p.score, 0.0) AS score FROM posts p JOIN users u ON u.id = p.author_id WHERE p.author_id IN (SELECT value FROM json_each(?1)) AND p.hidden = ?2",
            columns: &["id", "title", "id_2", "score"],
            access: ::williw_workers::d1::Read,
            idempotent: false,
        };
        STATEMENT
            .many(
                ::std::vec::Vec::from([
                    ::williw_workers::d1::list(authors),
                    ::williw_workers::d1::Column::encode(&hidden),
                ]),
            )
    }

    /// A row of `PostsWithAuthors`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PostsWithAuthorsRow {
        pub u: super::db::User,
        pub p: ::core::option::Option<super::db::Post>,
        pub length: ::core::option::Option<i64>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for PostsWithAuthorsRow {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                u: ::williw_workers::d1::FromRow::from_row(__row)?,
                p: __row.optional(5usize)?,
                length: __row.next("length")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for PostsWithAuthorsRow {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::None;
    }

    /// The columns of `PostsWithAuthors` as types; `#[derive(Row)]` checks its fields against them.
    pub mod posts_with_authors {
        #[allow(missing_docs, non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::PostsWithAuthorsRow, length : ::core::option::Option <
                ::core::primitive::i64 >, "length", "length"
            );
        }
    }

    /// Whole rows, one of them maybe missing.
    ///
    /// The query `PostsWithAuthors`.
    pub fn posts_with_authors(
        id: i64,
    ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<PostsWithAuthorsRow>> {
        const STATEMENT: ::williw_workers::d1::Statement<::williw_workers::d1::Read> = ::williw_workers::d1::Statement {
            sql: "SELECT u.id, u.name, u.bio, u.joined_at, p.id AS id_2, p.author_id, p.title, p.score, p.hidden, length(p.title) AS length FROM users u LEFT JOIN posts p ON p.author_id = u.id WHERE u.id = ?1",
            columns: &[
                "id",
                "name",
                "bio",
                "joined_at",
                "id_2",
                "author_id",
                "title",
                "score",
                "hidden",
                "length",
            ],
            access: ::williw_workers::d1::Read,
            idempotent: false,
        };
        STATEMENT
            .many(::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]))
    }

    /// A row of `NextScore`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NextScoreRow {
        pub score: ::core::option::Option<f64>,
        pub bonus: i64,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for NextScoreRow {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                score: __row.next("score")?,
                bonus: __row.next("bonus")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for NextScoreRow {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::None;
    }

    /// The columns of `NextScore` as types; `#[derive(Row)]` checks its fields against them.
    pub mod next_score {
        #[allow(missing_docs, non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::NextScoreRow, score : ::core::option::Option <
                ::core::primitive::f64 >, "score", "score"
            );
            ::williw_workers::__column!(
                super::super::NextScoreRow, bonus : ::core::primitive::i64, "bonus",
                "bonus"
            );
        }
    }

    /// D1 binds numbers as REAL, which this sum would show.
    ///
    /// The query `NextScore`.
    /// A CAST was added to `bonus`: D1 binds numbers as REAL.
    pub fn next_score(
        bonus: i64,
        id: i64,
    ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<NextScoreRow>> {
        const STATEMENT: ::williw_workers::d1::Statement<::williw_workers::d1::Read> = ::williw_workers::d1::Statement {
            sql: "SELECT score + 1 AS score, CAST(?1 AS INTEGER) + id AS bonus FROM posts WHERE id = ?2",
            columns: &["score", "bonus"],
            access: ::williw_workers::d1::Read,
            idempotent: false,
        };
        STATEMENT
            .optional(
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&bonus),
                    ::williw_workers::d1::Column::encode(&id),
                ]),
            )
    }

    /// The query `AddUser`.
    pub fn add_user(
        name: &str,
        bio: ::core::option::Option<&str>,
        now: ::williw_workers::Timestamp,
    ) -> ::williw_workers::d1::Query<i64> {
        const STATEMENT: ::williw_workers::d1::Statement = ::williw_workers::d1::Statement {
            sql: "INSERT INTO users (name, bio, joined_at) VALUES (?1, ?2, ?3)",
            columns: &[],
            access: ::williw_workers::d1::Write,
            idempotent: false,
        };
        STATEMENT
            .last_id(
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(name),
                    bio
                        .map_or(
                            ::williw_workers::d1::Value::Null,
                            ::williw_workers::d1::Value::from,
                        ),
                    ::williw_workers::d1::Column::encode(&now),
                ]),
            )
    }

    /// The query `Rename`.
    pub fn rename(
        name: &str,
        bio: ::core::option::Option<&str>,
        id: i64,
    ) -> ::williw_workers::d1::Query<u64> {
        const STATEMENT: ::williw_workers::d1::Statement = ::williw_workers::d1::Statement {
            sql: "UPDATE users SET name = ?1, bio = coalesce(?2, bio) WHERE id = ?3",
            columns: &[],
            access: ::williw_workers::d1::Write,
            idempotent: true,
        };
        STATEMENT
            .rows(
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(name),
                    bio
                        .map_or(
                            ::williw_workers::d1::Value::Null,
                            ::williw_workers::d1::Value::from,
                        ),
                    ::williw_workers::d1::Column::encode(&id),
                ]),
            )
    }

    /// What `Search` is given.
    #[derive(Clone, Copy, Debug)]
    pub struct SearchParams<'a> {
        pub author: i64,
        pub like: &'a str,
        pub low: f64,
        pub high: f64,
        pub hidden: bool,
        pub after: i64,
        pub but: &'a str,
        pub limit: i64,
        pub offset: i64,
    }

    /// More than seven parameters are a struct's.
    ///
    /// The query `Search`.
    pub fn search(
        params: SearchParams<'_>,
    ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<i64>> {
        const STATEMENT: ::williw_workers::d1::Statement<::williw_workers::d1::Read> = ::williw_workers::d1::Statement {
            sql: "SELECT id FROM posts WHERE author_id = ?1 AND title LIKE ?2 AND score BETWEEN ?3 AND ?4 AND hidden = ?5 AND id > ?6 AND title <> ?7 LIMIT ?8 OFFSET ?9",
            columns: &["id"],
            access: ::williw_workers::d1::Read,
            idempotent: false,
        };
        let SearchParams {
            author,
            like,
            low,
            high,
            hidden,
            after,
            but,
            limit,
            offset,
        } = params;
        STATEMENT
            .cells(
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&author),
                    ::williw_workers::d1::Value::from(like),
                    ::williw_workers::d1::Column::encode(&low),
                    ::williw_workers::d1::Column::encode(&high),
                    ::williw_workers::d1::Column::encode(&hidden),
                    ::williw_workers::d1::Column::encode(&after),
                    ::williw_workers::d1::Value::from(but),
                    ::williw_workers::d1::Column::encode(&limit),
                    ::williw_workers::d1::Column::encode(&offset),
                ]),
            )
    }
}
