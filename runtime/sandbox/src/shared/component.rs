//! A component with one of its core modules taken out.
//!
//! In front come the import of the code, the memory as a module, and an instance of that. All else keeps its order; modules and instances get other numbers.

use super::module::Sections;
use super::{IMPORT, IMPORT_MODULE};
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    Component, ComponentImportSection, ComponentTypeRef, CoreTypeSection, InstanceSection,
    ModuleArg, ModuleSection, RawSection,
};
use wasmparser::{Encoding, Instance, Parser, Payload};

/// The numbers of what comes in front.
const CODE: u32 = 0;
const MEMORY: u32 = 1;
const MODULES_IN_FRONT: u32 = 2;
const INSTANCES_IN_FRONT: u32 = 1;

/// Where in a component the shared code is.
pub(super) struct Place<'a> {
    /// Which of its core modules.
    number: u32,
    sections: Sections<'a>,
}

/// Finds the first core module that `is_it`.
pub(super) fn place(component: &[u8], is_it: impl Fn(&Sections<'_>) -> bool) -> Option<Place<'_>> {
    let mut number = 0;
    // Only the outermost component counts; what is in it is stepped over.
    let mut remaining = component;
    let mut parser = Parser::new(0);
    loop {
        let (consumed, payload) = match parser.parse(remaining, true).ok()? {
            wasmparser::Chunk::Parsed { consumed, payload } => (consumed, payload),
            wasmparser::Chunk::NeedMoreData(_) => return None,
        };
        remaining = remaining.get(consumed..)?;
        match payload {
            Payload::Version {
                encoding: Encoding::Module,
                ..
            }
            | Payload::End(_) => return None,
            Payload::ComponentSection {
                unchecked_range, ..
            } => remaining = remaining.get(unchecked_range.len()..)?,
            Payload::ModuleSection {
                unchecked_range, ..
            } => {
                let sections = Sections::of(component.get(unchecked_range.clone())?).ok()?;
                if is_it(&sections) {
                    return Some(Place { number, sections });
                }
                number += 1;
                remaining = remaining.get(unchecked_range.len()..)?;
            }
            _ => {}
        }
    }
}

/// Takes the module at `place` out. Absent if the component does something with modules that no toolchain of ours does.
pub(super) fn split(
    component: &[u8],
    place: &Place<'_>,
    types: &CoreTypeSection,
) -> Option<Vec<u8>> {
    let memory = place.sections.memory_alone()?;
    let mut imports = ComponentImportSection::new();
    imports.import(IMPORT, ComponentTypeRef::Module(0));
    let mut instances = InstanceSection::new();
    instances.instantiate(MEMORY, std::iter::empty::<(&str, ModuleArg)>());
    let mut split = Component::new();
    split
        .section(types)
        .section(&imports)
        .section(&ModuleSection(&memory))
        .section(&instances);
    let mut rest = Rest {
        taken_out: place.number,
        depth: 0,
        next: 0,
    };
    rest.parse_component(&mut split, Parser::new(0), component)
        .ok()?;
    Some(split.finish())
}

/// Writes the rest of the component.
struct Rest {
    taken_out: u32,
    /// How many components and modules are open around what is written.
    depth: u32,
    /// The number of the next core module of the outermost component.
    next: u32,
}

impl Reencode for Rest {
    type Error = Infallible;
}

/// What is met that this does not know. It is told to nobody: the component is compiled whole then.
fn unknown() -> Error<Infallible> {
    Error::UnsupportedCoreTypeInComponent
}

impl ReencodeComponent for Rest {
    fn push_depth(&mut self) {
        self.depth += 1;
    }

    fn pop_depth(&mut self) {
        self.depth -= 1;
    }

    fn module_index(&mut self, module: u32) -> u32 {
        match module {
            _ if self.depth > 0 => module,
            _ if module == self.taken_out => CODE,
            _ if module < self.taken_out => module + MODULES_IN_FRONT,
            _ => module + MODULES_IN_FRONT - 1,
        }
    }

    fn instance_index(&mut self, instance: u32) -> u32 {
        match self.depth {
            0 => instance + INSTANCES_IN_FRONT,
            _ => instance,
        }
    }

    fn parse_component_submodule(
        &mut self,
        component: &mut Component,
        _parser: Parser,
        module: &[u8],
    ) -> Result<(), Error<Infallible>> {
        let number = self.next;
        if self.depth == 0 {
            self.next += 1;
            if number == self.taken_out {
                return Ok(());
            }
        }
        component.section(&RawSection {
            id: wasm_encoder::ComponentSectionId::CoreModule as u8,
            data: module,
        });
        Ok(())
    }

    fn parse_component_payload(
        &mut self,
        component: &mut Component,
        payload: Payload<'_>,
        whole: &[u8],
    ) -> Result<(), Error<Infallible>> {
        match &payload {
            // They would have other numbers, or reach for what has.
            Payload::CoreTypeSection(_) => return Err(unknown()),
            Payload::ComponentAliasSection(aliases) => {
                for alias in aliases.clone() {
                    use wasmparser::{ComponentAlias, ComponentOuterAliasKind as Outer};
                    if let ComponentAlias::Outer {
                        kind: Outer::CoreModule | Outer::CoreType,
                        ..
                    } = alias?
                    {
                        return Err(unknown());
                    }
                }
            }
            // Names go by numbers, and nobody reads them.
            Payload::CustomSection(_) => return Ok(()),
            _ => {}
        }
        component_utils::parse_component_payload(self, component, payload, whole)
    }

    fn parse_instance(
        &mut self,
        instances: &mut InstanceSection,
        instance: Instance<'_>,
    ) -> Result<(), Error<Infallible>> {
        match instance {
            Instance::Instantiate { module_index, args }
                if self.depth == 0 && module_index == self.taken_out =>
            {
                let own = args.iter().map(|argument| {
                    let instance = self.instance_index(argument.index);
                    (argument.name, ModuleArg::Instance(instance))
                });
                let memory = [(IMPORT_MODULE, ModuleArg::Instance(0))];
                let all: Vec<_> = own.chain(memory).collect();
                instances.instantiate(CODE, all);
                Ok(())
            }
            other => component_utils::parse_instance(self, instances, other),
        }
    }
}
