//! What a search is about: the request, what it claims, and what a service makes of it.

use crate::model::{Origin, ReceivedRequest, Secret, SigningTime, Traced};
use crate::sigv4::canonical::{Ingredients, Line, build};
use crate::sigv4::rules::ServiceRules;
use crate::sigv4::verify::{Claim, Credential, SignaturePlace, WhyUnknown, payload_hash, signed_target};

/// A signed request with everything that signers change in it.
pub(super) struct Subject<'a> {
    pub request: &'a ReceivedRequest,
    pub secret: &'a Secret,
    pub credential: Credential,
    pub time: SigningTime,
    pub place: SignaturePlace,
    /// As the claim names it.
    pub algorithm: String,
    /// Of the service in the scope.
    pub rules: ServiceRules,
    /// Path as sent.
    pub path: String,
    /// Query as signed: without the signature. `None` without a question mark.
    pub query: Option<String>,
    /// The names of the list of signed headers as written.
    pub listed: Vec<String>,
    /// The same in small letters.
    pub signed: Vec<String>,
    /// What a service makes of the request.
    pub standard: Pieces,
}

/// The pieces of a canonical request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    pub method: String,
    pub path: String,
    pub query: String,
    /// Header lines with their line feeds.
    pub lines: String,
    /// The list of signed headers.
    pub list: String,
    pub payload: String,
}

impl Pieces {
    /// The canonical request.
    pub fn joined(&self) -> String {
        let Self {
            method,
            path,
            query,
            lines,
            list,
            payload,
        } = self;
        format!("{method}\n{path}\n{query}\n{lines}\n{list}\n{payload}")
    }
}

impl<'a> Subject<'a> {
    /// Takes the request apart as [`rebuild`](crate::sigv4::verify::rebuild) does.
    pub fn new(request: &'a ReceivedRequest, claim: &Claim, secret: &'a Secret) -> Result<Self, WhyUnknown> {
        if !claim.is_v4() && !claim.is_v4a() {
            return Err(WhyUnknown::OtherAlgorithm);
        }
        let (Some(credential), Some(time), Some(_), Some(algorithm)) = (
            claim.parsed_credential(),
            claim.time(),
            &claim.signed_headers,
            &claim.algorithm,
        ) else {
            return Err(WhyUnknown::Incomplete);
        };
        let payload = payload_hash(request, claim, &credential).ok_or(WhyUnknown::BodyUnknown)?;
        let target = signed_target(request, claim, &credential);
        let (path, query) = target
            .split_once('?')
            .map_or((target.as_str(), None), |(path, query)| {
                (path, Some(query.to_owned()))
            });
        let listed: Vec<String> = claim
            .signed_names()
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        let rules = ServiceRules::of(&credential.service);
        let mut subject = Self {
            signed: listed.iter().map(|name| name.to_ascii_lowercase()).collect(),
            algorithm: algorithm.clone(),
            path: path.to_owned(),
            place: claim.place,
            standard: Pieces::default(),
            request,
            secret,
            credential,
            time,
            rules,
            query,
            listed,
        };
        subject.standard = subject.pieces(&payload);
        Ok(subject)
    }

    fn pieces(&self, payload: &str) -> Pieces {
        let received = |text: &str| Traced::new(text, Origin::Rule("received"));
        let headers: Vec<(Traced, Traced)> = self
            .request
            .headers
            .iter()
            .map(|(name, value)| (received(&name.to_ascii_lowercase()), received(value)))
            .collect();
        let lines: Vec<Line<'_>> = headers.iter().map(|(name, value)| (name, value)).collect();
        let (text, sections) = build(&Ingredients {
            method: &received(&self.request.method),
            path: &received(&self.path),
            query: self.query.as_deref().map(received).as_ref(),
            headers: &lines,
            signed: &self.signed,
            payload_hash: &received(payload),
            rules: self.rules,
        });
        let piece =
            |range: &std::ops::Range<usize>| text.as_str().get(range.clone()).unwrap_or_default().to_owned();
        let lines = sections.headers.iter().map(|line| format!("{}\n", piece(line)));
        Pieces {
            method: piece(&sections.method),
            path: piece(&sections.path),
            query: piece(&sections.query),
            lines: lines.collect(),
            list: piece(&sections.signed_headers),
            payload: piece(&sections.payload_hash),
        }
    }
}
