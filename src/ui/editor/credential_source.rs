//! Where the keys of AWS Signature come from: the source, and what it needs to know.

use eframe::egui::{Label, RichText, Ui};

use crate::model::{AssumeRoleForm, AwsAuth, CredentialSource};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::editor::profile_picker::{ProfilePicker, profile_ui};
use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;

/// Wide enough for the longest source.
const SOURCE: f32 = 210.0;

/// Draws the row that chooses the source, with the button that puts a role on top of it.
pub fn source_row_ui(ui: &mut Ui, aws: &mut AwsAuth) {
    row(ui, "Credentials", size::LABEL, |ui| {
        let choices = CredentialSource::ALL.map(|source| (source, name_of(source)));
        choice(ui, "Credentials", &mut aws.source, &choices, SOURCE);
        let tip = "With these credentials STS is asked for those of a role, which then sign";
        if ui.button("Assume a role").on_hover_text(tip).clicked() {
            aws.roles.push(AssumeRoleForm::default());
        }
    });
}

/// A source as the list names it.
pub fn name_of(source: CredentialSource) -> &'static str {
    match source {
        CredentialSource::Typed => "Typed keys",
        CredentialSource::Automatic => "As the AWS CLI",
        CredentialSource::Environment => "Environment",
        CredentialSource::Profile => "Profile",
        CredentialSource::IdentityCenter => "IAM Identity Center",
        CredentialSource::Container => "Container",
        CredentialSource::Instance => "EC2 instance",
    }
}

/// The source with what it names, as `Profile dev`.
pub fn source_words(aws: &AwsAuth) -> String {
    let name = name_of(aws.source);
    match aws.source {
        CredentialSource::Profile if aws.profile.trim().is_empty() => {
            format!("{name} of AWS_PROFILE, or default")
        }
        CredentialSource::Profile => format!("{name} {}", aws.profile.trim()),
        CredentialSource::IdentityCenter => {
            let form = &aws.identity_center;
            let (role, account) = (form.role_name.trim(), form.account_id.trim());
            if role.is_empty() || account.is_empty() {
                format!("{name}, no account and role chosen")
            } else {
                format!("{name}, {role} in {account}")
            }
        }
        _ => name.to_owned(),
    }
}

/// Draws the fields of a source other than typed keys.
pub fn source_fields_ui(
    ui: &mut Ui,
    picker: &mut ProfilePicker,
    aws: &mut AwsAuth,
    width: f32,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    match aws.source {
        CredentialSource::Typed => {}
        CredentialSource::Profile => profile_ui(ui, picker, &mut aws.profile, width, ctx),
        CredentialSource::IdentityCenter => identity_center_ui(ui, aws, width, out),
        CredentialSource::Automatic => {
            quiet_ui(
                ui,
                "The variables of the environment, else the profile of AWS_PROFILE or default, else container and \
                 instance",
            );
        }
        CredentialSource::Environment => quiet_ui(
            ui,
            "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, as Countersign was started with them",
        ),
        CredentialSource::Container => quiet_ui(
            ui,
            "The endpoint that AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI names",
        ),
        CredentialSource::Instance => {
            quiet_ui(
                ui,
                "The metadata service of this EC2 instance, at 169.254.169.254",
            );
        }
    }
}

fn identity_center_ui(ui: &mut Ui, aws: &mut AwsAuth, width: f32, out: &mut Vec<Action>) {
    let form = &mut aws.identity_center;
    row(ui, "Start URL", size::LABEL, |ui| {
        Field::mono(&mut form.start_url, "Start URL")
            .hint("https://d-1234567890.awsapps.com/start")
            .width(width)
            .ui(ui);
    });
    row(ui, "Its region", size::LABEL, |ui| {
        Field::mono(&mut form.region, "Region of IAM Identity Center")
            .hint("as us-east-1")
            .width(width / 2.0 - 5.0)
            .ui(ui);
        let tip = "Sign in, and choose among the accounts and roles that you have";
        if ui.button("Choose account and role…").on_hover_text(tip).clicked() {
            out.push(Action::ChooseAccount);
        }
    });
    row(ui, "Account", size::LABEL, |ui| {
        Field::mono(&mut form.account_id, "Account ID")
            .hint("twelve digits")
            .width(width / 2.0 - 5.0)
            .ui(ui);
        Field::mono(&mut form.role_name, "Role name")
            .hint("permission set")
            .width(width / 2.0 - 5.0)
            .ui(ui);
    });
}

fn quiet_ui(ui: &mut Ui, text: &str) {
    row(ui, "", size::LABEL, |ui| {
        let text = RichText::new(text)
            .font(fonts::caption())
            .color(tokens(ui.ctx()).second);
        ui.add(Label::new(text).wrap());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_told_with_what_it_names_and_without_gaps() {
        let mut aws = AwsAuth {
            source: CredentialSource::IdentityCenter,
            ..AwsAuth::default()
        };
        assert_eq!(
            source_words(&aws),
            "IAM Identity Center, no account and role chosen"
        );
        aws.identity_center.account_id = "123456789012".to_owned();
        aws.identity_center.role_name = "ReadOnly ".to_owned();
        assert_eq!(
            source_words(&aws),
            "IAM Identity Center, ReadOnly in 123456789012"
        );
        aws.source = CredentialSource::Profile;
        assert_eq!(source_words(&aws), "Profile of AWS_PROFILE, or default");
    }
}
