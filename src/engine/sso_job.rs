//! Sign-ins to IAM Identity Center, and what it lists, on a click.

use crate::model::{
    AwsAuth, CredentialsError, SignInMethod, SignInState, SignedOut, SsoAccount, SsoRole, SsoSession,
};

/// What is wanted of IAM Identity Center besides credentials.
#[derive(Clone, Debug)]
pub enum SsoOrder {
    /// A sign-in.
    SignIn {
        /// Where.
        session: Box<SsoSession>,
        /// By which grant.
        method: SignInMethod,
    },
    /// The accounts of the person who signed in.
    Accounts(Box<SsoSession>),
    /// The roles of that person in an account.
    Roles {
        /// Who signed in.
        session: Box<SsoSession>,
        /// Twelve digits.
        account_id: String,
    },
    /// The end of the sign-in that credentials come from.
    SignOut(Box<AwsAuth>),
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum SsoEvent {
    /// A sign-in stands somewhere else now.
    State(SignInState),
    /// The accounts.
    Accounts(Result<Vec<SsoAccount>, CredentialsError>),
    /// The roles in an account.
    Roles {
        /// Twelve digits.
        account_id: String,
        /// The roles.
        roles: Result<Vec<SsoRole>, CredentialsError>,
    },
    /// A sign-out.
    SignedOut(Result<SignedOut, CredentialsError>),
}
