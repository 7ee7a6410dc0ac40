{{ config(materialized='view') }}

with ranked as (
    select
        *,
        row_number() over (partition by finding_id order by decided_on desc, line desc) as recency
    from {{ ref('stg_decisions') }}
)

select * from ranked
where recency = 1
