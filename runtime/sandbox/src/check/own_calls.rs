//! Whether a component calls itself through the component model, instead of from function to function.
//!
//! Such a call needs code that wasmtime makes for it: it copies values from one part of the component to another and turns one encoding of texts into
//! another. No toolchain of one component asks for that, and it is where most faults of the component model were found (`isolation.md`: "composed").

use wasmparser::{
    BinaryReaderError, CanonicalFunction, ComponentAlias, ComponentExternalKind, ComponentTypeRef,
    Payload,
};

/// What the outermost component has so far, and whether the host gave it.
#[derive(Debug, Default)]
pub(super) struct OwnCalls {
    functions: Vec<bool>,
    instances: Vec<bool>,
    /// It calls a function of its own.
    pub(super) found: bool,
}

impl OwnCalls {
    /// Takes the next part of the outermost component.
    pub(super) fn payload(&mut self, payload: &Payload<'_>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::ComponentImportSection(section) => {
                for import in section.clone() {
                    match import?.ty {
                        ComponentTypeRef::Func(_) => self.functions.push(true),
                        ComponentTypeRef::Instance(_) => self.instances.push(true),
                        _ => {}
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                // Each is read: how many there are is what the file says, and it may say anything.
                for instance in section.clone() {
                    instance?;
                    self.instances.push(false);
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section.clone() {
                    if let ComponentAlias::InstanceExport {
                        kind,
                        instance_index,
                        ..
                    } = alias?
                    {
                        let of_host = is_of_host(&self.instances, instance_index);
                        self.add(kind, of_host);
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                // An export can be used under a new number.
                for export in section.clone() {
                    let export = export?;
                    let of_host = match export.kind {
                        ComponentExternalKind::Func => is_of_host(&self.functions, export.index),
                        _ => is_of_host(&self.instances, export.index),
                    };
                    self.add(export.kind, of_host);
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section.clone() {
                    match function? {
                        CanonicalFunction::Lift { .. } => self.functions.push(false),
                        CanonicalFunction::Lower { func_index, .. } => {
                            self.found |= !is_of_host(&self.functions, func_index);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, kind: ComponentExternalKind, of_host: bool) {
        match kind {
            ComponentExternalKind::Func => self.functions.push(of_host),
            ComponentExternalKind::Instance => self.instances.push(of_host),
            _ => {}
        }
    }
}

/// What is not there is refused later, as invalid.
fn is_of_host(all: &[bool], index: u32) -> bool {
    all.get(index as usize).copied().unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::OwnCalls;
    use wasmparser::{Parser, Payload};

    #[test]
    fn a_number_is_not_taken_at_its_word() {
        // A component with a section of instances that says it has 68 million of them, and has none.
        let component = b"\0asm\x0d\0\x01\0\x05\x04\xff\xff\xff\x20";
        let mut calls = OwnCalls::default();
        let mut sections = Parser::new(0).parse_all(component).map(Result::unwrap);
        let section = sections.find(|payload| {
            matches!(payload, Payload::ComponentInstanceSection(section) if section.count() == 0x41f_ffff)
        });
        calls.payload(&section.unwrap()).unwrap_err();
        assert_eq!(calls.instances.len(), 0);
    }
}
