-- rule: R43
-- slug: jit-bypass
-- title: Access given beside its broker
-- severity: critical
-- grain: one row per record of an entitlement that was given; those of entitlements for which no way is known in one row per system
-- question: Which access was given directly, although it is to be had only through PIM, the access broker or the identity governance?
-- why: A grant beside the broker has no request, no end and no approver that the broker would have asked for; one such grant undoes all of them.
-- misses: Entitlements that were never given through a broker in the time of the exports and are in no list; a broker that somebody else steers.
-- false-positives: Work on the broker itself; pipelines and rules that may grant and are not recognised as such.
-- remedy: Remove the grant and give it through the broker; take the right to grant directly from whoever used it.
-- needs: execution
-- param: governed = none — entitlements that may only be given through a broker: names with commas between them, * for anything; added to what the records show [J]
-- param: approved_paths = none — accounts that may give them besides: names with commas between them, * for anything [J]
-- ref: RULES.md B.5 R43

-- What makes a broker the way of an entitlement: it is listed, or grants of it by the broker are in the case, or it is asked for there. The same
-- entitlement elsewhere counts a little less than in the same place. That an entitlement has no way is nobody's fault, so that is said once.

with chains as (
    -- the best tied of the chains that claim a grant
    select event_id, task, task_key, link_confidence, standing_approval, break_glass
    from fct_executions
    qualify row_number() over (partition by event_id order by link_confidence desc nulls last, task nulls last) = 1
),

judged as (
    select
        paths.*,
        chains.task,
        chains.task_key,
        chains.standing_approval,
        is_listed(paths.entitlement, $governed) as is_listed,
        case
            when paths.path in ('broker', 'pipeline', 'rule', 'platform') and paths.report_event_id is null then 'pass'
            when is_listed(paths.identity, $approved_paths) or is_listed(paths.person, $approved_paths) then 'pass'
            when chains.break_glass = 'declared' or chains.standing_approval is not null then 'excepted'
            when paths.path in ('outside_of_broker', 'changed_outside') or paths.report_event_id is not null then 'reported'
            when not is_listed(paths.entitlement, $governed) and paths.brokered_anywhere = 0 then 'ungoverned'
            when paths.path = 'unknown' then 'unknown'
            when paths.path = 'workload' then 'machine'
            else 'direct'
        end as state
    from fct_grant_paths as paths
    left join chains on chains.event_id = paths.grant_event_id
),

ungoverned as (
    select
        system,
        min(occurred_at) as occurred_at,
        count(*) as grants,
        count(distinct entitlement) as entitlements,
        count(distinct person) as people,
        list_sort(list(distinct identity) filter (where identity is not null)) as identities,
        -- enough of them to look at; the message has their number
        shown(list(grant_event_id order by occurred_at, grant_event_id)) as event_ids
    from judged
    where state = 'ungoverned'
    group by system
)

select
    task,
    person,
    list_filter([identity], lambda alias: alias is not null) as identities,
    occurred_at,
    case when state in ('reported', 'direct') then 'gap' when state in ('pass', 'excepted') then state else 'insufficient' end as verdict,
    case state when 'reported' then path end as sub,
    null::varchar as severity,
    case when state <> 'direct' or is_listed or brokered_here > 0 then 1.0 else 0.9 end::double as confidence,
    null::varchar as basis,
    case state when 'unknown' then 'identity_unmapped' when 'machine' then 'structural' end as reason,
    case state
        when 'unknown' then 'a row in identities.csv that says who or what ' || coalesce(identity, 'the one who granted it') || ' is'
        when 'machine' then 'whether ' || named(person, identity) || ' may give it: parameters R43.approved_paths, or a row in standing_approvals.csv'
    end as needs,
    case
        when path = 'changed_outside' then 'The access manager of ' || system || ' reported at ' || utc(occurred_at) || ' that a grant it had lent was changed from outside'
            || coalesce(' (' || resource || ')', '') || '.'
        else named(person, identity) || ' gave ' || coalesce(entitlement, 'access') || ' to ' || coalesce(subject, 'somebody') || coalesce(' on ' || resource, '')
            || ' at ' || utc(occurred_at) || coalesce(' under ' || coalesce(task_key, task), '') || ' (' || operation || ')' || case state
                when 'pass' then case path
                    when 'broker' then ', through the broker.' when 'pipeline' then ', by a pipeline.' when 'rule' then ', by a rule.'
                    when 'platform' then ', by the platform itself.' else '; the configuration allows it.'
                end
                when 'excepted' then '; ' || coalesce('standing approval ' || standing_approval || ' covers it.', 'an emergency was declared for it.')
                when 'reported' then '; the product itself reports that this went past its access management.'
                when 'direct' then ' directly, though ' || case
                    when is_listed then 'it is listed as given through a broker only.'
                    when brokered_here > 0 then coalesce(broker, 'a broker') || ' gives it there: ' || brokered_here || ' such records.'
                    else coalesce(broker, 'a broker') || ' gives it elsewhere: ' || brokered_anywhere || ' such records.'
                end
                when 'unknown' then ', though a broker gives it; whether this account is a person, the broker or a pipeline is not known.'
                else ', though a broker gives it; whether this machine is an approved way is not configured.'
            end
    end as message,
    list_filter([grant_event_id, report_event_id], lambda id: id is not null) as event_ids
from judged
where state <> 'ungoverned'
union all by name
select
    identities,
    occurred_at,
    'insufficient' as verdict,
    1.0::double as confidence,
    'structural' as reason,
    'which entitlements of ' || system || ' may only be given through a broker: parameters R43.governed; or the export of the broker' as needs,
    counted(grants, 'grant', 'grants') || case entitlements when 0 then '' when 1 then ' of 1 entitlement' else ' of ' || entitlements || ' entitlements' end
    || ' in ' || system || case grants when 1 then ' was' else ' were' end || ' made past any broker' || case people when 0 then '' when 1 then ' by 1 account' else ' by ' || people || ' accounts' end
    || ', the first at ' || utc(occurred_at) || '; nothing in the case says that what was given has a broker of its own.' as message,
    event_ids
from ungoverned
order by occurred_at, event_ids
