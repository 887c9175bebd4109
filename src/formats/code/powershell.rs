//! `PowerShell`: signed with the hashes of .NET and sent by its `HttpClient`; no module is needed.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use super::outgoing::{BodyPart, Keys, Outgoing, Payload, Signing};
use super::text::Text;
use super::{CodeError, Dialect, joined};

const PS: Dialect = Dialect::Power;

/// A script.
pub(super) fn code(request: &Outgoing) -> Result<String, CodeError> {
    let mut lines = vec![
        "$utf8 = [Text.Encoding]::UTF8".to_owned(),
        format!("[byte[]] $body = {}", body(request)?),
    ];
    if let Some(signing) = &request.signing {
        lines.extend(signed(request, signing)?);
        if signing.expires_in.is_some() {
            return Ok(joined(lines));
        }
    }
    lines.push(
        "$exact = [UriCreationOptions] @{ DangerousDisablePathAndQueryCanonicalization = $true }".to_owned(),
    );
    lines.push(format!(
        "$url = [Uri]::new({}, [ref] $exact)",
        PS.text(&request.url())?
    ));
    lines.push(format!(
        "$message = [Net.Http.HttpRequestMessage]::new([Net.Http.HttpMethod]::new({}), $url)",
        PS.literal(&request.method)?
    ));
    let has_content_line = request
        .headers
        .iter()
        .any(|header| header.name.starts_with("content-"));
    if request.has_body() || request.needs_length_zero() || has_content_line {
        lines.push("$message.Content = [Net.Http.ByteArrayContent]::new($body)".to_owned());
    }
    if let Some(host) = &request.host {
        lines.push(format!("$message.Headers.Host = {}", PS.text(host)?));
    }
    for header in &request.headers {
        let place = if header.name.starts_with("content-") {
            "Content."
        } else {
            ""
        };
        lines.push(format!(
            "[void] $message.{place}Headers.TryAddWithoutValidation({}, [string] {})",
            PS.literal(&header.name)?,
            PS.text(&header.value)?
        ));
    }
    if let Some(signing) = &request.signing {
        let mut names = vec!["x-amz-date"];
        if signing.has_sha256_header {
            names.push("x-amz-content-sha256");
        }
        for name in names {
            lines.push(format!(
                "[void] $message.Headers.TryAddWithoutValidation('{name}', [string] $signed['{name}'])"
            ));
        }
        lines.push(
            "if ($token) { [void] $message.Headers.TryAddWithoutValidation('x-amz-security-token', [string] $token) }"
                .to_owned(),
        );
        lines.push(
            "$authorization = \"AWS4-HMAC-SHA256 Credential=$id/$scope, SignedHeaders=$names, Signature=$signature\""
                .to_owned(),
        );
        lines.push(
            "[void] $message.Headers.TryAddWithoutValidation('authorization', [string] $authorization)"
                .to_owned(),
        );
    }
    lines.push("$handler = [Net.Http.SocketsHttpHandler]::new()".to_owned());
    lines.push("$handler.AllowAutoRedirect = $false".to_owned());
    if !request.has_ascii_headers() {
        lines.push("$handler.RequestHeaderEncodingSelector = { [Text.Encoding]::UTF8 }".to_owned());
    }
    lines.push("$client = [Net.Http.HttpClient]::new($handler)".to_owned());
    lines.push("$response = $client.Send($message)".to_owned());
    lines.push("[int] $response.StatusCode".to_owned());
    lines.push("$response.Content.ReadAsStringAsync().Result".to_owned());
    Ok(joined(lines))
}

fn body(request: &Outgoing) -> Result<String, CodeError> {
    let mut parts = Vec::new();
    for part in &request.body {
        parts.push(match part {
            BodyPart::Text(text) => format!("$utf8.GetBytes({})", PS.text(text)?),
            BodyPart::Bytes(base64) => format!("[Convert]::FromBase64String({})", PS.literal(base64)?),
            BodyPart::File(path) => format!(
                "[IO.File]::ReadAllBytes((Resolve-Path -LiteralPath {}))",
                PS.literal(path)?
            ),
        });
    }
    Ok(if parts.is_empty() {
        "@()".to_owned()
    } else {
        parts.join(" + ")
    })
}

fn keys(keys: &Keys) -> Result<Vec<String>, CodeError> {
    let profile = match keys {
        Keys::Environment => {
            return Ok(vec![
                "$id, $secret, $token = $Env:AWS_ACCESS_KEY_ID, $Env:AWS_SECRET_ACCESS_KEY, $Env:AWS_SESSION_TOKEN"
                    .to_owned(),
            ]);
        }
        Keys::Profile(name) => format!(" --profile {}", PS.literal(name)?),
        Keys::Chain => String::new(),
    };
    Ok(vec![
        format!("$keys = aws configure export-credentials{profile} | ConvertFrom-Json"),
        "$id, $secret, $token = $keys.AccessKeyId, $keys.SecretAccessKey, $keys.SessionToken".to_owned(),
    ])
}

fn signed(request: &Outgoing, signing: &Signing) -> Result<Vec<String>, CodeError> {
    let mut lines = keys(&signing.keys)?;
    let is_query = signing.expires_in.is_some();
    lines.push(String::new());
    lines.push(
        "function Hex([byte[]] $bytes) { [Convert]::ToHexString($bytes).ToLowerInvariant() }".to_owned(),
    );
    lines.push(
        "function Hash([byte[]] $bytes) { Hex ([Security.Cryptography.SHA256]::HashData($bytes)) }"
            .to_owned(),
    );
    lines.push(
        "function Mac([byte[]] $key, [string] $text) { , [Security.Cryptography.HMACSHA256]::HashData($key, \
         $utf8.GetBytes($text)) }"
            .to_owned(),
    );
    lines.push(
        "$time = [DateTime]::UtcNow.ToString(\"yyyyMMdd'T'HHmmss'Z'\", [Globalization.CultureInfo]::InvariantCulture)"
            .to_owned(),
    );
    lines.push(match signing.payload {
        Payload::Signed => "$hash = Hash $body".to_owned(),
        Payload::Unsigned => "$hash = 'UNSIGNED-PAYLOAD'".to_owned(),
    });
    lines.push(
        "$signed = [Collections.Generic.SortedDictionary[string, string]]::new([StringComparer]::Ordinal)"
            .to_owned(),
    );
    let host = match &request.host {
        Some(host) => PS.text(host)?,
        None => PS.literal(&request.authority)?,
    };
    lines.push(format!("$signed['host'] = {host}"));
    for (name, value) in request.canonical_headers() {
        lines.push(format!("$signed[{}] = {}", PS.literal(&name)?, PS.text(&value)?));
    }
    if !is_query {
        lines.push("$signed['x-amz-date'] = $time".to_owned());
        if signing.has_sha256_header {
            lines.push("$signed['x-amz-content-sha256'] = $hash".to_owned());
        }
        lines.push("if ($token) { $signed['x-amz-security-token'] = $token }".to_owned());
    }
    let (region, service) = (PS.literal(&signing.region)?, PS.literal(&signing.service)?);
    lines.push("$names = $signed.Keys -join ';'".to_owned());
    lines.push(
        "$lines = foreach ($line in $signed.GetEnumerator()) { $line.Key + ':' + $line.Value }".to_owned(),
    );
    lines.push("$day = $time.Substring(0, 8)".to_owned());
    lines.push(format!(
        "$scope = $day, {region}, {service}, 'aws4_request' -join '/'"
    ));
    if let Some(seconds) = signing.expires_in {
        lines.push("[string[]] $parts = @(".to_owned());
        for part in signing.query_parts() {
            lines.push(format!("  {}", PS.text(&part)?));
        }
        lines.push("  'X-Amz-Algorithm=AWS4-HMAC-SHA256'".to_owned());
        lines.push("  ('X-Amz-Credential=' + [Uri]::EscapeDataString(\"$id/$scope\"))".to_owned());
        lines.push("  \"X-Amz-Date=$time\"".to_owned());
        lines.push(format!("  'X-Amz-Expires={seconds}'"));
        lines.push("  ('X-Amz-SignedHeaders=' + [Uri]::EscapeDataString($names))".to_owned());
        lines.push("  if ($token) { 'X-Amz-Security-Token=' + [Uri]::EscapeDataString($token) }".to_owned());
        lines.push(")".to_owned());
        lines.push("# Sorted by name, then by value: no character of either is before a space.".to_owned());
        lines.push(
            "[string[]] $order = $parts | ForEach-Object { $_ -replace '^([^=]*)=', '$1 ' }".to_owned(),
        );
        lines.push("[Array]::Sort($order, $parts, [StringComparer]::Ordinal)".to_owned());
        lines.push("$query = $parts -join '&'".to_owned());
    } else {
        lines.push(format!("$query = {}", PS.text(&signing.query)?));
    }
    lines.push("# Path and query as AWS reads them for the signature.".to_owned());
    lines.push(format!(
        "$canonical = (@({}, {}, $query) + $lines + @('', $names, $hash)) -join \"`n\"",
        PS.literal(&request.method)?,
        PS.text(&signing.path)?
    ));
    lines.push(
        "$toSign = 'AWS4-HMAC-SHA256', $time, $scope, (Hash $utf8.GetBytes($canonical)) -join \"`n\""
            .to_owned(),
    );
    lines.push("$key = $utf8.GetBytes(\"AWS4$secret\")".to_owned());
    lines.push(format!(
        "foreach ($part in $day, {region}, {service}, 'aws4_request') {{ $key = Mac $key $part }}"
    ));
    lines.push("$signature = Hex (Mac $key $toSign)".to_owned());
    lines.push(String::new());
    if is_query {
        let url = Text::literal(&request.origin).joined("", &request.path);
        lines.push(format!(
            "{} + '?' + $query + '&X-Amz-Signature=' + $signature",
            PS.text(&url)?
        ));
    }
    Ok(lines)
}
