-- grain: one row per chain that only one of the cases has, or that differs between them
-- What became provable, what no longer is, and by which corner. A chain is the same in both by its task.

with both_sides as (
    select
        coalesce(later.task, earlier.task) as task,
        coalesce(later.task_key, earlier.task_key) as task_key,
        coalesce(later.system, earlier.system) as system,
        coalesce(later.title, earlier.title) as title,
        later.grade,
        earlier.grade as was_grade,
        case when earlier.task is null then 'new' when later.task is null then 'gone' else 'changed' end as state,
        case
            when earlier.task is null or later.task is null then []
            else list_filter([
                case when earlier.grade is distinct from later.grade
                    then 'grade: ' || coalesce(earlier.grade, 'no controlled change') || ' → ' || coalesce(later.grade, 'no controlled change') end,
                corner_change('asked', earlier.asked_event_ids, earlier.asked_person, later.asked_event_ids, later.asked_person),
                corner_change('approved', earlier.approved_event_ids, earlier.approved_person, later.approved_event_ids, later.approved_person),
                corner_change('executed', earlier.executed_event_ids, earlier.executed_person, later.executed_event_ids, later.executed_person),
                corner_change('changed', earlier.changed_event_ids, earlier.changed_what, later.changed_event_ids, later.changed_what),
                case when earlier.executions <> later.executions then 'executions: ' || earlier.executions || ' → ' || later.executions end
            ], lambda change: change is not null)
        end as changes,
        list_position(['provable', 'partial', 'unprovable'], later.grade) as rank,
        list_position(['provable', 'partial', 'unprovable'], earlier.grade) as was_rank
    from earlier.fct_chains as earlier
    full join later.fct_chains as later on later.task = earlier.task
)

select
    task,
    task_key,
    system,
    title,
    state,
    grade,
    was_grade,
    changes,
    state = 'changed' and grade is distinct from was_grade as is_grade_changed,
    case when rank > was_rank then 'worse' when rank < was_rank then 'better' end as direction
from both_sides
where state <> 'changed' or len(changes) > 0
