-- grain: one row per pair of accounts that look alike and were not merged
-- Never a claim; a question for somebody who knows.

select
    alias_a,
    alias_b,
    why
from fct_lookalikes
order by alias_a, alias_b
