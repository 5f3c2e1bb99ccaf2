/// The database: `schema.sql`.
pub mod db {
    /// An index serves only comparisons by its own collation, which need not be its column's.
    ///
    /// A row of the table `people`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Person {
        /// `people.name TEXT`
        pub name: ::std::string::String,
        /// `people.city TEXT`
        pub city: ::std::string::String,
        /// `people.street TEXT`
        pub street: ::std::string::String,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Person {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                name: __row.next("name")?,
                city: __row.next("city")?,
                street: __row.next("street")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Person {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT name, city, street",
        );
    }

    /// What a new row of `people` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PersonInsert {
        pub name: ::std::string::String,
        pub city: ::std::string::String,
        pub street: ::std::string::String,
    }

    /// What an update of `people` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct PersonPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl PersonPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            PersonPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> PersonPatch<State> {
        /// Sets `city`.
        pub fn city(self, value: ::std::string::String) -> PersonPatch {
            PersonPatch {
                sets: self.sets.set("city = ?", &value),
            }
        }

        /// Sets `street`.
        pub fn street(self, value: ::std::string::String) -> PersonPatch {
            PersonPatch {
                sets: self.sets.set("street = ?", &value),
            }
        }
    }

    /// Statements of `people`.
    pub mod people {
        const COLUMNS: &[&str] = &["name", "city", "street"];

        /// The row of `people` with this key.
        pub fn get(
            name: &str,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Person>> {
            ::williw_workers::d1::Query::read(
                "SELECT name, city, street FROM people WHERE name = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Value::from(name)]),
                COLUMNS,
            )
        }

        /// Changes the row of `people` with this key.
        pub fn update(
            name: &str,
            patch: super::PersonPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE people SET ",
                    " WHERE name = ?",
                    [::williw_workers::d1::Value::from(name)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            name: &str,
            patch: super::PersonPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Person>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE people SET ",
                    " WHERE name = ? RETURNING name, city, street",
                    [::williw_workers::d1::Value::from(name)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `people` with this key.
        pub fn delete(
            name: &str,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM people WHERE name = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Value::from(name)]),
                &[],
            )
        }

        fn __given(
            row: super::PersonInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.name),
                ::williw_workers::d1::Column::encode(&row.city),
                ::williw_workers::d1::Column::encode(&row.street),
            ])
        }

        /// Adds a row to `people`.
        pub fn insert(
            row: super::PersonInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO people (name, city, street) VALUES (?1, ?2, ?3)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `people`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::PersonInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Executed<super::Person>> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO people (name, city, street) VALUES (?1, ?2, ?3) RETURNING name, city, street",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `people`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::PersonInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO people (name, city, street) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET city = excluded.city, street = excluded.street",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `people`: all or none, 33 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::PersonInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO people (name, city, street) VALUES ", "(?, ?, ?)", 33, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::PersonInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Person>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO people (name, city, street) VALUES ", "(?, ?, ?)", 33,
                " RETURNING name, city, street"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// The row with these values (unique index `people_city`).
        pub fn by_city(
            city: &str,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Person>> {
            ::williw_workers::d1::Query::read(
                "SELECT name, city, street FROM people WHERE city COLLATE NOCASE = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Value::from(city)]),
                COLUMNS,
            )
        }

        /// Up to `limit` rows with these values (index `people_street`).
        pub fn by_city_street(
            city: &str,
            street: &str,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Person>> {
            ::williw_workers::d1::Query::read(
                "SELECT name, city, street FROM people WHERE city = ?1 AND street COLLATE BINARY = ?2 LIMIT ?3",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Value::from(city),
                    ::williw_workers::d1::Value::from(street),
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
            pub name: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Person;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    name: ::core::clone::Clone::clone(&row.name),
                })
            }
        }

        /// A page of rows in the order of `name`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT name, city, street FROM people ORDER BY name LIMIT ?1",
                    ascending_after: "SELECT name, city, street FROM people WHERE name > ?1 ORDER BY name LIMIT ?2",
                    descending: "SELECT name, city, street FROM people ORDER BY name DESC LIMIT ?1",
                    descending_after: "SELECT name, city, street FROM people WHERE name < ?1 ORDER BY name DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.name)],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_city`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByCityKey {
            pub city: ::std::string::String,
            pub name: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByCityKey {
            type Row = super::Person;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    city: ::core::clone::Clone::clone(&row.city),
                    name: ::core::clone::Clone::clone(&row.name),
                })
            }
        }

        /// A page of rows in the order of `city`, `name` (index `people_city`).
        pub fn page_by_city(
            page: ::williw_workers::d1::PageRequest<ByCityKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByCityKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT name, city, street FROM people ORDER BY city COLLATE NOCASE, name LIMIT ?1",
                    ascending_after: "SELECT name, city, street FROM people WHERE city COLLATE NOCASE >= ?1 AND (city COLLATE NOCASE, name) > (?1, ?2) ORDER BY city COLLATE NOCASE, name LIMIT ?3",
                    descending: "SELECT name, city, street FROM people ORDER BY city COLLATE NOCASE DESC, name DESC LIMIT ?1",
                    descending_after: "SELECT name, city, street FROM people WHERE city COLLATE NOCASE <= ?1 AND (city COLLATE NOCASE, name) < (?1, ?2) ORDER BY city COLLATE NOCASE DESC, name DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.city),
                    ::williw_workers::d1::Column::encode(&after.name),
                ],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_city_street`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByCityStreetKey {
            pub street: ::std::string::String,
            pub name: ::std::string::String,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByCityStreetKey {
            type Row = super::Person;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    street: ::core::clone::Clone::clone(&row.street),
                    name: ::core::clone::Clone::clone(&row.name),
                })
            }
        }

        /// A page of rows in the order of `street`, `name` (index `people_street`).
        pub fn page_by_city_street(
            city: &str,
            page: ::williw_workers::d1::PageRequest<ByCityStreetKey>,
        ) -> ::williw_workers::d1::ReadQuery<
            ::williw_workers::d1::Page<ByCityStreetKey>,
        > {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT name, city, street FROM people WHERE city = ?1 ORDER BY street COLLATE BINARY, name LIMIT ?2",
                    ascending_after: "SELECT name, city, street FROM people WHERE city = ?1 AND street COLLATE BINARY >= ?2 AND (street COLLATE BINARY, name) > (?2, ?3) ORDER BY street COLLATE BINARY, name LIMIT ?4",
                    descending: "SELECT name, city, street FROM people WHERE city = ?1 ORDER BY street COLLATE BINARY DESC, name DESC LIMIT ?2",
                    descending_after: "SELECT name, city, street FROM people WHERE city = ?1 AND street COLLATE BINARY <= ?2 AND (street COLLATE BINARY, name) < (?2, ?3) ORDER BY street COLLATE BINARY DESC, name DESC LIMIT ?4",
                },
                [::williw_workers::d1::Value::from(city)],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.street),
                    ::williw_workers::d1::Column::encode(&after.name),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Person, name : ::std::string::String, "name", "name"
            );
            ::williw_workers::__column!(
                super::super::Person, city : ::std::string::String, "city", "city"
            );
            ::williw_workers::__column!(
                super::super::Person, street : ::std::string::String, "street", "street"
            );
        }
    }
}
