-- rule: R56
-- slug: log-coverage-gap
-- title: Hole in a source's record
-- severity: medium
-- grain: one row per hole in a source's record, per supplied system without one, and per system that is known to exist and was not supplied
-- question: Where could something have happened without our seeing it?
-- why: "Nothing was found" is only worth as much as the record it was looked for in.
-- misses: A filter that was applied before the export and that leaves no trace; sources that are quiet anyway.
-- false-positives: Quiet nights and weekends of a source with little history; a tenant that was moved.
-- remedy: Export the missing time or file again; say in the configuration what an export leaves out and covers.
-- needs: logging
-- param: reject_share = 0.01 — of a system's records; below it the rest still covers, B.0 coverage gate
-- ref: RULES.md B.9 R56; explained holes pass, holes that nothing was measured against are insufficient

with holes as (
    select
        hole.*,
        systems.reject_share,
        case
            when hole.is_explained then 'explained'
            when hole.gap_kind = 'rejects' and systems.reject_share <= $reject_share then 'few'
            when hole.gap_kind = 'silence' and hole.expected_gap_seconds is null and hole.surprise_bits is null then 'unmeasured'
            else 'gap'
        end as state
    from fct_gaps as hole
    left join fct_systems as systems on systems.system = hole.system and systems.is_supplied
),

whole as (
    select
        system,
        class,
        covers_from,
        covers_to,
        records,
        how_known,
        needs,
        is_supplied
    from fct_systems
    where is_supplied is not true
        or system not in (
            select hole.system
            from fct_gaps as hole
            where hole.system is not null and (hole.gap_kind <> 'rejects' or fct_systems.reject_share > $reject_share)
        )
)

select
    null::varchar as task,
    null::varchar as person,
    []::varchar[] as identities,
    from_at as occurred_at,
    case state when 'explained' then 'pass' when 'few' then 'pass' when 'unmeasured' then 'insufficient' else 'gap' end as verdict,
    case when state = 'gap' then replace(gap_kind, '_', '-') end as sub,
    case when coalesce(affected_executions, 0) = 0 then 'low' end as severity,
    1.0::double as confidence,
    null::varchar as basis,
    case state when 'unmeasured' then 'silence' end as reason,
    case state when 'unmeasured' then 'a longer export of ' || coalesce(source_label, system) || ', to know how quiet it usually is' end as needs,
    case when gap_kind = 'unrecognised' then coalesce(file, source_label, system) else coalesce(source_label, system, file) end || case gap_kind
        when 'silence' then ' is silent from ' || utc(from_at) || ' to ' || utc(to_at)
            || coalesce(' (' || span_us((gap_seconds * 1000000)::bigint) || coalesce(', where ' || span_us((expected_gap_seconds * 1000000)::bigint) || ' would be long', '') || coalesce(', a surprise of ' || printf('%.0f', surprise_bits) || ' bits by its own history', '') || ')', '')
        when 'paging' then ' looks cut off at a page limit at ' || utc(from_at)
        when 'late_start' then ' begins at ' || utc(to_at) || ' although it should reach back to ' || utc(from_at)
        when 'early_end' then ' ends at ' || utc(from_at) || ' although it should reach to ' || utc(to_at)
        when 'rejects' then ' holds records that could not be used' || coalesce(' (' || file || ')', '') || coalesce(': ' || explained_by, '')
        when 'unrecognised' then ' was not recognised by any connector'
        when 'damaged' then ' is damaged' || coalesce(' (' || file || ')', '') || coalesce(': ' || explained_by, '')
        else ' has a hole from ' || utc(from_at) || ' to ' || utc(to_at)
    end || case state
        when 'few' then '; that is ' || printf('%.2f', reject_share * 100) || ' % of the system''s records, and the rest still covers.'
        when 'explained' then '; ' || coalesce(explained_by, 'explained') || '.'
        when 'unmeasured' then '; its history is too short to say whether that is unusual.'
        else '. ' || case coalesce(affected_executions, 0)
            when 0 then 'No execution lies in it.'
            when 1 then 'One execution is judged with this hole.'
            else affected_executions || ' executions are judged with this hole.'
        end
    end as message,
    coalesce(event_ids, []::varchar[]) as event_ids
from holes
union all by name
select
    []::varchar[] as identities,
    covers_from as occurred_at,
    case when is_supplied then 'pass' else 'insufficient' end as verdict,
    case when is_supplied then null else 'low' end as severity,
    1.0 as confidence,
    case when is_supplied then null else 'no_source' end as reason,
    case when is_supplied then null else coalesce(needs, 'an export of ' || system) end as needs,
    case
        when is_supplied then system || ' has no hole between ' || utc(covers_from) || ' and ' || utc(covers_to) || ' (' || coalesce(records, 0) || ' records'
            || case when covers_to - covers_from < interval 72 hour then '; too short a time to measure silences' else '' end || ').'
        else system || ' is known to exist' || coalesce(' (' || how_known || ')', '') || ', and no export of it was supplied.'
    end as message,
    []::varchar[] as event_ids
from whole
order by occurred_at nulls last, message
