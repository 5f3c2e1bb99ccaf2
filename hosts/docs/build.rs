//! Takes what the page needs out of Swagger UI's release.
//!
//! Files stand in a zip as DEFLATE leaves them, and gzip is the same in another envelope (RFC 1952): so they are not
//! compressed again, and what a browser gets is what the release holds.

use std::error::Error;
use std::io::{Cursor, Read};
use std::path::Path;
use std::{env, fs};

use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::{CompressionMethod, ZipArchive};

const FILES: [&str; 2] = ["swagger-ui.css", "swagger-ui-bundle.js"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let mut release = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    for wanted in FILES {
        let end = format!("/dist/{wanted}");
        let at = (0..release.len())
            .find(|at| release.name_for_index(*at).is_some_and(|name| name.is_ok_and(|name| name.ends_with(&end))));
        let mut file = release.by_index_raw(at.ok_or_else(|| format!("the release has no {wanted}"))?)?;
        if file.compression() != CompressionMethod::DEFLATE {
            return Err(format!("{wanted} is not deflated").into());
        }
        // A header without name and time; then the data; then checksum and size.
        let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
        let (checksum, size) = (file.crc32(), u32::try_from(file.size())?);
        file.read_to_end(&mut gzip)?;
        gzip.extend(checksum.to_le_bytes());
        gzip.extend(size.to_le_bytes());
        fs::write(Path::new(&out).join(format!("{wanted}.gz")), gzip)?;
    }
    Ok(())
}
