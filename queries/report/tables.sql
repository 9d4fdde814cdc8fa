-- grain: one row per column of a table of the case
-- What can be asked of the case, facts first.

select
    column_info.table_name as table,
    table_info.estimated_size as rows,
    column_info.column_name as column,
    column_info.data_type as type
from duckdb_columns() as column_info
inner join duckdb_tables() as table_info on table_info.table_oid = column_info.table_oid
where column_info.schema_name = 'main' and not column_info.internal
order by
    case when column_info.table_name like 'fct\_%' escape '\' then 1 when column_info.table_name like '%\_%' escape '\' then 2 else 0 end,
    column_info.table_name,
    column_info.column_index
