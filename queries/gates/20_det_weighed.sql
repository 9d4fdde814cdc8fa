-- grain: one row per subject that a rule examined and did not pass
-- The gates, which may only weaken a verdict. Severity first: up one for production or an autonomous agent, down one where nothing took effect
-- (RULES.md B.0). Then the coverage, identity and link gates: what may be missing (det_dark), who may be somebody else, what may belong elsewhere.

with touched as (
    -- a finding about a source names neither a task nor a person, and is not raised by what it happens to hold
    select
        verdict.verdict_no,
        bool_or(execution.kind = 'agent') as is_agent,
        bool_or(regexp_matches(lower(coalesce(execution.resource, '')), $production_pattern)) as is_production,
        bool_and(execution.is_effective is not true) as is_void
    from (select verdict_no, unnest(event_ids) as event_id from det_judged where verdict in ('gap', 'lead') and (task is not null or person is not null)) as verdict
    inner join fct_executions as execution on execution.event_id = verdict.event_id
    group by verdict.verdict_no
),

graded as (
    select
        judged.*,
        list_position(['info', 'low', 'medium', 'high', 'critical'], judged.severity) as stated_level,
        case
            when judged.verdict not in ('gap', 'lead') then 0
            when touched.is_void then -1
            when touched.is_agent or touched.is_production then 1
            else 0
        end as shift,
        coalesce(touched.is_agent, false) as is_agent,
        coalesce(touched.is_production, false) as is_production,
        uncovered.verdict_no is not null as is_uncovered,
        uncovered.reason as uncovered_reason,
        uncovered.needs as uncovered_needs,
        judged.verdict = 'gap' and judged.basis in ('unmapped', 'heuristic') as is_look_alike,
        judged.verdict = 'gap' and judged.confidence < 0.8 as is_weak,
        judged.verdict in ('gap', 'lead') and judged.confidence < 0.95 as is_probable
    from det_judged as judged
    left join touched on touched.verdict_no = judged.verdict_no
    left join det_dark as uncovered on uncovered.verdict_no = judged.verdict_no
    where judged.verdict <> 'pass'
)

select
    verdict_no,
    rule,
    task,
    person,
    identities,
    occurred_at,
    case when is_uncovered then 'insufficient' when is_look_alike or is_weak then 'lead' else verdict end as verdict,
    sub,
    ['info', 'low', 'medium', 'high', 'critical'][
        case
            when is_probable then least(3, greatest(1, stated_level + shift))
            else greatest(1, least(5, stated_level + shift))
        end
    ] as severity,
    confidence,
    basis,
    case when is_uncovered then uncovered_reason else reason end as reason,
    case when is_uncovered then uncovered_needs else needs end as needs,
    message,
    event_ids,
    is_outside,
    list_filter(
        [
            case when shift = 1 and is_agent then 'raised: an agent acted' when shift = 1 then 'raised: the target is production by its name' end,
            case when shift = -1 then 'lowered: the attempt took no effect' end,
            case when len(event_ids) = 50 then 'records: the first 50 are named here' end,
            case when is_uncovered then 'coverage gate: absence was not covered' end,
            case when is_look_alike then 'identity gate: the accounts are one person by looks only' end,
            case when is_weak then 'link gate: below 0.80 a gap is a lead' when is_probable and stated_level + shift > 3 then 'link gate: below 0.95 at most medium' end
        ],
        lambda note: note is not null
    ) as notes
from graded
