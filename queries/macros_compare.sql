-- Functions of comparisons between two cases; they read no table.

-- one corner of a chain in words: who or what, unless no record shows it
create or replace macro corner(event_ids, who) as (
    case when len(coalesce(event_ids, [])) = 0 then 'not shown' else coalesce(who, 'unknown') end
);

-- what became of a corner; null where it is as it was
create or replace macro corner_change(name, was_event_ids, was_who, event_ids, who) as (
    case
        when len(coalesce(was_event_ids, [])) > 0 is distinct from len(coalesce(event_ids, [])) > 0 or was_who is distinct from who
            then name || ': ' || corner(was_event_ids, was_who) || ' → ' || corner(event_ids, who)
    end
);

-- a moment as text: ISO 8601 in UTC to the microsecond, the way every file of ours prints it
create or replace macro instant(moment) as (strftime(moment at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ'));
