//! What tools write that is not as Postman writes it, and what no row here has a place for.

use super::*;
use crate::model::CookieUse;

/// A parameter that is switched off.
type Off = (String, Option<String>);

fn url_of(url: &str) -> (String, Vec<Off>, Vec<String>) {
    let (request, report) = request(&format!(r#"{{"name":"a","request":{{"url":{url}}}}}"#));
    let off = request.http.disabled_params.into_iter();
    let off = off.map(|param| (param.name, param.value)).collect();
    (request.http.url, off, report)
}

/// Expected targets are what Postman's own `Url.toString` gives: `&` and `#` in a value and `=` in a name are escaped.
#[test]
fn parameters_without_a_text_of_the_url_mean_what_they_meant() {
    let (url, off, report) = url_of(
        r#"{"protocol":"https","host":["x"],"path":["a"],"query":[{"key":"q","value":"a&b#c"},{"key":"k=x","value":"1=2"},
            {"key":"n","value":null},{"key":"off","value":"&","disabled":true},{"key":"nested","value":{"a":1}}]}"#,
    );
    assert_eq!(url, r#"https://x/a?q=a%26b%23c&k%3Dx=1=2&n&nested={"a":1}"#);
    assert_eq!(off, [("off".to_owned(), Some("&".to_owned()))]);
    assert_eq!(report, Vec::<String>::new());
}

#[test]
fn what_is_switched_off_is_not_sent_though_the_text_of_the_url_has_it() {
    let (url, off, report) = url_of(
        r#"{"raw":"https://x/a?x=1&off=2&x=3#f","host":["x"],"protocol":"https","path":["a"],
            "query":[{"key":"x","value":"3","disabled":true},{"key":"x","value":"1"},{"key":"off","value":"2","disabled":true}]}"#,
    );
    assert_eq!(url, "https://x/a?x=1#f");
    assert_eq!(off.len(), 2);
    assert_eq!(report.len(), 1);
    assert!(report[0].contains("switched off"), "{report:?}");
    let (url, off, report) = url_of(
        r#"{"raw":"https://x?x=1","query":[{"key":"x","value":"1","disabled":true},{"key":"x","value":"1"}]}"#,
    );
    assert_eq!((url.as_str(), off.len(), report.len()), ("https://x?x=1", 1, 0));
}

#[test]
fn a_row_that_says_something_else_than_the_text_is_told() {
    let (url, _, report) = url_of(
        r#"{"raw":"https://x?a=1&b=%20c","query":[{"key":"a","value":"2"},{"key":"b","value":" c"}]}"#,
    );
    assert_eq!(url, "https://x?a=1&b=%20c");
    assert_eq!(report.len(), 1);
    assert!(report[0].contains("other values"), "{report:?}");
}

#[test]
fn thousands_of_parameters_find_their_pairs() {
    let rows: Vec<String> = (0..5_000)
        .map(|at| format!(r#"{{"key":"a","value":"{at}"}}"#))
        .collect();
    let pairs: Vec<String> = (0..5_000).map(|at| format!("a={at}")).collect();
    let raw = format!("https://x/?{}", pairs.join("&"));
    let (url, _, report) = url_of(&format!(r#"{{"raw":"{raw}","query":[{}]}}"#, rows.join(",")));
    assert_eq!((url, report.len()), (raw, 0));
}

#[test]
fn nested_values_of_bodies_and_rows_come_as_json() {
    let body = |body: &str| {
        request(&format!(
            r#"{{"name":"a","request":{{"method":"POST","url":"https://x/","body":{body}}}}}"#
        ))
        .0
        .http
        .body
    };
    let raw = body(r#"{"mode":"raw","raw":{"a":1},"options":{"raw":{"language":"json"}}}"#);
    assert_eq!((raw.kind, raw.text.as_str()), (BodyKind::Json, r#"{"a":1}"#));
    let form = body(r#"{"mode":"urlencoded","urlencoded":[{"key":"a","value":[1,2]}]}"#);
    assert_eq!(form.form[0].value, "[1,2]");
    let parts = body(r#"{"mode":"formdata","formdata":[{"key":"a","value":{"b":1},"type":"text"}]}"#);
    assert_eq!(parts.parts[0].text, r#"{"b":1}"#);
}

#[test]
fn a_script_that_is_switched_off_checks_nothing() {
    let (request, report) = request(
        r#"{"name":"a","request":"https://x/","event":[{"listen":"test","disabled":true,
            "script":{"exec":["pm.response.to.have.status(200);"]}}]}"#,
    );
    assert_eq!(request.assertions, []);
    assert!(request.docs.contains("pm.response.to.have.status(200);"));
    assert_eq!(
        report,
        ["Its script is switched off: it is kept as text in the note"]
    );
}

#[test]
fn what_a_request_has_besides_comes_or_is_told() {
    let (request, report) = request(
        r#"{"name":"a","variable":[{"key":"v","value":"1"}],"protocolProfileBehavior":{"disableCookies":true},
            "request":{"header":[{"key":"A","value":"b","description":"why"}],
            "url":{"raw":"https://x/{{v}}/:id","host":"x","auth":{"user":"u","password":"p"},
                "variable":[{"key":"id","value":"1"},{"key":"gone","value":"2"},{"key":"empty","value":""}]}}}"#,
    );
    assert_eq!(request.variables[0].name, "v");
    assert_eq!(request.settings.cookies, CookieUse::Off);
    assert_eq!(request.http.path_values.len(), 1);
    assert!(
        report
            .iter()
            .any(|text| text == "1 path variable that its URL does not have")
    );
    assert!(
        report
            .iter()
            .any(|text| text == "Descriptions of rows of its tables")
    );
    assert!(
        report
            .iter()
            .any(|text| text.starts_with("User name and password of its URL"))
    );
}
