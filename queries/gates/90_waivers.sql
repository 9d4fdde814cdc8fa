-- grain: one row per waiver of the operator's
-- What each waiver did: answered findings, came too late, or met nothing.

select
    waiver.waiver_no,
    waiver.rule,
    waiver.task,
    waiver.finding,
    waiver.approver,
    waiver.reason,
    waiver.expires_at,
    waiver.file,
    waiver.line_no,
    case
        when count(waived.verdict_no) = 0 then 'unmatched'
        when bool_or(waived.is_applied) then 'applied'
        else 'expired'
    end as state,
    count(waived.verdict_no) as findings
from det_waivers as waiver
left join det_waived as waived on waived.waiver_no = waiver.waiver_no
group by all
order by waiver.waiver_no
