"""What can go wrong with the directory.

DirectoryError
  UnknownPerson        no person has the id
  PersonExists         the id or the mail address belongs to somebody already
  WeakPassword         the password is refused; the message says what would do
  UnknownZone          the time zone is not an IANA name
  SetupRefused         the setup link was never valid, is used up or too old, or an account exists
  InvitationRefused    the invitation was never valid, is used up or too old, or the person has an account
  UnwritableDirectory  the disk does not take what is written
  UnreadableDirectory  the file was written by a newer release, or is no directory
"""

from plumbline.sqlite_file import UnreadableFile


class DirectoryError(Exception):
    """Any fault of the directory."""


class UnknownPerson(DirectoryError):
    """No person has the id."""


class PersonExists(DirectoryError):
    """The id or the mail address belongs to somebody already."""


class WeakPassword(DirectoryError):
    """The password is refused; the message is written for the person who chose it."""


class UnknownZone(DirectoryError):
    """The time zone is not an IANA name."""


class SetupRefused(DirectoryError):
    """The setup link was never valid, is used up or too old, or an account exists."""


class InvitationRefused(DirectoryError):
    """The invitation was never valid, is used up or too old, or the person has an account."""


class UnwritableDirectory(DirectoryError):
    """The disk does not take what is written; nothing was."""


class UnreadableDirectory(DirectoryError, UnreadableFile):
    """The file was written by a newer release, or is no directory."""
