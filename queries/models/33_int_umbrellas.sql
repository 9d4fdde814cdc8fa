-- grain: one row per task that many sessions name and that asks for nothing in particular
-- Umbrella tickets ("all production work this month"): a key that everybody carries says little about what one session was for.

select fit.task, count(distinct ref.carrier) as carriers
from int_fit as fit
inner join int_carried_refs as ref on ref.event_id = fit.event_id
inner join int_object_paths as path on path.object = ref.object and path.root = fit.task
where fit.is_referenced
group by fit.task
having count(distinct ref.carrier) >= 8
    and bool_and(fit.is_entitlement is null and fit.is_resource is null)
