with governments as (
    select *
    from {{ ref('int_report_divisions') }}
    where is_government
),

children as (
    select
        governments.report_id,
        below.report_id as child_report_id
    from governments
    inner join {{ ref('divisions') }} as divisions
        on
            governments.code = divisions.parent
            and {{ in_years('divisions', 'governments.division_year') }}
    left join governments as below
        on
            divisions.code = below.code
            and governments.year = below.year
            and below.is_current
),

sums as (
    select
        children.report_id,
        watched.rule,
        watched.item,
        count(*) as governments,
        count(figures.value) as figures,
        sum(figures.value) as total
    from children
    cross join {{ ref('watched') }} as watched
    left join {{ ref('int_watched_figures') }} as figures
        on
            children.child_report_id = figures.report_id
            and watched.rule = figures.rule
            and watched.item = figures.item
    group by children.report_id, watched.rule, watched.item
),

outcomes as (
    select
        reports.report_id,
        rules.rule,
        watched.section,
        watched.item,
        watched.measure,
        labels.row_label || ' ' || labels.column_label as scope_label,
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
    from governments as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'region'
            and {{ in_edition('rules', 'reports.edition') }}
    inner join {{ ref('watched') }} as watched
        on
            rules.rule = watched.rule
            and {{ in_span('watched', 'reports.edition') }}
    left join {{ ref('int_cell_labels') }} as labels
        on
            reports.edition = labels.edition
            and watched.section = labels.section
            and watched.item = labels.item
            and watched.measure = labels.measure
    left join sums as below
        on
            reports.report_id = below.report_id
            and watched.rule = below.rule
            and watched.item = below.item
    left join {{ ref('int_watched_figures') }} as own
        on
            reports.report_id = own.report_id
            and watched.rule = own.rule
            and watched.item = own.item
)

select
    {{ result({
        'report_id': 'report_id', 'rule': 'rule', 'scope': 'item', 'outcome': 'outcome',
        'missing_terms': "concat_ws('', section, '.', item, '.', measure)",
        'reported': 'figure', 'computed': 'total', 'compared': 'children',
        'scope_label': 'scope_label', 'section': 'section', 'item': 'item', 'measure': 'measure',
        'texts': texts_of_failure('outcome', {
            'scope': 'scope_label',
            'reported': printed_number('figure'),
            'children': 'children',
            'computed': printed_number('total'),
        }),
    }) }}
from outcomes
