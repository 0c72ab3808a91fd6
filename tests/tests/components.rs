//! What the example Actions look like when they are built.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use vestibule_sandbox::check::check;
use vestibule_tests::guests::{build_components, example_packages};

/// An Action needs nothing but the contract, and is small.
#[test]
fn components_import_the_contract_alone() {
    let components = build_components().unwrap();
    assert_eq!(components.len(), example_packages().unwrap().len() + 1);
    for (name, bytes) in components {
        let report = check(&bytes);
        assert!(report.is_ok(), "{name}: {}", report.summary());
        for import in &report.imports {
            assert!(
                import.starts_with("vestibule:actions/"),
                "{name} imports {import}"
            );
        }
        assert!(bytes.len() < 400_000, "{name} has {} bytes", bytes.len());
    }
}

/// Every example has its Action in JavaScript beside it.
#[test]
fn the_examples_in_javascript_build() {
    for package in example_packages().unwrap() {
        let component = vestibule_tests::javascript::build_example(&package).unwrap();
        let report = check(&component);
        assert!(report.is_ok(), "{package}: {}", report.summary());
    }
}
