//! Outbound HTTP of runs that only show what would be.

use vestibule_sandbox::outbound::{HttpError, HttpRequest, Outbound, ResponseBudget, Sending};

/// Sends nothing. A plan and a run for the record only are not asked for by the person who logs in, so nobody outside is to hear of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct DryRun;

impl Outbound for DryRun {
    fn send(&self, request: HttpRequest, _budget: ResponseBudget) -> Sending {
        let host = request.host();
        Box::pin(async move {
            Err(HttpError::NotAllowed(format!(
                "a dry run sends nothing, so {host} was not asked"
            )))
        })
    }
}
