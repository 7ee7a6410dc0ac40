-- The few terms are the build side of this join, not the cells, so that no cell is kept in memory.
{% set readers = [('report_id', '= 0'), ('previous_report_id', '< 0')] %}
with cells_added as (
    {% for printed_in, offset in readers %}
        select
            reports.report_id,
            terms.sum_number,
            terms.side,
            terms.weight * cells.value as value
        from {{ ref('int_cells') }} as cells
        inner join {{ ref('int_rule_terms') }} as terms
            on
                cells.section = terms.section
                and cells.item = terms.item
                and cells.measure = terms.measure
        inner join {{ ref('int_evaluated_reports') }} as reports
            on
                cells.report_id = reports.{{ printed_in }}
                and {{ in_form('terms', 'reports') }}
        where terms.year_offset {{ offset }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

sides as (
    select
        report_id,
        sum_number,
        sum(value) filter (where side = 'reported') as reported,
        sum(value) filter (where side = 'computed') as computed,
        count(value) as valued
    from cells_added
    group by report_id, sum_number
),

forms as (
    select distinct
        edition,
        counted_printing
    from {{ ref('int_evaluated_reports') }}
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
    scopes.report_id,
    scopes.rule,
    scopes.scope,
    scopes.reason,
    sides.reported,
    sides.computed,
    case when scopes.reason is null then sums.terms = coalesce(sides.valued, 0) end as is_whole
from {{ ref('int_sum_scopes') }} as scopes
left join sums
    on
        scopes.rule = sums.rule
        and scopes.scope = sums.scope
        and scopes.edition = sums.edition
        and scopes.counted_printing is not distinct from sums.counted_printing
left join sides
    on
        scopes.report_id = sides.report_id
        and case when scopes.reason is null then sums.sum_number end = sides.sum_number
