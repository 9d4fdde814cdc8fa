-- grain: one row per waiver of the operator's
-- What each waiver did: answered findings, or did not count, because it came too late, was signed by a person of the finding, by nobody in
-- particular (a group or a machine), or met nothing. `problem` is the sentence to report; null where all is well.

with told as (
    select
        waiver.*,
        count(waived.verdict_no) as findings,
        count(*) filter (where waived.is_applied) as applied,
        count(*) filter (where waived.state = 'self-signed') as self_signed,
        case
            when count(waived.verdict_no) = 0 then if(bool_or(waiver.expires_at <= settings.as_of), 'expired', 'unmatched')
            when bool_or(waived.state = 'expired') then 'expired'
            when bool_or(waived.state = 'self-signed') then 'self-signed'
            when bool_or(waived.state = 'not a person') then 'not a person'
            else 'applied'
        end as state
    from det_waivers as waiver
    cross join (select coalesce(make_timestamptz($as_of_us::bigint), as_of) as as_of from fct_settings) as settings
    left join det_waived as waived on waived.waiver_no = waiver.waiver_no
    group by all
)

select
    waiver_no,
    rule,
    task,
    finding,
    approver,
    reason,
    expires_at,
    file,
    line_no,
    state,
    findings,
    applied,
    case state
        when 'expired' then 'expired at ' || utc(expires_at)
            || case when findings = 0 then '; nothing is left for it to answer' else '; what it answered is open again' end
        when 'self-signed' then approver || ' is a person of what it excuses (' || self_signed || ' of ' || findings || '), and nobody excuses themselves'
        when 'not a person' then approver || ' is no person, and only a person can answer'
        when 'unmatched' then 'met no open finding'
    end as problem
from told
order by waiver_no
