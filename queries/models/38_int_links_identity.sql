-- grain: one row per event and candidate chain
-- kept: while the models run
-- Where no id ties an event to a task: what fits best (int_fit). Everything is assigned at once, not event by event: what a task asked for once
-- (this entitlement, for this person, there) and another record already carried out is not to be carried out again, so it weighs four bits less.

with tied as (
    select event_id, task
    from (
        select event_id, task, confidence from int_links_reference
        union all
        select event_id, task, confidence from int_links_credential
        union all
        select event_id, task, confidence from int_links_grant
    )
    where confidence >= 0.8
    group by event_id, task
),

open_fits as (
    select fit.*
    from int_fit as fit
    where fit.bits > -1 and (fit.is_entitlement or fit.is_resource) and fit.event_id not in (select event_id from tied)
),

deeds as (
    -- what a controlled event does, as one asks for it
    select event_id, lower(concat_ws(' ', change, entitlement, subject, resource)) as deed
    from stg_events
    where event_id in (select event_id from int_controlled) and outcome in ('success', 'pending') and change = 'add'
),

best as (
    -- first round: each event's best task, if it is best by three bits
    select event_id, task
    from (
        select
            event_id,
            task,
            bits,
            row_number() over (partition by event_id order by bits desc, task) as place,
            lead(bits) over (partition by event_id order by bits desc, task) as next_bits
        from open_fits
    )
    where place = 1 and bits >= 3 and (next_bits is null or bits - next_bits >= 3)
),

done as (
    select task, deed, min(event_id) as event_id
    from (
        select tied.task, deeds.deed, deeds.event_id from tied inner join deeds on deeds.event_id = tied.event_id
        union all
        select best.task, deeds.deed, deeds.event_id from best inner join deeds on deeds.event_id = best.event_id
    )
    group by task, deed
),

weighed as (
    select
        fit.event_id,
        fit.task,
        fit.evidence,
        case when done.event_id is null then fit.bits else fit.bits - 4 end as bits,
        case when done.event_id is null then fit.features else list_append(fit.features, 'another record already did it') end as features,
        case when done.event_id is null then fit.feature_bits else list_append(fit.feature_bits, -4.0) end as feature_bits
    from open_fits as fit
    left join deeds on deeds.event_id = fit.event_id
    left join done on done.task = fit.task and done.deed = deeds.deed and done.event_id <> fit.event_id
)

select
    event_id,
    task,
    'identity_resource_window' as method,
    bits,
    least(0.99, 1 / (1 + pow(2, -bits))) as confidence,
    evidence,
    features,
    feature_bits
from weighed
