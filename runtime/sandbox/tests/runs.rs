//! What a run gives back when all goes well.

mod support;

use support::*;

#[test]
fn a_good_run() {
    assert_unaffected();
}
