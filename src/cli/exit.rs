//! How a command ends.

use std::io;

/// The exit codes that scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// A mistake in the program, or something that cannot be read or written.
    Internal = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// A file is not what it should be.
    Invalid = 3,
    /// There is no timetable, and that is proved.
    Infeasible = 4,
    /// Stopped without a timetable that keeps the hard rules.
    NothingFeasible = 5,
    /// `check` found hard violations.
    Violated = 6,
    /// `study compare` found the second worse than the first.
    Worse = 7,
}

/// Why a command could not be done.
#[derive(Debug)]
pub(super) struct Failure {
    /// The exit code.
    pub(super) exit: Exit,
    /// What to say.
    pub(super) message: String,
}

impl Failure {
    /// A failure that is said in the manner of clap.
    pub(super) fn new(exit: Exit, message: impl std::fmt::Display) -> Self {
        Self { exit, message: format!("error: {message}") }
    }

    /// A failure whose report is printed as it is.
    pub(super) fn report(exit: Exit, report: impl std::fmt::Display) -> Self {
        Self { exit, message: report.to_string() }
    }

    /// The command line makes no sense.
    pub(super) fn usage(message: impl std::fmt::Display) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A mistake in the program.
    pub(super) fn internal(message: impl std::fmt::Display) -> Self {
        Self::report(Exit::Internal, format!("plenary: internal error, please report it: {message}"))
    }
}

/// Failures to write to the standard output; who stops reading early has what they wanted.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure { exit: Exit::Done, message: String::new() },
            _ => Failure::new(Exit::Internal, format!("the result cannot be written: {error}")),
        }
    }
}
