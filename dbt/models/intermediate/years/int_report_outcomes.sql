{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

-- Most cells are 0; those without a number stay, so that a sum shows what it lacks.
select
    requests.report_id,
    requests.item as outcome,
    requests.applicant,
    requests.requests
from {{ ref('fct_requests') }} as requests
inner join {{ ref('dim_outcome') }} as outcomes
    on requests.item = outcomes.outcome
inner join {{ ref('int_replaced_reports') }} as replaced
    on requests.report_id = replaced.report_id
where
    requests.applicant <> 'total'
    and coalesce(requests.requests <> 0, true)
