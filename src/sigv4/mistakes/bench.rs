//! The signature of a recipe, with every piece made once.

use std::collections::HashMap;
use std::hash::Hash;

use aws_sigv4::sign::v4::calculate_signature;

use super::date::{DateMistake, DayMistake};
use super::frame::FrameMistake;
use super::header_lines::{HeaderRecipe, HeaderTexts};
use super::key::{Key, KeyMistake, KeyParts, region_key, signing_key};
use super::method::MethodMistake;
use super::names::{NameId, Names};
use super::path::PathRecipe;
use super::payload::PayloadMistake;
use super::query::QueryRecipe;
use super::recipe::Recipe;
use super::scope::{Renamed, ScopePlace, scope_text};
use super::secret::SecretMistake;
use super::string::{StringMistake, StringParts};
use super::subject::{Pieces, Subject};
use crate::sigv4::string_to_sign::sha256_hex;

/// Everything that a signature depends on, by number: two recipes with equal ingredients give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ingredients {
    canonical: CanonicalIds,
    date: NameId,
    scope: NameId,
    string: Option<StringMistake>,
    key: KeyIds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct CanonicalIds {
    method: NameId,
    path: NameId,
    query: NameId,
    lines: NameId,
    list: NameId,
    payload: NameId,
    frame: Option<FrameMistake>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct KeyIds {
    secret: usize,
    date: NameId,
    region: NameId,
    service: NameId,
    mistake: Option<KeyMistake>,
}

/// Pieces by the part of the recipe that they are made by; `None` for what can not be made.
#[derive(Default)]
struct PieceCache {
    methods: HashMap<MethodMistake, Option<NameId>>,
    paths: HashMap<PathRecipe, Option<NameId>>,
    queries: HashMap<QueryRecipe, Option<NameId>>,
    headers: HashMap<HeaderRecipe, Option<(NameId, NameId)>>,
    payloads: HashMap<PayloadMistake, Option<(NameId, Option<usize>)>>,
    dates: HashMap<DateMistake, Option<NameId>>,
    days: HashMap<DayMistake, Option<NameId>>,
    secrets: HashMap<SecretMistake, Option<usize>>,
    scopes: HashMap<(NameId, NameId, NameId), NameId>,
}

/// A subject with what was made of it.
pub(super) struct Bench<'a> {
    pub subject: Subject<'a>,
    pub names: Names,
    standard: Ingredients,
    standard_day: NameId,
    pieces: PieceCache,
    secrets: Vec<Key>,
    canonical_hashes: HashMap<CanonicalIds, Box<str>>,
    region_keys: HashMap<(usize, NameId, NameId), Key>,
    keys: HashMap<KeyIds, Key>,
}

impl<'a> Bench<'a> {
    pub fn new(subject: Subject<'a>) -> Self {
        let mut names = Names::default();
        let Pieces {
            method,
            path,
            query,
            lines,
            list,
            payload,
        } = &subject.standard;
        let standard = Ingredients {
            canonical: CanonicalIds {
                method: names.id(method),
                path: names.id(path),
                query: names.id(query),
                lines: names.id(lines),
                list: names.id(list),
                payload: names.id(payload),
                frame: None,
            },
            date: names.id(&subject.time.amz_date()),
            scope: names.id(subject.credential.scope()),
            string: None,
            key: KeyIds {
                secret: 0,
                date: names.id(&subject.time.scope_date()),
                region: names.id(&subject.credential.region),
                service: names.id(&subject.credential.service),
                mistake: None,
            },
        };
        let secret = subject.secret.expose_for_signing().as_bytes().to_vec();
        Self {
            standard_day: names.id(&subject.credential.date),
            secrets: vec![Key::new(secret)],
            subject,
            names,
            standard,
            pieces: PieceCache::default(),
            canonical_hashes: HashMap::new(),
            region_keys: HashMap::new(),
            keys: HashMap::new(),
        }
    }

    /// What the recipe makes the signature of; `None` where one of its mistakes can not be made.
    pub fn ingredients(&mut self, recipe: &Recipe) -> Option<Ingredients> {
        let standard = self.standard;
        let (payload, hashed_bytes) = self.payload_id(recipe.payload)?;
        let (lines, list) = self.header_ids(HeaderRecipe {
            content_length: hashed_bytes,
            ..recipe.headers
        })?;
        let canonical = CanonicalIds {
            method: self.method_id(recipe.method)?,
            path: self.path_id(recipe.path)?,
            query: self.query_id(recipe.query)?,
            payload,
            frame: recipe.frame,
            lines,
            list,
        };
        let day = match recipe.day {
            None => None,
            Some(day) => Some((day.place(), self.day_id(day)?)),
        };
        let key = KeyIds {
            secret: self.secret_id(recipe.secret)?,
            date: in_key(day, standard.key.date),
            region: in_key(part_of(recipe.region), standard.key.region),
            service: in_key(part_of(recipe.service), standard.key.service),
            mistake: recipe.key,
        };
        let scope = (
            in_scope(day, self.standard_day),
            in_scope(part_of(recipe.region), standard.key.region),
            in_scope(part_of(recipe.service), standard.key.service),
        );
        Some(Ingredients {
            canonical,
            key,
            date: self.date_id(recipe.date)?,
            scope: self.scope_id(scope),
            string: recipe.string.filter(|string| string.can_be_made(&self.subject)),
        })
    }

    /// What the standard makes the signature of.
    pub fn standard(&self) -> Ingredients {
        self.standard
    }

    /// The text that is signed; `None` where its frame can not be made.
    pub fn string_to_sign(&mut self, of: &Ingredients) -> Option<String> {
        if !self.canonical_hashes.contains_key(&of.canonical) {
            let hash = sha256_hex(&self.canonical_request(&of.canonical)?);
            self.canonical_hashes.insert(of.canonical, hash.into());
        }
        let parts = StringParts {
            subject: &self.subject,
            date: self.names.get(of.date),
            scope: self.names.get(of.scope),
            canonical_hash: self.canonical_hashes.get(&of.canonical)?,
        };
        Some(match of.string {
            None => parts.joined(),
            Some(mistake) => mistake.joined(parts, &self.pieces_of(&of.canonical), || {
                self.canonical_request(&of.canonical).unwrap_or_default()
            }),
        })
    }

    /// The signature in hex digits; `None` where it can not be made.
    pub fn signature(&mut self, of: &Ingredients) -> Option<String> {
        let string = self.string_to_sign(of)?;
        let key = self.key(of.key)?;
        Some(calculate_signature(key, string.as_bytes()))
    }

    fn key(&mut self, of: KeyIds) -> Option<&[u8]> {
        if !self.keys.contains_key(&of) {
            let made = self.made_key(of)?;
            self.keys.insert(of, made);
        }
        self.keys.get(&of).map(|key| key.as_slice())
    }

    fn made_key(&mut self, of: KeyIds) -> Option<Key> {
        let parts = KeyParts {
            secret: self.secrets.get(of.secret)?,
            date: self.names.get(of.date),
            region: self.names.get(of.region),
            service: self.names.get(of.service),
        };
        if let Some(mistake) = of.mistake {
            return Some(mistake.key(parts));
        }
        let of_region = self
            .region_keys
            .entry((of.secret, of.date, of.region))
            .or_insert_with(|| region_key(parts.secret, parts.date, parts.region));
        Some(signing_key(of_region, parts.service))
    }

    fn canonical_request(&self, of: &CanonicalIds) -> Option<String> {
        let pieces = self.pieces_of(of);
        match of.frame {
            None => Some(pieces.joined()),
            Some(frame) => frame.joined(&pieces),
        }
    }

    fn pieces_of(&self, of: &CanonicalIds) -> Pieces {
        let text = |id| self.names.get(id).to_owned();
        Pieces {
            method: text(of.method),
            path: text(of.path),
            query: text(of.query),
            lines: text(of.lines),
            list: text(of.list),
            payload: text(of.payload),
        }
    }

    fn method_id(&mut self, mistake: Option<MethodMistake>) -> Option<NameId> {
        let (subject, names) = (&self.subject, &mut self.names);
        let Some(mistake) = mistake else {
            return Some(self.standard.canonical.method);
        };
        kept(&mut self.pieces.methods, mistake, || {
            Some(names.id(&mistake.text(&subject.request.method)))
        })
    }

    fn path_id(&mut self, recipe: PathRecipe) -> Option<NameId> {
        if recipe == PathRecipe::default() {
            return Some(self.standard.canonical.path);
        }
        let (subject, names) = (&self.subject, &mut self.names);
        kept(&mut self.pieces.paths, recipe, || {
            recipe.text(subject).map(|text| names.id(&text))
        })
    }

    fn query_id(&mut self, recipe: QueryRecipe) -> Option<NameId> {
        if recipe == QueryRecipe::default() {
            return Some(self.standard.canonical.query);
        }
        let (subject, names) = (&self.subject, &mut self.names);
        kept(&mut self.pieces.queries, recipe, || {
            let text = recipe.text(subject, names)?;
            Some(names.id(&text))
        })
    }

    fn header_ids(&mut self, recipe: HeaderRecipe) -> Option<(NameId, NameId)> {
        if recipe == HeaderRecipe::default() {
            let standard = &self.standard.canonical;
            return Some((standard.lines, standard.list));
        }
        let (subject, names) = (&self.subject, &mut self.names);
        kept(&mut self.pieces.headers, recipe, || {
            let HeaderTexts { lines, list } = recipe.texts(subject, names)?;
            Some((names.id(&lines), names.id(&list)))
        })
    }

    /// The last line, and the length of the body that was hashed for it.
    fn payload_id(&mut self, mistake: Option<PayloadMistake>) -> Option<(NameId, Option<usize>)> {
        let Some(mistake) = mistake else {
            return Some((self.standard.canonical.payload, None));
        };
        let (subject, names) = (&self.subject, &mut self.names);
        kept(&mut self.pieces.payloads, mistake, || {
            let line = mistake.line(subject)?;
            Some((names.id(&line.text), line.hashed_bytes))
        })
    }

    fn date_id(&mut self, mistake: Option<DateMistake>) -> Option<NameId> {
        let Some(mistake) = mistake else {
            return Some(self.standard.date);
        };
        let (subject, names) = (&self.subject, &mut self.names);
        kept(&mut self.pieces.dates, mistake, || {
            mistake.text(subject).map(|text| names.id(&text))
        })
    }

    fn day_id(&mut self, mistake: DayMistake) -> Option<NameId> {
        let (subject, names) = (&self.subject, &mut self.names);
        kept(&mut self.pieces.days, mistake, || {
            mistake.text(subject).map(|text| names.id(&text))
        })
    }

    fn secret_id(&mut self, mistake: Option<SecretMistake>) -> Option<usize> {
        let Some(mistake) = mistake else { return Some(0) };
        let (subject, secrets) = (&self.subject, &mut self.secrets);
        kept(&mut self.pieces.secrets, mistake, || {
            let bytes = mistake.bytes(subject)?;
            let known = secrets.iter().position(|other| *other == bytes);
            Some(known.unwrap_or_else(|| {
                secrets.push(bytes);
                secrets.len() - 1
            }))
        })
    }

    fn scope_id(&mut self, parts: (NameId, NameId, NameId)) -> NameId {
        let standard = self.standard;
        if parts == (self.standard_day, standard.key.region, standard.key.service) {
            return standard.scope;
        }
        if let Some(id) = self.pieces.scopes.get(&parts) {
            return *id;
        }
        let (date, region, service) = parts;
        let text = scope_text(
            self.names.get(date),
            self.names.get(region),
            self.names.get(service),
            &self.subject.credential.terminator,
        );
        let id = self.names.id(&text);
        self.pieces.scopes.insert(parts, id);
        id
    }
}

/// A part of the scope that is another one, and where.
type ScopePart = Option<(ScopePlace, NameId)>;

fn part_of(renamed: Option<Renamed>) -> ScopePart {
    renamed.map(|renamed| (renamed.place, renamed.name))
}

fn in_key(part: ScopePart, standard: NameId) -> NameId {
    match part {
        Some((ScopePlace::Both | ScopePlace::Key, id)) => id,
        _ => standard,
    }
}

fn in_scope(part: ScopePart, standard: NameId) -> NameId {
    match part {
        Some((ScopePlace::Both | ScopePlace::Scope, id)) => id,
        _ => standard,
    }
}

/// What was made before, or is made now.
fn kept<Part: Copy + Eq + Hash, Made: Copy>(
    cache: &mut HashMap<Part, Option<Made>>,
    part: Part,
    make: impl FnOnce() -> Option<Made>,
) -> Option<Made> {
    *cache.entry(part).or_insert_with(make)
}
