{{ config(materialized='view') }}

{%- set of_writing = "results.rule = 'published_after_year' and reports.is_written_early" %}

select
    results.report_id,
    results.rule,
    results.scope,
    cast(null as string) as scope_label,
    cast(null as integer) as section,
    cast(null as string) as item,
    cast(null as string) as measure,
    {{ filled('rules.message', {
        'date': 'case when ' ~ of_writing ~ ' then ' ~ printed_day('reports.written_on') ~ " || '落款' else "
            ~ printed_day('case when deadlines.rule is null then reports.published_on else reports.first_published_on end')
            ~ " || '公布' end",
        'year': 'cast(reports.year as string)',
        'basis': "coalesce(deadlines.basis, '')",
        'deadline': "coalesce(" ~ printed_day('deadlines.deadline') ~ ", '')",
        'days': "coalesce(cast(" ~ days_late('reports.first_published_on', 'deadlines.deadline') ~ " as string), '')",
    }) }} as message,
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    cast(null as integer) as table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    case when {{ of_writing }} then reports.written_page_number else reports.page_number end as page_number,
    case when {{ of_writing }} then reports.written_line_number else reports.line_number end as line_number
from {{ ref('int_results_time') }} as results
inner join {{ ref('int_rules') }} as rules
    on results.rule = rules.rule
inner join {{ ref('int_report_dates') }} as reports
    on results.report_id = reports.report_id
left join {{ ref('int_deadlines') }} as deadlines
    on
        results.rule = deadlines.rule
        and reports.region_code is not distinct from deadlines.region_code
        and reports.agency_type = deadlines.agency_type
        and reports.year = deadlines.year
where results.status = 'fail'
