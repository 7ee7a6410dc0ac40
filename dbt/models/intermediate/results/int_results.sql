with own as (
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
    select * from {{ ref('int_results_time') }}
),

-- Of those across agencies, all of the reports evaluated, and others that are not as they were.
across_agencies as (
    select across.*
    from {{ ref('int_results_across') }} as across
    left join {{ ref('int_replaced_reports') }} as reports
        on across.report_id = reports.report_id
    left join {{ ref('int_replaced_results') }} as replaced
        on
            across.report_id = replaced.report_id
            and across.rule = replaced.rule
            and across.scope = replaced.scope
    where across.report_id is null or reports.report_id is not null or replaced.report_id is not null
)

{{ judged('own') }}
union all
select * from across_agencies
