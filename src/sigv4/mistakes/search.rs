//! Goes through the mistakes, one at a time and then two together, until one of them gives the signature.

use std::collections::HashSet;

use super::Mistake;
use super::bench::{Bench, Ingredients};
use super::candidates::Candidates;
use super::client::Client;
use super::names::NameId;
use super::recipe::Recipe;
use super::scope::{Renamed, ScopePlace};
use super::signature_text::Target;
use super::string::StringMistake;
use super::subject::Subject;
use super::version::VersionMistake;
use crate::model::{ReceivedRequest, Secret};
use crate::sigv4::proof::{EcdsaKey, ecdsa_key_of};
use crate::sigv4::string_to_sign::{ALGORITHM, ALGORITHM_V4A, string_to_sign_of_hash};
use crate::sigv4::verify::{Claim, WhyUnknown};
use crate::text::Stop;

/// A mistake that gives the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundMistake {
    /// What it is.
    pub mistake: Mistake,
    /// Stable name, for JSON and for searches.
    pub slug: &'static str,
    /// What the signer did, without a full stop.
    pub sentence: String,
    /// What to do instead, with what is known of the program that signed.
    pub cure: String,
}

/// Mistakes that together give the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One or two of them, and in front of them what can be seen of the signature itself.
    pub mistakes: Vec<FoundMistake>,
}

/// How a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchEnd {
    /// These give the signature. Each gives the same bytes as the others, so that the request does not tell which of
    /// them it was; the most usual one is the first.
    Found(Vec<Explanation>),
    /// None of the usual mistakes, and no two of them, give the signature.
    NothingFound,
    /// It was given up.
    Stopped,
}

/// How far a search is, in recipes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchProgress {
    /// Looked at so far.
    pub done: usize,
    /// To look at when nothing is found; known from the beginning.
    pub total: usize,
    /// Signatures that were computed: mistakes that change nothing of this request have none.
    pub tried: usize,
}

/// How many recipes are looked at between two questions whether to stop.
const BETWEEN_QUESTIONS: usize = 256;

/// Most explanations of one signature.
const MOST_EXPLANATIONS: usize = 12;

/// A search that stands somewhere between its beginning and its end.
pub struct MistakeSearch<'a> {
    bench: Bench<'a>,
    candidates: Candidates,
    client: Client,
    target: Option<Target>,
    ecdsa_key: Option<EcdsaKey>,
    /// What is seen without a search.
    seen: Option<Mistake>,
    /// What every recipe begins with, as it is seen.
    base: Recipe,
    position: Position,
    progress: SearchProgress,
    /// What single mistakes make.
    tried: HashSet<Ingredients>,
    /// Of each candidate, known when all have been looked at by themselves.
    effects: Vec<Effect>,
    /// Strings to sign that were tried with the one key that Version 4A has.
    tried_strings: HashSet<String>,
    hit: Option<Ingredients>,
    found: Vec<Vec<Mistake>>,
}

/// Whether a mistake changes what is signed of this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// It does, and no earlier one does the same.
    Own,
    /// It does not, or another one does the same.
    NoneOfItsOwn,
}

/// What is looked at next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// What is seen in the signature, and nothing else.
    Seen,
    /// A mistake by itself.
    One(usize),
    /// A usual mistake, and one behind it.
    Two(usize, usize),
    /// A rare region and a rare service.
    RegionAndService(ScopePlace, usize, usize),
    /// The end.
    End,
}

impl<'a> MistakeSearch<'a> {
    /// Makes the list of what to look at. The errors are those for which there is no verdict either.
    pub fn new(request: &'a ReceivedRequest, claim: &Claim, secret: &'a Secret) -> Result<Self, WhyUnknown> {
        let subject = Subject::new(request, claim, secret)?;
        let read = Target::of(claim.signature.as_deref().ok_or(WhyUnknown::Incomplete)?);
        let (target, text) = read.map_or((None, None), |(target, text)| (Some(target), text));
        let mut bench = Bench::new(subject);
        let candidates = Candidates::of(&bench.subject, &mut bench.names);
        let ecdsa_key = match target {
            Some(Target::Ecdsa(_)) => ecdsa_key_of(&bench.subject.credential.access_key_id, secret),
            _ => None,
        };
        let other_version = version_seen(claim, target.as_ref());
        let base = Recipe {
            string: (other_version == Some(VersionMistake::Version4))
                .then_some(StringMistake::Algorithm(ALGORITHM)),
            ..Recipe::default()
        };
        let mut search = Self {
            seen: text
                .map(Mistake::SignatureText)
                .or(other_version.map(Mistake::Version)),
            client: Client::of(request),
            position: Position::End,
            progress: SearchProgress::default(),
            tried: HashSet::new(),
            effects: Vec::new(),
            tried_strings: HashSet::new(),
            hit: None,
            found: Vec::new(),
            base,
            bench,
            candidates,
            target,
            ecdsa_key,
        };
        search.position = match (&search.target, &search.seen) {
            (None, _) => Position::End,
            (Some(_), Some(_)) => Position::Seen,
            (Some(_), None) => Position::One(0),
        };
        search.progress.total = search.total();
        Ok(search)
    }

    /// How far it is.
    pub fn progress(&self) -> SearchProgress {
        self.progress
    }

    /// How many recipes are of one mistake, from the beginning on.
    pub fn singles(&self) -> usize {
        usize::from(self.seen.is_some()) + self.candidates.all.len()
    }

    /// Runs to the end, or until `stop` says so, and tells `watch` how far it is in between.
    pub fn run(&mut self, stop: Stop<'_>, watch: &mut dyn FnMut(SearchProgress)) -> SearchEnd {
        loop {
            if stop() {
                return SearchEnd::Stopped;
            }
            if let Some(end) = self.step(BETWEEN_QUESTIONS) {
                watch(self.progress);
                return end;
            }
            watch(self.progress);
        }
    }

    /// Looks at so many recipes more; the end, when this is it.
    pub fn step(&mut self, count: usize) -> Option<SearchEnd> {
        for _ in 0..count {
            let at = self.position;
            if at == Position::End {
                return Some(self.end());
            }
            self.look_at(at);
            self.progress.done += 1;
            self.position = self.after(at);
            if self.hit.is_some() && is_of_another_level(at, self.position) {
                self.position = Position::End;
            }
        }
        None
    }

    fn end(&self) -> SearchEnd {
        if self.found.is_empty() {
            return SearchEnd::NothingFound;
        }
        let mut explanations: Vec<Explanation> = Vec::new();
        for mistakes in &self.found {
            let all = self.seen.iter().chain(mistakes);
            let told = Explanation {
                mistakes: all.map(|mistake| self.told(*mistake)).collect(),
            };
            // Two ways to the same mistake are one to whoever reads of it.
            if !explanations.iter().any(|other| says_the_same(other, &told)) {
                explanations.push(told);
            }
        }
        SearchEnd::Found(explanations)
    }

    fn told(&self, mistake: Mistake) -> FoundMistake {
        let words = mistake.words(&self.bench.subject, &self.bench.names);
        let cure = match self.client.cure(mistake) {
            Some(cure) => format!("{} {cure}", words.cure),
            None => words.cure.to_owned(),
        };
        FoundMistake {
            mistake,
            slug: words.slug,
            sentence: words.sentence,
            cure,
        }
    }

    fn total(&self) -> usize {
        let seen = usize::from(self.seen.is_some());
        let all = self.candidates.all.len();
        let Candidates { usual, paired, .. } = self.candidates;
        match &self.target {
            None => 0,
            Some(Target::Ecdsa(_)) => seen + all,
            Some(Target::Hmac(_)) => {
                let pairs: usize = (0..usual).map(|first| paired - first - 1).sum();
                let names = self.candidates.regions.len() * self.candidates.services.len();
                seen + all + pairs + names * PAIRED_PLACES.len()
            }
        }
    }

    /// What comes after; each level ends where the next one begins.
    fn after(&self, at: Position) -> Position {
        let Candidates {
            all,
            usual,
            paired,
            regions,
            services,
        } = &self.candidates;
        let is_ecdsa = matches!(self.target, Some(Target::Ecdsa(_)));
        match at {
            Position::Seen => Position::One(0),
            Position::One(at) if at + 1 < all.len() => Position::One(at + 1),
            Position::One(_) if is_ecdsa => Position::End,
            Position::One(_) => self.first_pair(0),
            Position::Two(first, second) if second + 1 < *paired => Position::Two(first, second + 1),
            Position::Two(first, _) if first + 1 < *usual => self.first_pair(first + 1),
            Position::Two(..) => first_of_names(ScopePlace::Both, regions, services),
            Position::RegionAndService(place, region, service) => {
                if service + 1 < services.len() {
                    Position::RegionAndService(place, region, service + 1)
                } else if region + 1 < regions.len() {
                    Position::RegionAndService(place, region + 1, 0)
                } else if place == ScopePlace::Both {
                    first_of_names(ScopePlace::Key, regions, services)
                } else {
                    Position::End
                }
            }
            Position::End => Position::End,
        }
    }

    fn first_pair(&self, first: usize) -> Position {
        if first < self.candidates.usual && first + 1 < self.candidates.paired {
            Position::Two(first, first + 1)
        } else {
            first_of_names(
                ScopePlace::Both,
                &self.candidates.regions,
                &self.candidates.services,
            )
        }
    }

    fn look_at(&mut self, at: Position) {
        let mistakes = match at {
            Position::Seen => [None, None],
            Position::One(first) => [self.candidates.all.get(first).copied(), None],
            Position::Two(first, second) => [
                self.candidates.all.get(first).copied(),
                self.candidates.all.get(second).copied(),
            ],
            Position::RegionAndService(place, region, service) => {
                let renamed =
                    |names: &[NameId], at: usize| names.get(at).map(|&name| Renamed { name, place });
                [
                    renamed(&self.candidates.regions, region).map(Mistake::Region),
                    renamed(&self.candidates.services, service).map(Mistake::Service),
                ]
            }
            Position::End => return,
        };
        if self.hit.is_none() && self.is_made_of_known(at) {
            return;
        }
        let mistakes = mistakes.into_iter().flatten();
        let recipe = mistakes.clone().try_fold(self.base, Recipe::with);
        let ingredients = recipe.and_then(|recipe| self.bench.ingredients(&recipe));
        let is_new = ingredients.is_some_and(|ingredients| self.is_new(&ingredients, at));
        if matches!(at, Position::One(_)) {
            self.effects
                .push(if is_new { Effect::Own } else { Effect::NoneOfItsOwn });
        }
        let Some(ingredients) = ingredients else { return };
        if self.hit.is_none() && is_new && self.gives_the_signature(&ingredients) {
            self.hit = Some(ingredients);
        }
        if self.hit == Some(ingredients) && self.found.len() < MOST_EXPLANATIONS {
            self.found.push(mistakes.collect());
        }
    }

    /// Whether one of a pair has no effect of its own, so that the pair is like a single mistake or an earlier pair.
    fn is_made_of_known(&self, at: Position) -> bool {
        let Position::Two(first, second) = at else {
            return false;
        };
        let has_own = |at: usize| self.effects.get(at) == Some(&Effect::Own);
        !has_own(first) || !has_own(second)
    }

    /// Whether it is none of what the standard says, which the verdict has refused, and no single mistake before.
    fn is_new(&mut self, ingredients: &Ingredients, at: Position) -> bool {
        let is_standard = *ingredients == self.bench.standard();
        match at {
            Position::Seen => true,
            Position::One(_) => !is_standard && self.tried.insert(*ingredients),
            _ => !is_standard && !self.tried.contains(ingredients),
        }
    }

    fn gives_the_signature(&mut self, ingredients: &Ingredients) -> bool {
        match &self.target {
            None => false,
            Some(Target::Hmac(claimed)) => {
                self.progress.tried += 1;
                self.bench.signature(ingredients).as_ref() == Some(claimed)
            }
            Some(Target::Ecdsa(claimed)) => {
                let (Some(key), Some(string)) = (&self.ecdsa_key, self.bench.string_to_sign(ingredients))
                else {
                    return false;
                };
                if !self.tried_strings.insert(string.clone()) {
                    return false;
                }
                self.progress.tried += 1;
                let strings = match self.seen {
                    Some(_) => as_version_4a(&string, &self.bench.subject),
                    None => vec![string],
                };
                strings.iter().any(|string| key.verifies(string, claimed))
            }
        }
    }
}

fn says_the_same(one: &Explanation, other: &Explanation) -> bool {
    let sentences = |of: &Explanation| -> Vec<String> {
        of.mistakes
            .iter()
            .map(|mistake| mistake.sentence.clone())
            .collect()
    };
    sentences(one) == sentences(other)
}

/// The version that the form of the signature shows, where the request says the other one.
fn version_seen(claim: &Claim, target: Option<&Target>) -> Option<VersionMistake> {
    match target? {
        Target::Ecdsa(_) => claim.is_v4().then_some(VersionMistake::Version4a),
        Target::Hmac(_) => claim.is_v4a().then_some(VersionMistake::Version4),
    }
}

/// The string to sign, and as Version 4A has it: with the name of its algorithm, and with a scope without a region.
fn as_version_4a(string: &str, subject: &Subject<'_>) -> Vec<String> {
    let credential = &subject.credential;
    let regionless = format!(
        "{}/{}/{}",
        credential.date, credential.service, credential.terminator
    );
    let mut strings = vec![string.to_owned()];
    if let [algorithm, date, scope, hash] = string.split('\n').collect::<Vec<_>>().as_slice() {
        for (algorithm, scope) in [
            (ALGORITHM_V4A, regionless.as_str()),
            (ALGORITHM_V4A, scope),
            (algorithm, regionless.as_str()),
        ] {
            strings.push(string_to_sign_of_hash(algorithm, date, scope, hash));
        }
    }
    strings
}

/// Where rare regions and services are tried together.
const PAIRED_PLACES: [ScopePlace; 2] = [ScopePlace::Both, ScopePlace::Key];

fn first_of_names(place: ScopePlace, regions: &[NameId], services: &[NameId]) -> Position {
    if regions.is_empty() || services.is_empty() {
        Position::End
    } else {
        Position::RegionAndService(place, 0, 0)
    }
}

/// Whether `next` has more mistakes than `at`.
fn is_of_another_level(at: Position, next: Position) -> bool {
    let level = |position| match position {
        Position::Seen => 0,
        Position::One(_) => 1,
        Position::Two(..) | Position::RegionAndService(..) => 2,
        Position::End => 3,
    };
    level(at) != level(next)
}

#[cfg(test)]
mod tests;
