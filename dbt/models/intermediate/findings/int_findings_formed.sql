{{ config(materialized='view') }}

select
    results.report_id,
    results.rule,
    results.scope,
    cast(null as string) as scope_label,
    watched.section,
    watched.item,
    watched.measure,
    {{ filled('rules.message', {
        'year': "coalesce(cast(reports.year as string), '')",
        'due': "coalesce(due.basis, '')",
        'used': 'used.basis',
    }) }} as message,
    {{ place_of_cell() }}
from {{ ref('int_results_form') }} as results
inner join {{ ref('int_rules') }} as rules
    on results.rule = rules.rule
inner join {{ ref('int_report_contents') }} as reports
    on results.report_id = reports.report_id
inner join {{ ref('editions') }} as used
    on reports.edition = used.edition
left join {{ ref('editions') }} as due
    on reports.year between due.first_year and coalesce(due.last_year, reports.year)
left join {{ ref('watched') }} as watched
    on results.rule = watched.rule
where results.status = 'fail'
