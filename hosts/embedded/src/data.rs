//! The data folder: made on first use, and one process's alone.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use williw_workers::driver::D1Manifest;

use crate::Error;

/// A folder that this process holds. It is free again when this is dropped, or the process dies.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Makes the folder where there is none, and locks it.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let shown = path.display();
        let trouble = |what: &str, e: io::Error| Error::new(format!("cannot {what} the data folder {shown}: {e}"));
        let fresh = !path.exists();
        for folder in ["d1", "kv", "objects"] {
            make(&path.join(folder)).map_err(|e| trouble("make", e))?;
        }
        let path = path.canonicalize().map_err(|e| trouble("open", e))?;
        if fresh {
            // No git repository takes the data in by accident.
            fs::write(path.join(".gitignore"), "*\n").map_err(|e| trouble("write to", e))?;
        }
        let options = File::options().create(true).truncate(false).write(true).open(path.join("lock"));
        let lock = options.map_err(|e| trouble("write to", e))?;
        match lock.try_lock() {
            Ok(()) => Ok(DataFolder { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::new(format!(
                "another process is using the data folder {shown}: stop it, or choose another with --data"
            ))),
            Err(TryLockError::Error(e)) => Err(trouble("lock", e)),
        }
    }

    /// The folder, absolute.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file of a KV namespace.
    pub(crate) fn kv(&self, name: &str) -> PathBuf {
        self.path.join("kv").join(format!("{name}.sqlite"))
    }

    /// The folder of the objects.
    pub(crate) fn objects(&self) -> PathBuf {
        self.path.join("objects")
    }

    /// The file of a database.
    pub(crate) fn d1(&self, manifest: &D1Manifest) -> PathBuf {
        self.path.join("d1").join(format!("{}.sqlite", manifest.binding))
    }
}

/// Makes a folder where there is none. A commit is durable only if the folders that lead to its file are, too.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    let missing = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let missing: Vec<_> = missing.collect();
    fs::create_dir_all(path)?;
    missing.iter().filter_map(|folder| folder.parent()).try_for_each(sync)
}

/// Puts a folder's entries on the disk.
fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
