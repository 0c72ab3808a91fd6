//! The name of an Action's file, in its code: a last line `//# sourceURL=action.ts`, as debuggers know it. So the name goes wherever the code goes, also
//! where there is no other place for it, as in Auth0's management API.

/// What a source is called that says nothing.
pub(crate) const FILE: &str = "action.js";

/// What stands before the name.
const MARK: &str = "\n//# sourceURL=";

/// The longest name that is taken, in bytes: as file systems have it.
const MAX_BYTES: usize = 255;

/// The code with the name of its file, whatever it was called before. Signs that could end a name in a stack, or a text in the code, are `_` in it.
pub fn with_file_name(code: &str, name: &str) -> String {
    let (code, _) = without_file_name(code);
    let name: String = name
        .chars()
        .map(|letter| if is_of_a_name(letter) { letter } else { '_' })
        .collect();
    match name == FILE {
        true => code.to_owned(),
        false => format!("{code}{MARK}{name}"),
    }
}

/// The code without the line, and the name: [`FILE`] where there is none.
pub(crate) fn without_file_name(code: &str) -> (&str, &str) {
    // What is left of a text or a comment in which such a line stands would have the sign that ends it.
    code.rsplit_once(MARK)
        .map(|(code, name)| (code, name.trim()))
        .filter(|(_, name)| (1..=MAX_BYTES).contains(&name.len()) && name.chars().all(is_of_a_name))
        .unwrap_or((code, FILE))
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || "-_.+@~ ".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_with_the_code() {
        let code = "exports.a = 1;\n";
        for (name, shown) in [
            ("action.ts", "action.ts"),
            ("my äction-2.mjs", "my äction-2.mjs"),
            ("a(1:2)\n`*/.js", "a_1_2_____.js"),
            ("action.js", "action.js"),
        ] {
            let named = with_file_name(code, name);
            assert_eq!(without_file_name(&named), (code, shown), "{named}");
            // Once is enough.
            assert_eq!(with_file_name(&named, name), named);
        }
        assert_eq!(with_file_name(code, "action.js"), code);
    }

    #[test]
    fn what_is_no_last_line_stays() {
        for code in [
            "",
            "exports.a = 1;",
            "a = `\n//# sourceURL=x`;",
            "/*\n//# sourceURL=x */ b();",
            "a();\n//# sourceURL=x.js\nb();",
            "a();\n//# sourceURL=",
            "a(); //# sourceURL=x.js",
        ] {
            assert_eq!(without_file_name(code), (code, FILE), "{code}");
        }
        let long = format!("a();\n//# sourceURL={}", "x".repeat(256));
        assert_eq!(without_file_name(&long), (&*long, FILE));
        // As other tools end a file.
        let code = "a();\r\n//# sourceURL=x.js\r\n";
        assert_eq!(without_file_name(code), ("a();\r", "x.js"));
    }
}
