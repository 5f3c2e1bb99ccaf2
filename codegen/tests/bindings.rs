//! `bindings.toml` in the model: a spec that has no D1 database, and whose comment is whose.

use williw_codegen::model::{ColumnType, KeyPart, KvValueType, RowShape};
use williw_codegen::{Compilation, SpecFiles, compile};

const BINDINGS: &str = r#"
# Short links.
[kv.LINKS]
id = "0123"
[kv.LINKS.link]                 # What a slug stands for.
key = "link:{slug}"
params = { slug = "Slug" }
value = "string"
ttl = "5m"

# A picture.
[kv.PICTURES.picture]
key = "picture/{number}.{kind}"
params = { number = "u32", kind = "Kind" }
value = "bytes"
[kv.PICTURES.link]
key = "link"
value = "text"

# A room where people talk.
[object.ChatRoom]
schema = "objects/chat.sql"
queries = "objects/chat_queries.sql"
alarm = true
# Says something to all.
[object.ChatRoom.method.say]
args = { author = "Slug", text = { type = "string", max_len = 200 } }
returns = "[Slug]?"
errors = ["too_loud"]
[object.ChatRoom.websocket]
args = { author = "Slug" }

# Counts.
[object.Counter.method.add]
idempotent = true

[cron.tidy]                     # Every five minutes.
schedule = "*/5 * * * *"
"#;

const TYPES: &str = r#"
[id.Slug]
pattern = "[a-z0-9]{1,20}"
[enum.Kind]
values = ["png", "jpg"]
[columns]
"messages.author" = "Slug"
"#;

fn spec(files: &[(&str, &str)]) -> Compilation {
    let mut spec = SpecFiles::default();
    for (path, text) in files {
        spec.add(path, (*text).to_owned());
    }
    compile(&spec)
}

fn chat() -> Compilation {
    spec(&[
        ("bindings.toml", BINDINGS),
        ("types.toml", TYPES),
        (
            "objects/chat.sql",
            "CREATE TABLE messages (id INTEGER PRIMARY KEY, author TEXT NOT NULL, text TEXT NOT NULL);",
        ),
        ("objects/chat_queries.sql", "-- name: Latest :many\nSELECT * FROM messages ORDER BY id DESC LIMIT @limit;"),
    ])
}

#[test]
fn a_spec_without_d1_is_a_spec() {
    let chat = chat();
    assert_eq!(chat.diagnostics, []);
    assert!(chat.model.schema.tables.is_empty() && chat.model.queries.is_empty());
    let alone = spec(&[("bindings.toml", "[cron.tidy]\nschedule = \"0 0 * * SUN\"\n")]);
    assert_eq!(alone.diagnostics, []);
    assert_eq!(alone.model.bindings.crons[0].schedule, "0 0 * * SUN");
}

#[test]
fn namespaces_and_keys() {
    let chat = chat();
    let [links, pictures] = chat.model.bindings.kv.as_slice() else { panic!("two namespaces") };
    assert_eq!((links.name.rust.as_str(), links.ty.as_str(), links.id.as_deref()), ("links", "Links", Some("0123")));
    assert_eq!((&links.docs[..], &pictures.docs[..]), (&["Short links.".to_owned()][..], &[][..]));
    let link = &links.templates[0];
    assert_eq!((link.docs[0].as_str(), link.ttl, link.cache_ttl), ("What a slug stands for.", Some(300), None));
    let [KeyPart::Literal(text), KeyPart::Param(slug)] = link.parts.as_slice() else { panic!("two parts") };
    assert_eq!((text.as_str(), slug.name.rust.as_str()), ("link:", "slug"));
    // `link` is in both namespaces, `picture` in one.
    let keys = pictures.templates.iter().map(|template| (template.key.as_str(), template.docs.len()));
    assert_eq!(keys.collect::<Vec<_>>(), [("PictureKey", 1), ("PicturesLinkKey", 0)]);
    assert_eq!(link.key, "LinksLinkKey");
    assert!(matches!(pictures.templates[0].value, KvValueType::Bytes));
}

#[test]
fn objects_and_their_tables() {
    let chat = chat();
    let [room, counter] = chat.model.bindings.objects.as_slice() else { panic!("two classes") };
    assert_eq!((room.class.as_str(), room.module.as_str(), room.alarm), ("ChatRoom", "chat_room", true));
    assert_eq!(
        (room.docs[0].as_str(), room.methods[0].docs[0].as_str()),
        ("A room where people talk.", "Says something to all.")
    );
    let say = &room.methods[0];
    assert!(say.returns.is_some() && say.returns_option && !say.idempotent);
    assert_eq!((say.args[1].name.rust.as_str(), say.errors[0].rust.as_str()), ("text", "TooLoud"));
    assert!(room.websocket.as_ref().is_some_and(|socket| socket.args.len() == 1));
    let database = room.database.as_ref().expect("a schema");
    assert_eq!(database.schema.tables[0].columns[1].ty, ColumnType::Named("Slug".to_owned()));
    assert_eq!(database.queries[0].row, RowShape::Table(0));
    // The comment above the only header that names the class is the method's.
    assert!(counter.docs.is_empty() && counter.database.is_none());
    assert_eq!(counter.methods[0].docs, ["Counts."]);
    assert_eq!(chat.model.bindings.crons[0].docs, ["Every five minutes."]);
}
