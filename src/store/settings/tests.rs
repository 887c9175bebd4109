use std::path::PathBuf;

use super::*;
use crate::model::{
    Appearance, ClientCertificate, ContrastChoice, CredentialDefaults, HistorySettings, LongLines, Network,
    ProxyMode, ProxySettings, RowsChoice, Secret, SecretScan, SecuritySettings, SettingsProblem, ThemeChoice,
};

fn every_setting() -> ProgramSettings {
    let certificate = |host: &str, key: &str| ClientCertificate {
        host: host.to_owned(),
        certificate: "/pki/client \"one\".pem".to_owned(),
        key: key.to_owned(),
        ..ClientCertificate::default()
    };
    ProgramSettings {
        appearance: Appearance {
            theme: ThemeChoice::Dark,
            contrast: ContrastChoice::High,
            rows: RowsChoice::Compact,
            zoom_percent: 130,
            long_lines: LongLines::Unwrapped,
        },
        network: Network {
            proxy: ProxySettings {
                mode: ProxyMode::Explicit,
                url: "http://proxy:3128".to_owned(),
                user: "jörg".to_owned(),
                bypass: ".example.com, 10.0.0.0/8".to_owned(),
                ..ProxySettings::default()
            },
            authorities: vec!["/pki/a.pem".to_owned(), "C:\\pki\\b.pem".to_owned()],
            client_certificates: vec![certificate("*.example.com", ""), certificate("api", "/pki/k.pem")],
            connect_timeout_ms: Some(0),
            total_timeout_ms: Some(30_000),
            ..Network::default()
        },
        keys: [
            ("send", vec!["f6"]),
            ("quit", Vec::new()),
            ("close_tab", vec!["ctrl+\\", "ctrl+m"]),
        ]
        .into_iter()
        .map(|(name, keys)| (name.to_owned(), keys.into_iter().map(str::to_owned).collect()))
        .collect(),
        history: HistorySettings {
            off: true,
            off_for: vec![PathBuf::from("/work/pets")],
            days: Some(30),
            megabytes: Some(100),
            exchanges: Some(5_000),
        },
        security: SecuritySettings {
            secret_scan: SecretScan::Off,
        },
        credentials: CredentialDefaults {
            profile: "dev".to_owned(),
            region: "eu-central-1".to_owned(),
        },
    }
}

fn written(settings: &ProgramSettings) -> String {
    edited("", &ProgramSettings::default(), settings).unwrap()
}

#[track_caller]
fn problems(text: &str) -> Vec<(usize, String)> {
    let problems = read(text).unwrap().problems.into_iter();
    problems
        .map(|SettingsProblem { line, text }| (line, text))
        .collect()
}

#[test]
fn every_setting_comes_back_and_no_problem_with_it() {
    let text = written(&every_setting());
    let back = read(&text).unwrap();
    assert_eq!(back.settings, every_setting(), "{text}");
    assert_eq!(back.problems, []);
    assert_eq!(edited(&text, &every_setting(), &every_setting()).unwrap(), text);
    let reset = edited(&text, &every_setting(), &ProgramSettings::default()).unwrap();
    assert_eq!(read(&reset).unwrap(), SettingsRead::default(), "{reset}");
}

#[test]
fn at_the_defaults_the_file_is_its_heading() {
    let text = written(&ProgramSettings::default());
    assert!(
        text.lines().all(|line| line.is_empty() || line.starts_with('#')),
        "{text}"
    );
}

#[test]
fn no_secret_stands_in_the_file() {
    let mut settings = every_setting();
    settings.network.proxy.password = Secret::new("canary-password");
    settings.network.proxy.url = "http://me:canary-in-url@proxy:3128".to_owned();
    settings.network.client_certificates[0].passphrase = Secret::new("canary-passphrase");
    let text = written(&settings);
    assert!(
        !text.contains("canary") && text.contains("http://me@proxy:3128"),
        "{text}"
    );
}

#[test]
fn a_file_cut_anywhere_gives_what_it_still_says_and_never_panics() {
    let text = written(&every_setting());
    for end in 0..=text.len() {
        if let Ok(read) = reading::read_bytes(&text.as_bytes()[..end]) {
            edited(text.get(..end).unwrap(), &read.settings, &every_setting()).unwrap();
        }
    }
}

#[test]
fn a_changed_byte_never_panics() {
    let text = written(&every_setting());
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            if let Ok(read) = reading::read_bytes(&bytes) {
                let text = String::from_utf8(bytes).unwrap();
                edited(&text, &read.settings, &ProgramSettings::default()).unwrap();
            }
        }
    }
}

#[test]
fn every_kind_of_wrong_value_is_named_with_its_line_and_the_default_counts() {
    for (text, line, says) in [
        (
            "[appearance]\ntheme = \"drak\"",
            2,
            "appearance.theme is \"drak\" and has to be \"system\", \"dark\" or \"light\"",
        ),
        (
            "[appearance]\n\ntheme = 1",
            3,
            "appearance.theme is 1 and has to be",
        ),
        (
            "[appearance]\nzoom_percent = 301",
            2,
            "a whole number from 50 to 300",
        ),
        (
            "[appearance]\nzoom_percent = 1.5",
            2,
            "appearance.zoom_percent is 1.5 and has to be",
        ),
        (
            "[appearance]\nzoom_percent = -1",
            2,
            "a whole number from 50 to 300",
        ),
        ("[appearance]\nwrap_long_lines = \"no\"", 2, "true or false"),
        (
            "[appearance]\ncolour = \"red\"",
            2,
            "appearance.colour is no setting",
        ),
        ("appearance = 5", 1, "[appearance] has to be a section"),
        ("[apearance]\ntheme = \"dark\"", 1, "[apearance] is no section"),
        ("theme = \"dark\"", 1, "[theme] is no section"),
        ("[[history]]\nkeep = false", 1, "[history] has to be a section"),
        ("[history]\ndays = 0", 2, "a whole number from 1 to 36500"),
        (
            "[history]\nexchanges = 99999999999999999",
            2,
            "history.exchanges is 99999999999999999",
        ),
        ("[history]\nnot_for = \"/a\"", 2, "a list of texts in quotes"),
        ("[history]\nnot_for = [\"/a\", 1]", 2, "a list of texts in quotes"),
        (
            "[network]\nproxy = \"http://me:canary@proxy\"",
            2,
            "network.proxy has to be \"system\", \"none\" or \"this\"",
        ),
        ("[network]\nproxy_url = 5", 2, "a text in quotes"),
        (
            "[network]\nclient_certificates = [{ hots = \"a\" }]",
            2,
            "a list of tables",
        ),
        ("[network]\nclient_certificates = [\"a\"]", 2, "a list of tables"),
        (
            "[keys]\nsend = 5",
            2,
            "keys as \"ctrl+shift+h\" or a list of them",
        ),
        ("[keys]\nsend = [5]", 2, "keys as"),
        (
            "[security]\nfind_secrets_on_save = 1979-05-27",
            2,
            "true or false",
        ),
        (
            "[credentials]\nprofile = { name = \"dev\" }",
            2,
            "a text in quotes",
        ),
    ] {
        let read = read(text).unwrap();
        assert_eq!(read.settings, ProgramSettings::default(), "{text}");
        let [problem] = read.problems.as_slice() else {
            panic!("{text}: {:?}", read.problems)
        };
        assert!(
            problem.line == line && problem.text.contains(says),
            "{text}: {problem:?}"
        );
        assert!(!problem.text.contains("canary"), "{problem:?}");
    }
}

#[test]
fn all_problems_are_told_in_the_order_of_their_lines_and_the_rest_counts() {
    let text = "[history]\nkeep = 1\ndays = 7\n[appearance]\ntheme = 2\nrows = \"compact\"\n[x]\n";
    let lines: Vec<usize> = problems(text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [2, 5, 7]);
    let settings = read(text).unwrap().settings;
    assert_eq!(settings.history.days, Some(7));
    assert_eq!(settings.appearance.rows, RowsChoice::Compact);
}

#[test]
fn comments_order_and_what_is_not_known_stay_and_so_does_what_is_wrong() {
    let text = "# mine\n\n[later]\nknown = \"not here\"\n\n[appearance] # look\n# the old one\ntheme = \"drak\" # oops\n\
                zoom_percent = 120\nspare = [1, 2] # kept\n\n[network]\nproxy = 'none'\n# the end\n";
    let before = read(text).unwrap().settings;
    let mut after = before.clone();
    after.appearance.zoom_percent = 150;
    after.history.days = Some(7);
    let now = edited(text, &before, &after).unwrap();
    for kept in [
        "# mine\n",
        "known = \"not here\"",
        "[appearance] # look",
        "# the old one",
        "theme = \"drak\" # oops",
        "spare = [1, 2] # kept",
        "proxy = 'none'",
        "# the end",
    ] {
        assert!(now.contains(kept), "{kept}: {now}");
    }
    assert!(
        now.contains("zoom_percent = 150") && now.contains("[history]\ndays = 7"),
        "{now}"
    );
    assert!(
        now.find("[later]") < now.find("[appearance]") && now.find("[appearance]") < now.find("[network]")
    );
    let mut themed = after.clone();
    themed.appearance.theme = ThemeChoice::Light;
    let now = edited(&now, &after, &themed).unwrap();
    assert!(now.contains("theme = \"light\" # oops"), "{now}");
    let now = edited(&now, &themed, &ProgramSettings::default()).unwrap();
    assert!(
        now.contains("spare = [1, 2] # kept") && now.contains("[later]"),
        "{now}"
    );
    assert!(
        !now.contains("zoom_percent") && !now.contains("[network]") && !now.contains("[history]"),
        "{now}"
    );
}

#[test]
fn a_section_in_braces_with_dots_or_of_another_kind_is_edited_too() {
    let mut after = ProgramSettings::default();
    after.appearance.theme = ThemeChoice::Dark;
    for text in [
        "appearance = { rows = \"compact\" }\n",
        "appearance.rows = \"compact\"\n",
        "appearance = 5\n",
    ] {
        let before = read(text).unwrap().settings;
        let mut wanted = after.clone();
        wanted.appearance.rows = before.appearance.rows;
        let now = edited(text, &before, &wanted).unwrap();
        assert_eq!(read(&now).unwrap().settings, wanted, "{now}");
    }
}

#[test]
fn client_certificates_are_read_from_tables_too() {
    let text = "[[network.client_certificates]]\nhost = \"a\"\ncertificate = \"b\"\n";
    let certificates = read(text).unwrap().settings.network.client_certificates;
    assert_eq!(certificates.len(), 1);
    assert_eq!(certificates[0].certificate, "b");
}

#[test]
fn a_comment_alone_stays_above_what_is_added() {
    let mut after = ProgramSettings::default();
    after.appearance.theme = ThemeChoice::Dark;
    let now = edited("# only this\n", &ProgramSettings::default(), &after).unwrap();
    assert_eq!(now, "# only this\n\n[appearance]\ntheme = \"dark\"\n");
}

#[test]
fn what_is_no_toml_is_told_by_its_place() {
    for (bytes, line, column) in [
        (&b"[appearance]\ntheme = dark\n"[..], 2, 9),
        (b"[appearance\n", 1, 12),
        (b"a = 1\na = 2\n", 2, 1),
        (b"a = \"\xff\"\n", 1, 6),
    ] {
        let not = reading::read_bytes(bytes).unwrap_err();
        assert_eq!((not.line, not.column), (line, column), "{not:?}");
        assert!(!not.reason.is_empty());
    }
    assert!(reading::read_bytes(b"\xef\xbb\xbf[appearance]\n").is_ok());
}

fn places(folder: &Path) -> Places {
    Places::new(Some(folder.join("inner"))).unwrap()
}

#[cfg(unix)]
#[test]
fn the_file_is_made_with_its_folder_and_only_the_user_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    let mut file = SettingsFile::new(&places);
    assert!(matches!(file.load(), Loaded::Missing));
    file.save(&ProgramSettings::default(), &every_setting()).unwrap();
    let mode = std::fs::metadata(places.settings_file())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(file.look().is_none(), "what was written here is no news");
    let Loaded::Read(read) = SettingsFile::new(&places).load() else {
        panic!()
    };
    assert_eq!(read.settings, every_setting());
}

#[test]
fn a_change_by_others_is_seen_and_kept_by_the_next_save() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    let mut file = SettingsFile::new(&places);
    let mut first = ProgramSettings::default();
    first.appearance.theme = ThemeChoice::Dark;
    file.save(&ProgramSettings::default(), &first).unwrap();
    let text = "# by hand\n[appearance]\ntheme = \"dark\"\nrows = \"compact\"\n";
    disk::write(&places.settings_file(), text.as_bytes()).unwrap();
    let mut second = first.clone();
    second.appearance.zoom_percent = 110;
    let read = file.save(&first, &second).unwrap();
    assert_eq!(read.settings.appearance.rows, RowsChoice::Compact);
    assert_eq!(read.settings.appearance.zoom_percent, 110);
    disk::write(&places.settings_file(), b"[appearance]\nrows = \"compact\"\n").unwrap();
    let Some(Loaded::Read(read)) = file.look() else {
        panic!()
    };
    assert_eq!(read.settings.appearance.theme, ThemeChoice::System);
}

#[test]
fn a_save_that_failed_is_made_up_for_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    disk::create_folder(&places.config_dir).unwrap();
    let broken = b"[appearance\n";
    disk::write(&places.settings_file(), broken).unwrap();
    let mut file = SettingsFile::new(&places);
    assert!(matches!(file.load(), Loaded::NotToml(_)));
    let mut first = ProgramSettings::default();
    first.appearance.theme = ThemeChoice::Dark;
    file.save(&ProgramSettings::default(), &first).unwrap_err();
    assert_eq!(
        disk::read(&places.settings_file()).unwrap().unwrap(),
        broken,
        "left alone"
    );
    disk::write(&places.settings_file(), b"# mended\n").unwrap();
    let mut second = first.clone();
    second.appearance.zoom_percent = 110;
    let read = file.save(&first, &second).unwrap();
    assert_eq!(read.settings, second);
}

#[test]
fn a_file_that_is_no_toml_is_set_aside_and_a_new_one_written() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    disk::create_folder(&places.config_dir).unwrap();
    disk::write(&places.settings_file(), b"[appearance\n").unwrap();
    let mut file = SettingsFile::new(&places);
    let now = OffsetDateTime::UNIX_EPOCH;
    let (aside, read) = file.set_aside(now, &every_setting()).unwrap();
    assert_eq!(disk::read(&aside).unwrap().unwrap(), b"[appearance\n");
    assert_eq!(read.settings, every_setting());
}

#[test]
fn exported_keys_are_a_section_of_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.toml");
    write_keys(&path, &every_setting().keys).unwrap();
    let read = read_keys(&path).unwrap();
    assert_eq!(read.settings.keys, every_setting().keys);
    assert_eq!(read.problems, []);
    assert!(
        read_keys(&folder.path().join("none.toml"))
            .unwrap_err()
            .contains("there is no file")
    );
}

/// Each window knows its own changes alone and edits the file as it is.
#[test]
fn two_windows_that_change_settings_at_once_lose_none() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    let zoom = |percent| {
        let mut settings = ProgramSettings::default();
        settings.appearance.zoom_percent = percent;
        settings
    };
    let timeout = |milliseconds| {
        let mut settings = ProgramSettings::default();
        settings.network.total_timeout_ms = Some(milliseconds);
        settings
    };
    let last = std::thread::scope(|threads| {
        let one = threads.spawn(|| {
            let mut file = SettingsFile::new(&places);
            (101..150).for_each(|at| drop(file.save(&zoom(at - 1), &zoom(at)).unwrap()));
        });
        let mut file = SettingsFile::new(&places);
        (1..50).for_each(|at| drop(file.save(&timeout(at - 1), &timeout(at)).unwrap()));
        one.join().unwrap();
        disk::read(&places.settings_file()).unwrap().unwrap()
    });
    let last = read(&String::from_utf8(last).unwrap()).unwrap().settings;
    assert_eq!(last.appearance.zoom_percent, 149);
    assert_eq!(last.network.total_timeout_ms, Some(49));
}
