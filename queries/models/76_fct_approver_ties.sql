-- grain: one row per decision to approve, and way in which the account that decided hangs on the one who asked
-- second_account: one person, two accounts of one directory, which are not two spellings of one. owned, operated: no person's account, for which the
-- requester answers, or behind whose session they stood. made: the requester made or recovered the account shortly before. twin, session, address: looks.

with approvals as (
    select
        decision.event_id,
        decision.task,
        decision.lo,
        decision.identity,
        decision.decider,
        decision.decider_kind,
        decision.decider_basis,
        tasks.requester,
        tasks.requester_person,
        coalesce(tasks.requester_basis, 'unmapped') as requester_basis,
        tasks.request_event_id
    from fct_decisions as decision
    inner join fct_tasks as tasks on tasks.task = decision.task
    where decision.decision = 'approved' and decision.identity is not null and tasks.requester is not null and decision.identity <> tasks.requester
),

spelled as (
    -- names that one record gives for one account
    select alias, unnest(same_as) as other from stg_identities where same_as is not null
),

spellings as (
    select alias, other from spelled
    union
    select other, alias from spelled
),

described as (
    -- accounts of which a directory or the mapping file speaks by that name
    select distinct alias from stg_identities where basis = 'directory' and not contains(alias, ' ')
    union
    select distinct alias from int_alias_persons where evidence = 'identities.csv' and not contains(alias, ' ')
),

owners as (
    select person, owner_person, owner_evidence, admin_twins from fct_identities where owner_person is not null or len(admin_twins) > 0
),

operated as (
    select approvals.event_id, approvals.task, arg_max(deed.event_id, in_order(event.lo, event.event_id)) as tie_event_id,
        arg_max(deed.initiator_person, in_order(event.lo, event.event_id)) as initiator_person,
        arg_max(deed.initiator_basis, in_order(event.lo, event.event_id)) as initiator_basis
    from approvals
    inner join int_event_actors as deed on deed.identity = approvals.identity and deed.initiator_person is not null and deed.initiator_basis <> 'unmapped'
    inner join stg_events as event on event.event_id = deed.event_id
    where approvals.decider_kind not in ('human', 'system') and event.lo <= approvals.lo and event.lo > approvals.lo - interval 1 day
    group by approvals.event_id, approvals.task
),

makings as (
    select event.event_id, event.lo, event.operation, account.person, maker.person as maker, maker.basis
    from stg_events as event
    inner join int_event_actors as maker on maker.event_id = event.event_id and maker.kind not in ('system', 'workload', 'agent')
    inner join int_alias_persons as account
        on account.alias = event.subject and event.lo >= account.valid_from and event.lo < account.valid_to
    where event.stage in ('identity', 'credential', 'execution') and event.outcome = 'success' and event.actor <> event.subject
        and account.person <> maker.person
        and regexp_matches(
            lower(event.operation),
            'creat.*(user|account)|(user|account).*creat|lifecycle\.create|add.?user|recover|passw.*(reset|chang|updat)|(reset|chang|updat|set).*passw'
            || '|reset.*(mfa|factor|credential)|(mfa|factor).*reset|temporaryaccesspass|loginprofile'
        )
        -- what an account is given or put into (AddUserToGroup, CreateAccountAssignment) does not make it
        and not regexp_matches(lower(event.operation), 'group|member|assignment|role|polic|permission|licen|key|token|session|subscri|user.?access|access.?list|delet|remov')
),

origins as (
    -- where the decision and the request came from, as far as their records tell
    select approvals.event_id, approvals.task, request.event_id as tie_event_id, decided.session = request.session as is_session, decided.source_ip as source_ip
    from approvals
    inner join stg_events as decided on decided.event_id = approvals.event_id
    inner join stg_events as request on request.event_id = approvals.request_event_id
    where decided.session = request.session or decided.source_ip = request.source_ip
),

shared_addresses as (
    select event.source_ip
    from stg_events as event
    inner join int_event_actors as actor on actor.event_id = event.event_id
    where event.source_ip in (select source_ip from origins)
    group by event.source_ip
    having count(distinct actor.person) > 2
),

ties as (
    select approvals.event_id, approvals.task, 'second_account' as tie, approvals.requester as other, null as tie_event_id, null::timestamptz as tied_at,
        case when approvals.requester_basis in ('heuristic', 'unmapped') then approvals.requester_basis else approvals.decider_basis end as basis, null as said
    from approvals
    inner join described as own on own.alias = approvals.identity
    inner join described as other on other.alias = approvals.requester
    left join spellings on spellings.alias = approvals.identity and spellings.other = approvals.requester
    where approvals.decider = approvals.requester_person and spellings.alias is null
        and split_part(approvals.identity, ':', 1) = split_part(approvals.requester, ':', 1)
        and not is_role_or_session(approvals.identity) and not is_role_or_session(approvals.requester)
    union all
    select approvals.event_id, approvals.task, 'owned', owners.person, null, null, case when owners.owner_evidence = 'owners.csv' then 'authoritative' else 'verified' end, owners.owner_evidence
    from approvals
    inner join owners on owners.person = approvals.decider and owners.owner_person = approvals.requester_person
    where approvals.decider_kind not in ('human', 'system')
    union all
    select approvals.event_id, approvals.task, 'operated', approvals.identity, operated.tie_event_id, event.lo, operated.initiator_basis, null
    from operated
    inner join approvals on approvals.event_id = operated.event_id and approvals.task = operated.task and approvals.requester_person = operated.initiator_person
    inner join stg_events as event on event.event_id = operated.tie_event_id
    union all
    select approvals.event_id, approvals.task, 'made', approvals.identity, makings.event_id, makings.lo,
        case when approvals.requester_basis in ('heuristic', 'unmapped') then approvals.requester_basis else makings.basis end, makings.operation
    from approvals
    inner join makings
        on makings.person = approvals.decider and makings.maker = approvals.requester_person and makings.lo < approvals.lo
    union all
    select approvals.event_id, approvals.task, 'twin', owners.person, null, null, 'heuristic', null
    from approvals
    inner join owners on owners.person = approvals.decider and list_contains(owners.admin_twins, approvals.requester_person)
    union all
    select approvals.event_id, approvals.task, case when origins.is_session then 'session' else 'address' end, origins.source_ip, origins.tie_event_id, null, 'heuristic', origins.source_ip
    from origins
    inner join approvals on approvals.event_id = origins.event_id and approvals.task = origins.task
    where approvals.decider is distinct from approvals.requester_person
        and (origins.is_session or origins.source_ip not in (select source_ip from shared_addresses))
)

select event_id, task, tie, other, tie_event_id, tied_at, basis, said from ties
