{{ config(materialized='view') }}

with judged as (
    select * from {{ ref('int_years_compared') }}
    union all
    select * from {{ ref('int_agencies_compared') }}
)

select
    report_id,
    rule,
    cast(section as string) as scope,
    {{ result_of('outcome') }}
from judged
