//! Environments and their variables: the picker, the page, the frame and the questions, each alone.

use countersign::model::{Caution, DraftId, Environment, RowState, Secret, Variable, VariableValue};
use countersign::ui::action::{Action, VariablesAction};
use countersign::ui::command::Command;
use countersign::ui::page::Verdict;
use countersign::ui::shell::danger_frame::danger_frame_ui;
use countersign::ui::shell::danger_page::{DangerPage, danger_page_ui};
use countersign::ui::shell::environment_picker::{self, EnvironmentChoices, environment_picker_ui};
use countersign::ui::shell::missing_values_page::{
    KeepsIn, MissingValue, MissingValuesPage, missing_values_page_ui,
};
use countersign::ui::shell::variables_page::{VariablesPage, variables_page_ui};
use countersign::ui::tokens::tokens;
use countersign::ui::variable_scope::{ScopeId, SecretPlace, TypedSecret, VariableScope};
use eframe::egui::{Event, Key, Modifiers, Vec2, vec2};

use super::bench::Bench;

const WIDE: Vec2 = vec2(1280.0, 800.0);
const NARROW: Vec2 = vec2(900.0, 600.0);
/// A value that nobody may be told.
const SECRET: &str = "s3cr3t-canary-4711";

fn environment(name: &str, caution: Caution, variables: Vec<Variable>) -> Environment {
    Environment {
        name: name.to_owned(),
        color: "#7fb4ff".to_owned(),
        variables,
        caution,
    }
}

fn dev_and_prod() -> Vec<Environment> {
    vec![
        environment(
            "dev",
            Caution::Normal,
            vec![
                Variable::new("base", "http://localhost:8080"),
                Variable::secret("token"),
                Variable::secret("api_key"),
            ],
        ),
        environment(
            "prod",
            Caution::Dangerous,
            vec![Variable::new("base", "https://api.example.com")],
        ),
    ]
}

fn scopes() -> Vec<VariableScope> {
    let known = |name: &str, place| {
        let value = Secret::new(SECRET);
        let name = name.to_owned();
        (TypedSecret { name, value }, place)
    };
    let global = Environment {
        variables: vec![Variable::new("user", "me")],
        ..Environment::default()
    };
    let mut scopes = vec![
        VariableScope::new(ScopeId::Global, global, &[]),
        VariableScope::new(ScopeId::Collection, Environment::default(), &[]),
    ];
    scopes.extend(dev_and_prod().into_iter().map(|environment| {
        let id = ScopeId::Environment(environment.name.clone());
        VariableScope::new(id, environment, &[known("token", SecretPlace::KeyStore)])
    }));
    scopes
}

fn page_in(size: Vec2, front: &str) -> Bench<VariablesPage> {
    let page = VariablesPage::new(scopes(), ScopeId::Environment(front.to_owned()));
    Bench::new(page, size, variables_page_ui)
}

/// The one thing that was asked for.
#[track_caller]
fn asked(bench: &mut Bench<VariablesPage>) -> VariablesAction {
    match bench.actions().as_slice() {
        [Action::OfVariables(action)] => action.clone(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn saved(bench: &mut Bench<VariablesPage>) -> countersign::ui::variable_scope::SavedVariables {
    match asked(bench) {
        VariablesAction::Save(saved) => *saved,
        other => panic!("{other:?}"),
    }
}

struct Picked {
    chosen: Option<&'static str>,
    missing: usize,
}

fn picker(chosen: Option<&'static str>, missing: usize) -> Bench<Picked> {
    let environments = dev_and_prod();
    Bench::new(Picked { chosen, missing }, NARROW, move |ui, picked, out| {
        let choices = EnvironmentChoices {
            collection: "Shop",
            environments: &environments,
            chosen: picked.chosen,
            missing: picked.missing,
        };
        let colors = tokens(ui.ctx());
        ui.horizontal(|ui| environment_picker_ui(ui, &choices, colors, out));
        let dangerous = picked.chosen == Some("prod");
        if dangerous {
            danger_frame_ui(ui.ctx());
        }
        Verdict::Open
    })
}

#[test]
fn an_environment_is_chosen_with_the_pointer() {
    let mut bench = picker(None, 0);
    bench.click("No environment");
    assert!(bench.has("Use prod, which is marked as dangerous"));
    bench.click("Use dev");
    assert_eq!(
        bench.actions(),
        [Action::ChooseEnvironment(Some("dev".to_owned()))]
    );
    assert!(!bench.has("Use dev"), "the menu is closed");
    bench.state().chosen = Some("dev");
    bench.settle();
    bench.click("Environment dev");
    bench.click("Use no environment");
    assert_eq!(bench.actions(), [Action::ChooseEnvironment(None)]);
}

#[test]
fn an_environment_is_chosen_by_the_keyboard() {
    let mut bench = picker(Some("dev"), 0);
    environment_picker::open(&bench.harness.ctx);
    bench.settle();
    assert_eq!(
        bench.focused().as_deref(),
        Some("Use dev"),
        "the one in force is where one begins"
    );
    bench.press(Modifiers::NONE, Key::ArrowDown);
    bench.press(Modifiers::NONE, Key::Enter);
    assert_eq!(
        bench.actions(),
        [Action::ChooseEnvironment(Some("prod".to_owned()))]
    );
    environment_picker::open(&bench.harness.ctx);
    bench.settle();
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.has("Use dev") && bench.actions().is_empty());
}

#[test]
fn the_menu_leads_to_the_pages_and_says_what_is_missing() {
    let mut bench = picker(Some("dev"), 2);
    for command in [
        Command::FillMissingValues,
        Command::EditEnvironments,
        Command::EditGlobalVariables,
    ] {
        bench.click("Environment dev");
        bench.click(command.text());
        assert_eq!(bench.actions(), [Action::Run(command)]);
    }
    let mut none = picker(Some("dev"), 0);
    none.click("Environment dev");
    assert!(!none.has(Command::FillMissingValues.text()));
}

#[test]
fn a_frame_stands_round_the_window_in_a_dangerous_environment_and_in_no_other() {
    use eframe::egui::epaint::Shape;
    let framed = |bench: &Bench<Picked>| {
        let whole = bench.harness.ctx.viewport_rect();
        let bad = tokens(&bench.harness.ctx).bad;
        bench.harness.output().shapes.iter().any(|clipped| {
            matches!(&clipped.shape, Shape::Rect(rect)
                if rect.rect == whole && rect.stroke.color == bad && rect.stroke.width >= 4.0)
        })
    };
    let mut bench = picker(Some("prod"), 0);
    assert!(framed(&bench));
    assert!(bench.everything_told().contains("Environment prod"));
    bench.state().chosen = Some("dev");
    bench.settle();
    assert!(!framed(&bench));
}

#[test]
fn enter_cancels_what_would_change_data_in_a_dangerous_environment() {
    let draft = DraftId::from_random(7);
    let question = || {
        let page = DangerPage::new(
            DraftId::from_random(7),
            "DELETE".to_owned(),
            "api.example.com".to_owned(),
            "prod".to_owned(),
        );
        Bench::new(page, NARROW, danger_page_ui)
    };
    let mut bench = question();
    for words in [
        "Send DELETE to prod?",
        "api.example.com",
        "prod is marked as dangerous",
    ] {
        bench.assert_sees(words);
    }
    assert_eq!(bench.focused().as_deref(), Some("Cancel"));
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(!bench.is_open() && bench.actions().is_empty());
    let mut bench = question();
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.is_open() && bench.actions().is_empty());
    let mut bench = question();
    bench.click("Send DELETE to prod");
    assert_eq!(bench.actions(), [Action::SendInDangerous(draft)]);
    assert!(!bench.is_open());
}

#[test]
fn variables_are_typed_switched_off_removed_and_saved() {
    let mut bench = page_in(WIDE, "dev");
    bench.click("Add variable");
    assert_eq!(bench.focused().as_deref(), Some("Variable 4 name"));
    bench.type_text("stage");
    bench.press(Modifiers::NONE, Key::Tab);
    bench.type_text("v1");
    bench.click("Use variable 1");
    bench.click("Remove variable 3");
    bench.assert_sees("not saved");
    bench.click("Save");
    let saved = saved(&mut bench);
    assert_eq!(saved.scope, ScopeId::Environment("dev".to_owned()));
    let rows: Vec<(&str, RowState)> = saved
        .environment
        .variables
        .iter()
        .map(|row| (row.name.as_str(), row.state))
        .collect();
    assert_eq!(
        rows,
        [
            ("base", RowState::Disabled),
            ("token", RowState::Enabled),
            ("stage", RowState::Enabled)
        ]
    );
    let stage = &saved.environment.variables[2];
    assert_eq!(stage.value, VariableValue::Text("v1".to_owned()));
}

#[test]
fn rows_are_moved_and_entered_by_the_keyboard() {
    let mut bench = page_in(WIDE, "dev");
    bench.fill("Variable 1 name", "root");
    bench.press(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(
        bench.focused().as_deref(),
        Some("Variable 2 name"),
        "the cursor goes with its row"
    );
    bench.press(Modifiers::NONE, Key::Enter);
    assert_eq!(bench.focused().as_deref(), Some("Variable 3 name"));
    bench.press(Modifiers::COMMAND, Key::S);
    let names: Vec<String> = saved(&mut bench)
        .environment
        .variables
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names, ["token", "root", "api_key"]);
}

#[test]
fn a_secret_is_masked_says_where_it_is_and_leaves_as_a_secret() {
    let mut bench = page_in(WIDE, "dev");
    bench.assert_sees("In the key store of this computer");
    bench.assert_sees("No value on this computer");
    assert!(!bench.everything_told().contains(SECRET), "masked, and not told");
    bench.click("Show variable 2 secret value");
    assert!(
        bench.everything_told().contains(SECRET),
        "the control: shown, it is told"
    );
    bench.click("Hide variable 2 secret value");
    bench.fill("Variable 3 secret value", "another-canary");
    bench.assert_sees("Not saved: Save puts it into the key store, never into a file");
    bench.click("Save");
    let saved = saved(&mut bench);
    let secrets: Vec<&str> = saved.secrets.iter().map(|secret| secret.name.as_str()).collect();
    assert_eq!(secrets, ["token", "api_key"]);
    assert_eq!(saved.secrets[1].value, Secret::new("another-canary"));
    let written = format!("{saved:?}");
    assert!(
        !written.contains("another-canary") && !written.contains(SECRET),
        "{written}"
    );
}

#[test]
fn text_made_a_secret_goes_to_the_key_store_and_not_to_the_file() {
    let mut bench = page_in(WIDE, "prod");
    bench.click("Variable 1 is secret");
    assert!(!bench.sees("https://api.example.com"));
    bench.click("Save");
    let made = saved(&mut bench);
    assert_eq!(made.environment.variables[0].value, VariableValue::Secret);
    assert_eq!(made.secrets[0].value, Secret::new("https://api.example.com"));
    bench.click("Variable 1 is secret");
    bench.assert_sees("https://api.example.com");
    assert!(!bench.sees("not saved"), "as it was");
}

#[test]
fn colour_caution_and_the_aws_group_belong_to_an_environment() {
    let mut bench = page_in(WIDE, "dev");
    bench.click("Colour: Pink");
    bench.click("Ask before anything but GET, HEAD and OPTIONS (dangerous)");
    bench.fill("AWS profile of dev", "shop-dev");
    bench.fill("Region of dev", "eu-west-1");
    bench.click("Use them in the collection's auth");
    assert_eq!(
        asked(&mut bench),
        VariablesAction::UseInAuth {
            environment: "dev".to_owned(),
            names: vec!["aws_profile", "aws_region"],
        }
    );
    bench.press(Modifiers::COMMAND, Key::S);
    let saved = saved(&mut bench).environment;
    assert_eq!(
        (saved.color.as_str(), saved.caution),
        ("#f08bb4", Caution::Dangerous)
    );
    let added: Vec<(&str, &VariableValue)> = saved.variables[3..]
        .iter()
        .map(|row| (row.name.as_str(), &row.value))
        .collect();
    let text = |text: &str| VariableValue::Text(text.to_owned());
    assert_eq!(
        added,
        [
            ("aws_profile", &text("shop-dev")),
            ("aws_region", &text("eu-west-1"))
        ]
    );
    bench.click("Variables of Global");
    assert!(!bench.has("AWS profile of dev") && !bench.has("Colour: Pink"));
}

#[test]
fn environments_are_made_copied_renamed_and_deleted() {
    let mut bench = page_in(WIDE, "dev");
    bench.click("New environment");
    assert_eq!(bench.focused().as_deref(), Some("Name of the new environment"));
    bench.type_text("Prod");
    bench.assert_sees("There is one of that name");
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(bench.actions().is_empty());
    bench.fill("Name of the new environment", "test");
    bench.press(Modifiers::NONE, Key::Enter);
    assert_eq!(
        asked(&mut bench),
        VariablesAction::Create {
            name: "test".to_owned(),
            copy_of: None
        }
    );
    bench.click("Duplicate dev");
    bench.click("Create");
    assert_eq!(
        asked(&mut bench),
        VariablesAction::Create {
            name: "dev copy".to_owned(),
            copy_of: Some("dev".to_owned())
        }
    );
    bench.click("Rename dev");
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(bench.is_open(), "Escape gives the name up, and not the page");
    bench.click("Rename dev");
    bench.fill("New name of dev", "local");
    bench.click("Rename");
    assert_eq!(
        asked(&mut bench),
        VariablesAction::Rename {
            from: "dev".to_owned(),
            to: "local".to_owned()
        }
    );
    bench.click("Delete dev");
    assert_eq!(asked(&mut bench), VariablesAction::Delete("dev".to_owned()));
}

#[test]
fn what_is_typed_outlives_the_page_and_a_change_on_disk() {
    let mut bench = page_in(WIDE, "dev");
    bench.fill("Variable 1 value", "http://localhost:9999");
    bench.click("Variables of prod, dangerous");
    bench.assert_sees("Not saved: dev. Closing keeps what you typed");
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.is_open());
    let page = bench.state();
    assert_eq!(page.unsaved(), ["dev"]);
    page.renamed("dev", "local");
    let mut now = scopes();
    now.retain(|scope| scope.id.title() != "dev");
    page.follow(now);
    assert_eq!(
        page.unsaved(),
        ["local"],
        "renamed elsewhere, its file not read yet"
    );
    bench.harness.state_mut().verdict = Verdict::Open;
    bench.settle();
    bench.click("Variables of local, not saved");
    bench.assert_sees("http://localhost:9999");
    bench.assert_sees("Its file is gone. Save writes it anew");
    bench.click("Revert");
    bench.assert_sees("http://localhost:8080");
    assert!(bench.state().unsaved().is_empty());
}

#[test]
fn variables_are_edited_as_text_without_their_secrets() {
    let mut bench = page_in(WIDE, "dev");
    bench.click("Variables: Bulk edit");
    bench.assert_sees("Secret variables are not part of the text, and stay");
    bench.fill("Variables as text", "base: x");
    bench.event(Event::Paste("\n// off: y".to_owned()));
    bench.press(Modifiers::COMMAND, Key::S);
    let names: Vec<(String, RowState)> = saved(&mut bench)
        .environment
        .variables
        .into_iter()
        .map(|row| (row.name, row.state))
        .collect();
    // The text was emptied before it was typed anew.
    let expected = [
        ("token", RowState::Enabled),
        ("api_key", RowState::Enabled),
        ("base", RowState::Enabled),
        ("off", RowState::Disabled),
    ];
    assert_eq!(names, expected.map(|(name, state)| (name.to_owned(), state)));
}

#[test]
fn a_scope_that_can_not_be_changed_is_shown() {
    let mut scopes = scopes();
    scopes[2].read_only = Some("its schema is newer than this program".to_owned());
    let page = VariablesPage::new(scopes, ScopeId::Environment("dev".to_owned()));
    let mut bench = Bench::new(page, WIDE, |ui, page: &mut VariablesPage, out| {
        variables_page_ui(ui, page, out)
    });
    bench.assert_sees("Only shown: its schema is newer than this program");
    bench.assert_sees("http://localhost:8080");
    bench.click("Add variable");
    assert!(bench.state().unsaved().is_empty());
}

#[test]
fn missing_values_are_given_in_one_form() {
    let form = |keeps_in| {
        let mut token = MissingValue::new(ScopeId::Environment("dev".to_owned()), "token");
        token.used_in = Some(3);
        let values = vec![token, MissingValue::new(ScopeId::Collection, "api_key")];
        let page = MissingValuesPage::new(values, keeps_in);
        Bench::new(page, NARROW, |ui, page: &mut MissingValuesPage, out| {
            missing_values_page_ui(ui, page, out)
        })
    };
    let mut bench = form(KeepsIn::KeyStore);
    bench.assert_sees("dev, in 3 requests");
    assert_eq!(bench.focused().as_deref(), Some("Value of token"));
    bench.type_text(SECRET);
    assert!(!bench.everything_told().contains(SECRET));
    bench.assert_sees("1 stays missing");
    bench.click("Keep in the key store");
    let kept = TypedSecret {
        name: "token".to_owned(),
        value: Secret::new(SECRET),
    };
    assert_eq!(
        bench.actions(),
        [Action::OfVariables(VariablesAction::KeepSecrets(vec![(
            ScopeId::Environment("dev".to_owned()),
            kept
        )]))]
    );
    assert!(!bench.is_open());
    let without = form(KeepsIn::Memory);
    without.assert_sees("No key store answers on this computer");
    assert!(without.has("Keep until the program ends"));
}

#[test]
fn everything_fits_into_the_smallest_window() {
    let bench = page_in(NARROW, "dev");
    let window = bench.harness.ctx.content_rect();
    for name in [
        "Save",
        "Revert",
        "Close",
        "Delete dev",
        "Remove variable 1",
        "Role ARN of dev",
    ] {
        let place = super::bench::place_of(&bench, name);
        assert!(window.contains_rect(place), "{name}: {place:?}");
    }
}
