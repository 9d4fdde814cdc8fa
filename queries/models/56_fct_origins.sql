-- grain: one row per controlled event that took effect
-- Where the session that did it began. The lineage of its credential is walked from hop to hop, by the key that one issued and the next used, up to
-- the first hop: does it end in a person or in the run of an agent, or in a principal of which nobody knows whose it is?

with recursive done as (
    select
        event.event_id,
        event.system,
        event.occurred_at,
        event.lo,
        event.actor,
        event.credential,
        event.credential_class,
        event.agent_run,
        event.session,
        event.ref_origins,
        json_extract_string(event.attributes, '$.generic_session_name') = 'true' as is_generic_name,
        json_extract_string(event.attributes, '$.invoked_by') as invoked_by,
        actor.person,
        coalesce(actor.kind, 'unknown') as kind,
        coalesce(actor.basis, 'unmapped') as basis,
        actor.initiator_person,
        actor.initiator_basis
    from int_controlled as controlled
    inner join stg_events as event on event.event_id = controlled.event_id
    left join int_event_actors as actor on actor.event_id = controlled.event_id
    where event.outcome in ('success', 'pending')
),

hops as (
    -- a key's issue, then the issue of the key it was made with, and so on
    select credential.credential, credential.issue_event_id, credential.parent_credential, 0 as hop
    from int_credentials as credential
    where credential.credential in (select credential from done)
    union all
    select hops.credential, parent.issue_event_id, parent.parent_credential, hops.hop + 1
    from hops
    inner join int_credentials as parent on parent.credential = hops.parent_credential
    where hops.hop < 10 and not parent.is_static
),

told as (
    select
        hops.credential,
        hops.hop,
        hops.parent_credential,
        issue.actor,
        issue.actor_kind_hint,
        issue.used_class,
        issue.agent_run,
        json_extract_string(issue.attributes, '$.invoked_by') as invoked_by,
        len(list_filter(coalesce(issue.ref_origins, []::varchar[]), lambda origin: origin in ('session', 'tag', 'field', 'branch'))) > 0 as names_task,
        hops.issue_event_id
    from hops
    inner join stg_events as issue on issue.event_id = hops.issue_event_id
),

walked as (
    select
        credential,
        max(hop) + 1 as hops,
        arg_max(actor, hop) as root,
        arg_max(coalesce(actor_kind_hint, ''), hop) as root_hint,
        arg_max(coalesce(used_class, ''), hop) as root_class,
        min(agent_run) as agent_run,
        bool_or(names_task) as names_task,
        list(issue_event_id order by hop desc) as issue_event_ids
    from told
    group by credential
),

weighed as (
    select
        done.*,
        walked.hops,
        walked.root,
        coalesce(root.kind, 'unknown') as root_kind,
        walked.root_hint,
        coalesce(walked.issue_event_ids, []::varchar[]) as issue_event_ids,
        coalesce(done.agent_run, walked.agent_run) as run,
        coalesce(walked.names_task, false)
            or len(list_filter(coalesce(done.ref_origins, []::varchar[]), lambda origin: origin in ('session', 'tag', 'field', 'branch'))) > 0 as names_task,
        -- the last word of the session: what its opener called it
        case when contains(done.session, ':') then regexp_extract(done.session, '[^:/]+$') end as session_name,
        -- a session must have been opened by somebody; a key that lives on, or an account, needs no issue
        done.credential_class = 'session' and done.actor like '%:assumed-role/%' as is_minted,
        coalesce(walked.root_class = 'session', false) as is_cut
    from done
    left join walked on walked.credential = done.credential
    left join int_alias_persons as root
        on root.alias = walked.root and done.occurred_at >= root.valid_from and done.occurred_at < root.valid_to
),

named as (
    select
        *,
        -- a number or a hash; or thirty-two letters in no case at all, as engines of workflows draw them for each run
        coalesce(regexp_matches(session_name, '(?i)(run|session|job|build|task|exec|pipeline)[-_/.]?[0-9a-f]{4,}|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16,}|[0-9]{6,}')
            or regexp_full_match(session_name, '[A-Za-z]{32}') and session_name <> lower(session_name) and session_name <> upper(session_name), false)
            and is_generic_name is not true as names_run,
        -- the other account's trail knows only which account it was that called
        coalesce(is_account(split_part(root, ':', 2)) and split_part(root, ':', 3) = '', false) as is_foreign,
        root_kind in ('workload', 'agent', 'system', 'group') or root_hint in ('workload', 'agent', 'system')
            or coalesce(regexp_matches(root, '^[a-z]+:service/|repo:|project_path:|system:serviceaccount|:assumed-role/|:role/'), false) as is_machine_root
    from weighed
)

select
    event_id,
    system,
    occurred_at,
    lo,
    actor as identity,
    coalesce(person, actor) as person,
    basis,
    session_name,
    case
        when initiator_person is not null and is_firm(initiator_basis) then 'person'
        when kind in ('human', 'unknown') and is_firm(basis) then 'person'
        when kind = 'system' or invoked_by is not null then 'platform'
        when run is not null or (kind = 'agent' and names_run) then 'agent_run'
        when kind = 'agent' then 'lost'
        -- an account that the files call shared; a role that a log names in place of its user is none
        when kind = 'group' and basis = 'authoritative' then 'lost'
        when names_task then 'task'
        when kind = 'workload' and is_generic_name is not true then 'workload'
        when names_run and is_minted and is_machine_root then 'run'
        when is_minted and (hops is null or is_cut or is_foreign) then 'hop_missing'
        when is_generic_name or (is_minted and is_machine_root) then 'lost'
        else 'unmapped'
    end as origin,
    case
        when kind = 'agent' or root_kind = 'agent' then 'flattened-agent'
        when is_generic_name then 'generic-session-name'
        when kind = 'group' then 'no-source-identity'
        when hops > 1 then 'role-chain-lost'
        else 'no-source-identity'
    end as loss,
    initiator_person as origin_person,
    run as agent_run,
    root,
    coalesce(hops, 0) as hops,
    case
        when not is_minted then null
        when hops is null then 'the record that opened the session'
        when is_foreign then 'the log of account ' || regexp_extract(root, '[0-9]{12}')
        when is_cut then 'the record that opened the session before it'
    end as missing_hop,
    issue_event_ids
from named
