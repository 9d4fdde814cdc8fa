-- grain: one row per item: who put it there and who approved that, who else like its holder has it, what it conflicts with, what machines' keys are like
-- Peers are the people of the same team, else of the same manager.

with grants as (
    select
        item.item,
        chain.task_key,
        chain.grade,
        chain.asked_person,
        list_sort(list(distinct coalesce(decision.decider, decision.identity)) filter (where decision.decision = 'approved')) as approvers
    from cert_holdings as item
    left join fct_chains as chain on chain.task = item.grant_task
    left join fct_decisions as decision on decision.task = item.grant_task
    group by item.item, chain.task_key, chain.grade, chain.asked_person
),

people as (
    select person, max(team) as team, max(manager) as manager
    from fct_people
    where (from_at is null or from_at <= make_timestamptz($cutoff_us::bigint)) and (to_at is null or to_at > make_timestamptz($cutoff_us::bigint))
    group by person
),

circles as (
    select person, case when team is not null then 'team ' || team when manager is not null then 'reports of ' || manager end as circle from people
),

peers as (
    select
        item.item,
        any_value(own.circle) as circle,
        count(distinct other.person) as peers,
        count(distinct other.person) filter (where theirs.item is not null) as peers_holding
    from cert_holdings as item
    inner join circles as own on own.person = item.subject_person and own.circle is not null
    inner join circles as other on other.circle = own.circle and other.person <> own.person
    left join cert_leavers as leavers on leavers.person = other.person
    left join cert_holdings as theirs
        on theirs.subject_person = other.person and lower(theirs.entitlement) = lower(item.entitlement) and place_held(theirs.subject, theirs.entitlement, theirs.resource) = place_held(item.subject, item.entitlement, item.resource)
    where leavers.person is null
    group by item.item
),

conflicts as (
    select
        item.item,
        list_sort(list(distinct case when conflict.left_entitlement = item.entitlement then conflict.right_entitlement else conflict.left_entitlement end
            || coalesce(': ' || conflict.why, ''))) as conflicts
    from cert_holdings as item
    inner join fct_conflicts as conflict
        on conflict.person = coalesce(item.subject_person, item.subject) and item.entitlement in (conflict.left_entitlement, conflict.right_entitlement)
    where conflict.state = 'together' and conflict.from_at <= make_timestamptz($cutoff_us::bigint) and (conflict.is_ongoing or conflict.to_at > make_timestamptz($cutoff_us::bigint))
    group by item.item
),

keys as (
    select
        item.item,
        count(*) as lasting_keys,
        min(coalesce(key.made_from_at, key.made_to_at)) as oldest_key_at,
        max(key.last_use_lo) as last_key_use_at
    from cert_holdings as item
    inner join fct_credential_inventory as key on key.class = 'static' and (key.identity = item.subject or (key.person = item.subject_person and item.kind <> 'human'))
    where coalesce(key.made_to_at, key.first_use_lo) <= make_timestamptz($cutoff_us::bigint) and (key.revoked_lo is null or key.revoked_lo > make_timestamptz($cutoff_us::bigint))
    group by item.item
),

differences as (
    select item.item, list_sort(list(distinct difference.difference)) as differences
    from cert_holdings as item
    inner join fct_entitlement_differences as difference
        on difference.holding = item.holding and difference.interval_no = item.interval_no and difference.is_covered
    group by item.item
)

select
    item.item,
    grants.task_key as grant_task_key,
    grants.grade,
    grants.asked_person as asked_by,
    coalesce(grants.approvers, []::varchar[]) as approvers,
    people.team,
    people.manager,
    leavers.left_at,
    leavers.person is not null as has_left,
    peers.circle,
    coalesce(peers.peers, 0) as peers,
    coalesce(peers.peers_holding, 0) as peers_holding,
    coalesce(conflicts.conflicts, []::varchar[]) as conflicts,
    coalesce(keys.lasting_keys, 0) as lasting_keys,
    keys.oldest_key_at,
    keys.last_key_use_at,
    coalesce(differences.differences, []::varchar[]) as differences
from cert_holdings as item
left join grants on grants.item = item.item
left join people on people.person = item.subject_person
left join cert_leavers as leavers on leavers.person = item.subject_person
left join peers on peers.item = item.item
left join conflicts on conflicts.item = item.item
left join keys on keys.item = item.item
left join differences on differences.item = item.item
