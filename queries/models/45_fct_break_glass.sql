-- grain: one row per use of an emergency path
-- What was declared, how long and where it went, who reviewed it afterwards, and whether the credential was changed. A declaration counts when it
-- lies within $break_glass_declare_minutes of the first act, or names or is tied to the use and is no older than the use may last; one that names
-- another emergency identity does not. `declaration`: declared, unknown (the clocks cannot tell), spent (older than a use may last), none.

with acts as (
    select
        emergency.use_id,
        emergency.path,
        emergency.holder,
        emergency.is_account,
        event.event_id,
        event.system,
        event.lo,
        event.hi,
        event.activity,
        event.is_write,
        event.change_class,
        event.resource,
        actor.identity,
        actor.person,
        actor.kind,
        actor.initiator_person,
        link.task,
        link.confidence
    from int_emergency_events as emergency
    inner join stg_events as event on event.event_id = emergency.event_id
    left join int_event_actors as actor on actor.event_id = emergency.event_id
    left join fct_links as link on link.event_id = emergency.event_id and link.confidence >= 0.5 and not link.is_ambiguous
),

uses as (
    select
        use_id,
        any_value(path) as path,
        any_value(holder) as holder,
        bool_or(is_account) as is_account,
        arg_min(system, in_order(lo, event_id)) as system,
        list_sort(list(distinct identity) filter (where identity is not null)) as identities,
        min(lo) as from_lo,
        arg_min(hi, in_order(lo, event_id)) as from_hi,
        max(lo) as to_lo,
        max(hi) as to_hi,
        count(distinct event_id) as acts,
        bool_and(activity in ('sign_in', 'sign_out') or (activity in ('read', 'issue') and not coalesce(is_write, false))) as is_look_only,
        list_sort(list(distinct task) filter (where task is not null)) as tasks,
        min(confidence) filter (where task is not null) as link_confidence,
        list_sort(list(distinct person) filter (where kind = 'human' and person <> holder)) as doers,
        list_sort(list(distinct initiator_person) filter (where initiator_person is not null and initiator_person <> holder)) as initiators
    from acts
    group by use_id
),

directories as (
    -- the directory through which an account signs in, whenever it does, would log a new password
    select act.holder, min(act.system) as system
    from acts as act
    inner join cfg_connectors as catalog on catalog.connector = act.system and catalog.class = 'iam' and list_contains(catalog.holds, 'identity')
    where act.activity = 'sign_in'
    group by act.holder
),

told as (
    -- what an auditor opens: the first and the last act, and all that changed something, for other rules' verdicts on these records hang on this one
    select use_id, list(event_id order by lo, event_id) as event_ids
    from (
        select
            *,
            row_number() over (partition by use_id order by lo, event_id) as from_first,
            row_number() over (partition by use_id order by lo desc, event_id desc) as from_last
        from (select distinct use_id, event_id, lo, change_class from acts)
    )
    where from_first = 1 or from_last = 1 or change_class is not null
    group by use_id
),

drills as (
    select uses.use_id, min(coalesce(calendar.note, calendar.kind || ' ' || calendar.subject)) as note
    from uses
    inner join ref_calendar as calendar
        on calendar.kind = 'drill' or (calendar.kind = 'job' and uses.is_look_only)
    where (calendar.subject = '*' or lower(calendar.subject) = lower(uses.holder)
            or coalesce(scope_covers(calendar.subject, 'email:' || uses.holder), false)
            or len(list_filter(uses.identities, lambda identity: coalesce(scope_covers(calendar.subject, identity), false))) > 0)
        and (calendar."from" is not null or calendar."to" is not null or calendar.schedule is not null)
        and uses.from_lo >= coalesce(calendar."from", uses.from_lo)
        and uses.to_lo <= coalesce(calendar."to", uses.to_lo)
        and (calendar.schedule is null or cron_names_hour(calendar.schedule, uses.from_lo) or cron_names_hour(calendar.schedule, uses.from_lo - interval 1 hour))
    group by uses.use_id
),

holders as (
    select distinct lower(holder) as holder, split_part(lower(holder), '@', 1) as login from uses where path = 'identity'
),

named_holders as (
    select glass.event_id, list(holders.holder) as holders
    from int_break_glass as glass
    inner join holders on contains(glass.words, holders.login)
    group by glass.event_id
),

candidates as (
    select
        uses.use_id,
        glass.*,
        epoch_us(glass.lo) - epoch_us(uses.from_lo) as after_us,
        greatest(ahead_us(glass.system, uses.system), ahead_us(uses.system, glass.system)) as skew,
        coalesce(list_contains(uses.tasks, glass.chain), false) as is_tied,
        coalesce(list_contains(named.holders, lower(uses.holder)), false) as is_named,
        named.holders is not null and not list_contains(named.holders, lower(uses.holder)) as is_of_another
    from uses
    inner join int_break_glass as glass
        on glass.lo >= uses.from_lo - interval 24 hours and glass.lo <= uses.from_lo + to_minutes($break_glass_declare_minutes) + interval 1 hour
    left join named_holders as named on named.event_id = glass.event_id
),

placed as (
    select
        *,
        case
            when not (is_tied or is_named or (is_explicit and not is_of_another)) then null
            when abs(after_us) <= $break_glass_declare_minutes * 60000000 then 'declared'
            when abs(after_us) <= $break_glass_declare_minutes * 60000000 + skew then 'unknown'
            when (is_tied or is_named) and after_us < 0 then if(after_us >= -$break_glass_max_minutes * 60000000, 'declared', 'spent')
        end as place
    from candidates
),

declarations as (
    select *
    from placed
    where place is not null
    qualify row_number() over (
        partition by use_id order by list_position(['declared', 'unknown', 'spent'], place), not is_tied, not is_named, abs(after_us), event_id
    ) = 1
),

possible as (
    -- declarations that may be the one of the use: those that are tied to it, else all that stand
    select use_id, chain
    from placed
    where place = 'declared'
    qualify is_tied or not bool_or(is_tied) over (partition by use_id)
),

astray as (
    -- what was changed beside the things that the declaration, or the emergency change, speaks of, whichever of them it is
    select act.use_id, act.event_id, any_value(act.resource) as resource
    from acts as act
    inner join possible on possible.use_id = act.use_id
    left join fct_tasks as task on task.task = possible.chain
    where act.change_class is not null and act.is_write
    group by act.use_id, act.event_id
    -- what a description mentions is no list of all that may be touched
    having bool_and(coalesce(task.scope_basis = 'field' and task.unknown_scope is null and not in_scope(act.resource, task.scope), false))
),

strays as (
    select use_id, list_sort(list(event_id)) as event_ids, min(resource) as resource, count(distinct resource) as resources
    from astray
    group by use_id
),

approved as (
    select distinct uses.use_id
    from uses
    inner join fct_approvals as approval on list_contains(uses.tasks, approval.task) and approval.decision = 'approved' and approval.link_confidence >= 0.8
    where uses.path = 'emergency_change'
        and approval.is_time_exact and is_before(approval.lo, approval.hi, approval.system, uses.from_lo, uses.from_hi, uses.system)
),

chains as (
    select use_id, unnest(list_distinct(tasks)) as chain from uses where tasks is not null
    union
    select use_id, chain from declarations
),

people as (
    -- whom the records of the use name; only where they name nobody, who was charged with the emergency
    select
        uses.use_id,
        list_sort(list_distinct(case
            when len(coalesce(any_value(uses.doers), [])) + len(coalesce(any_value(uses.initiators), [])) > 0
                then list_concat(coalesce(any_value(uses.doers), []), coalesce(any_value(uses.initiators), []))
            else coalesce(list(task.assignee_person) filter (where task.assignee_person is not null), [])
        end)) as users
    from uses
    left join chains on chains.use_id = uses.use_id
    left join fct_tasks as task on task.task = chains.chain
    group by uses.use_id
),

after_use as (
    select
        chains.use_id,
        event.event_id,
        event.lo,
        event.hi,
        event.stage,
        event.activity,
        lower(coalesce(event.text, '')) as words,
        actor.person,
        actor.identity,
        actor.kind,
        actor.basis
    from chains
    inner join uses on uses.use_id = chains.use_id
    inner join fct_links as link on link.task = chains.chain and link.confidence >= 0.8
    inner join stg_events as event on event.event_id = link.event_id and event.lo >= uses.to_lo
    left join int_event_actors as actor on actor.event_id = event.event_id
),

reviews as (
    select
        after_use.*,
        -- an account of which nobody knows whose it is may be the user's own
        case when is_firm(after_use.basis) or list_contains(people.users, after_use.person) then not list_contains(people.users, after_use.person) end as is_other,
        len(people.users) > 0 as is_user_known
    from after_use
    inner join people on people.use_id = after_use.use_id
    where coalesce(after_use.kind, 'unknown') not in ('agent', 'workload', 'system')
        and ((after_use.stage = 'review' and after_use.activity in ('decide', 'close')) or tells_of_review(after_use.words))
),

best_reviews as (
    select *
    from reviews
    -- one by somebody else before one by the user's own, then the earliest
    qualify row_number() over (partition by use_id order by is_other is not true, is_other is false, lo, event_id) = 1
),

renewals as (
    select uses.use_id, event.event_id, event.lo, 'record' as how
    from uses
    inner join int_alias_persons as owner on owner.person = uses.holder
    inner join stg_events as event
        on event.subject = owner.alias and event.lo >= uses.to_lo and event.outcome = 'success'
        and event.stage = 'credential' and event.activity in ('renew', 'issue') and coalesce(event.credential_class, 'static') = 'static'
    where uses.is_account
    union all
    select use_id, event_id, lo, 'statement'
    from after_use
    where regexp_matches(words, '\b(credential|password|passphrase|secret|key|passwort|kennwort|zugangsdaten|mot de passe|contraseña)s?\b.{0,60}\b(rotated|reset|changed|renewed|replaced|geändert|zurückgesetzt|erneuert|changé|cambiada)\b')
        and not regexp_matches(words, '\b(not|never|nicht|still to be|to be|must be|needs? to be|will be)\b.{0,20}\b(rotated|reset|changed|renewed|replaced|geändert|zurückgesetzt|erneuert)\b')
),

first_renewals as (
    select use_id, arg_min(event_id, in_order(lo, event_id)) as event_id, min(lo) as lo, arg_min(how, in_order(lo, event_id)) as how
    from renewals
    group by use_id
)

select
    uses.use_id,
    uses.path,
    coalesce(declaration.chain, uses.tasks[1]) as task,
    uses.holder,
    uses.system,
    uses.identities,
    people.users,
    uses.from_lo,
    uses.from_hi,
    uses.to_lo,
    uses.acts,
    uses.is_look_only,
    told.event_ids,
    drill.note as drill,
    approved.use_id is not null as is_approved_before,
    coalesce(declaration.place, 'none') as declaration,
    declaration.event_id as declaration_event_id,
    declaration.item_key as declared_in,
    declaration.person as declared_by,
    declaration.lo as declared_lo,
    case when declaration.is_tied then coalesce(uses.link_confidence, 1.0) when declaration.is_named then 0.95 when declaration.use_id is not null then 0.9 else 1.0 end as confidence,
    $break_glass_declare_minutes::bigint as declare_minutes,
    $break_glass_max_minutes::double as max_minutes,
    uses.from_lo + to_seconds(($break_glass_max_minutes * 60)::bigint) as must_end_at,
    stray.event_ids as stray_event_ids,
    stray.resource as stray_resource,
    coalesce(stray.resources, 0) as stray_resources,
    uses.to_hi + to_seconds(($break_glass_review_minutes * 60)::bigint) as review_due_at,
    review.event_id as review_event_id,
    coalesce(review.person, review.identity, case when review.event_id is not null then 'somebody the record does not name' end) as reviewer,
    review.lo as review_lo,
    case when review.is_user_known then review.is_other end as is_review_independent,
    uses.is_account and uses.path = 'identity' as needs_renewal,
    renewal.event_id as renewal_event_id,
    renewal.lo as renewal_lo,
    renewal.how as renewal_how,
    directory.system as account_system
from uses
inner join told on told.use_id = uses.use_id
left join people on people.use_id = uses.use_id
left join drills as drill on drill.use_id = uses.use_id
left join approved on approved.use_id = uses.use_id
left join declarations as declaration on declaration.use_id = uses.use_id
left join strays as stray on stray.use_id = uses.use_id
left join best_reviews as review on review.use_id = uses.use_id
left join first_renewals as renewal on renewal.use_id = uses.use_id
left join directories as directory on directory.holder = uses.holder and uses.is_account
