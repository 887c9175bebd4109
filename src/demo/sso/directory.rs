//! The accounts and roles of the demo's only user.

/// An account with its permission sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Twelve digits.
    pub id: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub roles: &'static [&'static str],
}

/// All accounts, in the order in which they are listed.
pub const ACCOUNTS: [Account; 5] = [
    Account {
        id: "123456789012",
        name: "Demo",
        email: "demo@example.com",
        roles: &["DemoAdministrator", "DemoDeveloper", "DemoReadOnly"],
    },
    Account {
        id: "111122223333",
        name: "Build",
        email: "build@example.com",
        roles: &["DemoReadOnly"],
    },
    Account {
        id: "444455556666",
        name: "Data",
        email: "data@example.com",
        roles: &["DemoDeveloper", "DemoReadOnly"],
    },
    Account {
        id: "777788889999",
        name: "Production",
        email: "production@example.com",
        roles: &["DemoReadOnly"],
    },
    Account {
        id: "210987654321",
        name: "Sandbox",
        email: "sandbox@example.com",
        roles: &["DemoAdministrator"],
    },
];
