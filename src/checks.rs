//! What a reply is checked for: expressions to values, values to verdicts, and what is taken for later requests. Pure.
//!
//! ```text
//! exchange + body ──ReplyFacts──▶ value_of(expression) ──judge(operator, value)──▶ Judged { verdict, actual, expected }
//!                                        └──capture──▶ the value of a variable
//! ```
//!
//! Expressions and operators mean what they mean to Bruno 4 (`@usebruno/js` 4.1, `assert-runtime.js`, over chai 4.5), so
//! that one file gives one verdict; a judge in `.ci/run` compares. Bruno runs JavaScript; here the paths are read that
//! tables of assertions are made of, and what is more fails with that reason. One thing differs on purpose: a path that
//! leads through something that is not there fails the assertion, whatever its operator. To Bruno it gives an error as
//! value, which `isDefined` and `neq` accept.
//!
//! Beyond Bruno there are `signature.…`, `certificate.…`, `size.…`, `jsonpath('…')`, `xpath('…')` and `regex('…')`.

mod expression;
mod facts;
mod js_number;
mod js_regex;
mod judge;
mod lookup;
mod no_value;
mod operand;
mod problem;
mod query;
mod value;

pub use expression::{is_about_status, last_name};
pub use facts::{LONGEST_CHECKED_BODY, ReplyFacts};
pub use judge::{Judged, Verdict, judge};
pub use lookup::{Taken, taken_of};
pub use no_value::NoValue;
pub use problem::expression_problem;
