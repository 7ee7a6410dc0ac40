select
    reports.report_id,
    rules.rule,
    watched.section,
    watched.item,
    watched.measure,
    own.value as figure,
    below.total,
    cast(below.figures as string) || '/' || cast(below.governments as string) as children,
    case
        when not reports.is_current then 'superseded'
        when below.governments is null then 'no_children'
        when below.figures < below.governments then 'children_missing'
        when own.value is null then 'missing_terms'
        when own.value < below.total then 'fail'
        else 'hold'
    end as outcome
from {{ ref('int_report_divisions') }} as reports
inner join {{ ref('int_rules') }} as rules
    on
        rules.kind = 'region'
        and {{ in_edition('rules', 'reports.edition') }}
inner join {{ ref('watched') }} as watched
    on rules.rule = watched.rule
left join {{ ref('int_governments_below') }} as below
    on
        reports.report_id = below.report_id
        and watched.rule = below.rule
        and watched.item = below.item
left join {{ ref('int_watched_figures') }} as own
    on
        reports.report_id = own.report_id
        and watched.rule = own.rule
        and watched.item = own.item
where reports.is_government
