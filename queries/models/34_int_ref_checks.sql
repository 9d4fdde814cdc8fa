-- grain: one row per event and task that a reference names for it, where what was done can tell whether rightly
-- A key can be mistyped, or copied from the last task. What is carried is checked by what is done: `confirmed` where a deed fits the task that is
-- named and contradicts it in nothing, by as many bits as its features are worth; `refuted` where it does not fit it and fits another by far (ten
-- bits: a thousand to one; six for an umbrella ticket, which fits everything a little). Drift alone refutes nothing: it fits no other task better.
-- Nobody can name an item before there is one: that contradicts too.
-- A session's key is judged by all its deeds: one that fits confirms it for the session, and then a stray deed is refuted alone; one session may
-- serve two tasks.

with named as (
    select
        ref.carrier,
        fit.event_id,
        fit.task,
        fit.bits,
        fit.bits - fit.feature_bits[1] as evidence_bits,
        umbrella.task is not null as is_umbrella,
        coalesce(fit.is_entitlement or fit.is_resource or fit.is_subject, false) as has_agreement,
        coalesce(not (fit.is_entitlement and fit.is_resource and fit.is_subject), false)
            or coalesce(event.lo < item.created_at - interval 1 hour, false) as has_contradiction
    from int_fit as fit
    inner join stg_events as event on event.event_id = fit.event_id
    inner join int_carried_refs as ref on ref.event_id = fit.event_id
    left join stg_tasks as item on item.task = ref.object
    inner join int_object_paths as path on path.object = ref.object and path.root = fit.task
    left join int_umbrellas as umbrella on umbrella.task = fit.task
    where fit.is_referenced
),

other as (
    select event_id, max(bits) as bits
    from int_fit
    where not is_referenced
    group by event_id
),

judged as (
    select
        named.carrier,
        named.event_id,
        named.task,
        case when has_agreement and not has_contradiction and not is_umbrella and evidence_bits > 0 then evidence_bits end as confirming_bits,
        case
            when (has_contradiction or is_umbrella) and other.bits >= 3 and other.bits - named.bits >= case when is_umbrella then 6 else 10 end
                then named.bits - other.bits
        end as refuting_bits
    from named
    left join other on other.event_id = named.event_id
),

carriers as (
    select carrier, task, max(confirming_bits) as confirming_bits, min(refuting_bits) as refuting_bits
    from judged
    group by carrier, task
),

carried as (
    select event_id, coalesce(credential, event_id) as carrier
    from stg_events
    where credential is not null or event_id in (select event_id from int_controlled)
    union all
    select event_id, issued_credential from stg_events where issued_credential is not null and stage = 'credential'
),

told as (
    -- 1: this very deed; 2: the session, by the deeds that fit; 3: the session, by those that do not
    select event_id, task, 1 as place, false as is_confirmed, min(refuting_bits) as bits
    from judged
    where refuting_bits is not null
    group by event_id, task
    union all
    select
        carried.event_id,
        carriers.task,
        case when carriers.confirming_bits is not null then 2 else 3 end,
        carriers.confirming_bits is not null,
        coalesce(carriers.confirming_bits, carriers.refuting_bits)
    from carriers
    inner join carried on carried.carrier = carriers.carrier
    where carriers.confirming_bits is not null or carriers.refuting_bits is not null
)

select
    event_id,
    task,
    case when is_confirmed then 'confirmed' else 'refuted' end as standing,
    bits
from told
qualify row_number() over (partition by event_id, task order by place, bits desc) = 1
