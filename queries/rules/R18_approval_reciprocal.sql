-- rule: R18
-- slug: approval-reciprocal
-- title: Two people approve mostly each other
-- severity: low
-- grain: one row per two people who approved requests of each other
-- question: Which two people decide most of each other's requests though others could have?
-- why: Two people who sign for one another are one person with two signatures.
-- misses: Rings of three and more; people who take turns under further accounts that nothing ties to them; favours in other systems.
-- false-positives: Teams of two; pairs on call together; the only two owners of a system.
-- remedy: Let approvals rotate; route requests of either to a third person.
-- needs: request, approval
-- param: window_days = 90 — the time in which it has to happen, R18
-- param: each_way = 5 — approvals in either direction, R18
-- param: share = 0.8 — of the decided requests of each, R18
-- param: least_eligible = 3 — others who could have decided, R18
-- ref: RULES.md B.2 R18; low, medium where privileges were among it. A statistical indicator, never a proof

-- Who could have decided: whoever decided a request of the same kind in the same system in that time, and whoever the matrix names for what was
-- done, beside the two. That there was nobody else only the matrix can say. A window begins with each of
-- the pair's approvals; the densest one speaks.

with decided as (
    -- each request counts once for each approver
    select
        task.task,
        task.task_key,
        task.system || '/' || coalesce(task.type, task.kind, '') as queue,
        task.requester_person as asker,
        decision.decider,
        min(decision.lo) as lo,
        min(decision.occurred_at) as occurred_at,
        arg_min(coalesce(decision.event_ids, [decision.event_id]), in_order(decision.lo, decision.event_id)) as event_ids
    from fct_decisions as decision
    inner join fct_tasks as task on task.task = decision.task
    where decision.decision = 'approved' and decision.link_confidence >= 0.8 and decision.lo is not null
        and task.requester_kind = 'human' and is_firm(task.requester_basis)
        and decision.decider_kind = 'human' and is_firm(decision.decider_basis) and decision.decider <> task.requester_person
    group by all
),

mutual as (
    select least(asker, decider) as left_person, greatest(asker, decider) as right_person
    from decided
    group by all
    having min(asker) <> max(asker)
),

between as (
    select mutual.left_person, mutual.right_person, decided.*
    from decided
    inner join mutual on mutual.left_person = least(decided.asker, decided.decider) and mutual.right_person = greatest(decided.asker, decided.decider)
),

windows as (
    select distinct
        left_person,
        right_person,
        lo as from_at,
        count(*) filter (where asker = left_person) over window_days as of_left,
        count(*) filter (where asker = right_person) over window_days as of_right
    from between
    window window_days as (
        partition by left_person, right_person order by lo
        range between current row and to_days($window_days::int) - interval 1 microsecond following
    )
),

densest as (
    select *
    from windows
    qualify row_number() over (partition by left_person, right_person order by least(of_left, of_right) desc, of_left + of_right desc, from_at) = 1
),

-- of pairs with enough approvals either way: how many decided requests each had in all, and who else decided such
totals as (
    select
        pair.left_person,
        pair.right_person,
        count(distinct decided.task) filter (where decided.asker = pair.left_person) as all_of_left,
        count(distinct decided.task) filter (where decided.asker = pair.right_person) as all_of_right
    from densest as pair
    inner join decided
        on decided.asker in (pair.left_person, pair.right_person)
        and decided.lo >= pair.from_at and decided.lo < pair.from_at + to_days($window_days::int)
    where pair.of_left >= $each_way and pair.of_right >= $each_way
    group by all
),

queues as (
    select distinct between.left_person, between.right_person, between.queue
    from between
),

done as (
    select task, change_class, resource from fct_executions where is_effective and link_confidence >= 0.8 and change_class is not null
),

-- what was done under the pair's requests, for which the matrix names people; where nothing was, everybody whom it names counts
work as (
    select distinct pair.left_person, pair.right_person, pair.from_at, execution.change_class, execution.resource
    from densest as pair
    inner join between on between.left_person = pair.left_person and between.right_person = pair.right_person
    left join done as execution on execution.task = between.task
    where pair.of_left >= $each_way and pair.of_right >= $each_way
    qualify execution.change_class is not null or bool_and(execution.change_class is null) over (partition by pair.left_person, pair.right_person)
),

named_by_matrix as (
    select work.left_person, work.right_person, line.person, line.is_certain
    from work
    inner join fct_approvers as line
        on (work.change_class is null or line.change_class in ('*', work.change_class))
        and (work.resource is null or line.resource is null or line.resource = '*' or scope_covers(line.resource, work.resource))
        and coalesce(line.from_at < work.from_at + to_days($window_days::int), true) and coalesce(line.to_at > work.from_at, true)
),

able as (
    select pair.left_person, pair.right_person, decided.decider as person
    from densest as pair
    inner join queues on queues.left_person = pair.left_person and queues.right_person = pair.right_person
    inner join decided
        on decided.queue = queues.queue
        and decided.lo >= pair.from_at and decided.lo < pair.from_at + to_days($window_days::int)
    where pair.of_left >= $each_way and pair.of_right >= $each_way
    union
    select left_person, right_person, person
    from named_by_matrix
    where is_certain and person is not null
),

others as (
    select left_person, right_person, count(*) as eligible
    from able
    where person not in (left_person, right_person)
    group by all
),

ruled as (
    select left_person, right_person, bool_and(is_certain) as is_certain from named_by_matrix group by all
),

privileges as (
    select distinct task
    from fct_executions
    where is_effective and change_class in ('priv_grant', 'trust_policy', 'secret_issue') and task is not null
),

told as (
    select
        between.left_person,
        between.right_person,
        min(between.occurred_at) as first_at,
        max(between.occurred_at) as last_at,
        bool_or(privileges.task is not null) as is_privileged,
        first_named(list(distinct coalesce(between.task_key, between.task) order by coalesce(between.task_key, between.task))) as tasks,
        shown(flatten(list(between.event_ids order by between.lo, between.event_ids))) as event_ids
    from between
    inner join densest as pair
        on pair.left_person = between.left_person and pair.right_person = between.right_person
        and between.lo >= pair.from_at and between.lo < pair.from_at + to_days($window_days::int)
    left join privileges on privileges.task = between.task
    group by all
),

judged as (
    select
        densest.*,
        totals.all_of_left,
        totals.all_of_right,
        coalesce(others.eligible, 0) as eligible,
        told.* exclude (left_person, right_person),
        case
            when totals.left_person is null then 'pass'
            when densest.of_left < $share * totals.all_of_left or densest.of_right < $share * totals.all_of_right then 'pass'
            when coalesce(others.eligible, 0) >= $least_eligible then 'gap'
            -- the few others who were seen are perhaps not all: only the matrix says that there were no more
            when ruled.is_certain then 'few'
            else 'insufficient'
        end as state
    from densest
    inner join told on told.left_person = densest.left_person and told.right_person = densest.right_person
    left join totals on totals.left_person = densest.left_person and totals.right_person = densest.right_person
    left join others on others.left_person = densest.left_person and others.right_person = densest.right_person
    left join ruled on ruled.left_person = densest.left_person and ruled.right_person = densest.right_person
)

select
    null::varchar as task,
    left_person as person,
    [left_person, right_person] as identities,
    first_at as occurred_at,
    case state when 'few' then 'pass' else state end as verdict,
    null::varchar as sub,
    case when state = 'gap' and is_privileged then 'medium' end as severity,
    1.0 as confidence,
    null::varchar as basis,
    case when state = 'insufficient' then 'no_source' end as reason,
    case when state = 'insufficient' then 'approvers.csv with who may decide what ' || left_person || ' and ' || right_person || ' ask for' end as needs,
    right_person || ' approved ' || of_left || coalesce(' of the ' || all_of_left, '') || ' ' || case when coalesce(all_of_left, of_left) = 1 then 'request' else 'requests' end
    || ' of ' || left_person || ', who approved ' || of_right || coalesce(' of the ' || all_of_right, '') || ' of ' || right_person
    || ', ' || utc(first_at) || ' to ' || utc(last_at) || case state
        when 'gap' then ', though ' || eligible || ' others decide such requests: an indication, no proof (' || tasks || ').'
        when 'few' then '; no more than ' || eligible || ' others could have.'
        when 'insufficient' then '; only ' || eligible || ' others are seen to decide such requests, and whether more may is not known (' || tasks || ').'
        else '.'
    end as message,
    event_ids
from judged
order by occurred_at, left_person, right_person
