//! A refresh token is good once: what comes in its place is kept, whatever happens meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign::credentials::sso::{accounts, credentials, sign_out};
use countersign::demo::{Phase, SsoFault};
use countersign::model::IdentityCenterStep;
use futures_util::FutureExt as _;
use time::Duration;

use crate::support::server::PATIENCE;
use crate::support::sso::{Bench, block_on, form};

/// A person signed in, and the token has ended.
fn with_ended_token(faults: &[SsoFault]) -> Arc<Bench> {
    let bench = Bench::with(faults);
    bench.sign_in_by_code().unwrap();
    bench.pass(Duration::hours(2));
    Arc::new(bench)
}

fn refreshes(bench: &Bench) -> usize {
    bench.asked().iter().filter(|path| *path == "/token").count() - 1
}

/// Waits on a thread of its own until a reply is held.
async fn is_held(bench: &Arc<Bench>) {
    let bench = Arc::clone(bench);
    let wait = move || bench.server.wait_until_held(Phase::BeforeReply, PATIENCE);
    assert!(tokio::task::spawn_blocking(wait).await.unwrap());
}

#[test]
fn a_cancel_does_not_lose_the_token_that_is_on_its_way() {
    let bench = with_ended_token(&[]);
    let before = bench.token();
    bench.server.hold(Phase::BeforeReply);
    block_on(async {
        tokio::select! {
            ended = accounts(&bench.session, &bench.deps) => panic!("{ended:?}"),
            () = is_held(&bench) => {}
        }
        bench.server.release(Phase::BeforeReply);
        // The turn comes back when the refresh is over.
        drop(bench.deps.sessions.of(&bench.session).turn().await);
    });
    let after = bench.token();
    assert_ne!(after["refreshToken"], before["refreshToken"]);
    assert_eq!(after["expiresAt"], "2026-11-20T15:00:00Z");
    block_on(accounts(&bench.session, &bench.deps)).unwrap();
    assert_eq!(refreshes(&bench), 1);
}

#[test]
fn a_token_that_can_not_be_written_is_used_in_this_run() {
    let bench = with_ended_token(&[]);
    let (folder, aside) = (bench.cache_folder(), bench.cache_folder().with_file_name("aside"));
    bench.server.hold(Phase::BeforeReply);
    let listed = block_on(async {
        let held = async {
            is_held(&bench).await;
            std::fs::rename(&folder, &aside).unwrap();
            std::fs::File::create_new(&folder).unwrap();
            bench.server.release(Phase::BeforeReply);
        };
        tokio::join!(accounts(&bench.session, &bench.deps), held).0
    });
    assert_eq!(listed.unwrap().len(), 5);
    let step = IdentityCenterStep {
        session: bench.session.clone(),
        account_id: form("111122223333"),
        role_name: form("DemoReadOnly"),
    };
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    // The file has the old one still, whose refresh token is spent.
    assert_eq!(bench.token()["expiresAt"], "2026-11-20T13:00:00Z");
    assert_eq!(block_on(accounts(&bench.session, &bench.deps)).unwrap().len(), 5);
    let given = block_on(credentials(&step, &bench.deps)).unwrap();
    assert_eq!(given.notes.len(), 1, "it is told");
    assert_eq!(given.notes[0].rule, "sign-in-not-written");
    assert_eq!(refreshes(&bench), 1);
}

#[test]
fn a_sign_out_waits_for_the_refresh_and_has_the_last_word() {
    let bench = with_ended_token(&[]);
    bench.server.hold(Phase::BeforeReply);
    let (listed, signed_out) = block_on(async {
        let held = async {
            is_held(&bench).await;
            let release = async {
                tokio::task::yield_now().await;
                bench.server.release(Phase::BeforeReply);
            };
            tokio::join!(sign_out(&bench.session, &bench.deps), release).0
        };
        tokio::join!(accounts(&bench.session, &bench.deps), held)
    });
    // Listed before or after it: both are right.
    drop(listed);
    assert_eq!(signed_out.unwrap().removed, Some(bench.token_file()));
    assert!(!bench.token_file().exists());
}

#[test]
fn the_token_of_a_program_that_was_faster_is_waited_for() {
    for looks in [1_usize, 9] {
        let bench = with_ended_token(&[SsoFault::RefreshRefused]);
        let mut deps = bench.deps.clone();
        let mut token = bench.token();
        token["accessToken"] = "aoaOTHER".into();
        token["expiresAt"] = "2026-11-20T15:00:00Z".into();
        let (file, naps) = (bench.token_file(), AtomicUsize::new(0));
        deps.sleep = Arc::new(move |nap| {
            assert_eq!(nap, std::time::Duration::from_millis(200));
            if naps.fetch_add(1, Ordering::SeqCst) + 1 == looks {
                serde_json::to_writer(std::fs::File::create(&file).unwrap(), &token).unwrap();
            }
            tokio::task::yield_now().boxed()
        });
        // The demo does not know that token; it was shown it all the same.
        block_on(accounts(&bench.session, &deps)).unwrap_err();
        let last = bench.server.requests().last().cloned().unwrap();
        assert_eq!(last.header("x-amz-sso_bearer_token"), Some("aoaOTHER"), "{looks}");
    }
}

#[test]
fn a_folder_that_can_not_be_written_costs_no_refresh_token() {
    let bench = Bench::with(&[]);
    let file = bench.cache_folder().with_file_name("file");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::File::create_new(&file).unwrap();
    let cache = countersign::credentials::sso::TokenCache::at(file.join("cache"));
    assert_eq!(
        cache.check_writable().unwrap_err().kind(),
        "sso-cache-not-written"
    );
    bench.deps.cache.check_writable().unwrap();
    assert_eq!(
        std::fs::read_dir(bench.cache_folder()).unwrap().count(),
        0,
        "nothing is left"
    );
    let mut bench = bench;
    bench.deps.cache = cache;
    let refused = bench.sign_in_by_code().unwrap_err();
    assert_eq!(refused.kind(), "sso-cache-not-written");
    assert_eq!(
        bench.asked(),
        [""; 0],
        "no person is asked for what could not be kept"
    );
}
