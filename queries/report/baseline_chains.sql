-- grain: one row per chain that only one of the cases has, or that differs between them
-- Chains whose grade changed first, the worse ones before.

select
    task,
    task_key,
    system,
    title,
    state,
    grade,
    was_grade,
    changes,
    is_grade_changed,
    direction
from baseline_chains
order by
    list_position(['changed', 'new', 'gone'], state),
    is_grade_changed desc,
    direction = 'worse' desc nulls last,
    list_position(['unprovable', 'partial', 'provable'], coalesce(grade, was_grade)) nulls last,
    task
