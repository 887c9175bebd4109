//! Error bodies in XML: S3, EC2, the Query protocol, REST-XML.

use roxmltree::{Document, Node, ParsingOptions};

use super::{Said, SaidIn, short_code};

/// More elements than this are no error body.
const MOST_NODES: u32 = 10_000;

/// Elements with ids.
const IDS: [&str; 3] = ["RequestId", "RequestID", "HostId"];

pub(super) fn said(text: &str) -> Option<SaidIn> {
    let document = parsed(text)?;
    let root = document.root_element();
    let root_name = root.tag_name().name();
    // S3: the root; EC2: Response/Errors/Error; Query: ErrorResponse/Error.
    // <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>
    let error = root
        .descendants()
        .find(|node| node.is_element() && node.tag_name().name().eq_ignore_ascii_case("error"));
    let names_a_fault = ["Exception", "Error", "ErrorResponse"]
        .iter()
        .any(|end| root_name.ends_with(end));
    let holder = error.or(names_a_fault.then_some(root))?;
    let code = child(holder, "Code").or_else(|| {
        // `<UnknownOperationException/>`: the root is the code.
        let is_code = root_name.ends_with("Exception") && root_name != "Exception";
        is_code.then(|| root_name.to_owned())
    });
    let ids: Vec<(String, String)> = root
        .descendants()
        .filter(|node| IDS.contains(&node.tag_name().name()))
        .filter_map(|node| Some((node.tag_name().name().to_owned(), text_of(node)?)))
        .collect();
    let message = child(holder, "Message").or_else(|| child(holder, "Reason"));
    if code.is_none() && message.is_none() {
        return None;
    }
    Some(SaidIn {
        is_error_in_itself: root_name == "Error",
        said: Said {
            code: code.as_deref().map(short_code),
            message,
            ids,
        },
    })
}

/// `CanonicalRequest` and `StringToSign` of S3's `SignatureDoesNotMatch`.
pub(super) fn s3_strings(text: &str) -> Option<(String, Option<String>)> {
    let document = parsed(text)?;
    let root = document.root_element();
    let raw = |name: &str| {
        let node = root.children().find(|node| node.has_tag_name(name))?;
        node.text().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Some((raw("CanonicalRequest")?, raw("StringToSign")))
}

fn parsed(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).ok()
}

fn child(of: Node<'_, '_>, name: &str) -> Option<String> {
    let node = of
        .children()
        .find(|node| node.is_element() && node.tag_name().name().eq_ignore_ascii_case(name))?;
    text_of(node)
}

fn text_of(node: Node<'_, '_>) -> Option<String> {
    let text = node.text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
