{{ config(materialized='view') }}

with signed as (
    select
        terms.*,
        rules.message as template,
        measures.label_zh as column_label,
        items.printed_label as row_label,
        case
            when terms.weight * terms.value < 0 or (terms.weight < 0 and terms.value = 0) then ' - '
            else ' + '
        end as sign,
        concat(
            case when terms.year_offset < 0 then '上年 ' else '' end,
            {{ printed_number('abs(terms.weight * terms.value)') }}
        ) as operand,
        count(*) over (partition by terms.report_id, terms.rule, terms.scope, terms.side) as operands
    from {{ ref('int_terms_failed') }} as terms
    inner join {{ ref('stg_reports') }} as reports
        on terms.report_id = reports.report_id
    inner join {{ ref('int_form_items') }} as items
        on
            terms.section = items.section
            and terms.item = items.item
            and reports.edition is not distinct from items.edition
    inner join {{ ref('int_form_measures') }} as measures
        on
            terms.section = measures.section
            and terms.measure = measures.measure
            and reports.edition is not distinct from measures.edition
    inner join {{ ref('int_rules') }} as rules
        on terms.rule = rules.rule
),

worded as (
    select
        *,
        case when scope_by = 'item' then row_label else column_label end as scope_label,
        -- A sum of more than six terms leaves out its zeros: twenty of them hide the few that count.
        case
            when side = 'computed' and (value <> 0 or operands <= 6) then concat(sign, operand)
        end as computed_term,
        case
            when side = 'reported'
                then concat(
                    sign,
                    case when scope_by = 'item' then column_label else row_label end,
                    case when operands > 1 then concat(' ', operand) else '' end
                )
        end as reported_term
    from signed
)

select
    report_id,
    rule,
    scope,
    min(scope_label) as scope_label,
    min(section) as section,
    min_by(item, position) filter (where side = 'reported') as item,
    min_by(measure, position) filter (where side = 'reported') as measure,
    {{ filled('min(template)', {
        'scope': 'min(scope_label)',
        'computed': 'concat('
        ~ leading_term(joined_text('computed_term', '', 'position'))
        ~ ", case when max(operands) filter (where side = 'computed') > 1 then concat(' = ', "
        ~ printed_number('min(computed)')
        ~ ") else '' end)",
        'reported': printed_number('min(reported)'),
        'reported_cells': leading_term(joined_text('reported_term', '', 'position')),
    }) }} as message,
    {{ place_of_cell() }}
from worded
group by report_id, rule, scope
