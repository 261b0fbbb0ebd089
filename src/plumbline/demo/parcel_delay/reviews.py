"""What the parcel team reads: the redelivery policy, in its first round."""

from plumbline.demo.reading import added, comment, invited, opened, revoked, said, signed

BEATS = (
    added("redelivery-policy", "Redelivery after a failed attempt", "tom", day=7, time="13:05"),
    opened(
        "redelivery-policy",
        "Redelivery policy for the pilot",
        "tom",
        ((1, "priya"), (2, "ida"), (3, "priya"), (5, "bo")),
        day=7,
        time="13:15",
    ),
    comment(
        "redelivery-policy",
        "The choice is open until\n20:00 of the day before.",
        "The depots close their tours at 18:30 on Fridays.",
        "priya",
        day=8,
        time="09:25",
        called="until",
        blocking=True,
        asks="tom",
    ),
    comment("redelivery-policy", "a neighbour by name", "Do we keep that name, and how long?", "ida", day=8, time="10:45"),
    signed("redelivery-policy", 1, "priya", day=8, time="11:05"),
    invited("redelivery-policy", "counsel", "tom", day=7, time="13:30", until=19),
    invited("redelivery-policy", "carrier", "tom", day=7, time="13:35", until=8),
    invited("redelivery-policy", "agency", "tom", day=7, time="13:40", until=12),
    revoked("redelivery-policy", "agency", "tom", day=7, time="15:00"),
    comment(
        "redelivery-policy",
        "a neighbour by name",
        "Consumer law: the recipient has to be able to say no to that neighbour.",
        "counsel",
        day=8,
        time="11:20",
        called="no-neighbour",
        blocking=True,
    ),
    said("no-neighbour", "Then the message gets a second button; I will write it.", "tom", day=8, time="14:35"),
)
