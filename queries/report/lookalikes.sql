-- grain: one row per pair of accounts that look alike and were not merged
-- Never a claim; a question for somebody who knows.

select
    alias_a,
    alias_b,
    why,
    round(weight, 1) as weight,
    round(confidence, 4) as confidence
from fct_lookalikes as lookalikes
order by lookalikes.weight desc, alias_a, alias_b
