-- grain: one row for the whole case
-- What the case is judged by.

select
    as_of,
    judge_from,
    judge_to,
    first_event_at,
    last_event_at,
    skew_tolerance_us
from fct_settings
