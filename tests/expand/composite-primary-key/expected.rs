/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `members`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Member {
        /// `members.team TEXT`
        pub team: ::std::string::String,
        /// `members.number INTEGER`
        pub number: i64,
        /// `members.name TEXT`
        pub name: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Member {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                team: __row.next("team")?,
                number: __row.next("number")?,
                name: __row.next("name")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Member {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT team, number, name",
        );
    }

    /// What a new row of `members` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct MemberInsert {
        pub team: ::std::string::String,
        pub number: i64,
        pub name: ::core::option::Option<::std::string::String>,
    }

    /// What an update of `members` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct MemberPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl MemberPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            MemberPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> MemberPatch<State> {
        /// Sets `name`.
        pub fn name(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> MemberPatch {
            MemberPatch {
                sets: self.sets.set("name = ?", &value),
            }
        }
    }

    /// Statements of `members`.
    pub mod members {
        const COLUMNS: &[&str] = &["team", "number", "name"];

        /// The row of `members` with this key.
        pub fn get(
            number: i64,
            team: &str,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Member>> {
            ::williw_workers::d1::Query::read(
                "SELECT team, number, name FROM members WHERE number = ?1 AND team = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&number),
                    ::williw_workers::d1::Value::from(team),
                ]),
                COLUMNS,
            )
        }

        /// Changes the row of `members` with this key.
        pub fn update(
            number: i64,
            team: &str,
            patch: super::MemberPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE members SET ",
                    " WHERE number = ? AND team = ?",
                    [
                        ::williw_workers::d1::Column::encode(&number),
                        ::williw_workers::d1::Value::from(team),
                    ],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            number: i64,
            team: &str,
            patch: super::MemberPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Member>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE members SET ",
                    " WHERE number = ? AND team = ? RETURNING team, number, name",
                    [
                        ::williw_workers::d1::Column::encode(&number),
                        ::williw_workers::d1::Value::from(team),
                    ],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `members` with this key.
        pub fn delete(
            number: i64,
            team: &str,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM members WHERE number = ?1 AND team = ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&number),
                    ::williw_workers::d1::Value::from(team),
                ]),
                &[],
            )
        }

        fn __given(
            row: super::MemberInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.team),
                ::williw_workers::d1::Column::encode(&row.number),
                ::williw_workers::d1::Column::encode(&row.name),
            ])
        }

        /// Adds a row to `members`.
        pub fn insert(
            row: super::MemberInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO members (team, number, name) VALUES (?1, ?2, ?3)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `members`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::MemberInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Member>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO members (team, number, name) VALUES (?1, ?2, ?3) RETURNING team, number, name",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `members`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::MemberInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO members (team, number, name) VALUES (?1, ?2, ?3) ON CONFLICT (number, team) DO UPDATE SET name = excluded.name",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `members`: all or none, 33 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::MemberInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO members (team, number, name) VALUES ", "(?, ?, ?)", 33, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::MemberInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Member>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO members (team, number, name) VALUES ", "(?, ?, ?)", 33,
                " RETURNING team, number, name"
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
            pub number: i64,
            pub team: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Member;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    number: ::core::clone::Clone::clone(&row.number),
                    team: ::core::clone::Clone::clone(&row.team),
                })
            }
        }

        /// A page of rows in the order of `number`, `team`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT team, number, name FROM members ORDER BY number, team LIMIT ?1",
                    ascending_after: "SELECT team, number, name FROM members WHERE (number, team) > (?1, ?2) ORDER BY number, team LIMIT ?3",
                    descending: "SELECT team, number, name FROM members ORDER BY number DESC, team DESC LIMIT ?1",
                    descending_after: "SELECT team, number, name FROM members WHERE (number, team) < (?1, ?2) ORDER BY number DESC, team DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.number),
                    ::williw_workers::d1::Column::encode(&after.team),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Member, team : ::std::string::String, "team", "team"
            );
            ::williw_workers::__column!(
                super::super::Member, number : ::core::primitive::i64, "number", "number"
            );
            ::williw_workers::__column!(
                super::super::Member, name : ::core::option::Option <
                ::std::string::String >, "name", "name"
            );
        }
    }
}
