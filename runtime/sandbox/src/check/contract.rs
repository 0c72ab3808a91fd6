//! Whether a component fits the contract: its imports and exports against those of the world `post-login`.

use super::{CheckReport, LISTED, ProblemCode, invalid, named};
use crate::bindings::COMPONENT_TYPE;
use crate::engine::FEATURES;
use wasmparser::component_types::{
    ComponentAnyTypeId, ComponentEntityType, ComponentInstanceType, ComponentType, Remap as _,
    Remapping, SubtypeCx,
};
use wasmparser::types::{Types, TypesRef};
use wasmparser::{Parser, Payload, Validator};

/// The version of the contract that this host offers.
pub(super) const VERSION: &str = "0.1.1";
const PACKAGE: &str = "vestibule:actions";
const HANDLER: &str = "post-login-handler";
const WORLD: &str = "post-login";

/// What of WASI 0.2 may be imported. It is all there, and empty.
const WASI: [(&str, &[&str]); 6] = [
    (
        "wasi:cli",
        &[
            "environment",
            "exit",
            "stderr",
            "stdin",
            "stdout",
            "terminal-input",
            "terminal-output",
            "terminal-stderr",
            "terminal-stdin",
            "terminal-stdout",
        ],
    ),
    ("wasi:clocks", &["monotonic-clock", "wall-clock"]),
    ("wasi:filesystem", &["preopens", "types"]),
    ("wasi:io", &["error", "poll", "streams"]),
    ("wasi:random", &["insecure", "insecure-seed", "random"]),
    (
        "wasi:sockets",
        &[
            "instance-network",
            "ip-name-lookup",
            "network",
            "tcp",
            "tcp-create-socket",
            "udp",
            "udp-create-socket",
        ],
    ),
];

/// The name of an imported or exported interface: `package/interface@version`.
struct InterfaceName<'a> {
    package: &'a str,
    interface: &'a str,
    version: &'a str,
}

impl<'a> InterfaceName<'a> {
    fn parse(name: &'a str) -> Option<Self> {
        let (package, rest) = name.split_once('/')?;
        let (interface, version) = rest.split_once('@').unwrap_or((rest, ""));
        Some(InterfaceName {
            package,
            interface,
            version,
        })
    }
}

/// Validates the component and compares it with the world.
pub(super) fn check(bytes: &[u8], report: &mut CheckReport) {
    // One validator for both, because only then can their types be compared.
    let mut validator = Validator::new_with_features(FEATURES);
    let Ok(world) = validator.validate_all(COMPONENT_TYPE) else {
        unreachable!("the contract's own encoding is valid");
    };
    validator.reset();
    let types = match validator.validate_all(bytes) {
        Ok(types) => types,
        Err(error) => return invalid(report, &error),
    };
    let Some(contract) = Contract::new(&world) else {
        unreachable!("the contract's own encoding holds its world");
    };
    let (imports, exports) = names(bytes);
    report.imports = imports
        .iter()
        .take(LISTED)
        .map(|name| named(name))
        .collect();
    report.exports = exports
        .iter()
        .take(LISTED)
        .map(|name| named(name))
        .collect();
    report.contract.wanted = wanted_version(&imports, &exports);
    let checker = Checker {
        contract,
        component: types.as_ref(),
    };
    for import in imports {
        checker.import(import, report);
    }
    checker.handler(&exports, report);
}

/// The names of the outermost component's imports and exports.
fn names(bytes: &[u8]) -> (Vec<&str>, Vec<&str>) {
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    let mut depth = 0_u32;
    // The file is valid, so whatever cannot be read here does not exist.
    for payload in Parser::new(0).parse_all(bytes).flatten() {
        match payload {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 1 => {
                imports.extend(section.into_iter().flatten().map(|import| import.name.name));
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                exports.extend(section.into_iter().flatten().map(|export| export.name.name));
            }
            _ => {}
        }
    }
    (imports, exports)
}

/// The version of the contract that a component was built for: that of the handler it exports, or else of what it imports.
fn wanted_version(imports: &[&str], exports: &[&str]) -> Option<String> {
    exports
        .iter()
        .chain(imports)
        .filter_map(|name| InterfaceName::parse(name))
        .find(|name| name.package == PACKAGE && !name.version.is_empty())
        .map(|name| named(name.version))
}

/// The world that this host offers.
struct Contract<'a> {
    types: &'a Types,
    world: &'a ComponentType,
}

impl<'a> Contract<'a> {
    /// Finds the world in its encoding: a component that exports, under the world's name, the type of a component that exports the world.
    fn new(encoded: &'a Types) -> Option<Contract<'a>> {
        let outer = &encoded.component_item_for_export(WORLD)?.ty;
        let ComponentEntityType::Type {
            referenced: ComponentAnyTypeId::Component(outer),
            ..
        } = outer
        else {
            return None;
        };
        let (_, item) = encoded[*outer].exports.iter().next()?;
        let ComponentEntityType::Component(world) = item.ty else {
            return None;
        };
        Some(Contract {
            types: encoded,
            world: &encoded[world],
        })
    }

    fn interface(&self, items: Items, interface: &str) -> Option<&'a ComponentInstanceType> {
        let items = match items {
            Items::Imports => &self.world.imports,
            Items::Exports => &self.world.exports,
        };
        match items.get(&format!("{PACKAGE}/{interface}@{VERSION}"))?.ty {
            ComponentEntityType::Instance(id) => Some(&self.types[id]),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
enum Items {
    Imports,
    Exports,
}

struct Checker<'a> {
    contract: Contract<'a>,
    component: TypesRef<'a>,
}

impl Checker<'_> {
    fn import(&self, import: &str, report: &mut CheckReport) {
        let Some(name) = InterfaceName::parse(import) else {
            return not_allowed(import, report);
        };
        if name.package == PACKAGE {
            return self.own_import(import, &name, report);
        }
        let is_wasi = WASI.iter().any(|(package, interfaces)| {
            *package == name.package && interfaces.contains(&name.interface)
        });
        if is_wasi && same_minor(name.version, "0.2.0") {
            report.needs.wasi = true;
        } else {
            not_allowed(import, report);
        }
    }

    fn own_import(&self, import: &str, name: &InterfaceName, report: &mut CheckReport) {
        if !same_minor(name.version, VERSION) {
            return other_version(name.version, report);
        }
        let Some(offered) = self.contract.interface(Items::Imports, name.interface) else {
            return lacking(
                format!(
                    "the component imports {}, which version {VERSION} of {PACKAGE} does not have",
                    named(import)
                ),
                name.version,
                report,
            );
        };
        let Some(wanted) = self.instance(self.component.component_item_for_import(import)) else {
            return not_allowed(import, report);
        };
        let mut comparison = SubtypeCx::new_with_refs(self.contract.types.as_ref(), self.component);
        let mut resources = same_resources(wanted, offered);
        for (function, item) in &wanted.exports {
            if !matches!(item.ty, ComponentEntityType::Func(_)) {
                continue;
            }
            let fits = offered.exports.get(function).map(|own| {
                let mut wanted = item.ty;
                comparison
                    .b
                    .remap_component_entity(&mut wanted, &mut resources);
                comparison
                    .component_entity_type(&own.ty, &wanted, 0)
                    .is_ok()
            });
            let fault = match fits {
                Some(true) => continue,
                Some(false) => "with another type than it has",
                None => "which it does not have",
            };
            let function = named(function);
            lacking(
                format!(
                    "the component imports function {function} of {}, {fault} in version {VERSION}",
                    named(import)
                ),
                name.version,
                report,
            );
        }
    }

    /// The handler must be there, in this version, with both functions of the right type.
    fn handler(&self, exports: &[&str], report: &mut CheckReport) {
        let handler = exports.iter().find_map(|export| {
            let name = InterfaceName::parse(export)?;
            (name.package == PACKAGE && name.interface == HANDLER)
                .then_some((*export, name.version))
        });
        let Some((export, version)) = handler else {
            return report.problem(
                ProblemCode::WorldMismatch,
                format!("the component does not export {PACKAGE}/{HANDLER}@{VERSION}"),
                format!("build it for the world `{WORLD}` of {PACKAGE}@{VERSION}"),
            );
        };
        if !same_minor(version, VERSION) {
            return other_version(version, report);
        }
        let Some(own) = self.contract.interface(Items::Exports, HANDLER) else {
            return;
        };
        let exported = self.instance(self.component.component_item_for_export(export));
        for (function, item) in &own.exports {
            if !matches!(item.ty, ComponentEntityType::Func(_)) {
                continue;
            }
            let fits = exported
                .and_then(|exported| exported.exports.get(function))
                .map(|exported| {
                    ComponentEntityType::is_subtype_of(
                        &exported.ty,
                        self.component,
                        &item.ty,
                        self.contract.types.as_ref(),
                    )
                });
            let fault = match fits {
                Some(true) => continue,
                Some(false) => "with another type than the contract's",
                None => "not at all",
            };
            report.problem(
                ProblemCode::WorldMismatch,
                format!("{} exports the function {function} {fault}", named(export)),
                format!("build it for the world `{WORLD}` of {PACKAGE}@{VERSION}; both handlers must be there"),
            );
        }
    }

    fn instance(
        &self,
        item: Option<&wasmparser::component_types::ComponentItem>,
    ) -> Option<&ComponentInstanceType> {
        match item?.ty {
            ComponentEntityType::Instance(id) => Some(&self.component[id]),
            _ => None,
        }
    }
}

/// The resources of an imported interface and the host's of the same names. Each component has its own name for a resource that it is given, so only with
/// this can functions over resources be compared.
fn same_resources(wanted: &ComponentInstanceType, offered: &ComponentInstanceType) -> Remapping {
    let resource =
        |instance: &ComponentInstanceType, name: &str| match instance.exports.get(name)?.ty {
            ComponentEntityType::Type {
                referenced: ComponentAnyTypeId::Resource(id),
                ..
            } => Some(id.resource()),
            _ => None,
        };
    let mut same = Remapping::default();
    for name in wanted.exports.keys() {
        if let (Some(own), Some(host)) = (resource(wanted, name), resource(offered, name)) {
            same.add(own, host);
        }
    }
    same
}

/// Whether two versions promise to work together: the same numbers up to the minor one, which is the breaking one while the major one is 0.
/// Versions before a release promise nothing.
fn same_minor(wanted: &str, offered: &str) -> bool {
    let numbers = |version: &str| -> Option<[u64; 3]> {
        // Metadata after a plus sign says nothing about compatibility.
        let version = version.split('+').next()?;
        let mut parts = version.split('.').map(|part| part.parse().ok());
        let numbers = [parts.next()??, parts.next()??, parts.next()??];
        parts.next().is_none().then_some(numbers)
    };
    match (numbers(wanted), numbers(offered)) {
        (Some(wanted), Some(offered)) => wanted[..2] == offered[..2],
        _ => false,
    }
}

fn not_allowed(import: &str, report: &mut CheckReport) {
    let wasi: Vec<&str> = WASI.iter().map(|(package, _)| *package).collect();
    report.problem(
        ProblemCode::ImportNotAllowed,
        format!(
            "the component imports {}, which an Action cannot have",
            named(import)
        ),
        format!(
            "allowed are the interfaces of {PACKAGE}@{VERSION} and, of WASI 0.2, those of {}",
            wasi.join(", ")
        ),
    );
}

fn other_version(wanted: &str, report: &mut CheckReport) {
    let wanted = if wanted.is_empty() {
        "(none)".into()
    } else {
        named(wanted)
    };
    let message = format!(
        "the component was built for version {wanted} of {PACKAGE}; this host offers {VERSION}"
    );
    // Each import and export of the component says the same.
    if report
        .problems
        .iter()
        .all(|problem| problem.message != message)
    {
        report.problem(
            ProblemCode::WorldMismatch,
            message,
            format!(
                "rebuild it with the SDK of version {VERSION}, or use a host that offers {wanted}"
            ),
        );
    }
}

fn lacking(message: String, wanted: &str, report: &mut CheckReport) {
    let help = if wanted == VERSION {
        format!("rebuild it with the SDK of version {VERSION}")
    } else {
        format!(
            "rebuild it with the SDK of version {VERSION}, or upgrade the host to {} or later",
            named(wanted)
        )
    };
    report.problem(ProblemCode::WorldMismatch, message, help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_work_together() {
        for (wanted, fits) in [
            ("0.1.0", true),
            ("0.1.7", true),
            ("0.1.0+build", true),
            ("0.2.0", false),
            ("1.1.0", false),
            ("0.1.0-rc.1", false),
            ("0.1", false),
            ("0.1.0.0", false),
            ("", false),
        ] {
            assert_eq!(same_minor(wanted, VERSION), fits, "{wanted}");
        }
    }
}
