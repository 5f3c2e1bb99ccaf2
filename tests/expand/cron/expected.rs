/// The cron jobs: a handler for every one. Each may run twice, or not at all.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not run the cron jobs of this spec",
    note = "write `#[app::handlers] impl app::Cron for {Self}` with a handler for each job"
)]
#[allow(async_fn_in_trait)]
pub trait Cron {
    /// Lets go of nodes that are silent.
    ///
    /// `*/5 * * * *`
    async fn cleanup(
        &self,
        cx: &Cx,
        run: ::williw_workers::cron::CronRun,
    ) -> ::core::result::Result<(), ::williw_workers::cron::CronError>;
    /// `0 8 * * MON`
    async fn report(
        &self,
        cx: &Cx,
        run: ::williw_workers::cron::CronRun,
    ) -> ::core::result::Result<(), ::williw_workers::cron::CronError>;
}

/// What this Worker is and needs.
pub static MANIFEST: ::williw_workers::driver::Manifest = ::williw_workers::driver::Manifest {
    name: "worker",
    d1: &[],
    kv: &[],
    objects: &[],
    crons: &[
        ::williw_workers::driver::CronManifest {
            job: "cleanup",
            schedule: "*/5 * * * *",
        },
        ::williw_workers::driver::CronManifest {
            job: "report",
            schedule: "0 8 * * MON",
        },
    ],
    routes: &[],
    ratelimits: &[],
    vars: &[],
    secrets: &[],
    openapi: OPENAPI,
    openapi_path: "",
    docs_path: "",
};

/// The Worker that answers with this service.
pub fn worker<S: Api + Cron + 'static>(service: S) -> App<S> {
    App {
        service: ::std::rc::Rc::new(service),
    }
}

impl<S: Api + Cron + 'static> ::williw_workers::driver::Worker for App<S> {
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

impl<S: Api + Cron + 'static> ::williw_workers::driver::Running for Started<S> {
    fn fetch(
        &self,
        request: ::williw_workers::http::Request,
    ) -> ::williw_workers::driver::LocalFuture<'_, ::williw_workers::http::Response> {
        ::std::boxed::Box::pin(self::api::__fetch(&*self.service, &self.cx, request))
    }

    fn scheduled<'a>(
        &'a self,
        __trigger: ::williw_workers::cron::Trigger<'a>,
        __scheduled_ms: u64,
    ) -> ::williw_workers::driver::LocalFuture<
        'a,
        ::std::vec::Vec<::williw_workers::cron::JobOutcome>,
    > {
        ::std::boxed::Box::pin(async move {
            let __run = ::williw_workers::cron::CronRun::at(__scheduled_ms);
            let mut __outcomes = ::std::vec::Vec::new();
            if __trigger.asks("cleanup", "*/5 * * * *") {
                __outcomes
                    .push(
                        ::williw_workers::cron::run(
                                &self.cx.host,
                                "cleanup",
                                ::std::boxed::Box::pin(
                                    Cron::cleanup(&*self.service, &self.cx, __run),
                                ),
                            )
                            .await,
                    );
            }
            if __trigger.asks("report", "0 8 * * MON") {
                __outcomes
                    .push(
                        ::williw_workers::cron::run(
                                &self.cx.host,
                                "report",
                                ::std::boxed::Box::pin(
                                    Cron::report(&*self.service, &self.cx, __run),
                                ),
                            )
                            .await,
                    );
            }
            __outcomes
        })
    }
}
