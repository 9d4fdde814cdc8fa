-- grain: one row per task that many sessions name and that asks for nothing in particular
-- Umbrella tickets ("all production work this month"): a key that everybody carries says little about what one session was for. One who works on
-- one thing for a day in session after session, as in a long emergency, carries its key for that thing.

select fit.task, count(distinct ref.carrier) as carriers
from int_fit as fit
inner join int_carried_refs as ref on ref.event_id = fit.event_id
inner join int_object_paths as path on path.object = ref.object and path.root = fit.task
inner join stg_events as event on event.event_id = fit.event_id
left join int_event_actors as actor on actor.event_id = fit.event_id
where fit.is_referenced
group by fit.task
having count(distinct ref.carrier) >= 8
    and (count(distinct actor.person) > 1 or max(event.lo) - min(event.lo) > interval 1 day)
    and bool_and(fit.is_entitlement is null and fit.is_resource is null)
