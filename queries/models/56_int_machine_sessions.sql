-- grain: one row per session that a long-lived key of a machine bought, however many sessions lie between
-- A table of its own, because nothing can be known beforehand of how many rows a recursion gives: where it is joined, the planner would guess, and
-- hold all events in memory instead of these.

with recursive holders as (
    -- the machine to which a long-lived key belongs
    select event.credential, min(machine.principal) as principal, min(machine.person) as person, min(machine.kind) as kind, max(machine.basis) as basis
    from stg_events as event
    inner join int_machine_aliases as machine on machine.alias = event.actor
    where is_lasting(event.credential, event.used_class)
    group by event.credential
),

sessions as (
    select credential, parent_credential as root, 0 as depth
    from int_credentials
    where not is_static and parent_credential in (select credential from holders)
    union all
    select child.credential, sessions.root, sessions.depth + 1
    from sessions
    inner join int_credentials as child on child.parent_credential = sessions.credential
    where sessions.depth < 10
)

select sessions.credential, holders.principal, holders.person, holders.kind, holders.basis, sessions.root
from sessions
inner join holders on holders.credential = sessions.root
qualify row_number() over (partition by sessions.credential order by sessions.depth) = 1
