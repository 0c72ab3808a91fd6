//! Statements of many rows. The library's own builder writes `?` for a value, which PostgreSQL does not take.

/// The place of a statement's value, counted from 1.
pub(crate) fn place(number: usize) -> String {
    format!("${number}")
}

/// The text of each of `count` rows that have `VALUES` values each, written by `row` from the places of its values.
pub(crate) fn each_row<const VALUES: usize>(
    count: usize,
    between: &str,
    row: impl Fn([String; VALUES]) -> String,
) -> String {
    let rows: Vec<String> = (0..count)
        .map(|number| {
            row(std::array::from_fn(|value| {
                place(number * VALUES + value + 1)
            }))
        })
        .collect();
    rows.join(between)
}

/// The most rows of one statement.
const ROWS: usize = 64;

/// Parts of a list whose sizes are powers of two, so that there are few statements to be prepared.
pub(crate) fn in_few_sizes<T>(mut list: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = match list.len() {
            0 => return None,
            length => ROWS.min(1 << length.ilog2()),
        };
        let (part, rest) = list.split_at(size);
        list = rest;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_place_of_its_own() {
        let rows = each_row(2, "; ", |values: [String; 3]| values.join(" "));
        assert_eq!(rows, "$1 $2 $3; $4 $5 $6");
    }

    #[test]
    fn a_list_is_parted_into_few_sizes_and_nothing_is_lost() {
        let list: Vec<usize> = (0..203).collect();
        let sizes: Vec<usize> = in_few_sizes(&list).map(<[usize]>::len).collect();
        assert_eq!(sizes, [64, 64, 64, 8, 2, 1]);
        assert_eq!(in_few_sizes(&list).flatten().count(), 203);
    }
}
