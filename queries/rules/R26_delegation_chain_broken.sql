-- rule: R26
-- slug: delegation-chain-broken
-- title: A delegation hop loses the human or uses an unauthorised delegate
-- severity: high
-- grain: one row per hop (who handed to whom) and run or session, and chain; and one for all hops to agents where no register says who may act for whom
-- question: Which agents worked for nobody who can be named, for somebody who may not send them, or at the end of too long a chain?
-- why: Every hop must keep the person at its beginning and stay within what that person may hand on, or accountability ends at the hop.
-- misses: Hops inside a platform that logs none; agents that pass on a person's token as it is.
-- false-positives: Gateways that mint tokens anew and log the mapping elsewhere; roles that a service links to itself.
-- remedy: Carry the person in the token (act, sourceIdentity, delegation info) or in the run, name the parent run, and register who may act for whom.
-- needs: delegation, execution
-- param: depth_limit = 3 — B.3 R26
-- ref: RULES.md B.3 R26; sub-codes lost-human, no-parent, unauthorised-hop and depth-exceeded; authorised by current actor and subject only (RFC 8693 4.1), nested prior actors are history

-- A ticket that a person asked for reaches the person though the token does not, if the tie to it is firm. That a person is nowhere holds only where
-- the beginning of the run or session is in the exports, and no request may be missing.

with hops as (
    select
        hop.*,
        tasks.task_key,
        hop.human is not null and (hop.human_by = 'names' or (hop.link_confidence >= 0.8 and not hop.is_ambiguous)) as is_reached,
        hop.human is not null as is_perhaps_reached
    from fct_delegation_hops as hop
    left join fct_tasks as tasks on tasks.task = hop.task
),

-- a request nobody exported may name the person: the trackers must be whole, unless none is known to exist and the run speaks for itself
request_holes as (
    select hops.event_id, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from hops
    inner join fct_stage_holes as hole
        on hole.stage = 'request' and hole.system is not null and hole.from_at < hops.hi and hole.to_at > hops.lo
    where not hops.is_perhaps_reached and hops.task is null
    group by hops.event_id
),

judged as (
    select
        hops.*,
        coalesce(absence.reason, request_holes.reason) as hole_reason,
        coalesce(absence.needs, request_holes.needs) as hole_needs,
        case
            when hops.parent is null and hops.via = 'run' then 'no-parent'
            when hops.is_reached then null
            when hops.is_perhaps_reached then 'tie'
            when hops.is_nameless then 'nameless'
            when not hops.is_told_whole then 'beginning'
            when absence.event_id is not null and absence.is_covered is not true and absence.is_found is not true then 'hole'
            when request_holes.event_id is not null and absence.event_id is null then 'hole'
            when hops.is_ambiguous then 'tie'
            else 'lost-human'
        end as loss,
        -- a platform that starts what somebody configured hands nothing on
        hops.register_entries > 0 and hops.permitted_by is null and hops.parent is not null and hops.parent_kind <> 'system' as is_unlisted,
        -- the register names people: of an account that nobody is known behind, and under another task, it may list somebody after all
        hops.parent_kind not in ('agent', 'workload') and not is_firm(hops.parent_basis) as is_parent_unmapped,
        hops.task is not null and hops.is_ambiguous as is_task_open,
        hops.depth > $depth_limit as is_too_deep
    from hops
    left join request_holes on request_holes.event_id = hops.event_id
    left join fct_absence as absence
        on absence.event_id = hops.event_id and absence.stage = 'request' and absence.task is null and hops.task is null
),

authorised as (
    select
        * exclude (loss),
        is_unlisted and not is_parent_unmapped and not is_task_open as is_unauthorised,
        case when loss is null and is_unlisted and is_parent_unmapped then 'unmapped' when loss is null and is_unlisted and is_task_open then 'tie' else loss end as loss
    from judged
),

stated as (
    select
        *,
        case
            when loss in ('lost-human', 'no-parent') then loss
            when is_unauthorised then 'unauthorised-hop'
            when is_too_deep then 'depth-exceeded'
        end as sub,
        array_to_string(list_filter(
            [
                case loss when 'lost-human' then 'no record leads back to a person' when 'no-parent' then 'nothing says which run or agent called it' end,
                case when is_unauthorised then 'delegations.csv lets neither ' || coalesce(parent_person, 'its caller') || coalesce(' nor ' || human, '')
                    || ' hand on to it at that time' end,
                case when is_too_deep then 'it is hop ' || depth || ', more than ' || $depth_limit end
            ],
            lambda fault: fault is not null
        ), '; ') as faults
    from authorised
)

select
    task,
    child_person as person,
    list_sort(list_distinct(list_filter([parent, child], lambda alias: alias is not null))) as identities,
    occurred_at,
    case when sub is not null then 'gap' when loss is not null then 'insufficient' else 'pass' end as verdict,
    sub,
    null::varchar as severity,
    case when task is null then 1.0 else link_confidence end as confidence,
    null::varchar as basis,
    case when sub is not null or loss is null then null
        when loss = 'tie' then 'link_ambiguous'
        when loss in ('nameless', 'unmapped') then 'identity_unmapped'
        when loss = 'hole' then coalesce(hole_reason, 'no_source')
        else 'no_source'
    end as reason,
    case when sub is not null or loss is null then null
        when loss = 'tie' then 'a record that ties the run or session of ' || child_person || ' to one task'
        when loss = 'unmapped' then 'a directory export, or a row in identities.csv, that ties ' || parent || ' to a person'
        when loss = 'nameless' then 'the log of run ' || run || ' with the address of whoever prompted it'
        when loss = 'hole' then coalesce(hole_needs, 'the export of the tracker in which such work is asked for')
        when via = 'run' then 'the beginning of run ' || coalesce(run, 'of ' || child_person) || ': the spans or lines above this one'
        else 'the record that issued the credential of ' || child || ', and the one before it'
    end as needs,
    child_person || ' worked for ' || coalesce(parent_person, 'a caller that no record names') || ' in ' || case via when 'run' then 'run ' else 'session ' end
    || coalesce(run, 'unnamed') || ' at ' || utc(occurred_at) || coalesce(' under ' || coalesce(task_key, task), '') || ' (hop ' || depth || ')' || case
        when sub is not null then ': ' || faults || '.'
        when loss is null then '; ' || human || ' stands at the beginning' || case human_by when 'request' then ', by the request' else '' end
            || coalesce(', and ' || permitted_by || ' may hand on to it', '') || '.'
        when loss = 'tie' then '; whether ' || coalesce(human, 'a person') || ' stands at the beginning, and may hand on to it, hangs on a tie that is not firm.'
        when loss = 'nameless' then '; a person took part, and the log does not say who.'
        when loss = 'unmapped' then '; nothing says who is behind ' || parent || ', so whether the register lets them hand on to it cannot be told.'
        when loss = 'hole' then '; no person was found at the beginning, but none can be ruled out: ' || reason_in_words(coalesce(hole_reason, 'no_source')) || '.'
        else '; who began it is in none of the exports.'
    end as message,
    event_ids
from stated
union all by name
select
    list_sort(list_distinct(list(child))) as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'no_source' as reason,
    'delegations.csv with the people or agents that may hand on to ' || first_named(list_sort(list_distinct(list(child_person)))) as needs,
    'Work was handed on ' || case when count(*) = 1 then 'once' else count(*) || ' times' end || ', to ' || count(distinct child_person)
    || case when count(distinct child_person) = 1 then ' agent (' else ' agents (' end || first_named(list_sort(list_distinct(list(child_person))))
    || '), and no register says who may act for whom.' as message,
    shown(list_sort(list_distinct(flatten(list(event_ids))))) as event_ids
from hops
where register_entries = 0 and parent is not null and child_kind = 'agent'
having count(*) > 0
order by 4, 13
