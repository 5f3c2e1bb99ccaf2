/// The vocabulary: `types.toml`.
pub mod types {}
/// The database: `schema.sql`.
pub mod db {}
/// Who calls: `[auth]` of `routes.toml`.
pub mod callers {
    pub use ::williw_workers::http::Anyone;
}

/// The HTTP interface: `routes.toml`.
pub mod api {
    /// The interface: a handler for every route.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not handle the routes of this spec",
        note = "write `#[app::handlers] impl app::Api for {Self}` with a handler for each route"
    )]
    #[allow(async_fn_in_trait)]
    pub trait Api {}
    /// Answers one request.
    pub(super) async fn __fetch<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::http::Response {
        let __handle = async |request: &::williw_workers::http::Request| {
            __dispatch(service, cx, request).await
        };
        ::williw_workers::http::exchange::answer(
                &cx.host,
                ::core::option::Option::None,
                request,
                __handle,
            )
            .await
    }

    async fn __dispatch<S: Api>(
        service: &S,
        cx: &super::Cx,
        request: &::williw_workers::http::Request,
    ) -> ::core::result::Result<
        ::williw_workers::http::Response,
        ::williw_workers::http::Failure,
    > {
        let _ = (service, cx, request);
        ::core::result::Result::Err(::williw_workers::http::Problem::not_found().into())
    }

    /// From a path to its endpoint.
    mod router {
        /// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Endpoint {}
        /// Finds the endpoint of a path, which is what stands before `?` in a request's target.
        #[allow(clippy::collapsible_if, clippy::collapsible_match)]
        pub fn route(path: &str) -> ::core::option::Option<Endpoint> {
            let _ = path;
            ::core::option::Option::None
        }
    }
}

pub use self::api::Api;
/// What a handler reaches the world through.
#[derive(Clone)]
pub struct Cx {
    /// The clock.
    pub clock: ::williw_workers::WorkersClock,
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
        let __vars = Vars::__start(&mut __starter);
        let __secrets = Secrets::__start(&mut __starter);
        let __cx = (|| ::core::option::Option::Some(Self {
            clock: ::williw_workers::WorkersClock::from_source(host.clock()),
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

impl ::core::fmt::Debug for Cx {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("Cx").field("vars", &self.vars).finish_non_exhaustive()
    }
}

/// The Worker's variables, checked when it started.
#[derive(Clone, Debug)]
pub struct Vars {}
impl Vars {
    fn __start(
        _starter: &mut ::williw_workers::start::Starter<'_>,
    ) -> ::core::option::Option<Self> {
        ::core::option::Option::Some(Self {})
    }
}

/// The Worker's secrets. They show in no `Debug` output.
#[derive(Clone, Debug)]
pub struct Secrets {}
impl Secrets {
    fn __start(
        _starter: &mut ::williw_workers::start::Starter<'_>,
    ) -> ::core::option::Option<Self> {
        ::core::option::Option::Some(Self {})
    }
}

/// The interface as an OpenAPI 3.1 document; empty where it is not served, and on wasm32.
pub const OPENAPI: &::core::primitive::str = "";
/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    kv: &[],
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

/// The Worker that answers with this service.
pub fn worker<S: Api + 'static>(service: S) -> App<S> {
    App {
        service: ::std::rc::Rc::new(service),
    }
}

/// A Worker that has not started yet.
#[derive(Debug)]
pub struct App<S> {
    service: ::std::rc::Rc<S>,
}

impl<S: Api + 'static> ::williw_workers::driver::Worker for App<S> {
    fn manifest(&self) -> &'static ::williw_workers::driver::Manifest {
        &MANIFEST
    }

    fn start(
        &self,
        host: ::std::rc::Rc<dyn ::williw_workers::driver::Host>,
    ) -> ::core::result::Result<
        ::std::rc::Rc<dyn ::williw_workers::driver::Running>,
        ::williw_workers::driver::StartError,
    > {
        ::williw_workers::time::install_for_thread(host.clock());
        ::williw_workers::start::install_host(::std::rc::Rc::clone(&host));
        let cx = Cx::__start(host)?;
        let service = ::std::rc::Rc::clone(&self.service);
        ::core::result::Result::Ok(::std::rc::Rc::new(Started { service, cx }))
    }
}

struct Started<S> {
    service: ::std::rc::Rc<S>,
    cx: Cx,
}

impl<S: Api + 'static> ::williw_workers::driver::Running for Started<S> {
    fn fetch(
        &self,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::driver::LocalFuture<'_, ::williw_workers::http::Response> {
        ::std::boxed::Box::pin(self::api::__fetch(&*self.service, &self.cx, request))
    }
}
