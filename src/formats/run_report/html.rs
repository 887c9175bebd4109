//! One HTML file for people: no scripts, and nothing from elsewhere. Failures come first.

use std::fmt::Write as _;

use super::Rows;
use super::xml::escaped;
use crate::redact::run_record::{RunEnding, RunRecord, RunRecords};

const HEAD: &str = "\
<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
";
const STYLE: &str = "\
<style>
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8886 }
td.number { text-align: right; font-variant-numeric: tabular-nums }
code { overflow-wrap: anywhere }
ul { margin: .2rem 0; padding-left: 1.2rem }
.failed { color: #c62828; font-weight: 600 } .passed { color: #2e7d32 } .other { color: #888 }
@media (prefers-color-scheme: dark) { .failed { color: #ff8a80 } .passed { color: #81c784 } }
</style>
";

pub(super) fn written(records: &RunRecords) -> String {
    let counts = records.counts();
    let name = escaped(&records.name);
    let mut html = format!("{HEAD}<title>{name}</title>\n{STYLE}</head>\n<body>\n<h1>{name}</h1>\n");
    writeln!(
        html,
        "<p>{}: <span class=\"passed\">{} passed</span>, <span class=\"failed\">{} failed</span>, {} not run; {} of {} failed. Begun {}, took {:.1} s.</p>",
        counted(counts.requests, "request"),
        counts.passed,
        counts.failed,
        counts.not_run,
        counts.assertions_failed,
        counted(counts.assertions, "assertion"),
        escaped(&records.began),
        records.duration.as_secs_f64(),
    )
    .unwrap_or_default();
    for note in &records.notes {
        writeln!(html, "<p>{}</p>", escaped(note.get())).unwrap_or_default();
    }
    html.push_str(
        "<table>\n<thead><tr><th>Result</th><th>Request</th><th>Status</th><th>Time</th><th>Checks</th></tr></thead>\n<tbody>\n",
    );
    let rows = Rows::of(records);
    let (failed, others): (Vec<_>, Vec<_>) = records.requests.iter().partition(|record| record.failed());
    for record in failed.into_iter().chain(others) {
        row(record, rows, &mut html);
    }
    html.push_str("</tbody>\n</table>\n</body>\n</html>\n");
    html
}

/// `1 request`, `2 requests`.
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

fn row(record: &RunRecord, rows: Rows, html: &mut String) {
    let (class, word) = match record.ending {
        RunEnding::Passed => ("passed", "passed"),
        RunEnding::Failed(_) => ("failed", "failed"),
        RunEnding::NoReply(_) => ("failed", "no response"),
        RunEnding::Cancelled => ("other", "cancelled"),
        RunEnding::NotRun => ("other", "not run"),
    };
    writeln!(
        html,
        "<tr><td class=\"{class}\">{word}</td><td>{}<br><code>{} {}</code></td><td class=\"number\">{}</td><td \
         class=\"number\">{} ms</td><td>",
        escaped(&super::title(record, rows)),
        escaped(record.method.get()),
        escaped(record.url.get()),
        record.status.map(|status| status.to_string()).unwrap_or_default(),
        record.duration.as_millis(),
    )
    .unwrap_or_default();
    if let Some(fault) = record.fault() {
        writeln!(
            html,
            "<p class=\"failed\">{}</p>",
            escaped(&super::fault_words(fault))
        )
        .unwrap_or_default();
    }
    if !record.checks.is_empty() {
        html.push_str("<ul>\n");
        for check in &record.checks {
            let words = escaped(check.words.get());
            if check.holds() {
                writeln!(
                    html,
                    "<li><span class=\"passed\">holds</span> <code>{words}</code></li>"
                )
            } else {
                let failure = escaped(&super::failure_words(record, check));
                writeln!(
                    html,
                    "<li><span class=\"failed\">fails</span> <code>{words}</code><br>{failure}</li>"
                )
            }
            .unwrap_or_default();
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</td></tr>\n");
}
