-- grain: one row per event and task that a reference of it names rightly, as far as can be checked
-- kept: while the models run
-- Where what was done fits the task that is named and contradicts it in nothing, the reference is confirmed, for all of the session that carries it,
-- by as many bits as the features are worth: it need not share the doubts about others of its kind.

with named as (
    select ref.carrier, fit.task, max(fit.bits - fit.feature_bits[1]) as bits
    from int_fit as fit
    inner join int_carried_refs as ref on ref.event_id = fit.event_id
    inner join int_object_paths as path on path.object = ref.object and path.root = fit.task
    where fit.is_referenced
        and (fit.is_entitlement or fit.is_resource or fit.is_subject)
        and coalesce(fit.is_entitlement, true) and coalesce(fit.is_resource, true) and coalesce(fit.is_subject, true)
    group by ref.carrier, fit.task
),

carried as (
    select event_id, coalesce(credential, event_id) as carrier from stg_events where credential is not null or change_class is not null
    union all
    select event_id, issued_credential from stg_events where issued_credential is not null and stage = 'credential'
)

select carried.event_id, named.task, max(named.bits) as bits
from named
inner join carried on carried.carrier = named.carrier
where named.bits > 0
group by carried.event_id, named.task
