//! C#: signed with the hashes of .NET and sent by `HttpClient`, so that no package is needed for keys of the environment.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use super::outgoing::{BodyPart, Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, Dialect, joined};

const CS: Dialect = Dialect::CSharp;

/// Top-level statements.
pub(super) fn code(request: &Outgoing) -> Result<String, CodeError> {
    let mut lines = vec![format!("var body = {};", body(request)?)];
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
        if signing.expires_in.is_some() {
            return Ok(with_usings(&joined(lines)));
        }
    }
    lines.push(
        "var exact = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };"
            .to_owned(),
    );
    lines.push(format!(
        "var message = new HttpRequestMessage(new HttpMethod({}), new Uri({}, exact));",
        CS.literal(&request.method)?,
        CS.text(&request.url())?
    ));
    if request.has_body() || request.needs_length_zero() {
        lines.push("message.Content = new ByteArrayContent(body);".to_owned());
    }
    if let Some(host) = &request.host {
        lines.push(format!("message.Headers.Host = {};", CS.text(host)?));
    }
    let has_content = request.has_body() || request.needs_length_zero();
    for header in &request.headers {
        let is_of_content = header.name.starts_with("content-");
        if is_of_content && !has_content {
            lines.push("message.Content ??= new ByteArrayContent(body);".to_owned());
        }
        let place = if is_of_content { "Content." } else { "" };
        lines.push(format!(
            "message.{place}Headers.TryAddWithoutValidation({}, {});",
            CS.literal(&header.name)?,
            CS.text(&header.value)?
        ));
    }
    if let Some(signing) = &request.signing {
        let mut names = vec!["x-amz-date"];
        if signing.has_sha256_header {
            names.push("x-amz-content-sha256");
        }
        for name in names {
            lines.push(format!(
                "message.Headers.TryAddWithoutValidation(\"{name}\", signed[\"{name}\"]);"
            ));
        }
        lines.push(
            "if (token is not null) message.Headers.TryAddWithoutValidation(\"x-amz-security-token\", token);".to_owned(),
        );
        lines.push(
            "message.Headers.TryAddWithoutValidation(\"authorization\",\n    $\"AWS4-HMAC-SHA256 Credential={id}/{scope}, \
             SignedHeaders={names}, Signature={signature}\");"
                .to_owned(),
        );
    }
    let handler = if request.has_ascii_headers() {
        "new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })"
    } else {
        "new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })"
    };
    lines.push(format!("using var client = {handler};"));
    lines.push("using var response = await client.SendAsync(message);".to_owned());
    lines.push("Console.WriteLine((int)response.StatusCode);".to_owned());
    lines.push("Console.WriteLine(await response.Content.ReadAsStringAsync());".to_owned());
    Ok(with_usings(&joined(lines)))
}

fn with_usings(code: &str) -> String {
    let mut usings = vec![
        "using System.Globalization;",
        "using System.Net.Http;",
        "using System.Security.Cryptography;",
        "using System.Text;",
    ];
    if code.contains("CredentialProfileStoreChain") {
        usings.push("using Amazon.Runtime.CredentialManagement;");
    }
    if code.contains("DefaultAWSCredentialsIdentityResolver") {
        usings.push("using Amazon.Runtime.Credentials;");
    }
    format!("{}\n\n{code}", usings.join("\n"))
}

fn body(request: &Outgoing) -> Result<String, CodeError> {
    let mut parts = Vec::new();
    for part in &request.body {
        parts.push(match part {
            BodyPart::Text(text) => format!("Encoding.UTF8.GetBytes({})", CS.long_text(text, "    ")?),
            BodyPart::Bytes(base64) => format!("Convert.FromBase64String({})", CS.literal(base64)?),
            BodyPart::File(path) => format!("File.ReadAllBytes({})", CS.literal(path)?),
        });
    }
    Ok(match parts.as_slice() {
        [] => "Array.Empty<byte>()".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|part| format!(".Concat({part})")).collect();
            format!("{first}{}.ToArray()", rest.concat())
        }
    })
}

fn keys(keys: &Keys) -> Result<Vec<String>, CodeError> {
    let found = match keys {
        Keys::Environment => {
            return Ok(vec![
                "var id = Environment.GetEnvironmentVariable(\"AWS_ACCESS_KEY_ID\");".to_owned(),
                "var secret = Environment.GetEnvironmentVariable(\"AWS_SECRET_ACCESS_KEY\");".to_owned(),
                "var token = Environment.GetEnvironmentVariable(\"AWS_SESSION_TOKEN\");".to_owned(),
            ]);
        }
        Keys::Profile(name) => format!(
            "new CredentialProfileStoreChain().TryGetAWSCredentials({}, out var source);",
            CS.literal(name)?
        ),
        Keys::Chain => "var source = DefaultAWSCredentialsIdentityResolver.GetCredentials();".to_owned(),
    };
    Ok(vec![
        found,
        "var keys = await source.GetCredentialsAsync();".to_owned(),
        "var (id, secret) = (keys.AccessKey, keys.SecretKey);".to_owned(),
        "var token = string.IsNullOrEmpty(keys.Token) ? null : keys.Token;".to_owned(),
    ])
}

fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let mut lines = keys(&signing.keys)?;
    let is_query = signing.expires_in.is_some();
    lines.push(String::new());
    lines.push("static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));".to_owned());
    lines
        .push("static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();".to_owned());
    lines.push(
        "var time = DateTime.UtcNow.ToString(\"yyyyMMdd'T'HHmmss'Z'\", CultureInfo.InvariantCulture);"
            .to_owned(),
    );
    lines.push(match signing.payload {
        Payload::Signed => "var hash = Hex(SHA256.HashData(body));".to_owned(),
        Payload::Unsigned => "var hash = \"UNSIGNED-PAYLOAD\";".to_owned(),
    });
    lines.push("var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)".to_owned());
    lines.push("{".to_owned());
    let host = match &request.host {
        Some(host) => CS.text(host)?,
        None => CS.literal(&request.authority)?,
    };
    lines.push(format!("    [\"host\"] = {host},"));
    for (name, value) in request.canonical_headers() {
        lines.push(format!("    [{}] = {},", CS.literal(&name)?, CS.text(&value)?));
    }
    if !is_query {
        lines.push("    [\"x-amz-date\"] = time,".to_owned());
        if signing.has_sha256_header {
            lines.push("    [\"x-amz-content-sha256\"] = hash,".to_owned());
        }
    }
    lines.push("};".to_owned());
    if !is_query {
        lines.push("if (token is not null) signed[\"x-amz-security-token\"] = token;".to_owned());
    }
    let (region, service) = (CS.literal(&signing.region)?, CS.literal(&signing.service)?);
    lines.push("var names = string.Join(\";\", signed.Keys);".to_owned());
    lines.push(format!(
        "var scope = string.Join(\"/\", time[..8], {region}, {service}, \"aws4_request\");"
    ));
    if let Some(seconds) = signing.expires_in {
        lines.push("var parts = new List<string>".to_owned());
        lines.push("{".to_owned());
        for part in signing.query_parts() {
            lines.push(format!("    {},", CS.text(&part)?));
        }
        lines.push("    \"X-Amz-Algorithm=AWS4-HMAC-SHA256\",".to_owned());
        lines.push("    \"X-Amz-Credential=\" + Uri.EscapeDataString($\"{id}/{scope}\"),".to_owned());
        lines.push("    $\"X-Amz-Date={time}\",".to_owned());
        lines.push(format!("    \"X-Amz-Expires={seconds}\","));
        lines.push("    \"X-Amz-SignedHeaders=\" + Uri.EscapeDataString(names),".to_owned());
        lines.push("};".to_owned());
        lines.push(
            "if (token is not null) parts.Add(\"X-Amz-Security-Token=\" + Uri.EscapeDataString(token));"
                .to_owned(),
        );
        lines.push("// Sorted by name, then by value.".to_owned());
        lines.push(
            "var query = string.Join(\"&\", parts.OrderBy(part => part.Split('=')[0], StringComparer.Ordinal)\n    \
             .ThenBy(part => part, StringComparer.Ordinal));"
                .to_owned(),
        );
    } else {
        lines.push(format!("var query = {};", CS.text(&signing.query)?));
    }
    lines.push("// Path and query as AWS reads them for the signature.".to_owned());
    lines.push(format!(
        "var canonical = string.Join(\"\\n\", {}, {}, query,\n    string.Concat(signed.Select(line => \
         $\"{{line.Key}}:{{line.Value}}\\n\")), names, hash);",
        CS.literal(&request.method)?,
        CS.text(&signing.path)?
    ));
    lines.push(
        "var toSign = string.Join(\"\\n\", \"AWS4-HMAC-SHA256\", time, scope,\n    \
         Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));"
            .to_owned(),
    );
    lines.push("var key = Mac(Encoding.UTF8.GetBytes(\"AWS4\" + secret), time[..8]);".to_owned());
    lines.push(format!(
        "foreach (var part in new[] {{ {region}, {service}, \"aws4_request\" }}) key = Mac(key, part);"
    ));
    lines.push("var signature = Hex(Mac(key, toSign));".to_owned());
    lines.push(String::new());
    if is_query {
        let url = Text::literal(&request.origin).joined("", &request.path);
        lines.push(format!(
            "Console.WriteLine({} + \"?\" + query + \"&X-Amz-Signature=\" + signature);",
            CS.text(&url)?
        ));
    }
    Ok(lines)
}
