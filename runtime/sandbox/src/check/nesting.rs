//! How deep types nest in types, without following them: the parser does, one call for each level, and a file may have millions.

use wasmparser::{BinaryReader, BinaryReaderError, ComponentType, ComponentTypeDeclaration};

/// The most levels that are looked for.
pub(super) const MAX_TYPE_DEPTH: u64 = 16;

/// The bytes with which the types begin that hold declarations: of a component, and of an instance.
const HOLDS_DECLARATIONS: [u8; 2] = [0x41, 0x42];
/// The byte with which the declaration of a type begins.
const DECLARES_TYPE: u8 = 0x01;

/// The levels of component and instance types in a section of types; counting stops just past [`MAX_TYPE_DEPTH`].
///
/// # Errors
/// The section is not well-formed.
pub(super) fn type_depth(mut section: BinaryReader<'_>) -> Result<u64, BinaryReaderError> {
    let mut deepest = 0;
    // How many types, and then declarations, are still to come at each open level.
    let mut left = vec![section.read_var_u32()?];
    while let Some(count) = left.last_mut() {
        if *count == 0 {
            left.pop();
            continue;
        }
        *count -= 1;
        if left.len() > 1 && !takes(&mut section, &[DECLARES_TYPE])? {
            section.read::<ComponentTypeDeclaration>()?;
        } else if takes(&mut section, &HOLDS_DECLARATIONS)? {
            left.push(section.read_var_u32()?);
            deepest = deepest.max(left.len() as u64 - 1);
            if deepest > MAX_TYPE_DEPTH {
                break;
            }
        } else {
            section.read::<ComponentType>()?;
        }
    }
    Ok(deepest)
}

/// Goes past the next byte if it is one of these.
fn takes(reader: &mut BinaryReader<'_>, wanted: &[u8]) -> Result<bool, BinaryReaderError> {
    let mut ahead = reader.clone();
    let is_one = wanted.contains(&ahead.read_u8()?);
    if is_one {
        *reader = ahead;
    }
    Ok(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A section with one type: this many components, each of which declares the next.
    fn section(levels: usize) -> Vec<u8> {
        let mut bytes = vec![1];
        for level in 0..levels {
            bytes.extend(if level == 0 {
                &[0x41, 1][..]
            } else {
                &[1, 0x41, 1]
            });
        }
        // The innermost declares a type of a function that has neither parameters nor a result.
        bytes.extend([1, 0x40, 0, 1, 0]);
        bytes
    }

    fn depth(bytes: &[u8]) -> Option<u64> {
        type_depth(BinaryReader::new(bytes, 0)).ok()
    }

    #[test]
    fn levels_are_counted_up_to_the_limit() {
        assert_eq!(depth(&[1, 0x40, 0, 1, 0]), Some(0));
        for levels in [1, 2, 16] {
            assert_eq!(depth(&section(levels)), Some(levels as u64), "{levels}");
        }
        assert_eq!(depth(&section(17)), Some(17));
        assert_eq!(depth(&section(1_000_000)), Some(17));
    }

    #[test]
    fn what_ends_too_early_is_an_error() {
        let whole = section(3);
        for end in 0..whole.len() {
            assert_eq!(depth(&whole[..end]), None, "{end}");
        }
    }
}
