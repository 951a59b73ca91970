use super::Printable;

/// What was decided about the receipts for somebody.
pub(crate) fn receipts(name: &str, allowed: bool) -> String {
    let name = Printable(name);
    if allowed {
        format!("{name} is told when their messages were delivered and read\n")
    } else {
        format!("{name} is no longer told when their messages were delivered and read\n")
    }
}
