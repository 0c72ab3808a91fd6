//! A part of an event: its members, each by itself.

use super::lazy::{Form, Kind, Lazy};
use super::slice::Slice;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::sync::{Arc, LazyLock};

/// A part of an event.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// What its names and values are stretches of, as far as they came as text.
    text: Arc<str>,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    /// An object's members, in the order in which they came.
    Members(Vec<Member>),
    /// What is no object.
    Whole(Form),
}

/// A member of a part.
#[derive(Debug, Clone)]
pub(super) struct Member {
    name: Name,
    value: Form,
}

#[derive(Debug, Clone)]
enum Name {
    Text(Slice),
    Own(Box<str>),
}

impl Member {
    /// A member whose name and value, which [`super::lazy::check`] has accepted, are in the part's text.
    pub(super) fn checked(name: Slice, value: Slice) -> Member {
        Member {
            name: Name::Text(name),
            value: Form::checked(value),
        }
    }

    fn own(name: &str, value: Form) -> Member {
        Member {
            name: Name::Own(name.into()),
            value,
        }
    }

    fn is(&self, name: &str, text: &str) -> bool {
        match &self.name {
            Name::Text(slice) => slice.is(text, name),
            Name::Own(own) => **own == *name,
        }
    }

    pub(super) fn name<'a>(&'a self, text: &'a str) -> &'a str {
        match &self.name {
            Name::Text(slice) => slice.of(text),
            Name::Own(name) => name,
        }
    }
}

impl Part {
    /// An object with these members, whose names and values are in `text`.
    pub(super) fn of(text: Arc<str>, members: Vec<Member>) -> Part {
        let content = Content::Members(members);
        Part { text, content }
    }

    /// What is no object, in `text`.
    pub(super) fn whole(text: Arc<str>, value: Slice) -> Part {
        let content = Content::Whole(Form::checked(value));
        Part { text, content }
    }

    /// An object without members.
    pub(super) fn empty() -> Part {
        Part::without_text(Content::Members(Vec::new()))
    }

    fn without_text(content: Content) -> Part {
        static EMPTY: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from(""));
        let text = Arc::clone(&EMPTY);
        Part { text, content }
    }

    pub(super) fn kind(&self) -> Kind {
        match &self.content {
            Content::Members(_) => Kind::Object,
            Content::Whole(form) => self.lazily(form).kind(),
        }
    }

    fn lazily<'a>(&'a self, form: &'a Form) -> Lazy<'a> {
        Lazy {
            text: &self.text,
            form,
        }
    }

    fn own_members(&self) -> &[Member] {
        match &self.content {
            Content::Members(members) => members,
            Content::Whole(_) => &[],
        }
    }

    /// A member; absent also when the part is no object.
    pub(super) fn lazy(&self, name: &str) -> Option<Lazy<'_>> {
        let mut members = self.own_members().iter();
        let member = members.find(|member| member.is(name, &self.text))?;
        Some(self.lazily(&member.value))
    }

    /// Sets a member. What is no object has none.
    pub(super) fn put(&mut self, name: &str, value: Value) {
        let Content::Members(members) = &mut self.content else {
            return;
        };
        let value = Form::from(value);
        let mut known = members.iter_mut();
        match known.find(|member| member.is(name, &self.text)) {
            Some(member) => member.value = value,
            None => members.push(Member::own(name, value)),
        }
    }

    /// Removes a member.
    pub(super) fn remove(&mut self, name: &str) {
        if let Content::Members(members) = &mut self.content {
            members.retain(|member| !member.is(name, &self.text));
        }
    }

    /// The members, in the order in which they came; none if the part is no object.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, Lazy<'_>)> {
        let members = self.own_members().iter();
        members.map(|member| (member.name(&self.text), self.lazily(&member.value)))
    }

    pub(super) fn value(&self) -> Value {
        match &self.content {
            Content::Members(_) => self
                .members()
                .map(|(name, value)| (name.to_owned(), value.tree().clone()))
                .collect(),
            Content::Whole(form) => self.lazily(form).tree().clone(),
        }
    }

    /// Adds JSON text to what is there.
    pub(super) fn write(&self, text: &mut String) {
        match &self.content {
            Content::Members(_) => write_object(text, self.members(), |value, text| {
                text.push_str(&value.json());
            }),
            Content::Whole(form) => text.push_str(&self.lazily(form).json()),
        }
    }

    /// JSON text of what is at a JSON Pointer within the part; the empty pointer is the whole part.
    pub(super) fn json_at(&self, pointer: &str) -> Option<String> {
        if pointer.is_empty() {
            let mut text = String::new();
            self.write(&mut text);
            return Some(text);
        }
        if let Content::Whole(form) = &self.content {
            let whole = self.lazily(form).tree();
            return whole.pointer(pointer).map(Value::to_string);
        }
        let (name, below) = super::first_token(pointer)?;
        let member = self.lazy(&name)?;
        if below.is_empty() {
            return Some(member.json().into_owned());
        }
        member.tree().pointer(below).map(Value::to_string)
    }
}

/// Adds the JSON text of an object, whose values `write` writes.
pub(super) fn write_object<'a, T>(
    text: &mut String,
    members: impl Iterator<Item = (&'a str, T)>,
    write: impl Fn(T, &mut String),
) {
    text.push('{');
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&Value::from(name).to_string());
        text.push(':');
        write(value, text);
    }
    text.push('}');
}

/// An object's members become members, anything else a whole.
impl From<Value> for Part {
    fn from(value: Value) -> Self {
        Part::without_text(match value {
            Value::Object(members) => Content::Members(
                members
                    .into_iter()
                    .map(|(name, value)| Member::own(&name, Form::from(value)))
                    .collect(),
            ),
            other => Content::Whole(Form::from(other)),
        })
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.content {
            Content::Members(_) => serializer.collect_map(self.members()),
            Content::Whole(form) => self.lazily(form).serialize(serializer),
        }
    }
}
