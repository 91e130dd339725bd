//! Reading what has no size beforehand: standard input, and named pipes as shells
//! make them (`<(command)`). Reading waits for the other side, as it does in every
//! program of the command line; regular files are `files`' affair.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::files::{FileError, MAX_BYTES};

/// Reads standard input to its end, at most [`MAX_BYTES`].
pub fn standard_input() -> Result<Zeroizing<Vec<u8>>, FileError> {
    whole(io::stdin().lock(), Path::new("standard input"))
}

/// Opens a file, pipe or device to be read bit by bit, whatever its size.
pub fn open(path: &Path) -> Result<fs::File, FileError> {
    let file = fs::File::open(path).map_err(|error| FileError::from_io(path, error))?;
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => Err(FileError::Folder(path.to_owned())),
        _ => Ok(file),
    }
}

/// Reads a pipe or device to its end, at most [`MAX_BYTES`].
pub fn pipe(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    whole(fs::File::open(path).map_err(|error| FileError::Io(path.to_owned(), error))?, path)
}

fn whole(stream: impl Read, name: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    stream.take(limit).read_to_end(&mut bytes).map_err(|error| FileError::Io(name.to_owned(), error))?;
    if bytes.len() > MAX_BYTES { Err(FileError::TooLarge(name.to_owned())) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_to_its_end_and_no_further_than_the_limit() {
        let read = |bytes: &[u8]| whole(bytes, Path::new("-")).map(|bytes| bytes.to_vec()).map_err(|e| e.code());
        assert_eq!(read(b"key\n"), Ok(b"key\n".to_vec()));
        assert_eq!(read(&vec![7; MAX_BYTES]), Ok(vec![7; MAX_BYTES]));
        assert_eq!(read(&vec![7; MAX_BYTES + 1]), Err("too_large"));
    }

    #[test]
    fn the_buffer_never_moves() {
        let bytes = whole(io::repeat(7).take(700_000), Path::new("-")).unwrap();
        assert_eq!((bytes.len(), bytes.capacity()), (700_000, MAX_BYTES + 1));
    }

    #[cfg(unix)]
    #[test]
    fn an_endless_device_is_given_up() {
        assert_eq!(pipe(Path::new("/dev/zero")).unwrap_err().code(), "too_large");
    }
}
