//! How the key is made that signs, in pieces. No secret is in them: the values of the steps stay behind
//! [`key_steps`](super::super::key_steps()).

use p256::ecdsa::Signature;

use super::super::applied::Version;
use super::super::string_to_sign::ALGORITHM_V4A;
use super::facts::Facts;
use super::read::row;
use super::{PieceKind, PieceSection, Pieces};
use crate::model::{Field, KeyShown, Origin, Traced};

const DERIVED: Origin = Origin::Rule("the public key of the derived private key");

const SECTION: PieceSection = PieceSection::SigningKey;

/// The pieces of the derivation.
pub(super) fn read(pieces: &mut Pieces, facts: &Facts<'_>) {
    row(pieces, facts, SECTION, PieceKind::SecretKey, secret(facts));
    match facts.texts.key {
        None => {}
        Some(KeyShown::Chain) => chain(pieces, facts),
        Some(KeyShown::PublicKey { x, y }) => {
            row(
                pieces,
                facts,
                SECTION,
                PieceKind::KeyDerivation,
                derivation(facts),
            );
            let (x, y) = (Traced::new(x, DERIVED), Traced::new(y, DERIVED));
            row(pieces, facts, SECTION, PieceKind::PublicKeyX, x);
            row(pieces, facts, SECTION, PieceKind::PublicKeyY, y);
        }
    }
}

/// Words that stand for the secret, with the field that it is typed into.
fn secret(facts: &Facts<'_>) -> Traced {
    let prefix = match facts.version {
        Version::V4 => "AWS4",
        Version::V4a => "AWS4A",
    };
    let mut text = Traced::rule(prefix, "prefix of the secret access key");
    text.push(" + ", Origin::Rule("written together"));
    let length = facts.typed.auth.aws.secret_access_key.len();
    let origin = if length == 0 {
        Origin::Rule("example secret access key of AWS's documentation")
    } else {
        Origin::Typed {
            field: Field::SecretAccessKey,
            span: 0..length,
        }
    };
    text.push("secret access key", origin);
    text
}

/// What goes into each step: the parts of the scope in order.
fn chain(pieces: &mut Pieces, facts: &Facts<'_>) {
    let scope = facts.texts.credential_scope;
    let text = scope.as_str();
    let kinds = [
        PieceKind::KeyDate,
        PieceKind::KeyRegion,
        PieceKind::KeyService,
        PieceKind::KeySigning,
    ];
    let mut at = 0;
    for (part, kind) in text.split('/').zip(kinds) {
        let range = at..at + part.len();
        at = range.end + 1;
        row(pieces, facts, SECTION, kind, scope.slice(range));
    }
}

/// Label and context of the key derivation of Version 4A, in the order in which they are hashed.
fn derivation(facts: &Facts<'_>) -> Traced {
    const FORM: Origin = Origin::Rule("fixed input of the key derivation");
    let mut text = Traced::new(ALGORITHM_V4A, FORM);
    text.push(" + ", FORM);
    let id = facts.texts.access_key_id;
    let origin = if facts.typed.auth.aws.access_key_id.is_empty() {
        Origin::Rule("example access key ID of AWS's documentation")
    } else {
        Origin::Typed {
            field: Field::AccessKeyId,
            span: 0..id.len(),
        }
    };
    text.push(id, origin);
    text.push(" + counter", FORM);
    text
}

/// The two numbers of a signature of Version 4A in lower-case hex; none of Version 4.
pub(super) fn numbers(facts: &Facts<'_>) -> Vec<(PieceKind, String)> {
    if facts.version == Version::V4 {
        return Vec::new();
    }
    let decoded = super::super::proof::unhex(facts.texts.signature)
        .and_then(|der| Signature::from_der(&der).ok())
        .map(|signature| signature.to_bytes());
    let Some((r, s)) = decoded.as_ref().and_then(|both| both.split_at_checked(32)) else {
        return Vec::new();
    };
    let hex = |bytes| super::super::proof::hex(Some(bytes));
    vec![(PieceKind::SignatureR, hex(r)), (PieceKind::SignatureS, hex(s))]
}
