//! Java: signed with the hashes of the JDK and sent by its `HttpClient`, so that no library is needed for keys of the
//! environment.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use super::outgoing::{BodyPart, Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, CodeWarning, Dialect, joined, python};

const JAVA: Dialect = Dialect::Java;
/// What `HttpClient` sets by itself.
const RESTRICTED: [&str; 4] = ["connection", "content-length", "expect", "upgrade"];

/// A class with a main method, to be run from its source.
pub(super) fn code(request: &Outgoing, warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    if !request.has_ascii_headers() {
        return Err(CodeError::SignsOtherwise {
            what: "a header that is not ASCII",
        });
    }
    if let Some(host) = &request.host {
        warnings.push(CodeWarning::HostLeftOut {
            host: python::shown(host),
        });
    }
    let is_refused = |text: &str| {
        let (path, _) = text.split_once('?').unwrap_or((text, ""));
        path.contains(['[', ']']) || !has_whole_escapes(text)
    };
    let is_query = request
        .signing
        .as_ref()
        .is_some_and(|signing| signing.expires_in.is_some());
    if !is_query && request.target().literals().any(is_refused) {
        return Err(CodeError::SignsOtherwise { what: "the path" });
    }
    let mut lines = body(request)?;
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
    }
    if !is_query {
        lines.push(format!(
            "var builder = HttpRequest.newBuilder(URI.create({}))",
            JAVA.text(&request.url())?
        ));
        let has_body = request.has_body() || request.needs_length_zero();
        let publisher = if has_body { "ofByteArray(body)" } else { "noBody()" };
        lines.push(format!(
            "    .method({}, HttpRequest.BodyPublishers.{publisher});",
            JAVA.literal(&request.method)?
        ));
        for header in &request.headers {
            if RESTRICTED.contains(&header.name.as_str()) {
                warnings.push(CodeWarning::HeaderLeftOut {
                    name: header.name.clone(),
                });
                continue;
            }
            lines.push(format!(
                "builder.header({}, {});",
                JAVA.literal(&header.name)?,
                JAVA.text(&header.value)?
            ));
        }
        if let Some(signing) = &request.signing {
            lines.push("builder.header(\"x-amz-date\", time);".to_owned());
            if signing.has_sha256_header {
                lines.push("builder.header(\"x-amz-content-sha256\", hash);".to_owned());
            }
            lines.push("if (token != null) builder.header(\"x-amz-security-token\", token);".to_owned());
            lines.push(
                "builder.header(\"authorization\", \"AWS4-HMAC-SHA256 Credential=\" + id + \"/\" + scope\n    + \", \
                 SignedHeaders=\" + names + \", Signature=\" + signature);"
                    .to_owned(),
            );
        }
        lines.push(
            "var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();".to_owned(),
        );
        lines.push(
            "var response = client.send(builder.build(), HttpResponse.BodyHandlers.ofString());".to_owned(),
        );
        lines.push("System.out.println(response.statusCode());".to_owned());
        lines.push("System.out.println(response.body());".to_owned());
    }
    let mut text = String::new();
    for line in joined(lines).lines() {
        if !line.is_empty() {
            text.push_str("        ");
            text.push_str(line);
        }
        text.push('\n');
    }
    let helpers = if request.signing.is_some() { HELPERS } else { "" };
    Ok(format!(
        "{}\npublic class Request {{\n    public static void main(String[] arguments) throws Exception {{\n{text}    \
         }}\n{helpers}}}",
        imports(request, &text)
    ))
}

const HELPERS: &str = r#"
    static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    static byte[] mac(byte[] key, String text) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }
"#;

fn imports(request: &Outgoing, text: &str) -> String {
    let mut imports = vec![
        "java.io.ByteArrayOutputStream",
        "java.net.URI",
        "java.net.URLEncoder",
        "java.net.http.HttpClient",
        "java.net.http.HttpRequest",
        "java.net.http.HttpResponse",
        "java.nio.charset.StandardCharsets",
        "java.nio.file.Files",
        "java.nio.file.Path",
        "java.security.MessageDigest",
        "java.time.ZoneOffset",
        "java.time.ZonedDateTime",
        "java.time.format.DateTimeFormatter",
        "java.util.ArrayList",
        "java.util.Base64",
        "java.util.Comparator",
        "java.util.HexFormat",
        "java.util.List",
        "java.util.TreeMap",
        "javax.crypto.Mac",
        "javax.crypto.spec.SecretKeySpec",
    ];
    let whole = format!("{text}{}", if request.signing.is_some() { HELPERS } else { "" });
    imports.retain(|import| {
        let class = import.rsplit('.').next().unwrap_or_default();
        whole.contains(class)
    });
    for class in ["DefaultCredentialsProvider", "ProfileCredentialsProvider"] {
        if text.contains(&format!("{class}.")) {
            imports.push(if class == "DefaultCredentialsProvider" {
                "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider"
            } else {
                "software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider"
            });
            imports.push("software.amazon.awssdk.auth.credentials.AwsSessionCredentials");
        }
    }
    let lines = imports.into_iter().map(|import| format!("import {import};\n"));
    lines.collect()
}

fn has_whole_escapes(text: &str) -> bool {
    let is_escape = |rest: &str| rest.chars().take(2).filter(char::is_ascii_hexdigit).count() == 2;
    text.split('%').skip(1).all(is_escape)
}

fn body(request: &Outgoing) -> Result<Vec<String>, CodeError> {
    let mut parts = Vec::new();
    for part in &request.body {
        parts.push(match part {
            BodyPart::Text(text) => {
                let text = JAVA.long_text(text, "    ")?;
                if text.starts_with('(') || !text.contains(" + ") {
                    format!("{text}.getBytes(StandardCharsets.UTF_8)")
                } else {
                    format!("({text}).getBytes(StandardCharsets.UTF_8)")
                }
            }
            BodyPart::Bytes(base64) => format!("Base64.getDecoder().decode({})", JAVA.literal(base64)?),
            BodyPart::File(path) => format!("Files.readAllBytes(Path.of({}))", JAVA.literal(path)?),
        });
    }
    Ok(match parts.as_slice() {
        [] => vec!["var body = new byte[0];".to_owned()],
        [one] => vec![format!("var body = {one};")],
        parts => {
            let mut lines = vec!["var parts = new ByteArrayOutputStream();".to_owned()];
            lines.extend(parts.iter().map(|part| format!("parts.write({part});")));
            lines.push("var body = parts.toByteArray();".to_owned());
            lines
        }
    })
}

fn keys(keys: &Keys) -> Result<Vec<String>, CodeError> {
    let provider = match keys {
        Keys::Environment => {
            return Ok(vec![
                "var id = System.getenv(\"AWS_ACCESS_KEY_ID\");".to_owned(),
                "var secret = System.getenv(\"AWS_SECRET_ACCESS_KEY\");".to_owned(),
                "var token = System.getenv(\"AWS_SESSION_TOKEN\");".to_owned(),
            ]);
        }
        Keys::Profile(name) => format!("ProfileCredentialsProvider.create({})", JAVA.literal(name)?),
        Keys::Chain => "DefaultCredentialsProvider.create()".to_owned(),
    };
    Ok(vec![
        format!("var keys = {provider}.resolveCredentials();"),
        "var id = keys.accessKeyId();".to_owned(),
        "var secret = keys.secretAccessKey();".to_owned(),
        "var token = keys instanceof AwsSessionCredentials session ? session.sessionToken() : null;"
            .to_owned(),
    ])
}

fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let mut lines = keys(&signing.keys)?;
    let is_query = signing.expires_in.is_some();
    lines.push(String::new());
    lines.push(
        "var time = ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern(\"yyyyMMdd'T'HHmmss'Z'\"));"
            .to_owned(),
    );
    lines.push(match signing.payload {
        Payload::Signed => "var hash = hash(body);".to_owned(),
        Payload::Unsigned => "var hash = \"UNSIGNED-PAYLOAD\";".to_owned(),
    });
    lines.push("var signed = new TreeMap<String, String>();".to_owned());
    lines.push(format!(
        "signed.put(\"host\", {});",
        JAVA.literal(&request.authority)?
    ));
    for (name, value) in request.canonical_headers() {
        lines.push(format!(
            "signed.put({}, {});",
            JAVA.literal(&name)?,
            JAVA.text(&value)?
        ));
    }
    if !is_query {
        lines.push("signed.put(\"x-amz-date\", time);".to_owned());
        if signing.has_sha256_header {
            lines.push("signed.put(\"x-amz-content-sha256\", hash);".to_owned());
        }
        lines.push("if (token != null) signed.put(\"x-amz-security-token\", token);".to_owned());
    }
    let (region, service) = (JAVA.literal(&signing.region)?, JAVA.literal(&signing.service)?);
    lines.push("var names = String.join(\";\", signed.keySet());".to_owned());
    lines.push("var day = time.substring(0, 8);".to_owned());
    lines.push(format!(
        "var scope = String.join(\"/\", day, {region}, {service}, \"aws4_request\");"
    ));
    if let Some(seconds) = signing.expires_in {
        lines.push("var added = new ArrayList<String>();".to_owned());
        for part in signing.query_parts() {
            lines.push(format!("added.add({});", JAVA.text(&part)?));
        }
        lines.push("added.add(\"X-Amz-Algorithm=AWS4-HMAC-SHA256\");".to_owned());
        lines.push("added.add(\"X-Amz-Credential=\" + escape(id + \"/\" + scope));".to_owned());
        lines.push("added.add(\"X-Amz-Date=\" + time);".to_owned());
        lines.push(format!("added.add(\"X-Amz-Expires={seconds}\");"));
        lines.push("added.add(\"X-Amz-SignedHeaders=\" + escape(names));".to_owned());
        lines.push("if (token != null) added.add(\"X-Amz-Security-Token=\" + escape(token));".to_owned());
        lines.push("// Sorted by name, then by value.".to_owned());
        lines.push(
            "added.sort(Comparator.comparing((String part) -> part.substring(0, \
             part.indexOf('='))).thenComparing(Comparator.naturalOrder()));"
                .to_owned(),
        );
        lines.push("var query = String.join(\"&\", added);".to_owned());
    } else {
        lines.push(format!("var query = {};", JAVA.text(&signing.query)?));
    }
    lines.push("var lines = new StringBuilder();".to_owned());
    lines.push(
        "signed.forEach((name, value) -> lines.append(name).append(':').append(value).append('\\n'));"
            .to_owned(),
    );
    lines.push("// Path and query as AWS reads them for the signature.".to_owned());
    lines.push(format!(
        "var canonical = String.join(\"\\n\", {}, {}, query, lines, names, hash);",
        JAVA.literal(&request.method)?,
        JAVA.text(&signing.path)?
    ));
    lines.push(
        "var toSign = String.join(\"\\n\", \"AWS4-HMAC-SHA256\", time, scope, \
         hash(canonical.getBytes(StandardCharsets.UTF_8)));"
            .to_owned(),
    );
    lines.push("var key = (\"AWS4\" + secret).getBytes(StandardCharsets.UTF_8);".to_owned());
    lines.push(format!(
        "for (var part : List.of(day, {region}, {service}, \"aws4_request\")) key = mac(key, part);"
    ));
    lines.push("var signature = HexFormat.of().formatHex(mac(key, toSign));".to_owned());
    lines.push(String::new());
    if is_query {
        let url = Text::literal(&request.origin).joined("", &request.path);
        lines.push(format!(
            "System.out.println({} + \"?\" + query + \"&X-Amz-Signature=\" + signature);",
            JAVA.text(&url)?
        ));
    }
    Ok(lines)
}
