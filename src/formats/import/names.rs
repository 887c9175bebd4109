//! What a request is called that has no name.

/// The longest name that is made of a URL.
const LONGEST: usize = 60;

/// Method and path, as `GET /pets`.
pub(super) fn name_of_target(method: &str, url: &str) -> String {
    let address = url.split(['?', '#']).next().unwrap_or_default();
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => match address.strip_prefix("{{").and_then(|rest| rest.split_once("}}")) {
            Some((_, path)) if path.starts_with('/') => path,
            _ => address,
        },
    };
    let path: String = path.chars().take(LONGEST).collect();
    format!("{method} {path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_called_by_method_and_path() {
        for (url, name) in [
            ("https://h.example/a/b?c=1", "GET /a/b"),
            ("https://h.example", "GET /"),
            ("{{base}}/a", "GET /a"),
            ("{{url}}", "GET {{url}}"),
            ("localhost/a", "GET localhost/a"),
        ] {
            assert_eq!(name_of_target("GET", url), name, "{url}");
        }
    }
}
