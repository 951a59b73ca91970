//! Files, as they are shown.

use causerie_chat::{SharedFile, Text};
use causerie_wire as wire;

/// What its sender says of it; its key stays here.
pub(super) fn shared(file: &SharedFile) -> wire::SharedFile {
    let SharedFile { manifest, caption } = file;
    wire::SharedFile {
        name: manifest.name.as_str().to_owned(),
        size: manifest.size(),
        media_type: manifest.media_type.as_ref().map(ToString::to_string),
        hash: manifest.hash.to_string(),
        caption: caption.as_ref().map(Text::as_str).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{FileHash, FileKey, FileManifest};

    use super::*;

    #[test]
    fn a_file_is_told_without_its_key() {
        let media_type = Some("text/plain".parse().unwrap());
        let (hash, key) = (FileHash([0xab; 32]), FileKey::from([0xcd; 32]));
        let name = "../a.txt".parse().unwrap();
        let manifest = FileManifest::new(name, media_type, (70_000, 16), hash, key).unwrap();

        let told = shared(&SharedFile { manifest, caption: Some("hi".parse().unwrap()) });

        let json = serde_json::to_string(&told).unwrap();
        let hash = "ab".repeat(32);
        assert_eq!(
            json,
            format!(
                r#"{{"name":"../a.txt","size":70000,"media_type":"text/plain","hash":"{hash}","caption":"hi"}}"#
            )
        );
    }
}
