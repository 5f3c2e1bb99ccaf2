//! The three structured fields (RFC 9651) that credentials are written in: dictionaries whose members are lists of texts
//! (`Signature-Input`) or bytes (`Signature`, `Content-Digest`).
//!
//! RFC 9651 lets the last of two equal keys win. Of who signs and what is signed there must be no two readings, so
//! everything is collected here as it comes, and whoever reads it refuses what is there twice.

use std::borrow::Cow;
use std::convert::Infallible;

use sfv::visitor::{DictionaryVisitor, EntryVisitor, InnerListVisitor, ItemVisitor, ParameterVisitor};
use sfv::{BareItemFromInput, KeyRef, Parser, StringRef};

/// A longer field is not read. A signature needs some 300 bytes.
pub(super) const MAX_FIELD: usize = 4096;

/// A member of a dictionary.
pub(super) struct Member<'de> {
    /// Its key.
    pub(super) key: &'de KeyRef,
    /// What it is.
    pub(super) value: Value<'de>,
    /// Its parameters, in order.
    pub(super) params: Params<'de>,
}

/// What a member is.
pub(super) enum Value<'de> {
    /// An inner list.
    List(Vec<Component<'de>>),
    /// One item.
    Item(BareItemFromInput<'de>),
}

/// An item of an inner list.
pub(super) struct Component<'de> {
    /// The item; `None` where it is no text.
    pub(super) name: Option<Cow<'de, StringRef>>,
    /// Whether it has parameters.
    pub(super) has_params: bool,
}

/// Parameters, in order.
pub(super) type Params<'de> = Vec<(&'de KeyRef, BareItemFromInput<'de>)>;

/// All members of a dictionary; `None` where the field is too long or no dictionary.
pub(super) fn dictionary(field: &str) -> Option<Vec<Member<'_>>> {
    if field.len() > MAX_FIELD {
        return None;
    }
    Parser::new(field).parse_dictionary_with_visitor(Members(Vec::new())).ok()
}

/// Whether the field writes these bytes in their one form. RFC 9651 (4.2.7) wants readers to take base64 without padding and with
/// stray bits at its end; what is signed has no need of several forms.
pub(super) fn is_canonical(field: &str, bytes: &[u8]) -> bool {
    field.contains(&sfv::ItemSerializer::new().bare_item(bytes).finish())
}

struct Members<'de>(Vec<Member<'de>>);

impl<'de> DictionaryVisitor<'de> for Members<'de> {
    type Out = Vec<Member<'de>>;
    type Error = Infallible;

    fn entry(&mut self, key: &'de KeyRef) -> Result<impl EntryVisitor<'de>, Infallible> {
        Ok(Entry { key, members: &mut self.0 })
    }

    fn finish(self) -> Result<Self::Out, Infallible> {
        Ok(self.0)
    }
}

/// A member whose key is read.
struct Entry<'a, 'de> {
    key: &'de KeyRef,
    members: &'a mut Vec<Member<'de>>,
}

impl<'a, 'de> Entry<'a, 'de> {
    fn is(self, value: Value<'de>) -> Parameters<'a, 'de> {
        self.members.push(Member { key: self.key, value, params: Vec::new() });
        Parameters(self.members)
    }
}

impl<'de> EntryVisitor<'de> for Entry<'_, 'de> {
    type Error = Infallible;

    fn item(self) -> Result<impl ItemVisitor<'de>, Infallible> {
        Ok(|item: BareItemFromInput<'de>| Ok::<_, Infallible>(self.is(Value::Item(item))))
    }

    fn inner_list(self) -> Result<impl InnerListVisitor<'de>, Infallible> {
        Ok(List { entry: self, components: Vec::new() })
    }
}

/// The parameters of the last member.
struct Parameters<'a, 'de>(&'a mut Vec<Member<'de>>);

impl<'de> ParameterVisitor<'de> for Parameters<'_, 'de> {
    type Out = ();
    type Error = Infallible;

    fn parameter(&mut self, key: &'de KeyRef, value: BareItemFromInput<'de>) -> Result<(), Infallible> {
        if let Some(member) = self.0.last_mut() {
            member.params.push((key, value));
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Infallible> {
        Ok(())
    }
}

struct List<'a, 'de> {
    entry: Entry<'a, 'de>,
    components: Vec<Component<'de>>,
}

impl<'de> InnerListVisitor<'de> for List<'_, 'de> {
    type Error = Infallible;

    fn item(&mut self) -> Result<impl ItemVisitor<'de>, Infallible> {
        Ok(ListItem(&mut self.components))
    }

    fn finish(self) -> Result<impl ParameterVisitor<'de>, Infallible> {
        Ok(self.entry.is(Value::List(self.components)))
    }
}

/// The last item of a list.
struct ListItem<'a, 'de>(&'a mut Vec<Component<'de>>);

impl<'de> ItemVisitor<'de> for ListItem<'_, 'de> {
    type Out = ();
    type Error = Infallible;

    fn bare_item(self, item: BareItemFromInput<'de>) -> Result<impl ParameterVisitor<'de, Out = ()>, Infallible> {
        let name = match item {
            BareItemFromInput::String(name) => Some(name),
            _ => None,
        };
        self.0.push(Component { name, has_params: false });
        Ok(self)
    }
}

impl<'de> ParameterVisitor<'de> for ListItem<'_, 'de> {
    type Out = ();
    type Error = Infallible;

    fn parameter(&mut self, _: &'de KeyRef, _: BareItemFromInput<'de>) -> Result<(), Infallible> {
        if let Some(component) = self.0.last_mut() {
            component.has_params = true;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Infallible> {
        Ok(())
    }
}
