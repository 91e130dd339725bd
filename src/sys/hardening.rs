//! What the process gives up for good before it reads its first input: network sockets, core
//! dumps, being looked into by other programs. Each step says whether it is in force; one that the
//! system refuses keeps nothing from working. What a step needs of the system that no library
//! wraps is here, and it is the only unsafe code of this program.
//!
//! Not promised: a root user (an administrator), a program that had the process in its hands from
//! the start (a debugger, a changed loader) and the swap file are out of its reach.

/// A step, and whether it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// What it is about: a word or two.
    pub name: &'static str,
    /// It is in force.
    pub in_force: bool,
    /// What that means, or why it is not.
    pub words: String,
}

/// A step of [`apply`].
struct Step {
    name: &'static str,
    /// What is so once it is taken.
    done: &'static str,
    /// What is so if it cannot be taken.
    undone: &'static str,
    /// Takes it; an error is a reason in words.
    take: fn() -> Result<(), String>,
}

/// Takes every step that this system has. To be called once, before there is a second thread and
/// before anything is read. The steps hold for every program that is started from here, too, but
/// for the one about memory.
pub fn apply() -> Vec<Protection> {
    system::STEPS.iter().map(Step::apply).collect()
}

impl Step {
    fn apply(&self) -> Protection {
        match (self.take)() {
            Ok(()) => Protection { name: self.name, in_force: true, words: self.done.to_owned() },
            Err(why) => Protection { name: self.name, in_force: false, words: format!("{} ({why})", self.undone) },
        }
    }
}

/// No file of what was in memory when the program crashed: `RLIMIT_CORE` is 0, soft and hard.
#[cfg(unix)]
const NO_CORE: Step = Step {
    name: "core dumps",
    done: "none is ever written",
    undone: "not prevented",
    take: || {
        use rustix::process::{Resource, Rlimit, setrlimit};
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(|errno| errno.to_string())
    },
};

/// Where a running program cannot give up the network.
#[cfg(not(target_os = "linux"))]
const NO_LOCK: Step = Step {
    name: "network",
    done: "locked",
    undone: "not locked, though this program has no network code",
    take: || Err("a running program cannot give it up on this system".to_owned()),
};

#[cfg(target_os = "linux")]
mod system {
    use std::collections::BTreeMap;

    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    use rustix::thread::set_no_new_privs;
    use seccompiler::{
        BackendError, BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
        SeccompFilter, SeccompRule, TargetArch,
    };

    use super::{NO_CORE, Step};

    pub(super) const STEPS: &[Step] = &[
        // The kernel wants it before a filter of a user without rights.
        Step {
            name: "privileges",
            done: "none can be gained, nor by a program started from here (no_new_privs)",
            undone: "not given up",
            take: || set_no_new_privs(true).map_err(|errno| errno.to_string()),
        },
        Step {
            name: "network",
            done: "locked: no socket but a local one can be opened, nor by a program started from here (seccomp)",
            undone: "not locked, though this program has no network code",
            take: lock_network,
        },
        Step {
            name: "memory",
            done: "closed to other programs of this user (not dumpable)",
            undone: "open to other programs of this user",
            take: || set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(|errno| errno.to_string()),
        },
        NO_CORE,
    ];

    /// What a forbidden call answers: "permission to create a socket of the specified type is
    /// denied" (socket(2)).
    const DENIED: SeccompAction = SeccompAction::Errno(libc::EACCES.unsigned_abs());

    /// On x86-64 every call has a second number, for programs with short pointers (the x32 ABI).
    const X32: libc::c_long = 0x4000_0000;

    fn lock_network() -> Result<(), String> {
        let program = network_filter().map_err(|error| match error {
            BackendError::InvalidTargetArch(_) => "no filter is known for this processor".to_owned(),
            error => error.to_string(),
        })?;
        seccompiler::apply_filter_all_threads(&program).map_err(|error| match error {
            Error::Prctl(error) | Error::Seccomp(error) => format!("the kernel refuses: {error}"),
            error => error.to_string(),
        })
    }

    /// Sockets of the family `AF_UNIX` only, and no `io_uring`, which opens sockets without the call
    /// that is watched. A call in the numbers of another processor ends the process.
    fn network_filter() -> Result<BpfProgram, BackendError> {
        let arch = TargetArch::try_from(std::env::consts::ARCH)?;
        let family = u64::from(libc::AF_UNIX.unsigned_abs());
        let mut rules = BTreeMap::new();
        for alias in if arch == TargetArch::x86_64 { &[0, X32][..] } else { &[0] } {
            for call in [libc::SYS_socket, libc::SYS_socketpair] {
                let other = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, family)?;
                rules.insert(call | alias, vec![SeccompRule::new(vec![other])?]);
            }
            rules.insert(libc::SYS_io_uring_setup | alias, vec![]);
        }
        SeccompFilter::new(rules, SeccompAction::Allow, DENIED, arch)?.try_into()
    }
}

#[cfg(target_os = "macos")]
#[expect(unsafe_code, reason = "no library wraps the call that keeps debuggers out")]
mod system {
    use super::{NO_CORE, NO_LOCK, Step};

    pub(super) const STEPS: &[Step] = &[
        Step {
            name: "memory",
            done: "closed to debuggers (PT_DENY_ATTACH)",
            undone: "open to debuggers of this user",
            take: || {
                // SAFETY: with this request the call looks at no other argument (ptrace(2)).
                match unsafe { libc::ptrace(libc::PT_DENY_ATTACH, 0, std::ptr::null_mut(), 0) } {
                    0 => Ok(()),
                    _ => Err(std::io::Error::last_os_error().to_string()),
                }
            },
        },
        NO_CORE,
        NO_LOCK,
    ];
}

#[cfg(windows)]
#[expect(unsafe_code, reason = "no library wraps what a process can do for itself")]
mod system {
    use std::io::Error;
    use std::ptr;

    use windows_sys::Win32::Foundation::LocalFree;
    use windows_sys::Win32::Security::Authorization::{
        ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
    };
    use windows_sys::Win32::Security::{
        DACL_SECURITY_INFORMATION, PROTECTED_DACL_SECURITY_INFORMATION, SetKernelObjectSecurity,
    };
    use windows_sys::Win32::System::Diagnostics::Debug::{SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SetErrorMode};
    use windows_sys::Win32::System::ErrorReporting::{WER_FAULT_REPORTING_FLAG_NOHEAP, WerSetFlags};
    use windows_sys::Win32::System::Threading::{
        GetCurrentProcess, ProcessExtensionPointDisablePolicy, SetProcessMitigationPolicy,
    };

    use super::{NO_LOCK, Step};

    pub(super) const STEPS: &[Step] = &[
        Step {
            name: "memory",
            done: "closed to other programs of this user (access list of the process)",
            undone: "open to other programs of this user",
            take: close_process,
        },
        Step {
            name: "hooks",
            done: "no program can load its code into this one by hooks (extension points are off)",
            undone: "other programs can load their code into this one",
            take: close_extension_points,
        },
        Step {
            name: "crash reports",
            done: "none holds the memory of the program",
            undone: "they may hold the memory of the program",
            take: no_crash_dump,
        },
        NO_LOCK,
    ];

    /// The system may do everything; the user may end the process, wait for it and ask for its
    /// name (`PROCESS_TERMINATE`, `SYNCHRONIZE`, `PROCESS_QUERY_LIMITED_INFORMATION`), and as its owner
    /// not change that.
    const ACCESS: &str = "D:P(A;;GA;;;SY)(A;;0x00101001;;;OW)";

    fn close_process() -> Result<(), String> {
        let wide: Vec<u16> = ACCESS.encode_utf16().chain([0]).collect();
        let mut descriptor = ptr::null_mut();
        // SAFETY: `wide` ends with 0, `descriptor` is a place for a pointer, and the length is not asked for.
        let made = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                wide.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                ptr::null_mut(),
            )
        };
        told(made)?;
        let parts = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
        // SAFETY: the handle always stands for this process, and the descriptor was made above.
        let set = told(unsafe { SetKernelObjectSecurity(GetCurrentProcess(), parts, descriptor) });
        // SAFETY: the descriptor was made above by a function whose results are freed like this, once.
        unsafe { LocalFree(descriptor) };
        set
    }

    fn close_extension_points() -> Result<(), String> {
        // PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY: one word, its lowest bit switches them off.
        let policy: u32 = 1;
        // SAFETY: the policy is read, and is as long as is said.
        told(unsafe {
            SetProcessMitigationPolicy(ProcessExtensionPointDisablePolicy, (&raw const policy).cast(), size_of::<u32>())
        })
    }

    fn no_crash_dump() -> Result<(), String> {
        // SAFETY: takes flags only.
        unsafe { SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX) };
        // SAFETY: takes flags only.
        match unsafe { WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP) } {
            0.. => Ok(()),
            failed => Err(format!("error {failed:#x}")),
        }
    }

    fn told(success: i32) -> Result<(), String> {
        if success == 0 { Err(Error::last_os_error().to_string()) } else { Ok(()) }
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "macos"))))]
mod system {
    use super::{NO_CORE, NO_LOCK, Step};

    pub(super) const STEPS: &[Step] = &[NO_CORE, NO_LOCK];
}
