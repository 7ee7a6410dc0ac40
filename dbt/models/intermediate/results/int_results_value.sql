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
    from {{ ref('int_cells') }} as cells
    inner join {{ ref('int_form_measures') }} as measures
        on
            measures.edition is null
            and cells.section = measures.section
            and cells.measure = measures.measure
    group by cells.report_id, cells.section
),

unusual as (
    select
        cells.report_id,
        cells.rule,
        cells.section,
        min_by(cells.item, labels.display_order) as item,
        min_by(cells.measure, labels.display_order) as measure,
        {{ joined_text(
            "concat_ws('', labels.row_label, ' ', labels.column_label, ' ', cells.printed)", '；', 'labels.display_order'
        ) }} as cells
    from {{ ref('int_unusual_cells') }} as cells
    inner join {{ ref('stg_reports') }} as reports
        on cells.report_id = reports.report_id
    inner join {{ ref('int_cell_labels') }} as labels
        on
            reports.edition is not distinct from labels.edition
            and cells.section = labels.section
            and cells.item = labels.item
            and cells.measure = labels.measure
    group by cells.report_id, cells.rule, cells.section
),

outcomes as (
    select
        reports.report_id,
        rules.rule,
        form.section,
        unusual.item,
        unusual.measure,
        unusual.cells,
        case
            when unusual.rule is not null then 'fail'
            when reports.is_truncated and form.section >= coalesce(reports.last_section, form.section)
                then 'truncated'
            when not coalesce(sections.has_values, false) then 'not_printed'
            when rules.test = 'unit' and sections.amounts = 0 then 'not_printed'
            when rules.test = 'unit' and sections.units < sections.amounts then 'unit_uncertain'
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
            and (form.has_units or rules.test <> 'unit')
    left join sections
        on
            reports.report_id = sections.report_id
            and form.section = sections.section
    left join unusual
        on
            reports.report_id = unusual.report_id
            and form.section = unusual.section
            and rules.rule = unusual.rule
)

select
    {{ result({
        'report_id': 'report_id', 'rule': 'rule', 'scope': 'cast(section as string)', 'outcome': 'outcome',
        'scope_label': table_name('outcomes.section'), 'section': 'section', 'item': 'item', 'measure': 'measure',
        'texts': texts_of_failure('outcome', {'cells': 'cells'}),
    }) }}
from outcomes
