{{ config(materialized='view') }}

with signed as (
    select
        *,
        case scope_by when 'item' then row_label else column_label end as scope_label,
        case scope_by when 'item' then column_label else row_label end as other_label,
        case when weight * value < 0 or (weight < 0 and value = 0) then ' - ' else ' + ' end as sign,
        concat_ws(
            '',
            case when year_offset < 0 then '上年 ' else '' end,
            {{ printed_number('abs(weight * value)') }}
        ) as operand,
        count(*) over (partition by report_id, rule, scope, side) as operands
    from {{ ref('int_sum_terms') }}
),

-- A sum of more than six terms is shown without its zeros: twenty of them would hide the few that count.
worded as (
    select
        *,
        case
            when value is null
                then concat_ws(
                    '',
                    section, '.', item, '.', measure,
                    case when year_offset < 0 then '@-1' else '' end
                )
        end as missing_term,
        case
            when side = 'computed' and (value <> 0 or operands <= 6)
                then concat_ws('', sign, operand)
        end as computed_term,
        case
            when side = 'reported'
                then concat_ws('', sign, other_label, case when operands > 1 then ' ' || operand else '' end)
        end as reported_term
    from signed
),

not_holding as (
    select
        report_id,
        rule,
        scope,
        min(scope_label) as scope_label,
        min(section) as section,
        min_by(item, position) filter (where side = 'reported') as item,
        min_by(measure, position) filter (where side = 'reported') as measure,
        max(operands) filter (where side = 'computed') > 1 as has_operands,
        {{ joined_text('missing_term', ',', 'position') }} as missing_terms,
        {{ leading_term(joined_text('computed_term', '', 'position')) }} as computed_terms,
        {{ leading_term(joined_text('reported_term', '', 'position')) }} as reported_terms
    from worded
    group by report_id, rule, scope
),

outcomes as (
    select
        *,
        case
            when reason is not null then reason
            when not is_whole then 'missing_terms'
            when reported = computed then 'hold'
            when reported <> computed then 'fail'
        end as outcome
    from {{ ref('int_sums') }}
)

select
    {{ result({
        'report_id': 'sums.report_id', 'rule': 'sums.rule', 'scope': 'sums.scope', 'outcome': 'sums.outcome',
        'missing_terms': 'words.missing_terms', 'reported': 'sums.reported', 'computed': 'sums.computed',
        'scope_label': 'words.scope_label',
        'section': 'words.section', 'item': 'words.item', 'measure': 'words.measure',
        'texts': texts_of_failure('sums.outcome', {
            'scope': 'words.scope_label',
            'computed': "concat_ws('', words.computed_terms, case when words.has_operands then concat_ws('', ' = ', "
            ~ printed_number('sums.computed') ~ ") else '' end)",
            'reported': printed_number('sums.reported'),
            'reported_cells': 'words.reported_terms',
        }),
    }) }}
from outcomes as sums
left join not_holding as words
    on
        sums.report_id = words.report_id
        and sums.rule = words.rule
        and sums.scope = words.scope
