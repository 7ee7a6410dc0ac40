{{ config(materialized='view') }}

{%- set year_over = 'make_date(reports.year + 1, 1, 1)' %}

with outcomes as (
    select
        reports.*,
        rules.rule,
        rules.test,
        deadlines.deadline,
        deadlines.basis,
        rules.test = 'year_over' and reports.is_written_early as is_of_writing,
        case
            when rules.test = 'year_over' and reports.year is null then 'not_printed'
            when rules.test = 'year_over' and coalesce(reports.published_on, reports.written_on) is null
                then 'date_missing'
            when rules.test = 'year_over' and reports.is_year_doubtful then 'date_uncertain'
            when rules.test = 'year_over' and reports.published_on < {{ year_over }} then 'fail'
            when rules.test = 'year_over' and reports.is_written_early then 'fail'
            when rules.test = 'year_over' then 'hold'
            when not reports.is_current then 'superseded'
            when deadlines.deadline is null then 'no_deadline'
            when reports.first_published_on is null then 'date_missing'
            when reports.is_year_doubtful then 'date_uncertain'
            when reports.first_published_on < {{ year_over }} then 'date_uncertain'
            when rules.severity = 'must' and reports.is_date_likely then 'date_uncertain'
            when reports.first_published_on <= deadlines.deadline then 'hold'
            when not reports.are_all_dated then 'date_missing'
            else 'fail'
        end as outcome
    from {{ ref('int_report_dates') }} as reports
    inner join {{ ref('int_evaluated_reports') }} as evaluated
        on reports.report_id = evaluated.report_id
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'time'
            and {{ in_edition('rules', 'reports.edition') }}
    left join {{ ref('int_deadlines') }} as deadlines
        on
            rules.rule = deadlines.rule
            and reports.region_code is not distinct from deadlines.region_code
            and reports.agency_type = deadlines.agency_type
            and reports.year = deadlines.year
)

select
    {{ result({
        'report_id': 'report_id', 'rule': 'rule', 'scope': "'report'", 'outcome': 'outcome',
        'page_number': 'case when is_of_writing then written_page_number else page_number end',
        'line_number': 'case when is_of_writing then written_line_number else line_number end',
        'texts': texts_of_failure('outcome', {
            'date': 'case when is_of_writing then ' ~ printed_day('written_on') ~ " || '落款' else "
            ~ printed_day("case when test = 'deadline' then first_published_on else published_on end")
            ~ " || '公布' end",
            'year': 'cast(year as string)',
            'basis': "coalesce(basis, '')",
            'deadline': 'coalesce(' ~ printed_day('deadline') ~ ", '')",
            'days': 'coalesce(cast(' ~ days_late('first_published_on', 'deadline') ~ " as string), '')",
        }),
    }) }}
from outcomes
