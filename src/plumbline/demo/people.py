"""The people of the demo, and the calendar they work by."""

from datetime import date, time, timedelta

from plumbline.domain.workspace.workspace import Rank
from plumbline.kernel.record import record
from plumbline.kernel.time import Opening

ZONE = "Europe/Berlin"
CALENDAR = "default"
OPENINGS = tuple(Opening(weekday=day, opens=time(9), closes=time(17, 30)) for day in range(5))


@record
class Person:
    """key is what the stories call them."""

    key: str
    name: str
    rank: Rank
    admin: bool = False


PEOPLE = (
    Person(key="ana", name="Ana Ruiz", rank="lead", admin=True),
    Person(key="bo", name="Bo Sørensen", rank="owner"),
    Person(key="mara", name="Mara Lind", rank="lead"),
    Person(key="ida", name="Ida Berg", rank="owner"),
    Person(key="priya", name="Priya Nair", rank="owner"),
    Person(key="tom", name="Tom Okafor", rank="owner"),
    Person(key="lars", name="Lars Vik", rank="owner"),
    Person(key="vera", name="Vera Novak", rank="viewer"),
)


def working_days_back(today: date, count: int) -> date:
    """Return the working day on which a cycle started that is in its count-th working day on `today` (Monday to Friday)."""
    day = today
    while day.weekday() > 4:
        day -= timedelta(days=1)
    while count > 1:
        day -= timedelta(days=1)
        if day.weekday() <= 4:
            count -= 1
    return day
