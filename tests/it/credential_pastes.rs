//! Long because every form is written out. Credentials in the forms in which AWS's own tools and pages give them out,
//! written from their documentation. In the texts `{ID}`, `{SECRET}` and `{TOKEN}` stand for documented examples,
//! `{ID2}` and so on for made-up ones.

use countersign::formats::credentials::{
    CredentialRemark, CredentialSet, PastedCredentials, credentials_in_reply, read,
};
use countersign::model::{AwsAuth, Secret, SigningTime};
use proptest::prelude::*;

const ID: &str = "ASIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// Of the documentation of `GetSessionToken`.
const TOKEN: &str = "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE/IvU1dYUg2RVAJBanLiHb4IgRmpRV3zrkuWJOgQs8IZZaIv2BXIa2R4Olgk";
const ID2: &str = "AKIAI44QH8DHBEXAMPLE";
const SECRET2: &str = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY";

/// Title, text, and what is found in it: `id`, `id+token`, with profile, region and expiry where there are any.
const FORMS: &[(&str, &str, &[&str])] = &[
    // The console.
    (
        "accessKeys.csv",
        "Access key ID,Secret access key\n{ID2},{SECRET}\n",
        &["2"],
    ),
    (
        "accessKeys.csv with BOM and CRLF",
        "\u{feff}Access key ID,Secret access key\r\n{ID2},{SECRET}\r\n",
        &["2"],
    ),
    (
        "credentials.csv with a user",
        "User name,Password,Access key ID,Secret access key,Console login link\nrex,,{ID2},{SECRET},https://123456789012.signin.aws.amazon.com/console\n",
        &["2 profile rex"],
    ),
    (
        "credentials.csv of several users",
        "User name,Access key ID,Secret access key\nrex,{ID2},{SECRET}\nmax,AKIAMAXEXAMPLE000000,{SECRET2}\n",
        &["2 profile rex", "AKIAMAXEXAMPLE000000 profile max"],
    ),
    (
        "CSV in quotes",
        "\"Access key ID\",\"Secret access key\"\n\"{ID2}\",\"{SECRET}\"\n",
        &["2"],
    ),
    (
        "CSV with semicolons",
        "Access key ID;Secret access key\n{ID2};{SECRET}\n",
        &["2"],
    ),
    (
        "rootkey.csv",
        "AWSAccessKeyId={ID2}\nAWSSecretKey={SECRET}\n",
        &["2"],
    ),
    (
        "console, labels above values",
        "Access key ID\n{ID2}\nSecret access key\n{SECRET}\n",
        &["2"],
    ),
    (
        "console, labels before values",
        "Access key\t{ID2}\nSecret access key\t{SECRET}",
        &["2"],
    ),
    (
        "console, shown secret",
        "Access key\n{ID2}\n\nSecret access key\n{SECRET} Hide\n",
        &["2"],
    ),
    // The access portal of IAM Identity Center, its three options and its Windows forms.
    (
        "portal, environment",
        "export AWS_ACCESS_KEY_ID=\"{ID}\"\nexport AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\nexport AWS_SESSION_TOKEN=\"{TOKEN}\"",
        &["1+token"],
    ),
    (
        "portal, profile",
        "[123456789012_AdministratorAccess]\naws_access_key_id={ID}\naws_secret_access_key={SECRET}\naws_session_token={TOKEN}",
        &["1+token profile 123456789012_AdministratorAccess"],
    ),
    (
        "portal, single values",
        "AWS access key ID\n{ID}\nAWS secret access key\n{SECRET}\nAWS session token\n{TOKEN}\n",
        &["1+token"],
    ),
    (
        "portal, Windows",
        "SET AWS_ACCESS_KEY_ID={ID}\r\nSET AWS_SECRET_ACCESS_KEY={SECRET}\r\nSET AWS_SESSION_TOKEN={TOKEN}\r\n",
        &["1+token"],
    ),
    (
        "portal, PowerShell",
        "$Env:AWS_ACCESS_KEY_ID=\"{ID}\"\n$Env:AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\n$Env:AWS_SESSION_TOKEN=\"{TOKEN}\"",
        &["1+token"],
    ),
    // aws configure export-credentials.
    (
        "export-credentials, process",
        "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"{ID}\",\n  \"SecretAccessKey\": \"{SECRET}\",\n  \"SessionToken\": \"{TOKEN}\",\n  \"Expiration\": \"2026-11-20T13:00:00+00:00\"\n}",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "export-credentials, env",
        "export AWS_ACCESS_KEY_ID={ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\nexport AWS_SESSION_TOKEN={TOKEN}\nexport AWS_CREDENTIAL_EXPIRATION=2026-11-20T13:00:00+00:00\n",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "export-credentials, env-no-export",
        "AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={SECRET}\nAWS_SESSION_TOKEN={TOKEN}\n",
        &["1+token"],
    ),
    (
        "export-credentials, powershell",
        "$Env:AWS_ACCESS_KEY_ID='{ID}'\n$Env:AWS_SECRET_ACCESS_KEY='{SECRET}'\n$Env:AWS_SESSION_TOKEN='{TOKEN}'\n$Env:AWS_CREDENTIAL_EXPIRATION='2026-11-20T13:00:00+00:00'",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "export-credentials, windows-cmd",
        "set AWS_ACCESS_KEY_ID={ID}\nset AWS_SECRET_ACCESS_KEY={SECRET}\nset AWS_SESSION_TOKEN={TOKEN}\n",
        &["1+token"],
    ),
    (
        "export-credentials, fish",
        "set -gx AWS_ACCESS_KEY_ID {ID}\nset -gx AWS_SECRET_ACCESS_KEY {SECRET}\nset -gx AWS_SESSION_TOKEN {TOKEN}\nset -gx AWS_CREDENTIAL_EXPIRATION 2026-11-20T13:00:00+00:00\n",
        &["1+token until 20261120T130000Z"],
    ),
    // STS by the command line, and by its API.
    (
        "sts assume-role",
        "{\n    \"AssumedRoleUser\": {\n        \"AssumedRoleId\": \"AROA3XFRBF535PLBIFPI4:s3-access-example\",\n        \"Arn\": \"arn:aws:sts::123456789012:assumed-role/xaccounts3access/s3-access-example\"\n    },\n    \"Credentials\": {\n        \"SecretAccessKey\": \"{SECRET}\",\n        \"SessionToken\": \"{TOKEN}\",\n        \"Expiration\": \"2026-11-20T19:05:07Z\",\n        \"AccessKeyId\": \"{ID}\"\n    }\n}",
        &["1+token until 20261120T190507Z"],
    ),
    (
        "sts get-session-token",
        "{\"Credentials\": {\"AccessKeyId\": \"{ID}\", \"SecretAccessKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\", \"Expiration\": \"2026-11-20T19:06:10+00:00\"}}",
        &["1+token until 20261120T190610Z"],
    ),
    (
        "sts get-federation-token",
        "{\"Credentials\": {\"AccessKeyId\": \"{ID}\", \"SecretAccessKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\", \"Expiration\": \"2023-12-20T02:06:07+00:00\"}, \"FederatedUser\": {\"FederatedUserId\": \"111122223333:Bob\", \"Arn\": \"arn:aws:sts::111122223333:federated-user/Bob\"}, \"PackedPolicySize\": 36}",
        &["1+token until 20231220T020607Z expired"],
    ),
    (
        "sts assume-role-with-web-identity",
        "{\"SubjectFromWebIdentityToken\": \"amzn1.account.AF6RHO7KZU5XRVQJGXK6HB56KR2A\", \"Audience\": \"client.5498841531868486423.1548@apps.example.com\", \"AssumedRoleUser\": {\"Arn\": \"arn:aws:sts::123456789012:assumed-role/R/app1\", \"AssumedRoleId\": \"AROACLKWSDQRAOEXAMPLE:app1\"}, \"Credentials\": {\"AccessKeyId\": \"{ID}\", \"SecretAccessKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\", \"Expiration\": \"2026-11-24T23:00:23+00:00\"}, \"Provider\": \"www.amazon.com\"}",
        &["1+token until 20261124T230023Z"],
    ),
    (
        "sts with output text",
        "CREDENTIALS\tAccessKeyId={ID}\tSecretAccessKey={SECRET}\tSessionToken={TOKEN}",
        &["1+token"],
    ),
    (
        "sts with output yaml",
        "Credentials:\n  AccessKeyId: {ID}\n  Expiration: '2026-11-20T19:06:10+00:00'\n  SecretAccessKey: {SECRET}\n  SessionToken: {TOKEN}\n",
        &["1+token until 20261120T190610Z"],
    ),
    (
        "sts by its API",
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/demo/TestAR</Arn><AssumedRoleId>ARO123EXAMPLE123:TestAR</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>{ID}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken><Expiration>2026-11-20T13:00:00Z</Expiration></Credentials><PackedPolicySize>6</PackedPolicySize></AssumeRoleResult></AssumeRoleResponse>",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "sts by its API, over lines",
        "<Credentials>\n  <SessionToken>\n   {TOKEN}\n  </SessionToken>\n  <SecretAccessKey>\n   {SECRET}\n  </SecretAccessKey>\n  <Expiration>2026-11-20T13:00:00Z</Expiration>\n  <AccessKeyId>{ID}</AccessKeyId>\n</Credentials>",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "iam create-access-key",
        "{\"AccessKey\": {\"UserName\": \"Bob\", \"AccessKeyId\": \"{ID2}\", \"Status\": \"Active\", \"SecretAccessKey\": \"{SECRET}\", \"CreateDate\": \"2015-03-09T18:39:23.411Z\"}}",
        &["2 profile Bob"],
    ),
    // Other services that give credentials out.
    (
        "sso get-role-credentials",
        "{\"roleCredentials\": {\"accessKeyId\": \"{ID}\", \"secretAccessKey\": \"{SECRET}\", \"sessionToken\": \"{TOKEN}\", \"expiration\": 1795179600000}}",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "cognito-identity get-credentials-for-identity",
        "{\"Credentials\": {\"AccessKeyId\": \"{ID}\", \"Expiration\": 1.7951796E9, \"SecretKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\"}, \"IdentityId\": \"us-east-1:12345678-ffff-ffff-ffff-123456\"}",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "instance metadata",
        "{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"2012-04-26T16:39:16Z\",\n  \"Type\" : \"AWS-HMAC\",\n  \"AccessKeyId\" : \"{ID}\",\n  \"SecretAccessKey\" : \"{SECRET}\",\n  \"Token\" : \"{TOKEN}\",\n  \"Expiration\" : \"2017-05-17T15:09:54Z\"\n}",
        &["1+token until 20170517T150954Z expired"],
    ),
    (
        "container credentials",
        "{\"RoleArn\": \"arn:aws:iam::123456789012:role/task\", \"AccessKeyId\": \"{ID}\", \"SecretAccessKey\": \"{SECRET}\", \"Token\": \"{TOKEN}\", \"Expiration\": \"2026-11-20T13:00:00Z\"}",
        &["1+token until 20261120T130000Z"],
    ),
    (
        "s3 create-session",
        "{\"Credentials\": {\"SecretAccessKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\", \"AccessKeyId\": \"{ID}\", \"Expiration\": \"2026-11-20T13:05:00+00:00\"}}",
        &["1+token until 20261120T130500Z"],
    ),
    (
        "assume-role cache of the command line",
        "{\"Credentials\": {\"AccessKeyId\": \"{ID}\", \"SecretAccessKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\", \"Expiration\": \"2026-11-20T13:00:00UTC\", \"AccountId\": \"123456789012\"}, \"ProviderType\": \"sso\"}",
        &["1+token until 20261120T130000Z"],
    ),
    // Files.
    (
        "credentials file",
        "[default]\naws_access_key_id = {ID2}\naws_secret_access_key = {SECRET}\n",
        &["2 profile default"],
    ),
    (
        "credentials file of several profiles",
        "[work]\naws_access_key_id = {ID}\naws_secret_access_key = {SECRET2}\naws_session_token = {TOKEN}\n\n[default]\naws_access_key_id = {ID2}\naws_secret_access_key = {SECRET}\n",
        &["2 profile default", "1+token profile work secret2"],
    ),
    (
        "config file",
        "[profile work]\nregion = eu-west-1\naws_access_key_id = {ID2}\naws_secret_access_key = {SECRET}\noutput = json\n",
        &["2 profile work region eu-west-1"],
    ),
    (
        "credentials file with older names and comments",
        "# mine\n[default]\naws_access_key_id={ID}\naws_secret_access_key={SECRET}\naws_session_token={TOKEN}\naws_security_token={TOKEN}\nx_security_token_expires=2026-11-20T13:00:00+00:00\n",
        &["1+token profile default until 20261120T130000Z"],
    ),
    (
        ".env",
        "# local\nAWS_REGION=eu-central-1\nAWS_ACCESS_KEY_ID='{ID2}'\nAWS_SECRET_ACCESS_KEY='{SECRET}' # secret\n",
        &["2 region eu-central-1"],
    ),
    (
        ".env with blanks around",
        "  AWS_ACCESS_KEY_ID = {ID2}  \n  AWS_SECRET_ACCESS_KEY = {SECRET}  \n",
        &["2"],
    ),
    (
        "Terraform",
        "provider \"aws\" {\n  region     = \"us-west-2\"\n  access_key = \"{ID2}\"\n  secret_key = \"{SECRET}\"\n}\n",
        &["2 region us-west-2"],
    ),
    (
        "Terraform with a token",
        "  access_key = \"{ID}\"\n  secret_key = \"{SECRET}\"\n  token      = \"{TOKEN}\"\n",
        &["1+token"],
    ),
    (
        "Terraform variables",
        "aws_access_key_id = \"{ID2}\"\naws_secret_access_key = \"{SECRET}\"",
        &["2"],
    ),
    (
        "YAML",
        "aws_access_key_id: {ID2}\naws_secret_access_key: {SECRET}\nregion: us-east-1\n",
        &["2 region us-east-1"],
    ),
    (
        "YAML in quotes",
        "aws:\n  accessKeyId: \"{ID2}\"\n  secretAccessKey: \"{SECRET}\"\n",
        &["2"],
    ),
    (
        "Kubernetes",
        "env:\n  - name: AWS_ACCESS_KEY_ID\n    value: {ID2}\n  - name: AWS_SECRET_ACCESS_KEY\n    value: \"{SECRET}\"\n",
        &["2"],
    ),
    (
        "docker compose",
        "    environment:\n      - AWS_ACCESS_KEY_ID={ID2}\n      - AWS_SECRET_ACCESS_KEY={SECRET}\n",
        &["2"],
    ),
    (
        "Dockerfile",
        "ENV AWS_ACCESS_KEY_ID {ID2}\nENV AWS_SECRET_ACCESS_KEY {SECRET}\n",
        &["2"],
    ),
    (
        "Java properties",
        "aws.accessKeyId={ID2}\naws.secretKey={SECRET}\n",
        &["2"],
    ),
    (
        "Spring",
        "spring.cloud.aws.credentials.access-key={ID2}\nspring.cloud.aws.credentials.secret-key={SECRET}\nspring.cloud.aws.region.static=eu-west-1\n",
        &["2"],
    ),
    (
        "Hadoop",
        "fs.s3a.access.key={ID2}\nfs.s3a.secret.key={SECRET}\n",
        &["2"],
    ),
    (
        "s3cmd",
        "[default]\naccess_key = {ID2}\nsecret_key = {SECRET}\n",
        &["2 profile default"],
    ),
    (
        "rclone",
        "[remote]\ntype = s3\nprovider = AWS\naccess_key_id = {ID2}\nsecret_access_key = {SECRET}\nregion = us-east-1\n",
        &["2 profile remote region us-east-1"],
    ),
    // Commands.
    (
        "docker run",
        "docker run -e AWS_ACCESS_KEY_ID={ID2} -e AWS_SECRET_ACCESS_KEY={SECRET} amazon/aws-cli s3 ls",
        &["2"],
    ),
    (
        "in front of a command",
        "AWS_ACCESS_KEY_ID={ID2} AWS_SECRET_ACCESS_KEY={SECRET} aws s3 ls",
        &["2"],
    ),
    (
        "one line",
        "export AWS_ACCESS_KEY_ID={ID} AWS_SECRET_ACCESS_KEY={SECRET} AWS_SESSION_TOKEN={TOKEN}",
        &["1+token"],
    ),
    (
        "exports with semicolons",
        "export AWS_ACCESS_KEY_ID={ID2};export AWS_SECRET_ACCESS_KEY={SECRET};",
        &["2"],
    ),
    (
        "exports with ampersands",
        "export AWS_ACCESS_KEY_ID={ID2} && export AWS_SECRET_ACCESS_KEY={SECRET}",
        &["2"],
    ),
    (
        "csh",
        "setenv AWS_ACCESS_KEY_ID {ID2}\nsetenv AWS_SECRET_ACCESS_KEY {SECRET}\n",
        &["2"],
    ),
    (
        "setx",
        "setx AWS_ACCESS_KEY_ID {ID2}\r\nsetx AWS_SECRET_ACCESS_KEY {SECRET} /M\r\n",
        &["2"],
    ),
    (
        "PowerShell, machine",
        "[Environment]::SetEnvironmentVariable(\"AWS_ACCESS_KEY_ID\", \"{ID2}\", \"User\")\n[Environment]::SetEnvironmentVariable(\"AWS_SECRET_ACCESS_KEY\", \"{SECRET}\", \"User\")",
        &["2"],
    ),
    (
        "Set-AWSCredential",
        "Set-AWSCredential -AccessKey {ID2} -SecretKey {SECRET}",
        &["2"],
    ),
    (
        "aws configure, as typed",
        "$ aws configure\nAWS Access Key ID [None]: {ID2}\nAWS Secret Access Key [None]: {SECRET}\nDefault region name [None]: us-west-2\n",
        &["2"],
    ),
    (
        "aws configure set",
        "aws configure set aws_access_key_id {ID2}\naws configure set aws_secret_access_key {SECRET}",
        &["2"],
    ),
    (
        "Java flags",
        "java -Daws.accessKeyId={ID2} -Daws.secretAccessKey={SECRET} -jar app.jar",
        &["2"],
    ),
    // Other clients.
    (
        "Postman auth",
        "{\"type\":\"awsv4\",\"awsv4\":[{\"key\":\"secretKey\",\"value\":\"{SECRET}\",\"type\":\"string\"},{\"key\":\"accessKey\",\"value\":\"{ID2}\",\"type\":\"string\"}]}",
        &["2"],
    ),
    (
        "Postman auth of v2.0",
        "{\"awsv4\":{\"accessKey\":\"{ID}\",\"secretKey\":\"{SECRET}\",\"sessionToken\":\"{TOKEN}\",\"region\":\"eu-west-1\"}}",
        &["1+token region eu-west-1"],
    ),
    (
        "Insomnia auth",
        "{\"type\":\"iam\",\"accessKeyId\":\"{ID}\",\"secretAccessKey\":\"{SECRET}\",\"sessionToken\":\"{TOKEN}\",\"region\":\"us-east-1\",\"service\":\"execute-api\"}",
        &["1+token region us-east-1"],
    ),
    (
        "Bruno auth",
        "auth:awsv4 {\n  accessKeyId: {ID2}\n  secretAccessKey: {SECRET}\n  sessionToken: \n  region: us-east-1\n}",
        &["2 region us-east-1"],
    ),
    (
        "environment of a SAM function",
        "{\"Fn\": {\"AWS_ACCESS_KEY_ID\": \"{ID2}\", \"AWS_SECRET_ACCESS_KEY\": \"{SECRET}\", \"AWS_REGION\": \"us-east-1\"}}",
        &["2 profile Fn region us-east-1"],
    ),
    (
        "task definition of ECS",
        "{\"environment\": [{\"name\": \"AWS_ACCESS_KEY_ID\", \"value\": \"{ID2}\"}, {\"name\": \"AWS_SECRET_ACCESS_KEY\", \"value\": \"{SECRET}\"}]}",
        &["2"],
    ),
    (
        "profiles in JSON",
        "{\"work\": {\"aws_access_key_id\": \"{ID}\", \"aws_secret_access_key\": \"{SECRET2}\", \"aws_session_token\": \"{TOKEN}\"}, \"default\": {\"aws_access_key_id\": \"{ID2}\", \"aws_secret_access_key\": \"{SECRET}\"}}",
        &["2 profile default", "1+token profile work secret2"],
    ),
    // Noise around.
    (
        "JSON cut out of a file",
        "        \"AccessKeyId\": \"{ID}\",\n        \"SecretAccessKey\": \"{SECRET}\",\n        \"SessionToken\": \"{TOKEN}\",\n",
        &["1+token"],
    ),
    (
        "JSON with a comma behind",
        "{\"AccessKeyId\": \"{ID2}\", \"SecretAccessKey\": \"{SECRET}\"},",
        &["2"],
    ),
    (
        "JSON behind a prompt",
        "$ aws sts get-session-token\n{\n  \"Credentials\": {\n    \"AccessKeyId\": \"{ID}\",\n    \"SecretAccessKey\": \"{SECRET}\",\n    \"SessionToken\": \"{TOKEN}\"\n  }\n}\n$ ",
        &["1+token"],
    ),
    (
        "JSON within JSON",
        "{\"body\": \"{\\\"AccessKeyId\\\":\\\"{ID2}\\\",\\\"SecretAccessKey\\\":\\\"{SECRET}\\\"}\"}",
        &["2"],
    ),
    (
        "a mail",
        "Hi Rex,\n\nhere are your keys:\n\n  Access key ID: {ID2}\n  Secret access key: {SECRET}\n\nBest,\nMax",
        &["2"],
    ),
    (
        "Markdown",
        "| Access key ID | {ID2} |\n|---|---|\n| Secret access key | {SECRET} |\n",
        &["2"],
    ),
    (
        "a token wrapped by a terminal",
        "export AWS_ACCESS_KEY_ID={ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\nexport AWS_SESSION_TOKEN={TOKEN/}\n",
        &["1+token joined"],
    ),
    ("two bare values", "{ID2} {SECRET}", &["2"]),
    (
        "three bare values over lines",
        "{ID}\n{SECRET}\n{TOKEN}\n",
        &["1+token"],
    ),
    (
        "a temporary key without its token",
        "AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={SECRET}\n",
        &["1 tokenless"],
    ),
    (
        "an emulator",
        "AWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=test-secret\n",
        &["test secret=test-secret"],
    ),
    (
        "MinIO",
        "{\"url\":\"http://127.0.0.1:9000\",\"accessKey\":\"minioadmin\",\"secretKey\":\"minioadmin1\",\"api\":\"s3v4\"}",
        &["minioadmin secret=minioadmin1"],
    ),
];

/// Texts in which there are no credentials, though some speak of them.
const NONE: &[&str] = &[
    "",
    "   \n",
    "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets",
    "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261120%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261120T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEXAMPLE&X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024",
    "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1795179600",
    "curl https://h.example/ --aws-sigv4 aws:amz:us-east-1:s3 --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"",
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261120/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
    "AKIAIOSFODNN7EXAMPLE",
    "Access key ID: AKIAIOSFODNN7EXAMPLE",
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in your environment, and never share the secret access key.",
    "AWS_ACCESS_KEY_ID: the access key ID. AWS_SECRET_ACCESS_KEY: the secret access key that belongs to it.",
    "The access key ID and the secret access key are shown once. Choose Show to see the secret access key.",
    "export AWS_ACCESS_KEY_ID=<your-access-key-id>\nexport AWS_SECRET_ACCESS_KEY=<your-secret-access-key>",
    "AWS_ACCESS_KEY_ID=YOUR_ACCESS_KEY\nAWS_SECRET_ACCESS_KEY=YOUR_SECRET_KEY",
    "AWS_ACCESS_KEY_ID=$KEY\nAWS_SECRET_ACCESS_KEY=$SECRET",
    "AWS_ACCESS_KEY_ID=${{ secrets.KEY }}\nAWS_SECRET_ACCESS_KEY=${{ secrets.SECRET }}",
    "{\"accessKeyId\": \"{{ak}}\", \"secretAccessKey\": \"{{sk}}\"}",
    "Access key ID\nAKIAIOSFODNN7EXAMPLE\nSecret access key\n****************************************",
    "AWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=\n",
    "{\"message\": \"Missing Authentication Token\"}",
    "{\"accessKey\": {\"type\": \"string\"}, \"secretKey\": {\"type\": \"string\"}}",
    "{\"AccessKeyMetadata\": [{\"UserName\": \"Bob\", \"Status\": \"Active\", \"AccessKeyId\": \"AKIAIOSFODNN7EXAMPLE\"}]}",
    "<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256</StringToSign></Error>",
    "fn access_key_id() -> String { secret_access_key() }",
    "let accessKeyId = config.accessKeyId; let secretAccessKey = config.secretAccessKey;",
    "GET /dev/pets HTTP/1.1\nHost: h.example\nX-Amz-Security-Token: IQoJb3JpZ2luX2VjEXAMPLE\n",
    "arn:aws:iam::123456789012:user/rex",
    "Expiration: 2026-11-20T13:00:00Z\nToken: abcdefghijklmnopqrstuvwxyz",
];

fn now() -> SigningTime {
    SigningTime::parse_amz_date("20261120T120000Z").unwrap()
}

fn filled(text: &str) -> String {
    let wrapped = TOKEN
        .as_bytes()
        .chunks(60)
        .map(|chunk| String::from_utf8(chunk.to_vec()).unwrap())
        .collect::<Vec<_>>()
        .join("\n");
    text.replace("{ID}", ID)
        .replace("{ID2}", ID2)
        .replace("{SECRET}", SECRET)
        .replace("{SECRET2}", SECRET2)
        .replace("{TOKEN}", TOKEN)
        .replace("{TOKEN/}", &wrapped)
}

/// A set as the table writes it.
fn written(set: &CredentialSet) -> String {
    let mut text = match set.access_key_id.as_str() {
        ID => "1".to_owned(),
        ID2 => "2".to_owned(),
        other => other.to_owned(),
    };
    match set.session_token.expose_for_signing() {
        "" => {}
        TOKEN => text += "+token",
        other => text = format!("{text}+{other}"),
    }
    let secret = set.secret_access_key.expose_for_signing().to_owned();
    for (name, value) in [("profile", &set.profile), ("region", &set.region)] {
        if let Some(value) = value {
            text = format!("{text} {name} {value}");
        }
    }
    if let Some(at) = set.expires {
        text = format!("{text} until {}", SigningTime::new(at).amz_date());
    }
    match secret.as_str() {
        SECRET => {}
        SECRET2 if text.starts_with("AKIA") => {}
        SECRET2 => text += " secret2",
        other => text = format!("{text} secret={other}"),
    }
    for remark in &set.remarks {
        text += match remark {
            CredentialRemark::Expired { .. } => " expired",
            CredentialRemark::TokenMissing { .. } => " tokenless",
            CredentialRemark::Joined { .. } => " joined",
            CredentialRemark::TokenCleared => " cleared",
        };
    }
    text
}

fn sets(pasted: Option<PastedCredentials>) -> Vec<String> {
    pasted
        .map(|pasted| {
            std::iter::once(&pasted.chosen)
                .chain(&pasted.others)
                .map(written)
                .collect()
        })
        .unwrap_or_default()
}

#[test]
fn every_form_is_read() {
    assert!(FORMS.len() >= 40, "{}", FORMS.len());
    let mut wrong = Vec::new();
    for (title, text, expected) in FORMS {
        let text = filled(text);
        for text in [text.clone(), format!("\n\n{}  \n", text.replace('\n', "\r\n"))] {
            let got = sets(read(&text, now()));
            if got != *expected {
                wrong.push(format!("{title}: {got:?}, not {expected:?}\n{text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn ordinary_text_holds_no_credentials() {
    for text in NONE {
        let got = sets(read(text, now()));
        assert!(got.is_empty(), "{got:?} in {text}");
        for content_type in ["application/json", "text/xml", "text/html"] {
            assert!(credentials_in_reply(text.as_bytes(), content_type, now()).is_none());
        }
    }
    for text in [
        include_str!("../../README.md"),
        include_str!("../fixtures/curl/commands.txt"),
    ] {
        assert!(
            sets(read(text, now()))
                .iter()
                .all(|set| set.starts_with("AKI") || set.starts_with('2')),
            "{:?}",
            sets(read(text, now()))
        );
    }
}

#[test]
fn replies_that_carry_credentials_are_known() {
    for (title, text, expected) in FORMS {
        let text = filled(text);
        let is_reply = text.starts_with(['{', '<']);
        let found = credentials_in_reply(text.as_bytes(), "text/xml", now());
        assert_eq!(
            sets(found).len(),
            if is_reply { expected.len() } else { 0 },
            "{title}"
        );
    }
    let whole = filled(FORMS[21].1);
    assert!(credentials_in_reply(whole.as_bytes(), "text/html", now()).is_none());
    assert!(credentials_in_reply(b"\xff\xfe{\0", "application/json", now()).is_none());
}

#[test]
fn a_paste_without_a_token_clears_the_old_one_and_says_so() {
    let mut auth = AwsAuth {
        access_key_id: ID.to_owned(),
        session_token: Secret::new(TOKEN),
        region: "eu-west-1".to_owned(),
        ..AwsAuth::default()
    };
    let pasted = read(
        &filled("AWS_ACCESS_KEY_ID={ID2}\nAWS_SECRET_ACCESS_KEY={SECRET}\nAWS_REGION=us-east-1"),
        now(),
    )
    .unwrap();
    assert_eq!(
        pasted.chosen.put_into(&mut auth),
        [CredentialRemark::TokenCleared]
    );
    assert_eq!(auth.access_key_id, ID2);
    assert!(auth.session_token.is_empty());
    assert_eq!(auth.region, "eu-west-1");
    assert!(pasted.chosen.put_into(&mut auth).is_empty());
}

#[test]
fn no_remark_and_no_debug_text_shows_a_secret() {
    for (_, text, _) in FORMS {
        let Some(pasted) = read(&filled(text), now()) else {
            continue;
        };
        let said = format!("{pasted:?}");
        assert!(!said.contains(SECRET) && !said.contains(TOKEN), "{said}");
    }
}

#[test]
fn a_huge_text_is_not_searched_and_a_large_one_ends() {
    assert!(read(&"a".repeat(2_000_000), now()).is_none());
    for unit in [
        "AWS_ACCESS_KEY_ID=",
        "access key ",
        "[[",
        "{\"a\":",
        "token=token=",
        "\"AccessKeyId\": \"A\n",
    ] {
        assert!(
            read(&unit.repeat(900_000 / unit.len()), now()).is_none(),
            "{unit}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), made in r#"((aws_)?(access|secret|session)[ _-]?(key|token)( id|_id)?[ =:"'\n]{0,4}[A-Za-z0-9/+{<$é\n]{0,24}[,;"\n]?){0,6}"#) {
        read(&text, now());
        read(&made, now());
        credentials_in_reply(made.as_bytes(), "text/xml", now());
    }
}
