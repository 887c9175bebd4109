use proptest::prelude::*;

use super::super::never;
use super::*;

const BUCKETS: &str = "<?xml version='1.0'?>
<List xmlns='http://s3.amazonaws.com/doc/2006-03-01/' xmlns:x='urn:x'>
  <Owner id='7'>me</Owner>
  <Bucket region='eu'><Name>one</Name><Size>5</Size></Bucket>
  <Bucket><Name>two &amp; a half</Name><Size>12</Size><x:Tag x:k='v'/></Bucket>
  <!-- end --></List>";

fn picked(path: &str) -> Result<XPathPicked, XPathError> {
    xpath(BUCKETS, path, &never)
}

fn values(path: &str) -> Vec<String> {
    let found = picked(path).unwrap();
    found.results.into_iter().map(|result| result.value).collect()
}

#[test]
fn paths_axes_and_attributes() {
    assert_eq!(values("/List/Bucket/Name"), ["one", "two & a half"]);
    assert_eq!(values("//Name[1]"), ["one", "two & a half"]);
    assert_eq!(values("//Bucket/@region | //Owner"), ["me", "eu"]);
    assert_eq!(values("//Size/../Name/text()"), ["one", "two & a half"]);
    assert_eq!(values("/List/*[last()]/Size"), ["12"]);
    assert_eq!(values("//Size[2]"), Vec::<String>::new());
    assert_eq!(values("//Name/following-sibling::Size"), ["5", "12"]);
    assert_eq!(values("//x:Tag/@x:k"), ["v"]);
    assert_eq!(values("//y:Tag"), Vec::<String>::new());
    assert_eq!(values("//comment()"), [" end "]);
    assert_eq!(values("//Size/ancestor::List/@id"), Vec::<String>::new());
}

#[test]
fn predicates_and_functions() {
    assert_eq!(values("//Bucket[Size > 10]/Name"), ["two & a half"]);
    assert_eq!(values("//Bucket[@region='eu' and not(Size = 12)]/Name"), ["one"]);
    assert_eq!(
        values("//Bucket[contains(Name, 'half') or position() = 1]/Size"),
        ["5", "12"]
    );
    assert_eq!(values("//*[starts-with(local-name(), 'Si')][. = '5']"), ["5"]);
    assert_eq!(values("/List[count(Bucket) = 2]/Owner"), ["me"]);
    assert_eq!(values("//Bucket[string-length(Name) < 4]/Size"), ["5"]);
    assert_eq!(values("//*[name() = 'x:Tag']/@*"), ["v"]);
    assert_eq!(values("//Bucket[true()][2]/Size"), ["12"]);
}

#[test]
fn results_have_their_place() {
    let found = picked("//Bucket[2]/Size | //@region").unwrap();
    let shown: Vec<_> = found
        .results
        .iter()
        .map(|result| (result.path.as_str(), BUCKETS.get(result.range.clone()).unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            ("/List[1]/Bucket[1]/@region", "region='eu'"),
            ("/List[1]/Bucket[2]/Size[1]", "<Size>12</Size>"),
        ]
    );
}

#[test]
fn errors_say_where_and_what() {
    for (path, words) in [
        ("", "The path can not be read at character 1: a name is missing"),
        (
            "//a[",
            "The path can not be read at character 5: something is missing",
        ),
        (
            "//a[b='c]",
            "The path can not be read at character 10: a quote is missing",
        ),
        (
            "//a]",
            "The path can not be read at character 4: this can not follow",
        ),
        (
            "//a[sum(b)]",
            "The path can not be read at character 5: there is no function of that name",
        ),
        (
            "//a[contains(b)]",
            "The path can not be read at character 16: the function has another number of arguments",
        ),
    ] {
        assert_eq!(picked(path).unwrap_err().to_string(), words);
    }
    assert!(matches!(xpath("<a>", "/a", &never), Err(XPathError::Body(_))));
    assert_eq!(
        xpath("<a/>", &"a".repeat(1001), &never),
        Err(XPathError::PathTooLong)
    );
    assert_eq!(xpath("<a/>", "/a", &|| true), Err(Stopped.into()));
    let deep = "(".repeat(400);
    assert!(matches!(
        picked(&format!("//a[{deep}")),
        Err(XPathError::Path { .. })
    ));
}

#[test]
fn hostile_bodies_and_paths_end() {
    let deep = "<a>".repeat(50_000) + &"</a>".repeat(50_000);
    assert!(xpath(&deep, "/a/a", &never).is_ok());
    assert_eq!(
        limited(&deep, "//a//a//a", 200_000, 200, &never),
        Err(XPathError::TooMuchWork)
    );
    let deepest = xpath(&deep, "//a", &never).unwrap();
    assert_eq!(deepest.total, 50_000);
    let paths: usize = deepest.results.iter().map(|result| result.path.len()).sum();
    assert!(paths < 10_000_000, "{paths}");
    assert!(deepest.results[9_999].path.starts_with("…/a[1]/"));
    let laughs = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>";
    assert_eq!(xpath(laughs, "/a", &never), Err(XPathError::Entities));
    let plain = xpath("<!DOCTYPE a><a>x</a>", "/a", &never).unwrap();
    assert_eq!(plain.results[0].value, "x");
    let attributes: Vec<String> = (0..2_000).map(|number| format!("a{number} = '1'")).collect();
    let attributes = attributes.join(" ");
    for slow in [
        format!("<a {attributes}/>"),
        format!("<a>{}</a>", "=".repeat(MOST_MARKS)),
        "<a xmlns:b='c'>".repeat(20_000),
    ] {
        assert_eq!(xpath(&slow, "/a", &never), Err(XPathError::TooCostly));
    }
    let text = format!("<a b='1'>{}</a>", "a=b ".repeat(5_000));
    assert_eq!(xpath(&text, "/a", &never).unwrap().total, 1, "no attributes");
}

#[test]
fn a_body_of_too_many_nodes_is_refused_before_it_is_read() {
    let many = format!("<a>{}</a>", "<b/>".repeat(MOST_NODES));
    let says = xpath(&many, "/a", &never).unwrap_err().to_string();
    assert!(
        says.contains("more than 1.2 million") && says.contains("search it"),
        "{says}"
    );
    let few = format!("<a>{}</a>", "<b/>".repeat(MOST_NODES - 2));
    assert_eq!(xpath(&few, "//b", &never).unwrap().total, MOST_NODES - 2);
}

/// Elements of few names with attributes and texts.
fn markup() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["x", "<b/>", "<!--c-->", "<c k='1'/>", "<b k = \"2\">t</b>"]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 40, 5, |inside| {
        (
            prop::sample::select(vec!["a", "b", "c"]),
            prop::collection::vec(inside, 0..5),
        )
            .prop_map(|(name, inside)| format!("<{name}>{}</{name}>", inside.concat()))
    })
}

proptest! {
    #[test]
    fn a_step_after_two_slashes_finds_what_its_long_form_finds(
        body in markup(),
        name in prop::sample::select(vec!["a", "b", "*", "text()"]),
        predicate in prop::sample::select(vec![
            "", "[1]", "[last()]", "[position()=2]", "[@k]", "[b]", "[@k='1' or c]", "[not(b)]", "[count(b)]",
            "[b and position()=1]", "[not(position()=1)]", "[contains(., 't')]", "[string-length(.)]", "['x']",
        ]),
    ) {
        let body = format!("<a>{body}</a>");
        let short = xpath(&body, &format!("//{name}{predicate}"), &never);
        let long = xpath(&body, &format!("/descendant-or-self::node()/{name}{predicate}"), &never);
        prop_assert_eq!(short, long);
        let short = xpath(&body, &format!("/a//b//{name}{predicate}"), &never);
        let steps = "descendant-or-self::node()";
        let long = xpath(&body, &format!("/a/{steps}/b/{steps}/{name}{predicate}"), &never);
        prop_assert_eq!(short, long);
    }

    #[test]
    fn nodes_are_not_counted_too_low(body in markup()) {
        let body = format!("<a>{body}</a>");
        let document = roxmltree::Document::parse(&body).unwrap();
        let nodes = document.root().descendants().count() - 1;
        prop_assert!(nodes_in(body.as_bytes()) >= nodes);
    }

    #[test]
    fn any_path_is_read_or_refused(path in r"([/@.*|\[\]()=<>' 0-9a-z:-]|//|and|text\(\)|Bucket|Name|count\(){0,12}") {
        picked(&path).ok();
    }
}
