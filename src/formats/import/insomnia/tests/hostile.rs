//! Files that are made to break or to take for ever.

use super::*;

#[test]
fn parents_in_circles_missing_ones_and_equal_ids_lose_nothing() {
    let folder = |id: &str, parent: &str| json!({ "_id": id, "_type": "request_group", "parentId": parent, "name": id });
    let request = |id: &str, parent: &str| json!({ "_id": id, "_type": "request", "parentId": parent, "name": id, "url": "https://x/" });
    let import = flat(&[
        folder("a", "b"),
        folder("b", "a"),
        request("ra", "a"),
        folder("self", "self"),
        request("rs", "self"),
        request("lost", "nowhere"),
        folder("twice", "wrk"),
        folder("twice", "wrk"),
        request("rt", "twice"),
        request("rt", "twice"),
        json!({ "_id": "ws", "_type": "websocket_request", "parentId": "wrk", "name": "socket" }),
        json!({ "_id": "spec", "_type": "api_spec", "parentId": "wrk", "name": "spec", "contents": "a: b" }),
        json!({ "_id": "odd", "_type": "newer", "parentId": "wrk", "name": "newer" }),
        json!(null),
        json!(7),
    ]);
    let shop = &import.collections[0];
    assert_eq!(shop.counts().requests, 5);
    assert_eq!(
        outline(&shop.items),
        "a[b[] ra] self[rs] lost twice[rt rt] twice[]"
    );
    let places: Vec<&str> = shop.report.iter().map(|note| note.place.as_str()).collect();
    assert_eq!(
        places,
        ["lost", "a", "self", "twice", "socket", "newer", "", "", ""]
    );
}

/// How deep folders stand in each other.
fn deepest(items: &[TreeItem]) -> usize {
    let below = items.iter().map(|item| match item {
        TreeItem::Folder(folder) => 1 + deepest(&folder.items),
        TreeItem::Request(_) => 0,
    });
    below.max().unwrap_or(0)
}

#[test]
fn what_is_endless_is_bounded_and_told() {
    let mut chain = vec![
        json!({ "_id": "r", "_type": "request", "parentId": "f4999", "name": "r", "url": "https://x/" }),
    ];
    for at in 0..5_000 {
        let parent = if at == 0 {
            "wrk".to_owned()
        } else {
            format!("f{}", at - 1)
        };
        chain.push(
            json!({ "_id": format!("f{at}"), "_type": "request_group", "parentId": parent, "name": "f" }),
        );
    }
    let import = flat(&chain);
    let counts = import.collections[0].counts();
    assert_eq!(counts.requests, 1);
    assert!(counts.folders < 5_000);
    assert!(deepest(&import.collections[0].items) < DEEPEST_FOLDER);
    let many: Vec<Value> = (0..=MOST_ITEMS).map(|_| json!({})).collect();
    let export = json!({ "_type": "export", "__export_format": 4, "resources": many }).to_string();
    let source = ImportSource {
        name: "a.json",
        bytes: export.as_bytes(),
    };
    assert!(matches!(read_import(source), Err(ImportError::TooMany { .. })));
    let tree =
        json!({ "type": "collection.insomnia.rest/5.0", "collection": [{ "name": "f", "children": many }] });
    let tree = tree.to_string();
    let source = ImportSource {
        name: "a.json",
        bytes: tree.as_bytes(),
    };
    assert!(matches!(read_import(source), Err(ImportError::TooMany { .. })));
    let long = "k".repeat(100_000);
    let nested: Vec<Value> = (0..1_000).map(|at| json!({ "x": at })).collect();
    let import = flat(&[
        json!({ "_id": "r", "_type": "request", "parentId": "wrk", "url": "https://x/" }),
        json!({ "_id": "e", "_type": "environment", "parentId": "wrk", "data": { long: nested } }),
    ]);
    assert_eq!(import.collections[0].defaults.variables.len(), 1);
}

#[test]
fn no_shape_of_a_field_makes_it_panic() {
    for odd in [
        json!(null),
        json!(7),
        json!("x"),
        json!([]),
        json!([[1, null, {}]]),
        json!({ "a": [1] }),
        json!({ "text": {} }),
    ] {
        for key in [
            "name",
            "url",
            "method",
            "parameters",
            "pathParameters",
            "headers",
            "body",
            "authentication",
            "metaSortKey",
            "parentId",
            "_id",
            "description",
            "preRequestScript",
            "settingFollowRedirects",
            "settings",
            "meta",
            "scripts",
        ] {
            let mut request = json!({ "_id": "r", "_type": "request", "parentId": "wrk" });
            request[key] = odd.clone();
            let mut group =
                json!({ "_id": "f", "_type": "request_group", "parentId": "wrk", "environment": odd });
            group[key] = odd.clone();
            let environment = json!({ "_id": "e", "_type": "environment", "parentId": odd, "data": odd, "kvPairData": odd });
            flat(&[
                json!({ "_id": "ok", "_type": "request", "parentId": "wrk", "url": "https://x/" }),
                request.clone(),
                group.clone(),
                environment.clone(),
            ]);
            let tree = json!({ "type": "collection.insomnia.rest/5.0", "name": odd, "meta": odd, "cookieJar": odd,
                "spec": odd, "collection": [{ "method": "GET", "url": "https://x/" }, request, group, odd],
                "environments": odd });
            imported("a.json", &tree.to_string());
        }
    }
}

#[test]
fn hostile_texts_and_names_take_no_more_time_than_others() {
    let opened = "{{".repeat(2 << 20) + &"{%".repeat(2 << 20);
    let (request, _) = request_of(&json!({ "body": { "mimeType": "text/plain", "text": opened } }));
    assert_eq!(request.http.body.text.as_str(), opened);
    let params: Vec<Value> = (0..50_000)
        .map(|at| json!({ "name": "a", "value": at }))
        .collect();
    assert_eq!(
        request_of(&json!({ "parameters": params }))
            .0
            .http
            .url
            .matches('=')
            .count(),
        50_000
    );
    let mut resources =
        vec![json!({ "_id": "e", "_type": "environment", "parentId": "wrk", "data": { "a": 1, "b": 2 } })];
    let environment = json!({ "_type": "environment", "parentId": "e", "name": "dev", "data": {} });
    resources.extend(vec![environment; 15_000]);
    let import = flat(&resources);
    assert_eq!(import.collections[0].environments.len(), 15_001);
    let data: Vec<Value> = (0..=MOST_ITEMS).map(|at| json!(at)).collect();
    let export = json!({ "_type": "export", "__export_format": 4, "resources": [
        { "_id": "e", "_type": "environment", "parentId": "wrk", "data": { "a": data } }] })
    .to_string();
    let source = ImportSource {
        name: "a.json",
        bytes: export.as_bytes(),
    };
    assert!(matches!(read_import(source), Err(ImportError::TooMany { .. })));
    let mut deep = "collection: [".to_owned();
    deep.push_str(&"{name: f, children: [".repeat(600));
    deep.push_str("{name: r, method: GET, url: 'https://x/'}");
    deep.push_str(&"]}".repeat(600));
    let text = format!("type: collection.insomnia.rest/5.0\n{deep}]\n");
    // Refused as too deep, or taken: it ends either way.
    if let Ok(import) = read_import(ImportSource {
        name: "a.yaml",
        bytes: text.as_bytes(),
    }) {
        assert_eq!(import.collections[0].counts().requests, 1);
    }
}
