//! HTTP Archives (HAR 1.2), as browsers and proxies write them: each request as it was sent, without its reply.
//!
//! <http://www.softwareishard.com/blog/har-12-spec/>. What exporters leave out is empty. What a signer of AWS has added is taken
//! off again, and the request is signed afresh.

mod body;
mod request;
mod signature;

use std::collections::BTreeMap;

use serde_json::Value;

use super::json::{list_at, text_at};
use super::report::{Report, below};
use super::tables::finished;
use super::{CollectionTree, TransferOutcome, TreeFolder, TreeItem};
use crate::model::Request;

/// Whether a file is one.
pub(super) fn is_one(value: &Value) -> bool {
    entries(value).is_some()
}

fn entries(value: &Value) -> Option<&Vec<Value>> {
    value.get("log")?.get("entries")?.as_array()
}

/// How many requests it has.
pub(super) fn count(value: &Value) -> usize {
    entries(value).map_or(0, Vec::len)
}

/// A request with what it may be put into a folder by.
struct Sent {
    request: Request,
    page: Option<String>,
    host: String,
}

/// Reads an archive.
pub(super) fn collection(value: &Value) -> CollectionTree {
    let mut report = Report::default();
    let log = value.get("log").unwrap_or(&Value::Null);
    let entries = list_at(log, "entries");
    let mut left_out = request::LeftOut::default();
    let (mut sent, mut replies) = (Vec::new(), 0);
    for entry in entries {
        if entry.get("response").is_some_and(Value::is_object) {
            replies += 1;
        }
        let Some(read) = request::read(entry, &mut left_out, &mut report) else {
            continue;
        };
        let page = text_at(entry, "pageref");
        sent.push(Sent {
            host: host(&read.http.url).to_owned(),
            request: read,
            page: Some(page).filter(|page| !page.is_empty()),
        });
    }
    if replies > 0 {
        let noun = if replies == 1 { "reply" } else { "replies" };
        let text = format!("{replies} {noun}, with what was measured: of an archive only requests come");
        report.add("", TransferOutcome::Dropped, text);
    }
    left_out.told(&mut report);
    let pages = pages(list_at(log, "pages"));
    let mut imported = CollectionTree {
        name: name(log, &pages),
        ..CollectionTree::default()
    };
    imported.items = in_folders(sent, &pages);
    finished(imported, report)
}

/// That of its only page, or of nothing: then the file names it.
fn name(log: &Value, pages: &BTreeMap<String, String>) -> String {
    match (list_at(log, "pages").len(), pages.values().next()) {
        (1, Some(title)) => title.clone(),
        _ => String::new(),
    }
}

/// Titles by id. Browsers take the URL for one, which is told without its query.
fn pages(pages: &[Value]) -> BTreeMap<String, String> {
    let titles = pages.iter().map(|page| {
        let (id, title) = (text_at(page, "id"), text_at(page, "title"));
        let title = title
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        (id.clone(), if title.is_empty() { id } else { title })
    });
    titles.collect()
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

/// By page where there are several, else by host where there are several, else as one list.
fn in_folders(sent: Vec<Sent>, pages: &BTreeMap<String, String>) -> Vec<TreeItem> {
    let has_several = |of: &dyn Fn(&Sent) -> Option<String>| {
        let mut found = sent.iter().filter_map(of);
        let first = found.next();
        first.is_some() && found.any(|other| Some(other) != first)
    };
    let by_page = |sent: &Sent| sent.page.clone();
    let by_host = |sent: &Sent| Some(sent.host.clone()).filter(|host| !host.is_empty());
    if has_several(&by_page) {
        let title = |page: &str| pages.get(page).cloned().unwrap_or_else(|| page.to_owned());
        grouped(sent, &by_page, &title)
    } else if has_several(&by_host) {
        grouped(sent, &by_host, &str::to_owned)
    } else {
        sent.into_iter()
            .map(|sent| TreeItem::Request(Box::new(sent.request)))
            .collect()
    }
}

/// Folders in the order in which each is met first; what belongs to none follows.
fn grouped(
    sent: Vec<Sent>,
    of: &dyn Fn(&Sent) -> Option<String>,
    title: &dyn Fn(&str) -> String,
) -> Vec<TreeItem> {
    let mut folders: Vec<TreeFolder> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut alone = Vec::new();
    for one in sent {
        let group = of(&one);
        let item = TreeItem::Request(Box::new(one.request));
        let Some(group) = group else {
            alone.push(item);
            continue;
        };
        let at = *places.entry(group.clone()).or_insert_with(|| {
            folders.push(TreeFolder {
                name: title(&group),
                ..TreeFolder::default()
            });
            folders.len() - 1
        });
        if let Some(folder) = folders.get_mut(at) {
            folder.items.push(item);
        }
    }
    let folders = folders
        .into_iter()
        .map(|folder| TreeItem::Folder(Box::new(folder)));
    folders.chain(alone).collect()
}

/// Where a request stands, for the report: folders are not known while it is read.
fn place_of(name: &str) -> String {
    below("", name)
}

#[cfg(test)]
mod tests;
