//! The AWS config files as text: sections and settings with their lines, read as botocore reads them. Pure.
//!
//! botocore reads with Python's `RawConfigParser`, whose rules are more than those that AWS documents: a colon is as
//! good as an equals sign, an indented line belongs to the setting above, a section `DEFAULT` is in all others, and
//! some mistakes refuse the whole file. So do we, for the AWS CLI to see the same profiles as Countersign; what else
//! stands in a refused file is read all the same, for lists.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>
//! <https://docs.python.org/3/library/configparser.html>

mod reader;
mod section_name;

use crate::model::Secret;

pub use reader::read;
pub use section_name::name_behind;

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// In the order of the file.
    pub sections: Vec<Section>,
    /// Why botocore takes nothing of the file, the one that it names first. Empty for a good file.
    pub refusals: Vec<Refusal>,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What stands in the brackets.
    pub name: String,
    /// Line of the brackets, from 1.
    pub line: usize,
    /// Its own in the order of the file, then those of `DEFAULT`.
    pub settings: Vec<Setting>,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Name in lower case.
    pub key: String,
    /// Line of the name, from 1.
    pub line: usize,
    /// What stands behind the equals sign.
    pub value: Value,
}

/// The value of a setting. Every one is taken for a secret until it is known which setting it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, with line feeds where it goes on on further lines.
    Text(Secret),
    /// A block of indented lines under an empty value, as for `s3` or for a service of a `services` section.
    Block(Vec<BlockLine>),
}

/// One line of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockLine {
    /// Name as it is spelled.
    pub key: String,
    /// Line, from 1.
    pub line: usize,
    /// What stands behind the equals sign.
    pub value: Secret,
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: RefusalReason,
}

/// What refuses a file. Never holds a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    /// Bytes that are no text.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// The three bytes that some editors write in front of UTF-8.
    #[error(
        "the file begins with a byte order mark, which the AWS CLI does not read: save it as UTF-8 without"
    )]
    ByteOrderMark,
    /// Something in front of the first section.
    #[error("a line stands in front of the first section, which would be [default] or [profile name]")]
    SectionMissing,
    /// A section for the second time.
    #[error("the section [{name}] is there already, on line {first}")]
    SectionTwice {
        /// Its name.
        name: String,
        /// Line of the first.
        first: usize,
    },
    /// A setting for the second time.
    #[error("{key} is there already in [{section}], on line {first}")]
    SettingTwice {
        /// Its section.
        section: String,
        /// Its name.
        key: String,
        /// Line of the first.
        first: usize,
    },
    /// Neither section nor setting.
    #[error("the line has no name with an equals sign behind it")]
    NoSetting,
    /// An indented line without an equals sign under an empty value.
    #[error("the line belongs to the block of {key} above and has no equals sign")]
    NoBlockLine {
        /// The setting above.
        key: String,
    },
}

impl ConfigFile {
    /// A section by its whole name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }
}

/// White space as Python sees it: that of Unicode, and the four separators of ASCII.
fn is_space(ch: char) -> bool {
    ch.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&ch)
}
