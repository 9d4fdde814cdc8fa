-- grain: one row per decision to approve that was made for somebody else, or by nobody in particular
-- Who decided (delegate) and for whom (principal), as the record says it: on whose behalf; asked of one and clicked by another (who last touched the row, or
-- the history of the row that asked); in the words of the decision. group: the record names a group and nobody of it. relay: an app, for nobody named.

with decisions as (
    select decision.*, event.on_behalf_of, event.attributes, event.native_id, event.connector
    from fct_decisions as decision
    inner join stg_events as event on event.event_id = decision.event_id
    where decision.decision = 'approved'
),

people as (
    select alias, person, kind, basis, valid_from, valid_to from int_alias_persons
),

asked as (
    -- of whom a row of approvals asked, by the row's own id
    select distinct native_id, connector, coalesce(attributes ->> '$.approver', subject) as approver
    from stg_events
    where stage = 'approval' and activity = 'ask_approval' and native_id is not null
),

claims as (
    select decisions.event_id, decisions.task, decisions.identity as delegate_alias, unnest(decisions.on_behalf_of) as principal_alias, 'record' as how
    from decisions
    where not decisions.is_relayed and decisions.on_behalf_of is not null
    union all
    -- the row's only change is the decision, and somebody else than the approver made it
    select event_id, task, attributes ->> '$.updated_by', attributes ->> '$.approver', 'clicked'
    from decisions
    where (attributes ->> '$.updated_by') is not null and (attributes ->> '$.approver') is not null and is_time_exact
    union all
    select decisions.event_id, decisions.task, decisions.identity, asked.approver, 'clicked'
    from decisions
    inner join asked on asked.native_id = (decisions.attributes ->> '$.document') and asked.connector = decisions.connector
    where asked.approver is not null
    union all
    select
        event_id,
        task,
        identity,
        case
            when regexp_matches(text, '<@[UW][A-Z0-9]+') then split_part(identity, ':', 1) || ':' || regexp_extract(text, '<@([UW][A-Z0-9]+)', 1)
            else 'email:' || lower(regexp_extract(text, '(?i)(?:on behalf of|on behalf|as delegate (?:of|for)|im auftrag von|in vertretung (?:von|für))\s+<?(?:mailto:)?([\w.+-]+@[\w.-]+\w)', 1))
        end,
        'words'
    from decisions
    where regexp_matches(text, '(?i)(on behalf of|as delegate (of|for)|im auftrag von|in vertretung (von|für))\s+<?(mailto:|@[UW][A-Z0-9]+|[\w.+-]+@)')
),

acting as (
    select
        claims.event_id,
        claims.task,
        claims.how,
        claims.delegate_alias,
        delegate.person as delegate,
        delegate.kind as delegate_kind,
        coalesce(delegate.basis, 'unmapped') as delegate_basis,
        claims.principal_alias,
        principal.person as principal,
        coalesce(principal.basis, 'unmapped') as principal_basis,
        row_number() over (partition by claims.event_id, claims.task order by list_position(['record', 'clicked', 'words'], claims.how), claims.principal_alias) as rank
    from claims
    inner join decisions on decisions.event_id = claims.event_id and decisions.task = claims.task
    left join people as delegate
        on delegate.alias = claims.delegate_alias and decisions.occurred_at >= delegate.valid_from and decisions.occurred_at < delegate.valid_to
    left join people as principal
        on principal.alias = claims.principal_alias and decisions.occurred_at >= principal.valid_from and decisions.occurred_at < principal.valid_to
    where coalesce(delegate.person, claims.delegate_alias) <> coalesce(principal.person, claims.principal_alias)
        and coalesce(delegate.kind, 'unknown') not in ('system', 'workload', 'agent')
)

select event_id, task, how, delegate, delegate_alias, delegate_basis, principal, principal_alias, principal_basis
from acting
where rank = 1
union all
select event_id, task, 'group', null, identity, decider_basis, coalesce(decider, attributes ->> '$.group'), identity, decider_basis
from decisions
where (decider_kind = 'group' or (identity is null and (attributes ->> '$.group') is not null))
    and event_id not in (select event_id from acting)
union all
select event_id, task, 'relay', null, identity, 'unmapped', account_person, identity, 'unmapped'
from decisions
where is_relayed and decider is null and event_id not in (select event_id from acting)
