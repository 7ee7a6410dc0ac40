-- Any report can change what these say about the reports of other agencies.
with results as (
    select * from {{ ref('int_results_similar') }}
    union all
    select * from {{ ref('int_results_identical') }}
    union all
    select * from {{ ref('int_results_change') }}
    union all
    select * from {{ ref('int_results_region') }}
    union all
    select * from {{ ref('int_results_filing') }}
)

{{ judged('results') }}
