-- grain: one row per subject that a rule examined and did not pass
-- One fact, one finding: what det_interactions says of two verdicts that share a record, a chain or an account is applied here. First what an emergency
-- excuses; then what a rule tells better that no other tells better; then what the rest tells better; and caps.

with rows as (
    select verdict_no, rule, sub, task, verdict, identities, event_ids
    from det_weighed
    where not is_outside and rule in (select stronger from det_interactions union select weaker from det_interactions)
    union all
    -- a pass may speak too: of an emergency that was declared, or of a chain that one rule does not accuse as a whole
    select verdict_no, rule, sub, task, verdict, identities, event_ids
    from det_judged
    where verdict = 'pass' and not is_outside and rule in (select stronger from det_interactions)
),

records as (
    select verdict_no, rule, sub, task, verdict, unnest(event_ids) as event_id from rows
),

excuses as (
    select weaker.verdict_no, min(stronger.rule) as stronger, min(interaction.why) as why
    from det_interactions as interaction
    inner join records as stronger on stronger.rule = interaction.stronger and list_contains(interaction.stronger_verdicts, stronger.verdict)
    inner join records as weaker on weaker.rule = interaction.weaker and weaker.event_id = stronger.event_id
    where interaction.effect = 'except' and weaker.verdict in ('gap', 'insufficient', 'lead')
    group by weaker.verdict_no
),

standing as (
    -- verdicts as they stand after the excuses
    select record.* replace (case when excuse.verdict_no is not null then 'excepted' else record.verdict end as verdict)
    from records as record
    left join excuses as excuse on excuse.verdict_no = record.verdict_no
),

open_rows as (
    select * from standing where verdict in ('gap', 'insufficient', 'lead')
),

told_first as (
    select weaker.verdict_no, min(stronger.rule) as suppressed_by
    from det_interactions as interaction
    inner join standing as stronger on stronger.rule = interaction.stronger and list_contains(interaction.stronger_verdicts, stronger.verdict)
    inner join open_rows as weaker on weaker.rule = interaction.weaker and weaker.event_id = stronger.event_id and weaker.task is not distinct from stronger.task
    where interaction.effect = 'suppress' and interaction.tie = 'record'
        and interaction.stronger not in (select weaker from det_interactions where effect = 'suppress')
    group by weaker.verdict_no
),

-- a verdict that another tells better suppresses nothing itself
tellers as (
    select
        standing.*,
        list_contains(interaction.stronger_verdicts, standing.verdict) and told_first.verdict_no is null as is_telling,
        interaction.weaker,
        interaction.tie
    from det_interactions as interaction
    inner join standing on standing.rule = interaction.stronger
    left join told_first on told_first.verdict_no = standing.verdict_no
    where interaction.effect = 'suppress' and interaction.stronger in (select weaker from det_interactions where effect = 'suppress')
),

shared as (
    select weaker.verdict_no, teller.rule as stronger, teller.tie, bool_and(teller.is_telling) as is_all, bool_or(teller.is_telling) as is_any
    from open_rows as weaker
    inner join tellers as teller
        on teller.weaker = weaker.rule and teller.event_id = weaker.event_id and teller.task is not distinct from weaker.task
    group by all
),

chains as (
    select task, rule as stronger, weaker, tie, bool_and(is_telling) as is_all
    from tellers
    where task is not null
    group by all
),

told_next as (
    select verdict_no, min(stronger) as suppressed_by
    from (
        select verdict_no, stronger from shared where (tie = 'record' and is_any) or (tie = 'executions' and is_all)
        union all
        select weaker.verdict_no, chains.stronger
        from (select distinct verdict_no, rule, task from open_rows) as weaker
        inner join chains on chains.weaker = weaker.rule and chains.task = weaker.task
        left join shared on shared.verdict_no = weaker.verdict_no and shared.stronger = chains.stronger
        where chains.tie = 'executions' and chains.is_all and shared.verdict_no is null
    )
    group by verdict_no
),

suppressions as (
    select * from told_first
    union all
    select * from told_next
),

weak_chains as (
    select interaction.weaker, interaction.tie, stronger.task, min(interaction.why) as why, list_distinct(flatten(list(stronger.identities))) as identities
    from det_interactions as interaction
    inner join rows as stronger
        on stronger.rule = interaction.stronger and list_contains(interaction.stronger_verdicts, stronger.verdict)
        and (interaction.stronger_sub is null or stronger.sub = interaction.stronger_sub)
    where interaction.effect = 'cap' and stronger.task is not null
    group by all
),

caps as (
    select weighed.verdict_no, list_sort(list(distinct cap.why)) as whys
    from det_weighed as weighed
    inner join weak_chains as cap on cap.weaker = weighed.rule and cap.task = weighed.task
    where weighed.verdict in ('gap', 'lead') and weighed.severity in ('critical', 'high')
        and (cap.tie = 'chain' or list_has_any(cap.identities, weighed.identities))
    group by weighed.verdict_no
)

select
    weighed.verdict_no,
    weighed.rule,
    weighed.task,
    weighed.person,
    weighed.identities,
    weighed.occurred_at,
    case when excuse.verdict_no is not null then 'excepted' else weighed.verdict end as verdict,
    weighed.sub,
    case when cap.verdict_no is not null then 'medium' else weighed.severity end as severity,
    weighed.confidence,
    weighed.basis,
    case when excuse.verdict_no is null then weighed.reason end as reason,
    case when excuse.verdict_no is null then weighed.needs end as needs,
    weighed.message,
    weighed.event_ids,
    weighed.is_outside,
    list_concat(list_concat(weighed.notes, coalesce(cap.whys, []::varchar[])), case when excuse.verdict_no is not null then [excuse.why] else []::varchar[] end) as notes,
    suppression.suppressed_by
from det_weighed as weighed
left join suppressions as suppression on suppression.verdict_no = weighed.verdict_no
left join excuses as excuse on excuse.verdict_no = weighed.verdict_no
left join caps as cap on cap.verdict_no = weighed.verdict_no
