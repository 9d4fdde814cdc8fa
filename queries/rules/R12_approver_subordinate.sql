-- rule: R12
-- slug: approver-subordinate
-- title: The approver reports to the one who asked
-- severity: medium
-- grain: one row per decision to approve and chain whose requester and approver are known people; where the manager chain is not known, one per approver, or for the case
-- question: Which requests were approved by somebody who reports to the requester, directly or further down?
-- why: Hardly anybody refuses the one who writes their review.
-- misses: Dependence that no line of report shows; managers whose records name no superior.
-- false-positives: Organisations in which the owner of a thing is junior by design (titles_by_design); a manager who is only the administrative one.
-- remedy: Have somebody outside the line decide; let the approver follow from the owner, not from the requester's choice.
-- needs: request, approval, identity
-- param: titles_by_design = '^$' — regular expression of titles that may decide for their superiors, B.2 R12 allow-list by role
-- param: listing_age_days = 30 — how far a listing of the directory may be from the decision, B.2 R12
-- ref: RULES.md B.2 R12; the manager chain as it was at the time of the decision

with decisions as (
    select
        decision.event_id,
        decision.event_ids,
        decision.task,
        decision.lo,
        decision.hi,
        decision.occurred_at,
        decision.identity,
        decision.decider,
        decision.decider_basis,
        decision.link_confidence,
        tasks.requester,
        tasks.requester_person,
        tasks.requester_basis,
        tasks.request_event_id,
        coalesce(tasks.task_key, tasks.task) as task_key
    from fct_decisions as decision
    inner join fct_tasks as tasks on tasks.task = decision.task
    where decision.decision = 'approved' and decision.decider is not null and decision.decider_basis <> 'unmapped'
        and decision.decider_kind not in ('agent', 'workload', 'system', 'group')
        and tasks.requester_person is not null and coalesce(tasks.requester_basis, 'unmapped') <> 'unmapped' and tasks.requester_kind not in ('agent', 'workload', 'system', 'group')
        and decision.decider <> tasks.requester_person
),

standing as (
    select
        person,
        manager,
        coalesce(title, '') as title,
        coalesce(from_at, timestamptz '0001-01-01 00:00:00+00') as from_at,
        coalesce(to_at, timestamptz '9999-12-31 00:00:00+00') as to_at,
        known_at
    from fct_people
),

own as (
    select decisions.event_id, decisions.task, arg_max(standing.title, in_order(standing.from_at, standing.title)) as title
    from decisions
    inner join standing on standing.person = decisions.decider
    where standing.from_at <= decisions.hi and standing.to_at > decisions.lo
    group by decisions.event_id, decisions.task
),

above as (
    select
        decisions.event_id,
        decisions.task,
        line.superior,
        line.depth,
        line.path,
        line.basis,
        line.known_at,
        coalesce(line.known_at < decisions.lo - to_days($listing_age_days::integer) or line.known_at > decisions.hi + to_days($listing_age_days::integer), false) as is_stale
    from decisions
    inner join fct_reporting_lines as line on line.person = decisions.decider
    where line.from_at <= decisions.hi and line.to_at > decisions.lo
),

-- the chain ends at somebody of whom nothing is known: who is above them nobody can say
broken as (
    select above.event_id, above.task, min(above.superior) as unknown_superior
    from above
    where above.superior not in (select person from standing)
    group by above.event_id, above.task
),

judged as (
    select
        decisions.*,
        above.depth,
        above.path,
        above.basis as line_basis,
        above.known_at,
        own.title,
        broken.unknown_superior,
        case
            when above.superior is not null and above.is_stale then 'stale'
            when above.superior is not null and regexp_matches(own.title, $titles_by_design) then 'by_design'
            when above.superior is not null then 'below'
            when own.event_id is null then 'unlisted'
            when broken.event_id is not null then 'broken'
            else 'apart'
        end as state
    from decisions
    left join above
        on above.event_id = decisions.event_id and above.task = decisions.task and above.superior = decisions.requester_person
    left join own on own.event_id = decisions.event_id and own.task = decisions.task
    left join broken on broken.event_id = decisions.event_id and broken.task = decisions.task
    qualify row_number() over (partition by decisions.event_id, decisions.task order by above.is_stale, above.depth) = 1
),

has_people as (
    select count(*) > 0 as is_any from fct_people
)

select
    task,
    decider as person,
    list_sort(list_distinct([identity, requester])) as identities,
    occurred_at,
    case state when 'below' then 'gap' when 'by_design' then 'excepted' when 'stale' then 'insufficient' else 'pass' end as verdict,
    case when state = 'below' then case when depth = 1 then 'direct' else 'indirect' end end as sub,
    null::varchar as severity,
    link_confidence as confidence,
    case when state = 'below' then weaker_basis(weaker_basis(decider_basis, requester_basis), line_basis) end as basis,
    case when state = 'stale' then 'window' end as reason,
    case when state = 'stale' then 'people.csv, or a listing of the directory, of about ' || utc(occurred_at) end as needs,
    task_key || ' was requested by ' || requester_person || ' and approved at ' || utc(occurred_at) || ' by ' || decider || case state
        when 'below' then ', who then reported to them' || case when depth = 1 then '' else ' through ' || array_to_string(path[2:-2], ', ') end || '.'
        when 'by_design' then ', who reports to them and may decide all the same as ' || title || '.'
        when 'stale' then ', who reports to them in a listing of ' || utc(known_at) || ', more than ' || $listing_age_days || ' days from the decision.'
        else ', who did not report to them.'
    end as message,
    list_filter(list_prepend(request_event_id, event_ids), lambda id: id is not null) as event_ids
from judged
where state in ('below', 'by_design', 'stale', 'apart')

union all by name

select
    sole(task) as task,
    decider as person,
    list_sort(list(distinct identity)) as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'structural' as reason,
    case state when 'unlisted' then 'a row for ' || decider || ' in people.csv' else 'a row for ' || min(unknown_superior) || ' in people.csv' end as needs,
    decider || ' approved ' || counted(count(distinct task), 'task', 'tasks') || ' (' || min(task_key) || '); '
    || case state when 'unlisted' then 'no record says whom they reported to then.' else 'nobody knows whom ' || min(unknown_superior) || ', to whom they reported, reported to.' end as message,
    list_sort(list_distinct(flatten(list(event_ids)))) as event_ids
from judged
where state in ('unlisted', 'broken') and (select is_any from has_people)
group by decider, state

union all by name

select
    []::varchar[] as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'no_source' as reason,
    'people.csv with the manager of each person, or an export of HR' as needs,
    count(*) || ' decisions were made by ' || count(distinct decider) || ' people; no record says who reports to whom.' as message,
    shown(list_sort(list(distinct event_id))) as event_ids
from judged
where state = 'unlisted' and not (select is_any from has_people)
having count(*) > 0
order by occurred_at, event_ids, task
