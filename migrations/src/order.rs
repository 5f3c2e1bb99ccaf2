//! The order of migration files, which their names tell: the number that a name starts with, then the name.
//!
//! It is the compiler's order (`williw_codegen::parse`) and wrangler's, but for files without a number, which come first
//! here and last there; those are told of (`Problem::Unnumbered`).

/// What files are sorted by.
pub fn sort_key(name: &str) -> (bool, usize, &str, &str) {
    match number(name) {
        // Longer numbers are larger, equally long ones compare as text: no number is too large.
        Some(number) => (true, number.len(), number, name),
        None => (false, 0, "", name),
    }
}

/// The number that a name starts with, without zeros in front; empty for zero.
pub fn number(name: &str) -> Option<&str> {
    let end = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    let digits = name.get(..end).filter(|digits| !digits.is_empty())?;
    Some(digits.trim_start_matches('0'))
}

/// The name of the next file after these, as `wrangler d1 migrations create` makes it: `0003_add_users.sql`.
pub fn next_name<'a>(names: impl IntoIterator<Item = &'a str>, title: &str) -> String {
    let numbers = names.into_iter().filter_map(|name| number(name)?.parse::<u64>().ok());
    let next = numbers.max().unwrap_or(0).saturating_add(1);
    let title = title.strip_suffix(".sql").unwrap_or(title).replace(' ', "_");
    format!("{next:04}_{title}.sql")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_number_then_name() {
        let mut names = ["10_a.sql", "init.sql", "2_b.sql", "0002_a.sql", "99999999999999999999_z.sql", "0000_x.sql"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            ["init.sql", "0000_x.sql", "0002_a.sql", "2_b.sql", "10_a.sql", "99999999999999999999_z.sql"]
        );
    }

    #[test]
    fn the_next_name_is_wranglers() {
        assert_eq!(next_name([], "init"), "0001_init.sql");
        assert_eq!(next_name(["0009_a.sql", "10_b.sql", "readme.sql"], "add users"), "0011_add_users.sql");
        assert_eq!(next_name(["9999_a.sql"], "b.sql"), "10000_b.sql");
    }
}
