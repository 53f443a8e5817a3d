"""desk/charts.py: the page of charts: what came by day, what became of the drafts by week, how old open cases are.

Reads next work/volume.py, desk/chart.py
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from starlette.responses import Response

from mailtriage.desk import chart
from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.work.hits import mails
from mailtriage.work.volume import DECIDED, Numbers, by_age, by_day, by_week

DAYS = (14, 30, 90)
BY = ("outcome", "category")
WEEKS = 12
BUDGET = 0.06           # seconds of reading for each of the four tables; what is left comes with the next look


def look(asked: Asked) -> Response:
    """`?days=30&by=outcome&program=…`; what is none of the choices is the first of them."""
    desk, now = asked.desk, asked.desk.clock()
    days = int(found) if (found := asked.query.get("days", "")) in map(str, DAYS) else DAYS[1]
    by = asked.query.get("by", "") if asked.query.get("by", "") in BY else BY[0]
    mine = [p for p in desk.programs.values() if asked.person.sees(p.id)]
    wanted = [p for p in mine if p.id == asked.query.get("program")] or mine
    programs = {p.id for p in wanted}
    zone = ZoneInfo(wanted[0].calendars[wanted[0].calendar].zone) if wanted else ZoneInfo("UTC")
    today = now.astimezone(zone).date()
    boxes = {m.name for m in desk.config.mailbox if m.program in programs}
    with desk.store.view() as view:
        seen = mails(view, desk, BUDGET)
        weeks, behind = by_week(view, str(desk.data), boxes, zone, now, WEEKS, BUDGET)
        ages, unread = by_age(view, str(desk.data), programs, now, BUDGET)
    volume = by_day(seen, programs, zone, today, days, by)
    return show(asked, "charts", days=days, by=by, choices=DAYS, ways=BY, programs=[p.id for p in mine],
                program=wanted[0].id if len(wanted) == 1 and len(mine) > 1 else "", volume=volume, weeks=weeks,
                ages=ages, behind=seen.behind + behind + unread, share=_share(weeks), columns=chart.columns,
                rows=chart.rows)


def _share(weeks: Numbers) -> int | None:
    """Of a hundred answers that were decided in these weeks, how many left as the program had written them: not those
    that a person wrote over, chose another text for, or rejected. None where none was decided."""
    sums = {name: sum(values) for name, values in weeks.series}
    return round(100 * (sums[DECIDED[0]] + sums[DECIDED[1]]) / weeks.total) if weeks.total else None
