{{ config(materialized='view') }}

with judged as (
    select * from {{ ref('int_years_compared') }}
    union all
    select * from {{ ref('int_agencies_compared') }}
)

select
    report_id,
    rule,
    '3' as scope,
    {{ result_of('outcome') }}
from judged
