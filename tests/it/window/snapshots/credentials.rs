//! Where credentials come from: the list of profiles, a role with its options, a question.

use countersign::demo::{DEMO_MFA_ROLE, DEMO_MFA_SERIAL};
use countersign::model::{AssumeRoleForm, CredentialSource};
use countersign::ui::command::Command;
use eframe::egui::{Theme, Vec2, vec2};

use super::gallery::Gallery;

const SMALL: Vec2 = vec2(900.0, 700.0);

const CONFIG: &str = "\
[profile dev]
region = eu-west-1
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
[profile production-invoke]
role_arn = arn:aws:iam::222222222222:role/Invoke
source_profile = dev
region = eu-central-1
[profile forgotten]
role_arn = arn:aws:iam::333333333333:role/ReadOnly
source_profile = nobody
[profile admin]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = AdministratorAccess
[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = eu-central-1
[profile tool]
credential_process = /opt/bin/credentials --account 444455556666
";

#[test]
fn the_list_of_profiles() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    let path = window.machine.write("config", CONFIG);
    window.machine.set("AWS_CONFIG_FILE", path.to_str().unwrap());
    window.tab_mut().draft.request.http.auth.aws.source = CredentialSource::Profile;
    window.until("the files are read", |window| {
        window.sees("has the profile default")
    });
    window.settle();
    window.click("Choose a profile");
    window.until("they are listed", |window| {
        window.has_button("Choose profile admin")
    });
    window.settle();
    gallery.picture("profiles", &[Theme::Dark]);
}

#[test]
fn a_role_with_its_options_and_the_question_for_a_code() {
    let mut gallery = Gallery::with_size(SMALL);
    let window = &mut gallery.window;
    let sts_endpoint = crate::window::credentials::sts(window);
    window.tab_mut().draft.request.http.auth.aws.roles = vec![AssumeRoleForm {
        role_arn: DEMO_MFA_ROLE.to_owned(),
        mfa_serial: DEMO_MFA_SERIAL.to_owned(),
        ..AssumeRoleForm::default()
    }];
    window.run(Command::ShowAuth);
    window.settle();
    window.click("Options of role");
    window.settle();
    gallery.picture("role", &[Theme::Light]);
    let window = &mut gallery.window;
    window.tab_mut().draft.request.http.auth.aws.roles[0].sts_endpoint = sts_endpoint;
    window.settle();
    window.run(Command::FetchCredentials);
    window.until("the code is asked for", |window| window.sees("MFA code"));
    window.settle();
    gallery.picture("mfa-code", &[Theme::Light]);
}
