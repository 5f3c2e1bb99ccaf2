/// The vocabulary: `types.toml`.
pub mod types {
    /// `NodeId`: text matching `[a-z0-9]{1,2}`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct NodeId(::std::string::String);
    impl NodeId {
        const RULES: ::williw_workers::http::text::TextRules = ::williw_workers::http::text::TextRules {
            min_len: 0,
            max_len: 4294967295,
            pattern: ::core::option::Option::Some(
                &::williw_workers::http::text::Pattern {
                    source: "[a-z0-9]{1,2}",
                    classes: b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    class_count: 2,
                    next: &[0, 0, 0, 2, 0, 3, 0, 0],
                    accepting: &[false, false, true, true],
                },
            ),
            parse_with: ::core::option::Option::None,
        };
    }

    ::williw_workers::__text_type!(NodeId);
    /// `Part`: a whole number from 0 to 9007199254740991.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Part(i64);
    impl Part {
        /// The smallest value.
        pub const MIN: Self = Self(0);
        /// The greatest value.
        pub const MAX: Self = Self(9007199254740991);
    }

    ::williw_workers::__int_type!(Part);
    /// `Kind`: one of a few texts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Kind {
        ///`cpu`
        Cpu,
        ///`gpu`
        Gpu,
    }

    impl Kind {
        /// Every value.
        pub const ALL: &'static [Self] = &[Self::Cpu, Self::Gpu];
        const KNOWN: &'static str = "`cpu`, `gpu`";
        /// The value's text.
        pub const fn as_str(self) -> &'static str {
            match self {
                Self::Cpu => "cpu",
                Self::Gpu => "gpu",
            }
        }
    }

    ::williw_workers::__enum_type!(Kind, eq);
    /// `Node`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Node {
        pub node_id: NodeId,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Node {
        fn from_json(
            __value: ::williw_workers::__private_0_1_0::serde_json::Value,
            __at: &::williw_workers::http::Pointer<'_>,
            __out: &mut ::williw_workers::http::Violations,
        ) -> ::core::option::Option<Self> {
            #[allow(unused_mut)]
            let mut __members = ::williw_workers::http::json::object(
                __value,
                __at,
                __out,
            )?;
            let __f_node_id = ::williw_workers::http::json::required(
                &mut __members,
                "node_id",
                __at,
                __out,
                <NodeId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            ::williw_workers::http::json::nothing_else(
                &__members,
                &["node_id"],
                __at,
                __out,
            );
            ::core::option::Option::Some(Self { node_id: __f_node_id? })
        }
    }

    /// `Note`: a JSON object.
    #[derive(
        Clone,
        Debug,
        PartialEq,
        ::williw_workers::__private_0_1_0::serde::Serialize,
        ::williw_workers::__private_0_1_0::serde::Deserialize,
    )]
    #[serde(crate = "::williw_workers::__private_0_1_0::serde")]
    pub struct Note {
        pub by: NodeId,
    }

    #[automatically_derived]
    impl ::williw_workers::__private_0_1_0::FromJson for Note {
        fn from_json(
            __value: ::williw_workers::__private_0_1_0::serde_json::Value,
            __at: &::williw_workers::http::Pointer<'_>,
            __out: &mut ::williw_workers::http::Violations,
        ) -> ::core::option::Option<Self> {
            #[allow(unused_mut)]
            let mut __members = ::williw_workers::http::json::object(
                __value,
                __at,
                __out,
            )?;
            let __f_by = ::williw_workers::http::json::required(
                &mut __members,
                "by",
                __at,
                __out,
                <NodeId as ::williw_workers::__private_0_1_0::FromJson>::from_json,
            );
            ::williw_workers::http::json::nothing_else(&__members, &["by"], __at, __out);
            ::core::option::Option::Some(Self { by: __f_by? })
        }
    }
}

/// The KV namespaces: `[kv]` of `bindings.toml`.
pub mod kv {
    /// What is known of nodes.
    ///
    /// The KV namespace `NODES_STORE`.
    #[derive(Clone, Debug)]
    pub struct NodesStore(::williw_workers::kv::KvNamespace);
    impl NodesStore {
        pub(super) fn __start(
            starter: &mut ::williw_workers::start::Starter<'_>,
        ) -> ::core::option::Option<Self> {
            starter.kv("NODES_STORE").map(Self)
        }

        /// The namespace on this host, for code that is not in a handler.
        pub fn of_host(
            host: &::std::rc::Rc<dyn ::williw_workers::driver::Host>,
        ) -> ::core::option::Option<Self> {
            ::williw_workers::kv::KvNamespace::of(host, "NODES_STORE").map(Self)
        }

        /// The namespace itself, for keys of one's own.
        pub fn namespace(&self) -> &::williw_workers::kv::KvNamespace {
            &self.0
        }

        /// A node, for five minutes.
        ///
        /// The entry `node:{node_id}`. A value written here is gone after 300 s.
        pub fn node(
            &self,
            node_id: &super::types::NodeId,
        ) -> ::williw_workers::kv::Entry<
            super::types::Node,
            ::williw_workers::kv::AsJson,
            super::types::Note,
        > {
            let __key = ::williw_workers::kv::write_key(
                &["node:", ""],
                |__position, __out| match __position {
                    0 => ::williw_workers::kv::KeyParam::write(node_id, __out),
                    _ => {}
                },
            );
            self.0
                .entry(
                    __key,
                    ::williw_workers::kv::Policy {
                        ttl: ::core::option::Option::Some(300),
                        cache_ttl: ::core::option::Option::Some(60),
                    },
                )
        }

        /// The keys `node:{node_id}`, page by page.
        pub fn node_list(
            &self,
        ) -> ::williw_workers::kv::Listing<NodeKey, super::types::Note> {
            ::williw_workers::kv::Listing::new(::core::clone::Clone::clone(&self.0))
        }

        /// The values of many keys `node:{node_id}`, in their order, in as few calls as 100 keys each allow.
        ///
        /// # Errors
        /// What KV says; where a value is not of its type.
        pub async fn node_many(
            &self,
            keys: &[NodeKey],
        ) -> ::core::result::Result<
            ::std::vec::Vec<::core::option::Option<super::types::Node>>,
            ::williw_workers::kv::KvError,
        > {
            let keys: ::std::vec::Vec<::std::string::String> = keys
                .iter()
                .map(<NodeKey as ::williw_workers::kv::Key>::to_key)
                .collect();
            self.0
                .get_many::<
                    super::types::Node,
                    ::williw_workers::kv::AsJson,
                >(&keys, ::core::option::Option::Some(60))
                .await
        }

        /// The entry `part:{kind}/{type}/{at}`.
        pub fn part(
            &self,
            kind: super::types::Kind,
            r#type: super::types::Part,
            at: ::williw_workers::Timestamp,
        ) -> ::williw_workers::kv::Entry<
            ::std::vec::Vec<u8>,
            ::williw_workers::kv::AsStored,
            (),
        > {
            let __key = ::williw_workers::kv::write_key(
                &["part:", "/", "/", ""],
                |__position, __out| match __position {
                    0 => ::williw_workers::kv::KeyParam::write(&kind, __out),
                    1 => ::williw_workers::kv::KeyParam::write(&r#type, __out),
                    2 => ::williw_workers::kv::KeyParam::write(&at, __out),
                    _ => {}
                },
            );
            self.0
                .entry(
                    __key,
                    ::williw_workers::kv::Policy {
                        ttl: ::core::option::Option::None,
                        cache_ttl: ::core::option::Option::None,
                    },
                )
        }

        /// The keys `part:{kind}/{type}/{at}`, page by page.
        pub fn part_list(&self) -> ::williw_workers::kv::Listing<PartKey, ()> {
            ::williw_workers::kv::Listing::new(::core::clone::Clone::clone(&self.0))
        }

        /// The entry `motd`.
        pub fn motd(
            &self,
        ) -> ::williw_workers::kv::Entry<
            ::std::string::String,
            ::williw_workers::kv::AsStored,
            (),
        > {
            let __key = ::std::string::String::from("motd");
            self.0
                .entry(
                    __key,
                    ::williw_workers::kv::Policy {
                        ttl: ::core::option::Option::None,
                        cache_ttl: ::core::option::Option::None,
                    },
                )
        }

        /// The keys `motd`, page by page.
        pub fn motd_list(&self) -> ::williw_workers::kv::Listing<MotdKey, ()> {
            ::williw_workers::kv::Listing::new(::core::clone::Clone::clone(&self.0))
        }

        /// The values of many keys `motd`, in their order, in as few calls as 100 keys each allow.
        ///
        /// # Errors
        /// What KV says; where a value is not of its type.
        pub async fn motd_many(
            &self,
            keys: &[MotdKey],
        ) -> ::core::result::Result<
            ::std::vec::Vec<::core::option::Option<::std::string::String>>,
            ::williw_workers::kv::KvError,
        > {
            let keys: ::std::vec::Vec<::std::string::String> = keys
                .iter()
                .map(<MotdKey as ::williw_workers::kv::Key>::to_key)
                .collect();
            self.0
                .get_many::<
                    ::std::string::String,
                    ::williw_workers::kv::AsStored,
                >(&keys, ::core::option::Option::None)
                .await
        }

        /// The entry `count:{fast}:{number}`.
        pub fn count(
            &self,
            fast: bool,
            number: u32,
        ) -> ::williw_workers::kv::Entry<
            ::std::vec::Vec<u64>,
            ::williw_workers::kv::AsJson,
            (),
        > {
            let __key = ::williw_workers::kv::write_key(
                &["count:", ":", ""],
                |__position, __out| match __position {
                    0 => ::williw_workers::kv::KeyParam::write(&fast, __out),
                    1 => ::williw_workers::kv::KeyParam::write(&number, __out),
                    _ => {}
                },
            );
            self.0
                .entry(
                    __key,
                    ::williw_workers::kv::Policy {
                        ttl: ::core::option::Option::None,
                        cache_ttl: ::core::option::Option::None,
                    },
                )
        }

        /// The keys `count:{fast}:{number}`, page by page.
        pub fn count_list(&self) -> ::williw_workers::kv::Listing<CountKey, ()> {
            ::williw_workers::kv::Listing::new(::core::clone::Clone::clone(&self.0))
        }

        /// The values of many keys `count:{fast}:{number}`, in their order, in as few calls as 100 keys each allow.
        ///
        /// # Errors
        /// What KV says; where a value is not of its type.
        pub async fn count_many(
            &self,
            keys: &[CountKey],
        ) -> ::core::result::Result<
            ::std::vec::Vec<::core::option::Option<::std::vec::Vec<u64>>>,
            ::williw_workers::kv::KvError,
        > {
            let keys: ::std::vec::Vec<::std::string::String> = keys
                .iter()
                .map(<CountKey as ::williw_workers::kv::Key>::to_key)
                .collect();
            self.0
                .get_many::<
                    ::std::vec::Vec<u64>,
                    ::williw_workers::kv::AsJson,
                >(&keys, ::core::option::Option::None)
                .await
        }
    }

    /// The parameters of a key `node:{node_id}`.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct NodeKey {
        /// `{node_id}`.
        pub node_id: super::types::NodeId,
    }

    ::williw_workers::__kv_key!(
        NodeKey, "node:{node_id}", ["node:", ""], { 0 __text_0 node_id :
        super::types::NodeId }
    );
    /// The parameters of a key `part:{kind}/{type}/{at}`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct PartKey {
        /// `{kind}`.
        pub kind: super::types::Kind,
        /// `{type}`.
        pub r#type: super::types::Part,
        /// `{at}`.
        pub at: ::williw_workers::Timestamp,
    }

    ::williw_workers::__kv_key!(
        PartKey, "part:{kind}/{type}/{at}", ["part:", "/", "/", ""], { 0 __text_0 kind :
        super::types::Kind, 1 __text_1 r#type : super::types::Part, 2 __text_2 at :
        ::williw_workers::Timestamp }
    );
    /// The parameters of a key `motd`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct MotdKey;
    ::williw_workers::__kv_key!(MotdKey, "motd", ["motd"], {});
    /// The parameters of a key `count:{fast}:{number}`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct CountKey {
        /// `{fast}`.
        pub fast: bool,
        /// `{number}`.
        pub number: u32,
    }

    ::williw_workers::__kv_key!(
        CountKey, "count:{fast}:{number}", ["count:", ":", ""], { 0 __text_0 fast : bool,
        1 __text_1 number : u32 }
    );
}

/// What a handler reaches the world through.
#[derive(Clone)]
pub struct Cx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
    /// The KV namespace `NODES_STORE`.
    pub nodes_store: self::kv::NodesStore,
    /// The variables.
    pub vars: Vars,
    /// The secrets.
    pub secrets: Secrets,
    /// The host.
    pub host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
}

impl Cx {
    fn __start(
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<Self, ::williw_workers::driver::StartError> {
        let mut __starter = ::williw_workers::start::Starter::new(&host);
        let nodes_store = self::kv::NodesStore::__start(&mut __starter);
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
            nodes_store: nodes_store?,
            vars: __vars?,
            secrets: __secrets?,
            host: ::std::rc::Rc::clone(&host),
        }))();
        __starter.finish(__cx)
    }

    /// Fills the bytes with randomness, fit for keys.
    pub fn random(&self, bytes: &mut [u8]) {
        self.host.random(bytes);
    }
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    kv: &["NODES_STORE"],
    objects: &[],
    crons: &[],
    routes: &[],
    ratelimits: &[],
    vars: &[],
    secrets: &[],
    openapi: OPENAPI,
    openapi_path: "",
    docs_path: "",
};
