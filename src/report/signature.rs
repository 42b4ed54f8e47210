//! The signature over a report's manifest, in the form of minisign: `minisign -Vm MANIFEST.sha256 -p KEY.pub` verifies
//! it, too.
//!
//! The manifest has the digests of all other files, `run.json` among them, so that one signature is over all. A
//! signature is made with random numbers: it is the one file that differs between equal runs, and no manifest lists it.

use std::fmt;
use std::io::Cursor;
use std::path::Path;

use minisign::{PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

use super::ReportError;

/// The file next to the manifest.
pub const SIGNATURE: &str = "MANIFEST.sha256.minisig";

/// Signs with a secret key.
pub struct Signer {
    key: SecretKey,
}

/// The key is not printed.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// Reads a secret key of minisign, with its password where it has one.
    ///
    /// # Errors
    /// The file cannot be read, is no secret key, or the password is missing or wrong.
    pub fn read(path: &Path, password: Option<String>) -> Result<Self, ReportError> {
        let text = std::fs::read_to_string(path).map_err(|e| ReportError::io("reading the key", path, e))?;
        let key_box = || SecretKeyBox::from(text.clone());
        let key = key_box().into_unencrypted_secret_key().or_else(|first| match password {
            Some(password) => {
                let wrong = |e| format!("the password does not open it, or it is no secret key ({e})");
                key_box().into_secret_key(Some(password)).map_err(wrong)
            }
            None => Err(format!(
                "it has a password, or is no secret key of minisign ({first}); give the password in the variable \
                 TAMIS_SIGN_PASSWORD, or make a key without one by `minisign -G -W`"
            )),
        });
        let failed = |why| ReportError::new(format!("{} cannot be used to sign: {why}", path.display()));
        Ok(Self { key: key.map_err(failed)? })
    }

    /// The signature over a manifest.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub(super) fn sign(&self, manifest: &[u8]) -> Result<String, ReportError> {
        let comment = concat!("report of tamis ", env!("CARGO_PKG_VERSION"));
        let signature = minisign::sign(None, &self.key, Cursor::new(manifest), Some(comment), None);
        let signature = signature.map_err(|e| ReportError::new(format!("the manifest cannot be signed: {e}")))?;
        Ok(signature.into_string())
    }
}

/// Verifies a signature over a manifest by a public key: the text of its file, or its one line in Base64.
///
/// # Errors
/// The key or the signature is none, or the signature is not over this manifest by this key; in one line.
pub(super) fn check(manifest: &[u8], signature: &str, key: &str) -> Result<(), String> {
    let key = match key.trim().lines().count() {
        1 => PublicKey::from_base64(key.trim()),
        _ => PublicKeyBox::from_string(key).and_then(PublicKeyBox::into_public_key),
    };
    let key = key.map_err(|e| format!("the key given is no public key of minisign ({e})"))?;
    let signature = SignatureBox::from_string(signature).map_err(|e| format!("{SIGNATURE} is no signature ({e})"))?;
    let checked = minisign::verify(&key, &signature, Cursor::new(manifest), true, false, false);
    checked.map_err(|e| format!("{SIGNATURE} is not over this manifest by this key ({e})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_over_every_byte_and_by_one_key() -> Result<(), Box<dyn std::error::Error>> {
        let [ours, other] = [minisign::KeyPair::generate_unencrypted_keypair()?, {
            minisign::KeyPair::generate_unencrypted_keypair()?
        }];
        let signature = Signer { key: ours.sk }.sign(b"abc")?;
        let (key, file) = (ours.pk.to_base64(), ours.pk.to_box()?.to_string());
        assert_eq!(check(b"abc", &signature, &key), Ok(()));
        assert_eq!(check(b"abc", &signature, &file), Ok(()));
        assert!(check(b"abd", &signature, &key).is_err());
        assert!(check(b"abc", &signature, &other.pk.to_base64()).is_err());
        assert!(check(b"abc", "no signature", &key).is_err());
        assert!(check(b"abc", &signature, "no key").is_err());
        assert!(check(b"abc", "", "").is_err());
        Ok(())
    }
}
