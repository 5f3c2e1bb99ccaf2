//! `cargo williw`: the compiler at the command line.
//!
//! Exit codes: 0 the spec is fine, 1 it is wrong, 2 the call is wrong.

mod assets;
mod client;
mod data;
mod explain;
mod folder;
mod generated;
mod import;
mod migrate;
mod openapi;
mod place;
mod wrangler;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use williw_codegen::describe::{Description, describe};
use williw_codegen::diag::{Severity, render};
use williw_codegen::{Compilation, compile};

/// Checks and shows what a spec means.
#[derive(Parser)]
#[command(name = "cargo williw", bin_name = "cargo williw", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tell everything that is wrong or doubtful.
    Check {
        #[command(flatten)]
        spec: Spec,
        /// How to tell it.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Show the generated Rust.
    Expand {
        #[command(flatten)]
        spec: Spec,
        /// With the client: what `#[spec("…", client)]` makes.
        #[arg(long)]
        client: bool,
    },
    /// Show the tables, queries and routes as the compiler understands them.
    Describe {
        #[command(flatten)]
        spec: Spec,
        /// How to show them.
        #[arg(long, value_enum, default_value = "json")]
        format: DescribeFormat,
    },
    /// Tell what each query does when it runs: its indexes, scans and sorts, and which index would help.
    Explain {
        /// Only these queries.
        #[arg(value_name = "QUERY")]
        queries: Vec<String>,
        #[command(flatten)]
        spec: Spec,
        /// How to tell it.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Write `wrangler.toml`, which is how the Worker is run and deployed.
    Wrangler {
        #[command(flatten)]
        spec: Spec,
        /// Where to write it [default: `wrangler.toml` beside the spec's folder].
        #[arg(long, value_name = "PATH")]
        out: Option<PathBuf>,
        /// Write nothing; fail where the file is not what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Write `openapi.json`, the document of the HTTP interface (OpenAPI 3.1).
    Openapi {
        #[command(flatten)]
        spec: Spec,
        /// Where to write it; `-` prints it [default: `openapi.json` beside the spec's folder].
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Write nothing; fail where the file is not what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Write the files that Cloudflare serves beside the Worker: the interface's document, and the page that shows it.
    Assets {
        #[command(flatten)]
        spec: Spec,
        /// The folder to write them to [default: `directory` of `[assets]`, or `build/assets`; from beside the spec's folder].
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Write a client of the HTTP interface.
    Client {
        #[command(subcommand)]
        language: Language,
    },
    /// Migrations: the next one from what changed in `schema.sql`, which are applied, applying the others.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Export and import the rows of a D1 database, embedded or wrangler's on this machine.
    Data {
        #[command(subcommand)]
        command: data::Command,
    },
    /// Begin a `bindings.toml` from a configuration of wrangler's.
    Import {
        /// A `wrangler.toml`, `wrangler.json` or `wrangler.jsonc`.
        path: PathBuf,
        /// Where to write it [default: print it].
        #[arg(long, value_name = "PATH")]
        out: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Language {
    /// TypeScript: one file on `fetch`, without dependencies.
    Ts {
        #[command(flatten)]
        spec: Spec,
        /// Where to write it [default: print it].
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Write nothing; fail where the file is not what would be written.
        #[arg(long, requires = "out")]
        check: bool,
    },
}

#[derive(clap::Args)]
struct Spec {
    /// The spec's folder.
    #[arg(long = "spec", value_name = "DIR", default_value = "spec")]
    folder: PathBuf,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// For people; errors as rustc tells them.
    Text,
    /// An object with `diagnostics`, or with `queries`.
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum DescribeFormat {
    /// The stable form that tools read.
    Json,
}

fn main() -> ExitCode {
    // `cargo williw check` calls `cargo-williw williw check`.
    let called_by_cargo = std::env::args_os().nth(1).is_some_and(|word| word == "williw");
    let cli = Cli::parse_from(std::env::args_os().skip(usize::from(called_by_cargo)));
    let spec = match &cli.command {
        Command::Check { spec, .. }
        | Command::Expand { spec, .. }
        | Command::Describe { spec, .. }
        | Command::Explain { spec, .. }
        | Command::Openapi { spec, .. }
        | Command::Assets { spec, .. }
        | Command::Wrangler { spec, .. }
        | Command::Client { language: Language::Ts { spec, .. } } => spec,
        Command::Data { command } => command.spec(),
        Command::Import { path, out } => return import::import(path, out.as_deref()),
        Command::Migrate(command) => return migrate::migrate(command),
    };
    let files = match folder::read(&spec.folder) {
        Ok(files) => files,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    };
    let compilation = compile(&files);
    let wrong = match cli.command {
        // A query that is refused for its cost is understood, and described.
        Command::Describe { .. } => compilation.errors().any(|error| error.slug != "full-scan"),
        _ => compilation.has_errors(),
    };
    match cli.command {
        Command::Check { format: Format::Text, .. } => {
            tell(&compilation);
            summarize(&compilation);
        }
        Command::Check { format: Format::Json, .. } => {
            print_json(&serde_json::json!({ "diagnostics": description(&compilation).diagnostics }));
        }
        Command::Expand { client, .. } => {
            tell(&compilation);
            print(&if client { compilation.expand_with_client() } else { compilation.expand() });
        }
        Command::Describe { format: DescribeFormat::Json, .. } => {
            print_json(&description(&compilation));
        }
        Command::Explain { queries, format, .. } => {
            tell(&compilation);
            match explain::explained(&files, &compilation, &queries) {
                Ok(explained) if format == Format::Json => print_json(&serde_json::json!({ "queries": explained })),
                Ok(explained) => print(&explain::text(&explained)),
                Err(code) => return code,
            }
        }
        Command::Wrangler { spec, out, check } => {
            tell(&compilation);
            if !wrong {
                let request = wrangler::Request { spec: &spec.folder, out: out.as_deref(), check };
                return wrangler::wrangler(&request, &files, &compilation);
            }
        }
        Command::Openapi { spec, out, check } => {
            tell(&compilation);
            if !wrong {
                return openapi::openapi(
                    &openapi::Request { spec: &spec.folder, out: out.as_deref(), check },
                    &compilation,
                );
            }
        }
        Command::Assets { spec, out } => {
            tell(&compilation);
            if !wrong {
                return assets::assets(&spec.folder, out.as_deref(), &compilation);
            }
        }
        Command::Client { language: Language::Ts { out, check, .. } } => {
            tell(&compilation);
            if !wrong {
                return client::client(&compilation, out.as_deref(), check);
            }
        }
        // Rows can be saved whatever is wrong with the queries; only where the database is must be known.
        Command::Data { command } => {
            if wrong && compilation.model.bindings.d1.is_empty() {
                tell(&compilation);
            } else {
                return command.run(&compilation);
            }
        }
        // They are done.
        Command::Import { .. } | Command::Migrate(_) => {}
    }
    ExitCode::from(u8::from(wrong))
}

fn description(compilation: &Compilation) -> Description {
    describe(&compilation.model, &compilation.sources, &compilation.diagnostics)
}

fn print_json(value: &impl serde::Serialize) {
    // Only texts, numbers and lists: writing them cannot fail.
    print(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Standard output may be a pipe that is closed early; that is no error.
fn print(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
}

fn tell(compilation: &Compilation) {
    for diagnostic in &compilation.diagnostics {
        eprintln!("{}", render(&compilation.sources, diagnostic));
    }
}

fn summarize(compilation: &Compilation) {
    let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let told = |severity| compilation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let model = &compilation.model;
    let of_objects = || model.bindings.objects.iter().filter_map(|object| object.database.as_ref());
    let tables = model.schema.tables.len() + of_objects().map(|own| own.schema.tables.len()).sum::<usize>();
    let queries = match model.queries.len() + of_objects().map(|own| own.queries.len()).sum::<usize>() {
        1 => "1 query".to_owned(),
        n => format!("{n} queries"),
    };
    eprintln!(
        "{}, {queries}, {}, {}: {}, {}",
        count(tables, "table"),
        count(model.types.len(), "type"),
        count(model.routes.len(), "route"),
        count(told(Severity::Error), "error"),
        count(told(Severity::Warning), "warning"),
    );
}
