{{ config(materialized='view') }}

with form as (
    select
        edition,
        section,
        count(unit) > 0 as has_units
    from {{ ref('int_form_cells') }}
    group by edition, section
),

sections as (
    select
        cells.report_id,
        cells.section,
        count(cells.value) > 0 as has_values,
        count(cells.value) filter (where measures.kind = 'amount') as amounts,
        count(cells.unit) filter (where cells.value is not null) as units
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_measures_labelled') }} as measures
        on
            cells.section = measures.section
            and cells.measure = measures.measure
    group by cells.report_id, cells.section
),

odd as (
    select distinct
        report_id,
        section,
        rule
    from {{ ref('int_unusual_cells') }}
),

judged as (
    select
        reports.report_id,
        rules.rule,
        form.section,
        case
            when odd.rule is not null then 'fail'
            when reports.is_truncated and form.section >= coalesce(reports.last_section, form.section)
                then 'truncated'
            when not coalesce(sections.has_values, false) then 'not_printed'
            when rules.rule = 'units_as_form' and sections.amounts = 0 then 'not_printed'
            when rules.rule = 'units_as_form' and sections.units < sections.amounts then 'unit_uncertain'
            else 'hold'
        end as outcome
    from {{ ref('int_report_contents') }} as reports
    inner join {{ ref('int_rules') }} as rules
        on
            rules.kind = 'value'
            and {{ in_edition('rules', 'reports.edition') }}
    inner join form
        on
            reports.edition = form.edition
            and (form.has_units or rules.rule <> 'units_as_form')
    left join sections
        on
            reports.report_id = sections.report_id
            and form.section = sections.section
    left join odd
        on
            reports.report_id = odd.report_id
            and form.section = odd.section
            and rules.rule = odd.rule
)

select
    report_id,
    rule,
    cast(section as string) as scope,
    {{ result_of('outcome') }}
from judged
