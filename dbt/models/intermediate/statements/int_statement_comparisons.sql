with placed as (
    select
        statements.*,
        row_number() over (
            partition by statements.report_id, statements.fact
            order by
                statements.page_number nulls first,
                statements.line_number nulls first,
                statements.value nulls last,
                statements.sentence,
                statements.raw
        ) as position,
        -- A government reports for its region, every other body for itself.
        coalesce(
            statements.coverage = case reports.agency_type when 'government' then 'region' else 'office' end,
            statements.coverage is null
        ) as is_own
    from {{ ref('int_statements') }} as statements
    inner join {{ ref('stg_reports') }} as reports
        on statements.report_id = reports.report_id
),

-- What a row prints beside its blank total adds up to a lower bound: blanks are counts too, never below 0.
matched as (
    select
        placed.report_id,
        sums.rule,
        placed.fact,
        placed.position,
        placed.is_own,
        placed.value,
        placed.raw,
        placed.sentence,
        placed.page_number,
        placed.line_number,
        sums.sum_number,
        sums.computed,
        sums.compared,
        sums.equation,
        sums.has_row_sum,
        case
            when not placed.is_own then 'other_coverage'
            when sums.computed is null then 'missing_terms'
            when sums.computed = placed.value then 'hold'
            when sums.is_whole or placed.value < sums.computed then 'fail'
            else 'missing_terms'
        end as outcome
    from placed
    inner join {{ ref('int_statement_sums') }} as sums
        on
            placed.report_id = sums.report_id
            and placed.fact = sums.fact
)

select
    *,
    case
        when bool_or(outcome = 'hold') over statement then 'hold'
        -- A sum that cannot be read may be the one that the sentence means.
        when bool_or(outcome = 'missing_terms') over statement then 'missing_terms'
        when bool_or(outcome = 'fail') over statement then 'fail'
        else outcome
    end as status
from matched
window statement as (partition by report_id, fact, position)
