//! Work that takes longer than a key press may: signing and verifying. A job is a
//! value; running it is a pure function, on a worker or in a test.

use std::fmt;

use crate::jose::algorithm::{Algorithm, SigningKey};
use crate::jose::decode::{self, Decoded};
use crate::jose::judge::{self, Judged};
use crate::jose::policy::Expect;
use crate::jose::problem::Problem;
use crate::jose::sign;
use crate::jose::why::AtHand;

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
        check: judge::Keys,
    },
    /// Check a pasted token.
    Verify {
        /// The token, taken apart.
        decoded: Box<Decoded>,
        /// The keys to check each of its signatures with, or why those that are there may not serve.
        keys: Vec<judge::Keys>,
        /// What else may tell why it does not verify.
        at_hand: Box<AtHand>,
        /// What is expected: of several signatures one counts that is as wanted.
        expect: Box<Expect>,
    },
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The state that it is about.
    pub revision: Revision,
    /// The token made, or why none could be; `None` after verifying.
    pub token: Option<Result<String, Problem>>,
    /// The verdict on its signatures.
    pub judged: Box<Judged>,
}

impl Job {
    /// Does the work.
    pub fn run(&self) -> Outcome {
        match &self.task {
            Task::Sign { header, payload, algorithm, key, check } => {
                let token = sign::sign(header, payload, algorithm, key);
                let judged = match &token {
                    Ok(token) => judge::judge(
                        &decode::decode(token),
                        std::slice::from_ref(check),
                        &AtHand::default(),
                        &Expect::default(),
                    ),
                    Err(problem) => Judged::cannot_check(problem.clone()),
                };
                Outcome { revision: self.revision, token: Some(token), judged: Box::new(judged) }
            }
            Task::Verify { decoded, keys, at_hand, expect } => {
                let judged = Box::new(judge::judge(decoded, keys, at_hand, expect));
                Outcome { revision: self.revision, token: None, judged }
            }
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
