-- rule: R45
-- slug: scope-drift-entitlement
-- title: Granted more than was approved
-- severity: high
-- grain: one row per effective grant and chain whose task names an entitlement; one per task that names none
-- question: Which grants gave something else, more, longer or to somebody else than what was asked for and approved?
-- why: An approval covers one privilege, for one principal, until one end. What goes beyond was decided by whoever carried it out.
-- misses: Roles that keep their name while their contents grow; what is given to a machine or a role for a person who asked for themselves; a larger role whose name says nothing of it is called another one, not a larger one.
-- false-positives: Roles that were renamed without a record of it; groups that amount to the same through nesting that no list shows.
-- remedy: Take back what was not approved, or have it approved; let the request's entitlement drive the grant instead of retyping it.
-- needs: request, execution
-- param: end_grace_minutes = 15 — how far the end of a grant may lie beyond the end that was asked for, B.0 task_grace [J]
-- ref: RULES.md B.6 R45; critical where the name says more privileged, medium where only names differ; nested groups, renames and Okta's running total are no drift

with grants as (
    select
        execution.*,
        tasks.scope,
        tasks.scope_entitlements,
        tasks.scope_basis,
        tasks.request_event_id,
        tasks.kind as task_kind,
        tasks.system as task_system,
        tasks.planned_end_at,
        tasks.beneficiary_person,
        tasks.beneficiary_basis,
        delta.added,
        delta.held_after,
        delta.expires_at,
        delta.is_wildcard,
        delta.former_name,
        delta.subject_kind,
        delta.subject_basis,
        delta.needs as delta_needs
    from fct_executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    left join fct_deltas as delta on delta.event_id = execution.event_id
    where execution.is_effective and execution.requires_request and execution.is_platform is not true
        and execution.change_class = 'priv_grant' and execution.change in ('add', 'modify')
),

given as (
    -- a running total of which the difference is unknown is compared as a whole: within what was approved it proves enough
    select event_id, task, unnest(coalesce(added, held_after)) as name, added is null as is_total
    from grants
    where len(scope_entitlements) > 0
),

asked as (
    select distinct task, unnest(scope_entitlements) as name from grants where len(scope_entitlements) > 0
),

spelled as (
    -- a name as it is compared, its last part, and how much its words say it may do
    select
        name,
        regexp_replace(lower(name), '[^a-z0-9*]', '', 'g') as whole,
        regexp_replace(lower(regexp_replace(name, '^.*[/:]', '')), '[^a-z0-9*]', '', 'g') as tail,
        regexp_replace(lower(regexp_replace(name, '^.*[/:]', '')), 'admin(istrator)?s?|full|access|owner|root|super(user)?|write|edit(or)?|contributor|power(user)?|operators?|developer|maintain(er)?|read[ _-]?only|read(er)?|view(er|only)?|guest|[^a-z0-9]', '', 'g') as stem,
        case
            when contains(name, '*') then 4
            when regexp_matches(words, ' ((super ?|global ?)?admin(s|istrators?)?|fullaccess|full access|owners?|root|super|superusers?) ') and not regexp_matches(words, ' read ?only ') then 3
            when regexp_matches(words, ' (writ(e|er|ers|ing)|edit(or|ors)?|contributors?|power ?users?|power|operat(e|or|ors)|developers?|maintain(er|ers)?|manage[rs]?) ') then 2
            when regexp_matches(words, ' (read(er|ers)?|readonly|view(er|ers)?|guests?|audit(or|ors)?|list(er)?) ') then 1
        end as reach,
        -- an id that its system made up (ps-0123456789abcdef, a GUID, 00g…) says nothing of what it stands for
        regexp_full_match(
            lower(regexp_replace(name, '^.*[/:]', '')),
            '[0-9]+|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{10}-[0-9a-f-]{27,}|(ps|g|r|role|grp|group)[-_]?[0-9a-f]{16,}|(00g|0oa|0or|00o|rol_|grp_)[0-9a-z]{8,}|[0-9a-f]{20,}'
        ) as is_opaque
    from (
        -- the words of a name: AdministratorAccess is two, supervisor is one
        select name, ' ' || trim(regexp_replace(lower(regexp_replace(regexp_replace(name, '([a-z0-9])([A-Z])', '\1 \2', 'g'), '([A-Z])([A-Z][a-z])', '\1 \2', 'g')), '[^a-z0-9]+', ' ', 'g')) || ' ' as words
        from (select name from given union select name from asked)
    )
),

matched as (
    -- every given name with what comes nearest to it among the names asked for
    select
        given.event_id,
        given.task,
        given.name,
        given.is_total,
        max(case
            when g.whole = a.whole or (g.tail = a.tail and (g.tail = g.whole or a.tail = a.whole)) then 2
            when g.stem = a.stem and g.stem <> '' and g.reach < a.reach then 1
            else 0
        end) as fit,
        max(g.reach) as given_reach,
        max(a.reach) as asked_reach,
        bool_or(g.is_opaque <> a.is_opaque) as is_opaque
    from given
    inner join spelled as g on g.name = given.name
    inner join asked on asked.task = given.task
    inner join spelled as a on a.name = asked.name
    group by given.event_id, given.task, given.name, given.is_total
),

worst as (
    select
        event_id,
        task,
        bool_or(is_total) as is_total,
        min(fit) as fit,
        list(name order by name) filter (where fit = 0) as others,
        max(given_reach) filter (where fit = 0) as given_reach,
        max(asked_reach) as asked_reach,
        coalesce(bool_or(is_opaque) filter (where fit = 0), false) as is_opaque
    from matched
    group by event_id, task
),

nested as (
    -- the group that was given holds just what was asked for, and nothing beside it
    select other.event_id, other.task
    from (
        select grants.event_id, grants.task, grants.lo, grants.scope_entitlements, unnest(list_distinct([grants.resource, grants.entitlement])) as grantee
        from grants
        inner join worst on worst.event_id = grants.event_id and worst.task = grants.task and worst.fit = 0
    ) as other
    inner join fct_entitlement_intervals as held on held.subject = other.grantee
    where held.held_from_lo <= other.lo and (held.held_to_hi is null or held.held_to_hi > other.lo)
    group by other.event_id, other.task, other.scope_entitlements
    having bool_and(list_contains(list_transform(other.scope_entitlements, lambda name: lower(name)), lower(held.entitlement)))
),

judged as (
    select
        grants.*,
        worst.others,
        worst.fit,
        case
            when len(grants.scope_entitlements) is null or len(grants.scope_entitlements) = 0 then 'unscoped'
            when worst.event_id is null then 'untold'
            when grants.standing_approval is not null then 'excepted'
            when grants.subject_person <> grants.beneficiary_person and grants.subject_kind = 'human' and is_firm(grants.beneficiary_basis)
                and is_firm(grants.subject_basis) then 'principal'
            when worst.fit = 0 and grants.resource is not null and list_contains(list_transform(grants.scope_entitlements, lambda name: lower(name)), lower(grants.resource)) then 'same'
            when worst.fit = 0 and list_contains(list_transform(grants.scope_entitlements, lambda name: lower(name)), lower(grants.former_name)) then 'renamed'
            when worst.fit = 0 and nested.event_id is not null then 'nested'
            when worst.fit = 0 and worst.is_total then 'total'
            when worst.fit = 0 and worst.is_opaque then 'opaque'
            when worst.fit = 0 and grants.scope_basis is distinct from 'field' then 'prose'
            when grants.is_wildcard and coalesce(worst.asked_reach, 0) < 3 then 'wildcard'
            when worst.fit = 0 and worst.given_reach > coalesce(worst.asked_reach, 2) then 'more-privileged'
            when worst.fit = 0 then 'other-entitlement'
            -- the end of a request is the end of the access; the due date of a ticket may be that of the work alone
            when grants.task_kind <> 'change' and grants.expires_at > grants.planned_end_at + to_seconds($end_grace_minutes * 60)
                then case when grants.task_kind in ('request', 'grant') then 'duration' else 'due' end
            when worst.fit = 1 then 'less'
            else 'same'
        end as state
    from grants
    left join worst on worst.event_id = grants.event_id and worst.task = grants.task
    left join nested on nested.event_id = grants.event_id and nested.task = grants.task
),

settled as (
    select
        *,
        is_undecided(event_id, is_ambiguous, state) as is_open
    from judged
),

compared as (
    select
        task,
        person,
        list_sort(list_distinct([identity])) as identities,
        occurred_at,
        case
            when is_open then 'insufficient'
            when state in ('same', 'renamed', 'nested', 'less') then 'pass'
            when state = 'excepted' then 'excepted'
            when state in ('principal', 'wildcard', 'more-privileged', 'other-entitlement', 'duration') then 'gap'
            else 'insufficient'
        end as verdict,
        case when is_open is not true and state in ('principal', 'wildcard', 'more-privileged', 'other-entitlement', 'duration') then state end as sub,
        case when state in ('wildcard', 'more-privileged') then 'critical' when state = 'other-entitlement' then 'medium' end as severity,
        link_confidence as confidence,
        case when is_open is not true and state = 'principal' then weaker_basis(beneficiary_basis, subject_basis) end as basis,
        case when is_open then 'link_ambiguous' when state in ('untold', 'total', 'opaque', 'prose', 'due') then 'structural' end as reason,
        case
            when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
            when state = 'total' then delta_needs
            when state = 'opaque' then 'a list of ' || system || ' that gives the name and the id of what was granted (' || array_to_string(others, ', ') || '), or the same of what was asked for'
            when state = 'due' then 'what the end of ' || coalesce(task_key, task) || ' means: a field of its own for the end of the access'
            when state = 'untold' then 'the full record of ' || event_id || ' with what it granted'
            when state = 'prose' then 'a reading of ' || coalesce(task_key, task) || ' by its approver: does it mean ' || array_to_string(others, ', ') || '?'
        end as needs,
        named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || ' under '
        || coalesce(task_key, task) || case
            when is_open then ', but another task claims it with about equal weight, and the two do not name the same entitlement.'
            when state = 'same' then ', which asks for it.'
            when state = 'renamed' then ', which asks for ' || former_name || ': the name it bore before.'
            when state = 'nested' then ', which asks for ' || array_to_string(scope_entitlements, ', ') || ': the group holds just that.'
            when state = 'less' then ', which asks for ' || array_to_string(scope_entitlements, ', ') || ': it gave less than that.'
            when state = 'excepted' then ', which does not name it; standing approval ' || standing_approval || ' covers it.'
            when state = 'opaque' then '; what was granted, ' || array_to_string(others, ', ') || ', and what was asked for, ' || array_to_string(scope_entitlements, ', ')
                || ', are a name and an id, and nothing says whether they are one.'
            when state = 'untold' then '; the record does not say what it granted.'
            when state = 'total' then '; the record lists all that is held since, ' || array_to_string(held_after, ', ') || ', and not what it added to what was held before; asked for was '
                || array_to_string(scope_entitlements, ', ') || '.'
            when state = 'prose' then '; the text of the request speaks of ' || array_to_string(scope_entitlements, ', ') || ', which cannot be compared with certainty.'
            when state = 'principal' then '; it was approved for ' || beneficiary_person || ' and given to ' || subject_person || '.'
            when state = 'wildcard' then ', which asks for ' || array_to_string(scope_entitlements, ', ') || '; what was granted allows everything (*).'
            when state = 'more-privileged' then ', which asks for ' || array_to_string(scope_entitlements, ', ') || ' only; ' || array_to_string(others, ', ') || ' says it may do more.'
            when state = 'due' then '; it lasts until ' || utc(expires_at) || ', and the ticket is due at ' || utc(planned_end_at) || ': whether the access or the work was to end then is not said.'
            when state = 'duration' then '; it lasts until ' || utc(expires_at) || ', ' || span(planned_end_at, expires_at) || ' longer than the request, which ends at ' || utc(planned_end_at) || '.'
            else ', which asks for ' || array_to_string(scope_entitlements, ', ') || ' only. What the two held at that time is not in evidence; their names were compared.'
        end as message,
        list_filter([request_event_id, event_id], lambda id: id is not null) as event_ids
    from settled
    where state <> 'unscoped'
),

unscoped as (
    -- many grants under one ticket that names nothing want one answer
    select
        task,
        arg_min(person, in_order(lo, event_id)) as person,
        list_sort(list(distinct identity)) as identities,
        min(occurred_at) as occurred_at,
        'insufficient' as verdict,
        null::varchar as sub,
        null::varchar as severity,
        max(link_confidence) as confidence,
        null::varchar as basis,
        'structural' as reason,
        'the field of ' || min(coalesce(task_key, task)) || ' that names what is to be granted' as needs,
        counted(count(*), 'grant was made under ', 'grants were made under ') || min(coalesce(task_key, task)) || ' from ' || utc(min(occurred_at)) || ' on ('
        || first_named(list(distinct coalesce(entitlement, operation) order by coalesce(entitlement, operation)))
        || '), and it names no entitlement that could be compared.' as message,
        list_filter([min(request_event_id)] || list(event_id order by lo, event_id), lambda id: id is not null) as event_ids
    from settled
    where state = 'unscoped'
    group by task
)

select * from compared
union all by name
select * from unscoped
order by occurred_at, event_ids, task
