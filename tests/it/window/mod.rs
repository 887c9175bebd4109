//! The window, driven as a person drives it: the real app with its engine, the real transport and the
//! embedded server. No display and no graphics card are needed.

mod desk;
mod screen;

mod random;

mod cancel;
mod first_start;
mod keyboard;
mod layout;
mod live_and_sent;
mod refused;
mod restart;
mod settles;
