//! OpenCollection files: what is written is read back, here and by others.

mod for_bruno;
mod foreign_files;
mod generated;
mod hostile_files;
mod round_trip;
mod secrets;
