/// The vocabulary: `types.toml`.
pub mod types {
    /// `FolderId`: text matching `[a-z]{1,4}`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct FolderId(::std::string::String);
    impl FolderId {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 4294967295,
            pattern: ::core::option::Option::Some(
                &::williw_workers::http::text::Pattern {
                    source: "[a-z]{1,4}",
                    classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    class_count: 2,
                    next: &[0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 0],
                    accepting: &[false, false, true, true, true, true],
                },
            ),
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(FolderId);
}

/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `folders`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Folder {
        /// `folders.id TEXT`
        pub id: super::types::FolderId,
        /// `folders.parent TEXT`
        pub parent: ::core::option::Option<super::types::FolderId>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Folder {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                parent: __row.next("parent")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Folder {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, parent",
        );
    }

    /// What a new row of `folders` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FolderInsert {
        pub id: super::types::FolderId,
        pub parent: ::core::option::Option<super::types::FolderId>,
    }

    /// What an update of `folders` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct FolderPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl FolderPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            FolderPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> FolderPatch<State> {
        /// Sets `parent`.
        pub fn parent(
            self,
            value: ::core::option::Option<super::types::FolderId>,
        ) -> FolderPatch {
            FolderPatch {
                sets: self.sets.set("parent = ?", &value),
            }
        }
    }

    /// Statements of `folders`.
    pub mod folders {
        const COLUMNS: &[&str] = &["id", "parent"];

        /// The row of `folders` with this key.
        pub fn get(
            id: &super::super::types::FolderId,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Folder>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, parent FROM folders WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `folders` with this key.
        pub fn update(
            id: &super::super::types::FolderId,
            patch: super::FolderPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE folders SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: &super::super::types::FolderId,
            patch: super::FolderPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Folder>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE folders SET ",
                    " WHERE id = ? RETURNING id, parent",
                    [::williw_workers::d1::Column::encode(id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `folders` with this key.
        pub fn delete(
            id: &super::super::types::FolderId,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM folders WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(id)]),
                &[],
            )
        }

        fn __given(
            row: super::FolderInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.parent),
            ])
        }

        /// Adds a row to `folders`.
        pub fn insert(
            row: super::FolderInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO folders (id, parent) VALUES (?1, ?2)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `folders`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::FolderInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Folder>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO folders (id, parent) VALUES (?1, ?2) RETURNING id, parent",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `folders`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::FolderInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO folders (id, parent) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET parent = excluded.parent",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `folders`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::FolderInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO folders (id, parent) VALUES ", "(?, ?)", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::FolderInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Folder>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO folders (id, parent) VALUES ", "(?, ?)", 50,
                " RETURNING id, parent"
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
            pub id: super::super::types::FolderId,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Folder;
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
                    ascending: "SELECT id, parent FROM folders ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, parent FROM folders WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, parent FROM folders ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, parent FROM folders WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Folder, id : super::super::super::types::FolderId, "id",
                "id"
            );
            ::williw_workers::__column!(
                super::super::Folder, parent : ::core::option::Option <
                super::super::super::types::FolderId >, "parent", "parent"
            );
        }
    }
}
