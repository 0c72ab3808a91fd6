//! New files of the contract and the SDKs make this crate build anew: they are inside it.

fn main() {
    for folder in ["wit", "sdk/c", "sdk/go", "sdk/python", "sdk/js/index.d.ts"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
