//! The component's allocator: takes what memory is there from the start before it asks for more.
//!
//! Rust's own grows the memory at its first use. For a run that is over in a few microseconds, what the host does to grow it and to take it back, two
//! calls of its operating system, costs more than everything else that the Action does.

#![allow(unsafe_code, reason = "an allocator hands out memory by its address")]

use core::alloc::Layout;
use core::arch::wasm32::memory_grow;
use core::mem::MaybeUninit;
use talc::base::Talc;
use talc::base::binning::Binning;
use talc::cell::TalcSyncCell;
use talc::source::Source;
use talc::wasm::WasmBinning;

/// Enough for an Action that looks at an event of a few kilobytes. What a run does not touch costs nothing.
const FIRST: usize = 96 << 10;
const PAGE: usize = 64 << 10;
/// What the allocator needs of a new piece of memory for itself, generously.
const OVERHEAD: usize = 1 << 10;

static mut MEMORY: [MaybeUninit<u8>; FIRST] = [MaybeUninit::uninit(); FIRST];

#[global_allocator]
static ALLOCATOR: TalcSyncCell<FirstThenGrow, WasmBinning> =
    TalcSyncCell::new_wasm(FirstThenGrow { first_taken: false });

/// Gives the allocator the memory that is there, and then pages.
#[derive(Debug)]
struct FirstThenGrow {
    first_taken: bool,
}

// SAFETY: it allocates nothing, and uses the allocator only through what it is given.
unsafe impl Source for FirstThenGrow {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        if !talc.source.first_taken {
            talc.source.first_taken = true;
            // SAFETY: nothing else uses `MEMORY`, and it is given once.
            let taken = unsafe { talc.claim((&raw mut MEMORY).cast(), FIRST) };
            return taken.map(|_| ()).ok_or(());
        }
        let needed = layout
            .size()
            .saturating_add(layout.align())
            .saturating_add(OVERHEAD);
        let pages = needed.div_ceil(PAGE);
        let before = memory_grow::<0>(pages);
        if before == usize::MAX {
            return Err(());
        }
        // SAFETY: these pages are new, so nothing else uses them.
        let taken = unsafe { talc.claim((before * PAGE) as *mut u8, pages * PAGE) };
        taken.map(|_| ()).ok_or(())
    }
}
