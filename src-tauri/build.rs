//! Makes what Tauri needs at build time: the context and the permissions of `capabilities/`.

fn main() {
    tauri_build::build();
}
