{{ config(materialized='view') }}

select
    results.report_id,
    results.rule,
    results.scope,
    cast(null as string) as scope_label,
    case results.rule when 'closed_rows' then 3 end as section,
    case results.rule when 'closed_rows' then 'closed' end as item,
    case results.rule when 'closed_rows' then 'total' end as measure,
    case results.rule
        when 'closed_rows' then '（六）其他处理填作一行，格式分三行'
        else concat(reports.year, '年度适用', due.basis, '的格式，文中为', used.basis, '的格式')
    end as message,
    {{ place_of_cell() }}
from {{ ref('int_results_formed') }} as results
inner join {{ ref('int_reports_judged') }} as reports
    on results.report_id = reports.report_id
inner join {{ ref('editions') }} as used
    on reports.edition = used.edition
left join {{ ref('editions') }} as due
    on reports.year between due.first_year and coalesce(due.last_year, reports.year)
where results.status = 'fail'
