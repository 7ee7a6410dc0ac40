with forms as (
    select distinct
        edition,
        counted_printing
    from {{ ref('int_reports') }}
),

sums as (
    select
        forms.edition,
        forms.counted_printing,
        terms.rule,
        terms.scope,
        terms.sum_number,
        count(*) as terms
    from forms
    inner join {{ ref('int_rule_terms') }} as terms
        on {{ in_form('terms', 'forms') }}
    group by forms.edition, forms.counted_printing, terms.rule, terms.scope, terms.sum_number
)

select
    applied.report_id,
    applied.rule,
    applied.scope,
    applied.reason,
    added.reported,
    added.computed,
    case when applied.reason is null then sums.terms = coalesce(added.valued, 0) end as is_whole
from {{ ref('int_sum_scopes') }} as applied
left join sums
    on
        applied.rule = sums.rule
        and applied.scope = sums.scope
        and applied.edition = sums.edition
        and applied.counted_printing is not distinct from sums.counted_printing
left join {{ ref('int_cells_added') }} as added
    on
        applied.report_id = added.report_id
        and case when applied.reason is null then sums.sum_number end = added.sum_number
