/// The vocabulary: `types.toml`.
pub mod types {
    /// `Amount`: a whole number from 0 to 1000.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Amount(i64);
    impl Amount {
        /// The smallest value.
        pub const MIN: Self = Self(0);
        /// The greatest value.
        pub const MAX: Self = Self(1000);
    }

    ::williw_workers::__int_type!(Amount);
}

/// The database: `schema.sql`.
pub mod db {
    /// No affinity turns the REAL that D1 binds back into an integer: a store casts, a comparison need not.
    ///
    /// A row of the table `balances`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Balance {
        /// `balances.owner`
        pub owner: i64,
        /// `balances.amount`
        pub amount: super::types::Amount,
    }

    #[automatically_derived]
    impl ::williw_workers::d1::FromRow for Balance {
        fn from_row(
            __row: &mut ::williw_workers::d1::Row<'_>,
        ) -> ::core::result::Result<Self, ::williw_workers::d1::DecodeError> {
            ::core::result::Result::Ok(Self {
                owner: __row.next("owner")?,
                amount: __row.next("amount")?,
            })
        }
    }

    #[automatically_derived]
    impl ::williw_workers::d1::TableRow for Balance {
        const SELECT: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "SELECT owner, amount",
        );
    }

    /// What a new row of `balances` is given.
    #[derive(Clone, Debug, PartialEq)]
    pub struct BalanceInsert {
        pub owner: i64,
        pub amount: super::types::Amount,
    }

    /// What an update of `balances` sets: at least one column.
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct BalancePatch<State = ::williw_workers::d1::NonEmpty> {
        sets: ::williw_workers::d1::Sets<State>,
    }

    impl BalancePatch<::williw_workers::d1::Empty> {
        /// Nothing yet: an update does not take it before a column is set.
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            BalancePatch {
                sets: ::williw_workers::d1::Sets::new(),
            }
        }
    }

    impl<State> BalancePatch<State> {
        /// Sets `amount`.
        pub fn amount(self, value: super::types::Amount) -> BalancePatch {
            BalancePatch {
                sets: self.sets.set("amount = CAST(? AS INTEGER)", &value),
            }
        }
    }

    /// Statements of `balances`.
    pub mod balances {
        const COLUMNS: &[&str] = &["owner", "amount"];

        /// The row of `balances` with this key.
        pub fn get(
            owner: i64,
        ) -> ::williw_workers::d1::ReadQuery<::core::option::Option<super::Balance>> {
            ::williw_workers::d1::Query::read(
                "SELECT owner, amount FROM balances WHERE owner = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&owner)]),
                COLUMNS,
            )
        }

        /// Changes the row of `balances` with this key.
        pub fn update(
            owner: i64,
            patch: super::BalancePatch,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE balances SET ",
                    " WHERE owner = ?",
                    [::williw_workers::d1::Column::encode(&owner)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, &[])
        }

        /// The same, returning the changed row.
        pub fn update_returning(
            owner: i64,
            patch: super::BalancePatch,
        ) -> ::williw_workers::d1::Query<::core::option::Option<super::Balance>> {
            let (__sql, __params) = patch
                .sets
                .update(
                    "UPDATE balances SET ",
                    " WHERE owner = ? RETURNING owner, amount",
                    [::williw_workers::d1::Column::encode(&owner)],
                );
            ::williw_workers::d1::Query::write(__sql, __params, COLUMNS)
        }

        /// Deletes the row of `balances` with this key.
        pub fn delete(
            owner: i64,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "DELETE FROM balances WHERE owner = ?1",
                ::std::vec::Vec::from([::williw_workers::d1::Column::encode(&owner)]),
                &[],
            )
        }

        fn __given(
            row: super::BalanceInsert,
        ) -> ::std::vec::Vec<::williw_workers::d1::Value> {
            ::std::vec::Vec::from([
                ::williw_workers::d1::Column::encode(&row.owner),
                ::williw_workers::d1::Column::encode(&row.amount),
            ])
        }

        /// Adds a row to `balances`.
        pub fn insert(
            row: super::BalanceInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO balances (owner, amount) VALUES (CAST(?1 AS INTEGER), CAST(?2 AS INTEGER))",
                __given(row),
                &[],
            )
        }

        /// Adds a row to `balances`, and returns it as it was stored.
        pub fn insert_returning(
            row: super::BalanceInsert,
        ) -> ::williw_workers::d1::Query<
            ::williw_workers::d1::Executed<super::Balance>,
        > {
            ::williw_workers::d1::Query::write(
                "INSERT INTO balances (owner, amount) VALUES (CAST(?1 AS INTEGER), CAST(?2 AS INTEGER)) RETURNING owner, amount",
                __given(row),
                COLUMNS,
            )
        }

        /// Adds a row to `balances`, or overwrites the one with the same key.
        pub fn upsert(
            row: super::BalanceInsert,
        ) -> ::williw_workers::d1::Query<::williw_workers::d1::Changes> {
            ::williw_workers::d1::Query::write(
                "INSERT INTO balances (owner, amount) VALUES (CAST(?1 AS INTEGER), CAST(?2 AS INTEGER)) ON CONFLICT (owner) DO UPDATE SET amount = excluded.amount",
                __given(row),
                &[],
            )
        }

        /// Adds rows to `balances`: all or none, 50 with each statement.
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = super::BalanceInsert>,
        ) -> ::williw_workers::d1::Bulk<::williw_workers::d1::Changes> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO balances (owner, amount) VALUES ",
                "(CAST(? AS INTEGER), CAST(? AS INTEGER))", 50, ""
            )
                .changes(::core::iter::IntoIterator::into_iter(rows).map(__given))
        }

        /// The same, returning the rows as they were stored, in this order.
        pub fn insert_many_returning(
            rows: impl ::core::iter::IntoIterator<Item = super::BalanceInsert>,
        ) -> ::williw_workers::d1::Bulk<::std::vec::Vec<super::Balance>> {
            ::williw_workers::__bulk_insert!(
                "INSERT INTO balances (owner, amount) VALUES ",
                "(CAST(? AS INTEGER), CAST(? AS INTEGER))", 50,
                " RETURNING owner, amount"
            )
                .returning(
                    ::core::iter::IntoIterator::into_iter(rows).map(__given),
                    COLUMNS,
                )
        }

        /// Up to `limit` rows with these values (index `balances_amount`).
        pub fn by_amount(
            amount: &super::super::types::Amount,
            limit: u32,
        ) -> ::williw_workers::d1::ReadQuery<::std::vec::Vec<super::Balance>> {
            ::williw_workers::d1::Query::read(
                "SELECT owner, amount FROM balances WHERE amount = ?1 LIMIT ?2",
                ::std::vec::Vec::from([
                    ::williw_workers::d1::Column::encode(amount),
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
            pub owner: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for Key {
            type Row = super::Balance;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    owner: ::core::clone::Clone::clone(&row.owner),
                })
            }
        }

        /// A page of rows in the order of `owner`.
        pub fn page(
            page: ::williw_workers::d1::PageRequest<Key>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<Key>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT owner, amount FROM balances ORDER BY owner LIMIT ?1",
                    ascending_after: "SELECT owner, amount FROM balances WHERE owner > ?1 ORDER BY owner LIMIT ?2",
                    descending: "SELECT owner, amount FROM balances ORDER BY owner DESC LIMIT ?1",
                    descending_after: "SELECT owner, amount FROM balances WHERE owner < ?1 ORDER BY owner DESC LIMIT ?2",
                },
                [],
                page,
                |after| [::williw_workers::d1::Column::encode(&after.owner)],
                COLUMNS,
            )
        }

        /// Where a page of [`page_by_amount`] ends.
        #[derive(
            Clone,
            Debug,
            PartialEq,
            ::williw_workers::__private_0_1_0::serde::Serialize,
            ::williw_workers::__private_0_1_0::serde::Deserialize,
        )]
        #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
        pub struct ByAmountKey {
            pub amount: super::super::types::Amount,
            pub owner: i64,
        }

        #[automatically_derived]
        impl ::williw_workers::d1::Key for ByAmountKey {
            type Row = super::Balance;
            fn of(row: &Self::Row) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self {
                    amount: ::core::clone::Clone::clone(&row.amount),
                    owner: ::core::clone::Clone::clone(&row.owner),
                })
            }
        }

        /// A page of rows in the order of `amount`, `owner` (index `balances_amount`).
        pub fn page_by_amount(
            page: ::williw_workers::d1::PageRequest<ByAmountKey>,
        ) -> ::williw_workers::d1::ReadQuery<::williw_workers::d1::Page<ByAmountKey>> {
            ::williw_workers::d1::Query::keyset(
                &::williw_workers::d1::Keyset {
                    ascending: "SELECT owner, amount FROM balances ORDER BY amount, owner LIMIT ?1",
                    ascending_after: "SELECT owner, amount FROM balances WHERE (amount, owner) > (?1, ?2) ORDER BY amount, owner LIMIT ?3",
                    descending: "SELECT owner, amount FROM balances ORDER BY amount DESC, owner DESC LIMIT ?1",
                    descending_after: "SELECT owner, amount FROM balances WHERE (amount, owner) < (?1, ?2) ORDER BY amount DESC, owner DESC LIMIT ?3",
                },
                [],
                page,
                |after| [
                    ::williw_workers::d1::Column::encode(&after.amount),
                    ::williw_workers::d1::Column::encode(&after.owner),
                ],
                COLUMNS,
            )
        }

        /// The table's columns as types; `#[derive(Row)]` checks its fields against them.
        #[allow(non_camel_case_types)]
        pub mod columns {
            ::williw_workers::__column!(
                super::super::Balance, owner : ::core::primitive::i64, "owner", "owner"
            );
            ::williw_workers::__column!(
                super::super::Balance, amount : super::super::super::types::Amount,
                "amount", "amount"
            );
        }
    }
}
