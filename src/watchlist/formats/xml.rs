//! Records of XML files, one small tree at a time.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::names::tidy;

/// Elements within each other; deeper files are damage.
const DEEPEST: usize = 64;

/// An element with everything in it. Names are without their prefix.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    /// The line it begins on.
    pub(super) line: u64,
    attributes: Vec<(String, String)>,
    text: String,
    /// The text of it and all in it in their order; line ends where the markup breaks the line.
    flow: String,
    pub(super) children: Vec<Node>,
}

impl Node {
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str())
    }

    /// Its own text with single blanks.
    pub(super) fn text(&self) -> String {
        tidy(&self.text)
    }

    /// The text of it and all in it.
    pub(super) fn all_text(&self) -> String {
        tidy(&self.flow)
    }

    /// The same, line by line.
    pub(super) fn lines(&self) -> Vec<String> {
        self.flow.split('\u{2028}').map(tidy).filter(|line| !line.is_empty()).collect()
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.flow.push_str(text);
    }

    fn adopt(&mut self, child: Self) {
        self.flow.push_str(&child.flow);
        let breaks = ["br", "p", "fp", "li", "div"].contains(&child.name.to_ascii_lowercase().as_str());
        self.flow.push(if breaks { '\u{2028}' } else { ' ' });
        self.children.push(child);
    }

    pub(super) fn each<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of that name.
    pub(super) fn of(&self, name: &str) -> String {
        self.each(name).next().map(Self::text).unwrap_or_default()
    }

    /// All elements of that name in it, at any depth.
    pub(super) fn within<'n>(&'n self, name: &'n str, found: &mut Vec<&'n Self>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            child.within(name, found);
        }
    }
}

/// Calls `take` for each element with one of the names that is in no other such element.
///
/// # Errors
/// The line and the reason where tags do not match or the file is cut off.
pub(super) fn each(text: &str, names: &[&str], mut take: impl FnMut(Node)) -> Result<(), (u64, String)> {
    let mut xml = Reader::from_str(text);
    xml.config_mut().expand_empty_elements = true;
    let (mut open, mut depth): (Vec<Node>, usize) = (Vec::new(), 0);
    let (mut line, mut counted) = (1_u64, 0_usize);
    loop {
        let event = xml.read_event();
        let at = usize::try_from(xml.buffer_position()).unwrap_or(counted).min(text.len());
        let passed = text.as_bytes().get(counted..at).unwrap_or_default();
        let begins = line;
        line += passed.iter().filter(|b| **b == b'\n').count() as u64;
        counted = counted.max(at);
        match event.map_err(|e| (line, format!("its XML is broken ({e})")))? {
            Event::Start(tag) => {
                depth += 1;
                let local = tag.local_name().as_ref().to_owned();
                if open.is_empty() && !names.contains(&local.as_str()) {
                    continue;
                }
                if open.len() >= DEEPEST {
                    return Err((line, "its elements are nested too deeply".to_owned()));
                }
                // The line end before a tag belongs to the text before it.
                open.push(Node {
                    name: local,
                    line: begins.max(line),
                    attributes: attributes(&tag),
                    ..Node::default()
                });
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let Some(node) = open.pop() {
                    match open.last_mut() {
                        Some(parent) => parent.adopt(node),
                        None => take(node),
                    }
                }
            }
            Event::Text(part) => {
                if let Some(node) = open.last_mut() {
                    node.push(&part);
                }
            }
            Event::CData(part) => {
                if let Some(node) = open.last_mut() {
                    node.push(&part);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(node) = open.last_mut() {
                    match name.resolve_char_ref() {
                        Ok(Some(c)) => node.push(c.encode_utf8(&mut [0; 4])),
                        _ => node.push(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or(" ")),
                    }
                }
            }
            Event::Eof if depth > 0 => return Err((line, "it ends within an element: it was cut off".to_owned())),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attributes(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut each = tag.attributes();
    let each = each.with_checks(false).flatten();
    let read = each.map(|a| {
        let value: &str = a.value.as_ref();
        let value = quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |v| v.into_owned());
        (a.key.local_name().as_ref().to_owned(), value)
    });
    read.collect()
}
