{{ config(materialized='view') }}

-- The cells of a report show which rows it has, of those that belong to a printing.
with rows_printed as (
    select distinct
        cells.report_id,
        cells.section,
        cells.item
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_form_items') }} as items
        on
            items.edition is null
            and cells.section = items.section
            and cells.item = items.item
    where items.printing is not null
),

both_printings as (
    select
        rows_printed.report_id,
        terms.rule
    from {{ ref('terms') }} as terms
    inner join rows_printed
        on
            terms.section = rows_printed.section
            and terms.item = rows_printed.item
    where terms.printing is not null
    group by rows_printed.report_id, terms.rule
    having count(distinct terms.side) = 2
),

forms as (
    select distinct
        rule,
        scope,
        edition,
        printing
    from {{ ref('int_rule_scopes') }}
),

scopes as (
    select
        reports.report_id,
        forms.rule,
        forms.scope
    from {{ ref('int_evaluated_reports') }} as reports
    inner join forms
        on
            reports.edition = forms.edition
            and (forms.printing is null or reports.counted_printing = forms.printing)
    union all
    -- A row of the other printing, if printed, is also subject to its rule, in whatever edition.
    select distinct
        rows_printed.report_id,
        others.rule,
        others.scope
    from rows_printed
    inner join {{ ref('int_evaluated_reports') }} as reports
        on rows_printed.report_id = reports.report_id
    inner join {{ ref('int_rule_scopes') }} as others
        on
            rows_printed.section = others.section
            and rows_printed.item = others.scope
            and others.printing is not null
    left join forms
        on
            others.rule = forms.rule
            and others.scope = forms.scope
            and reports.edition = forms.edition
            and reports.counted_printing = forms.printing
    where forms.rule is null
)

select
    scopes.report_id,
    scopes.rule,
    scopes.scope,
    reports.edition,
    reports.counted_printing,
    reports.previous_report_id,
    case
        when rules.compares_printings and both_printings.rule is null then 'not_both_printed'
        when not rules.needs_previous_year then null
        when not reports.is_current then 'superseded'
        when reports.previous_report_id is null then 'no_previous_report'
        when reports.previous_edition is null then 'previous_edition_differs'
        when not {{ in_edition('rules', 'reports.previous_edition') }} then 'previous_edition_differs'
    end as reason
from scopes
inner join {{ ref('int_evaluated_reports') }} as reports
    on scopes.report_id = reports.report_id
inner join {{ ref('int_rules') }} as rules
    on
        scopes.rule = rules.rule
        and {{ in_edition('rules', 'reports.edition') }}
left join both_printings
    on
        scopes.report_id = both_printings.report_id
        and scopes.rule = both_printings.rule
