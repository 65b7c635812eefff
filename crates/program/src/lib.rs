//! What each of our programs does before anything else, and what it keeps others out of: the files hold names
//! and CPFs, the memory holds credentials.

mod folder;

pub use folder::{OwnHome, Privacy, is_writable, make_private, strangers, tighten};

/// Whether a program's memory may be read by others of its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// By nobody: not by a debugger, and no system service may dump it.
    Closed,
    /// As the system has it: the desktop's services ask the system who a window is, and may not be told of a
    /// program whose memory is closed.
    Open,
}

/// Files and folders that this program makes are its user's alone, and its memory goes to no disk when it
/// crashes. To be called first, before there is a second thread.
pub fn begin(memory: Memory) {
    #[cfg(unix)]
    {
        use rustix::fs::Mode;
        use rustix::process::{Resource, Rlimit, setrlimit, umask};
        umask(Mode::RWXG | Mode::RWXO);
        // To lower a limit is never refused.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    if memory == Memory::Closed {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = memory;
}
