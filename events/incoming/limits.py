"""How much of others' calendars is read: what lies beyond is refused. No imports: the sandbox reads it."""

MEGABYTE = 1_000_000
# Of a calendar, inflated; and of the packed bytes that are read for it.
MOST_BYTES = 5 * MEGABYTE
MOST_LINES = 1_000_000
# Of one unfolded line, in bytes.
LONGEST_LINE = 200_000
DEEPEST = 10
MOST_EVENTS = 10_000
MOST_ITEMS = 20_000
MOST_OCCURRENCES = 1_000
MOST_DATES = 1_000
MOST_ZONES, MOST_ZONE_LINES = 100, 500
LONGEST_DAYS = 60
FIRST_YEAR, LAST_YEAR = 1990, 2100
# What is expanded, seen from today: a little behind, and as far ahead as trainings are planned.
DAYS_BACK, DAYS_AHEAD = 92, 550
# Problems that are written down; all are counted.
MOST_PROBLEMS = 200
# The process that reads a calendar: memory it may ask for, seconds of computing, and by the clock on the wall.
MEMORY = 280 * MEGABYTE
CPU_SECONDS = 5
WALL_SECONDS = 30
# Of its computing, as much as expanding may take: it gives up by itself, and says at which event.
EXPANDING_SECONDS = 3.0
LONGEST_TITLE, LONGEST_UID, LONGEST_URL = 300, 255, 2_000
MOST_CATEGORIES, LONGEST_CATEGORY = 20, 100
