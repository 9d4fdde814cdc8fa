-- grain: one row per event that belongs to the account of a chain
-- kept: while the models run
-- Linked, controlled, deciding, issuing, or told of by the ledger. Harmless calls that only a session or a credential ties to a chain are left out, and
-- so is the background: there may be ten million of them, and the credential they used already says what they belong to.

with wanted as (
    select event_id from fct_links where stage <> 'context' or method not in ('credential', 'session')
    union
    select event_id from fct_executions
    union
    select event_id from fct_approvals where event_id is not null
    union
    select event_id from int_entitlement_states where event_id is not null
),

used as (
    select distinct event.credential
    from stg_events as event
    semi join wanted on wanted.event_id = event.event_id
    where event.credential is not null
),

all_wanted as (
    select event_id from wanted
    union
    select credential.issue_event_id
    from int_credentials as credential
    inner join used on used.credential = credential.credential
)

select
    event.event_id,
    event.stage,
    event.session,
    event.credential,
    event.issued_credential,
    event.resource,
    event.agent_run
from stg_events as event
semi join all_wanted on all_wanted.event_id = event.event_id
