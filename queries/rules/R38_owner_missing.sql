-- rule: R38
-- slug: owner-missing
-- title: Nobody by name answers for a machine identity, workflow or control
-- severity: medium
-- grain: one row per agent, workload or shared account that acts, and per workflow or control of the register; one row for all where no register was supplied
-- question: Which machine identities, agents, workflows and controls have no accountable person?
-- why: Without a named owner nobody can say whether what it does is right, and nobody takes its access away when it is no longer needed.
-- misses: Identities that never act in the exports, and accounts of which no record says that they are machines; owners who are named and do not know it.
-- false-positives: Ownership that a system keeps which was not supplied, such as a configuration database.
-- remedy: Name a business and a technical owner, two people, in the register, and hand over when one of them leaves.
-- needs: identity
-- ref: RULES.md B.5 R38; severity high where it made controlled changes

with weighed as (
    -- each statement of ownership: does it name somebody who answers, at the time
    select
        owner.*,
        settings.as_of,
        coalesce(owner.first_execution_lo, owner.last_lo, settings.as_of) as needed_from,
        coalesce(owner.last_execution_lo, owner.last_lo, settings.as_of) as needed_to,
        case
            when owner.owner is null then 'none'
            when owner.owner_kind in ('agent', 'workload', 'system') then 'owner-is-agent'
            when owner.owner_kind = 'group' then 'team-only'
            when owner.owner_kind is null and owner.is_team_like then 'team-like'
            when owner.owner_kind is null then 'unknown'
            when owner.owner_left_at <= settings.as_of then 'owner-inactive'
            else 'person'
        end as standing
    from fct_owners as owner
    cross join fct_settings as settings
),

timed as (
    select
        *,
        -- who answers is who did at the last change; at the first it may have been another
        owner is not null and effective_from <= needed_to and effective_to > needed_to as is_timely,
        owner is not null and effective_from <= needed_from and effective_to > needed_from as is_first
    from weighed
),

subjects as (
    select
        subject,
        min(kind) as kind,
        min(basis) as basis,
        bool_or(is_inventoried) as is_inventoried,
        bool_or(has_people) as has_people,
        max(executions) as executions,
        min(needed_from) as needed_from,
        max(needed_to) as needed_to,
        any_value(execution_event_ids) as execution_event_ids,
        min(last_event_id) as last_event_id,
        count(owner) as owners,
        count(*) filter (where is_timely) as timely,
        count(*) filter (where is_first) as firsts,
        count(*) filter (where is_timely and standing = 'person') as persons,
        count(*) filter (where is_timely and standing = 'person' and role in ('business', 'account')) as business,
        count(*) filter (where is_timely and standing = 'person' and role in ('technical', 'account')) as technical,
        count(distinct owner_person) filter (where is_timely and standing = 'person') as people,
        count(*) filter (where is_timely and standing = 'owner-inactive') as leavers,
        count(*) filter (where is_timely and standing = 'team-only') as teams,
        count(*) filter (where is_timely and standing = 'team-like') as team_likes,
        count(*) filter (where is_timely and standing = 'owner-is-agent') as machines,
        count(*) filter (where is_timely and standing = 'unknown') as unknowns,
        list_sort(coalesce(list(distinct owner) filter (where is_timely), list(distinct owner) filter (where owner is not null))) as names,
        list_sort(list(distinct owner) filter (where is_timely and standing = 'unknown')) as unknown_names,
        min(effective_from) filter (where owner is not null) as effective_from,
        max(effective_to) filter (where owner is not null) as effective_to,
        min(owner_left_at) filter (where standing = 'owner-inactive') as inactive_from,
        min(owner_inactive_by) filter (where standing = 'owner-inactive') as inactive_by
    from timed
    group by subject
),

judged as (
    select
        *,
        -- an AI-assisted workflow and what the register lists need both owners; a plain workload one who answers
        kind in ('agent', 'listed') as needs_both,
        case
            when owners > 0 and (timely = 0 or firsts = 0) then 'untimely'
            when persons > 0 then
                case
                    when kind not in ('agent', 'listed') or (business > 0 and technical > 0) then
                        case when kind in ('agent', 'listed') and people = 1 and owners > 1 then 'same-person' else 'pass' end
                    when unknowns > 0 then 'unknown'
                    when leavers > 0 then 'owner-inactive'
                    when teams > 0 then 'team-only'
                    when team_likes > 0 then 'team-like'
                    when machines > 0 then 'owner-is-agent'
                    when business > 0 then 'workflow-technical'
                    else 'workflow-business'
                end
            when unknowns > 0 then 'unknown'
            when leavers > 0 then 'owner-inactive'
            when machines > 0 then 'owner-is-agent'
            when teams > 0 then 'team-only'
            when team_likes > 0 then 'team-like'
            when not is_inventoried then 'no inventory'
            when kind = 'listed' then 'workflow-business'
            else 'nhi'
        end as state
    from subjects
),

told as (
    select
        *,
        case
            when state = 'pass' then 'pass'
            when state = 'no inventory' then 'no inventory'
            when state = 'unknown' then 'insufficient'
            -- the people's file names everybody: who is not in it, and is called a team, is none of them
            when state = 'team-like' and not has_people then 'lead'
            when state = 'same-person' then 'lead'
            else 'gap'
        end as verdict,
        case
            when state = 'team-like' then 'team-only'
            when state = 'untimely' then case when kind = 'listed' then 'workflow-business' else 'nhi' end
            when state = 'same-person' then 'workflow-business'
            when state in ('pass', 'unknown', 'no inventory') then null
            else state
        end as sub,
        case kind when 'agent' then 'Agent ' when 'workload' then 'Workload ' when 'group' then 'Shared account ' else 'Workflow or control ' end || subject as subject_name,
        case
            when executions > 0 then ' made ' || counted(executions, 'controlled change', 'controlled changes') || ' from ' || utc(needed_from) || ' to ' || utc(needed_to)
            when kind = 'listed' then ' is in the register'
            else ' was last seen at ' || utc(needed_to)
        end as activity
    from judged
),

unregistered as (
    select
        count(*) as subjects,
        list_sort(list(subject)) as names,
        sum(executions)::bigint as executions,
        max(needed_to) as occurred_at,
        shown(list_sort(list_distinct(flatten(list(coalesce(execution_event_ids, [])))))) as event_ids
    from told
    where verdict = 'no inventory'
)

select
    null::varchar as task,
    subject as person,
    [subject] as identities,
    needed_to as occurred_at,
    verdict,
    sub,
    case when executions > 0 then 'high' else 'medium' end as severity,
    1.0::double as confidence,
    -- an account of which nobody knows what it is may be another name of one that has an owner
    case when verdict = 'gap' and basis = 'unmapped' then 'unmapped' end as basis,
    case when verdict = 'insufficient' then 'identity_unmapped' end as reason,
    case when verdict = 'insufficient' then 'a row in people.csv or identities.csv that says who ' || array_to_string(unknown_names, ' and ') || ' is' end as needs,
    subject_name || activity || case state
        when 'pass' then '; ' || array_to_string(names, ' and ') || case len(names) when 1 then ' answers for it.' else ' answer for it.' end
        when 'unknown' then '; the record names ' || array_to_string(unknown_names, ' and ') || ' as its owner, of whom nothing tells whether that is a person who works here.'
        when 'owner-inactive' then '; of its owners (' || array_to_string(names, ', ') || ') one is no longer active' || case when extract(year from inactive_from) > 1900 then ' since ' || utc(inactive_from) else '' end
            || ' by ' || inactive_by || '.'
        when 'owner-is-agent' then '; its owner is ' || array_to_string(names, ' and ') || ', which is a machine: nobody can be held to account.'
        when 'team-only' then '; its owner is the team ' || array_to_string(names, ' and ') || ' and no person by name.'
        when 'team-like' then '; its owner is ' || array_to_string(names, ' and ') || ', which reads like a team and is nobody that the records know by name.'
        when 'workflow-business' then case when persons > 0 then '; ' || array_to_string(names, ' and ') || ' answers for its technology, nobody for the business.' else '; the register names no owner for it.' end
        when 'workflow-technical' then '; ' || array_to_string(names, ' and ') || ' answers for the business, nobody for its technology.'
        when 'untimely' then '; ' || array_to_string(names, ' and ') || case
            when effective_from > needed_from then ' answers for it only from ' || utc(effective_from) || '.' else ' answered for it only until ' || utc(effective_to) || '.' end
        when 'same-person' then '; ' || names[1] || ' is its business and its technical owner at once, so nobody checks the one or the other.'
        else '; the records name nobody who answers for it.'
    end as message,
    case when executions > 0 then execution_event_ids else list_filter([last_event_id], lambda id: id is not null) end as event_ids
from told
where verdict <> 'no inventory'

union all by name

select
    names as identities,
    occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'no_source' as reason,
    'owners.csv, or an export of the inventory that names the owner of each machine identity' as needs,
    counted(subjects, 'machine identity or shared account acts', 'machine identities and shared accounts act') || ' in the case, with '
    || executions || ' controlled changes, and no register of owners was supplied: ' || first_named(names) || '.' as message,
    event_ids
from unregistered
where subjects > 0
order by occurred_at, message
