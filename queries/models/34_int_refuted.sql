-- grain: one row per event and task that a reference of it names wrongly
-- A key can be mistyped, or copied from the last task. Where what was done, to whom and on what does not fit the task that is named and fits
-- another one by far (ten bits: a thousand to one), the reference is refuted, for all of the session that carries it; so is an umbrella ticket where
-- one task fits. Drift alone refutes nothing: it fits no other task better.

with named as (
    select fit.event_id, fit.task, fit.bits, ref.carrier
    from int_fit as fit
    inner join int_carried_refs as ref on ref.event_id = fit.event_id
    inner join int_object_paths as path on path.object = ref.object and path.root = fit.task
    where fit.is_referenced
        and (fit.is_entitlement = false or fit.is_resource = false or fit.is_subject = false or fit.task in (select task from int_umbrellas))
),

other as (
    select event_id, max(bits) as bits
    from int_fit
    where not is_referenced
    group by event_id
),

refuted as (
    select named.carrier, named.task, min(named.bits - other.bits) as odds_bits
    from named
    inner join other on other.event_id = named.event_id and other.bits >= 3 and other.bits - named.bits >= case when named.task in (select task from int_umbrellas) then 6 else 10 end
    group by named.carrier, named.task
),

carried as (
    select event_id, coalesce(credential, event_id) as carrier from stg_events where credential is not null or change_class is not null
    union all
    select event_id, issued_credential from stg_events where issued_credential is not null and stage = 'credential'
)

select carried.event_id, refuted.task, min(refuted.odds_bits) as odds_bits
from refuted
inner join carried on carried.carrier = refuted.carrier
group by carried.event_id, refuted.task
