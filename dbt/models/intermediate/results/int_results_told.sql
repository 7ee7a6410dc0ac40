{{ config(materialized='view') }}

with facts as (
    select distinct
        cells.edition,
        cells.rule,
        cells.fact,
        facts.label
    from {{ ref('int_fact_cells') }} as cells
    inner join {{ ref('facts') }} as facts
        on cells.fact = facts.fact
),

-- Of all sentences that state a fact, one that fails comes before one that holds, and that before any other.
ranked as (
    select
        *,
        row_number() over (
            partition by report_id, fact
            order by
                case status when 'fail' then 1 when 'hold' then 2 when 'missing_terms' then 3 else 4 end,
                position,
                case when outcome = status then 0 else 1 end,
                sum_number
        ) as priority
    from {{ ref('int_statement_comparisons') }}
),

-- A figure that fails equals none of its sums, and all of them are named.
sums as (
    select
        report_id,
        fact,
        position,
        concat_ws(
            '',
            {{ joined_text('equation', '，≠ ', 'sum_number') }},
            case when bool_or(has_row_sum) then '（总计没有数字，按该行印出的各格相加）' else '' end
        ) as equations
    from {{ ref('int_statement_comparisons') }}
    where status = 'fail' and outcome = 'fail'
    group by report_id, fact, position
),

lacking as (
    select
        report_id,
        fact,
        concat_ws('', section, '.', item, '.', measure) as term,
        min(sum_number * 100 + position) as place
    from {{ ref('int_statement_cells') }}
    where not is_whole
    group by report_id, fact, section, item, measure
),

missing as (
    select
        report_id,
        fact,
        {{ joined_text('term', ',', 'place') }} as missing_terms
    from lacking
    group by report_id, fact
)

select
    {{ result({
        'report_id': 'reports.report_id', 'rule': 'facts.rule', 'scope': 'facts.fact',
        'outcome': "coalesce(ranked.status, 'not_told')", 'missing_terms': 'missing.missing_terms',
        'reported': 'ranked.value', 'computed': 'ranked.computed',
        'compared': "case when ranked.status in ('hold', 'fail') then ranked.compared end",
        'scope_label': 'facts.label', 'raw': 'ranked.raw', 'value': 'ranked.value',
        'page_number': 'ranked.page_number', 'line_number': 'ranked.line_number',
        'texts': texts_of_failure('ranked.status', {
            'told': printed_number('ranked.value'),
            'sums': 'sums.equations',
            'sentence': 'ranked.sentence',
        }),
    }) }}
from {{ ref('int_evaluated_reports') }} as reports
inner join facts
    on reports.edition = facts.edition
left join ranked
    on
        reports.report_id = ranked.report_id
        and facts.fact = ranked.fact
        and ranked.priority = 1
left join missing
    on
        ranked.report_id = missing.report_id
        and ranked.fact = missing.fact
left join sums
    on
        ranked.report_id = sums.report_id
        and ranked.fact = sums.fact
        and ranked.position = sums.position
