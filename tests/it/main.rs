//! Whole paths in one binary, so that linking stays cheap.

#[cfg(test)]
mod child;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod key_store;
