//! Go: the signer of AWS SDK for Go, version 2, and `net/http`.
//!
//! <https://pkg.go.dev/github.com/aws/aws-sdk-go-v2/aws/signer/v4>

use super::outgoing::{BodyPart, Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, Dialect, joined};

const GO: Dialect = Dialect::Go;

/// A program.
pub(super) fn code(request: &Outgoing) -> Result<String, CodeError> {
    let mut lines = vec![
        "func main() {".to_owned(),
        "\tctx := context.Background()".to_owned(),
    ];
    lines.extend(body(request)?);
    let reader = if request.has_body() {
        "bytes.NewReader(body)"
    } else {
        "nil"
    };
    // What Go takes for a mistake in an escape is kept out of its reading.
    let is_opaque =
        !has_whole_escapes(&request.path) && request.path.literals().all(|text| !text.starts_with("//"));
    let url = if is_opaque {
        Text::literal(&request.origin)
    } else {
        request.url()
    };
    lines.push(format!(
        "\trequest, err := http.NewRequestWithContext(ctx, {}, {}, {reader})",
        GO.literal(&request.method)?,
        GO.text(&url)?
    ));
    lines.push(CHECK.to_owned());
    if is_opaque {
        lines.push(format!("\trequest.URL.Opaque = {}", GO.text(&request.path)?));
        if let Some(query) = &request.query {
            lines.push(format!("\trequest.URL.RawQuery = {}", GO.text(query)?));
        }
    }
    if let Some(host) = &request.host {
        lines.push(format!("\trequest.Host = {}", GO.text(host)?));
    }
    for header in request
        .headers
        .iter()
        .filter(|header| header.is_signed || request.signing.is_none())
    {
        lines.push(format!(
            "\trequest.Header.Add({}, {})",
            GO.literal(&header.name)?,
            GO.text(&header.value)?
        ));
    }
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
        if signing.expires_in.is_some() {
            lines.push("}".to_owned());
            return Ok(with_imports(&joined(lines)));
        }
        for header in request.headers.iter().filter(|header| !header.is_signed) {
            lines.push(format!(
                "\trequest.Header.Add({}, {})",
                GO.literal(&header.name)?,
                GO.text(&header.value)?
            ));
        }
    }
    // A redirect would take token and headers to another place.
    lines.push(
        "\tclient := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}"
            .to_owned(),
    );
    lines.push("\tresponse, err := client.Do(request)".to_owned());
    lines.push(CHECK.to_owned());
    lines.push("\tdefer response.Body.Close()".to_owned());
    lines.push("\ttext, err := io.ReadAll(response.Body)".to_owned());
    lines.push(CHECK.to_owned());
    lines.push("\tfmt.Println(response.Status)".to_owned());
    lines.push("\tfmt.Println(string(text))".to_owned());
    lines.push("}".to_owned());
    Ok(with_imports(&joined(lines)))
}

const CHECK: &str = "\tif err != nil {\n\t\tpanic(err)\n\t}";

fn has_whole_escapes(path: &Text) -> bool {
    let is_escape = |rest: &str| rest.chars().take(2).filter(char::is_ascii_hexdigit).count() == 2;
    path.literals().all(|text| text.split('%').skip(1).all(is_escape))
}

fn body(request: &Outgoing) -> Result<Vec<String>, CodeError> {
    let mut lines = Vec::new();
    let mut parts = Vec::new();
    for part in &request.body {
        match part {
            BodyPart::Text(text) => parts.push(format!("[]byte({})", long(text)?)),
            BodyPart::Bytes(base64) => {
                let name = format!("part{}", parts.len());
                lines.push(format!(
                    "\t{name}, err := base64.StdEncoding.DecodeString({})",
                    GO.literal(base64)?
                ));
                lines.push(CHECK.to_owned());
                parts.push(name);
            }
            BodyPart::File(path) => {
                let name = format!("part{}", parts.len());
                lines.push(format!("\t{name}, err := os.ReadFile({})", GO.literal(path)?));
                lines.push(CHECK.to_owned());
                parts.push(name);
            }
        }
    }
    match parts.as_slice() {
        [] => {}
        [one] => lines.push(format!("\tbody := {one}")),
        parts => lines.push(format!(
            "\tbody := bytes.Join([][]byte{{{}}}, nil)",
            parts.join(", ")
        )),
    }
    Ok(lines)
}

/// Lines joined by an operator, which stands at their ends.
fn long(text: &Text) -> Result<String, CodeError> {
    let lines: Result<Vec<String>, CodeError> = text.lines().iter().map(|line| GO.text(line)).collect();
    Ok(lines?.join(" +\n\t\t"))
}

fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let mut lines = Vec::new();
    match &signing.keys {
        Keys::Environment => {
            lines.push("\tcredentials := aws.Credentials{".to_owned());
            lines.push("\t\tAccessKeyID:     os.Getenv(\"AWS_ACCESS_KEY_ID\"),".to_owned());
            lines.push("\t\tSecretAccessKey: os.Getenv(\"AWS_SECRET_ACCESS_KEY\"),".to_owned());
            lines.push("\t\tSessionToken:    os.Getenv(\"AWS_SESSION_TOKEN\"),".to_owned());
            lines.push("\t}".to_owned());
        }
        keys => {
            let profile = match keys {
                Keys::Profile(name) => {
                    format!(", config.WithSharedConfigProfile({})", GO.literal(name)?)
                }
                _ => String::new(),
            };
            lines.push(format!(
                "\tsettings, err := config.LoadDefaultConfig(ctx{profile})"
            ));
            lines.push(CHECK.to_owned());
            lines.push("\tcredentials, err := settings.Credentials.Retrieve(ctx)".to_owned());
            lines.push(CHECK.to_owned());
        }
    }
    lines.push(
        "\t// The signer writes into what it signs: path and query as AWS reads them for the signature."
            .to_owned(),
    );
    lines.push("\tsigned := request.Clone(ctx)".to_owned());
    let opaque = Text::literal(&format!("//{}", request.authority)).joined("", &signing.path);
    lines.push(format!("\tsigned.URL.Opaque = {}", GO.text(&opaque)?));
    let query = match signing.expires_in {
        Some(seconds) if signing.query.is_empty() => Text::literal(&format!("X-Amz-Expires={seconds}")),
        Some(seconds) => signing
            .query
            .joined(&format!("&X-Amz-Expires={seconds}"), &Text::default()),
        None => signing.query.clone(),
    };
    if !query.is_empty() || request.query.is_some() {
        lines.push(format!("\tsigned.URL.RawQuery = {}", GO.text(&query)?));
    }
    match signing.payload {
        Payload::Unsigned => lines.push("\thash := \"UNSIGNED-PAYLOAD\"".to_owned()),
        Payload::Signed => {
            let body = if request.has_body() { "body" } else { "nil" };
            lines.push(format!("\tsum := sha256.Sum256({body})"));
            lines.push("\thash := hex.EncodeToString(sum[:])".to_owned());
        }
    }
    if signing.has_sha256_header && signing.expires_in.is_none() {
        lines.push("\tsigned.Header.Set(\"x-amz-content-sha256\", hash)".to_owned());
    }
    lines.push("\tsigner := v4.NewSigner(func(options *v4.SignerOptions) {".to_owned());
    lines.push("\t\toptions.DisableURIPathEscaping = true".to_owned());
    if signing.expires_in.is_some() {
        lines.push("\t\toptions.DisableHeaderHoisting = true".to_owned());
    }
    lines.push("\t})".to_owned());
    let scope = format!(
        "{}, {}",
        GO.literal(&signing.service)?,
        GO.literal(&signing.region)?
    );
    if signing.expires_in.is_some() {
        lines.push(format!(
            "\turl, _, err := signer.PresignHTTP(ctx, credentials, signed, hash, {scope}, time.Now())"
        ));
        lines.push(CHECK.to_owned());
        lines.push("\t_, query, _ := strings.Cut(url, \"?\")".to_owned());
        let url = Text::literal(&request.origin).joined("", &request.path);
        lines.push(format!("\tfmt.Println({} + \"?\" + query)", GO.text(&url)?));
    } else {
        lines.push(format!(
            "\terr = signer.SignHTTP(ctx, credentials, signed, hash, {scope}, time.Now())"
        ));
        lines.push(CHECK.to_owned());
        lines.push("\trequest.Header = signed.Header".to_owned());
    }
    Ok(lines)
}

fn with_imports(code: &str) -> String {
    let mut imports = Vec::new();
    for (package, used) in [
        ("bytes", "bytes."),
        ("context", "context."),
        ("crypto/sha256", "sha256."),
        ("encoding/base64", "base64."),
        ("encoding/hex", "hex."),
        ("fmt", "fmt."),
        ("io", "io."),
        ("net/http", "http."),
        ("os", "os."),
        ("strings", "strings."),
        ("time", "time."),
    ] {
        // As a word of its own, outside of the literals of the request it is enough that it may be there.
        if is_used(code, used) {
            imports.push(format!("\t\"{package}\""));
        }
    }
    let mut foreign = Vec::new();
    if is_used(code, "aws.") {
        foreign.push("\t\"github.com/aws/aws-sdk-go-v2/aws\"".to_owned());
    }
    if is_used(code, "v4.") {
        foreign.push("\tv4 \"github.com/aws/aws-sdk-go-v2/aws/signer/v4\"".to_owned());
    }
    if is_used(code, "config.") {
        foreign.push("\t\"github.com/aws/aws-sdk-go-v2/config\"".to_owned());
    }
    if !foreign.is_empty() {
        imports.push(String::new());
        imports.extend(foreign);
    }
    format!("package main\n\nimport (\n{}\n)\n\n{code}", imports.join("\n"))
}

/// Whether a package is named outside of literals: Go refuses an import that is not used.
fn is_used(code: &str, package: &str) -> bool {
    let mut bare = String::new();
    let mut in_literal = false;
    let mut chars = code.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' if in_literal => {
                chars.next();
            }
            '"' => {
                in_literal = !in_literal;
                bare.push(' ');
            }
            ch if !in_literal => bare.push(ch),
            _ => {}
        }
    }
    bare.match_indices(package).any(|(at, _)| {
        let before = bare.get(..at).and_then(|front| front.chars().next_back());
        !before.is_some_and(|ch| ch.is_alphanumeric() || ch == '.')
    })
}
