/// The database: `schema.sql`.
pub mod db {
    /// Nothing but its key: there is nothing to update.
    ///
    /// A row of the table `tags`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Tag {
        /// `tags.post INTEGER`
        pub post: i64,
        /// `tags.tag TEXT`
        pub tag: ::std::string::String,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Tag {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                post: __row.next("post")?,
                tag: __row.next("tag")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Tag {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT post, tag",
        );
    }

    /// What a new row of `tags` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TagInsert {
        pub post: i64,
        pub tag: ::std::string::String,
    }

    /// Statements of `tags`.
    pub mod tags {
        const COLUMNS: &[&str] = &["post", "tag"];

        /// The row of `tags` with this key.
        pub fn get(
            post: i64,
            tag: &str,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Tag>> {
            ::williw_workers::d1::Query::read(
                "SELECT post, tag FROM tags WHERE post = ?1 AND tag = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&post),
                    ::williw_workers::d1::Value::from(tag),
                ]),
                COLUMNS,
            )
        }

        /// Deletes the row of `tags` with this key.
        pub fn delete(
            post: i64,
            tag: &str,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM tags WHERE post = ?1 AND tag = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&post),
                    ::williw_workers::d1::Value::from(tag),
                ]),
                &[],
            )
        }

        fn __given(
            row: super::TagInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.post),
                ::williw_workers::d1::Column::encode(&row.tag),
            ])
        }

        /// Adds a row to `tags`.
        pub fn insert(
            row: super::TagInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO tags (post, tag) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `tags`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::TagInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Tag>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO tags (post, tag) VALUES (?1, ?2) RETURNING post, tag",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `tags`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::TagInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO tags (post, tag) VALUES (?1, ?2) ON CONFLICT (post, tag) DO NOTHING",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `tags`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::TagInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO tags (post, tag) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::TagInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Tag>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO tags (post, tag) VALUES ", "(?, ?)", 50,
                " RETURNING post, tag"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit` rows with these values (index `tags_tag`).
        pub fn by_tag(
            tag: &str,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Tag>> {
            ::williw_workers::d1::Query::read(
                "SELECT post, tag FROM tags WHERE tag = ?1 LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(tag),
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
            pub post: i64,
            pub tag: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Tag;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    post: ::core::clone::Clone::clone(&row.post),
                    tag: ::core::clone::Clone::clone(&row.tag),
                })
            }
        }

        /// A page of rows in the order of `post`, `tag`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT post, tag FROM tags ORDER BY post, tag LIMIT ?1",
                    ascending_after: "SELECT post, tag FROM tags WHERE (post, tag) > (?1, ?2) ORDER BY post, tag LIMIT ?3",
                    descending: "SELECT post, tag FROM tags ORDER BY post DESC, tag DESC LIMIT ?1",
                    descending_after: "SELECT post, tag FROM tags WHERE (post, tag) < (?1, ?2) ORDER BY post DESC, tag DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.post),
                    ::williw_workers::d1::Column::encode(&after.tag),
                ],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_tag`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByTagKey {
            pub tag: ::std::string::String,
            pub post: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByTagKey {
            type Row = super::Tag;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    tag: ::core::clone::Clone::clone(&row.tag),
                    post: ::core::clone::Clone::clone(&row.post),
                })
            }
        }

        /// A page of rows in the order of `tag`, `post` (index `tags_tag`).
        pub fn page_by_tag(
            page: ::williw_workers::d1::PageRequest<ByTagKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByTagKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT post, tag FROM tags ORDER BY tag, post LIMIT ?1",
                    ascending_after: "SELECT post, tag FROM tags WHERE (tag, post) > (?1, ?2) ORDER BY tag, post LIMIT ?3",
                    descending: "SELECT post, tag FROM tags ORDER BY tag DESC, post DESC LIMIT ?1",
                    descending_after: "SELECT post, tag FROM tags WHERE (tag, post) < (?1, ?2) ORDER BY tag DESC, post DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.tag),
                    ::williw_workers::d1::Column::encode(&after.post),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Tag, post : ::core::primitive::i64, "post", "post"
            );
            ::williw_workers::__column!(
                super::super::Tag, tag : ::std::string::String, "tag", "tag"
            );
        }
    }
}
