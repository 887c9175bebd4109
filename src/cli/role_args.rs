//! The flags for roles, whose order counts: what stands behind a role is about that role.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::source_args::HEADING;
use crate::model::AssumeRoleForm;

const ASSUME_ROLE: &str = "assume_role";
const EXTERNAL_ID: &str = "external_id";
const MFA_SERIAL: &str = "mfa_serial";

/// Roles to assume one after the other on top of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleArgs {
    /// In the order of the command line.
    pub roles: Vec<AssumeRoleForm>,
}

impl Args for RoleArgs {
    fn augment_args(command: Command) -> Command {
        let flag = |id: &'static str, name: &'static str, value: &'static str| {
            Arg::new(id)
                .long(name)
                .value_name(value)
                .help_heading(HEADING)
                .action(ArgAction::Append)
        };
        command
            .arg(flag(ASSUME_ROLE, "assume-role", "ARN").help(
                "Assume this role with what the other flags give; given again, the next role is assumed with the one before",
            ))
            .arg(
                flag(EXTERNAL_ID, "external-id", "ID")
                    .requires(ASSUME_ROLE)
                    .help("External ID for the --assume-role before it"),
            )
            .arg(
                flag(MFA_SERIAL, "mfa-serial", "SERIAL")
                    .requires(ASSUME_ROLE)
                    .help("Serial number or ARN of the MFA device for the --assume-role before it"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RoleArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given: Vec<(usize, &str, &String)> = [ASSUME_ROLE, EXTERNAL_ID, MFA_SERIAL]
            .into_iter()
            .flat_map(|id| {
                let places = matches.indices_of(id).into_iter().flatten();
                let values = matches.get_many::<String>(id).into_iter().flatten();
                places.zip(values).map(move |(place, value)| (place, id, value))
            })
            .collect();
        given.sort_unstable();
        let mut roles: Vec<AssumeRoleForm> = Vec::new();
        for (_, id, value) in given {
            if id == ASSUME_ROLE {
                roles.push(AssumeRoleForm {
                    role_arn: value.clone(),
                    ..AssumeRoleForm::default()
                });
                continue;
            }
            let Some(role) = roles.last_mut() else {
                let text = "--external-id and --mfa-serial stand behind the --assume-role that they are for";
                return Err(clap::Error::raw(ErrorKind::MissingRequiredArgument, text));
            };
            let field = if id == EXTERNAL_ID {
                &mut role.external_id
            } else {
                &mut role.mfa_serial
            };
            field.clone_from(value);
        }
        Ok(Self { roles })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Vec<AssumeRoleForm>, clap::Error> {
        let command = RoleArgs::augment_args(Command::new("x").no_binary_name(true));
        let matches = command.try_get_matches_from(arguments)?;
        RoleArgs::from_arg_matches(&matches).map(|args| args.roles)
    }

    #[test]
    fn what_stands_behind_a_role_is_about_that_role() {
        let roles = read(&[
            "--assume-role",
            "first",
            "--mfa-serial",
            "device",
            "--assume-role=second",
            "--external-id",
            "x",
        ])
        .unwrap();
        let expected =
            [("first", "", "device"), ("second", "x", "")].map(|(arn, external_id, serial)| AssumeRoleForm {
                role_arn: arn.to_owned(),
                external_id: external_id.to_owned(),
                mfa_serial: serial.to_owned(),
                ..AssumeRoleForm::default()
            });
        assert_eq!(roles, expected);
        assert_eq!(read(&[]).unwrap(), []);
    }

    #[test]
    fn an_external_id_needs_a_role_before_it() {
        for wrong in [
            &["--external-id", "x"][..],
            &["--external-id", "x", "--assume-role", "a"],
            &["--mfa-serial", "x", "--assume-role", "a"],
        ] {
            let error = read(wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::MissingRequiredArgument, "{wrong:?}");
        }
    }
}
