//! The `countersign` binary.
use std::process::ExitCode;
fn main() -> ExitCode {
    let data_dir = std::env::args().skip_while(|a| a != "--data-dir").nth(1).map(Into::into);
    match countersign::app::run(countersign::app::WindowOptions { data_dir, ..Default::default() }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => { eprintln!("countersign: {error}"); ExitCode::FAILURE }
    }
}
