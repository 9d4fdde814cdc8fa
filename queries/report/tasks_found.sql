-- grain: one row per task that fits, from the first asked for on
-- Null asks for anything; the grade `none` is that of tasks under which nothing was executed. `of_all` counts also those that are not given.

with fitting as (
    select
        task,
        row_number() over (order by task) as place,
        count(*) over () as of_all
    from fct_chains as chain
    where
        ($grade::varchar is null or coalesce(grade, 'none') = $grade)
        and ($system::varchar is null or system = $system)
        and ($text::varchar is null or contains(lower(concat_ws(' ', task_key, title)), lower($text)))
        and (
            $person::varchar is null
            or contains(lower(concat_ws(' ', asked_person, approved_person, executed_person)), lower($person))
        )
        and (
            $verdict::varchar is null
            or exists (select 1 from findings where findings.task = chain.task and findings.verdict = $verdict)
        )
)

select
    task,
    of_all
from fitting
where place > $skip and place <= $skip + $most
order by place
