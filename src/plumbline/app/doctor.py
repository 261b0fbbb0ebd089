"""What `plumbline doctor` looks at: the settings of this environment, and the data folder that they name."""

from dataclasses import replace
from pathlib import Path

from plumbline.app.opening import mailbox_words, transport
from plumbline.app.sample import is_sample
from plumbline.handling import system_clock
from plumbline.health.check import Check
from plumbline.health.folder import look_at_folder
from plumbline.settings import Settings, SettingsRefused, read_settings


def look(data: Path | None) -> tuple[Check, ...]:
    """Return how the settings and the data folder stand. data: another folder than the settings name."""
    try:
        settings, refused = read_settings(), ()
    except SettingsRefused as fault:
        settings, refused = Settings(), (_refused(fault),)
    settings = replace(settings, data=data or settings.data)
    found = look_at_folder(
        settings.data,
        system_clock(),
        mail_place=transport(settings).place,
        mailbox=mailbox_words(settings),
        sample=is_sample(settings.data),
    )
    return (*refused, *found)


def _refused(fault: SettingsRefused) -> Check:
    return Check(
        id="settings",
        title="Settings",
        state="problem",
        said=" ".join(fault.problems),
        remedy="Correct or remove them; with them the server does not start.",
        command="env | grep ^PLUMBLINE_",
    )
