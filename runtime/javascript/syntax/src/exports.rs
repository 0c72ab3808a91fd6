//! What the host calls. An instance converts one source and is gone, so nothing is given back.

use crate::{Converted, Syntax, convert};

/// Room for a source of so many bytes.
#[unsafe(no_mangle)]
extern "C" fn syntax_allocate(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// Converts the source at `source`. Gives the place of the answer: its length, four bytes, the lowest first, then a byte that says what it is: 0 for a source that
/// stays as it is, 1 before CommonJS, 2 before an error, of which there are line and column, four bytes each, and a message.
///
/// # Safety
/// `source` is from `syntax_allocate(length)`, and filled.
#[unsafe(no_mangle)]
unsafe extern "C" fn syntax_convert(source: *const u8, length: usize, syntax: u32) -> *const u8 {
    // SAFETY: as above.
    let source = unsafe { std::slice::from_raw_parts(source, length) };
    let syntax = match syntax {
        0 => Syntax::JavaScript,
        1 => Syntax::Module,
        _ => Syntax::TypeScript,
    };
    let mut answer = vec![0; 4];
    // The host sends text.
    match convert::to_common_js(&String::from_utf8_lossy(source), syntax) {
        Ok(Converted::Unchanged) => answer.push(0),
        Ok(Converted::Code(code)) => {
            answer.push(1);
            answer.extend_from_slice(code.as_bytes());
        }
        Err(error) => {
            answer.push(2);
            answer.extend_from_slice(&error.line.to_le_bytes());
            answer.extend_from_slice(&error.column.to_le_bytes());
            answer.extend_from_slice(error.message.as_bytes());
        }
    }
    let length = u32::try_from(answer.len() - 4).unwrap_or(u32::MAX);
    answer[..4].copy_from_slice(&length.to_le_bytes());
    Box::leak(answer.into_boxed_slice()).as_ptr()
}
