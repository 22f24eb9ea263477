//! The committed TypeScript is what the commands and types generate. `UPDATE_BINDINGS=1` writes it anew.
#![expect(clippy::unwrap_used, reason = "tests")]

#[test]
fn the_committed_bindings_are_what_the_commands_generate() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/app/src/backend/bindings.ts");
    let generated = phan_anh::bindings::typescript().unwrap();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), generated, "run with UPDATE_BINDINGS=1 and commit");
}
