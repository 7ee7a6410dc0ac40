with judged as (
    select
        reports.report_id,
        rules.rule,
        case
            when not reports.is_current then 'superseded'
            when deadlines.deadline is null then 'no_deadline'
            when reports.first_published_on is null then 'date_missing'
            when reports.is_year_doubtful then 'date_uncertain'
            when reports.first_published_on < make_date(reports.year + 1, 1, 1) then 'date_uncertain'
            when rules.severity = 'must' and reports.is_date_likely then 'date_uncertain'
            when reports.first_published_on <= deadlines.deadline then 'hold'
            when not reports.are_all_dated then 'date_missing'
            else 'fail'
        end as outcome
    from {{ ref('int_report_dates') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.rule in ('published_in_time', 'published_by_deadline')
            and {{ in_edition('rules', 'reports.edition') }}
    left join {{ ref('int_deadlines') }} as deadlines
        on
            rules.rule = deadlines.rule
            and reports.region_code is not distinct from deadlines.region_code
            and reports.agency_type = deadlines.agency_type
            and reports.year = deadlines.year
    union all
    select
        reports.report_id,
        rules.rule,
        case
            when reports.year is null then 'not_printed'
            when reports.published_on is null and reports.written_on is null then 'date_missing'
            when reports.is_year_doubtful then 'date_uncertain'
            when reports.published_on < make_date(reports.year + 1, 1, 1) then 'fail'
            when reports.is_written_early then 'fail'
            else 'hold'
        end as outcome
    from {{ ref('int_report_dates') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.rule = 'published_after_year'
            and {{ in_edition('rules', 'reports.edition') }}
)

select
    report_id,
    rule,
    'report' as scope,
    {{ result_of('outcome') }}
from judged
