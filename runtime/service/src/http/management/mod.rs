//! The management API, compatible with Auth0's: specification §6.

pub mod actions;
pub mod components;
pub mod executions;
pub mod guardian;
mod secrets;
pub mod tenant;
pub mod triggers;
pub mod versions;
mod views;

use super::error::{ApiError, ApiResult};
use schemars::JsonSchema;
use serde::Deserialize;

/// Which page of a list.
#[derive(Debug, Default, Clone, Copy)]
pub struct Page {
    page: u64,
    per_page: u64,
}

/// The most entries of a page.
const MAX_PER_PAGE: u64 = 100;

impl Page {
    /// From `page` and `per_page`, with the trigger's default for the latter.
    ///
    /// # Errors
    /// `per_page` is not 1 to 100.
    pub fn new(page: Option<u64>, per_page: Option<u64>, default: u64) -> ApiResult<Page> {
        let per_page = per_page.unwrap_or(default);
        if !(1..=MAX_PER_PAGE).contains(&per_page) {
            return Err(ApiError::invalid_query(&format!(
                "per_page: expected 1 to {MAX_PER_PAGE}, got {per_page}"
            )));
        }
        Ok(Page {
            page: page.unwrap_or(0),
            per_page,
        })
    }

    /// The page's part of a list.
    pub fn of<T>(self, entries: Vec<T>) -> Vec<T> {
        let skip = self.page.saturating_mul(self.per_page);
        entries
            .into_iter()
            .skip(usize::try_from(skip).unwrap_or(usize::MAX))
            .take(usize::try_from(self.per_page).unwrap_or(usize::MAX))
            .collect()
    }
}

/// A query string with nothing but a page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// From 0.
    pub page: Option<u64>,
    /// 1 to 100.
    pub per_page: Option<u64>,
}

/// An empty query string.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}
