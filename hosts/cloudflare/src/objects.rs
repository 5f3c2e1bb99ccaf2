//! Durable Objects: the exports that run their events, and the driver over the imports that are their storage.
//!
//! JavaScript makes an object's place (`js/objects.js`) and numbers it; the object itself is here under that number.
//! Storage answers at once, so it is a plain import: what it says goes into the input buffer. What is hard: a transaction
//! is JavaScript's, and its work is Rust's, so an import calls back into the module while another is on the stack; and
//! an exception that crossed the module would end it, so every import catches what it calls.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::wasm_bindgen;
use williw_workers::d1::{Bound, D1Error, ResultSet, Value};
use williw_workers::driver::{LocalFuture, ObjectDriver, RunningObject};
use williw_workers::durable_objects::{
    Accept, AlarmEvent, ObjectAnswer, ObjectCall, ObjectError, ObjectId, SocketEvent, SocketId, SocketMessage,
    StorageError, StorageList,
};

use crate::boundary::{BUFFERS, MISCONFIGURED, end, executor, running, step};
use crate::catalog::{Statements, next_number};
use crate::exchange::Exchange;
use crate::executor::{Ending, Outcome, Work};
use crate::tape::{read_results, read_values};
use crate::wire::{Arg, Outbox, write_text};

// Each returns a number of its own, −1 for nothing, or less where it failed: the input then holds −2 − it bytes of why.
#[wasm_bindgen(module = "/js/objects.js")]
extern "C" {
    /// The value's length; it is in the input.
    #[wasm_bindgen(js_name = storageGet)]
    fn storage_get(object: u32, key: *const u8, len: usize) -> i32;
    #[wasm_bindgen(js_name = storagePut)]
    fn storage_put(object: u32, key: *const u8, len: usize, value: *const u8, value_len: usize) -> i32;
    /// Whether it was there.
    #[wasm_bindgen(js_name = storageDelete)]
    fn storage_delete(object: u32, key: *const u8, len: usize) -> i32;
    /// Takes options as JSON. The cells of a tape of keys and values.
    #[wasm_bindgen(js_name = storageList)]
    fn storage_list(object: u32, options: *const u8, len: usize) -> i32;
    #[wasm_bindgen(js_name = storageDeleteAll)]
    fn storage_delete_all(object: u32) -> i32;
    /// Takes statements as a call to D1 does. The cells of a tape of results.
    #[wasm_bindgen(js_name = storageSql)]
    fn storage_sql(object: u32, statements: *const u8, len: usize) -> i32;
    /// Calls `williw_work`.
    #[wasm_bindgen(js_name = storageTransaction)]
    fn storage_transaction(object: u32) -> i32;
    /// Takes the alarm back where the time is negative.
    #[wasm_bindgen(js_name = setAlarm)]
    fn set_alarm(object: u32, at_ms: f64) -> i32;
    /// The cells of a tape of numbers: of those with a tag, or all where its length is −1.
    #[wasm_bindgen(js_name = socketList)]
    fn socket_list(object: u32, tag: *const u8, len: i32) -> i32;
    #[wasm_bindgen(js_name = socketSend)]
    fn socket_send(object: u32, socket: u32, message: *const u8, len: usize, binary: bool) -> i32;
    #[wasm_bindgen(js_name = socketClose)]
    fn socket_close(object: u32, socket: u32, code: u32, reason: *const u8, len: usize) -> i32;
    /// The cells of a tape of tags.
    #[wasm_bindgen(js_name = socketTags)]
    fn socket_tags(object: u32, socket: u32) -> i32;
    #[wasm_bindgen(js_name = socketAttachment)]
    fn socket_attachment(object: u32, socket: u32) -> i32;
    #[wasm_bindgen(js_name = socketAttach)]
    fn socket_attach(object: u32, socket: u32, attachment: *const u8, len: usize) -> i32;
}

/// A transaction's work, borrowed by whoever began it.
type Borrowed = *mut dyn FnMut() -> bool;

thread_local! {
    /// The objects in memory, by the numbers that JavaScript gave them.
    static OBJECTS: RefCell<Vec<Option<Rc<dyn RunningObject>>>> = const { RefCell::new(Vec::new()) };
    static STATEMENTS: RefCell<Statements> = RefCell::default();
    /// The work of the transaction that is about to begin.
    static WORK: Cell<Option<Borrowed>> = const { Cell::new(None) };
}

/// Makes an object: the input holds its class, its id in hex, and its name, where `name` is not −1.
#[unsafe(no_mangle)]
extern "C" fn williw_object(object: u32, class: usize, hex: usize, name: i32) -> u32 {
    let (class, id) = BUFFERS.with(|buffers| {
        let name = usize::try_from(name).ok().map(|name| buffers.text(class + hex..class + hex + name));
        (buffers.text(0..class), ObjectId { hex: buffers.text(class..class + hex), name })
    });
    let made = running().ok_or_else(|| MISCONFIGURED.to_owned()).and_then(|running| {
        let made = running.object(&class, Rc::new(Place { object, id }));
        made.ok_or_else(|| format!("the Worker has no objects of the class `{class}`"))?.map_err(words)
    });
    end(made.map(|made| {
        let mut objects = OBJECTS.with_borrow_mut(std::mem::take);
        let index = object as usize;
        if objects.len() <= index {
            objects.resize_with(index + 1, || None);
        }
        if let Some(place) = objects.get_mut(index) {
            *place = Some(made);
        }
        OBJECTS.set(objects);
        Ending::default()
    }))
}

/// Drops an object.
#[unsafe(no_mangle)]
extern "C" fn williw_object_drop(object: u32) {
    let dropped = OBJECTS.with_borrow_mut(|objects| objects.get_mut(object as usize).and_then(Option::take));
    drop(dropped);
}

/// Runs an event of an object in a slot.
fn event<F: Future<Output = Outcome> + 'static>(
    slot: u32,
    object: u32,
    run: impl FnOnce(Rc<dyn RunningObject>) -> F,
) -> u32 {
    let object = OBJECTS.with_borrow(|objects| objects.get(object as usize).cloned().flatten());
    match object {
        Some(object) => step(executor().begin(slot, || Work::Shared(Box::pin(run(object))))),
        None => end(Err("the object is not in memory".to_owned())),
    }
}

/// What runs before every other event.
#[unsafe(no_mangle)]
extern "C" fn williw_object_start(slot: u32, object: u32) -> u32 {
    event(slot, object, |object| async move { nothing(object.start().await) })
}

/// A call: the input holds the method and the arguments.
#[unsafe(no_mangle)]
extern "C" fn williw_object_call(slot: u32, object: u32, method: usize, args: usize, upgrade: bool) -> u32 {
    let call = BUFFERS.with(|buffers| ObjectCall {
        method: buffers.text(0..method).into(),
        args: buffers.input.borrow().get(method..method + args).unwrap_or_default().to_vec(),
        upgrade,
    });
    event(slot, object, |object| async move { object.call(call).await.map(ending).map_err(words) })
}

/// The alarm rings.
#[unsafe(no_mangle)]
extern "C" fn williw_object_alarm(slot: u32, object: u32, scheduled_ms: f64, retry_count: u32) -> u32 {
    let alarm = AlarmEvent { scheduled_ms: scheduled_ms as u64, retry_count };
    event(slot, object, |object| async move { nothing(object.alarm(alarm).await) })
}

/// A message: a text of so many bytes in the input, or what the body buffer holds.
#[unsafe(no_mangle)]
extern "C" fn williw_socket_message(slot: u32, object: u32, socket: u32, text: i32) -> u32 {
    let message = BUFFERS.with(|buffers| match usize::try_from(text) {
        Ok(len) => SocketMessage::Text(buffers.text(0..len)),
        Err(_) => SocketMessage::Binary(buffers.body.take()),
    });
    socket_event(slot, object, SocketEvent::Message { socket: SocketId(socket), message })
}

/// It was closed: the input holds the reason.
#[unsafe(no_mangle)]
extern "C" fn williw_socket_close(
    slot: u32,
    object: u32,
    socket: u32,
    code: u32,
    reason: usize,
    was_clean: bool,
) -> u32 {
    let reason = BUFFERS.with(|buffers| buffers.text(0..reason));
    // What is no code at all is a broken connection.
    let code = u16::try_from(code).unwrap_or(1006);
    socket_event(slot, object, SocketEvent::Close { socket: SocketId(socket), code, reason, was_clean })
}

/// Something went wrong with it: the input holds what.
#[unsafe(no_mangle)]
extern "C" fn williw_socket_error(slot: u32, object: u32, socket: u32, error: usize) -> u32 {
    let error = BUFFERS.with(|buffers| buffers.text(0..error));
    socket_event(slot, object, SocketEvent::Error { socket: SocketId(socket), error })
}

fn socket_event(slot: u32, object: u32, happened: SocketEvent) -> u32 {
    event(slot, object, |object| async move { nothing(object.socket(happened).await) })
}

/// Does the work of the transaction that has just begun; whether it is to stay.
#[unsafe(no_mangle)]
extern "C" fn williw_work() -> bool {
    match WORK.take() {
        // SAFETY: `transaction` put it there, and borrows it until the import that called this has returned.
        Some(work) => unsafe { (*work)() },
        None => false,
    }
}

/// What goes to the caller as an error's message. The class of a thrown error is the caller's to find.
fn words(error: ObjectError) -> String {
    match error {
        ObjectError::Thrown(message) => message,
        other => other.to_string(),
    }
}

fn nothing(result: Result<(), ObjectError>) -> Outcome {
    result.map(|()| Ending::default()).map_err(words)
}

/// The answer, and as head how a WebSocket is accepted: `[[tag, …], attachment, [message, …]]`.
fn ending(answer: ObjectAnswer) -> Ending {
    let head = match answer.accept {
        None => String::new(),
        Some(Accept { tags, attachment, messages }) => {
            let mut head = "[".to_owned();
            write_texts(&mut head, &tags);
            head.push(',');
            match attachment {
                Some(attachment) => write_text(&mut head, &attachment),
                None => head.push_str("null"),
            }
            head.push(',');
            write_texts(&mut head, &messages);
            head.push(']');
            head
        }
    };
    Ending { head, body: answer.body }
}

fn write_texts(out: &mut String, texts: &[String]) {
    out.push('[');
    for (i, text) in texts.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_text(out, text);
    }
    out.push(']');
}

/// An object's place, by its number.
struct Place {
    object: u32,
    id: ObjectId,
}

/// What an import returned: its number, `None` for nothing, or why it failed.
fn returned(number: i32) -> Result<Option<usize>, String> {
    match number {
        -1 => Ok(None),
        number => match usize::try_from(number) {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(BUFFERS.with(|buffers| buffers.text(0..number.wrapping_add(2).unsigned_abs() as usize))),
        },
    }
}

/// The same where only the failure matters.
fn done(number: i32) -> Result<(), StorageError> {
    returned(number).map(drop).map_err(StorageError)
}

/// The text in the input, where there is one.
fn text(number: i32) -> Result<Option<String>, StorageError> {
    let len = returned(number).map_err(StorageError)?;
    Ok(len.map(|len| BUFFERS.with(|buffers| buffers.text(0..len))))
}

/// The values of a tape in the input.
fn values(number: i32) -> Result<Vec<Value>, StorageError> {
    let cells = returned(number).map_err(StorageError)?.unwrap_or_default();
    let values = BUFFERS.with(|buffers| read_values(&buffers.input.borrow(), cells, buffers.brought()));
    values.ok_or_else(|| StorageError("storage said something else".to_owned()))
}

impl ObjectDriver for Place {
    fn id(&self) -> ObjectId {
        self.id.clone()
    }

    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        text(storage_get(self.object, key.as_ptr(), key.len()))
    }

    fn put(&self, key: &str, value: &str) -> Result<(), StorageError> {
        done(storage_put(self.object, key.as_ptr(), key.len(), value.as_ptr(), value.len()))
    }

    fn delete(&self, key: &str) -> Result<bool, StorageError> {
        Ok(returned(storage_delete(self.object, key.as_ptr(), key.len())).map_err(StorageError)? == Some(1))
    }

    fn list(&self, list: &StorageList) -> Result<Vec<(String, String)>, StorageError> {
        let options = list_options(list);
        let mut cells = values(storage_list(self.object, options.as_ptr(), options.len()))?.into_iter();
        let mut entries = Vec::with_capacity(cells.len() / 2);
        while let (Some(Value::Text(key)), Some(Value::Text(value))) = (cells.next(), cells.next()) {
            entries.push((key, value));
        }
        Ok(entries)
    }

    fn delete_all(&self) -> Result<(), StorageError> {
        done(storage_delete_all(self.object))
    }

    fn sql(&self, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error> {
        statements.iter().try_for_each(Bound::check)?;
        let mut outbox = Outbox::default();
        STATEMENTS.with_borrow_mut(|known| {
            outbox.push(0, "", statements, |statement| known.number(statement, next_number));
        });
        let sent = outbox.take();
        match returned(storage_sql(self.object, sent.as_ptr(), sent.len())) {
            Ok(cells) => {
                let columns: Vec<_> = statements.iter().map(|statement| statement.columns).collect();
                BUFFERS.with(|buffers| {
                    let cells = cells.unwrap_or_default();
                    read_results(&buffers.input.borrow(), cells, buffers.brought(), &columns)
                })
            }
            Err(message) => Err(D1Error::from_message(&message)),
        }
    }

    fn transaction(&self, work: &mut dyn FnMut() -> bool) -> Result<(), StorageError> {
        let work: *mut (dyn FnMut() -> bool + '_) = work;
        // SAFETY: only the lifetime changes. `williw_work` uses it while the import below runs, and no longer: nothing is
        // left here after it.
        let work: Borrowed = unsafe { std::mem::transmute(work) };
        let outer = WORK.replace(Some(work));
        let returned = done(storage_transaction(self.object));
        WORK.set(outer);
        returned
    }

    fn alarm(&self) -> LocalFuture<'_, Result<Option<u64>, StorageError>> {
        let call = vec![Arg::Number(self.object.into()), Arg::Text("alarm")];
        Exchange::new(executor(), call).then(|answer| match answer {
            Ok(mut values) => Ok(values.number()),
            Err(failure) => Err(StorageError(failure.message)),
        })
    }

    fn set_alarm(&self, at_ms: Option<u64>) -> Result<(), StorageError> {
        // The platform refuses 0, which has passed like any other time.
        done(set_alarm(self.object, at_ms.map_or(-1.0, |at| at.max(1) as f64)))
    }

    fn sockets(&self, tag: Option<&str>) -> Vec<SocketId> {
        let (at, len) = tag.map_or((std::ptr::null(), -1), |tag| (tag.as_ptr(), tag.len() as i32));
        let numbers = values(socket_list(self.object, at, len)).unwrap_or_default();
        let number = |value: Value| match value {
            Value::Integer(number) => u32::try_from(number).ok().map(SocketId),
            _ => None,
        };
        numbers.into_iter().filter_map(number).collect()
    }

    fn socket_send(&self, socket: SocketId, message: &SocketMessage) -> Result<(), StorageError> {
        let (bytes, binary) = match message {
            SocketMessage::Text(text) => (text.as_bytes(), false),
            SocketMessage::Binary(bytes) => (&bytes[..], true),
        };
        done(socket_send(self.object, socket.0, bytes.as_ptr(), bytes.len(), binary))
    }

    fn socket_close(&self, socket: SocketId, code: u16, reason: &str) -> Result<(), StorageError> {
        done(socket_close(self.object, socket.0, code.into(), reason.as_ptr(), reason.len()))
    }

    fn socket_tags(&self, socket: SocketId) -> Vec<String> {
        let tags = values(socket_tags(self.object, socket.0)).unwrap_or_default();
        let text = |value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        };
        tags.into_iter().filter_map(text).collect()
    }

    fn socket_attachment(&self, socket: SocketId) -> Option<String> {
        text(socket_attachment(self.object, socket.0)).ok().flatten()
    }

    fn set_socket_attachment(&self, socket: SocketId, attachment: &str) -> Result<(), StorageError> {
        done(socket_attach(self.object, socket.0, attachment.as_ptr(), attachment.len()))
    }
}

/// Options of a list, as JavaScript takes them.
fn list_options(list: &StorageList) -> String {
    let mut options = format!("{{\"reverse\":{}", list.reverse);
    for (name, value) in
        [("prefix", &list.prefix), ("start", &list.start), ("startAfter", &list.start_after), ("end", &list.end)]
    {
        if let Some(value) = value {
            options.push_str(&format!(",\"{name}\":"));
            write_text(&mut options, value);
        }
    }
    if let Some(limit) = list.limit {
        options.push_str(&format!(",\"limit\":{limit}"));
    }
    options.push('}');
    options
}
