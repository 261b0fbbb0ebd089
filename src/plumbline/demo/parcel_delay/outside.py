"""What the parcel team plans to show and to tell: two depots first, and a message that still claims a date nobody has set."""

from plumbline.demo.reaching import claim, drafted, looked_at, needed, planned, told

BEATS = (
    planned(8, "09:30", "priya", "two", "Two depots, late parcels only", "priya", 3, kind="pilot", then="tom"),
    planned(8, "09:35", "priya", "five", "Five depots", "priya", 2, after="two"),
    drafted(
        8, "14:05", "mara", "m-choice", "You choose the new day", "recipients of a late parcel",
        "When a parcel is late, choose the new delivery in the message; nobody has to call.",
        lambda s: (claim(s, "It starts in two depots on the 16th day", "date", "two", 16),),
    ),
    needed(2, "13:20", "ana", "plans", "Carriers send tomorrow's tours by six in the evening", "go-to-market", "delivery", "mara"),
    looked_at(2, "13:25", "ana", "plans-signed", "plans", "Both carriers have agreed to the hour", "planning", 5, 4),
    looked_at(2, "13:27", "ana", "plans-arrive", "plans", "Tours arrive on nine days of ten", "delivery", 2, 11),
    told(4, "11:30", "mara", "plans-signed", "on_track", "One has signed; the other sends them already, unsigned."),
)  # fmt: skip
