{{ config(materialized='incremental', meta={'replaces': ['int_replaced_reports']}) }}

with thresholds as (
    {{ thresholds_of(['difference']) }}
),

figures as (
    select
        reports.report_id,
        rules.rule,
        watched.section,
        watched.item,
        watched.measure,
        reports.agency_id,
        reports.year,
        reports.edition,
        reports.agency_type || '|' || reports.level || '|' || cast(reports.year as string) as peers,
        case
            when not reports.is_current then 'superseded'
            when reports.previous_report_id is null then 'no_previous_report'
            when reports.previous_edition is null then 'previous_edition_differs'
            when not {{ in_edition('rules', 'reports.previous_edition') }} then 'previous_edition_differs'
            when not {{ in_span('watched', 'reports.previous_edition') }} then 'previous_edition_differs'
        end as reason,
        own.value as figure,
        previous.value as figure_before
    from {{ ref('int_report_divisions') }} as reports
    inner join {{ ref('int_evaluated_reports') }} as evaluated
        on reports.report_id = evaluated.report_id
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'change'
            and {{ in_edition('rules', 'reports.edition') }}
    inner join {{ ref('watched') }} as watched
        on
            rules.rule = watched.rule
            and {{ in_span('watched', 'reports.edition') }}
    left join {{ ref('int_watched_figures') }} as own
        on
            reports.report_id = own.report_id
            and watched.rule = own.rule
            and watched.item = own.item
    left join {{ ref('int_watched_figures') }} as previous
        on
            reports.previous_report_id = previous.report_id
            and watched.rule = previous.rule
            and watched.item = previous.item
)

select
    figures.*,
    case
        when figures.reason is null
            then {{ logarithm('figures.figure') }} - {{ logarithm('figures.figure_before') }}
    end as change,
    abs(figures.figure - figures.figure_before) >= thresholds.difference as is_large
from figures
inner join thresholds
    on figures.rule = thresholds.rule
