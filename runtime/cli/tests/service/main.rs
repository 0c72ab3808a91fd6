//! The service as its users meet it: the real program, real clients, real databases, real components.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

mod artefacts;
mod clients;
mod crashes;
mod events;
mod foreign;
mod input;
mod leaving;
mod logins;
mod management;
mod nodes;
mod openapi;
mod operation;
mod outbound;
mod postgres;
mod s3;
mod storage;
mod support;
mod uploads;
