/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `notes`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Note {
        /// `notes.id INTEGER`
        pub id: i64,
        /// `notes.text TEXT`
        pub text: ::std::string::String,
        /// `notes.author TEXT`
        pub author: ::core::option::Option<::std::string::String>,
        /// `notes.pinned BOOLEAN`
        pub pinned: bool,
        /// `notes.color TEXT`
        pub color: ::core::option::Option<::std::string::String>,
        /// `notes.made INTEGER`
        pub made: i64,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Note {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                id: __row.next("id")?,
                text: __row.next("text")?,
                author: __row.next("author")?,
                pinned: __row.next("pinned")?,
                color: __row.next("color")?,
                made: __row.next("made")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Note {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT id, text, author, pinned, color, made",
        );
    }

    /// What a new row of `notes` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NoteInsert {
        /// `None`: the database gives one.
        pub id: ::core::option::Option<i64>,
        pub text: ::std::string::String,
        pub author: ::core::option::Option<::std::string::String>,
        /// `None`: the default, `FALSE`.
        pub pinned: ::core::option::Option<bool>,
        /// `None`: the default, `"grey"`; `Some(None)`: NULL.
        pub color: ::core::option::Option<::core::option::Option<::std::string::String>>,
        /// `None`: the default, `unixepoch() * 1000`.
        pub made: ::core::option::Option<i64>,
    }

    /// What an update of `notes` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct NotePatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl NotePatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            NotePatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> NotePatch<State> {
        /// Sets `text`.
        pub fn text(self, value: ::std::string::String) -> NotePatch {
            NotePatch {
                sets: self.sets.set("text = ?", &value),
            }
        }

        /// Sets `author`.
        pub fn author(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> NotePatch {
            NotePatch {
                sets: self.sets.set("author = ?", &value),
            }
        }

        /// Sets `pinned`.
        pub fn pinned(self, value: bool) -> NotePatch {
            NotePatch {
                sets: self.sets.set("pinned = ?", &value),
            }
        }

        /// Sets `color`.
        pub fn color(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> NotePatch {
            NotePatch {
                sets: self.sets.set("color = ?", &value),
            }
        }

        /// Sets `made`.
        pub fn made(self, value: i64) -> NotePatch {
            NotePatch {
                sets: self.sets.set("made = ?", &value),
            }
        }
    }

    /// Statements of `notes`.
    pub mod notes {
        const COLUMNS: &[&str] = &["id", "text", "author", "pinned", "color", "made"];

        /// The row of `notes` with this key.
        pub fn get(
            id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Note>> {
            ::williw_workers::d1::Query::read(
                "SELECT id, text, author, pinned, color, made FROM notes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `notes` with this key.
        pub fn update(
            id: i64,
            patch: super::NotePatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE notes SET ",
                    " WHERE id = ?",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            id: i64,
            patch: super::NotePatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Note>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE notes SET ",
                    " WHERE id = ? RETURNING id, text, author, pinned, color, made",
                    [::williw_workers::d1::Column::encode(&id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `notes` with this key.
        pub fn delete(
            id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM notes WHERE id = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&id)]),
                &[],
            )
        }

        fn __given(
            row: super::NoteInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.id),
                ::williw_workers::d1::Column::encode(&row.text),
                ::williw_workers::d1::Column::encode(&row.author),
                ::williw_workers::d1::Column::encode(&row.pinned),
                ::williw_workers::d1::Column::encode(&row.color.is_some()),
                ::williw_workers::d1::Column::encode(&row.color.flatten()),
                ::williw_workers::d1::Column::encode(&row.made),
            ])
        }

        /// Adds a row to `notes`.
        pub fn insert(
            row: super::NoteInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO notes (id, text, author, pinned, color, made) VALUES (?1, ?2, ?3, COALESCE(?4, FALSE), CASE WHEN ?5 THEN ?6 ELSE 'grey' END, COALESCE(?7, unixepoch() * 1000))",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `notes`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::NoteInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Note>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO notes (id, text, author, pinned, color, made) VALUES (?1, ?2, ?3, COALESCE(?4, FALSE), CASE WHEN ?5 THEN ?6 ELSE 'grey' END, COALESCE(?7, unixepoch() * 1000)) RETURNING id, text, author, pinned, color, made",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `notes`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::NoteInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO notes (id, text, author, pinned, color, made) VALUES (?1, ?2, ?3, COALESCE(?4, FALSE), CASE WHEN ?5 THEN ?6 ELSE 'grey' END, COALESCE(?7, unixepoch() * 1000)) ON CONFLICT (id) DO UPDATE SET text = excluded.text, author = excluded.author, pinned = excluded.pinned, color = excluded.color, made = excluded.made",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `notes`: all or none, 14 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::NoteInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO notes (id, text, author, pinned, color, made) VALUES ",
                "(?, ?, ?, COALESCE(?, FALSE), CASE WHEN ? THEN ? ELSE 'grey' END, COALESCE(?, unixepoch() * 1000))",
                14, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::NoteInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Note>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO notes (id, text, author, pinned, color, made) VALUES ",
                "(?, ?, ?, COALESCE(?, FALSE), CASE WHEN ? THEN ? ELSE 'grey' END, COALESCE(?, unixepoch() * 1000))",
                14, " RETURNING id, text, author, pinned, color, made"
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
            type Row = super::Note;
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
                    ascending: "SELECT id, text, author, pinned, color, made FROM notes ORDER BY id LIMIT ?1",
                    ascending_after: "SELECT id, text, author, pinned, color, made FROM notes WHERE id > ?1 ORDER BY id LIMIT ?2",
                    descending: "SELECT id, text, author, pinned, color, made FROM notes ORDER BY id DESC LIMIT ?1",
                    descending_after: "SELECT id, text, author, pinned, color, made FROM notes WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
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
                super::super::Note, id : ::core::primitive::i64, "id", "id"
            );
            ::williw_workers::__column!(
                super::super::Note, text : ::std::string::String, "text", "text"
            );
            ::williw_workers::__column!(
                super::super::Note, author : ::core::option::Option <
                ::std::string::String >, "author", "author"
            );
            ::williw_workers::__column!(
                super::super::Note, pinned : ::core::primitive::bool, "pinned", "pinned"
            );
            ::williw_workers::__column!(
                super::super::Note, color : ::core::option::Option <
                ::std::string::String >, "color", "color"
            );
            ::williw_workers::__column!(
                super::super::Note, made : ::core::primitive::i64, "made", "made"
            );
        }
    }
}
