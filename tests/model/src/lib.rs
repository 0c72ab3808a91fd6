//! What a login should come to: the specification and the decisions, written down a second time, as simply as possible.
//!
//! This is no part of what runs. `vestibule-flow` is a state machine that stops at every pause and goes on from a stored text; [`predict`] is one
//! function that plays a whole login from its beginning, with all that its Actions ask for and all answers known beforehand. Both must come to the
//! same. What they have in common is the JSON of the public contract and nothing else, so a fault has to be made twice to stay hidden.
//!
//! It is naive on purpose: it copies, it searches lists, and it computes everything anew. Where the specification leaves something open and the
//! project has chosen, the comment says so.

mod effects;
mod factors;
mod login;
mod play;

pub use login::{Action, Answer, Browser, Changes, Command, Given, Login, Person, Script, Tenant};
pub use play::{Prediction, predict};
