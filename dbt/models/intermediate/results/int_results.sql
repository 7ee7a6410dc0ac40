with results as (
    select * from {{ ref('int_results_sum') }}
    union all
    select * from {{ ref('int_results_notice') }}
    union all
    select * from {{ ref('int_results_value') }}
    union all
    select * from {{ ref('int_results_form') }}
    union all
    select * from {{ ref('int_results_told') }}
    union all
    select * from {{ ref('int_results_similar') }}
    union all
    select * from {{ ref('int_results_identical') }}
    union all
    select * from {{ ref('int_results_change') }}
    union all
    select * from {{ ref('int_results_region') }}
    union all
    select * from {{ ref('int_results_time') }}
    union all
    select * from {{ ref('int_results_filing') }}
)

select
    results.report_id,
    results.agency_id,
    results.year,
    results.rule,
    results.scope,
    case
        when results.outcome in ('hold', 'fail') then results.outcome
        when reasons.status is null
            then error(concat(results.rule, ': no such reason: ', coalesce(results.outcome, 'null')))
        else reasons.status
    end as status,
    reasons.reason,
    case when results.outcome in ('hold', 'fail') then results.reported end as reported,
    case when results.outcome in ('hold', 'fail') then results.computed end as computed,
    results.compared,
    case when results.outcome = 'missing_terms' then results.missing_terms end as missing_terms,
    results.scope_label,
    results.section,
    results.item,
    results.measure,
    results.raw,
    results.value,
    results.table_number,
    results.row_number,
    results.column_number,
    results.page_number,
    results.line_number,
    results.texts
from results
left join {{ ref('result_reasons') }} as reasons
    on results.outcome = reasons.reason
