-- grain: one row per holding and interval in which it was held
-- kept: while the models run
-- The records of an interval folded: what began it, what ended it, what was known just before, and when it was last seen held.

select
    holding,
    interval_no,
    arg_min(subject, place_no) as subject,
    nullif(arg_min(coalesce(person, ''), place_no), '') as subject_person,
    arg_min(entitlement, place_no) as entitlement,
    nullif(arg_min(coalesce(resource, ''), place_no), '') as resource,
    arg_min(place, place_no) as place,
    arg_min(system, place_no) as system,
    list_sort(list(distinct system)) as systems,
    list_sort(list(distinct directory)) as directories,
    arg_min(says, place_no) as begin_says,
    arg_min(directory, place_no) as begin_directory,
    arg_min(event_id, place_no) filter (where says = 'granted') as grant_event_id,
    nullif(arg_min(coalesce(source_id, ''), place_no), '') as begin_source_id,
    arg_min(record_no, place_no) as begin_record_no,
    min(lo) as begin_lo,
    arg_min(hi, place_no) as begin_hi,
    arg_min(coalesce(said_before, 'nothing'), place_no) as said_before,
    arg_min(coalesce(said_before_lo, timestamptz '0001-01-01 00:00:00+00'), place_no) as said_before_lo,
    count(*) filter (where says = 'granted') as grants,
    count(*) filter (where says = 'listed') as lists,
    arg_max(says, place_no) filter (where is_held) as last_held_says,
    max(lo) filter (where is_held) as last_held_lo,
    max(hi) filter (where is_held) as last_held_hi,
    arg_min(says, place_no) filter (where not is_held) as end_says,
    arg_min(directory, place_no) filter (where not is_held) as end_directory,
    arg_min(system, place_no) filter (where not is_held) as end_system,
    arg_min(lo, place_no) filter (where not is_held) as end_lo,
    arg_min(hi, place_no) filter (where not is_held) as end_hi
from int_entitlement_states
where interval_no > 0
group by holding, interval_no
