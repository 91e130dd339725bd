//! Work that takes longer than a key press may: signing and verifying. A job is a
//! value; running it is a pure function, on a worker or in a test.

use std::fmt;

use crate::jose::algorithm::{Algorithm, SigningKey};
use crate::jose::decode::{self, Decoded};
use crate::jose::keyset::{self, Candidates, Verdict};
use crate::jose::problem::Problem;
use crate::jose::sign;
use crate::jose::verify::{self, Signature};

/// Counts the states of the document; a result belongs to exactly one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Revision(pub u64);

/// A piece of work on one state of the document.
pub struct Job {
    /// The state that it is about.
    pub revision: Revision,
    /// What to do.
    pub task: Task,
}

/// What to do.
pub enum Task {
    /// Make a token, and check it with the public key beside it.
    Sign {
        /// Header text as typed.
        header: String,
        /// Payload text as typed.
        payload: String,
        /// The row of the header's `alg`.
        algorithm: &'static Algorithm,
        /// The key to sign with.
        key: SigningKey,
        /// The keys to check with, if there are any.
        check: Option<Result<Candidates, Problem>>,
    },
    /// Check a pasted token.
    Verify {
        /// The token, cleaned.
        token: String,
        /// The same, taken apart.
        decoded: Box<Decoded>,
        /// The keys to check with, or why those that are there may not serve.
        keys: Option<Result<Candidates, Problem>>,
    },
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The state that it is about.
    pub revision: Revision,
    /// The token made, or why none could be; `None` after verifying.
    pub token: Option<Result<String, Problem>>,
    /// The verdict on the signature.
    pub signature: Signature,
    /// Which of the keys verified it.
    pub by: Option<usize>,
}

impl Job {
    /// Does the work.
    pub fn run(&self) -> Outcome {
        match &self.task {
            Task::Sign { header, payload, algorithm, key, check } => {
                let token = sign::sign(header, payload, algorithm, key);
                let Verdict { signature, by } = match &token {
                    Ok(token) => judge(token, &decode::decode(token), check.as_ref()),
                    Err(problem) => Verdict { signature: Signature::CannotCheck(problem.clone()), by: None },
                };
                Outcome { revision: self.revision, token: Some(token), signature, by }
            }
            Task::Verify { token, decoded, keys } => {
                let Verdict { signature, by } = judge(token, decoded, keys.as_ref());
                Outcome { revision: self.revision, token: None, signature, by }
            }
        }
    }
}

/// The verdict on a token's signature with the keys that are there.
fn judge(token: &str, decoded: &Decoded, keys: Option<&Result<Candidates, Problem>>) -> Verdict {
    let without = || verify::verify(token, decoded, None);
    match keys {
        None => Verdict { signature: without(), by: None },
        Some(Ok(candidates)) => keyset::verify(token, decoded, candidates),
        // What the token itself is refused for comes first.
        Some(Err(problem)) => {
            let signature = match without() {
                Signature::NoKey => Signature::Refused(problem.clone()),
                other => other,
            };
            Verdict { signature, by: None }
        }
    }
}

impl PartialEq for Job {
    /// Two jobs are the same if they are about the same state.
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
    }
}

impl Eq for Job {}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.task {
            Task::Sign { algorithm, .. } => algorithm.name,
            Task::Verify { .. } => "verify",
        };
        write!(f, "Job({}, {what})", self.revision.0)
    }
}
