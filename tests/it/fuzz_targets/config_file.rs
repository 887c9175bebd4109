//! The AWS config files. Input: a file.

use countersign::credentials::config_file::{ConfigFile, Value, name_behind, read};

/// Any bytes are read to their end, each value keeps a line that there is, and a file without a refusal says the same
/// when it is written again and when its lines end otherwise.
pub fn run(data: &[u8]) {
    let file = read(data);
    let lines = data.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    for section in &file.sections {
        assert!((1..=lines).contains(&section.line), "{section:?}");
        for kind in ["profile", "sso-session", "services"] {
            let name = name_behind(kind, &section.name);
            assert!(name.is_none_or(|name| name.len() < section.name.len()));
        }
        for setting in &section.settings {
            assert!((1..=lines).contains(&setting.line), "{setting:?}");
        }
    }
    for refusal in &file.refusals {
        assert!((1..=lines).contains(&refusal.line), "{refusal:?}");
    }
    if !data.contains(&b'\r') {
        let ends = data.iter().flat_map(|byte| match byte {
            b'\n' => vec![b'\r', b'\n'],
            byte => vec![*byte],
        });
        assert_eq!(read(&ends.collect::<Vec<u8>>()), file);
    }
    if file.refusals.is_empty() && !comments_in_blocks(&file) {
        let printed = printed(&file);
        let again = read(printed.as_bytes());
        assert_eq!(without_lines(again), without_lines(file), "{printed:?}");
    }
}

/// A line of a block may begin with a comment sign behind a separator that ends no line of a file.
fn comments_in_blocks(file: &ConfigFile) -> bool {
    let settings = file.sections.iter().flat_map(|section| &section.settings);
    settings.into_iter().any(|setting| match &setting.value {
        Value::Text(_) => false,
        Value::Block(lines) => lines.iter().any(|line| line.key.starts_with(['#', ';'])),
    })
}

fn printed(file: &ConfigFile) -> String {
    let mut text = String::new();
    for section in &file.sections {
        text.extend(["[", section.name.as_str(), "]\n"]);
        for setting in &section.settings {
            text.extend([setting.key.as_str(), " ="]);
            match &setting.value {
                Value::Text(value) => {
                    text.push(' ');
                    text.push_str(&value.expose_setting().replace('\n', "\n\t"));
                }
                Value::Block(lines) => {
                    for line in lines {
                        text.extend(["\n\t", line.key.as_str(), " = ", line.value.expose_setting()]);
                    }
                }
            }
            text.push('\n');
        }
    }
    text
}

fn without_lines(mut file: ConfigFile) -> ConfigFile {
    for section in &mut file.sections {
        section.line = 0;
        for setting in &mut section.settings {
            setting.line = 0;
            if let Value::Block(lines) = &mut setting.value {
                for line in lines {
                    line.line = 0;
                }
            }
        }
    }
    file
}
