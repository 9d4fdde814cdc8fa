-- grain: one row per waiver
-- What each waiver of the operator's did, those with a problem first.

select
    file,
    line_no,
    rule,
    task,
    finding,
    approver,
    reason,
    expires_at,
    state,
    findings,
    applied,
    problem
from waivers
order by problem is null, waiver_no
