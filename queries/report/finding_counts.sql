-- grain: one row per rule, verdict and severity
-- How many findings there are of each.

select
    rule,
    slug,
    verdict,
    severity,
    count(*) as findings
from findings
group by rule, slug, verdict, severity
order by rule, slug, verdict, severity
