-- rule: R57
-- slug: clock-skew
-- title: The clocks of two systems do not agree
-- severity: low
-- grain: one row per two systems of which one is known to follow the other
-- question: Which systems tell a time that the records of another system contradict, and does a verdict hang on it?
-- why: Whether an approval came first is read from two clocks. If one of them is wrong, so may be the answer.
-- misses: An offset that stays within the usual time between the two records of a pair; a clock that was wrong for less than half of the time; clocks within one system.
-- false-positives: Keys that are given out in advance, or requests that are written afterwards, for most of the records of a pair of systems.
-- remedy: Synchronise the clocks; declare the known offset under `sources` in approvenance.yaml; check whether an export lost its time zone.
-- needs: request, execution
-- param: least_offset_seconds = 2 — less is the width of a second that both sides write [J]
-- ref: RULES.md B.9 R57; low, medium where the order of an approval and an execution lies within the offset

-- fct_clocks bounds the offset by pairs of which one must precede the other, by their median: a queue makes the second late, never early, so
-- waiting is no skew. Times are never rewritten: the bound widens what counts as unknown.

with offsets as (
    select
        *,
        -- how far b is at least behind a (negative: ahead of it); nothing where both clocks may be right
        case when offset_most_us < 0 then -offset_most_us when offset_least_us > 0 then -offset_least_us end as behind_us
    from fct_clocks
    where pairs > 0
),

judged as (
    select
        *,
        case
            when abs(behind_us) >= $least_offset_seconds * 1000000 then 'gap'
            -- most pairs contradict equal clocks and there are too few of them for a bound
            when behind_us is null and contradictions * 2 > pairs then 'insufficient'
            else 'pass'
        end as verdict
    from offsets
),

-- executions whose approval lies so near that only the clocks say which came first
hanging as (
    select judged.system_a, judged.system_b, count(distinct execution.event_id) as executions
    from fct_executions as execution
    inner join fct_approvals as approval on approval.task = execution.task and approval.system <> execution.system and approval.decision = 'approved'
    inner join judged
        on judged.verdict = 'gap'
        and judged.system_a = least(execution.system, approval.system) and judged.system_b = greatest(execution.system, approval.system)
    where execution.is_effective and abs(epoch_us(execution.lo) - epoch_us(approval.lo)) <= judged.tolerance_us
    group by judged.system_a, judged.system_b
)

select
    null::varchar as task,
    null::varchar as person,
    []::varchar[] as identities,
    judged.contradicted_at as occurred_at,
    judged.verdict,
    null::varchar as sub,
    case when hanging.executions > 0 then 'medium' else 'low' end as severity,
    1.0 as confidence,
    null::varchar as basis,
    case when judged.verdict = 'insufficient' then 'clock_uncertain' end as reason,
    case when judged.verdict = 'insufficient' then 'more records of ' || judged.system_a || ' and ' || judged.system_b || ' that belong together, or the offset of their clocks under sources' end as needs,
    case judged.verdict
        when 'gap' then 'The clock of ' || judged.system_b || ' is at least ' || span_us(judged.behind_us)
            || case when judged.behind_us > 0 then ' behind' else ' ahead of' end || ' that of ' || judged.system_a || ': '
            || judged.contradictions || ' of ' || judged.pairs || ' records stand before what they follow'
            || case when abs(judged.behind_us) >= 1800000000 then '; an offset of this size may be a time zone that an export lost' else '' end
            || case
                when hanging.executions > 0 then '. ' || counted(hanging.executions, 'execution', 'executions')
                    || ' lie so near to an approval that only these clocks say which came first.'
                else '. No order of an approval and an execution hangs on it.'
            end
        when 'insufficient' then judged.contradictions || ' of ' || judged.pairs || ' records of ' || judged.system_a || ' and ' || judged.system_b
            || ' stand before what they follow, too few to say by how much the clocks differ.'
        else 'The clocks of ' || judged.system_a || ' and ' || judged.system_b || ' agree as far as their records tell: ' || judged.contradictions || ' of '
            || judged.pairs || ' pairs contradict it.'
    end as message,
    judged.event_ids
from judged
left join hanging on hanging.system_a = judged.system_a and hanging.system_b = judged.system_b
order by judged.system_a, judged.system_b
