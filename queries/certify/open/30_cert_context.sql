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

present as (
    select circles.person, circles.circle
    from circles
    left join cert_leavers as leavers on leavers.person = circles.person
    where circles.circle is not null and leavers.person is null
),

sizes as (
    select circle, count(distinct person) as people from present group by circle
),

circle_holders as (
    select present.circle, lower(item.entitlement) as thing, item.place, count(distinct item.subject_person) as people
    from cert_holdings as item
    inner join present on present.person = item.subject_person
    group by present.circle, lower(item.entitlement), item.place
),

peers as (
    -- the others: without the holder, unless that one has left and is not counted anyway
    select
        item.item,
        own.circle,
        sizes.people - case when present.person is null then 0 else 1 end as peers,
        coalesce(circle_holders.people, 0) - case when present.person is null then 0 else 1 end as peers_holding
    from cert_holdings as item
    inner join circles as own on own.person = item.subject_person
    inner join sizes on sizes.circle = own.circle
    left join present on present.person = item.subject_person
    left join circle_holders on circle_holders.circle = own.circle and circle_holders.thing = lower(item.entitlement) and circle_holders.place = item.place
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

own_keys as (
    select item.item, key.*
    from cert_holdings as item
    inner join fct_credential_inventory as key on key.class = 'static' and key.identity = item.subject
    union
    select item.item, key.*
    from cert_holdings as item
    inner join fct_credential_inventory as key on key.class = 'static' and key.person = item.subject_person
    where item.kind <> 'human'
),

keys as (
    select
        item,
        count(*) as lasting_keys,
        min(coalesce(made_from_at, made_to_at)) as oldest_key_at,
        max(coalesce(made_to_at, made_from_at)) as newest_key_at,
        max(last_use_lo) as last_key_use_at
    from own_keys
    where coalesce(made_to_at, first_use_lo) <= make_timestamptz($cutoff_us::bigint) and (revoked_lo is null or revoked_lo > make_timestamptz($cutoff_us::bigint))
    group by item
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
    keys.newest_key_at,
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
