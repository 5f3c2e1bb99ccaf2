/// The database: `schema.sql`.
pub mod db {
    /// A row of the table `order "items"`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OrderItem {
        /// `order "items"."item id" INTEGER`
        pub item_id: i64,
        /// `order "items"."unit price" REAL`
        pub unit_price: f64,
        /// `order "items"."it's" TEXT`
        pub it_s: ::core::option::Option<::std::string::String>,
        /// `order "items"."select" TEXT`
        pub select: ::core::option::Option<::std::string::String>,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for OrderItem {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                item_id: __row.next("item id")?,
                unit_price: __row.next("unit price")?,
                it_s: __row.next("it's")?,
                select: __row.next("select")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for OrderItem {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT \"item id\", \"unit price\", \"it's\", \"select\"",
        );
    }

    /// What a new row of `order "items"` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OrderItemInsert {
        /// `None`: the database gives one.
        pub item_id: ::core::option::Option<i64>,
        pub unit_price: f64,
        pub it_s: ::core::option::Option<::std::string::String>,
        pub select: ::core::option::Option<::std::string::String>,
    }

    /// What an update of `order "items"` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct OrderItemPatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl OrderItemPatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            OrderItemPatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> OrderItemPatch<State> {
        /// Sets `unit price`.
        pub fn unit_price(self, value: f64) -> OrderItemPatch {
            OrderItemPatch {
                sets: self.sets.set("\"unit price\" = ?", &value),
            }
        }

        /// Sets `it's`.
        pub fn it_s(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> OrderItemPatch {
            OrderItemPatch {
                sets: self.sets.set("\"it's\" = ?", &value),
            }
        }

        /// Sets `select`.
        pub fn select(
            self,
            value: ::core::option::Option<::std::string::String>,
        ) -> OrderItemPatch {
            OrderItemPatch {
                sets: self.sets.set("\"select\" = ?", &value),
            }
        }
    }

    /// Statements of `order "items"`.
    pub mod order_items {
        const COLUMNS: &[&str] = &["item id", "unit price", "it's", "select"];

        /// The row of `order "items"` with this key.
        pub fn get(
            item_id: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::OrderItem>> {
            ::williw_workers::d1::Query::read(
                "SELECT \"item id\", \"unit price\", \"it's\", \"select\" FROM \"order \"\"items\"\"\" WHERE \"item id\" = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&item_id)]),
                COLUMNS,
            )
        }

        /// Changes the row of `order "items"` with this key.
        pub fn update(
            item_id: i64,
            patch: super::OrderItemPatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE \"order \"\"items\"\"\" SET ",
                    " WHERE \"item id\" = ?",
                    [::williw_workers::d1::Column::encode(&item_id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            item_id: i64,
            patch: super::OrderItemPatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::OrderItem>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE \"order \"\"items\"\"\" SET ",
                    " WHERE \"item id\" = ? RETURNING \"item id\", \"unit price\", \"it's\", \"select\"",
                    [::williw_workers::d1::Column::encode(&item_id)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `order "items"` with this key.
        pub fn delete(
            item_id: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM \"order \"\"items\"\"\" WHERE \"item id\" = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&item_id)]),
                &[],
            )
        }

        fn __given(
            row: super::OrderItemInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.item_id),
                ::williw_workers::d1::Column::encode(&row.unit_price),
                ::williw_workers::d1::Column::encode(&row.it_s),
                ::williw_workers::d1::Column::encode(&row.select),
            ])
        }

        /// Adds a row to `order "items"`.
        pub fn insert(
            row: super::OrderItemInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO \"order \"\"items\"\"\" (\"item id\", \"unit price\", \"it's\", \"select\") VALUES (?1, ?2, ?3, ?4)",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `order "items"`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::OrderItemInsert,
        ) -> ::williw_workers::d1::Query<
            ::williw_workers::d1::Executed<super::OrderItem>,
        > {
            ::williw_workers::d1::Query::write(
                "INSERT INTO \"order \"\"items\"\"\" (\"item id\", \"unit price\", \"it's\", \"select\") VALUES (?1, ?2, ?3, ?4) RETURNING \"item id\", \"unit price\", \"it's\", \"select\"",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `order "items"`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::OrderItemInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO \"order \"\"items\"\"\" (\"item id\", \"unit price\", \"it's\", \"select\") VALUES (?1, ?2, ?3, ?4) ON CONFLICT (\"item id\") DO UPDATE SET \"unit price\" = excluded.\"unit price\", \"it's\" = excluded.\"it's\", \"select\" = excluded.\"select\"",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `order "items"`: all or none, 25 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::OrderItemInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO \"order \"\"items\"\"\" (\"item id\", \"unit price\", \"it's\", \"select\") VALUES ",
                "(?, ?, ?, ?)", 25, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::OrderItemInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::OrderItem>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO \"order \"\"items\"\"\" (\"item id\", \"unit price\", \"it's\", \"select\") VALUES ",
                "(?, ?, ?, ?)", 25,
                " RETURNING \"item id\", \"unit price\", \"it's\", \"select\""
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit` rows with these values (index `by "price"`).
        pub fn by_unit_price(
            unit_price: f64,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::OrderItem>> {
            ::williw_workers::d1::Query::read(
                "SELECT \"item id\", \"unit price\", \"it's\", \"select\" FROM \"order \"\"items\"\"\" WHERE \"unit price\" = ?1 LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(&unit_price),
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
            pub item_id: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::OrderItem;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    item_id: ::core::clone::Clone::clone(&row.item_id),
                })
            }
        }

        /// A page of rows in the order of `item id`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT \"item id\", \"unit price\", \"it's\", \"select\" FROM \"order \"\"items\"\"\" ORDER BY \"item id\" LIMIT ?1",
                    ascending_after: "SELECT \"item id\", \"unit price\", \"it's\", \"select\" FROM \"order \"\"items\"\"\" WHERE \"item id\" > ?1 ORDER BY \"item id\" LIMIT ?2",
                    descending: "SELECT \"item id\", \"unit price\", \"it's\", \"select\" FROM \"order \"\"items\"\"\" ORDER BY \"item id\" DESC LIMIT ?1",
                    descending_after: "SELECT \"item id\", \"unit price\", \"it's\", \"select\" FROM \"order \"\"items\"\"\" WHERE \"item id\" < ?1 ORDER BY \"item id\" DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.item_id)],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::OrderItem, item_id : ::core::primitive::i64, "item id",
                "\"item id\""
            );
            ::williw_workers::__column!(
                super::super::OrderItem, unit_price : ::core::primitive::f64,
                "unit price", "\"unit price\""
            );
            ::williw_workers::__column!(
                super::super::OrderItem, it_s : ::core::option::Option <
                ::std::string::String >, "it's", "\"it's\""
            );
            ::williw_workers::__column!(
                super::super::OrderItem, select : ::core::option::Option <
                ::std::string::String >, "select", "\"select\""
            );
        }
    }
}
