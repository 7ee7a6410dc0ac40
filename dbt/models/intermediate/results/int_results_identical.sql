{{ config(materialized='view') }}

with judged as (
    select * from {{ ref('int_tables_repeated') }}
    union all
    select * from {{ ref('int_tables_shared') }}
)

select
    report_id,
    rule,
    cast(section as string) as scope,
    {{ result_of('outcome') }}
from judged
